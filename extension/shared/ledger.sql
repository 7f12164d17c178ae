create type @schema@.ledger_account_kind as enum
  ('wallet', 'escrow', 'hold', 'payout', 'platform', 'penalties', 'external');
comment on type @schema@.ledger_account_kind is
'wallet: a person''s money; escrow: the price of one request until it is earned; hold: money set aside; payout: one
withdrawal until it is settled; platform: commissions; penalties; external: the world outside, negative by what it brought in.';
create type @schema@.wallet_transaction_type as enum
  ('credit', 'debit', 'penalty', 'commission', 'refund', 'withdrawal');
comment on type @schema@.wallet_transaction_type is 'Source: A-15.';

-- The order keeps indexed columns where PostgreSQL knows their place: it compares them at each update,
-- and walks the row to what stands behind a NULL, a text, or a place that is not a multiple of four.
create table @schema@.ledger_accounts (
  id bigint generated always as identity primary key,
  balance bigint not null default 0,
  seq bigint not null default 0 check (seq >= 0),
  last_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  kind @schema@.ledger_account_kind not null,
  public_id uuid not null default gen_random_uuid() unique,
  owner_id uuid,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  is_active boolean not null default true,
  subject_id uuid,
  closed_at timestamptz,
  state_reason text check (length(state_reason) <= 1000),
  constraint accounts_not_negative check (balance >= 0 or kind = 'external'),
  constraint accounts_of_people check ((kind = 'wallet') = (owner_id is not null)),
  constraint accounts_of_subjects check ((kind in ('escrow', 'hold', 'payout')) = (subject_id is not null)),
  constraint accounts_closed_empty check (closed_at is null or (balance = 0 and not is_active)),
  constraint accounts_frozen_wallet check (is_active or kind = 'wallet')
) with (fillfactor = 50);
create unique index ledger_wallet_key on @schema@.ledger_accounts (owner_id, currency)
  where kind = 'wallet';
create unique index ledger_subject_key on @schema@.ledger_accounts (subject_id)
  where subject_id is not null;
create unique index ledger_house_key on @schema@.ledger_accounts (kind, currency)
  where kind in ('platform', 'penalties', 'external');
comment on table @schema@.ledger_accounts is
'Accounts with their balances. Written by the posting core only. People read theirs through the view wallets.';
comment on column @schema@.ledger_accounts.id is 'Locks are taken in its order.';
comment on column @schema@.ledger_accounts.balance is 'Minor units; the sum of the account''s lines in ledger_entries. Lines in ledger_queue come on top.';
comment on column @schema@.ledger_accounts.seq is 'Number of the account''s last line.';
comment on column @schema@.ledger_accounts.last_at is 'Time of the last line; never runs backwards.';
comment on column @schema@.ledger_accounts.created_at is 'When the account was opened.';
comment on column @schema@.ledger_accounts.kind is 'Whose money it is.';
comment on column @schema@.ledger_accounts.public_id is 'The id that clients see.';
comment on column @schema@.ledger_accounts.owner_id is 'The person, for a wallet.';
comment on column @schema@.ledger_accounts.currency is 'ISO 4217.';
comment on column @schema@.ledger_accounts.is_active is 'A frozen wallet refuses every movement.';
comment on column @schema@.ledger_accounts.subject_id is 'What it holds money for: the request of an escrow, the hold, the withdrawal of a payout.';
comment on column @schema@.ledger_accounts.closed_at is 'When the wallet was closed, for good.';
comment on column @schema@.ledger_accounts.state_reason is 'Why the wallet was frozen, released or closed, for people.';

create table @schema@.ledger_transfers (
  id bigint generated always as identity primary key,
  kind text not null check (kind <> ''),
  request_id uuid,
  actor_id uuid,
  reason text check (length(reason) <= 1000),
  idempotency_key text,
  reverses_id bigint,
  parties uuid[] not null default '{}',
  created_at timestamptz not null default clock_timestamp()
);
create index ledger_transfers_request_idx on @schema@.ledger_transfers (request_id)
  where request_id is not null;
create unique index ledger_transfers_reverses_key on @schema@.ledger_transfers (reverses_id)
  where reverses_id is not null;
comment on table @schema@.ledger_transfers is 'Movements of money. The lines of each sum to zero. Append-only for every role.';
comment on column @schema@.ledger_transfers.id is 'Key.';
comment on column @schema@.ledger_transfers.kind is 'What happened: payment, settlement, refund, withdrawal …; docs/money.md lists them.';
comment on column @schema@.ledger_transfers.request_id is 'The business object that it is for.';
comment on column @schema@.ledger_transfers.actor_id is 'Who caused it; NULL for the system.';
comment on column @schema@.ledger_transfers.reason is 'For people.';
comment on column @schema@.ledger_transfers.idempotency_key is 'The key that the caller gave.';
comment on column @schema@.ledger_transfers.reverses_id is 'The transfer that this one takes back; each at most once.';
comment on column @schema@.ledger_transfers.parties is 'The people whose wallets it touches; they may read it.';
comment on column @schema@.ledger_transfers.created_at is 'When it was made.';

create table @schema@.ledger_entries (
  account_id bigint not null,
  seq bigint not null,
  transfer_id bigint not null,
  amount bigint not null check (amount <> 0),
  balance_after bigint not null,
  type @schema@.wallet_transaction_type not null,
  created_at timestamptz not null,
  primary key (account_id, seq)
);
-- Lines come in nearly in the order of their transfers, so a summary per block is index enough.
create index ledger_entries_transfer_idx on @schema@.ledger_entries using brin (transfer_id)
  with (pages_per_range = 32, autosummarize = on);
comment on table @schema@.ledger_entries is
'The lines of the transfers.
One unique key is order, continuity and statement index at once; foreign keys are replaced by the posting core and
reconcile(). Append-only for every role.';
comment on column @schema@.ledger_entries.account_id is 'In ledger_accounts.';
comment on column @schema@.ledger_entries.seq is '1, 2, 3 … without gap in each account.';
comment on column @schema@.ledger_entries.transfer_id is 'In ledger_transfers.';
comment on column @schema@.ledger_entries.amount is 'Minor units, signed.';
comment on column @schema@.ledger_entries.balance_after is 'Of the account, after this line.';
comment on column @schema@.ledger_entries.type is 'For people.';
comment on column @schema@.ledger_entries.created_at is 'Taken after the account was locked, so that it grows with seq.';

-- The accounts of the house are touched by every operation. A lock on such a row would last until the
-- flush of its commit, so one row would serve one commit after the other. Their lines are only
-- inserted, here, and numbered later. Source: design §5.
create table @schema@.ledger_queue (
  account_id bigint not null,
  transfer_id bigint not null,
  amount bigint not null check (amount <> 0),
  type @schema@.wallet_transaction_type not null,
  created_at timestamptz not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
-- Without a key, rows that a publication follows could not be deleted.
alter table @schema@.ledger_queue replica identity full;
comment on table @schema@.ledger_queue is
'Lines of the house''s accounts (platform, penalties, external) that are not in ledger_entries yet; fold_ledger() moves them.
They count: the view ledger_balances adds them up.';
comment on column @schema@.ledger_queue.account_id is 'In ledger_accounts.';
comment on column @schema@.ledger_queue.transfer_id is 'In ledger_transfers.';
comment on column @schema@.ledger_queue.amount is 'Minor units, signed; never negative but for external accounts.';
comment on column @schema@.ledger_queue.type is 'For people.';
comment on column @schema@.ledger_queue.created_at is 'Time of the transfer.';

create table @schema@.ledger_seals (
  number bigint primary key,
  day date not null,
  covers int8multirange not null,
  open_ids int8multirange not null,
  last_id bigint not null,
  next_xid xid8 not null,
  transfers bigint not null check (transfers > 0),
  lines bigint not null check (lines > 0),
  digest bytea not null check (length(digest) = 32),
  previous bytea not null check (length(previous) in (0, 32)),
  sealed_at timestamptz not null default clock_timestamp()
);
comment on table @schema@.ledger_seals is
'Days closed: a digest over the transfers that each covers, chained to the one before. Append-only for every role.
A chain kept in one database proves nothing against its superuser: send each digest out of the house.';
comment on column @schema@.ledger_seals.number is '1, 2, 3 …';
comment on column @schema@.ledger_seals.day is 'When it was closed, UTC.';
comment on column @schema@.ledger_seals.covers is 'Ids of the transfers that the digest is over.';
comment on column @schema@.ledger_seals.open_ids is 'Smaller ids that no seal covers yet: their transactions may still have been running.';
comment on column @schema@.ledger_seals.last_id is 'The highest id that was there when it was sealed.';
comment on column @schema@.ledger_seals.next_xid is 'Whatever ran when this was sealed has a smaller transaction id.';
comment on column @schema@.ledger_seals.transfers is 'How many it covers.';
comment on column @schema@.ledger_seals.lines is 'How many lines they have.';
comment on column @schema@.ledger_seals.digest is 'SHA-256 of the digest before and of all transfers and lines, by id.';
comment on column @schema@.ledger_seals.previous is 'Digest of the seal before; empty for the first.';
comment on column @schema@.ledger_seals.sealed_at is 'When.';

-- Also for sessions that turn triggers off for replication.
do $$
declare
  name text;
begin
  foreach name in array array['ledger_transfers', 'ledger_entries', 'ledger_queue', 'ledger_seals'] loop
    execute pg_catalog.format(
      'create trigger guard_ledger before insert or update or delete or truncate on @schema@.%I
         for each statement execute function @schema@.guard_ledger()', name);
    execute pg_catalog.format('alter table @schema@.%I enable always trigger guard_ledger', name);
    execute pg_catalog.format('alter table @schema@.%I enable row level security', name);
  end loop;
end
$$;
create trigger guard_ledger before update of id, kind, currency, balance, seq, owner_id, subject_id, last_at, closed_at
    or delete or truncate
  on @schema@.ledger_accounts
  for each statement execute function @schema@.guard_ledger();
create trigger guard_new_account before insert on @schema@.ledger_accounts
  for each row when (new.balance <> 0 or new.seq <> 0)
  execute function @schema@.guard_ledger();
alter table @schema@.ledger_accounts enable always trigger guard_ledger;
alter table @schema@.ledger_accounts enable always trigger guard_new_account;
create trigger audit_changes after update of is_active, closed_at on @schema@.ledger_accounts
  for each row execute function @schema@.audit_changes();
alter table @schema@.ledger_accounts enable row level security;
