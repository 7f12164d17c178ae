create table @schema@.idempotency_keys (
  actor text not null,
  key text not null check (length(key) between 1 and 255),
  operation text not null,
  fingerprint bytea not null,
  answer jsonb not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  primary key (actor, key)
);
create index idempotency_keys_expires_idx on @schema@.idempotency_keys (expires_at);
comment on table @schema@.idempotency_keys is
'Calls that were made with a key, and what was answered: who repeats one gets the same answer, and nothing happens twice.';
comment on column @schema@.idempotency_keys.actor is 'The person, or the database role of a caller without one. Keys of two actors never meet.';
comment on column @schema@.idempotency_keys.key is 'As the caller chose it.';
comment on column @schema@.idempotency_keys.operation is 'Name of the function.';
comment on column @schema@.idempotency_keys.fingerprint is 'SHA-256 of the arguments.';
comment on column @schema@.idempotency_keys.answer is 'What the function returned.';
comment on column @schema@.idempotency_keys.created_at is 'When the call was made.';
comment on column @schema@.idempotency_keys.expires_at is 'From then on the key is free again.';
alter table @schema@.idempotency_keys enable row level security;
