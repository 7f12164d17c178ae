-- Whether the system can serve, for everybody; why not, for staff.
begin;
select plan(24);
\ir lib/money.sql
create function test.health() returns jsonb language sql as $$ select alogistics.health() $$;

-- What makes it unfit. First: that all scripts ran is remembered.
create function test.unfit(change text) returns text language plpgsql as $$
declare
  answer text;
begin
  begin
    execute change;
    answer := (test.health() ->> 'problems') || ' ' || current_setting('response.status') || ' '
              || test.answer('anon', 'select alogistics.health()::text');
    raise exception 'undo';
  exception when raise_exception then
    return answer;
  end;
end
$$;
select is(test.unfit('delete from socle.schema_migrations where system = ''alogistics'' and name = ''0010_platform_settings'''),
  '["migrations_pending"] 503 {"ok": false}', 'a script that did not run');
select is(test.unfit('update pg_extension set extversion = ''0.0.9'' where extname = ''alogistics'''),
  '["version_mismatch"] 503 {"ok": false}', 'another version');
select is(test.answer(actor, 'select alogistics.health()::text'), '{"ok": true}', actor || ' learns that it is well')
from unnest(array['anon', 'client', 'transporter', 'authenticated']) as actor;
select is(test.answer(actor, $$ select (alogistics.health() ? 'library')::text $$), 'true', actor || ' sees more')
from unnest(array['moderator', 'admin', 'service_role', 'superuser']) as actor;
select is(test.answer('staff:client', $$ select alogistics.health()::text $$), '{"ok": true}', 'the role staff alone is not enough');
select is(test.health() - 'relay' - 'worker' - 'server', $${"ok": true, "library": "0.1.0", "preloaded": true, "problems": [], "warnings": [],
  "extensions": {"socle": "0.1.0", "alogistics": "0.1.0"}, "scripts_pending": 0, "job_late_s": null, "deadline_late_s": null,
  "replication": {"replicas": 0, "slot_bytes": null, "in_recovery": false, "replay_delay_s": null}}$$::jsonb, 'all of it');
select is(test.health() -> 'worker' -> 'expected', 'false', 'no worker serves this database');
select is(test.health() ->> 'server', current_setting('server_version'), 'the version of the server');
select is(coalesce(current_setting('response.status', true), ''), '', 'no status but the usual one');

-- What warns and does not make it unfit.
insert into alogistics.deadlines (kind, subject_id, due_at, next_attempt_at)
values ('test', test.id('client'), now() - interval '5 minutes', now() - interval '4 minutes');
select ok((test.health() ->> 'deadline_late_s')::integer between 300 and 310, 'a deadline is late');
select is(test.health() -> 'warnings', '[]', 'not so late');
update alogistics.deadlines set due_at = now() - interval '11 minutes';
select is(test.health() -> 'warnings', '["deadlines_late"]', 'too late');
select alogistics.set_setting('health.deadline_minutes', '20') \g /dev/null
select is(test.health() -> 'warnings', '[]', 'settings say what is too late');
insert into alogistics.jobs (queue, kind, max_attempts, run_at) values ('email', 'test', 1, now() - interval '2 hours'),
  ('email', 'test', 1, now() + interval '1 day');
select is(test.health() -> 'warnings', '["jobs_late"]', 'a job waits');
select is(test.health() -> 'ok', 'true', 'and it is well all the same');
select alogistics.pause_queue('email') \g /dev/null
select is(test.health() -> 'job_late_s', 'null', 'on purpose, if its queue is paused');

select is(test.health() -> 'problems', '[]', 'and well again');
select ok(not pg_catalog.has_function_privilege('anon', 'socle.health()', 'execute'), 'the base says nothing to anybody');
select * from finish();
rollback;
