-- Money.

create or replace function alogistics.guard_ledger() returns trigger
language c
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_guard_ledger';
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
wallet_frozen. Source: A-17.';
