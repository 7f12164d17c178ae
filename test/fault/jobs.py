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
WORKER = "select pid from pg_stat_activity where backend_type = 'socle jobs'"
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
            """)
        for name, limit in (('tick', 60), ('slow', 1), ('error', 60), ('who', 60), ('crash', 600)):
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
            select r.kind, r.outcome, r.result, r.error, r.worker from alogistics.job_runs as r
            where r.kind <> 'test_tick' order by r.id""")
        slow = 'its time limit ended it, or it could not be committed: see the log'
        self.report.same('the history has who ran what, and how it ended', [
            ('test_who', 'done', 'service_role', None, 'socle jobs'),
            ('test_error', 'failed', None, 'P0001: déjà vu', 'socle jobs'),
            ('test_slow', 'failed', None, slow, 'socle jobs')], rows)

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
        pid = self.server.value(WORKER)
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
        self.crashes()
        self.poison()
        self.report.finish()


if __name__ == '__main__':
    SEED = int(os.environ.get('SEED') or random.randrange(10 ** 6))
    print(f'jobs: SEED={SEED}', flush=True)
    Jobs(sys.argv[1], SEED).run()
