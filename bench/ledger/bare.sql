-- The writes of our transfer and nothing else: no function, no check of funds, state or currency. The
-- tables are copies of ours, with their columns, checks and indexes, without triggers and policies.
create schema bare;
create table bare.accounts (like alogistics.ledger_accounts including all) with (fillfactor = 50);
create table bare.transfers (like alogistics.ledger_transfers including all);
create table bare.entries (like alogistics.ledger_entries including all);

insert into bare.accounts (kind, currency, owner_id, balance)
  select 'wallet', 'XOF', gen_random_uuid(), :funds from generate_series(1, :accounts);
