-- Who could carry a request: the nearest vehicles, those that fit first, and what speaks against the others.
-- A-58, A-76; logistics.md §4 point 5.
begin;
select plan(60);

select test.request_at('load', 'validated', 20) \g /dev/null
create function test.report(vehicle text, lat text, lng text default '-17.4', device_time text default 'now()')
returns text language sql as $$
  select format('select 1 where alogistics.report_vehicle_position(%L, %s, %s, %s)', test.id(vehicle), lat, lng, device_time)
$$;

-- Where a vehicle is.
select is(test.would(actor, test.report('truck', '14.7')), outcome, actor || ' says where the truck is')
from (values ('anon', 'denied'), ('client', 'not_found'), ('rival', 'not_found'), ('transporter', 'done'),
  ('moderator', 'not_found'), ('service_role', 'done')) as a(actor, outcome);
select is(test.would('transporter', test.report('truck', lat, lng, device_time)), outcome,
  concat_ws(' ', 'at', lat, lng, device_time))
from (values ('90', '180', 'now()', 'done'), ('-90', '-180', 'now()', 'done'), ('90.1', '0', 'now()', 'invalid_value'),
  ('0', '-180.1', 'now()', 'invalid_value'), ('0', '0', 'now()', 'invalid_value'), ('''NaN''', '1', 'now()', 'invalid_value'),
  ('1', '''Infinity''', 'now()', 'invalid_value'), ('null', '1', 'now()', 'missing_value'), ('1', '1', 'null', 'missing_value'),
  ('1', '1', 'clock_timestamp() + interval ''4 minutes''', 'done'),
  ('1', '1', 'clock_timestamp() + interval ''6 minutes''', 'invalid_value'),
  ('1', '1', '''infinity''', 'invalid_value'), ('1', '1', '''-infinity''', 'invalid_value'),
  ('1', '1', 'now() - interval ''1 year''', 'done')) as p(lat, lng, device_time, outcome);
select is(test.would('transporter', 'select alogistics.report_vehicle_position(null, 1, 1)'), 'missing_value', 'which vehicle?');
select is(test.outcome('transporter', test.report('truck', lat, '-17.4', device_time)), outcome, 'A-76: at ' || device_time)
from (values ('14.1', 'now() - interval ''2 hours''', 'done'), ('14.9', 'now() - interval ''3 hours''', 'nothing'),
  ('14.9', 'now() - interval ''2 hours''', 'nothing'), ('14.2', 'now() - interval ''1 hour''', 'done')) as p(lat, device_time, outcome);
select is((select row(lat, device_time = now() - interval '1 hour', received_at = now())::text from alogistics.vehicle_positions),
  '(14.2,t,t)', 'only a newer position replaces it');
select is(test.count(actor, 'select from alogistics.vehicle_positions'), seen, actor || ' sees positions: ' || seen)
from (values ('anon', 'denied'), ('client', 'denied'), ('transporter', 'denied'), ('moderator', '1'), ('service_role', '1'))
  as a(actor, seen);

-- Who may ask, and for what.
select is(test.would(actor, 'select alogistics.suggest_transporters(test.id(''load''))'), outcome, actor || ' asks')
from (values ('anon', 'denied'), ('client', 'not_allowed'), ('transporter', 'not_allowed'), ('moderator', 'done'),
  ('admin', 'done'), ('service_role', 'done')) as a(actor, outcome);
select is(test.would('moderator', format('select alogistics.suggest_transporters(%s)', arguments)), outcome, arguments)
from (values ('null', 'missing_value'), ('gen_random_uuid()', 'not_found'), ('test.id(''load''), 0', 'invalid_value'),
  ('test.id(''load''), 20000', 'done'), ('test.id(''load''), 20001', 'invalid_value'), ('test.id(''load''), ''NaN''', 'invalid_value'),
  ('test.id(''load''), null', 'missing_value'), ('test.id(''load''), 1, 0', 'invalid_value'),
  ('test.id(''load''), 100, 200', 'done'), ('test.id(''load''), 100, 201', 'invalid_value'),
  ('test.id(''load''), 100, null', 'missing_value')) as a(arguments, outcome);

-- The pick-up is at 14.6928, -17.4467. One vehicle for each reason, each nearer than those that fit.
do $$
declare
  names text[] := array['far', 'near', 'small', 'unverified', 'away', 'uninsured', 'busy', 'stale', 'ill'];
begin
  for n in 1 .. cardinality(names) loop
    perform test.sign_up('carrier.' || names[n], 'transporter'), test.vehicle(names[n], 'carrier.' || names[n]);
    insert into alogistics.vehicle_positions (vehicle_id, lat, lng, device_time)
    values (test.id(names[n]), 14.6928 + case names[n] when 'far' then 1 when 'near' then 0.5 else n * 0.01 end, -17.4467,
      now() - case names[n] when 'stale' then interval '24 hours 1 second' else interval '10 minutes' end);
  end loop;
end
$$;
delete from alogistics.vehicle_positions where vehicle_id = test.id('truck');
update alogistics.vehicles set capacity_kg = 10, capacity_m3 = null where id = test.id('small');
select alogistics.verify_vehicle(test.id('unverified'), false), alogistics.verify_profile(test.id('carrier.ill'), false),
  test.request_at('rush', 'validated', 21), alogistics.assign_transporter(test.id('rush'), test.id('carrier.busy'), test.id('busy')) \g /dev/null
update alogistics.vehicles set is_available = false where id = test.id('away');
update alogistics.vehicles set insurance_expiry = current_date where id = test.id('uninsured');
create function test.suggested(arguments text default '') returns text language plpgsql as $$
declare
  answer text;
begin
  perform test.become('moderator');
  execute format('select string_agg(concat_ws('': '', regexp_replace(transporter_name, ''Carrier\.| Test'', '''', ''g''),
    (select string_agg(reason ->> ''error'', '' '') from jsonb_array_elements(reasons) as reason)), '', '' order by n)
    from (select *, row_number() over () as n from alogistics.suggest_transporters(test.id(''load'')%s)) as s', arguments) into answer;
  perform test.become(null);
  return answer;
end
$$;
select is(test.suggested(), 'Near, Far, Small: vehicle_too_small vehicle_too_small, '
  'Unverified: vehicle_not_verified, Away: vehicle_unavailable, Uninsured: insurance_expired, Busy: vehicle_busy transporter_busy, '
  'Ill: transporter_not_verified', 'logistics.md §4 point 5: the nearest that fit, then the others with every reason why not');
select is(test.suggested(', 60'), regexp_replace(test.suggested(), ', Far', ''), 'within 60 km');
select is(test.suggested(', 200, 1'), 'Near', 'the first only');
select is(test.suggested(', 200, 4'), 'Near, Far, Small: vehicle_too_small vehicle_too_small, Unverified: vehicle_not_verified',
  'those that do not fit fill the places that are left');
insert into alogistics.platform_settings (key, value) values ('vehicle.position_max_age_hours', '25');
select is(test.suggested(', 12'), 'Stale, Small: vehicle_too_small vehicle_too_small, '
  'Unverified: vehicle_not_verified, Away: vehicle_unavailable, Uninsured: insurance_expired, Busy: vehicle_busy transporter_busy, '
  'Ill: transporter_not_verified', 'an older position counts as the setting says');
select test.become('moderator') \g /dev/null
select is((select row(vehicle_type, plate_number, distance_km, position_age_s, rating_average, rating_count, reasons)::text
  from alogistics.suggest_transporters(test.id('load')) offset 1 limit 1),
  format('(truck,%s,55.598,600,,0,[])', (select plate_number from alogistics.vehicles where id = test.id('near'))),
  'what is said of one');
select test.become(null) \g /dev/null
-- As near, better rated.
insert into alogistics.vehicle_positions values (test.id('truck'), 14.6928 + 0.5, -17.4467, now());
update alogistics.profiles set rating_count = 2, rating_sum = 9 where id = test.id('transporter');
select is(test.suggested(', 60, 3'), 'Stale, Transporter, Near', 'as near, the better rated first');
-- The edges of the earth: the shortest way crosses the antimeridian.
update alogistics.vehicle_positions set lat = 0, lng = case vehicle_id when test.id('near') then -179.9 else 179 end;
set local session_replication_role = replica;
update alogistics.transport_requests set pickup_lat = 0, pickup_lng = 179.9 where id = test.id('load');
set local session_replication_role = origin;
select is(test.suggested(', 50, 1'), 'Near', 'across the antimeridian');
update alogistics.vehicle_positions set lat = 89.9, lng = case vehicle_id when test.id('near') then 0 else 90 end;
set local session_replication_role = replica;
update alogistics.transport_requests set pickup_lat = 89.9, pickup_lng = 180 where id = test.id('load');
set local session_replication_role = origin;
select is(test.suggested(', 20, 1'), 'Transporter', 'at the pole');

-- Read from the index.
set local enable_seqscan = off;
create function test.explained(query text) returns text language plpgsql as $$
declare
  line text;
  answer text := '';
begin
  for line in execute 'explain ' || query loop
    answer := answer || line;
  end loop;
  return answer;
end
$$;
select matches(test.explained(replace(replace(replace(replace(prosrc, 'nearest_vehicles.lat', '14.7'),
  'nearest_vehicles.lng', '-17.4'), 'newer_than', 'now()'), 'max_count', '100')),
  'Index Scan using vehicle_positions_place_idx.*Order By', 'the nearest are read from the index')
from pg_proc where proname = 'nearest_vehicles';
select matches(test.explained(format('select from alogistics.transport_requests where %s = %L
    and (status in (''assigned'', ''in_progress'') or disputed_from = ''in_progress'')
    and tstzrange(pickup_date, delivery_date%s) && tstzrange(now(), now() + interval ''1 day'')', busy, test.id('truck'), bounds)),
  format('Index Scan using %s on transport_requests.*Index Cond: \(\(%s = ', index, busy),
  busy || ': jobs at a time are found by its own index, however few there are')
from (values ('assigned_vehicle_id', '', 'requests_vehicle_free'),
  ('assigned_transporter_id', ', ''[)''', 'requests_transporter_free')) as a(busy, bounds, index);
select * from finish();
rollback;
