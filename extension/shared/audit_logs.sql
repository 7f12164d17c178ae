create table @schema@.audit_logs (
  id bigint generated always as identity primary key,
  user_id uuid references @schema@.profiles (id),
  action text not null check (action <> ''),
  entity_type text not null check (entity_type <> ''),
  entity_id text,
  old_data jsonb,
  new_data jsonb,
  database_role text not null,
  request_id text,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default clock_timestamp()
);
create index audit_logs_entity_idx on @schema@.audit_logs (entity_type, entity_id, id);
create index audit_logs_user_idx on @schema@.audit_logs (user_id, id);
create index audit_logs_sign_in_idx on @schema@.audit_logs (created_at, user_id)
  where action in ('auth.login_failed', 'auth.password_changed');
comment on table @schema@.audit_logs is 'Who did what to which row. Append-only for every role. Source: A-51.';
comment on column @schema@.audit_logs.id is 'Grows with time.';
comment on column @schema@.audit_logs.user_id is 'The person who acted; NULL for the system itself.';
comment on column @schema@.audit_logs.action is 'What happened, e.g. transport_request.validate.';
comment on column @schema@.audit_logs.entity_type is 'The table of the row.';
comment on column @schema@.audit_logs.entity_id is 'The key of the row, as text.';
comment on column @schema@.audit_logs.old_data is 'The row before without its NULLs, of an update the columns that changed; NULL for a new row. Secrets are ***.';
comment on column @schema@.audit_logs.new_data is 'The row after without its NULLs, of an update the columns that changed; NULL for a deleted row. Secrets are ***.';
comment on column @schema@.audit_logs.database_role is 'The database role that the client acted as.';
comment on column @schema@.audit_logs.request_id is 'Header x-request-id of the HTTP request, at most 200 bytes; of a gateway alone, as is the rest.';
comment on column @schema@.audit_logs.ip_address is 'Of the client: the last of header x-forwarded-for, which the nearest proxy wrote, or the connection''s.';
comment on column @schema@.audit_logs.user_agent is 'Header user-agent, at most 500 bytes.';
comment on column @schema@.audit_logs.created_at is 'When it happened.';
create trigger audit_logs_append_only
  before update or delete or truncate on @schema@.audit_logs
  for each statement execute function @schema@.guard_audit();
-- Also where the session says that triggers rest.
alter table @schema@.audit_logs enable always trigger audit_logs_append_only;
alter table @schema@.audit_logs enable row level security;

create table @schema@.audit_seals (
  id bigint primary key,
  from_id bigint not null,
  to_id bigint not null,
  before_transaction xid8 not null,
  row_count integer,
  row_ids bigint[],
  row_digests bytea[],
  newest_at timestamptz,
  content_digest bytea,
  sealed_at timestamptz,
  digest bytea,
  pruned_at timestamptz
);
comment on table @schema@.audit_seals is
'The chain over audit_logs: each seal has the digests of its rows and follows from the seal before.

Written by seal_audit() and prune_audit() alone. Source: A-52.';
comment on column @schema@.audit_seals.id is 'Counts from 1 without a gap.';
comment on column @schema@.audit_seals.from_id is 'The first number of audit_logs that it covers.';
comment on column @schema@.audit_seals.to_id is 'The last one.';
comment on column @schema@.audit_seals.before_transaction is
'These numbers were taken by transactions before this one: when they have all ended, the seal is closed.';
comment on column @schema@.audit_seals.row_count is 'How many rows there were; other numbers were rolled back.';
comment on column @schema@.audit_seals.row_ids is 'The numbers of these rows; NULL once they are pruned.';
comment on column @schema@.audit_seals.row_digests is 'SHA-256 of each of them (audit_digest); NULL once they are pruned.';
comment on column @schema@.audit_seals.newest_at is 'When the youngest of them was written: from then on they are kept.';
comment on column @schema@.audit_seals.content_digest is 'SHA-256 of the numbers and digests of the rows.';
comment on column @schema@.audit_seals.sealed_at is 'When it was closed; NULL while it is open.';
comment on column @schema@.audit_seals.digest is 'SHA-256 of the seal and of the digest before it.';
comment on column @schema@.audit_seals.pruned_at is 'When its rows were deleted because of their age.';
create trigger guard_audit
  before insert or update or delete or truncate on @schema@.audit_seals
  for each statement execute function @schema@.guard_audit();
alter table @schema@.audit_seals enable always trigger guard_audit;
alter table @schema@.audit_seals enable row level security;

create table @schema@.error_reports (
  id bigint generated always as identity primary key,
  first_at timestamptz not null,
  last_at timestamptz not null,
  count bigint not null,
  is_fault boolean not null,
  sqlstate text not null,
  error text,
  message text not null,
  detail jsonb,
  path text,
  user_id uuid,
  database_role text,
  request_id text,
  ip_address text,
  notified_at timestamptz
);
create index error_reports_time_idx on @schema@.error_reports (last_at);
create index error_reports_code_idx on @schema@.error_reports (sqlstate, last_at);
comment on table @schema@.error_reports is
'Errors that were reported to clients, with those of transactions that were rolled back. Written by the worker. Source: A-96.';
comment on column @schema@.error_reports.id is 'Grows with time.';
comment on column @schema@.error_reports.first_at is 'When the first of these equal errors happened.';
comment on column @schema@.error_reports.last_at is 'When the last one did.';
comment on column @schema@.error_reports.count is 'How many equal ones there were until they were collected, about a second.';
comment on column @schema@.error_reports.is_fault is 'True: something broke; false: a request was refused.';
comment on column @schema@.error_reports.sqlstate is 'The code of the error; PT and three digits is an HTTP status.';
comment on column @schema@.error_reports.error is 'Its name in socle.errors; NULL for those of PostgreSQL.';
comment on column @schema@.error_reports.message is 'At most 200 bytes.';
comment on column @schema@.error_reports.detail is 'The facts of an error of the catalogue, if they have at most 400 bytes.';
comment on column @schema@.error_reports.path is 'Of the HTTP request, at most 100 bytes.';
comment on column @schema@.error_reports.user_id is 'The person, as the gateway or a token said.';
comment on column @schema@.error_reports.database_role is 'The role in force.';
comment on column @schema@.error_reports.request_id is 'Of the first of them: header x-request-id.';
comment on column @schema@.error_reports.ip_address is 'The last address of x-forwarded-for.';
comment on column @schema@.error_reports.notified_at is 'When admins were told.';
alter table @schema@.error_reports enable row level security;
