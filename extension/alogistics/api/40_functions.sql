-- Functions on row types.

create or replace function alogistics.create_transport_request(
  cargo_description text, cargo_weight_kg double precision,
  pickup_address text, pickup_city text, pickup_lat double precision, pickup_lng double precision,
  delivery_address text, delivery_city text, delivery_lat double precision,
  delivery_lng double precision, pickup_date timestamptz, delivery_date timestamptz,
  transport_type alogistics.transport_type default 'standard',
  cargo_volume_m3 double precision default null, client_uuid uuid default null,
  quote_uuid uuid default null, vehicle_type alogistics.vehicle_type default null,
  stops jsonb default '[]', idempotency_key text default null)
returns alogistics.transport_requests
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set extra_float_digits = 1
set timezone = 'UTC'
as $$
declare
  placed uuid;
  request alogistics.transport_requests;
begin
  -- PL/pgSQL keeps its plans; SQL would plan anew at each call, up to PostgreSQL 17.
  placed := alogistics.place_transport_request(
    jsonb_build_object(
      'client_id', coalesce(client_uuid, socle.uid()), 'transport_type', transport_type,
      'cargo_description', cargo_description, 'cargo_weight_kg', cargo_weight_kg,
      'cargo_volume_m3', cargo_volume_m3, 'pickup_address', pickup_address, 'pickup_city', pickup_city,
      'pickup_lat', pickup_lat, 'pickup_lng', pickup_lng, 'delivery_address', delivery_address,
      'delivery_city', delivery_city, 'delivery_lat', delivery_lat, 'delivery_lng', delivery_lng,
      'pickup_date', pickup_date, 'delivery_date', delivery_date, 'quote_id', quote_uuid,
      'vehicle_type', vehicle_type, 'stops', stops),
    idempotency_key);
  select * into request from alogistics.transport_requests as r where r.id = placed;
  return request;
end
$$;
comment on function alogistics.create_transport_request is
'Asks for a transport and returns the request, priced by its quote, as pending.
For clients; staff and service_role name the client. INVOKER, guarded by row security and the triggers of the table.

quote_uuid: the client''s own quote of the same transport, valid and unused; without one a quote is made at once.
stops: places in between, in order, at most 19: [{"address", "city", "lat", "lng"}, …].
Errors: authentication_required (PT401), account_disabled, not_allowed (PT403), missing_value, invalid_value (PT400),
no_tariff_rule, distance_out_of_range, quote_mismatch, idempotency_key_reused (PT422), not_found (PT404), quote_expired,
quote_used (PT409). Source: A-29, A-78.';

create or replace function alogistics.wallet_statement_csv(
  wallet_uuid uuid, from_time timestamptz default null, to_time timestamptz default null)
returns alogistics."text/csv"
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select alogistics.wallet_statement_text(wallet_uuid, from_time, to_time)
$$;
comment on function alogistics.wallet_statement_csv(uuid, timestamptz, timestamptz) is
'wallet_statement() as a file for spreadsheets, with amounts in units of the currency: Accept: text/csv.
A text that a spreadsheet would take for a formula gets an apostrophe before it. INVOKER, guarded by row security.
Errors: not_found (PT404), missing_value, invalid_value (PT400).';

revoke all on function alogistics.wallet_statement_csv(uuid, timestamptz, timestamptz),
  alogistics.create_transport_request(text, double precision, text, text, double precision,
    double precision, text, text, double precision, double precision, timestamptz, timestamptz,
    alogistics.transport_type, double precision, uuid, uuid, alogistics.vehicle_type, jsonb, text),
  alogistics.transactions(alogistics.wallets), alogistics.stamp_read()
  from public;
grant execute on function alogistics.create_transport_request(text, double precision, text, text, double precision,
    double precision, text, text, double precision, double precision, timestamptz, timestamptz,
    alogistics.transport_type, double precision, uuid, uuid, alogistics.vehicle_type, jsonb, text)
  to authenticated, staff, service_role;
grant execute on function alogistics.transactions(alogistics.wallets) to authenticated, staff, service_role;
grant execute on function alogistics.wallet_statement_csv(uuid, timestamptz, timestamptz)
  to authenticated, staff, service_role;
