-- Money in and out: holds, withdrawals, top-ups and what payment providers say.
-- Source: A-19, A-20, T-55.
--! include shared/idempotency_keys.sql

-- PostgREST answers with this media type where a function returns it.
create domain alogistics."text/csv" as text;
comment on domain alogistics."text/csv" is 'A file for spreadsheets.';
create domain alogistics."text/plain" as text;
comment on domain alogistics."text/plain" is 'A text as it is, such as numbers for Prometheus.';

create type alogistics.hold_status as enum ('open', 'captured', 'released', 'expired');
comment on type alogistics.hold_status is 'A hold ends once.';
create type alogistics.withdrawal_status as enum
  ('requested', 'approved', 'sent', 'settled', 'failed', 'cancelled');
comment on type alogistics.withdrawal_status is 'docs/payments.md shows who moves it where. Source: A-19.';
create type alogistics.payment_intent_status as enum ('open', 'paid', 'failed', 'expired');
comment on type alogistics.payment_intent_status is 'Paid is final; money that comes late is still credited.';

create table alogistics.holds (
  id uuid primary key default gen_random_uuid(),
  wallet_id uuid not null references alogistics.ledger_accounts (public_id),
  user_id uuid not null references alogistics.profiles (id),
  amount bigint not null check (amount > 0),
  captured bigint not null default 0,
  currency text not null,
  status alogistics.hold_status not null default 'open',
  reason text not null check (length(reason) between 1 and 1000),
  request_id uuid references alogistics.transport_requests (id),
  created_by uuid references alogistics.profiles (id),
  expires_at timestamptz,
  created_at timestamptz not null default now(),
  closed_at timestamptz,
  constraint holds_captured check (captured >= 0 and captured <= amount),
  constraint holds_captured_once check ((captured > 0) = (status = 'captured')),
  constraint holds_closed check ((closed_at is not null) = (status <> 'open'))
);
create index holds_user_idx on alogistics.holds (user_id, created_at);
create index holds_wallet_idx on alogistics.holds (wallet_id);
create index holds_created_by_idx on alogistics.holds (created_by);
create index holds_request_idx on alogistics.holds (request_id) where request_id is not null;
create index holds_expires_idx on alogistics.holds (expires_at) where status = 'open';
comment on table alogistics.holds is
'Money set aside from a wallet. It is in an account of kind hold until it is captured, released, or the hold expires.';
comment on column alogistics.holds.id is 'Key; subject_id of the account.';
comment on column alogistics.holds.wallet_id is 'In wallets.';
comment on column alogistics.holds.user_id is 'The wallet''s owner.';
comment on column alogistics.holds.amount is 'What was set aside, in minor units.';
comment on column alogistics.holds.captured is 'What was taken of it; the rest went back.';
comment on column alogistics.holds.currency is 'Of the wallet.';
comment on column alogistics.holds.status is 'Open until it ends.';
comment on column alogistics.holds.reason is 'For people.';
comment on column alogistics.holds.request_id is 'The transport request that it is for.';
comment on column alogistics.holds.created_by is 'Who set it aside; NULL for the system.';
comment on column alogistics.holds.expires_at is 'From then on it cannot be captured; run_due() gives the money back.';
comment on column alogistics.holds.created_at is 'When.';
comment on column alogistics.holds.closed_at is 'When it ended.';

create table alogistics.withdrawals (
  id uuid primary key default gen_random_uuid(),
  wallet_id uuid not null references alogistics.ledger_accounts (public_id),
  user_id uuid not null references alogistics.profiles (id),
  amount bigint not null check (amount > 0),
  fee bigint not null check (fee >= 0),
  currency text not null,
  status alogistics.withdrawal_status not null default 'requested',
  destination jsonb not null check (jsonb_typeof(destination) = 'object' and length(destination::text) <= 2000),
  provider_reference text check (length(provider_reference) between 1 and 255),
  reason text check (length(reason) <= 1000),
  requested_at timestamptz not null default now(),
  approved_by uuid references alogistics.profiles (id),
  approved_at timestamptz,
  sent_at timestamptz,
  closed_at timestamptz,
  constraint withdrawals_closed check ((closed_at is not null) = (status in ('settled', 'failed', 'cancelled')))
);
create index withdrawals_user_idx on alogistics.withdrawals (user_id, requested_at);
create index withdrawals_wallet_idx on alogistics.withdrawals (wallet_id, requested_at);
create index withdrawals_approved_by_idx on alogistics.withdrawals (approved_by);
create index withdrawals_open_idx on alogistics.withdrawals (status, requested_at) where closed_at is null;
comment on table alogistics.withdrawals is
'Money on its way out. It leaves the wallet when it is requested, waits in an account of kind payout, and goes out or back.
Source: A-19.';
comment on column alogistics.withdrawals.id is 'Key; subject_id of the account.';
comment on column alogistics.withdrawals.wallet_id is 'In wallets.';
comment on column alogistics.withdrawals.user_id is 'The wallet''s owner.';
comment on column alogistics.withdrawals.amount is 'What arrives, in minor units.';
comment on column alogistics.withdrawals.fee is 'What the platform takes on top; it goes back with the amount.';
comment on column alogistics.withdrawals.currency is 'Of the wallet.';
comment on column alogistics.withdrawals.status is 'Where it stands.';
comment on column alogistics.withdrawals.destination is 'Where to, as the payment provider wants it, e.g. {"phone": "+221771234567", "provider": "wave"}.';
comment on column alogistics.withdrawals.provider_reference is 'The provider''s id of the payout.';
comment on column alogistics.withdrawals.reason is 'Why it was cancelled or failed.';
comment on column alogistics.withdrawals.requested_at is 'When.';
comment on column alogistics.withdrawals.approved_by is 'Who approved it.';
comment on column alogistics.withdrawals.approved_at is 'When.';
comment on column alogistics.withdrawals.sent_at is 'When it was given to the provider.';
comment on column alogistics.withdrawals.closed_at is 'When it was settled, failed or cancelled.';

create table alogistics.payment_providers (
  name text primary key check (name ~ '^[a-z][a-z0-9_]{0,31}$'),
  secret text not null check (length(secret) between 16 and 1000),
  scheme text not null default 'hmac_sha256' check (scheme in ('hmac_sha256', 'timestamped_hmac_sha256')),
  tolerance_s integer not null default 300 check (tolerance_s between 1 and 86400),
  mapping jsonb not null default '{}',
  is_active boolean not null default true,
  created_at timestamptz not null default now()
);
comment on table alogistics.payment_providers is
'Who tells us that money came or went. Written by set_payment_provider(); no API role reads the secrets.';
comment on column alogistics.payment_providers.name is 'As callers say it.';
comment on column alogistics.payment_providers.secret is 'Shared with the provider; signs its events.';
comment on column alogistics.payment_providers.scheme is 'hmac_sha256: hex of the body; timestamped_hmac_sha256: t=…,v1=… as Stripe and Wave send it.';
comment on column alogistics.payment_providers.tolerance_s is 'How old a time-stamped signature may be, in seconds.';
comment on column alogistics.payment_providers.mapping is 'Where the provider''s JSON says what; docs/payments.md.';
comment on column alogistics.payment_providers.is_active is 'Others are refused.';
comment on column alogistics.payment_providers.created_at is 'When it was set up.';

create table alogistics.payment_intents (
  id uuid primary key default gen_random_uuid(),
  wallet_id uuid not null references alogistics.ledger_accounts (public_id),
  user_id uuid not null references alogistics.profiles (id),
  provider text not null references alogistics.payment_providers (name),
  amount bigint not null check (amount > 0),
  currency text not null,
  status alogistics.payment_intent_status not null default 'open',
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  paid_at timestamptz,
  constraint intents_paid check ((paid_at is not null) = (status = 'paid'))
);
create index payment_intents_user_idx on alogistics.payment_intents (user_id, created_at);
create index payment_intents_wallet_idx on alogistics.payment_intents (wallet_id);
create index payment_intents_provider_idx on alogistics.payment_intents (provider);
create index payment_intents_expires_idx on alogistics.payment_intents (expires_at) where status = 'open';
comment on table alogistics.payment_intents is
'Top-ups: what a person means to pay in. Its id is the reference that the provider sends back. Source: A-20.';
comment on column alogistics.payment_intents.id is 'Key, and the reference for the provider.';
comment on column alogistics.payment_intents.wallet_id is 'The wallet to be credited.';
comment on column alogistics.payment_intents.user_id is 'Its owner.';
comment on column alogistics.payment_intents.provider is 'In payment_providers.';
comment on column alogistics.payment_intents.amount is 'Minor units.';
comment on column alogistics.payment_intents.currency is 'Of the wallet.';
comment on column alogistics.payment_intents.status is 'Paid once the provider said so.';
comment on column alogistics.payment_intents.created_at is 'When.';
comment on column alogistics.payment_intents.expires_at is 'From then on shown as expired.';
comment on column alogistics.payment_intents.paid_at is 'When the wallet was credited.';

create table alogistics.payment_events (
  id bigint generated always as identity primary key,
  provider text not null references alogistics.payment_providers (name),
  event_id text not null,
  type text not null,
  reference text,
  amount bigint,
  currency text,
  payload text not null,
  outcome text not null check (outcome in ('processed', 'ignored', 'unmatched', 'conflict', 'resolved')),
  resolution text check (length(resolution) <= 1000),
  received_at timestamptz not null default clock_timestamp(),
  processed_at timestamptz,
  constraint payment_events_resolved check ((resolution is not null) = (outcome = 'resolved')),
  constraint payment_events_once unique (provider, event_id)
);
create index payment_events_open_idx on alogistics.payment_events (id) where outcome in ('unmatched', 'conflict');
comment on table alogistics.payment_events is
'What providers told us, each event once, with a right signature. Source: A-20, T-55.';
comment on column alogistics.payment_events.id is 'Key.';
comment on column alogistics.payment_events.provider is 'In payment_providers.';
comment on column alogistics.payment_events.event_id is 'The provider''s id; a second one with it is a duplicate.';
comment on column alogistics.payment_events.type is 'In the provider''s words.';
comment on column alogistics.payment_events.reference is 'Our id of the top-up or the withdrawal.';
comment on column alogistics.payment_events.amount is 'Minor units, as the provider says.';
comment on column alogistics.payment_events.currency is 'As the provider says.';
comment on column alogistics.payment_events.payload is 'As it came, byte by byte; while it is unmatched, as it came last.';
comment on column alogistics.payment_events.outcome is
'processed; ignored: means nothing here; unmatched: no such reference; conflict: says otherwise than what is known; resolved: one of these two that staff have set right.';
comment on column alogistics.payment_events.resolution is 'How staff have set it right.';
comment on column alogistics.payment_events.received_at is 'When it came first.';
comment on column alogistics.payment_events.processed_at is 'When it last had an effect.';

do $$
declare
  name text;
begin
  foreach name in array array['holds', 'withdrawals', 'payment_providers', 'payment_intents', 'payment_events'] loop
    execute pg_catalog.format('alter table alogistics.%I enable row level security', name);
  end loop;
  foreach name in array array['holds', 'withdrawals', 'payment_intents', 'payment_events'] loop
    execute pg_catalog.format(
      'create trigger keep_history before delete or truncate on alogistics.%I
         for each statement execute function alogistics.deny_change()', name);
  end loop;
  foreach name in array array['holds', 'withdrawals'] loop
    execute pg_catalog.format(
      'create trigger audit_changes after insert or update on alogistics.%I
         for each row execute function alogistics.audit_changes()', name);
  end loop;
end
$$;
