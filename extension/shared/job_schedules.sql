create table @schema@.job_schedules (
  name text primary key check (name ~ '^[a-z][a-z0-9_]{0,49}$'),
  description text not null check (description <> ''),
  cron text not null check (cron <> ''),
  time_zone text not null,
  catch_up text not null check (catch_up in ('skip', 'once', 'all')),
  queue text not null,
  kind text not null check (kind ~ '^[a-z][a-z0-9_.]{0,99}$'),
  payload jsonb not null default '{}' check (jsonb_typeof(payload) = 'object'),
  priority integer not null default 0 check (priority between -100 and 100),
  max_attempts integer check (max_attempts between 1 and 100),
  next_run_at timestamptz,
  last_job_id bigint,
  updated_by uuid,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
comment on table @schema@.job_schedules is
'Jobs that are written again and again, by a clock. Staff read them; set_schedule() and its siblings change them.';
comment on column @schema@.job_schedules.name is 'Key.';
comment on column @schema@.job_schedules.description is 'What it is for.';
comment on column @schema@.job_schedules.cron is 'Minute, hour, day of the month, month, day of the week.';
comment on column @schema@.job_schedules.time_zone is 'Whose clock: a name such as Africa/Dakar.';
comment on column @schema@.job_schedules.catch_up is 'What is done about runs that were missed: skip, once or all.';
comment on column @schema@.job_schedules.queue is 'Of the jobs.';
comment on column @schema@.job_schedules.kind is 'Of the jobs; in the queue sql a function.';
comment on column @schema@.job_schedules.payload is 'Of the jobs, to which the name and due_at are added.';
comment on column @schema@.job_schedules.priority is 'Of the jobs.';
comment on column @schema@.job_schedules.max_attempts is 'Of the jobs; NULL for as many as the queue says.';
comment on column @schema@.job_schedules.next_run_at is 'When it is due; NULL while it is paused.';
comment on column @schema@.job_schedules.last_job_id is 'The last job that was written for it.';
comment on column @schema@.job_schedules.updated_by is 'Who changed it; NULL for the system.';
comment on column @schema@.job_schedules.created_at is 'When it was made.';
comment on column @schema@.job_schedules.updated_at is 'When somebody changed it.';
alter table @schema@.job_schedules enable row level security;

create table @schema@.job_schedule_runs (
  id bigint generated always as identity primary key,
  schedule text not null,
  due_at timestamptz not null,
  decided_at timestamptz not null default clock_timestamp(),
  outcome text not null check (outcome in ('enqueued', 'waiting', 'missed', 'failed')),
  missed bigint not null default 0,
  job_id bigint,
  error text
);
create index job_schedule_runs_schedule_idx on @schema@.job_schedule_runs (schedule, id);
create index job_schedule_runs_decided_idx on @schema@.job_schedule_runs (decided_at);
comment on table @schema@.job_schedule_runs is
'What became of each time that a schedule was due. Kept for jobs.retention_days. Staff read it.';
comment on column @schema@.job_schedule_runs.id is 'Grows with time.';
comment on column @schema@.job_schedule_runs.schedule is 'The schedule, which may be gone.';
comment on column @schema@.job_schedule_runs.due_at is 'When it was due; of several that were missed the first.';
comment on column @schema@.job_schedule_runs.decided_at is 'When the worker looked.';
comment on column @schema@.job_schedule_runs.outcome is
'enqueued, waiting (the job before it is not finished, and stands for it), missed, or failed (no job could be written).';
comment on column @schema@.job_schedule_runs.missed is 'How many runs were left out.';
comment on column @schema@.job_schedule_runs.job_id is 'Its job, whose attempts are in job_runs.';
comment on column @schema@.job_schedule_runs.error is 'Why no job could be written.';
alter table @schema@.job_schedule_runs enable row level security;
