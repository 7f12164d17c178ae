"""What the background worker does by itself, and who hears when it does not.

    upkeep.py DATABASE

The background worker must serve DATABASE.
"""

import os
import signal
import sys
import time

from report import Report
from server import PATIENCE_S, Server, parent_of

PLAN = """
    select alogistics.set_setting('withdrawal.fee_bps', '175', 'The new contract.',
                                  clock_timestamp() + interval '1 second')
"""
FEE = "select value #>> '{}' from alogistics.platform_settings where key = 'withdrawal.fee_bps'"
# Of the kinds that stay and those that go, as of today.
OLD_JOBS = """
    delete from alogistics.jobs;
    insert into alogistics.jobs (queue, kind, state, finished_at, key, key_until, max_attempts)
    select 'email', kind, state, now() - days * interval '1 day', 'k', now() + hours * interval '1 hour', 1
    from (values ('stays.young', 'done', 13, null), ('goes.done', 'done', 15, null),
                 ('goes.cancelled', 'cancelled', 15, null), ('stays.dead', 'dead', 15, null),
                 ('goes.dead', 'dead', 91, null), ('stays.in_its_period', 'done', 15, 1),
                 ('goes.period_over', 'done', 15, -1)) as old(kind, state, days, hours);
    insert into alogistics.job_runs (job_id, queue, kind, attempt, worker, started_at, finished_at, outcome)
    select 1, 'email', kind, 1, 'test', now() - days * interval '1 day', now() - days * interval '1 day', 'done'
    from (values ('stays.run', 13), ('goes.run', 15)) as old(kind, days);
    do $$
    declare
      day date := (now() at time zone 'UTC')::date - 20;
    begin
      execute format('create table alogistics.%%I partition of alogistics.job_runs for values from (%%L) to (%%L)',
                     to_char(day, '"job_runs_"YYYYMMDD'), day || ' 00:00+00', day + 1 || ' 00:00+00');
      execute format('alter table alogistics.%%I owner to socle_owner', to_char(day, '"job_runs_"YYYYMMDD'));
    end
    $$
"""
DAYS_OF_RUNS = """
    select string_agg((to_date(right(relname, 8), 'YYYYMMDD') - (now() at time zone 'UTC')::date)::text, ' ' order by relname)
    from pg_inherits join pg_class as c on c.oid = inhrelid
    where inhparent = 'alogistics.job_runs'::regclass and relname ~ '[0-9]{8}$' and relrowsecurity
"""
JOBS_LEFT = """
    select string_agg(split_part(kind, '.', 2), ' ' order by kind) from (
      select kind from alogistics.jobs where kind ~ '^(stays|goes)'
      union all select kind from alogistics.job_runs where kind ~ '^(stays|goes)') as old
"""
PROCESS = "select pid from pg_stat_activity where backend_type = 'socle worker'"
HEALTH = "select alogistics.health() ->> 'ok'"
WELL, ILL = 'true', 'false'


class Upkeep:
    def __init__(self, database):
        self.server, self.report = Server(database), Report()

    def run(self):
        self.until('the worker is well', HEALTH, WELL)
        self.planned_setting()
        self.worker_that_hangs()
        self.worker_that_dies()
        self.report.finish()

    def until(self, rule, sql, wanted):
        deadline = time.monotonic() + PATIENCE_S
        while self.server.value(sql) != wanted and time.monotonic() < deadline:
            time.sleep(0.05)
        self.report.same(rule, wanted, self.server.value(sql))

    def planned_setting(self):
        self.server.ask(PLAN)
        self.report.true('what is planned is not so yet', self.server.value(FEE) != '175', '')
        self.until('and is when its time has come', FEE, '175')
        self.report.same('with its reason', 'The new contract.', self.server.value(
            "select reason from alogistics.setting_changes where new_value = '175' order by id desc limit 1"))
        self.report.same('and is planned no more', 0,
                         self.server.value('select count(*) from alogistics.scheduled_settings'))

    def worker_that_hangs(self):
        pid = self.worker()
        os.kill(pid, signal.SIGSTOP)
        try:
            self.until('a worker that hangs is a problem', HEALTH, ILL)
            self.report.same('with a name', ['worker_silent'],
                             self.server.value("select alogistics.health() -> 'problems'"))
        finally:
            os.kill(pid, signal.SIGCONT)
        self.until('until it goes on', HEALTH, WELL)

    def worker_that_dies(self):
        self.server.ask(OLD_JOBS)
        pid = self.worker()
        os.kill(pid, signal.SIGKILL)
        self.report.true('a worker that dies has a successor', self.successor(pid), 'nobody comes')
        self.until('who works', HEALTH, WELL)
        self.until('old jobs and their history go at once', JOBS_LEFT, 'dead in_its_period run young')
        self.until('days of the history are made ahead, and dropped', DAYS_OF_RUNS, '0 1 2 3')

    def successor(self, pid):
        deadline = time.monotonic() + PATIENCE_S
        found = self.server.value(PROCESS)
        while found in (None, pid) and time.monotonic() < deadline:
            time.sleep(0.05)
            found = self.server.value(PROCESS)
        return found if found != pid else None

    def worker(self):
        """Only a child of our own server: the number may belong to somebody else by now."""
        pid = self.server.value(PROCESS)
        if parent_of(pid) != self.server.postmaster():
            raise RuntimeError('the server has no worker')
        return pid


Upkeep(sys.argv[1]).run()
