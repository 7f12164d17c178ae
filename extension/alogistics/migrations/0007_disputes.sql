-- Disagreements about a job, and what was said. Source: A-41, A-45.
create type alogistics.dispute_status as enum ('open', 'investigating', 'resolved', 'escalated');
comment on type alogistics.dispute_status is 'Source: A-41.';

create table alogistics.disputes (
  id uuid primary key default gen_random_uuid(),
  request_id uuid not null references alogistics.transport_requests (id),
  opened_by uuid not null default socle.uid() references alogistics.profiles (id),
  client_id uuid not null references alogistics.profiles (id),
  transporter_id uuid not null references alogistics.profiles (id),
  assigned_moderator uuid references alogistics.profiles (id),
  status alogistics.dispute_status not null default 'open',
  category text not null check (length(category) between 1 and 100),
  description text not null check (length(description) between 1 and 4000),
  resolution text check (length(resolution) <= 4000),
  created_at timestamptz not null default now(),
  resolved_at timestamptz,
  constraint disputes_resolved check ((status = 'resolved') = (resolved_at is not null)),
  constraint disputes_of_parties check (opened_by in (client_id, transporter_id))
);
create unique index disputes_one_open on alogistics.disputes (request_id) where status <> 'resolved';
create index disputes_request_idx on alogistics.disputes (request_id);
create index disputes_opened_by_idx on alogistics.disputes (opened_by);
create index disputes_client_idx on alogistics.disputes (client_id);
create index disputes_transporter_idx on alogistics.disputes (transporter_id);
create index disputes_moderator_idx on alogistics.disputes (assigned_moderator, status);
comment on table alogistics.disputes is
'Disputes. Visible to both parties and staff. At most one is open per request.';
comment on column alogistics.disputes.id is 'Key.';
comment on column alogistics.disputes.request_id is 'The job.';
comment on column alogistics.disputes.opened_by is 'A party of the job.';
comment on column alogistics.disputes.client_id is 'Filled from the job, for row security.';
comment on column alogistics.disputes.transporter_id is 'Filled from the job, for row security.';
comment on column alogistics.disputes.assigned_moderator is 'Who decides.';
comment on column alogistics.disputes.status is 'Where it stands.';
comment on column alogistics.disputes.category is 'damage, delay, loss, payment …';
comment on column alogistics.disputes.description is 'At most 4,000 characters.';
comment on column alogistics.disputes.resolution is 'The decision.';
comment on column alogistics.disputes.created_at is 'When it was opened.';
comment on column alogistics.disputes.resolved_at is 'When it was decided.';
alter table alogistics.disputes enable row level security;

create table alogistics.dispute_messages (
  id bigint generated always as identity primary key,
  dispute_id uuid not null references alogistics.disputes (id),
  sender_id uuid not null default socle.uid() references alogistics.profiles (id),
  client_id uuid not null references alogistics.profiles (id),
  transporter_id uuid not null references alogistics.profiles (id),
  message text not null check (length(message) between 1 and 4000),
  attachments jsonb not null default '[]' check (jsonb_typeof(attachments) = 'array'),
  created_at timestamptz not null default now()
);
create index dispute_messages_dispute_idx on alogistics.dispute_messages (dispute_id, id);
create index dispute_messages_sender_idx on alogistics.dispute_messages (sender_id);
create index dispute_messages_client_idx on alogistics.dispute_messages (client_id);
create index dispute_messages_transporter_idx on alogistics.dispute_messages (transporter_id);
comment on table alogistics.dispute_messages is
'The thread of a dispute. Visible to both parties and staff. Append-only for every role.';
comment on column alogistics.dispute_messages.id is 'Grows with time.';
comment on column alogistics.dispute_messages.dispute_id is 'The dispute.';
comment on column alogistics.dispute_messages.sender_id is 'Who writes.';
comment on column alogistics.dispute_messages.client_id is 'Filled from the dispute, for row security.';
comment on column alogistics.dispute_messages.transporter_id is 'Filled from the dispute, for row security.';
comment on column alogistics.dispute_messages.message is 'At most 4,000 characters.';
comment on column alogistics.dispute_messages.attachments is 'List of files, which are kept outside.';
comment on column alogistics.dispute_messages.created_at is 'When it was sent.';
create trigger append_only before update or delete or truncate on alogistics.dispute_messages
  for each statement execute function alogistics.deny_change();
alter table alogistics.dispute_messages enable row level security;
