-- Jobs: written in the transaction that wants them, done after its commit.

create or replace function @schema@.enqueue_job(
  queue text, kind text, payload jsonb default '{}', key text default null, group_key text default null,
  priority integer default 0, run_at timestamptz default null, max_attempts integer default null,
  expires_at timestamptz default null, on_conflict text default 'keep', period_seconds integer default null)
returns bigint
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_enqueue_job';
comment on function @schema@.enqueue_job(text, text, jsonb, text, text, integer, timestamptz, integer, timestamptz, text, integer) is
'Writes a job, which is there when this transaction commits, and says its id.
For service_role; INVOKER; writes with the owner''s rights after the check.

key: at most one job of the queue that is not finished has it. What then: on_conflict = keep, and the id of the one that is
there is the answer; or replace, which gives it the new values and attempts (one that runs is left alone, and the new one
waits on its own). period_seconds (1 to 31,536,000): for so long no other job is written with this key and a period, also when
this one is done; keep only. group_key: one after the other, in the order of id. priority: -100 to 100, smaller first. run_at:
not before. max_attempts: 1 to 100, else as the queue says. expires_at: not worth doing later. In the queue sql, kind names a
function of this system that allow_job_function() has allowed.
Errors: not_allowed (PT403), missing_value, invalid_value (PT400), not_found (PT404). Source: realtime.md §4.2.';

-- What workers call in a loop has its plans made once, by the indexes: a plan for each call would cost more than the call
-- itself, and one that was made while the table was small would read all of it later.
create or replace function @schema@.claim_jobs(
  queue text, worker text, max_count integer default 1, lease_seconds integer default 60)
returns table (id bigint, kind text, payload jsonb, attempt integer, max_attempts integer, key text,
               group_key text, created_at timestamptz, leased_until timestamptz)
language c volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as 'MODULE_PATHNAME', 'socle_claim_jobs';
comment on function @schema@.claim_jobs(text, text, integer, integer) is
'Takes jobs that are due, in the order of priority, run_at and id, for lease_seconds (1 to 86,400).
For service_role; INVOKER; writes with the owner''s rights after the check.

worker: the name of one process, not shared with another. max_count: 1 to 1000. Another worker may claim a job again when
its lease has ended; a job whose last attempt ended so is dead, one that expired is cancelled. A paused queue gives nothing,
one with a limit no more than it. Errors: not_allowed (PT403), missing_value, invalid_value (PT400), not_found (PT404).
Source: realtime.md §4.2.';

create or replace function @schema@.extend_lease(ids bigint[], worker text, lease_seconds integer default 60)
returns bigint
language c volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as 'MODULE_PATHNAME', 'socle_extend_lease';
comment on function @schema@.extend_lease(bigint[], text, integer) is
'The heartbeat: gives a worker lease_seconds more from now on, and says for how many jobs.
For service_role; INVOKER; writes with the owner''s rights after the check.

Refuses all of them if one was lost or cancelled. Errors: not_allowed (PT403), missing_value, invalid_value (PT400),
lease_lost (PT409). Source: realtime.md §4.2.';

create or replace function @schema@.complete_jobs(ids bigint[], worker text)
returns bigint
language c volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as 'MODULE_PATHNAME', 'socle_complete_jobs';
comment on function @schema@.complete_jobs(bigint[], text) is
'Marks a worker''s jobs done, and says how many. For service_role; INVOKER; writes with the owner''s rights after the check.

After the end of the lease it still counts, unless somebody else has claimed the job; then all of them are refused. Mails
and messages lose their body and data. Errors: not_allowed (PT403), missing_value, invalid_value (PT400), lease_lost (PT409).
Source: realtime.md §4.2.';

create or replace function @schema@.fail_job(
  id bigint, worker text, error text, retry_after integer default null, is_final boolean default false)
returns text
language c volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as 'MODULE_PATHNAME', 'socle_fail_job';
comment on function @schema@.fail_job(bigint, text, text, integer, boolean) is
'Puts a worker''s job back for another attempt and answers ready, or dead after the last one.
For service_role; INVOKER; writes with the owner''s rights after the check.

The pause is retry_after seconds, or else jobs.backoff_seconds, doubled with each attempt up to jobs.backoff_max_seconds,
half of it by chance. is_final: no further attempt is of use. error: kept, its first 2000 bytes.
Errors: not_allowed (PT403), missing_value, invalid_value (PT400), lease_lost (PT409). Source: realtime.md §4.2.';

create or replace function @schema@.redrive_jobs(
  queue text, kind text default null, ids bigint[] default null, max_count integer default 1000)
returns bigint
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_redrive_jobs';
comment on function @schema@.redrive_jobs(text, text, bigint[], integer) is
'Makes dead jobs ready again, with all their attempts before them, oldest first, and says how many.
For service_role; INVOKER; writes with the owner''s rights after the check.

kind, ids: only these. max_count: 1 to 10,000. One whose key another job has meanwhile stays dead.
Errors: not_allowed (PT403), missing_value, invalid_value (PT400), not_found (PT404). Source: realtime.md §4.2.';

create or replace function @schema@.cancel_job(id bigint)
returns void
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_cancel_job';
comment on function @schema@.cancel_job(bigint) is
'Ends a job that waits or runs; the worker of one that runs is refused when it extends its lease or completes it.
For service_role; INVOKER; writes with the owner''s rights after the check.
Errors: not_allowed (PT403), missing_value (PT400), not_found (PT404), job_finished (PT409). Source: realtime.md §4.2.';

create or replace function @schema@.set_queue(
  name text, description text, running_max integer default null, attempts_max integer default 10)
returns void
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_set_queue';
comment on function @schema@.set_queue(text, text, integer, integer) is
'Makes a queue, or changes one. For service_role; INVOKER; writes with the owner''s rights after the check.

running_max: how many jobs may run at once; NULL for any number. attempts_max: for jobs that do not say so themselves.
Errors: not_allowed (PT403), missing_value, invalid_value (PT400). Source: realtime.md §4.2.';

create or replace function @schema@.pause_queue(name text)
returns void
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_pause_queue';
comment on function @schema@.pause_queue(text) is
'Nothing is claimed from a queue until resume_queue(); what runs goes on.
For service_role; INVOKER; writes with the owner''s rights after the check. Errors: not_allowed (PT403), missing_value (PT400), not_found (PT404). Source: realtime.md §4.2.';

create or replace function @schema@.resume_queue(name text)
returns void
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_resume_queue';
comment on function @schema@.resume_queue(text) is
'The opposite of pause_queue(). For service_role; INVOKER; writes with the owner''s rights after the check.
Errors: not_allowed (PT403), missing_value (PT400), not_found (PT404). Source: realtime.md §4.2.';

create or replace function @schema@.allow_job_function(
  name text, description text, time_limit_seconds integer default 60)
returns void
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_allow_job_function';
comment on function @schema@.allow_job_function(text, text, integer) is
'Lets a function of this schema run as a job of the queue sql, or changes its time limit.
For service_role; INVOKER; writes with the owner''s rights after the check.

The function takes one jsonb or nothing, returns no set, and service_role may execute it. time_limit_seconds: 1 to 3600.
Errors: not_allowed (PT403), missing_value, invalid_value (PT400), not_found (PT404). Source: realtime.md §4.2, J2.';

create or replace function @schema@.forbid_job_function(name text)
returns void
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_forbid_job_function';
comment on function @schema@.forbid_job_function(text) is
'The opposite of allow_job_function(): jobs that wait for it fail. For service_role; INVOKER; writes with the owner''s rights after the check.
Errors: not_allowed (PT403), missing_value (PT400), not_found (PT404). Source: realtime.md §4.2.';
