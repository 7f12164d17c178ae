-- What is told of a journey: arrival, trips, a line on a map, the receiver's page. A-36, A-76, logistics.md §4 points 9 and 10.
begin;
select plan(59);
\ir lib/tracking.sql
-- A point so many minutes ago.
create function test.ago(minutes double precision, lat double precision, lng double precision) returns jsonb
language sql stable as $$ select test.point(82800 - 60 * minutes, lat, lng) $$;
create function test.eta(actor text default 'client', job text default 'job') returns text language plpgsql as $$
declare
  answer text;
begin
  perform test.become(actor);
  select format('%s %s km at %s: %s', round(extract(epoch from eta - as_of) / 60), remaining_m / 1000, speed_kmh,
    coalesce(reason, 'none')) into answer from alogistics.eta(test.id(job));
  perform test.become(null);
  return answer;
end
$$;

-- From Dakar to Bamako in a straight line it is 1,045 km, by road 1.3 times as much.
select is(test.eta(), '  km at : no_fix', 'logistics.md §4 point 9: no arrival without a position');
select test.record(jsonb_build_array(test.ago(20, 14.6, -17))) \g /dev/null
select is(test.eta() like '%stale_fix', true, 'logistics.md §4 point 9: null with a reason when the fix is stale');
select test.record(jsonb_build_array(test.ago(1, 14.6, -17), test.ago(0.5, 14.6, -17))) \g /dev/null
select is(test.eta() like '%not_moving', true, 'or when it stands');
select test.forget() \g /dev/null
select test.record((select jsonb_agg(test.ago(30 - n, 14.6928, -17.4467 + n * 0.01)) from generate_series(0, 30) as n)) \g /dev/null
select is(test.eta(actor), '1225 1318 km at 64.5: none', 'logistics.md §4 point 9: ' || actor || ' reads the arrival')
from unnest(array['client', 'transporter', 'moderator', 'service_role']) as actor;
select is(test.would(actor, format('select * from alogistics.%s(test.id(%L))', function, job)), outcome,
  format('%s asks %s() of %s', actor, function, job))
from unnest(array['eta', 'trip_summary', 'track_geojson']) as function, (values ('rival', 'job', 'not_found'), ('stranger', 'job', 'not_found'),
  ('anon', 'job', 'denied'), ('client', 'nothing', 'not_found')) as a(actor, job, outcome);
select is(test.would('client', format('select * from alogistics.%s(null)', function)), 'missing_value', function || '(NULL)')
from unnest(array['eta', 'trip_summary', 'track_geojson', 'tracking_token', 'rotate_tracking_token']) as function;
select test.request_at('done', 'completed', 70) \g /dev/null
select is(test.eta('client', 'done'), '  km at : not_in_progress', 'a job that is over has none');

-- Trips, moving time and stops.
select test.forget() \g /dev/null
select test.record((select jsonb_agg(test.point(60 * n, 14.7 + 0.01 * least(n, 10) + 0.01 * greatest(n - 20, 0), -17))
                    from generate_series(0, 30) as n)) \g /dev/null
select test.record(jsonb_build_array(test.point(7200, 14.9, -17), test.point(7260, 14.91, -17))) \g /dev/null
select is((select (distance_m, moving_s, ended_at - started_at, jsonb_array_length(trips), jsonb_array_length(stops))::text
           from alogistics.trip_summary(test.id('job'))), '(23351,1260,02:01:00,2,1)',
  'logistics.md §4 point 9: a silence of more than an hour splits a trip');
select is((select (trips -> 0 ->> 'distance_m', trips -> 0 ->> 'moving_s', stops -> 0 ->> 'lat')::text
           from alogistics.trip_summary(test.id('job'))), '(22239,1200,14.8)', 'with a stop of ten minutes between');
select is((select bool_and((i ->> 'ended_at')::timestamptz >= (i ->> 'started_at')::timestamptz)
           from alogistics.trip_summary(test.id('job')), jsonb_array_elements(trips || stops) as i), true,
  'logistics.md §4 point 9: an end is never before its start');
select test.forget() \g /dev/null
select is((select s::text from alogistics.trip_summary(test.id('job')) as s), '(0,0,,,[],[])', 'of nothing there is nothing');

-- GeoJSON.
select is(alogistics.track_geojson(test.id('job')) ->> 'geometry', null, 'nor a line');
select test.record(jsonb_build_array(test.point(0, 14, -17))) \g /dev/null
select is(alogistics.track_geojson(test.id('job')) -> 'geometry', '{"type": "Point", "coordinates": [-17, 14]}', 'a point');
select test.record(jsonb_build_array(test.point(60, 14.01, -17))) \g /dev/null
select is(alogistics.track_geojson(test.id('job')) #- '{properties,started_at}' #- '{properties,ended_at}',
  jsonb_build_object('type', 'Feature', 'geometry', '{"type": "LineString", "coordinates": [[-17, 14], [-17, 14.01]]}'::jsonb,
    'properties', jsonb_build_object('points', 2, 'distance_m', 1112, 'request_id', test.id('job'))), 'a line');
select test.forget() \g /dev/null
select test.record(jsonb_build_array(test.point(0, 0.5, 179.99), test.point(60, 0.5, -179.99))) \g /dev/null
select is(alogistics.track_geojson(test.id('job')) -> 'geometry', '{"type": "MultiLineString", "coordinates":
  [[[179.99, 0.5], [180, 0.5]], [[-180, 0.5], [-179.99, 0.5]]]}', 'which is cut at the antimeridian');

-- The receiver's page.
create function test.token(actor text default 'superuser', job text default 'job', function text default 'tracking_token')
returns text language plpgsql as $$
declare
  token text;
begin
  perform test.become(actor);
  execute format('select alogistics.%I(test.id(%L))', function, job) into token;
  perform test.become(null);
  return token;
end
$$;
create function test.page(token text) returns jsonb language plpgsql as $$
declare
  page jsonb;
  error test.error;
begin
  perform test.become('anon');
  page := alogistics.track(token);
  perform test.become(null);
  return page;
exception when others then
  get stacked diagnostics error.sqlstate := returned_sqlstate, error.detail := pg_exception_detail;
  return to_jsonb(test.name_of(error));
end
$$;
select test.forget() \g /dev/null
select is(test.would(actor, format('select alogistics.%s(test.id(''job''))', function)), outcome,
  format('%s asks for the token by %s()', actor, function))
from unnest(array['tracking_token', 'rotate_tracking_token']) as function, (values ('client', 'done'), ('transporter', 'not_found'),
  ('rival', 'not_found'), ('anon', 'denied'), ('moderator', 'done'), ('service_role', 'done')) as a(actor, outcome);
select is(test.page(test.token('client')), '{"status": "in_progress", "pickup_city": "Dakar", "delivery_city": "Bamako",
  "position": null, "position_time": null, "eta": null, "eta_reason": "no_fix"}',
  'logistics.md §4 point 10: anon sees a tracking token''s page');
select test.record((select jsonb_agg(test.ago(30 - n, 14.6928, -17.4467 + n * 0.01)) from generate_series(0, 30) as n)) \g /dev/null
select is((select array_agg(key order by key) from jsonb_object_keys(test.page(test.token())) as key),
  '{delivery_city,eta,eta_reason,pickup_city,position,position_time,status}', 'logistics.md §4 point 10: and nothing else');
select is(test.page(test.token()) -> 'position', '{"lat": 14.7, "lng": -17.1}', 'the city, and not the street');
select is(abs(extract(epoch from (test.page(test.token()) ->> 'eta')::timestamptz - now()) / 60 - 1225) < 2, true, 'the arrival');
select is(test.page(token), '"not_found"', format('logistics.md §4 point 10: %L opens no page', token))
from unnest(array['', 'AAAAAAAAAAAAAAAAAAAAAA', left(test.token(), 21), upper(test.token())]) as token;
select is(test.page(null), '"missing_value"', 'nor does NULL');
create temporary table old as select test.token() as token;
select isnt(test.token('client', 'job', 'rotate_tracking_token'), (select token from old), 'the client makes a new one');
select is(test.page((select token from old)), '"not_found"', 'then the old link shows nothing');
select is(test.page(test.token()) ->> 'status', 'in_progress', 'and the new one does');
select is((select count(distinct tracking_token) = count(*) and bool_and(length(tracking_token) = 22) from alogistics.journeys), true,
  'each job has its own, of 128 bits');
select alogistics.complete_transport_request(test.id('job'), null, 'test') \g /dev/null
select is(test.page(test.token()) - 'position_time' - 'position', '{"status": "completed", "pickup_city": "Dakar",
  "delivery_city": "Bamako", "eta": null, "eta_reason": "not_in_progress"}', 'and tells that the goods were delivered');
select * from finish();
rollback;
