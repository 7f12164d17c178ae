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
comment on table @schema@.audit_logs is 'Who did what to which row. Append-only for every role. Source: A-51.';
comment on column @schema@.audit_logs.id is 'Grows with time.';
comment on column @schema@.audit_logs.user_id is 'The person who acted; NULL for the system itself.';
comment on column @schema@.audit_logs.action is 'What happened, e.g. transport_request.validate.';
comment on column @schema@.audit_logs.entity_type is 'The table of the row.';
comment on column @schema@.audit_logs.entity_id is 'The key of the row, as text.';
comment on column @schema@.audit_logs.old_data is 'The row before; NULL for a new row.';
comment on column @schema@.audit_logs.new_data is 'The row after; NULL for a deleted row.';
comment on column @schema@.audit_logs.database_role is 'The database role that the client acted as.';
comment on column @schema@.audit_logs.request_id is 'Header x-request-id of the HTTP request, at most 200 characters.';
comment on column @schema@.audit_logs.ip_address is 'Of the client: the first of header x-forwarded-for, or the connection''s. A header can lie.';
comment on column @schema@.audit_logs.user_agent is 'Header user-agent, at most 500 characters.';
comment on column @schema@.audit_logs.created_at is 'When it happened.';
create trigger audit_logs_append_only
  before update or delete or truncate on @schema@.audit_logs
  for each statement execute function @schema@.deny_change();
alter table @schema@.audit_logs enable row level security;
