-- Functions on row types.

create or replace function alogistics.create_transport_request(
  cargo_description text, cargo_weight_kg double precision,
  pickup_address text, pickup_city text, pickup_lat double precision, pickup_lng double precision,
  delivery_address text, delivery_city text, delivery_lat double precision,
  delivery_lng double precision, pickup_date timestamptz, delivery_date timestamptz,
  transport_type alogistics.transport_type default 'standard',
  cargo_volume_m3 double precision default null, client_uuid uuid default null)
returns alogistics.transport_requests
language sql volatile
set search_path = pg_catalog, pg_temp
as $$
  insert into alogistics.transport_requests (
    client_id, transport_type, cargo_description, cargo_weight_kg, cargo_volume_m3,
    pickup_address, pickup_city, pickup_lat, pickup_lng,
    delivery_address, delivery_city, delivery_lat, delivery_lng, pickup_date, delivery_date)
  values (
    coalesce(client_uuid, socle.uid()), transport_type, cargo_description, cargo_weight_kg,
    cargo_volume_m3, pickup_address, pickup_city, pickup_lat, pickup_lng,
    delivery_address, delivery_city, delivery_lat, delivery_lng, pickup_date, delivery_date)
  returning *
$$;
comment on function alogistics.create_transport_request is
'Asks for a transport and returns the request, priced by the tariff, as pending.
For clients; staff and service_role name the client. INVOKER, guarded by row security and the triggers of the table.

Errors: authentication_required (PT401), account_disabled, not_allowed (PT403), missing_value, invalid_value (PT400).
Source: A-78.';

revoke all on function
  alogistics.create_transport_request(text, double precision, text, text, double precision,
    double precision, text, text, double precision, double precision, timestamptz, timestamptz,
    alogistics.transport_type, double precision, uuid),
  alogistics.transactions(alogistics.wallets), alogistics.stamp_read()
  from public;
grant execute on function
  alogistics.create_transport_request(text, double precision, text, text, double precision,
    double precision, text, text, double precision, double precision, timestamptz, timestamptz,
    alogistics.transport_type, double precision, uuid)
  to authenticated, staff, service_role;
grant execute on function alogistics.transactions(alogistics.wallets) to authenticated, staff, service_role;
