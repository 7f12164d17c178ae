create table @schema@.message_deliveries (
  id bigint generated always as identity primary key,
  notification_id bigint not null references @schema@.notifications (id) on delete cascade,
  user_id uuid not null references @schema@.profiles (id),
  channel text not null,
  state text not null default 'queued',
  reason text,
  job_id bigint,
  digest text,
  release_at timestamptz not null,
  queued_at timestamptz not null default clock_timestamp(),
  sent_at timestamptz,
  delivered_at timestamptz,
  ended_at timestamptz,
  constraint message_deliveries_once unique (notification_id, channel),
  constraint message_deliveries_channel_check check (channel in ('email', 'sms', 'push')),
  constraint message_deliveries_state_check
    check (state in ('queued', 'sent', 'delivered', 'failed', 'bounced', 'skipped', 'cancelled')),
  constraint message_deliveries_sent_check check (state not in ('sent', 'delivered', 'bounced') or sent_at is not null),
  constraint message_deliveries_delivered_check check (state <> 'delivered' or delivered_at is not null),
  constraint message_deliveries_ended_check
    check ((state in ('failed', 'bounced', 'skipped', 'cancelled')) = (ended_at is not null)),
  constraint message_deliveries_job_check check (
    case when job_id is not null then state <> 'skipped' else state = 'skipped' or state = 'queued' and digest is not null end)
);
create index message_deliveries_job_idx on @schema@.message_deliveries (job_id);
create index message_deliveries_digest_idx on @schema@.message_deliveries (user_id, channel, digest)
  where state = 'queued' and job_id is null;
create index message_deliveries_user_idx on @schema@.message_deliveries (user_id, id);
comment on table @schema@.message_deliveries is
'What became of a notification outside of the app, by channel. People see their own, staff all. Source: realtime.md §4.1, N4.';
comment on column @schema@.message_deliveries.id is 'Grows with time.';
comment on column @schema@.message_deliveries.notification_id is 'What is delivered.';
comment on column @schema@.message_deliveries.user_id is 'To whom.';
comment on column @schema@.message_deliveries.channel is 'email, sms or push: the queue of its job.';
comment on column @schema@.message_deliveries.state is
'queued, sent (the job is done), delivered or bounced (the provider says so), failed (out of attempts), skipped (no address), cancelled.';
comment on column @schema@.message_deliveries.reason is 'Why it was not delivered.';
comment on column @schema@.message_deliveries.job_id is 'Its job, which may be gone, and which those of a digest share; NULL for one that was skipped or waits for its digest.';
comment on column @schema@.message_deliveries.digest is 'The type with others of which it goes out in one mail or message; NULL where it goes by itself.';
comment on column @schema@.message_deliveries.release_at is 'Not before: the end of the recipient''s quiet hours, or when it was queued. The first of a digest takes the others along.';
comment on column @schema@.message_deliveries.queued_at is 'When it was written.';
comment on column @schema@.message_deliveries.sent_at is 'When the worker had sent it.';
comment on column @schema@.message_deliveries.delivered_at is 'When the provider said that it had arrived.';
comment on column @schema@.message_deliveries.ended_at is 'When it failed, bounced, was skipped or cancelled.';
alter table @schema@.message_deliveries enable row level security;
-- Not at a claim, which must stay cheap, nor when an attempt failed and another follows.
create trigger follow_delivery after update of state on @schema@.jobs
  for each row when (old.state is distinct from new.state and new.queue in ('email', 'sms', 'push')
                     and new.state <> 'running' and (new.state <> 'ready' or old.state = 'dead'))
  execute function @schema@.follow_delivery();
