-- The face of what is to be sent: jobs of the queues whose workers are outside. It obeys the reader's
-- own rights, and is replaced and not dropped, because a user's own views may stand on it.
create or replace view @schema@.outbox with (security_invoker = true) as
  select id, queue as channel, payload ->> 'recipient' as recipient, kind as template,
         payload ->> 'locale' as locale, payload ->> 'subject' as subject, payload ->> 'body' as body,
         coalesce(payload -> 'data', '{}') as data, created_at, expires_at
  from @schema@.jobs
  where queue in ('email', 'sms', 'push') and finished_at is null;
comment on view @schema@.outbox is
'Mails and messages that are not sent yet. A worker outside of the database takes them by claim_jobs().
Rows hold secrets, such as one-time tokens: only the back office reads them.';
comment on column @schema@.outbox.id is 'Of the job.';
comment on column @schema@.outbox.channel is 'email, sms or push: the queue.';
comment on column @schema@.outbox.recipient is 'Address.';
comment on column @schema@.outbox.template is 'Which message it is, for adapters that write their own words.';
comment on column @schema@.outbox.locale is 'fr or en.';
comment on column @schema@.outbox.subject is 'In the recipient''s language.';
comment on column @schema@.outbox.body is 'Plain text in the recipient''s language.';
comment on column @schema@.outbox.data is 'For programs: token, purpose.';
comment on column @schema@.outbox.created_at is 'When it was written.';
comment on column @schema@.outbox.expires_at is 'Not worth sending later.';
