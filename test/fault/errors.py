"""Errors reach a table although their transactions are rolled back: by the worker, from clients that go on.

    errors.py DATABASE

The background worker must serve DATABASE. When something arrives is printed and not judged.
"""

import json
import os
import signal
import sys
import threading
import time

import psycopg2

from report import Report
from server import PATIENCE_S, Server, connect, parent_of

CLIENTS = 8
FLOOD_EACH = 1000
# What shared memory has room for, and the row that counts the rest.
ROWS_MAX = 257
HEADERS = {'x-request-id': 'request 7', 'x-forwarded-for': '203.0.113.7'}
REPORTS = """
    select is_fault, error, user_id = test.id('payer0'), database_role, request_id, ip_address, count
    from alogistics.error_reports
"""


class Errors:
    def __init__(self, database):
        self.server, self.report = Server(database), Report()
        self.server.ask('create table test.tried (what text)')

    def run(self):
        self.until_captured('at first')
        self.refusal()
        self.fault()
        self.flood()
        self.crash()
        self.report.finish()

    def wait(self, name, sql, wanted):
        """Until the statement says what is wanted; says how long that took."""
        began = time.monotonic()
        while self.server.value(sql) != wanted and time.monotonic() < began + PATIENCE_S:
            time.sleep(0.02)
        took = time.monotonic() - began
        self.report.same(name, wanted, self.server.value(sql))
        return took

    def fail(self, connection, *statements):
        """A transaction that ends with an error; its SQLSTATE."""
        try:
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(*statement)
        except psycopg2.Error as error:
            return error.pgcode
        finally:
            # A server that crashes meanwhile has done so itself.
            if not connection.closed:
                connection.rollback()
        return None

    def until_captured(self, when):
        """A server that has just started listens as soon as its worker has collected for the first time."""
        deadline = time.monotonic() + PATIENCE_S
        message = f'probe {when}'
        found = 0
        while not found and time.monotonic() < deadline:
            try:
                connection = self.server.wait_until_it_answers()
                connection.autocommit = False
                self.fail(connection, ("do $$ begin raise '%%', %s; end $$" % repr(message),))
                connection.close()
                time.sleep(0.1)
                found = self.server.value('select count(*) from alogistics.error_reports where message = %s', message)
            except psycopg2.Error:
                # The crash of before reaches a session only after some time.
                continue
        self.report.true(f'errors are captured {when}', found, '')

    def refusal(self):
        connection = connect(self.server.database, 'client')
        code = self.fail(
            connection, ("select set_config('request.headers', %s, true)", (json.dumps(HEADERS),)),
            ("insert into test.tried values ('to close an account')",), ("select test.speak_as('payer0')",),
            ("select alogistics.deactivate_profile(test.id('client'))",))
        self.report.same('a client is refused', 'PT403', code)
        took = self.wait('the refusal is reported, once', """
            select count(*) from alogistics.error_reports where request_id = 'request 7'""", 1)
        self.report.same('what was tried with it was undone', [], self.server.ask('select * from test.tried'))
        self.report.same('with who, as what, in which request and from where',
                         [(False, 'not_allowed', True, 'authenticated', 'request 7', '203.0.113.7', 1)],
                         self.server.ask(f"{REPORTS} where request_id = 'request 7'"))
        self.report.same('the client goes on', None, self.fail(connection, ('select 1',)))
        connection.close()
        print(f'  a refusal was reported after {took:.2f} s')

    def fault(self):
        connection = connect(self.server.database, 'client')
        self.report.same('something breaks', 'XX000', self.fail(
            connection, ("do $$ begin raise internal_error using message = 'the disk is on fire'; end $$",)))
        connection.close()
        took = self.wait('every admin is told', """
            select count(*) filter (where n.message like 'the disk is on fire%%')
                   = (select count(*) from alogistics.profiles where role = 'admin' and is_active)
                   and count(*) = count(*) filter (where p.role = 'admin')
            from alogistics.notifications as n join alogistics.profiles as p on p.id = n.user_id
            where n.data ->> 'template' = 'error.fault.admin'""", True)
        print(f'  admins were told after {took:.2f} s')

    def flood(self):
        """Eight clients, each error another: all are counted, few are kept."""
        def client(number):
            connection = connect(self.server.database, f'client {number}')
            for error in range(FLOOD_EACH):
                self.fail(connection, (f"do $$ begin raise 'flood {number} {error}'; end $$",))
            connection.close()

        threads = [threading.Thread(target=client, args=(number,), daemon=True) for number in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        total = CLIENTS * FLOOD_EACH
        self.wait('each error of a flood is counted', """
            select sum(count)::integer from alogistics.error_reports
            where message like 'flood %%' or message like 'more errors than%%'""", total)
        kept = self.server.value("select count(*) from alogistics.error_reports where message like 'flood %%'")
        self.report.true('a part of them is kept', 0 < kept < total, kept)
        most = self.server.value("""
            select max(rows) from (
              select count(*) as rows from alogistics.error_reports group by xmin::text) as collection""")
        self.report.true('no collection is larger than its memory', most <= ROWS_MAX, most)
        print(f'  of {total} errors {kept} were kept')

    def crash(self):
        pid = self.server.value("select pid from pg_stat_activity where backend_type = 'socle worker'")
        # Only a child of our own server.
        if parent_of(pid) == self.server.postmaster():
            os.kill(pid, signal.SIGKILL)
        self.until_captured('after the worker was killed')


if __name__ == '__main__':
    # libpq prints a dying server's farewell to new sessions; our own errors go on.
    sys.stderr = os.fdopen(os.dup(2), 'w')
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    Errors(sys.argv[1]).run()
