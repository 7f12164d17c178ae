"""The audit trail on a server that breaks while it is sealed: what was committed is there, sealed, and as it was.

    audit.py DATABASE

The background worker must serve DATABASE. Environment: ROUNDS, how often it breaks (3); SEED. Each transaction
of a writer puts rows into a table with the trigger, and their notes into one without; a tenth is rolled back.
In the end both say the same, every row stands in one seal, and a bit that is turned on the disk is found.
"""

import os
import random
import signal
import sys
import threading
import time

import psycopg2

from report import Report
from server import PATIENCE_S, Server, connect, is_gone, parent_of

WRITERS = 8
LOAD_S = 1.5
ROLLED_BACK = 0.1
TURNED_BITS = 3
TABLES = """
    create schema load;
    create table load.things (id bigint generated always as identity primary key, note text not null);
    create table load.noted (note text not null);
    create trigger audit_changes after insert on load.things
      for each row execute function alogistics.audit_changes();
"""
WRITE = """
    with noted as (insert into load.noted values (%s) returning note)
    insert into load.things (note) select note from noted
"""
# Every wait for a lock of more than a millisecond is in the server's log.
WATCHED = "set log_lock_waits = on; set deadlock_timeout = '1ms'"
SEALER = """
    select l.pid from pg_locks as l join pg_stat_activity as a on a.pid = l.pid
    where l.relation = 'alogistics.audit_seals'::regclass and l.mode = 'ShareRowExclusiveLock'
      and l.granted and a.backend_type = 'socle worker'
"""
LEFT = """
    select count(*) from alogistics.audit_logs
    where id > (select coalesce(max(to_id), 0) from alogistics.audit_seals where sealed_at is not null)
"""
PROBLEMS = 'select seal_id, row_id, problem from alogistics.verify_audit()'


class Writer(threading.Thread):
    def __init__(self, server, name, seed):
        super().__init__(daemon=True)
        self.server, self.writer = server, name
        self.chance = random.Random(f'{seed} {name}')
        self.is_over = threading.Event()
        self.number = self.rolled_back = 0
        self.errors = []

    def run(self):
        while not self.is_over.is_set():
            try:
                connection = connect(self.server.database, f'writer {self.writer}')
                with connection.cursor() as cursor:
                    cursor.execute(WATCHED)
                connection.commit()
                while not self.is_over.is_set():
                    self.transaction(connection)
                connection.close()
            except psycopg2.Error as error:
                if not is_gone(error):
                    self.errors.append(repr(error))
                time.sleep(0.05)

    def transaction(self, connection):
        self.number += 1
        with connection.cursor() as cursor:
            for row in range(self.chance.randint(1, 4)):
                cursor.execute(WRITE, (f'writer {self.writer}, transaction {self.number}, row {row}.',))
        if self.chance.random() < ROLLED_BACK:
            self.rolled_back += 1
            connection.rollback()
        else:
            connection.commit()


class Audit:
    def __init__(self, database, seed):
        self.server, self.report = Server(database), Report()
        self.random = random.Random(seed)
        self.server.ask(TABLES)
        self.writers = [Writer(self.server, number, seed) for number in range(WRITERS)]

    def run(self, rounds):
        waits = len(self.waits())
        for writer in self.writers:
            writer.start()
        faults = [self.kill_worker, self.server.kill_at_once, self.kill_writer]
        for number in range(1, rounds + 1):
            time.sleep(self.random.uniform(LOAD_S / 2, LOAD_S))
            sealer = self.until_it_seals()
            self.report.true(f'round {number}: the worker seals', sealer, '')
            print(f'  round {number}: {faults[(number - 1) % len(faults)](sealer)}', flush=True)
        self.come_late()
        for writer in self.writers:
            writer.is_over.set()
        for writer in self.writers:
            writer.join()
        self.check(waits)
        self.turn_bits()
        self.report.finish()

    def come_late(self):
        """A transaction takes a number, and commits when the worker has come by several times."""
        connection = self.server.wait_until_it_answers()
        connection.autocommit = False
        try:
            with connection.cursor() as cursor:
                cursor.execute(WRITE, ('late',))
                time.sleep(2 * LOAD_S)
            connection.commit()
        except psycopg2.Error as error:
            # The last crash was still to come.
            if not is_gone(error):
                raise
            self.come_late()
        finally:
            connection.close()

    def until_it_seals(self):
        """The process that holds the chain at this moment; nothing if none comes."""
        deadline = time.monotonic() + PATIENCE_S
        connection = self.server.wait_until_it_answers()
        with connection.cursor() as cursor:
            while time.monotonic() < deadline:
                cursor.execute(SEALER)
                row = cursor.fetchone()
                if row:
                    return row[0]
        return None

    def kill_worker(self, sealer):
        return self.kill(sealer, 'the worker')

    def kill_writer(self, _sealer):
        pid = self.server.value("""
            select pid from pg_stat_activity where application_name like 'writer %%'
            order by state = 'active' desc limit 1""")
        return self.kill(pid, 'a writer')

    def kill(self, pid, name):
        # Only a child of our own server: the number may belong to somebody else by now.
        if parent_of(pid) != self.server.postmaster():
            return f'{name} was gone'
        os.kill(pid, signal.SIGKILL)
        return f'SIGKILL to {name}'

    def waits(self):
        """Whoever adds a page to a table waits for who does so already: that is no wait for a row or a table."""
        return [line for line in self.server.logged('still waiting for') if 'extension of' not in line]

    def check(self, waits):
        deadline = time.monotonic() + PATIENCE_S
        while self.server.value(LEFT) > 0 and time.monotonic() < deadline:
            time.sleep(0.1)
        self.report.same('no row is left without a seal', 0, self.server.value(LEFT))
        self.report.same('nothing is wrong with the trail', [], self.server.ask(PROBLEMS))
        self.report.same('each row stands in one seal', self.server.ask("""
            select id from alogistics.audit_logs order by id"""), self.server.ask("""
            select unnest(row_ids) as id from alogistics.audit_seals order by id"""))
        noted = self.server.ask('select note from load.noted order by note collate "C"')
        self.report.true('writers wrote', len(noted) > 100, len(noted))
        self.report.same('what was committed is in the trail, once, and nothing else', noted, self.server.ask("""
            select new_data ->> 'note' as note from alogistics.audit_logs where entity_type = 'things'
            order by (new_data ->> 'note') collate "C" """))
        self.report.true('transactions were rolled back', sum(w.rolled_back for w in self.writers), '')
        self.report.same('writers met no error', [], [e for w in self.writers for e in w.errors][:3])
        self.report.same('nobody waited for a lock', [], self.waits()[waits:][:3])
        print(f'{len(noted)} rows, {sum(w.rolled_back for w in self.writers)} transactions rolled back,'
              f" {self.server.value('select count(*) from alogistics.audit_seals')} seals")

    def turn_bits(self):
        """One bit of a row, in the file of the table while the server is down; and back."""
        rows = self.server.ask("""
            select id, new_data ->> 'note' from alogistics.audit_logs where entity_type = 'things'""")
        path = os.path.join(self.server.data, self.server.value(
            "select pg_relation_filepath('alogistics.audit_logs')"))
        for number, note in self.random.sample(rows, TURNED_BITS):
            place = self.place_of(path, note.encode()) + self.random.randrange(len(note))
            self.turn_bit(path, place)
            self.report.same(f'a bit of row {number} is found', [(number, 'changed')],
                             [row[1:] for row in self.server.ask(PROBLEMS)])
            self.turn_bit(path, place)
            self.report.same('and that it was turned back', [], self.server.ask(PROBLEMS))

    def place_of(self, path, text):
        """Where the table's file has this text, which one row has."""
        self.server.ask('checkpoint')
        with open(path, 'rb') as file:
            return file.read().index(text)

    def turn_bit(self, path, place):
        self.server.control('stop', '-m', 'fast')
        with open(path, 'r+b') as file:
            file.seek(place)
            byte = file.read(1)[0]
            file.seek(place)
            file.write(bytes([byte ^ 1]))
        self.server.start()


if __name__ == '__main__':
    # libpq prints a dying server's farewell to new sessions; our own errors go on.
    sys.stderr = os.fdopen(os.dup(2), 'w')
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    SEED = int(os.environ.get('SEED') or random.randrange(10 ** 6))
    print(f'audit: SEED={SEED}', flush=True)
    Audit(sys.argv[1], SEED).run(int(os.environ.get('ROUNDS') or 3))
