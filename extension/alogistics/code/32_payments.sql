-- Money in and out. Source: A-19, A-20, T-55.

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

create or replace function alogistics.resolve_payment_event(event bigint, reason text)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_resolve_payment_event';
comment on function alogistics.resolve_payment_event(bigint, text) is
'Notes how an event that was unmatched or in conflict was set right by other means. For moderators and admins.
INVOKER; writes with the owner''s rights after the check. Errors: not_allowed, not_found, missing_value, reason_required,
invalid_transition.';

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

amount: what shall arrive, in units of the currency; the fee comes on top. destination: an object for whoever pays out; where it has a member provider, only that payment
provider can say that the money arrived or did not.
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
'Takes a withdrawal back: amount and fee return to the wallet.
For its owner until it is approved, and for staff, with a reason, until it is sent. INVOKER; writes with the owner''s rights after the check.
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
