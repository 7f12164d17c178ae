-- Money: a double-entry ledger in a narrow shape. wallets and wallet_transactions are views over it
-- (api/10_wallets.sql). Source: A-11 … A-18, design §5.
create type alogistics.ledger_account_kind as enum
  ('wallet', 'escrow', 'platform', 'penalties', 'external');
comment on type alogistics.ledger_account_kind is
'wallet: a person''s money; escrow: the price of one request until it is earned; platform: commissions;
penalties; external: the world outside, negative by what it brought in.';
create type alogistics.wallet_transaction_type as enum
  ('credit', 'debit', 'penalty', 'commission', 'refund', 'withdrawal');
comment on type alogistics.wallet_transaction_type is 'Source: A-15.';

create table alogistics.ledger_accounts (
  id bigint generated always as identity primary key,
  kind alogistics.ledger_account_kind not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  balance bigint not null default 0,
  seq bigint not null default 0 check (seq >= 0),
  is_active boolean not null default true,
  public_id uuid not null default gen_random_uuid() unique,
  owner_id uuid references alogistics.profiles (id),
  request_id uuid references alogistics.transport_requests (id),
  created_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  constraint accounts_not_negative check (balance >= 0 or kind = 'external'),
  constraint accounts_of_people check ((kind = 'wallet') = (owner_id is not null)),
  constraint accounts_of_requests check ((kind = 'escrow') = (request_id is not null))
) with (fillfactor = 50);
create unique index ledger_wallet_key on alogistics.ledger_accounts (owner_id, currency)
  where kind = 'wallet';
create unique index ledger_escrow_key on alogistics.ledger_accounts (request_id)
  where kind = 'escrow';
create unique index ledger_house_key on alogistics.ledger_accounts (kind, currency)
  where kind not in ('wallet', 'escrow');
comment on table alogistics.ledger_accounts is
'Accounts with their balances. Written by the posting core only. People read theirs through the view wallets.';
comment on column alogistics.ledger_accounts.id is 'Locks are taken in its order.';
comment on column alogistics.ledger_accounts.kind is 'Whose money it is.';
comment on column alogistics.ledger_accounts.currency is 'ISO 4217.';
comment on column alogistics.ledger_accounts.balance is 'Minor units; the sum of the account''s lines.';
comment on column alogistics.ledger_accounts.seq is 'Number of the account''s last line.';
comment on column alogistics.ledger_accounts.is_active is 'A frozen account refuses every movement.';
comment on column alogistics.ledger_accounts.public_id is 'The id that clients see.';
comment on column alogistics.ledger_accounts.owner_id is 'The person, for a wallet.';
comment on column alogistics.ledger_accounts.request_id is 'The transport request, for an escrow.';
comment on column alogistics.ledger_accounts.created_at is 'When the account was opened.';
comment on column alogistics.ledger_accounts.last_at is 'Time of the last line; never runs backwards.';

create table alogistics.ledger_transfers (
  id bigint generated always as identity primary key,
  kind text not null check (kind <> ''),
  request_id uuid references alogistics.transport_requests (id),
  actor_id uuid references alogistics.profiles (id),
  reason text check (length(reason) <= 1000),
  parties uuid[] not null default '{}',
  created_at timestamptz not null default clock_timestamp()
);
create index ledger_transfers_request_idx on alogistics.ledger_transfers (request_id)
  where request_id is not null;
comment on table alogistics.ledger_transfers is 'Movements of money. The lines of each sum to zero. Append-only for every role.';
comment on column alogistics.ledger_transfers.id is 'Key.';
comment on column alogistics.ledger_transfers.kind is 'payment, settlement, refund, or the type given through wallet_transactions.';
comment on column alogistics.ledger_transfers.request_id is 'The transport request that it is for.';
comment on column alogistics.ledger_transfers.actor_id is 'Who caused it; NULL for the system.';
comment on column alogistics.ledger_transfers.reason is 'For people.';
comment on column alogistics.ledger_transfers.parties is 'The people whose wallets it touches; they may read it.';
comment on column alogistics.ledger_transfers.created_at is 'When it was made.';

create table alogistics.ledger_entries (
  account_id bigint not null,
  seq bigint not null,
  transfer_id bigint not null,
  amount bigint not null check (amount <> 0),
  balance_after bigint not null,
  type alogistics.wallet_transaction_type not null,
  created_at timestamptz not null,
  primary key (account_id, seq)
);
comment on table alogistics.ledger_entries is
'The lines of the transfers.
One unique key is order, continuity and statement index at once; foreign keys are replaced by the posting core and
reconcile(). Append-only for every role.';
comment on column alogistics.ledger_entries.account_id is 'In ledger_accounts.';
comment on column alogistics.ledger_entries.seq is '1, 2, 3 … without gap in each account.';
comment on column alogistics.ledger_entries.transfer_id is 'In ledger_transfers.';
comment on column alogistics.ledger_entries.amount is 'Minor units, signed.';
comment on column alogistics.ledger_entries.balance_after is 'Of the account, after this line.';
comment on column alogistics.ledger_entries.type is 'For people.';
comment on column alogistics.ledger_entries.created_at is 'Taken after the account was locked, so that it grows with seq.';

create trigger guard_ledger before insert or update or delete or truncate
  on alogistics.ledger_transfers
  for each statement execute function alogistics.guard_ledger();
create trigger guard_ledger before insert or update or delete or truncate
  on alogistics.ledger_entries
  for each statement execute function alogistics.guard_ledger();
create trigger guard_ledger before update of id, kind, currency, balance, seq, owner_id, request_id, last_at
    or delete or truncate
  on alogistics.ledger_accounts
  for each statement execute function alogistics.guard_ledger();
create trigger guard_new_account before insert on alogistics.ledger_accounts
  for each row when (new.balance <> 0 or new.seq <> 0)
  execute function alogistics.guard_ledger();
create trigger audit_changes after update of is_active on alogistics.ledger_accounts
  for each row execute function alogistics.audit_changes();
alter table alogistics.ledger_accounts enable row level security;
alter table alogistics.ledger_transfers enable row level security;
alter table alogistics.ledger_entries enable row level security;

create trigger create_wallet_on_profile after insert on alogistics.profiles
  for each row execute function alogistics.create_user_wallet();
