-- Disagreements about a job, and what was said. Source: A-41 … A-47, research/logistics.md §4.13.
create type alogistics.dispute_status as enum ('open', 'investigating', 'resolved', 'escalated');
comment on type alogistics.dispute_status is 'Source: A-41.';

create table alogistics.disputes (
  id uuid primary key default gen_random_uuid(),
  request_id uuid not null references alogistics.transport_requests (id),
  opened_by uuid not null default socle.uid() references alogistics.profiles (id),
  client_id uuid not null references alogistics.profiles (id),
  transporter_id uuid not null references alogistics.profiles (id),
  disputed_from alogistics.request_status not null check (disputed_from in ('in_progress', 'completed')),
  assigned_moderator uuid references alogistics.profiles (id),
  status alogistics.dispute_status not null default 'open',
  escalation_level integer not null default 0 check (escalation_level >= 0),
  status_reason text check (length(status_reason) <= 1000),
  category text not null check (category in ('damage', 'loss', 'delay', 'payment', 'conduct', 'other')),
  description text not null check (length(description) between 1 and 4000),
  evidence jsonb not null default '[]' check (jsonb_typeof(evidence) = 'array'),
  outcome alogistics.request_status check (outcome in ('completed', 'cancelled', 'in_progress')),
  refund bigint not null default 0 check (refund >= 0),
  currency text not null,
  platform_covers boolean not null default false,
  resolution text check (length(resolution) between 1 and 4000),
  resolved_by uuid references alogistics.profiles (id),
  created_at timestamptz not null default now(),
  opened_at timestamptz not null default now(),
  resolved_at timestamptz,
  constraint disputes_resolved check
    (num_nonnulls(outcome, resolved_by, resolved_at) = case when status = 'resolved' then 3 else 0 end),
  constraint disputes_of_parties check (opened_by in (client_id, transporter_id)),
  constraint disputes_impartial check (assigned_moderator not in (client_id, transporter_id))
);
create unique index disputes_one_open on alogistics.disputes (request_id) where status <> 'resolved';
create index disputes_queue_idx on alogistics.disputes (created_at, id) where status <> 'resolved';
create index disputes_request_idx on alogistics.disputes (request_id);
create index disputes_opened_by_idx on alogistics.disputes (opened_by);
create index disputes_client_idx on alogistics.disputes (client_id);
create index disputes_transporter_idx on alogistics.disputes (transporter_id);
create index disputes_moderator_idx on alogistics.disputes (assigned_moderator, status);
create index disputes_resolved_by_idx on alogistics.disputes (resolved_by);
comment on table alogistics.disputes is
'Disputes. Visible to both parties and staff. At most one is open per request, which is disputed just as long.
An INSERT opens one as open_dispute() does; everything else moves by its functions.';
comment on column alogistics.disputes.id is 'Key.';
comment on column alogistics.disputes.request_id is 'The job.';
comment on column alogistics.disputes.opened_by is 'A party of the job.';
comment on column alogistics.disputes.client_id is 'Filled from the job, for row security.';
comment on column alogistics.disputes.transporter_id is 'Filled from the job, for row security.';
comment on column alogistics.disputes.disputed_from is 'Where the job stood when the dispute was opened.';
comment on column alogistics.disputes.assigned_moderator is 'Who decides, as long as it is not escalated; NULL if nobody may.';
comment on column alogistics.disputes.status is 'Where it stands. Source: A-41.';
comment on column alogistics.disputes.escalation_level is '0; 1 when it went to the admins, 2 when they were reminded.';
comment on column alogistics.disputes.status_reason is 'Why it was escalated, handed back or reopened. At most 1,000 characters.';
comment on column alogistics.disputes.category is 'damage, loss, delay, payment, conduct or other.';
comment on column alogistics.disputes.description is 'At most 4,000 characters.';
comment on column alogistics.disputes.evidence is 'Files, which are kept outside: [{"name", "sha256", "url"}].';
comment on column alogistics.disputes.outcome is 'What became of the job by the decision; where it stood, if the dispute was withdrawn.';
comment on column alogistics.disputes.refund is 'Minor units, to the client by the decision.';
comment on column alogistics.disputes.currency is 'ISO 4217; of the job.';
comment on column alogistics.disputes.platform_covers is 'Whether the platform pays what the transporter''s wallet could not.';
comment on column alogistics.disputes.resolution is 'The decision, for both parties to read. At most 4,000 characters.';
comment on column alogistics.disputes.resolved_by is 'Who decided; the opener, if the dispute was withdrawn.';
comment on column alogistics.disputes.created_at is 'When it was opened first.';
comment on column alogistics.disputes.opened_at is 'When it was opened or reopened; deadlines count from here.';
comment on column alogistics.disputes.resolved_at is 'When it was decided.';
create trigger prepare_dispute before insert on alogistics.disputes
  for each row execute function alogistics.prepare_dispute();
create trigger guard_dispute before update on alogistics.disputes
  for each row execute function alogistics.guard_dispute();
create trigger follow_dispute after insert on alogistics.disputes
  for each row execute function alogistics.follow_dispute();
create trigger audit_changes after update on alogistics.disputes
  for each row execute function alogistics.audit_changes();
create trigger deny_delete before delete or truncate on alogistics.disputes
  for each statement execute function alogistics.deny_change();
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
comment on column alogistics.dispute_messages.attachments is 'Files, which are kept outside: [{"name", "sha256", "url"}].';
comment on column alogistics.dispute_messages.created_at is 'When it was sent.';
create trigger prepare_dispute_message before insert on alogistics.dispute_messages
  for each row execute function alogistics.prepare_dispute_message();
create trigger follow_dispute_message after insert on alogistics.dispute_messages
  for each row execute function alogistics.follow_dispute_message();
create trigger append_only before update or delete or truncate on alogistics.dispute_messages
  for each statement execute function alogistics.deny_change();
alter table alogistics.dispute_messages enable row level security;
