create table @schema@.campaigns (
  id uuid primary key default gen_random_uuid(),
  key text not null references @schema@.notification_types (key),
  target jsonb not null,
  data jsonb not null,
  texts jsonb not null,
  state text not null default 'scheduled',
  send_at timestamptz not null,
  recipients bigint,
  created_by uuid references @schema@.profiles (id),
  created_at timestamptz not null default clock_timestamp(),
  sent_at timestamptz,
  cancelled_at timestamptz,
  constraint campaigns_state_check check (state in ('scheduled', 'sent', 'cancelled')),
  constraint campaigns_sent_check check ((state = 'sent') = (sent_at is not null) and (sent_at is null) = (recipients is null)),
  constraint campaigns_cancelled_check check ((state = 'cancelled') = (cancelled_at is not null))
);
create index campaigns_key_idx on @schema@.campaigns (key);
create index campaigns_created_by_idx on @schema@.campaigns (created_by);
comment on table @schema@.campaigns is
'What was or will be told to many at once. notify_many() writes them, cancel_campaign() ends one before its time. Staff read them.';
comment on column @schema@.campaigns.id is 'Also in campaign_id of its notifications.';
comment on column @schema@.campaigns.key is 'The type of the notifications.';
comment on column @schema@.campaigns.target is 'Whom it is for; who that is, is looked up when it is sent.';
comment on column @schema@.campaigns.data is 'The variables of the type.';
comment on column @schema@.campaigns.texts is 'The words by locale, as they were when it was asked for: {"fr": {"title", "message"}}.';
comment on column @schema@.campaigns.state is 'scheduled, sent or cancelled.';
comment on column @schema@.campaigns.send_at is 'Not before.';
comment on column @schema@.campaigns.recipients is 'How many were told; NULL until it is sent.';
comment on column @schema@.campaigns.created_by is 'Who asked for it; NULL for the system.';
comment on column @schema@.campaigns.created_at is 'When it was asked for.';
comment on column @schema@.campaigns.sent_at is 'When it was sent.';
comment on column @schema@.campaigns.cancelled_at is 'When it was cancelled.';
create trigger audit_changes after insert or update or delete on @schema@.campaigns
  for each row execute function @schema@.audit_changes();
alter table @schema@.campaigns enable row level security;
