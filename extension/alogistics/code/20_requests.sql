-- The life of a transport request. Each step is one function and one transaction; the rules are in the
-- triggers, so that an UPDATE in psql and a PATCH over HTTP obey the same machine.

create or replace function alogistics.prepare_transport_request() returns trigger
language c security definer
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_prepare_transport_request';
comment on function alogistics.prepare_transport_request() is
'BEFORE INSERT: checks the draft and prices it by its quote, or by a new one; a request always starts as pending.
DEFINER; only as a trigger. Errors: authentication_required, account_disabled, not_allowed, missing_value, invalid_value,
not_found, quote_expired, quote_used, quote_mismatch, no_tariff_rule, distance_out_of_range.';

create or replace function alogistics.enforce_lifecycle() returns trigger
language c security definer
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_enforce_lifecycle';
comment on function alogistics.enforce_lifecycle() is
'BEFORE UPDATE: allows what the transition table lists, for whom it lists it, and locks fields by status.
DEFINER; only as a trigger. Errors: invalid_transition, not_allowed, reason_required, proof_required, already_picked_up,
field_locked, invalid_value, and those of an assignment.';

create or replace function alogistics.follow_lifecycle() returns trigger
language c security definer
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_follow_lifecycle';
comment on function alogistics.follow_lifecycle() is
'AFTER INSERT OR UPDATE: moves the money of the step, notifies each party, writes the audit row.
DEFINER; only as a trigger. Errors: insufficient_funds, wallet_frozen, cancellation_not_allowed.';

create or replace function alogistics.calculate_platform_commission() returns trigger
language c
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_calculate_platform_commission';
comment on function alogistics.calculate_platform_commission() is
'BEFORE UPDATE to completed: commission = price × frozen rate, rounded half up; earnings = the rest.
INVOKER; touches no table. Source: A-30.';

create or replace function alogistics.validate_transport_request(
  request_uuid uuid, moderator_uuid uuid default null, price numeric default null,
  idempotency_key text default null)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_validate_transport_request';
comment on function alogistics.validate_transport_request(uuid, uuid, numeric, text) is
'Accepts a pending request, at the estimated price or another one. For moderators and admins.
INVOKER, guarded by row security and the lifecycle.

moderator_uuid: the caller; another person only from service_role or a superuser. price: in units of the request''s
currency. Errors: not_found, invalid_transition, not_allowed, actor_mismatch, invalid_amount, fractional_amount. Source: A-61.';

create or replace function alogistics.reject_transport_request(
  request_uuid uuid, reason text, moderator_uuid uuid default null,
  idempotency_key text default null)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_reject_transport_request';
comment on function alogistics.reject_transport_request(uuid, text, uuid, text) is
'Refuses a pending request, with a reason that the client reads. For moderators and admins.
INVOKER, guarded by row security and the lifecycle. Errors: not_found, invalid_transition, not_allowed,
actor_mismatch, reason_required.';

create or replace function alogistics.assign_transporter(
  request_uuid uuid, transporter_uuid uuid, vehicle_uuid uuid, assigned_by_uuid uuid default null,
  idempotency_key text default null)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_assign_transporter';
comment on function alogistics.assign_transporter(uuid, uuid, uuid, uuid, text) is
'Gives a validated request to a transporter and a vehicle, and freezes the commission rate. For moderators and admins.
INVOKER, guarded by row security and the lifecycle.

Errors: not_found, invalid_transition, not_allowed, actor_mismatch, self_dealing, not_a_transporter, transporter_inactive,
transporter_not_verified, vehicle_not_owned, vehicle_not_verified, vehicle_unavailable, vehicle_unsuitable,
vehicle_too_small, insurance_expired, inspection_expired, licence_expired, identity_missing, vehicle_busy,
transporter_busy; the detail of these lists every one that applies, as reasons; wallet_closed. Source: A-62.';

create or replace function alogistics.unassign_transporter(
  request_uuid uuid, reason text, unassigned_by_uuid uuid default null,
  idempotency_key text default null)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_unassign_transporter';
comment on function alogistics.unassign_transporter(uuid, text, uuid, text) is
'Takes a job back from its transporter before the pick-up; what is held in escrow stays there. For moderators and admins.
INVOKER, guarded by row security and the lifecycle. Errors: not_found, invalid_transition, already_picked_up, not_allowed,
actor_mismatch, reason_required.';

create or replace function alogistics.process_payment(
  request_uuid uuid, amount numeric, idempotency_key text default null)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_process_payment';
comment on function alogistics.process_payment(uuid, numeric, text) is
'Pays an assigned request: the price goes from the client''s wallet into the request''s escrow and the job begins.
For the client. INVOKER, guarded by row security and the lifecycle.

amount: the final price in units of the currency, as the client saw it; anything else is refused. Errors: not_found,
invalid_transition, not_allowed, invalid_amount, fractional_amount, amount_mismatch, insufficient_funds, wallet_frozen.
Source: A-63.';

create or replace function alogistics.complete_transport_request(
  request_uuid uuid, proof_of_delivery jsonb default null, reason text default null,
  idempotency_key text default null)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_complete_transport_request';
comment on function alogistics.complete_transport_request(uuid, jsonb, text, text) is
'Ends a job: the escrow goes to the transporter and the platform.
For the assigned transporter with a proof of delivery, or staff with a reason. INVOKER, guarded by row security and
the lifecycle.

proof_of_delivery: {"received_by", "signature_sha256", "photo_sha256", "device_time", "notes"}; the setting delivery.proof says
what is enough. Errors: not_found, invalid_transition,
not_allowed, proof_required, reason_required, invalid_value. Source: A-78, A-79.';

create or replace function alogistics.cancel_transport_request(
  request_uuid uuid, reason text default null, idempotency_key text default null)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_cancel_transport_request';
comment on function alogistics.cancel_transport_request(uuid, text, text) is
'Cancels a request; what is held is divided by cancellation_policies. For the client until the pick-up, or staff with a reason.
INVOKER, guarded by row security and the lifecycle. Errors: not_found, invalid_transition, already_picked_up,
cancellation_not_allowed, not_allowed, reason_required.';

create or replace function alogistics.place_transport_request(draft jsonb, idempotency_key text default null)
returns uuid
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_place_transport_request';
comment on function alogistics.place_transport_request(jsonb, text) is
'Asks for a transport, with the columns of transport_requests as one JSON object; returns its id.
The work of create_transport_request(), which is easier to call. INVOKER, guarded by row security and the triggers of the
table.

Errors: authentication_required (PT401), account_disabled, not_allowed (PT403), missing_value, invalid_value (PT400),
idempotency_key_reused (PT422).';
