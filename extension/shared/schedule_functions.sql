-- Schedules: the worker writes a job each time that one is due.

create or replace function @schema@.set_schedule(
  name text, description text, cron text, kind text, queue text default 'sql', payload jsonb default '{}',
  time_zone text default 'UTC', catch_up text default 'skip', priority integer default 0,
  max_attempts integer default null)
returns timestamptz
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_set_schedule';
comment on function @schema@.set_schedule(text, text, text, text, text, jsonb, text, text, integer, integer) is
'Makes a schedule, or changes one, and says when it is due next. For admins, in the queue sql, and service_role.
INVOKER; writes with the owner''s rights after the check.

cron: minute, hour, day of the month, month, day of the week, on the clock of time_zone, with lists, ranges, steps and English
names; or @hourly, @daily, @weekly, @monthly, @yearly. An hour that the clock leaves out counts as when it would have begun; in
one that comes twice it is due the first time, unless it is due in every hour. catch_up: what is done about runs that nobody
saw: skip leaves out what is more than a minute late, and drops a job that nobody began until the next run; once makes up
for all of them by one; all makes up for each. Jobs of a schedule run one after the other.
Errors: not_allowed (PT403), missing_value, invalid_value (PT400), not_found (PT404). Source: realtime.md §4.2, J10.';

create or replace function @schema@.pause_schedule(name text)
returns void
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_pause_schedule';
comment on function @schema@.pause_schedule(text) is
'A schedule is not due until resume_schedule(). For admins and service_role; INVOKER; writes with the owner''s rights after the check.
Errors: not_allowed (PT403), missing_value (PT400), not_found (PT404). Source: realtime.md §4.2.';

create or replace function @schema@.resume_schedule(name text)
returns timestamptz
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_resume_schedule';
comment on function @schema@.resume_schedule(text) is
'The opposite of pause_schedule(): says when it is due next. What was missed meanwhile is not made up for.
For admins and service_role; INVOKER; writes with the owner''s rights after the check.
Errors: not_allowed (PT403), missing_value (PT400), not_found (PT404). Source: realtime.md §4.2.';

create or replace function @schema@.remove_schedule(name text)
returns void
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_remove_schedule';
comment on function @schema@.remove_schedule(text) is
'Removes a schedule; jobs that it has written stay. For admins and service_role; INVOKER; writes with the owner''s rights after the check.
Errors: not_allowed (PT403), missing_value (PT400), not_found (PT404). Source: realtime.md §4.2.';

create or replace function @schema@.run_schedules()
returns bigint
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_run_schedules';
comment on function @schema@.run_schedules() is
'Writes the jobs of all schedules that are due, and says how many; the library''s worker calls it each second.
For service_role; INVOKER; writes with the owner''s rights after the check. One that fails is noted in job_schedule_runs.
Errors: not_allowed (PT403). Source: realtime.md §4.2.';
