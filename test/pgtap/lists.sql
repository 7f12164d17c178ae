-- The lists that people work with: what each shows to whom, in which order, and that a page of it is read from an index
-- and ends where the page ends. Among 20,000 generated requests; among a million in make bench-freight.
-- A-68, A-72, A-73, A-84 … A-86.
begin;
select plan(106);
set client_min_messages = warning;
select test.request_at('wish', 'pending', 10), test.request_at('ready', 'validated', 20),
  test.request_at('given', 'assigned', 30), test.request_at('underway', 'in_progress', 40),
  test.request_at('delivered', 'completed', 50), test.request('other wish', 'stranger', 60),
  test.sign_up('leaver'), alogistics.deactivate_profile(test.id('leaver')) \g /dev/null

-- What each person finds in each list.
create function test.names(actor text, statement text) returns text language plpgsql as $$
declare
  found text;
begin
  perform test.become(actor);
  execute format('select string_agg(coalesce(n.name, ''?''), '', '') from (%s) as l left join
    unnest(array[''wish'', ''ready'', ''given'', ''underway'', ''delivered'', ''other wish'']) as n(name)
    on test.id(n.name) = l.id', statement) into found;
  perform test.become('superuser');
  return coalesce(found, 'nothing');
exception when others then
  return sqlstate;
end
$$;
select is(test.names(actor, 'select id from alogistics.' || list), wanted, format('%s: %s sees %s', list, actor, wanted))
from (values
  ('pending_requests order by pickup_date', 'moderator', 'wish, other wish'),
  ('pending_requests', 'service_role', 'wish, other wish'), ('pending_requests', 'client', '42501'),
  ('pending_requests', 'anon', '42501'), ('pending_requests', 'staff:client', 'PT403'),
  ('unassigned_requests', 'admin', 'ready'), ('unassigned_requests', 'transporter', '42501'),
  ('active_jobs order by delivery_date, id', 'moderator', 'given, underway'), ('active_jobs', 'transporter', '42501'),
  ('my_requests order by pickup_date', 'client', 'wish, ready, given, underway, delivered'),
  ('my_requests', 'stranger', 'other wish'), ('my_requests', 'transporter', 'nothing'),
  ('my_requests', 'moderator', 'nothing'), ('my_requests', 'leaver', 'nothing'), ('my_requests', 'anon', '42501'),
  ('my_requests where status = ''in_progress''', 'client', 'underway'),
  ('my_jobs order by pickup_date desc, id desc', 'transporter', 'delivered, underway, given'),
  ('my_jobs where status = ''completed''', 'transporter', 'delivered'),
  ('my_jobs', 'client', 'nothing'), ('my_jobs', 'rival', 'nothing'), ('my_jobs', 'authenticated', 'nothing'),
  ('search_requests(''riz'')', 'moderator', 'nothing'), ('search_requests(''rice -"rue carnot"'')', 'moderator', 'nothing'),
  ('search_requests(''marche rose'') order by pickup_date', 'stranger', 'other wish'),
  ('search_requests(''MARCHÉ'') order by pickup_date', 'transporter', 'given, underway, delivered'),
  ('search_requests(''rice'', 0)', 'moderator', 'nothing'), ('search_requests(''rice'', -1)', 'moderator', 'nothing'),
  ('search_requests('''')', 'moderator', 'nothing'), ('search_requests(null)', 'moderator', 'nothing'),
  ('search_requests(''& | ! ( :* '''''')', 'moderator', 'nothing'), ('search_requests(''rice'')', 'anon', '42501'),
  ('requests_near(14.7, -17.4) order by pickup_date', 'moderator', 'wish, ready, other wish'),
  ('requests_near(14.7, -17.4)', 'stranger', 'other wish'), ('requests_near(14.7, -17.4)', 'transporter', 'nothing'),
  ('requests_near(14.7, -17.4, 1)', 'moderator', 'nothing'), ('requests_near(91, 0, 100000)', 'moderator', 'nothing'),
  ('requests_near(''nan'', 0, 100000)', 'moderator', 'nothing'), ('requests_near(0, 181, 100000)', 'moderator', 'nothing'),
  ('requests_near(14.7, -17.4, ''nan'')', 'moderator', 'wish, ready, other wish'),
  ('requests_near(14.7, -17.4, 100, -1)', 'moderator', 'nothing'), ('requests_near(14.7, -17.4)', 'anon', '42501'),
  ('open_loads_near(14.7, -17.4)', 'transporter', 'ready'), ('open_loads_near(14.7, -17.4)', 'rival', 'ready'),
  ('open_loads_near(14.7, -17.4)', 'client', 'nothing'), ('open_loads_near(14.7, -17.4)', 'moderator', '42501'),
  ('open_loads_near(5.3, -4, 500)', 'rival', 'nothing'), ('open_loads_near(14.7, -17.4, 100, 0)', 'rival', 'nothing'),
  ('open_loads_near(91, 0, 100000)', 'rival', 'nothing'),
  ('open_loads_near(''-infinity'', 0)', 'rival', 'nothing'), ('open_loads_near(0, ''infinity'')', 'rival', 'nothing'),
  ('open_loads_near(''nan'', 0)', 'rival', 'nothing'), ('requests_near(''infinity'', 0)', 'moderator', 'nothing'),
  ('search_requests(repeat(''"a" or -b '', 20000)) order by pickup_date', 'moderator', 'wish, ready, given, underway, delivered, other wish'),
  ('search_requests(''rice '' || repeat('' '', 200000)) order by pickup_date', 'stranger', 'other wish'))
  as t(list, actor, wanted);

-- What stands in them is what stands in the tables.
select results_eq($$ select client_name, transporter_name, plate_number, price, is_late from alogistics.active_jobs
  where id = test.id('underway') $$,
  $$ select 'Client Test', 'Transporter Test', v.plate_number, r.final_price, false
     from alogistics.transport_requests as r join alogistics.vehicles as v on v.id = r.assigned_vehicle_id
     where r.id = test.id('underway') $$, 'a job comes with names and plate');
select test.act_as('client') \g /dev/null
select results_eq($$ select transporter_name, plate_number, price > 0 from alogistics.my_requests
  where id in (test.id('wish'), test.id('given')) order by pickup_date $$,
  $$ values (null, null, true), ('Transporter Test', 'DK-' || left(test.id('truck')::text, 8), true) $$, 'a client reads who carries, with what, for how much');
select test.act_as('transporter') \g /dev/null
select results_eq($$ select client_name, earnings, price from alogistics.my_jobs where id = test.id('delivered') $$,
  $$ select 'Client Test', transporter_earnings, final_price from alogistics.transport_requests
     where id = test.id('delivered') $$, 'a transporter reads for whom, and what is earned');
select test.act_as(null) \g /dev/null

-- What else waits for staff.
select is(test.count(actor, 'select * from alogistics.' || list), wanted, format('%s: %s gets %s', list, actor, wanted))
from unnest(array['dispute_queue', 'document_queue']) as list,
  (values ('client', 'denied'), ('transporter', 'denied'), ('anon', 'denied'), ('staff:client', 'not_allowed'),
          ('moderator', '0'), ('service_role', '0')) as a(actor, wanted);
select test.act_as('client') \g /dev/null
select alogistics.open_dispute(test.id('underway'), 'damage', 'Two sacks are wet') \g /dev/null
select test.act_as('transporter') \g /dev/null
select alogistics.submit_document('registration', repeat('a', 64), test.id('truck')) \g /dev/null
select test.act_as('moderator') \g /dev/null
select results_eq($$ select request_id, status::text, client_name, transporter_name, price from alogistics.dispute_queue $$,
  $$ select id, 'open', 'Client Test', 'Transporter Test', final_price from alogistics.transport_requests
     where id = test.id('underway') $$, 'a dispute waits, with names and what it is about: A-73');
select results_eq($$ select kind::text, owner_name, plate_number from alogistics.document_queue $$,
  $$ values ('registration', 'Transporter Test', 'DK-' || left(test.id('truck')::text, 8)) $$,
  'a paper waits, with its owner and its vehicle');
select test.act_as(null) \g /dev/null

-- Places: the other side of the antimeridian, the poles, and the same point.
create function test.place(name text, lat float8, lng float8) returns uuid language sql as $$
  insert into alogistics.transport_requests (id, client_id, cargo_description, cargo_weight_kg, pickup_address,
    pickup_city, pickup_lat, pickup_lng, delivery_address, delivery_city, delivery_lat, delivery_lng, pickup_date,
    delivery_date)
  values (test.id(name), test.id('stranger'), 'Sacs de sel', 10, 'A', name, lat, lng, 'B', 'Thiès', lat * 0.999, lng,
    now() + interval '1 day', now() + interval '2 days') returning id
$$;
select test.place('Taveuni', -16.8, 179.95), test.place('Pole', 90, 12) \g /dev/null
select results_eq('select pickup_city, distance_km from alogistics.requests_near(-16.8, -179.95, 20)',
  $$ values ('Taveuni', 10.6) $$, 'near is near across the antimeridian: logistics.md §4 point 9');
select results_eq('select pickup_city, distance_km from alogistics.requests_near(90, -100, 1)',
  $$ values ('Pole', 0.0) $$, 'and at a pole, whatever the longitude');
select is((select count(*) from alogistics.requests_near(-90, 0, 20016, 1000)),
  (select count(*) from alogistics.transport_requests where status in ('pending', 'validated')),
  'half the earth around is all of it');

select is_empty($$ select n, chr(n) from generate_series(1, 65535) as n
  where n not between x'd800'::integer and x'dfff'::integer and alogistics.plain_words('É' || chr(n) || 'é')
    <> lower(translate('É' || chr(n) || 'é', 'àâäáãåÀÂÄÁÃÅçÇéèêëÉÈÊËíìîïÍÌÎÏñÑóòôöõÓÒÔÖÕúùûüÚÙÛÜýÿÝ',
                       'aaaaaaaaaaaacceeeeeeeeiiiiiiiinnoooooooooouuuuuuuuyyy')) $$,
  'words are searched in small letters without the accents of French and its neighbours');

create extension earthdistance with schema extensions;
set local search_path = public, extensions;
select is((count(*), count(*) filter (where extensions.cube_send(alogistics.ll_to_earth(lat, lng))
    = extensions.cube_send(extensions.ll_to_earth(lat, lng)))), (9119::bigint, 9119::bigint),
  'a place is where earthdistance puts it, to the last bit')
from (select 0::float8, 0::float8 union all select 90, 180 union all select -90, -180
      union all select lat, lng from generate_series(-90, 90, 1.7) as lat, generate_series(-180, 180, 4.2) as lng) as p(lat, lng);
select throws_ok('select alogistics.ll_to_earth(''infinity'', 0)', '22003', null, 'but not one that is nowhere');
reset search_path;

-- Many.
\set clients 1000
\set vehicles 1000
\set requests 20000
\ir ../../bench/freight/ground.sql
\ir ../../bench/freight/people.sql
\ir ../../bench/freight/requests.sql
select set_eq($$ select id from alogistics.search_requests('mangue bamako', 1000) $$,
  $$ select id from alogistics.transport_requests where concat_ws(' ', cargo_description, pickup_city, delivery_city)
     ilike all (array['%mangue%', '%bamako%']) $$, 'words are found as they stand, without their endings');
select results_eq($$ select id from alogistics.search_requests('riz', 100) $$,
  $$ select id from alogistics.transport_requests where cargo_description ilike '%riz%'
     order by created_at desc, id desc limit 100 $$, 'the newest come first');
create function test.km(lat1 float8, lng1 float8, lat2 float8, lng2 float8) returns float8 language sql immutable
return 2 * 6371.0088 * asin(sqrt(power(sind((lat2 - lat1) / 2), 2)
  + cosd(lat1) * cosd(lat2) * power(sind((lng2 - lng1) / 2), 2)));
select results_eq($$ select id, distance_km from alogistics.requests_near(12.6, -8, 300, 100) $$,
  $$ select id, round(km::numeric, 1) from alogistics.transport_requests, test.km(12.6, -8, pickup_lat, pickup_lng) as km
     where status in ('pending', 'validated') and km <= 300 order by km, id limit 100 $$,
  'the nearest come first, and those in the circle only');

\ir ../../bench/freight/reading.sql
select ok(is_right, format('%s: %s reads %s of at most %s rows by %s', who, statement, rows, most, indexes))
from bench.check_lists();
select bench.act_as(null) \g /dev/null
-- The planner does not see how few wait, and that who asked one after the other lies one after the other.
set local session_replication_role = replica;
delete from alogistics.transport_requests where id <> all(array(
  (select id from alogistics.transport_requests where status = 'pending' limit 10)
  union all
  (select id from alogistics.transport_requests where status = 'completed' order by created_at limit 2000)));
set local session_replication_role = default;
cluster alogistics.transport_requests using idx_requests_created;
analyze alogistics.transport_requests;
create function test.cost_of_page() returns numeric language plpgsql as $$
declare
  plan json;
begin
  perform bench.act_as('moderator');
  execute 'explain (format json) select id from alogistics.transport_requests where status = ''pending''
    order by created_at, id limit 20' into plan;
  perform bench.act_as(null);
  return plan -> 0 -> 'Plan' ->> 'Total Cost';
end
$$;
select test.cost_of_page() as by_index \gset
drop index alogistics.idx_requests_pending;
select cmp_ok(test.cost_of_page(), '>', 2 * :by_index, 'whoever waits is not looked for among all who asked');
select * from finish();
rollback;
