-- The load board: offers, positions of vehicles, and who could carry a request. Source: A-58, A-76.

create or replace function alogistics.is_verified_transporter() returns boolean
language c stable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_is_verified_transporter';
comment on function alogistics.is_verified_transporter() is
'True if the caller is a transporter whose account is active and verified, for open_loads. INVOKER.';

create or replace function alogistics.make_offer(
  request_uuid uuid, vehicle_uuid uuid, price numeric default null, message text default null,
  idempotency_key text default null)
returns uuid
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_make_offer';
comment on function alogistics.make_offer(uuid, uuid, numeric, text, text) is
'Offers to carry a request of the load board with a vehicle of one''s own; returns the offer''s id. For transporters.
INVOKER; writes with the owner''s rights after the check.

price: in units of the request''s currency; that of the request if none is given, at most 10 times as much. An offer that
could not be accepted now is refused, with the errors of assign_transporter(). It stays open for the hours of the
setting vehicle.offer_hours. Errors: authentication_required (PT401), account_disabled (PT403), not_found (PT404),
missing_value, invalid_value, invalid_amount (PT400), fractional_amount (PT422), offer_closed, already_exists (PT409),
self_dealing, not_a_transporter, transporter_not_verified, vehicle_not_verified, vehicle_unavailable,
vehicle_unsuitable, vehicle_too_small, insurance_expired, inspection_expired, licence_expired, identity_missing,
vehicle_busy, transporter_busy, idempotency_key_reused. Source: A-58.';

create or replace function alogistics.withdraw_offer(offer_uuid uuid, idempotency_key text default null)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_withdraw_offer';
comment on function alogistics.withdraw_offer(uuid, text) is
'Takes one''s own open offer back. For the transporter who made it.
INVOKER; writes with the owner''s rights after the check. Errors: authentication_required (PT401), not_found (PT404),
missing_value (PT400), offer_closed (PT409), idempotency_key_reused (PT422).';

create or replace function alogistics.accept_offer(offer_uuid uuid, idempotency_key text default null)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_accept_offer';
comment on function alogistics.accept_offer(uuid, text) is
'Assigns the request to the transporter and vehicle of an offer, at its price; the other offers are rejected.
For moderators and admins. INVOKER, guarded by row security and the lifecycle.

Errors: not_allowed (PT403), not_found (PT404), missing_value (PT400), offer_closed (PT409), amount_mismatch (PT422) if
the money of another price is held already, those of assign_transporter(), idempotency_key_reused. Source: A-58.';

create or replace function alogistics.close_offers() returns trigger
language c security definer
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_close_offers';
comment on function alogistics.close_offers() is
'AFTER UPDATE on transport_requests that leave validated: rejects the offers that are open. DEFINER; only as a trigger.';

create or replace function alogistics.report_vehicle_position(
  vehicle_uuid uuid, lat double precision, lng double precision, device_time timestamptz default now())
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_report_vehicle_position';
comment on function alogistics.report_vehicle_position(uuid, double precision, double precision, timestamptz) is
'Says where one''s own vehicle is; true if that is the newest position of it. For its owner and service_role.
INVOKER; writes with the owner''s rights after the check.

lat, lng: degrees, WGS 84. device_time: at most 5 minutes ahead of the server. Errors: authentication_required (PT401),
account_disabled (PT403), not_found (PT404), missing_value, invalid_value (PT400). Source: A-76.';

create or replace function alogistics.suggest_transporters(
  request_uuid uuid, radius_km numeric default 200, max_count integer default 20)
returns table (transporter_id uuid, transporter_name text, vehicle_id uuid, vehicle_type text, plate_number text,
               distance_km numeric, position_age_s bigint, rating_average numeric, rating_count bigint,
               fits boolean, reasons jsonb)
language c stable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_suggest_transporters';
comment on function alogistics.suggest_transporters(uuid, numeric, integer) is
'Who could carry a request: the nearest vehicles by their last known position, those that fit first.
For moderators and admins. INVOKER; reads with the owner''s rights after the check.

Looks at the nearest vehicles within radius_km (at most 20,000) of the pick-up whose position is not older than the setting
vehicle.position_max_age_hours: 5 for each row that is asked for, at least 100. max_count: 1 to 200. By distance, then
by rating. reasons: an array of all that speaks against, in the words of assign_transporter(). Errors: not_allowed
(PT403), not_found (PT404), missing_value, invalid_value (PT400). Source: A-58, A-76.';
