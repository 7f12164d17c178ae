create table @schema@.deadlines (
  id bigint generated always as identity,
  kind text not null check (kind ~ '^[a-z_]{1,50}$'),
  subject_id uuid not null,
  level integer not null default 0 check (level >= 0),
  due_at timestamptz not null,
  next_attempt_at timestamptz not null,
  attempts integer not null default 0 check (attempts >= 0),
  last_error text,
  done_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  constraint deadlines_once primary key (kind, subject_id, level),
  constraint deadlines_not_early check (next_attempt_at >= due_at)
);
create index deadlines_open_idx on @schema@.deadlines (next_attempt_at, id) where done_at is null;
comment on table @schema@.deadlines is
'What must happen at a time. run_due() does each once, in due order, also after downtime. Staff read them. Source: design §7.';
comment on column @schema@.deadlines.id is 'Grows with time; another one when it is moved.';
comment on column @schema@.deadlines.kind is 'What is to be done.';
comment on column @schema@.deadlines.subject_id is 'With what: a request, a document …, as the kind says.';
comment on column @schema@.deadlines.level is 'Which of several of one kind, e.g. days before an expiry; 0 where there is one.';
comment on column @schema@.deadlines.due_at is 'Not before.';
comment on column @schema@.deadlines.next_attempt_at is 'due_at, or later when an attempt failed.';
comment on column @schema@.deadlines.attempts is 'How often it failed.';
comment on column @schema@.deadlines.last_error is 'SQLSTATE and message of the last failure.';
comment on column @schema@.deadlines.done_at is 'When it was done; NULL as long as it waits.';
comment on column @schema@.deadlines.created_at is 'When it was first set.';
alter table @schema@.deadlines enable row level security;
