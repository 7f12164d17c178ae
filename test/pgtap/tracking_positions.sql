-- Positions as devices send them: verdicts, rows, the current position. A-33, A-34, logistics.md §4 points 7 and 10.
begin;
select plan(98);
\ir lib/tracking.sql

create view test.rows as select * from alogistics.positions where request_id = test.id('job');

-- Who may.
select test.request_at(status, status, 10 * number::integer + 20)
from unnest(array['pending', 'assigned', 'completed']) with ordinality as s(status, number) \g /dev/null
select is(test.verdicts(jsonb_build_array(test.point(0, 14.5, -16)), 'job', actor), outcome,
  'logistics.md §4 point 7: ' || actor || ' records')
from (values ('client', 'not_allowed'), ('rival', 'not_allowed'), ('stranger', 'not_allowed'), ('moderator', 'not_allowed'),
  ('anon', 'denied'), ('service_role', 'accepted')) as a(actor, outcome);
select is(test.verdicts(jsonb_build_array(jsonb_build_object('t', clock_timestamp(), 'lat', 14, 'lng', -16)), job),
  outcome, 'of a job that is ' || job)
from (values ('pending', 'not_allowed'), ('assigned', 'tracking_not_allowed'), ('completed', 'not_yours'),
  ('nothing', 'not_found'), ('job', 'accepted')) as j(job, outcome);
select test.forget() \g /dev/null
update alogistics.journeys set closed_at = now() - interval '23 hours' where request_id = test.id('completed');
select test.watch_from('completed', '3 days') \g /dev/null
select is(test.verdicts(jsonb_build_array(test.point(-3600, 14, -16), test.point(0, 14, -16)), 'completed'),
  'accepted not_yours', 'a device tells of before the end within a day');
update alogistics.journeys set closed_at = now() - interval '25 hours' where request_id = test.id('completed');
select is(test.verdicts(jsonb_build_array(test.point(-7200, 14, -16)), 'completed'), 'tracking_not_allowed', 'and no longer');

-- What it may look like.
select is(test.verdicts(points), outcome, points::text)
from (values ('[]'::jsonb, ''), ('{}', 'invalid_value'), ('3', 'invalid_value'), ('null', 'invalid_value'),
  ('[1, null, [], {}, "x"]', 'invalid invalid invalid invalid invalid'),
  (jsonb_build_array(test.point(0, 14, -16) - 't', test.point(0, 14, -16) - 'lat', test.point(0, 14, -16) - 'lng'),
   'invalid invalid invalid')) as p(points, outcome);
select is((test.error('transporter', 'select alogistics.record_positions(test.id(''job''), null)')).sqlstate, 'PT400',
  'NULL is no batch');
select is(test.verdicts((select jsonb_agg(test.point(n, 14, -16)) from generate_series(1, 5001) as n)), 'invalid_value',
  '5,001 points are too many');
select is(test.verdicts(jsonb_build_array(test.point(0, 14, -16, more))), outcome, more::text)
from (values ('{"lat": 90.1}'::jsonb, 'invalid'), ('{"lat": "14"}', 'invalid'), ('{"lng": 180.1}', 'invalid'),
  ('{"lat": 0, "lng": 0}', 'invalid'), ('{"lat": 1e400}', 'invalid'), ('{"accuracy": "x"}', 'invalid'),
  ('{"heading": 361}', 'invalid'), ('{"status": 3}', 'invalid'), ('{"t": "yesterday"}', 'invalid'), ('{"t": "infinity"}', 'invalid'),
  ('{"t": 1e300}', 'invalid'), ('{"t": true}', 'invalid'), ('{"t": "2026-02-29T10:00:00Z"}', 'invalid'),
  ('{"t": "2026-02-28T10:00:00"}', 'invalid'),
  (jsonb_build_object('status', repeat('é', 51)), 'invalid'), (jsonb_build_object('notes', repeat('é', 1001)), 'invalid'),
  ('{"accuracy": 201}', 'inaccurate'),
  (jsonb_build_object('t', now() + interval '6 minutes'), 'future'), (jsonb_build_object('t', now() - interval '25 hours'), 'not_yours'))
  as m(more, outcome);
select is(test.standings(), 'inaccurate 0', 'of which only the inaccurate one is stored');
select test.forget() \g /dev/null
select is(test.verdicts(jsonb_build_array(test.point(n, 14, -16, more))), 'accepted', more::text)
from (values (6000, '{"accuracy": -1, "speed": -1, "heading": -1}'::jsonb),
  (9000, '{"accuracy": 200, "speed": 88.1234, "heading": 360}'), (12000, '{"speed": null, "status": null, "more": [1]}'),
  (15000, jsonb_build_object('status', repeat('é', 50), 'notes', repeat('é', 1000)))) as m(n, more);
select is((select array_agg((accuracy_m, speed_kmh, heading)::text order by device_time) from test.rows),
  '{"(,,)","(200,88.123,360)","(,,)","(,,)"}', 'unknown is NULL, and speeds have three decimals');
select test.forget() \g /dev/null
select is(test.verdicts(jsonb_build_array(test.point(0, 14, -16) || jsonb_build_object('t',
  (extract(epoch from now() - interval '1 hour') * 1000)::numeric(20, 3)),
  test.point(0, 14, -16) || jsonb_build_object('t', now() - interval '1 hour'),
  test.point(0, 14, -16) || jsonb_build_object('t', to_char(now() - interval '1 hour', 'YYYY-MM-DD HH24:MI:SS.US+00')))),
  'accepted duplicate duplicate', 'a time may be written in several ways');

-- What is thought of them: 0.01° of latitude is 1,112 m.
select test.forget() \g /dev/null
select is(test.verdicts(jsonb_build_array(test.point(0, 14, -16), test.point(60, 14.01, -16), test.point(120, 14.02, -16))),
  'accepted accepted accepted', 'logistics.md §4 point 7: a verdict for each point');
select is(test.verdicts(jsonb_build_array(test.point(60, 14.01, -16), test.point(90, 14.015, -16), test.point(91, 15, -16),
  test.point(180, 14.03, -16))), 'duplicate late too_fast accepted', 'logistics.md §4 point 7: duplicate, late, too fast');
select is(test.standings(), 'counted 0, counted 111195, counted 55598, too_fast 0, counted 55598, counted 111195',
  'a late point recomputes the segments beside it, and a jump is kept out of the distance');
select is((select (distance_cm, points, lat, lng)::text from alogistics.journeys where request_id = test.id('job')),
  '(333586,6,14.03,-16)', 'the journey knows its length, its points and where it is');
select is(test.record('[]') ->> 'distance_m', '3336', 'and each answer says its length');
select is(test.verdicts(jsonb_build_array(test.point(30, 14.005, -16))), 'late', 'a late one');
select is((select lat from alogistics.journeys where request_id = test.id('job')), 14.03::float8,
  'does not move the current position');
select is(test.verdicts(jsonb_build_array(test.point(180, 14.031, -16, '{"accuracy": 5}'))), 'accepted',
  'a better one of the same time takes the place of the other');
select is((select (lat, points)::text from alogistics.journeys where request_id = test.id('job')), '(14.031,7)',
  'also as the current position');
select is(test.verdicts(jsonb_build_array(test.point(180, 14.03, -16))), 'duplicate', 'and the worse one does not come back');
select is(test.verdicts(jsonb_build_array(test.point(240, 14.031, -16, '{"accuracy": 5}'))), 'accepted', 'standing still');
select is((select segment_cm from test.rows order by device_time desc limit 1), 0, 'is a segment of no length');

-- Around the globe.
select test.forget() \g /dev/null
select is(test.verdicts(jsonb_build_array(test.point(0, 0.5, 179.99), test.point(60, 0.5, -179.99), test.point(120, 0.5, -180),
  test.point(180, 0.5, 180), test.point(7200, 0.5, 0))), 'accepted accepted accepted accepted too_fast', 'the antimeridian');
select is((select array_agg(segment_cm order by device_time) from test.rows where standing = 'counted'),
  array[0, 222382, 111191, 0], 'is crossed in two kilometres, however it is written');
select test.forget() \g /dev/null
select is(test.verdicts(jsonb_build_array(test.point(0, 89.999, 0), test.point(60, 89.999, 180), test.point(120, 90, 77),
  test.point(180, 90, -120))), 'accepted accepted accepted accepted', 'the pole');
select is((select array_agg(segment_cm order by device_time) from test.rows), array[0, 22239, 11120, 0],
  'is crossed in two hundred metres, and is one point');

-- Remarks.
select test.forget() \g /dev/null
select test.record(jsonb_build_array(test.point(0, 14, -16, a), test.point(0, 14, -16, b)))
from (values ('{"status": "a"}'::jsonb, '{"notes": "n"}'::jsonb)) as r(a, b) \g /dev/null
select test.record(jsonb_build_array(test.point(0, 14, -16, '{"status": "b"}'), test.point(0, 14, -16))) \g /dev/null
select is((select (status, notes)::text from test.rows), '(b,)', 'of two remarks with one fix one stays, whichever came first');

select test.record(points) from (values (jsonb_build_array(test.point(900, 14, -16, '{"notes": "worse"}'))),
  (jsonb_build_array(test.point(900, 14, -16, '{"notes": "worse"}'), test.point(900, 14, -16, '{"accuracy": 3}'))))
  as p(points) \g /dev/null
select is((select notes from test.rows where accuracy_m = 3), null, 'and none of a fix that made way for a better one');
delete from alogistics.positions where accuracy_m = 3;

-- The source's table.
select is((select format('%s %s %s', lat, status, id = extract(epoch from recorded_at) * 1000000)
  from alogistics.tracking_updates where request_id = test.id('job')), '14 b t', 'tracking_updates shows it (A-33)');
select is(test.outcome('transporter', 'insert into alogistics.tracking_updates (request_id, lat, lng, speed, heading, notes)
  values (test.id(''job''), 14.1, -16, 54.3, 12.5, ''on the way'')'), 'done', 'and takes one');
select is((select (speed, heading, notes, transporter_id)::text from alogistics.tracking_updates order by id desc limit 1),
  format('(54.3,12.5,"on the way",%s)', test.id('transporter')), 'by the same code');
select is(test.outcome('service_role', 'update alogistics.tracking_updates set lat = 1'), 'denied', 'nobody changes one');
select is(test.outcome('superuser', statement), 'append_only', statement)
from (values ('update alogistics.tracking_updates set lat = 1'), ('delete from alogistics.tracking_updates')) as s(statement);

-- Who sees what. The token of the public page is the client's.
select is(test.count(actor, 'select from alogistics.' || relation), seen, format('logistics.md §4 point 10: %s reads %s', actor, relation))
from (values ('client', '1'), ('transporter', '1'), ('rival', '0'), ('moderator', '1'), ('anon', 'denied')) as a(actor, seen),
  (values ('positions where request_id = test.id(''job'') and status = ''b'''),
          ('tracking_updates where status = ''b''')) as r(relation);
select is(test.count(actor, 'select tracking_token from alogistics.journeys'), 'denied', actor || ' reads no token')
from unnest(array['client', 'transporter', 'moderator', 'service_role']) as actor;
select is(test.outcome(actor, 'insert into alogistics.positions select * from alogistics.positions'), 'denied', actor || ' writes no row')
from unnest(array['transporter', 'staff', 'service_role']) as actor;
select is(test.outcome(actor, 'select from alogistics.positions_default'), 'denied', actor || ' opens no month by its name')
from unnest(array['client', 'transporter', 'moderator', 'service_role']) as actor;

-- A new transporter begins a new journey; whoever lost the job sends nothing more.
update alogistics.transport_requests set status = 'completed', proof_of_delivery = '{"received_by": "x"}',
  status_reason = 'x' where id = test.id('job');
select test.request_at('handed on', 'assigned', 90) \g /dev/null
select is(test.would('transporter', 'select alogistics.record_positions(test.id(''handed on''), ''[]'')'), 'tracking_not_allowed',
  'before the job began');
select alogistics.unassign_transporter(test.id('handed on'), 'ill') \g /dev/null
select is((select (opened_at, closed_at is null)::text from alogistics.journeys where request_id = test.id('handed on')), '(,f)',
  'a job that is taken back is closed');
select alogistics.assign_transporter(test.id('handed on'), test.id('rival'), test.id('van')),
  alogistics.process_payment(test.id('handed on'), (select final_price from alogistics.transport_requests
                                                     where id = test.id('handed on'))) \g /dev/null
select is(test.would(actor, 'select alogistics.record_positions(test.id(''handed on''), ''[]'')'), outcome, actor || ' has it now')
from (values ('transporter', 'not_allowed'), ('rival', 'done')) as a(actor, outcome);

-- Months: each position is where its device time says.
select is((select count(*) from pg_inherits where inhparent = 'alogistics.positions'::regclass), 6::bigint,
  'there are months for the last one and three to come, and one for the rest');
select is_empty($$ select inhrelid::regclass from pg_inherits join pg_class on oid = inhrelid
  where inhparent = 'alogistics.positions'::regclass and not relrowsecurity $$, 'row security is on for each');
select * from finish();
rollback;
