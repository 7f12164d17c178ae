"""Functions as jobs on a server that is killed again and again: each is done once, none is lost.

    jobs.py DATABASE

Environment: JOBS, how many (2,000); SEED, to make the same choices again. The database is the one that
the library's processes serve. Each job writes its number into a table. That and the mark that it is done
are one transaction, so no crash may do one twice.
"""

import os
import random
import signal
import sys
import time

from report import Report
from server import Server, parent_of

JOBS = int(os.environ.get('JOBS', '2000'))
DONE = "select count(*) from alogistics.jobs where queue = 'sql' and state = 'done'"
LIVING = "select count(*) from alogistics.jobs where queue = 'sql' and finished_at is null"
WORKERS = "select pid from pg_stat_activity where backend_type = 'socle jobs'"
STATE = "select state || ' ' || attempts from alogistics.jobs where id = %s"
PATIENCE_S = 180


class Jobs:
    def __init__(self, database, seed):
        self.server, self.report, self.random = Server(database), Report(), random.Random(seed)
        self.server.ask("""
            create table test.ticks (number integer not null);
            grant select, insert on test.ticks to service_role;
            grant usage on schema test to service_role;
            create function alogistics.test_tick(job jsonb) returns integer language sql as $$
              insert into test.ticks select (job ->> 'number')::integer returning number $$;
            create function alogistics.test_slow() returns void language sql as $$ select pg_sleep(60) $$;
            create function alogistics.test_error() returns void language plpgsql as $$
              begin raise 'déjà vu'; end $$;
            create function alogistics.test_who() returns text language sql as $$ select current_user::text $$;
            create function alogistics.test_crash() returns void language plpgsql as $$ begin
              insert into test.ticks values (-1); perform pg_sleep(600); end $$;
            create table test.gate ();
            grant select on test.gate to service_role;
            create function alogistics.test_wait() returns void language plpgsql as $$ begin
              while not exists (select from test.gate) loop perform pg_sleep(0.05); end loop; end $$;
            """)
        for name, limit in (('tick', 60), ('slow', 1), ('error', 60), ('who', 60), ('crash', 600), ('wait', 600)):
            self.server.ask('select alogistics.allow_job_function(%s, %s, %s)', f'test_{name}', 'test', limit)

    def wait(self, sql, wanted, name):
        end = time.monotonic() + PATIENCE_S
        while self.server.value(sql) != wanted and time.monotonic() < end:
            time.sleep(0.1)
        self.report.same(name, wanted, self.server.value(sql))

    def kinds(self):
        """What runs, and what becomes of it."""
        self.server.ask("""
            select alogistics.enqueue_job('sql', kind, max_attempts => 1)
            from unnest(array['test_who', 'test_error', 'test_slow']) as kind""")
        self.wait(LIVING, 0, 'each comes to an end')
        rows = self.server.ask("""
            select kind, outcome, result, error, worker ~ '^socle jobs [12]$' from alogistics.job_runs
            where kind <> 'test_tick' order by kind""")
        slow = 'its time limit ended it, or it could not be committed: see the log'
        self.report.same('the history has who ran what, and how it ended', [
            ('test_error', 'failed', None, 'P0001: déjà vu', True),
            ('test_slow', 'failed', None, slow, True),
            ('test_who', 'done', 'service_role', None, True)], rows)

    def wake_up(self):
        """A job begins at the commit that wrote it, and not at the next look of the worker."""
        self.server.ask("""
            do $$ begin for i in 1..20 loop
              perform alogistics.enqueue_job('sql', 'test_who'); commit; perform pg_sleep(0.11);
            end loop; end $$""")
        self.wait(LIVING, 0, 'all of them are done')
        median = self.server.value("""
            select percentile_cont(0.5) within group (order by extract(epoch from started_at - created_at))
            from alogistics.jobs where kind = 'test_who' and max_attempts > 1""")
        self.report.true('half of them begin within 250 ms', median < 0.25, f'{median} s')

    def side_by_side(self):
        """A job that takes long holds up no other, and one process that ends leaves the others at work."""
        job = self.long_job()
        pids = self.server.ask(WORKERS)
        self.report.same('there are two processes', 2, len(pids))
        self.ask_who()
        self.report.same('the long one still runs', 'running 1', self.server.value(STATE, job))
        resting = self.server.value(WORKERS + ' order by xact_start desc nulls first limit 1')
        self.server.ask('select pg_terminate_backend(%s)', resting)
        self.wait(f"select count(*) from ({WORKERS}) as w(pid) where pid <> all(array{[pid for pid, in pids]})", 1,
                  'one that is ended has a successor')
        self.ask_who()
        self.report.same('and the long job goes on', 'running 1', self.server.value(STATE, job))
        # As if there had been more processes before.
        self.server.ask("""
            insert into alogistics.jobs (queue, kind, state, attempts, max_attempts, started_at, leased_until, leased_by)
            values ('sql', 'test_who', 'running', 1, 5, now(), now() + interval '1 hour', 'socle jobs 9')""")
        self.kill_worker()
        self.wait(f"select state || ' ' || attempts from alogistics.jobs where id = {job}", 'running 2',
                  'one that is killed takes the others along, and they come back')
        self.ask_who()
        self.open_gate(job, 'done 2')

    def long_job(self):
        job = self.server.value("select alogistics.enqueue_job('sql', 'test_wait')")
        self.wait(f"select state from alogistics.jobs where id = {job}", 'running', 'a job that takes long begins')
        return job

    def ask_who(self):
        self.server.ask("select alogistics.enqueue_job('sql', 'test_who') from generate_series(1, 20)")
        self.wait(f"{LIVING} and kind = 'test_who'", 0, 'others are done meanwhile')

    def open_gate(self, job, state):
        self.server.ask('insert into test.gate default values')
        self.wait(f"select state || ' ' || attempts from alogistics.jobs where id = {job}", state, 'then it is done')
        self.report.same('once', 1, self.server.value(
            "select count(*) from alogistics.job_runs where kind = 'test_wait' and outcome = 'done'"))

    def crashes(self):
        self.server.ask("""
            select alogistics.enqueue_job('sql', 'test_tick', jsonb_build_object('number', number), max_attempts => 100)
            from generate_series(1, %s) as number""", JOBS)
        kills = 0
        for victim in ('worker', 'server', 'worker', 'any', 'server', 'worker'):
            goal = self.server.value(DONE) + JOBS // 12
            while self.server.value(DONE) < goal and self.server.value(LIVING) > 0:
                time.sleep(0.02)
            kills += self.hurt(victim)
        self.report.true('the server was hurt under load', kills >= 5, f'{kills} times')
        self.wait(LIVING, 0, 'every job comes to an end')
        self.report.same('each was done once', [(JOBS, JOBS)], self.server.ask(
            'select count(*), count(distinct number) from test.ticks where number > 0'))
        self.report.same('none died', 0, self.server.value(
            "select count(*) from alogistics.jobs where state <> 'done' and kind = 'test_tick'"))

    def hurt(self, victim):
        if victim == 'server':
            return 1 if self.server.stop_at_once(self.random) else 0
        if victim == 'any':
            return 1 if self.server.kill_process(self.random) else 0
        return self.kill_worker()

    def kill_worker(self):
        pid = self.server.value(WORKERS)
        # Only a child of our own server.
        if pid is None or parent_of(pid) != self.server.postmaster():
            return 0
        os.kill(pid, signal.SIGKILL)
        return 1

    def poison(self):
        """One that always ends its process dies of its attempts, and what it wrote is gone."""
        job = self.server.value("select alogistics.enqueue_job('sql', 'test_crash', max_attempts => 2)")
        for attempt in (1, 2):
            self.wait(f"select attempts || state from alogistics.jobs where id = {job}", f'{attempt}running',
                      f'attempt {attempt} begins')
            self.kill_worker()
        self.wait(f"select state from alogistics.jobs where id = {job}", 'dead', 'then it is dead')
        self.report.same('and has left nothing', 0, self.server.value('select count(*) from test.ticks where number < 0'))

    def run(self):
        self.kinds()
        self.wake_up()
        self.side_by_side()
        self.crashes()
        self.poison()
        self.report.finish()


if __name__ == '__main__':
    SEED = int(os.environ.get('SEED') or random.randrange(10 ** 6))
    print(f'jobs: SEED={SEED}', flush=True)
    Jobs(sys.argv[1], SEED).run()
