"""The event stream on a server that breaks: what is committed is delivered, nothing else, in order.

    events.py DATABASE

The background worker and the relay must serve DATABASE. Environment: ROUNDS, how often it breaks (3); SEED.
Writers put a row and its events into one transaction, a tenth of which they roll back; readers follow by a
cursor and write down what they get. After the last round both are the same.
"""

import os
import random
import select
import signal
import sys
import threading
import time

import psycopg2

from report import Report
from server import PATIENCE_S, Server, connect, parent_of

WRITERS = 6
LOAD_S = 1.2
ROLLED_BACK = 0.1
TABLES = """
    create schema load;
    create table load.written (writer integer, number integer, event integer);
"""
EMIT = """
    with row as (insert into load.written values (%(writer)s, %(number)s, %(event)s) returning *)
    select alogistics.emit('load:' || writer, 'load', to_jsonb(row)) from row
"""


class Writer(threading.Thread):
    def __init__(self, server, name, seed):
        super().__init__()
        self.server, self.writer = server, name
        self.chance = random.Random(f'{seed} {name}')
        self.is_over = threading.Event()
        self.number = self.rolled_back = self.unanswered = 0

    def run(self):
        while not self.is_over.is_set():
            try:
                connection = connect(self.server.database, f'writer {self.writer}')
                while not self.is_over.is_set():
                    self.transaction(connection)
                connection.close()
            except psycopg2.Error:
                self.unanswered += 1
                time.sleep(0.05)

    def transaction(self, connection):
        """Some events, open for up to 4 ms; a savepoint of it is rolled back now and then."""
        self.number += 1
        with connection.cursor() as cursor:
            for event in range(self.chance.randint(1, 3)):
                cursor.execute(EMIT, {'writer': self.writer, 'number': self.number, 'event': event})
                time.sleep(self.chance.uniform(0, 0.004))
            if self.chance.random() < ROLLED_BACK:
                cursor.execute('savepoint here')
                cursor.execute(EMIT, {'writer': self.writer, 'number': self.number, 'event': 99})
                cursor.execute('rollback to here')
        if self.chance.random() < ROLLED_BACK:
            self.rolled_back += 1
            connection.rollback()
        else:
            connection.commit()


class Reader(threading.Thread):
    """Follows by a cursor; one that listens asks when it is told, with a second as the longest wait."""

    def __init__(self, server, listens, position):
        super().__init__()
        self.server, self.listens, self.cursor_id = server, listens, position
        self.is_over = threading.Event()
        self.ids, self.events, self.errors = [], [], []
        self.told = 0

    def run(self):
        while True:
            try:
                connection = connect(self.server.database, f'reader {self.listens}')
                connection.autocommit = True
                with connection.cursor() as cursor:
                    if self.listens:
                        cursor.execute('listen socle_events')
                    if self.follow(connection, cursor):
                        return
            except psycopg2.Error as error:
                if (error.pgcode or '08')[:2] not in ('08', '57'):
                    self.errors.append(repr(error))
                time.sleep(0.05)

    def follow(self, connection, cursor):
        """True once nobody writes any more and all is read."""
        while True:
            was_over = self.is_over.is_set()
            cursor.execute('select id, topic, payload from socle.stream_fetch(%s, 500)',
                           (self.cursor_id,))
            rows = cursor.fetchall()
            for number, topic, payload in rows:
                self.ids.append(number)
                if topic.startswith('load:'):
                    self.events.append((payload['writer'], payload['number'], payload['event']))
                self.cursor_id = number
            if was_over and not rows:
                return True
            if not rows:
                self.wait(connection)

    def wait(self, connection):
        if not self.listens:
            time.sleep(0.001)
            return
        select.select([connection], [], [], 1)
        connection.poll()
        self.told += len(connection.notifies)
        connection.notifies.clear()


class Events:
    def __init__(self, database, seed):
        self.server, self.report = Server(database), Report()
        self.random = random.Random(seed)
        self.server.ask(TABLES)
        position = self.server.value('select newest from socle.stream_position()')
        self.writers = [Writer(self.server, number, seed) for number in range(WRITERS)]
        self.readers = [Reader(self.server, listens, position) for listens in (True, False)]

    def run(self, rounds):
        for thread in self.writers + self.readers:
            thread.start()
        self.until_told('at first')
        faults = [self.kill_writer, self.kill_relay, self.server.stop_at_once]
        for number in range(1, rounds + 1):
            time.sleep(self.random.uniform(LOAD_S / 2, LOAD_S))
            fault = faults[(number - 1) % len(faults)]
            self.until_told(f'round {number} ({fault(self.random)})')
        for thread in self.writers + self.readers:
            if thread is self.readers[0]:
                time.sleep(0.2)
            thread.is_over.set()
            thread.join()
        self.check()

    def until_told(self, story):
        """The relay tells the listening reader of something new, whatever happened."""
        before, deadline = self.readers[0].told, time.monotonic() + PATIENCE_S
        while self.readers[0].told == before and time.monotonic() < deadline:
            time.sleep(0.01)
        self.report.true(f'{story}: listeners are told again', self.readers[0].told > before, '')

    def kill_writer(self, chance):
        return self.kill("application_name like 'writer %%'", chance)

    def kill_relay(self, chance):
        return self.kill("backend_type = 'socle relay'", chance)

    def kill(self, which, chance):
        pid, name = chance.choice(self.server.ask(
            f"""select pid, coalesce(nullif(application_name, ''), backend_type)
                from pg_stat_activity where {which} order by pid"""))
        # Only a child of our own server: the number may belong to somebody else by now.
        if parent_of(pid) == self.server.postmaster():
            os.kill(pid, signal.SIGKILL)
        return f'SIGKILL to {name}'

    def check(self):
        written = {tuple(row) for row in self.server.ask('select * from load.written')}
        self.report.true('writers wrote', len(written) > 100, len(written))
        for reader in self.readers:
            name = 'the reader that listens' if reader.listens else 'the reader that asks'
            read = set(reader.events)
            self.report.same(f'{name} met no error', [], reader.errors[:3])
            self.report.same(f'{name} missed nothing', [], sorted(written - read)[:5])
            self.report.same(f'{name} got nothing that is not there', [], sorted(read - written)[:5])
            self.report.same(f'{name} got nothing twice', len(read), len(reader.events))
            self.report.true(f'{name} got ids that grow', is_growing(reader.ids), reader.ids[:10])
            for writer in range(WRITERS):
                own = [event[1:] for event in reader.events if event[0] == writer]
                self.report.true(f'{name} got the events of {writer} in order', is_growing(own), own[:10])
        self.report.same('both readers got the same in the same order', self.readers[0].events,
                         self.readers[1].events)
        self.report.same('the table holds each id once', [], self.server.ask(
            'select id from socle.events group by id having count(*) > 1'))
        self.report.true('transactions were rolled back',
                         sum(writer.rolled_back for writer in self.writers), '')
        print(f'{len(written)} events, {sum(w.rolled_back for w in self.writers)} rolled back,'
              f' {sum(w.unanswered for w in self.writers)} broken off; told {self.readers[0].told} times')
        self.report.finish()


def is_growing(values):
    return all(before < after for before, after in zip(values, values[1:]))


if __name__ == '__main__':
    # libpq prints a dying server's farewell to new sessions; our own errors go on.
    sys.stderr = os.fdopen(os.dup(2), 'w')
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    SEED = int(os.environ.get('SEED') or random.randrange(10 ** 6))
    print(f'events: SEED={SEED}', flush=True)
    Events(sys.argv[1], SEED).run(int(os.environ.get('ROUNDS') or 3))
