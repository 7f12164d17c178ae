-- Places of a journey: arrivals and departures, what late positions make of them, who is told, and alerts.
-- A-35, logistics.md §4 point 9.
begin;
select plan(73);
\ir lib/tracking.sql
create function test.events(job text default 'job') returns text language sql stable as $$
  select string_agg(format('%s %s %s %s', g.name, e.kind, e.visit, round(extract(epoch from e.device_time - now()
    + interval '23 hours'))), ', ' order by e.device_time, g.kind, e.visit, e.kind)
  from alogistics.geofence_events as e join alogistics.geofences as g on g.id = e.geofence_id
  where e.request_id = test.id(job) and withdrawn_at is null
$$;
create function test.told(person text default 'client') returns text language sql stable as $$
  select string_agg(title, ', ' order by id) from (select ctid as id, title from alogistics.notifications
    where user_id = test.id(person) and type = 'tracking') as n
$$;
create function test.alerts() returns text language sql stable as $$
  select string_agg(format('%s %s-%s', kind, round(extract(epoch from started_at - now() + interval '23 hours')),
    round(extract(epoch from ended_at - now() + interval '23 hours'))), ', ' order by id)
  from alogistics.tracking_alerts
$$;

-- From Dakar, 14.6928 -17.4467, to Bamako, 12.6392 -8.0029: circles of 500 m.
select is((select array_agg(format('%s %s %s %s %s %s', kind, name, shape, core, enter_m, exit_m) order by kind)
           from alogistics.geofences where request_id = test.id('job')),
  '{"pickup Dakar circle [[-17.4467, 14.6928]] 500 750","delivery Bamako circle [[-8.0029, 12.6392]] 500 750"}',
  'pick-up and delivery are watched from the assignment on');

-- One visit: 0.001° of latitude is 111 m.
select test.record(jsonb_build_array(test.point(0, 14.7128, -17.4467), test.point(120, 14.6938, -17.4467),
  test.point(180, 14.6868, -17.4467), test.point(240, 14.6938, -17.4467), test.point(600, 14.6628, -17.4467))) \g /dev/null
select is(test.events(), 'Dakar arrival 1 120, Dakar departure 1 600',
  'logistics.md §4 point 9: entry and exit thresholds differ, so one visit is one arrival');
select is(test.told(), 'Transporteur arrivé', 'and the client is told once');
select is((select message from alogistics.notifications where user_id = test.id('client') and type = 'tracking')
  ~ '^Le transporteur de Dakar → Bamako est arrivé au lieu d''enlèvement, Dakar, à .* UTC\.$', true, 'with place and time');
select test.record(jsonb_build_array(test.point(120, 14.6938, -17.4467), test.point(180, 14.6868, -17.4467))) \g /dev/null
select is(test.told(), 'Transporteur arrivé', 'a replay tells nobody twice');
select test.record(jsonb_build_array(test.point(90, 14.6948, -17.4467))) \g /dev/null
select is(test.events(), 'Dakar arrival 1 90, Dakar departure 1 600', 'logistics.md §4 point 9: late data recomputes');
select is((select count(*) from alogistics.geofence_events where withdrawn_at is not null), 1::bigint,
  'what was wrong is withdrawn, and still there');
select is(test.told(), 'Transporteur arrivé', 'and the visit has been told already');

-- Driven through between two fixes, and a fix of no length inside of nothing.
select test.record(jsonb_build_array(test.point(700, 14.6628, -17.4467), test.point(800, 14.6628, -17.4467),
  test.point(1100, 14.7028, -17.4467))) \g /dev/null
select is(test.events(), 'Dakar arrival 1 90, Dakar departure 1 600, Dakar arrival 2 1100, Dakar departure 2 1100',
  'logistics.md §4 point 9: a place that was driven through between two fixes was visited');
select is(test.told(), 'Transporteur arrivé, Transporteur arrivé', 'which is another visit');
select test.record(jsonb_build_array(test.point(60000, 12.6392, -8.0029))) \g /dev/null
select is(test.told(), 'Transporteur arrivé, Transporteur arrivé, Arrivé à destination', 'and the goods arrive');

-- Places that staff draw.
create function test.fence(name text, shape text, core text, enter_m text default '100', exit_m text default '150')
returns text language sql as $$
  select format('select alogistics.set_geofence(test.id(''job''), %L, %L, %L, %s, %s)', name, shape, core, enter_m, exit_m)
$$;
select is(test.would(actor, test.fence('border', 'circle', '[[-12, 14]]')), outcome, actor || ' draws a place')
from (values ('client', 'not_allowed'), ('transporter', 'not_allowed'), ('anon', 'denied'), ('moderator', 'done'),
  ('admin', 'done'), ('service_role', 'done')) as a(actor, outcome);
select is(test.would('moderator', test.fence(name, shape, core, enter_m, exit_m)), outcome,
  format('%s %s %s %s %s', name, shape, core, enter_m, exit_m))
from (values ('x', 'circle', '[[0, 0], [1, 1]]', '1', '1', 'invalid_value'), ('x', 'square', '[[0, 0]]', '1', '1', 'invalid_value'),
  ('x', 'polygon', '[[0, 0], [1, 1]]', '1', '1', 'invalid_value'), ('x', 'corridor', '[[0, 0]]', '1', '1', 'invalid_value'),
  ('x', 'circle', '[[0, 91]]', '1', '1', 'invalid_value'), ('x', 'circle', '[0, 0]', '1', '1', 'invalid_value'),
  ('x', 'circle', '[[0, 0, 0]]', '1', '1', 'invalid_value'), ('x', 'circle', '[["0", 0]]', '1', '1', 'invalid_value'),
  ('x', 'circle', '{}', '1', '1', 'invalid_value'), ('x', 'circle', '[[0]]', '1', '1', 'invalid_value'),
  ('x', 'circle', '[[0, 0]]', '0', '1', 'invalid_value'), ('x', 'circle', '[[0, 0]]', '2', '1', 'invalid_value'),
  ('x', 'circle', '[[0, 0]]', '''NaN''', '1', 'invalid_value'), ('x', 'circle', '[[0, 0]]', '1', '2e6', 'invalid_value'),
  ('x', 'circle', '[[0, 0]]', 'null', '1', 'missing_value'), ('', 'circle', '[[0, 0]]', '1', '1', 'invalid_value'),
  ('x', 'polygon', '[[0, 0], [1, 0], [1, 1], [0, 0]]', '0', '0', 'done')) as f(name, shape, core, enter_m, exit_m, outcome);
select is(test.would('moderator', 'select alogistics.set_geofence(test.id(''nothing''), ''x'', ''circle'', ''[[0, 0]]'', 1, 1)'),
  'not_found', 'on no journey');
select is(test.outcome('moderator', test.fence('market', 'polygon',
  '[[-17.45, 14.66], [-17.44, 14.66], [-17.44, 14.67], [-17.45, 14.67]]', '0', '50')), 'done', 'a moderator draws a market');
select is((select string_agg(kind::text || visit, ' ' order by visit, kind) from alogistics.geofence_events
  where geofence_id = (select id from alogistics.geofences where name = 'market') and withdrawn_at is null),
  'arrival1 departure1', 'what happened at it until now is found at once');
select is((select (user_id, entity_type, new_data ->> 'name')::text from alogistics.audit_logs where action = 'geofence.set'),
  format('(%s,geofences,market)', test.id('moderator')), 'and that is written down');
select is(test.outcome('moderator', test.fence('market', 'circle', '[[0.1, 0.1]]')), 'done', 'drawn anew elsewhere');
select is(test.events() ~ 'market', false, 'nothing happened there');

-- Across the antimeridian, and around the pole.
select test.request_at('far', 'in_progress', 40), test.watch_from('far', '1 day') \g /dev/null
select is(test.outcome('moderator', format('select alogistics.set_geofence(test.id(''far''), %L, %L, %L, 0.001, 100)', name, shape, core)),
  'done', name)
from (values ('dateline', 'polygon', '[[179.9, -0.1], [-179.9, -0.1], [-179.9, 0.1], [179.9, 0.1]]'),
  ('strait', 'corridor', '[[179.95, 0.5], [-179.95, 0.5]]'), ('pole', 'circle', '[[33, 90]]')) as f(name, shape, core);
select test.record(jsonb_build_array(test.point(0, -0.2, 180), test.point(1200, 0.6, -180), test.point(3000, 0.6, 179.97)), 'far') \g /dev/null
select is(test.events('far'), 'dateline arrival 1 1200, strait arrival 1 1200, dateline departure 1 1200, strait departure 1 1200',
  'logistics.md §4 point 9: a segment along the antimeridian enters an area and a corridor across it');
select test.forget('far') \g /dev/null
select test.record(jsonb_build_array(test.point(70000, 89.99, 0), test.point(70060, 89.99, 180)), 'far') \g /dev/null
select is(test.events('far') ~ 'pole arrival 1 70060', true, 'logistics.md §4 point 9: and one over the pole, the pole');

-- Stops on the way are places too, and the arrival is reckoned through those still to be made.
select test.request('round', 'client', 60) \g /dev/null
update alogistics.transport_requests set stops = '[{"address": "Gare", "city": "Thiès", "lat": 14.79, "lng": -16.93},
  {"address": "Quai", "city": "Kayes", "lat": 14.45, "lng": -11.44}]' where id = test.id('round');
select alogistics.validate_transport_request(test.id('round'), test.id('moderator')),
  alogistics.assign_transporter(test.id('round'), test.id('transporter'), test.id('truck'), test.id('moderator')) \g /dev/null
select alogistics.process_payment(test.id('round'), (select final_price from alogistics.transport_requests where id = test.id('round'))),
  test.watch_from('round', '1 day') \g /dev/null
select is((select string_agg(concat_ws(' ', kind, stop_position, name), ', ' order by kind, stop_position) from alogistics.geofences
  where request_id = test.id('round')), 'pickup Dakar, stop 1 Thiès, stop 2 Kayes, delivery Bamako', 'stops are places too');
select test.record((select jsonb_agg(test.point(80000 + 60 * n, 14.79, -16.95 + 0.005 * n)) from generate_series(0, 45) as n), 'round')
  \g /dev/null
select is(test.events('round'), 'Thiès arrival 1 80240, Thiès departure 1 80360', 'with arrivals');
select ok((select remaining_m > 1200000 from alogistics.eta(test.id('round'))), 'the pick-up that was not made is on the way still');

-- Alerts: off the planned way, once the goods are on board.
select test.request_at('alert', 'in_progress', 50), test.watch_from('alert', '1 day') \g /dev/null
select test.record(jsonb_build_array(test.point(0, 30, -17.4467)), 'alert') \g /dev/null
select is(test.alerts(), null, 'before the pick-up a vehicle may come from anywhere');
select test.record(jsonb_build_array(test.point(40000, 14.6928, -17.4467), test.point(41000, 14.6928, -17.2)), 'alert') \g /dev/null
select is(test.alerts(), null, 'on the way all is well');
select test.record(jsonb_build_array(test.point(55000, 17.3, -17.2)), 'alert') \g /dev/null
select is(test.alerts(), 'deviation 55000-', 'where no road is drawn, 15 % of the way is too far off');
select is(test.told(person), 'Écart d''itinéraire', person || ' is told') from unnest(array['moderator', 'admin']) as person;
select test.record(jsonb_build_array(test.point(55060, 17.3, -17.2001)), 'alert') \g /dev/null
select is((test.alerts(), test.told('admin'))::text, '("deviation 55000-","Écart d''itinéraire")', 'once');
select test.record(jsonb_build_array(test.point(54000, 17.2, -17.2)), 'alert') \g /dev/null
select is(test.alerts(), 'deviation 55000-', 'late positions say nothing about now');
select test.record(jsonb_build_array(test.point(70000, 14.6, -17)), 'alert') \g /dev/null
select is(test.alerts(), 'deviation 55000-70000', 'until it is back');
select is(test.outcome('moderator', 'select alogistics.set_geofence(test.id(''alert''), ''road'', ''corridor'',
  ''[[-17.4467, 14.6928], [-17, 14.6], [-16, 14.6]]'', 2000, 3000)'), 'done', 'a road is drawn');
select test.record(jsonb_build_array(test.point(71000, 14.66, -16.9)), 'alert') \g /dev/null
select is(test.alerts(), 'deviation 55000-70000, deviation 71000-', 'then five kilometres are too far off');

-- Standing for an hour.
select test.record(jsonb_build_array(test.point(72000, 14.6, -16.8)), 'alert') \g /dev/null
select is(test.alerts() ~ 'stop', false, 'who has just come does not stand');
select test.record((select jsonb_agg(test.point(72000 + 300 * n, 14.6, -16.8 + 0.0001 * (n % 2))) from generate_series(1, 11) as n),
  'alert') \g /dev/null
select is(test.alerts() ~ 'stop', false, '55 minutes are not long');
select test.record(jsonb_build_array(test.point(75600, 14.6, -16.8)), 'alert') \g /dev/null
select is(test.alerts() ~ 'prolonged_stop 72000-$', true, 'an hour is');
select is((select data from alogistics.tracking_alerts where kind = 'prolonged_stop'), '{"minutes": 60}', 'and how long, is said');
select test.record(jsonb_build_array(test.point(76000, 14.6, -16.79)), 'alert') \g /dev/null
select is(test.alerts() ~ 'prolonged_stop 72000-76000$', true, 'until it moves');
select is(test.told('admin'), 'Écart d''itinéraire, Écart d''itinéraire, Arrêt prolongé', 'staff were told of each');
select is(test.count(actor, 'select from alogistics.tracking_alerts'), n, actor || ' reads the alerts')
from (values ('client', 'denied'), ('transporter', 'denied'), ('moderator', '3'), ('service_role', '3')) as a(actor, n);
select test.record(jsonb_build_array(test.point(77000, 16.6, -16.79)), 'alert') \g /dev/null
select alogistics.complete_transport_request(test.id('alert'), null, 'test') \g /dev/null
select is((select count(*) from alogistics.tracking_alerts where ended_at is null), 0::bigint, 'the end of the job ends them');

-- A long way along a long fence takes seconds, which a time-out can end.
select test.request_at('long', 'in_progress', 300) \g /dev/null
insert into alogistics.positions (request_id, device_time, transporter_id, client_id, lat, lng, standing, segment_cm, received_at)
select request_id, watch_from + n * interval '1 ms', transporter_id, client_id, 14.6, -17.4, 'counted', 0, now()
from alogistics.journeys, generate_series(1, 30000) as n where request_id = test.id('long');
create function test.cancelled(statement text) returns boolean language plpgsql as $$
begin
  execute statement;
  return false;
exception when query_canceled then
  return clock_timestamp() < statement_timestamp() + interval '2 s';
end
$$;
select jsonb_agg(jsonb_build_array(-17.4 + n * 0.0001, 14.7)) as road from generate_series(1, 1000) as n \gset
set statement_timeout = 50;
select ok(test.cancelled(format('select alogistics.set_geofence(test.id(''long''), ''long'', ''corridor'', %L, 1, 2)', :'road')),
  'a time-out ends what takes too long');
reset statement_timeout;
select is(test.would('moderator', format('select alogistics.set_geofence(test.id(''alert''), ''x'', ''corridor'', %L, 1, 2)',
  (select jsonb_agg(jsonb_build_array(-17.4 + n * 0.0001, 14.7)) from generate_series(1, 1001) as n))), 'invalid_value', 'a place has 1,000 points at most');
select test.request_at('crowded', 'in_progress', 320) \g /dev/null
select alogistics.set_geofence(test.id('crowded'), 'place ' || n, 'circle', '[[1, 1]]', 1, 2) from generate_series(1, 20) as n \g /dev/null
select is(test.would('moderator', format('select alogistics.set_geofence(test.id(''crowded''), %L, ''circle'', ''[[1, 2]]'', 1, 2)', name)), outcome,
  'a job has 20 such places at most: ' || name) from (values ('place 21', 'invalid_value'), ('place 20', 'done')) as p(name, outcome);
select * from finish();
rollback;
