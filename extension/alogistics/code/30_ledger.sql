-- Money: the triggers that keep the ledger, and the back office's own movements.

create or replace function alogistics.guard_ledger() returns trigger
language c
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_guard_ledger';
comment on function alogistics.guard_ledger() is
'BEFORE trigger: lets only the posting core write, whoever asks, the owner included. INVOKER; touches no table.
Errors: ledger_closed (PT403).';

create or replace function alogistics.update_wallet_balance() returns trigger
language c security definer
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_update_wallet_balance';
comment on function alogistics.update_wallet_balance() is
'INSTEAD OF INSERT on wallet_transactions: posts the movement against the account of its type. DEFINER; only as a trigger.
For service_role and superusers. Errors: not_allowed, missing_value, invalid_amount, not_found, insufficient_funds,
wallet_frozen, wallet_closed. Source: A-17.';

create or replace function alogistics.fold_ledger(lines_max integer default 10000) returns bigint
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_fold_ledger';
comment on function alogistics.fold_ledger(integer) is
'Numbers the waiting lines of the house''s accounts, at most lines_max (more than 0) of each; returns how many.
Posting does it by itself now and then, so calling it is never necessary. For service_role. INVOKER; writes with the
owner''s rights. Errors: missing_value, invalid_value (PT400).';

-- Without SET search_path, which would cost a twentieth of each call: it runs SQL only behind a lock of
-- its own.
create or replace function alogistics.post_transfer(
  debit_account bigint, credit_account bigint, amount bigint, reason text default null,
  idempotency_key text default null)
returns bigint
language c volatile
as 'MODULE_PATHNAME', 'alogistics_post_transfer';
comment on function alogistics.post_transfer(bigint, bigint, bigint, text, text) is
'Moves money between two accounts of one currency, wallets or the house''s; returns the id of the transfer.
What is held for a request, a hold or a withdrawal moves only with it (not_allowed). For service_role and superusers.
INVOKER; writes with the owner''s rights after the check.

debit_account, credit_account: ledger_accounts.id. amount: minor units, more than 0. Errors: not_allowed, missing_value,
invalid_amount, not_found, insufficient_funds, currency_mismatch, unbalanced_transfer (from an account to itself),
wallet_frozen, wallet_closed, amount_out_of_range, idempotency_key_reused.';
