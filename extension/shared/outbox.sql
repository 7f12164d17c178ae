create table @schema@.outbox (
  id bigint generated always as identity primary key,
  channel text not null check (channel = 'email'),
  recipient text not null check (recipient <> ''),
  template text not null check (template <> ''),
  locale text not null check (locale in ('fr', 'en')),
  subject text not null check (subject <> ''),
  body text not null check (body <> ''),
  data jsonb not null default '{}',
  created_at timestamptz not null default now(),
  expires_at timestamptz
);
comment on table @schema@.outbox is
'What an adapter outside of the database is to send. It deletes a row when it has sent it.
Rows hold secrets, such as one-time tokens: only the back office reads them.';
comment on column @schema@.outbox.id is 'Grows with time.';
comment on column @schema@.outbox.channel is 'email.';
comment on column @schema@.outbox.recipient is 'Address.';
comment on column @schema@.outbox.template is 'Which mail it is, for adapters that write their own words.';
comment on column @schema@.outbox.locale is 'fr or en.';
comment on column @schema@.outbox.subject is 'In the recipient''s language.';
comment on column @schema@.outbox.body is 'Plain text in the recipient''s language.';
comment on column @schema@.outbox.data is 'For programs: token, purpose.';
comment on column @schema@.outbox.created_at is 'When it was written.';
comment on column @schema@.outbox.expires_at is 'Not worth sending later.';
alter table @schema@.outbox enable row level security;
