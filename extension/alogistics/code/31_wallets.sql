-- Wallets, and what staff do with the money in them. docs/money.md tells it in one piece.
-- Source: A-13, A-14, A-81, A-83.

create or replace function alogistics.open_wallet(currency text)
returns uuid
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_open_wallet';
comment on function alogistics.open_wallet(text) is
'Opens a wallet of the caller in another currency, or finds it; returns its id. INVOKER; writes with the owner''s rights after the check.

currency: ISO 4217. Errors: authentication_required (PT401), unknown_currency (PT422), missing_value (PT400).';

create or replace function alogistics.freeze_wallet(
  wallet_uuid uuid,
  reason text)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_freeze_wallet';
comment on function alogistics.freeze_wallet(uuid, text) is
'Freezes a wallet: nothing moves in or out. For moderators and admins, not on their own.
INVOKER; writes with the owner''s rights after the check. Errors: not_allowed, not_found, reason_required, wallet_closed. Source: A-14.';

create or replace function alogistics.unfreeze_wallet(
  wallet_uuid uuid,
  reason text)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_unfreeze_wallet';
comment on function alogistics.unfreeze_wallet(uuid, text) is
'Releases a frozen wallet. For moderators and admins, not on their own.
INVOKER; writes with the owner''s rights after the check. Errors: not_allowed, not_found, reason_required, wallet_closed.';

create or replace function alogistics.close_wallet(
  wallet_uuid uuid,
  reason text)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_close_wallet';
comment on function alogistics.close_wallet(uuid, text) is
'Closes a wallet, for good, that is empty and has no hold, withdrawal or paid job open. For moderators and admins, not on their own.
INVOKER; writes with the owner''s rights after the check. Errors: not_allowed, not_found, reason_required, wallet_closed, wallet_not_empty.';

create or replace function alogistics.hold(
  wallet_uuid uuid,
  amount numeric,
  reason text,
  expires_at timestamptz default null,
  request_uuid uuid default null,
  idempotency_key text default null)
returns uuid
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_hold';
comment on function alogistics.hold(uuid, numeric, text, timestamptz, uuid, text) is
'Sets money of a wallet aside until it is captured or released; returns the id. For moderators, admins and service_role, not on their own.
INVOKER; writes with the owner''s rights after the check.

expires_at: from then on it can only go back. Errors: not_allowed, missing_value, reason_required, invalid_value, not_found,
invalid_amount, fractional_amount, insufficient_funds, wallet_frozen, wallet_closed, idempotency_key_reused.';

create or replace function alogistics.capture(
  hold_uuid uuid,
  amount numeric default null,
  to_wallet_uuid uuid default null,
  idempotency_key text default null)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_capture';
comment on function alogistics.capture(uuid, numeric, uuid, text) is
'Takes what was set aside, all or a part; the rest returns to its wallet.
For moderators, admins and service_role, not from or to their own. INVOKER; writes with the owner''s rights after the check.

to_wallet_uuid: who gets it; the platform if it is left out. A moderator names only a party of the hold''s request. Errors: not_allowed, missing_value, not_found,
invalid_transition, invalid_amount, fractional_amount, insufficient_funds, invalid_value, currency_mismatch, wallet_frozen,
wallet_closed, idempotency_key_reused.';

create or replace function alogistics.release(
  hold_uuid uuid,
  idempotency_key text default null)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_release';
comment on function alogistics.release(uuid, text) is
'Returns what was set aside to its wallet. For moderators, admins and service_role, not on their own.
INVOKER; writes with the owner''s rights after the check. Errors: not_allowed, missing_value, not_found, invalid_transition,
wallet_frozen, wallet_closed, idempotency_key_reused.';

create or replace function alogistics.refund(
  request_uuid uuid,
  amount numeric,
  reason text,
  idempotency_key text default null)
returns bigint
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_refund';
comment on function alogistics.refund(uuid, numeric, text, text) is
'Gives money of a job back to its client; returns the id of the transfer.
For moderators, admins and service_role, not on their own jobs. INVOKER; writes with the owner''s rights after the check.

While the job runs it lowers the price by less than all of it; to give everything back, cancel. After completion transporter
and platform give back their parts by the frozen rate, up to the price in total. Errors: not_allowed, missing_value,
reason_required, not_found, invalid_amount, fractional_amount, refund_too_large, insufficient_funds, wallet_frozen,
wallet_closed, idempotency_key_reused. Source: A-81.';

create or replace function alogistics.charge_penalty(
  wallet_uuid uuid,
  amount numeric,
  reason text,
  request_uuid uuid default null,
  idempotency_key text default null)
returns bigint
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_charge_penalty';
comment on function alogistics.charge_penalty(uuid, numeric, text, uuid, text) is
'Takes a penalty from a wallet; returns the id of the transfer. For moderators, admins and service_role, not on their own.
INVOKER; writes with the owner''s rights after the check. Errors: not_allowed, missing_value, reason_required, not_found,
invalid_amount, fractional_amount, insufficient_funds, wallet_frozen, wallet_closed, idempotency_key_reused. Source: A-83.';

create or replace function alogistics.reverse(
  transfer bigint,
  reason text,
  idempotency_key text default null)
returns bigint
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_reverse';
comment on function alogistics.reverse(bigint, text, text) is
'Takes a transfer that was made by hand back, once: penalties, and those of post_transfer() and wallet_transactions.
Returns the id of the new transfer. For moderators, admins and service_role, not on their own. INVOKER; writes with the owner''s rights after the check.
Errors: not_allowed, missing_value, reason_required, not_found, not_reversible, already_reversed, insufficient_funds,
wallet_frozen, wallet_closed, idempotency_key_reused.';
