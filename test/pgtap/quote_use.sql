-- A quote binds: used once, in time, by its client, for the transport that it is about. A-29, logistics.md §4 point 6.
begin;
select plan(53);
create function test.named(name text) returns uuid language sql stable as $$ select current_setting('test.' || name)::uuid $$;
create function test.make_quote(name text, stops jsonb default '[]', client text default 'client', cities boolean default true)
returns uuid language plpgsql as $$
declare
  made alogistics.quotes;
begin
  made := alogistics.quote_transport(14.6928, -17.4467, 12.6392, -8.0029, 1000, '2031-03-05 12:00Z', 'standard', 2, 'truck',
    case when cities then 'Dakar' end, case when cities then 'Bamako' end, stops, client_uuid => test.id(client));
  perform set_config('test.' || name, made.id::text, false);
  return made.id;
end
$$;
-- A request for what was quoted, with one argument another.
create function test.ask(quote text, changed text default null, becomes text default null) returns text language sql as $$
  select format('select alogistics.create_transport_request(%s)',
    string_agg(format('%s => %s', name, case when name = changed then becomes else value end), ', '))
  from (values ('quote_uuid', quote), ('cargo_description', '''Rice'''), ('cargo_weight_kg', '1000'),
    ('cargo_volume_m3', '2'), ('transport_type', '''standard'''), ('vehicle_type', '''truck'''),
    ('pickup_address', '''12 rue Carnot'''), ('pickup_city', '''Dakar'''), ('pickup_lat', '14.6928'), ('pickup_lng', '-17.4467'),
    ('delivery_address', '''Marché Rose'''), ('delivery_city', '''Bamako'''), ('delivery_lat', '12.6392'),
    ('delivery_lng', '-8.0029'), ('pickup_date', '''2031-03-05 12:00Z'''), ('delivery_date', '''2031-03-07'''),
    ('stops', '''[]''')) as f(name, value)
$$;
-- Names no member: what a quote is compared with is a field.
create or replace function test.complaint(actor text, statement text) returns text language sql as $$
  select case when (e.error).sqlstate is null then 'done' else concat_ws(' ', test.name_of(e.error),
    case when (e.error).detail like '{%' then (e.error).detail::json ->> 'field' end) end
  from (select test.error(actor, statement) as error offset 0) as e
$$;
select test.make_quote('own'), test.make_quote('others', client => 'stranger'), test.make_quote('anywhere', cities => false),
  test.make_quote('old') \g /dev/null

-- Another transport has another price: whatever the price depends on must be as it was quoted.
select is(test.complaint('client', test.ask('test.named(''own'')', field, value)), 'quote_mismatch ' || field,
  'quoted with another ' || field)
from (values ('cargo_weight_kg', '1000.5'), ('cargo_volume_m3', 'null'), ('transport_type', '''express'''), ('vehicle_type', 'null'),
  ('vehicle_type', '''van'''), ('pickup_city', '''Thiès'''), ('delivery_city', '''Ségou'''), ('pickup_lat', '14.69281'),
  ('pickup_lng', '-17.4468'), ('delivery_lat', '12.64'), ('delivery_lng', '-8.003'), ('pickup_date', '''2031-03-05 12:01Z'''),
  ('stops', '''[{"address": "Gare", "city": "Thiès", "lat": 14.79, "lng": -16.93}]''')) as d(field, value);
select is(test.complaint('client', test.ask('test.named(''anywhere'')')), 'quote_mismatch pickup_city',
  'a quote without cities is an indication');
select is(test.complaint('client', test.ask('test.named(''others'')')), 'not_found', 'another''s quote is none');
select is(test.complaint('client', test.ask('gen_random_uuid()')), 'not_found', 'nor is what is nowhere');
select is(test.complaint('moderator', replace(test.ask('test.named(''own'')'), 'quote_uuid', 'client_uuid => test.id(''client''), quote_uuid')),
  'done', 'staff use it for the client');
alter table alogistics.quotes disable trigger guard_quote;
update alogistics.quotes set created_at = now() - interval '1 hour', expires_at = clock_timestamp() where id = test.named('old');
alter table alogistics.quotes enable trigger guard_quote;
select is(test.complaint('client', test.ask('test.named(''old'')')), 'quote_expired', 'not a moment after it expired');

-- The price stands, whatever the tariff has become since.
select alogistics.set_tariff(jsonb_set(rules, '{base}', '9000')) from alogistics.tariffs \g /dev/null
select is(test.outcome('client', test.ask('test.named(''own'')')), 'done', 'the client asks for what was quoted: logistics.md §4 point 6');
select is((r.estimated_price, r.distance_m, r.vehicle_type::text, q.request_id = r.id, q.consumed_at is not null),
  (221700::bigint, 1359135::bigint, 'truck'::text, true, true), 'at the price of the quote, which is used')
from alogistics.transport_requests as r join alogistics.quotes as q on q.id = r.quote_id where q.id = test.named('own');
select is(test.complaint('client', test.ask('test.named(''own'')')), 'quote_used', 'once');
select is(test.complaint('client', test.ask('null')), 'done', 'without a quote');
select is((r.estimated_price, q.price, q.consumed_at is not null), (228700::bigint, 228700::bigint, true),
  'one is made at once, by the tariff of now') from alogistics.transport_requests as r join alogistics.quotes as q on q.id = r.quote_id
where r.id = (alogistics.create_transport_request('Rice', 1000, 'A', 'Dakar', 14.6928, -17.4467, 'B', 'Bamako', 12.6392, -8.0029,
  '2031-03-05', '2031-03-07', cargo_volume_m3 => 2, client_uuid => test.id('client'))).id;

-- By INSERT as by call; two in one statement are two.
create function test.insertion(quote text, rows integer default 1) returns text language sql as $$
  select format('insert into alogistics.transport_requests (client_id, quote_id, transport_type, vehicle_type, cargo_description,
    cargo_weight_kg, cargo_volume_m3, pickup_address, pickup_city, pickup_lat, pickup_lng, delivery_address, delivery_city,
    delivery_lat, delivery_lng, pickup_date, delivery_date) select test.id(''client''), test.named(%L), ''standard'', ''truck'', ''Rice'',
    1000, 2, ''A'', ''Dakar'', 14.6928, -17.4467, ''B'', ''Bamako'', 12.6392, -8.0029, ''2031-03-05 12:00Z'', ''2031-03-07''
    from generate_series(1, %s)', quote, rows)
$$;
select test.make_quote('inserted'), test.make_quote('twice') \g /dev/null
select is(test.outcome(actor, test.insertion('inserted')), outcome, actor || ' inserts a request with it')
from (values ('client', 'done'), ('client', 'quote_used'), ('service_role', 'quote_used'), ('superuser', 'quote_used')) as a(actor, outcome);
select is(test.would('client', test.insertion('twice', 2)), 'quote_used', 'two rows of one statement');
select is(test.would('client', 'update alogistics.transport_requests set quote_id = test.named(''twice'')'), 'denied', 'nor by UPDATE');
select is(test.would('superuser', 'update alogistics.transport_requests set quote_id = test.named(''twice'') where quote_id = test.named(''own'')'),
  'field_locked', 'by nobody');

-- What a routing engine knew of the road counts for the request too.
select set_config('test.known', (alogistics.quote_transport(14.6928, -17.4467, 12.6392, -8.0029, 1000, '2031-03-05 12:00Z', 'standard', 2,
  'truck', 'Dakar', 'Bamako', road_distance_m => 1300000, client_uuid => test.id('client'))).id::text, false) \g /dev/null
select is(test.outcome('client', test.ask('test.named(''known'')')), 'done', 'the client takes a quote of a known road');
select is(distance_m, 1300000::bigint, 'with its distance') from alogistics.transport_requests where quote_id = test.named('known');

-- A change of a pending request is quoted anew; the old quote stays used.
select is(test.outcome('client', 'update alogistics.transport_requests set cargo_weight_kg = 1001 where quote_id = test.named(''own'')'),
  'done', 'the client changes his mind');
select results_eq($$ select q.price, q.consumed_at is not null, q.id = r.quote_id
  from alogistics.quotes as q join alogistics.transport_requests as r on r.id = q.request_id
  where r.id = (select request_id from alogistics.quotes where id = test.named('own')) order by q.created_at $$,
  $$ values (221700::bigint, true, false), (230200::bigint, true, true) $$, 'and has another quote, at the tariff of now');
select is(test.outcome('client', 'update alogistics.transport_requests set cargo_description = ''Basmati'' where id = (select request_id
  from alogistics.quotes where id = test.named(''inserted''))'), 'done', 'any change of the draft is quoted anew');

-- Stops belong to the request: read with it, changed with it, priced by legs.
create function test.stops() returns text language sql as $$
  select '[{"address": "Gare", "city": "Thiès", "lat": 14.79, "lng": -16.93}, {"address": "Marché", "city": "Tambacounda", "lat": 13.77, "lng": -13.67}]'
$$;
select set_config('test.journey', (alogistics.create_transport_request('Rice', 1000, 'A', 'Dakar', 14.6928, -17.4467, 'B', 'Bamako',
  12.6392, -8.0029, '2031-04-05 12:00Z', '2031-04-07', cargo_volume_m3 => 2, client_uuid => test.id('client'),
  stops => test.stops()::jsonb)).id::text, false) \g /dev/null
select results_eq($$ select position, address, city, lat, lng from alogistics.request_stops where request_id = test.named('journey') $$,
  $$ values (1, 'Gare', 'Thiès', 14.79::float8, -16.93::float8), (2, 'Marché', 'Tambacounda', 13.77, -13.67) $$, 'the stops, in order');
select is((array_length(legs_m, 1), r.distance_m), (3, (select sum(leg)::bigint from unnest(legs_m) as leg)), 'three legs')
from alogistics.transport_requests as r join alogistics.quotes as q on q.id = r.quote_id where r.id = test.named('journey');
select is(test.count(actor, 'select from alogistics.request_stops where request_id = test.named(''journey'')'), seen, actor || ' sees the stops')
from (values ('client', '2'), ('stranger', '0'), ('transporter', '0'), ('moderator', '2'), ('service_role', '2')) as r(actor, seen);
select is(test.outcome('client', 'update alogistics.transport_requests set stops = ''[]'' where id = test.named(''journey'')'), 'done', 'the client goes straight');
select is(distance_m, 1359135::bigint, 'which is nearer') from alogistics.transport_requests where id = test.named('journey');
select is(test.complaint('client', format('update alogistics.transport_requests set stops = %L where id = test.named(''journey'')', stops)),
  'invalid_value stops', 'no stops: ' || stops)
from unnest(array['{}', '[1]', '[{"lat": 14.79, "lng": -16.93}]', '[{"address": "A", "city": "B", "lat": 91, "lng": 0}]']) as stops;
select alogistics.validate_transport_request(test.named('journey')) \g /dev/null
select is(test.would('client', format('update alogistics.transport_requests set stops = %L where id = test.named(''journey'')', test.stops())),
  'field_locked', 'once validated, the way is settled');

-- The quote of a request is written past the executor, unless somebody has attached something to the table.
create function test.quote_of(request text) returns text language sql as $$
  select to_jsonb(q) - '{id,created_at,expires_at,consumed_at,request_id}'::text[] || jsonb_build_object(
    'life', q.expires_at - q.created_at, 'is_consumed', q.consumed_at = q.created_at, 'is_of_it', q.request_id = r.id,
    'is_its_price', q.price = r.estimated_price and q.distance_m = r.distance_m)
  from alogistics.transport_requests as r join alogistics.quotes as q on q.id = r.quote_id where r.id = test.named(request)
$$;
create function test.place_journey(name text) returns void language sql as $$
  select set_config('test.' || name, (alogistics.create_transport_request('Rice', 1000, 'A', 'Dakar', 14.6928, -17.4467, 'B', 'Bamako',
    12.6392, -8.0029, '2031-04-05 12:00Z', '2031-04-07', cargo_volume_m3 => 2, client_uuid => test.id('client'),
    stops => test.stops()::jsonb, vehicle_type => 'truck')).id::text, false)
$$;
create table test.seen (price bigint);
grant insert on test.seen to public;
create function test.note_quote() returns trigger language plpgsql as $$
begin
  insert into test.seen values (new.price);
  return null;
end
$$;
select test.place_journey('alone') \g /dev/null
create trigger note_quote after insert on alogistics.quotes for each row execute function test.note_quote();
select test.place_journey('watched') \g /dev/null
drop trigger note_quote on alogistics.quotes;
select is((select count(*) from test.seen), 1::bigint, 'a trigger of somebody else fires');
select is(test.quote_of('alone'), test.quote_of('watched'), 'and the quote is the same either way');
select ok(test.quote_of('alone')::jsonb @> '{"is_consumed": true, "is_of_it": true, "is_its_price": true}',
  'used by its request, at its price');
alter table alogistics.quotes add constraint no_truck check (vehicle_type <> 'truck') not valid;
select throws_ok($$ select test.place_journey('refused') $$, '23514', null, 'a CHECK that was added is checked');

select is_empty('select * from alogistics.reconcile()', 'the books are sound');
select * from finish();
rollback;
