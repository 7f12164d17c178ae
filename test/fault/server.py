"""The server of the test cluster, and the ways to hurt it. run has set CLUSTER and PGHOST."""

import json
import os
import re
import signal
import subprocess
import time

import psycopg2

# The longest that a crash may take until clients are let in again.
PATIENCE_S = 60


def connect(database, name):
    """A session as superuser; `name` tells it apart in pg_stat_activity."""
    return psycopg2.connect(dbname=database, application_name=name, connect_timeout=60)


def is_gone(error):
    """The session ended before the answer: nobody knows yet what became of the transaction."""
    return error.pgcode is None or error.pgcode[:3] in ('080', '57P')


class Refused(str):
    """The name of a refusal by the catalogue (design §4): an answer like any other."""


def refusal_of(error):
    """The refusal that an error is; nothing if it is none."""
    if not (error.pgcode or '').startswith('PT'):
        return None
    try:
        return Refused(json.loads(error.diag.message_detail)['error'])
    except (TypeError, ValueError, KeyError):
        return None


class Server:
    def __init__(self, database):
        self.database = database
        self.folder = os.environ['CLUSTER']
        self.data = os.path.join(self.folder, 'data')
        self.log = os.path.join(self.folder, 'server.log')
        self.binaries = subprocess.check_output([os.environ['PG_CONFIG'], '--bindir'],
                                                text=True).strip()

    def ask(self, sql, *values):
        """The rows of one statement, in a session of its own; a crash only delays them."""
        while True:
            connection = self.wait_until_it_answers()
            try:
                with connection.cursor() as cursor:
                    cursor.execute(sql, values)
                    return cursor.fetchall() if cursor.description else []
            except psycopg2.Error as error:
                if not is_gone(error):
                    raise
            finally:
                connection.close()

    def value(self, sql, *values):
        """The one value of one statement; NULL if there is no row."""
        rows = self.ask(sql, *values)
        return rows[0][0] if rows else None

    def wait_until_it_answers(self):
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                connection = connect(self.database, 'observer')
                connection.autocommit = True
                return connection
            except psycopg2.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)

    # --- Faults. Each says what it did, or nothing if there was nobody to do it to.

    def kill_process(self, random):
        """SIGKILL to a working backend, now and then to another process; the server starts again."""
        victims = self.ask("""
            select pid, coalesce(nullif(application_name, ''), backend_type) from pg_stat_activity
            where pid <> pg_backend_pid() order by pid""")
        workers = [victim for victim in victims if victim[1].startswith('client ')]
        pid, name = random.choice(workers if workers and random.random() < 0.8 else victims)
        # Only a child of our own server: the number may belong to somebody else by now.
        if parent_of(pid) != self.postmaster():
            return None
        os.kill(pid, signal.SIGKILL)
        return f'SIGKILL to {name}'

    def terminate_client(self, random):
        """pg_terminate_backend, as a DBA does."""
        return self.signal_client(random, 'pg_terminate_backend', 'terminated')

    def cancel_client(self, random):
        """A cancel in the middle of a statement: its session goes on."""
        return self.signal_client(random, 'pg_cancel_backend', 'cancelled')

    def signal_client(self, random, function, done):
        working = self.ask("""
            select pid, application_name from pg_stat_activity
            where application_name like 'client %%' order by state <> 'active', pid limit 4""")
        if not working:
            return None
        pid, name = random.choice(working)
        self.ask(f'select {function}(%s)', pid)
        return f'{done} {name}'

    def stop_at_once(self, _random):
        """The power cut: pg_ctl stop -m immediate, then a start with recovery."""
        self.control('stop', '-m', 'immediate')
        self.start()
        return 'stopped with -m immediate and started'

    def kill_at_once(self, _random):
        """SIGKILL to the server and all its processes, in the middle of whatever they do."""
        # Again and again: a child that was just being started is not in the first list, and while it
        # lives, the shared memory is in use and no other server starts.
        while processes := running_in(self.data):
            for pid in processes:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            time.sleep(0.01)
        # Where nobody asks for ended processes its number is still taken, and looks like a running server.
        os.unlink(os.path.join(self.data, 'postmaster.pid'))
        os.unlink(os.path.join(os.environ['PGHOST'], f".s.PGSQL.{os.environ['PGPORT']}.lock"))
        self.start()
        return 'SIGKILL to the server, and started'

    def start(self):
        try:
            self.control('start', '-t', str(PATIENCE_S), '-l', self.log)
        except subprocess.CalledProcessError:
            print('The server does not start:', *self.logged('')[-20:], sep='\n', flush=True)
            raise

    def control(self, *arguments):
        """pg_ctl, as the user whose server it is (as_server in tools/lib.sh)."""
        become = []
        if os.getuid() == 0:
            become = ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups', '--']
        subprocess.run([*become, os.path.join(self.binaries, 'pg_ctl'), *arguments, '-w',
                        '-D', self.data], cwd='/', check=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def postmaster(self):
        with open(os.path.join(self.data, 'postmaster.pid'), encoding='ascii') as file:
            return int(file.readline())

    def logged(self, pattern):
        """The lines of the server's log that match."""
        with open(self.log, encoding='utf-8', errors='replace') as file:
            return [line.rstrip() for line in file if re.search(pattern, line)]


def parent_of(pid):
    stat = stat_of(pid)
    return int(stat[1]) if stat else None


def running_in(folder):
    """The processes that work in this folder, as all of a server do in that of its data."""
    found = []
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            if os.readlink(f'/proc/{pid}/cwd') == folder:
                found.append(int(pid))
        except OSError:  # It has ended, or is not ours.
            pass
    return found


def stat_of(pid):
    """State, parent and more of a process."""
    try:
        with open(f'/proc/{pid}/stat', encoding='ascii', errors='replace') as file:
            # The name in parentheses may hold spaces.
            return file.read().rpartition(')')[2].split()
    except OSError:
        return None
