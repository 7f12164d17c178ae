-- Quotes. Source: A-29.

-- Volatile, so that it sees what the same statement has just inserted.
create or replace function alogistics.quote_as_it_is(quote_uuid uuid) returns alogistics.quotes
language sql volatile
set search_path = pg_catalog, pg_temp
as $$
  select * from alogistics.quotes where id = quote_uuid
$$;
comment on function alogistics.quote_as_it_is(uuid) is
'A quote, newer than the statement that asks. INVOKER, guarded by row security.';

create or replace function alogistics.quote_transport(
  pickup_lat double precision, pickup_lng double precision,
  delivery_lat double precision, delivery_lng double precision,
  cargo_weight_kg double precision, pickup_date timestamptz,
  transport_type alogistics.transport_type default 'standard',
  cargo_volume_m3 double precision default null,
  vehicle_type alogistics.vehicle_type default null,
  pickup_city text default null, delivery_city text default null, stops jsonb default '[]',
  delivery_date timestamptz default null, road_distance_m bigint default null,
  client_uuid uuid default null, idempotency_key text default null)
returns alogistics.quotes
language sql volatile
set search_path = pg_catalog, pg_temp
set extra_float_digits = 1
set timezone = 'UTC'
as $$
  select alogistics.quote_as_it_is(alogistics.place_quote(
    jsonb_build_object(
      'client_id', coalesce(client_uuid, socle.uid()), 'transport_type', transport_type,
      'vehicle_type', vehicle_type, 'cargo_weight_kg', cargo_weight_kg,
      'cargo_volume_m3', cargo_volume_m3, 'pickup_city', pickup_city, 'pickup_lat', pickup_lat,
      'pickup_lng', pickup_lng, 'delivery_city', delivery_city, 'delivery_lat', delivery_lat,
      'delivery_lng', delivery_lng, 'stops', stops, 'pickup_date', pickup_date,
      'delivery_date', delivery_date, 'distance_m', road_distance_m,
      'distance_source', case when road_distance_m is not null then 'external' end),
    idempotency_key))
$$;
comment on function alogistics.quote_transport is
'Says what a transport costs, line by line in French and English, and for how long that is promised.
For clients; staff and service_role name the client. INVOKER; writes with the owner''s rights after the check.

pickup_date: decides night and weekend, on the clock of platform.time_zone. stops: places in between, in order, at most
19: [{"lat", "lng", "city", "address"}, …]. road_distance_m: the length of the whole road, from service_role only.
create_transport_request() takes the quote''s id, once; for that, the quote must have both cities.
Errors: authentication_required (PT401), account_disabled, not_allowed, actor_mismatch (PT403), missing_value,
invalid_value (PT400), no_tariff_rule, distance_out_of_range, amount_out_of_range, idempotency_key_reused (PT422).
Source: A-29.';

revoke all on function alogistics.quote_as_it_is(uuid),
  alogistics.quote_transport(double precision, double precision, double precision, double precision,
    double precision, timestamptz, alogistics.transport_type, double precision,
    alogistics.vehicle_type, text, text, jsonb, timestamptz, bigint, uuid, text)
  from public;
grant execute on function alogistics.quote_as_it_is(uuid),
  alogistics.quote_transport(double precision, double precision, double precision, double precision,
    double precision, timestamptz, alogistics.transport_type, double precision,
    alogistics.vehicle_type, text, text, jsonb, timestamptz, bigint, uuid, text)
  to authenticated, staff, service_role;
