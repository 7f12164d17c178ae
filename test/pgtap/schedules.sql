-- Schedules: jobs by a clock, with catch-up and history. realtime.md §4.2, J10.
-- A run may be a minute late, and the runs below were due when this minute began.
select pg_sleep(60.5 - second) from extract(second from clock_timestamp()) as second where second > 40 \g /dev/null
begin;
select * from no_plan();
\ir lib/money.sql

create function test.set_schedule(arguments text) returns text language sql as $$
  select test.outcome('service_role', format('select alogistics.set_schedule(%s)', arguments))
$$;
create function test.run_schedules() returns text language sql as $$
  select test.answer('service_role', 'select alogistics.run_schedules()')
$$;
create function test.due(name text, at timestamptz) returns void language sql as $$
  update alogistics.job_schedules as s set next_run_at = at where s.name = $1
$$;
-- What became of it, oldest first: outcome and how many were left out.
create function test.runs(name text) returns text language sql as $$
  select coalesce(string_agg(outcome || ' ' || missed, ', ' order by id), '-')
  from alogistics.job_schedule_runs where schedule = $1
$$;
delete from alogistics.jobs;
delete from alogistics.job_schedules;
select test.answer('service_role', $$select alogistics.set_queue('work', 'For this test.')$$) \g /dev/null

-- Who may.
select is(test.would(actor, statement), case when statement ~ 'run_schedules' then 'denied' else 'not_allowed' end,
  actor || ' may not: ' || statement)
from unnest(array['client', 'transporter', 'moderator']) as actor, unnest(array[
  $$select alogistics.set_schedule('a', 'b', '@daily', 'seal_ledger')$$, $$select alogistics.pause_schedule('a')$$,
  $$select alogistics.resume_schedule('a')$$, $$select alogistics.remove_schedule('a')$$,
  $$select alogistics.run_schedules()$$]) as statement;
select is(test.outcome('admin', $$select alogistics.set_schedule('nightly', 'Seals.', '@daily', 'seal_ledger')$$), 'done',
  'an admin makes one for a function');
select is(test.would('admin', $$select alogistics.set_schedule('spam', 'Mails.', '@daily', 'mail', 'email')$$), 'not_allowed',
  'but none for what goes outside');

-- What is refused.
select is(test.set_schedule(arguments), outcome, arguments)
from (values
  ($$null, 'd', '@daily', 'k', 'work'$$, 'missing_value'), ($$'n', null, '@daily', 'k', 'work'$$, 'missing_value'),
  ($$'n', 'd', null, 'k', 'work'$$, 'missing_value'), ($$'n', 'd', '@daily', null, 'work'$$, 'missing_value'),
  ($$'No name', 'd', '@daily', 'k', 'work'$$, 'invalid_value'), ($$'n', '', '@daily', 'k', 'work'$$, 'invalid_value'),
  ($$'n', 'd', '61 * * * *', 'k', 'work'$$, 'invalid_value'), ($$'n', 'd', '0 0 30 2 *', 'k', 'work'$$, 'invalid_value'),
  ($$'n', 'd', '@daily', 'No kind', 'work'$$, 'invalid_value'), ($$'n', 'd', '@daily', 'k', 'nowhere'$$, 'not_found'),
  ($$'n', 'd', '@daily', 'no_function'$$, 'not_found'), ($$'n', 'd', '@daily', 'k', 'work', '[]'$$, 'invalid_value'),
  ($$'n', 'd', '@daily', 'k', 'work', time_zone => 'Mars/Base'$$, 'invalid_value'),
  ($$'n', 'd', '@daily', 'k', 'work', time_zone => 'XYZ5'$$, 'invalid_value'),
  ($$'n', 'd', '@daily', 'k', 'work', catch_up => 'maybe'$$, 'invalid_value'),
  ($$'n', 'd', '@daily', 'k', 'work', priority => 101$$, 'invalid_value'),
  ($$'n', 'd', '@daily', 'k', 'work', max_attempts => 0$$, 'invalid_value')
) as cases(arguments, outcome);
select is(test.would('service_role', format('select alogistics.%s_schedule(''nowhere'')', verb)), 'not_found', verb || ' of none')
from unnest(array['pause', 'resume', 'remove']) as verb;

-- The clock of a zone.
select is(test.answer('service_role', $$select alogistics.set_schedule('dakar', 'd', '30 7 * * *', 'k', 'work',
    time_zone => 'Asia/Kolkata')$$)::timestamptz, ((now() at time zone 'Asia/Kolkata')::date
    + case when (now() at time zone 'Asia/Kolkata')::time < '07:30' then 0 else 1 end + time '07:30') at time zone 'Asia/Kolkata',
  'due by the clock of its zone');
select is(test.run_schedules(), '0', 'nothing before it is due');
select is(test.outcome('admin', $$select alogistics.remove_schedule('dakar')$$), 'done', 'it can be removed');

-- In time: one job, with what it is for, and the next time.
create function test.hourly(minute timestamptz) returns text language sql as $$
  select extract(minute from minute) || ' * * * *'
$$;
select is(test.set_schedule(format($$'timely', 'd', %L, 'tick', 'work', '{"a": 1}', priority => 3, max_attempts => 2$$, test.hourly(now()))), 'done', 'each hour');
select test.due('timely', date_trunc('minute', now())) \g /dev/null
select is(test.run_schedules(), '1', 'a job when it is due');
select is(test.run_schedules(), '0', 'once');
select results_eq($$select kind, payload - 'due_at', priority, max_attempts, group_key, expires_at from alogistics.jobs$$,
  $$select 'tick', '{"a": 1, "schedule": "timely"}'::jsonb, 3, 2, 'schedule timely', next_run_at
    from alogistics.job_schedules where name = 'timely'$$, 'with its payload, until the next is due');
select is(next_run_at, date_trunc('minute', now()) + interval '1 hour', 'then in an hour')
from alogistics.job_schedules where name = 'timely';
select is(test.runs('timely'), 'enqueued 0', 'and the history has it');

-- Late.
delete from alogistics.jobs; delete from alogistics.job_schedule_runs;
select is(test.set_schedule(format($$'hourly_%s', 'd', %L, 'tick', 'work', catch_up => '%1$s'$$, policy,
    test.hourly(now() - interval '30 minutes'))), 'done', policy),
  test.due('hourly_' || policy, date_trunc('minute', now()) - interval '3.5 hours')
from unnest(array['skip', 'once', 'all']) as policy;
update alogistics.job_schedules set next_run_at = null where name = 'timely';
select is(test.run_schedules(), '5', 'one for once, four for all, none for skip');
select is(test.runs('hourly_skip'), 'missed 4', 'skip leaves all out');
select is(test.runs('hourly_once'), 'missed 3, enqueued 0', 'once makes up by one');
select is(test.runs('hourly_all'), 'enqueued 0, enqueued 0, enqueued 0, enqueued 0', 'all by each');
select is(count(distinct key), 5::bigint, 'each with its key') from alogistics.jobs;
select is(count(*), 3::bigint, 'all of them are due in the next hour') from alogistics.job_schedules
where next_run_at = date_trunc('minute', now()) + interval '30 minutes';
select test.due('hourly_once', date_trunc('minute', now()) - interval '30 minutes') \g /dev/null
select is(test.run_schedules(), '0', 'one that waits');
select is(test.runs('hourly_once'), 'missed 3, enqueued 0, waiting 0', 'stands for the next');

-- A failure is noted and does not stop it, nor others.
delete from alogistics.job_queues where name = 'work';
update alogistics.job_schedules set next_run_at = null where name in ('hourly_once', 'hourly_all');
select test.due('timely', date_trunc('minute', now())),
  test.due('nightly', clock_timestamp() - interval '1 second') \g /dev/null
select is(test.run_schedules(), '1', 'where a queue is gone others go on');
select is(test.runs('timely'), 'failed 0', 'and the failure is noted');
select matches(error, 'PT404', 'with its error') from alogistics.job_schedule_runs where outcome = 'failed';
select is(next_run_at, date_trunc('minute', now()) + interval '1 hour', 'it is due again')
from alogistics.job_schedules where name = 'timely';

-- Pause.
select is(test.outcome('admin', $$select alogistics.pause_schedule('nightly')$$), 'done', 'an admin pauses it');
select is(next_run_at, null, 'it is not due') from alogistics.job_schedules where name = 'nightly';
select is(test.answer('admin', $$select alogistics.resume_schedule('nightly')$$)::timestamptz,
  date_trunc('day', now() at time zone 'UTC') at time zone 'UTC' + interval '1 day', 'and resumes it, from now on');
select results_eq($$select action from alogistics.audit_logs where entity_type = 'job_schedules' and entity_id = 'nightly' order by id$$,
  $$values ('job_schedule.set'), ('job_schedule.paused'), ('job_schedule.resumed')$$, 'the audit has who did it');
select is(test.count('admin', 'select * from alogistics.job_schedules'), '5', 'staff read them');
select is(test.count('client', 'select * from alogistics.job_schedules'), 'denied', 'nobody else does');
select * from finish();
rollback;
