create table @schema@.job_queues (
  name text primary key check (name ~ '^[a-z][a-z0-9_]{0,49}$'),
  is_paused boolean not null default false,
  running_max integer check (running_max > 0),
  attempts_max integer not null default 10 check (attempts_max between 1 and 100),
  description text not null check (description <> ''),
  created_at timestamptz not null default clock_timestamp()
);
comment on table @schema@.job_queues is 'The queues of jobs. Staff read them; set_queue(), pause_queue() and resume_queue() change them.';
comment on column @schema@.job_queues.name is 'Key.';
comment on column @schema@.job_queues.is_paused is 'Nothing is claimed while it is; what runs goes on.';
comment on column @schema@.job_queues.running_max is 'How many jobs may run at once; NULL for any number.';
comment on column @schema@.job_queues.attempts_max is 'How often a job is tried that does not say so itself.';
comment on column @schema@.job_queues.description is 'Who works on it.';
comment on column @schema@.job_queues.created_at is 'When it was made.';
alter table @schema@.job_queues enable row level security;
insert into @schema@.job_queues (name, attempts_max, description) values
  ('email', 10, 'E-mails, sent by a worker outside of the database.'),
  ('sms', 5, 'Text messages, sent by a worker outside of the database.'),
  ('push', 5, 'Messages to devices, sent by a worker outside of the database.'),
  ('webhook', 12, 'Events for other programs, sent by a worker outside of the database.'),
  ('sql', 5, 'Functions of this system.');

-- A claim changes no column that an index holds or asks for, so that it stays within its page (HOT);
-- every index but the key holds live jobs only.
create table @schema@.jobs (
  id bigint generated always as identity primary key,
  queue text not null,
  kind text not null,
  payload jsonb not null default '{}',
  key text,
  key_until timestamptz,
  group_key text,
  priority integer not null default 0,
  state text not null default 'ready',
  run_at timestamptz not null default clock_timestamp(),
  attempts integer not null default 0,
  max_attempts integer not null,
  started_at timestamptz,
  leased_until timestamptz,
  leased_by text,
  last_error text,
  expires_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  constraint jobs_kind_check check (kind ~ '^[a-z][a-z0-9_.]{0,99}$'),
  constraint jobs_payload_check check (jsonb_typeof(payload) = 'object'),
  constraint jobs_key_check check (length(key) between 1 and 200),
  constraint jobs_group_check check (length(group_key) between 1 and 200),
  constraint jobs_priority_check check (priority between -100 and 100),
  constraint jobs_state_check check (state in ('ready', 'running', 'done', 'dead', 'cancelled')),
  constraint jobs_attempts_check check (attempts between 0 and max_attempts),
  constraint jobs_max_attempts_check check (max_attempts between 1 and 100),
  constraint jobs_lease_check check (
    (state = 'running') = (leased_until is not null) and (leased_until is null) = (leased_by is null)),
  constraint jobs_finished_check check ((state in ('done', 'dead', 'cancelled')) = (finished_at is not null))
) with (fillfactor = 70);
create index jobs_live_idx on @schema@.jobs (queue, priority, run_at, id) where finished_at is null;
create unique index jobs_key_idx on @schema@.jobs (queue, key) where key is not null and finished_at is null;
create index jobs_key_until_idx on @schema@.jobs (queue, key, key_until)
  where key_until is not null and finished_at is not null;
create index jobs_group_idx on @schema@.jobs (queue, group_key, id)
  where group_key is not null and finished_at is null;
create index jobs_finished_idx on @schema@.jobs (finished_at) where finished_at is not null;
comment on table @schema@.jobs is
'Work to be done after a commit, by workers outside of the database: see claim_jobs().
The payloads of mails hold secrets, such as one-time tokens: only the back office reads payloads. Staff read the rest.';
comment on column @schema@.jobs.id is 'Grows with time.';
comment on column @schema@.jobs.queue is 'Who works on it: see job_queues.';
comment on column @schema@.jobs.kind is 'What is to be done: a template of mails, an event, a function.';
comment on column @schema@.jobs.payload is 'With what. A mail that was sent loses its body and data.';
comment on column @schema@.jobs.key is 'At most one job of a queue that is not finished has it.';
comment on column @schema@.jobs.key_until is 'No other job with this key and a period is written until then, also when this one is done.';
comment on column @schema@.jobs.group_key is 'Jobs of a group run one after the other, in the order of id.';
comment on column @schema@.jobs.priority is 'Smaller first.';
comment on column @schema@.jobs.state is 'ready, running, done, dead (out of attempts) or cancelled.';
comment on column @schema@.jobs.run_at is 'Not before; later after an attempt that failed.';
comment on column @schema@.jobs.attempts is 'How often it was begun.';
comment on column @schema@.jobs.max_attempts is 'How often it may be begun.';
comment on column @schema@.jobs.started_at is 'When the last attempt began.';
comment on column @schema@.jobs.leased_until is 'Others may claim it then.';
comment on column @schema@.jobs.leased_by is 'The worker that runs it.';
comment on column @schema@.jobs.last_error is 'Why the last attempt failed, or why it was given up.';
comment on column @schema@.jobs.expires_at is 'Not worth doing later: it is cancelled then.';
comment on column @schema@.jobs.created_at is 'When it was written.';
comment on column @schema@.jobs.finished_at is 'When it was done, died or was cancelled; NULL as long as it lives.';
alter table @schema@.jobs enable row level security;

create table @schema@.job_runs (
  id bigint generated always as identity,
  job_id bigint not null,
  queue text not null,
  kind text not null,
  attempt integer not null,
  worker text not null,
  started_at timestamptz not null,
  finished_at timestamptz not null default clock_timestamp(),
  outcome text not null check (outcome in ('done', 'failed', 'lost', 'cancelled')),
  error text,
  result text,
  primary key (id, finished_at)
) partition by range (finished_at);
create index job_runs_job_idx on @schema@.job_runs (job_id);
create table @schema@.job_runs_default partition of @schema@.job_runs default;
comment on table @schema@.job_runs_default is 'Attempts of days that are not there.';
alter table @schema@.job_runs_default enable row level security;
comment on table @schema@.job_runs is
'What became of each attempt at a job; one table for each day (UTC). Kept for jobs.retention_days. Staff read it.';
comment on column @schema@.job_runs.id is 'Grows with time.';
comment on column @schema@.job_runs.job_id is 'The job, which may be gone.';
comment on column @schema@.job_runs.queue is 'Of the job.';
comment on column @schema@.job_runs.kind is 'Of the job.';
comment on column @schema@.job_runs.attempt is '1 for the first.';
comment on column @schema@.job_runs.worker is 'Who ran it.';
comment on column @schema@.job_runs.started_at is 'When it was claimed.';
comment on column @schema@.job_runs.finished_at is 'When it ended, or was found lost.';
comment on column @schema@.job_runs.outcome is 'done, failed, lost (the lease ended without a word) or cancelled.';
comment on column @schema@.job_runs.error is 'Why it failed.';
comment on column @schema@.job_runs.result is 'What a function of the queue sql answered, its first 2000 bytes.';
alter table @schema@.job_runs enable row level security;

create table @schema@.job_functions (
  name text primary key check (name ~ '^[a-z][a-z0-9_.]{0,99}$'),
  description text not null check (description <> ''),
  time_limit_s integer not null check (time_limit_s between 1 and 3600),
  created_at timestamptz not null default clock_timestamp()
);
comment on table @schema@.job_functions is
'The functions that may run as jobs of the queue sql. Staff read them; allow_job_function() adds to them.';
comment on column @schema@.job_functions.name is 'Of a function of this schema that takes one jsonb or nothing.';
comment on column @schema@.job_functions.description is 'What it is for.';
comment on column @schema@.job_functions.time_limit_s is 'Seconds after which it is cancelled.';
comment on column @schema@.job_functions.created_at is 'When it was allowed.';
alter table @schema@.job_functions enable row level security;
