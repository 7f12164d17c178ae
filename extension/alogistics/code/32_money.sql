-- Money: what people, staff and payment providers do with it. docs/money.md tells it in one piece.
-- Source: A-13 … A-20, A-81, A-83.

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
'Closes an empty wallet, for good. For moderators and admins, not on their own.
INVOKER; writes with the owner''s rights after the check. Errors: not_allowed, not_found, reason_required, wallet_closed, wallet_not_empty.';

create or replace function alogistics.top_up(
  amount numeric,
  provider text,
  wallet_uuid uuid default null,
  idempotency_key text default null)
returns uuid
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_top_up';
comment on function alogistics.top_up(numeric, text, uuid, text) is
'Begins to pay money in; returns the id that the payment provider has to send back. Nothing is credited yet.
For the wallet''s owner. INVOKER; writes with the owner''s rights after the check.

amount: in units of the wallet''s currency. provider: in payment_providers. wallet_uuid: the caller''s wallet in the platform''s
currency if it is left out. Errors: authentication_required, missing_value, invalid_amount, fractional_amount, not_found,
wallet_frozen, wallet_closed, idempotency_key_reused. Source: A-20.';

create or replace function alogistics.receive_payment_event(
  provider text,
  payload text,
  signature text)
returns text
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_receive_payment_event';
comment on function alogistics.receive_payment_event(text, text, text) is
'Takes in what a payment provider tells: credits a top-up, settles or fails a withdrawal. Each event counts once.
Anybody may call: the signature is the authorisation. INVOKER; writes with the owner''s rights after the check.

payload: the body of the provider''s request, byte by byte. Returns processed, duplicate (dealt with before), ignored (means
nothing here), unmatched (no such reference) or conflict (says otherwise than what is known, or the wallet refuses); staff see
the last two in payment_events. Errors: invalid_signature (PT401), missing_value, invalid_value (PT400), unknown_currency,
fractional_amount, amount_out_of_range (PT422). Source: A-20, T-55.';

create or replace function alogistics.retry_payment_event(event bigint)
returns text
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_retry_payment_event';
comment on function alogistics.retry_payment_event(bigint) is
'Deals again with an event that was unmatched or in conflict; returns as receive_payment_event(). For moderators and admins.
INVOKER; writes with the owner''s rights after the check. Errors: not_allowed, not_found, missing_value.';

create or replace function alogistics.set_payment_provider(
  name text,
  secret text,
  scheme text default 'hmac_sha256',
  tolerance_s integer default 300,
  mapping jsonb default '{}',
  is_active boolean default true)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_set_payment_provider';
comment on function alogistics.set_payment_provider(text, text, text, integer, jsonb, boolean) is
'Sets up a payment provider, or changes it. For admins and service_role. INVOKER; writes with the owner''s rights after the check.

secret: 16 to 1000 characters, shared with the provider. scheme: hmac_sha256 or timestamped_hmac_sha256. mapping: where its
JSON says what. Errors: not_allowed, missing_value, invalid_value.';

create or replace function alogistics.request_withdrawal(
  amount numeric,
  destination jsonb,
  wallet_uuid uuid default null,
  idempotency_key text default null)
returns uuid
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_request_withdrawal';
comment on function alogistics.request_withdrawal(numeric, jsonb, uuid, text) is
'Asks for money to be paid out; returns the id. Amount and fee leave the wallet at once and wait. For the wallet''s owner.
INVOKER; writes with the owner''s rights after the check.

amount: what shall arrive, in units of the currency; the fee comes on top. destination: an object for whoever pays out.
Errors: authentication_required, missing_value, invalid_value, invalid_amount, fractional_amount, not_found,
withdrawal_too_small, daily_cap_exceeded, insufficient_funds, funds_not_cleared, wallet_frozen, wallet_closed,
idempotency_key_reused. Source: A-19.';

create or replace function alogistics.approve_withdrawal(
  withdrawal_uuid uuid,
  idempotency_key text default null)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_approve_withdrawal';
comment on function alogistics.approve_withdrawal(uuid, text) is
'Lets a requested withdrawal go out. For moderators, admins and service_role, not on their own.
INVOKER; writes with the owner''s rights after the check. Errors: not_allowed, not_found, invalid_transition,
idempotency_key_reused.';

create or replace function alogistics.cancel_withdrawal(
  withdrawal_uuid uuid,
  reason text default null,
  idempotency_key text default null)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_cancel_withdrawal';
comment on function alogistics.cancel_withdrawal(uuid, text, text) is
'Takes a withdrawal back: amount and fee return to the wallet. For its owner until it is approved, and for staff, with a
reason, until it is sent. INVOKER; writes with the owner''s rights after the check.
Errors: not_allowed, not_found, reason_required, invalid_transition, wallet_frozen, wallet_closed, idempotency_key_reused.';

create or replace function alogistics.mark_withdrawal_sent(
  withdrawal_uuid uuid,
  provider_reference text default null,
  idempotency_key text default null)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_mark_withdrawal_sent';
comment on function alogistics.mark_withdrawal_sent(uuid, text, text) is
'Notes that an approved withdrawal was given to whoever pays it out. For moderators, admins and service_role, not on their own.
INVOKER; writes with the owner''s rights after the check. Errors: not_allowed, not_found, invalid_transition,
invalid_value, idempotency_key_reused.';

create or replace function alogistics.settle_withdrawal(
  withdrawal_uuid uuid,
  idempotency_key text default null)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_settle_withdrawal';
comment on function alogistics.settle_withdrawal(uuid, text) is
'Notes that the money of a withdrawal has arrived: it leaves the books, and the fee is the platform''s. For moderators, admins and service_role, not on their own.
INVOKER; writes with the owner''s rights after the check. Errors: not_allowed, not_found, invalid_transition,
idempotency_key_reused.';

create or replace function alogistics.fail_withdrawal(
  withdrawal_uuid uuid,
  reason text,
  idempotency_key text default null)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_fail_withdrawal';
comment on function alogistics.fail_withdrawal(uuid, text, text) is
'Notes that a withdrawal could not be paid out: amount and fee return to the wallet. For moderators, admins and service_role, not on their own.
INVOKER; writes with the owner''s rights after the check. Errors: not_allowed, not_found, invalid_transition,
reason_required, wallet_frozen, wallet_closed, idempotency_key_reused.';

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
'Sets money of a wallet aside until it is captured or released; returns the id. For moderators, admins and service_role.
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
'Takes what was set aside, all or a part; the rest returns to its wallet. For moderators, admins and service_role.
INVOKER; writes with the owner''s rights after the check.

to_wallet_uuid: who gets it; the platform if it is left out. Errors: not_allowed, missing_value, not_found,
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
'Returns what was set aside to its wallet. For moderators, admins and service_role. INVOKER; writes with the owner''s rights after the check.
Errors: not_allowed, missing_value, not_found, invalid_transition, wallet_frozen, wallet_closed, idempotency_key_reused.';

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
'Gives money of a job back to its client; returns the id of the transfer. For moderators, admins and service_role, not on
their own jobs. INVOKER; writes with the owner''s rights after the check.

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
Returns the id of the new transfer. For moderators, admins and service_role. INVOKER; writes with the owner''s rights after the check.
Errors: not_allowed, missing_value, reason_required, not_found, not_reversible, already_reversed, insufficient_funds,
wallet_frozen, wallet_closed, idempotency_key_reused.';

create or replace function alogistics.expire_due()
returns bigint
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_expire_due';
comment on function alogistics.expire_due() is
'Ends what is due: holds and top-ups whose time has come, and old idempotency keys, at most 1000 of each; returns how many.
To be called now and then. For service_role. INVOKER; writes with the owner''s rights after the check.';

create or replace function alogistics.wallet_statement(
  wallet_uuid uuid, from_time timestamptz default null, to_time timestamptz default null)
returns table (line text, seq bigint, at timestamptz, type text, description text, related_request_id uuid,
               amount bigint, balance bigint)
language c stable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_wallet_statement';
comment on function alogistics.wallet_statement(uuid, timestamptz, timestamptz) is
'The movements of a wallet between two times, with the balance before and after: lines opening, movement …, closing.
For the wallet''s owner and staff. INVOKER, guarded by row security.

from_time counts in, to_time does not, so that one statement ends where the next begins; left out, from the beginning and
until now. Amounts are minor units, with their sign. Errors: not_found (PT404), missing_value, invalid_value (PT400).';

create or replace function alogistics.account_statement(
  account bigint, from_time timestamptz default null, to_time timestamptz default null)
returns table (line text, seq bigint, at timestamptz, type text, description text, related_request_id uuid,
               amount bigint, balance bigint)
language c stable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_account_statement';
comment on function alogistics.account_statement(bigint, timestamptz, timestamptz) is
'The same as wallet_statement() for any account, by ledger_accounts.id. For staff; others find only their own.
INVOKER, guarded by row security. Lines that wait for their number are shown with the one they would get now.
Errors: not_found (PT404), missing_value, invalid_value (PT400).';

create or replace function alogistics.wallet_statement_text(
  wallet_uuid uuid, from_time timestamptz default null, to_time timestamptz default null)
returns text
language c stable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_wallet_statement_text';
comment on function alogistics.wallet_statement_text(uuid, timestamptz, timestamptz) is
'The work of wallet_statement_csv(), which answers HTTP with the right media type. INVOKER, guarded by row security.
Errors: not_found (PT404), missing_value, invalid_value (PT400).';

create or replace function alogistics.balance_at(wallet_uuid uuid, at_time timestamptz)
returns bigint
language c stable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_balance_at';
comment on function alogistics.balance_at(uuid, timestamptz) is
'What a wallet held at this moment, in minor units, its movements of that very microsecond included.
For the wallet''s owner and staff. INVOKER, guarded by row security. Errors: not_found (PT404), missing_value (PT400).';

create or replace function alogistics.seal_ledger()
returns bigint
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_seal_ledger';
comment on function alogistics.seal_ledger() is
'Closes the day: seals what no seal covers yet with a digest, chained to the seal before; returns its number, or NULL if there
is nothing new. To be called once a day or more often; nobody waits for it. For service_role.
INVOKER; writes with the owner''s rights after the check.

Send the digest out of the house (mail, object lock): a superuser could write a new chain, but not that mail. Errors: not_allowed.';
