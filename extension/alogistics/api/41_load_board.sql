-- What transporters see of requests that wait for one, and which vehicles are near.

-- With the owner's rights, and so with its own check: only what a transporter may know. A tenth of a
-- degree is about 11 km.
create or replace view alogistics.open_loads with (security_barrier = true) as
  select id, transport_type, cargo_description, cargo_weight_kg, cargo_volume_m3,
         pickup_city, delivery_city, pickup_date, delivery_date, distance_m,
         final_price as price, currency,
         round(pickup_lat::numeric, 1) as pickup_lat, round(pickup_lng::numeric, 1) as pickup_lng,
         round(delivery_lat::numeric, 1) as delivery_lat, round(delivery_lng::numeric, 1) as delivery_lng,
         created_at,
         array(select stop ->> 'city' from jsonb_array_elements(stops) with ordinality as s(stop, number)
               order by number) as stops
  from alogistics.transport_requests
  where status = 'validated' and (select alogistics.is_verified_transporter());
comment on view alogistics.open_loads is
'Requests that wait for a transporter, for verified transporters; others see no rows. No names, no addresses.
Offers go to make_offer(). Source: A-58.';
comment on column alogistics.open_loads.id is 'The request, for make_offer().';
comment on column alogistics.open_loads.transport_type is 'Decides which vehicles are suitable.';
comment on column alogistics.open_loads.cargo_description is 'What it is.';
comment on column alogistics.open_loads.cargo_weight_kg is 'Kilograms.';
comment on column alogistics.open_loads.cargo_volume_m3 is 'Cubic metres, if known.';
comment on column alogistics.open_loads.pickup_city is 'From.';
comment on column alogistics.open_loads.delivery_city is 'To.';
comment on column alogistics.open_loads.pickup_date is 'Start of the job''s time window.';
comment on column alogistics.open_loads.delivery_date is 'End of the job''s time window.';
comment on column alogistics.open_loads.distance_m is 'Metres.';
comment on column alogistics.open_loads.price is 'Minor units; what the client agreed to.';
comment on column alogistics.open_loads.currency is 'ISO 4217.';
comment on column alogistics.open_loads.pickup_lat is 'Degrees, rounded to a tenth.';
comment on column alogistics.open_loads.pickup_lng is 'Degrees, rounded to a tenth.';
comment on column alogistics.open_loads.delivery_lat is 'Degrees, rounded to a tenth.';
comment on column alogistics.open_loads.delivery_lng is 'Degrees, rounded to a tenth.';
comment on column alogistics.open_loads.created_at is 'When it was asked for.';
comment on column alogistics.open_loads.stops is 'Cities between pick-up and delivery, in order.';
revoke all on alogistics.open_loads from public, anon, authenticated, staff, service_role;
grant select on alogistics.open_loads to authenticated;

-- The operator that the index knows is where the extension cube is.
do $$
begin
  execute format(
    'create or replace function alogistics.nearest_vehicles(
       lat double precision, lng double precision, newer_than timestamptz, max_count bigint)
     returns setof alogistics.vehicle_positions
     -- A hundred: with the thousand that is assumed else, all vehicles and papers would be read.
     language sql stable rows 100
     set search_path = pg_catalog, pg_temp
     as $body$
       select p.* from alogistics.vehicle_positions as p
       where p.device_time >= newer_than
       order by alogistics.ll_to_earth(p.lat, p.lng)
                operator(%s.<->) alogistics.ll_to_earth(nearest_vehicles.lat, nearest_vehicles.lng)
       limit max_count
     $body$',
    (select quote_ident(n.nspname)
     from pg_catalog.pg_extension as e join pg_catalog.pg_namespace as n on n.oid = e.extnamespace
     where e.extname = 'cube'));
end
$$;
comment on function alogistics.nearest_vehicles(double precision, double precision, timestamptz, bigint) is
'Positions of vehicles, the nearest first, read from the index. INVOKER, guarded by row security.';
revoke all on function alogistics.nearest_vehicles(double precision, double precision, timestamptz, bigint) from public;
grant execute on function alogistics.nearest_vehicles(double precision, double precision, timestamptz, bigint)
  to staff, service_role;
