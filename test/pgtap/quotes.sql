-- Quotes: what a transport costs, line by line, for how long and for whom. A-29, logistics.md §4 point 6.
begin;
select plan(79);
create function test.named(name text) returns uuid language sql stable as $$ select current_setting('test.' || name)::uuid $$;

-- A sound quote by name, with one argument another, or one more.
create function test.quote(changed text default null, becomes text default null) returns text language sql as $$
  select format('select alogistics.quote_transport(%s)', string_agg(format('%s => %s', name, value), ', '))
  from (select name, case when name = changed then becomes else value end as value
        from (values ('pickup_lat', '14.6928'), ('pickup_lng', '-17.4467'), ('delivery_lat', '12.6392'),
          ('delivery_lng', '-8.0029'), ('cargo_weight_kg', '1000'), ('pickup_date', '''2031-03-05 12:00Z'''),
          ('cargo_volume_m3', '2'), ('pickup_city', '''Dakar'''), ('delivery_city', '''Bamako''')) as f(name, value)
        union all
        select changed, becomes where changed not in ('pickup_lat', 'pickup_lng', 'delivery_lat', 'delivery_lng',
          'cargo_weight_kg', 'pickup_date', 'cargo_volume_m3', 'pickup_city', 'delivery_city')) as arguments
$$;
-- Makes a quote and remembers it by name.
create function test.make_quote(name text, changed text default null, becomes text default null, actor text default 'client')
returns alogistics.quotes language plpgsql as $$
declare
  made alogistics.quotes;
begin
  perform test.become(actor);
  execute replace(test.quote(changed, becomes), 'select ', 'select * from ') into made;
  perform test.become(null);
  perform set_config('test.' || name, made.id::text, false);
  return made;
end
$$;
create function test.lines(quote alogistics.quotes) returns text language sql as $$
  select string_agg(format('%s %s', line ->> 'code', line ->> 'amount'), ', ' order by number)
  from jsonb_array_elements(quote.lines) with ordinality as l(line, number)
$$;

-- What it says.
select is((q.price, q.currency, q.distance_m, q.legs_m, q.distance_source::text, q.client_id, q.request_id),
  (221700::bigint, 'XOF'::text, 1359135::bigint, array[1359135::bigint], 'great_circle'::text, test.id('client'), null::uuid),
  'a tonne from Dakar to Bamako, measured by the server: logistics.md §4 point 6') from test.make_quote('plain') as q;
select is(test.lines(q), 'base 2000, distance 204000, weight 15000, volume 700', 'line by line') from alogistics.quotes as q
  where id = test.named('plain');
select results_eq($$ select line ->> 'text_fr', line ->> 'text_en' from alogistics.quotes, jsonb_array_elements(lines) as line
  where id = test.named('plain') $$, $$ values ('Prise en charge', 'Base price'),
    (e'1\u00a0360\u00a0km × 150\u00a0FCFA', e'1,360\u00a0km × 150 FCFA'),
    (e'Poids\u00a0: 10\u00a0× 100 kg × 1\u00a0500\u00a0FCFA', e'Weight: 10\u00a0× 100 kg × 1,500 FCFA'),
    (e'Volume\u00a0: 2\u00a0m³ × 350\u00a0FCFA', e'Volume: 2\u00a0m³ × 350 FCFA') $$, 'in French and English');
select is(expires_at - created_at, interval '1 hour', 'valid for an hour') from alogistics.quotes where id = test.named('plain');
select is((select sum((line ->> 'amount')::bigint)::bigint from jsonb_array_elements(q.lines) as line), q.price,
  format('the lines sum exactly: %s %s', changed, becomes))
from (values ('transport_type', '''express'''), ('transport_type', '''hazardous'''), ('vehicle_type', '''moto'''),
  ('vehicle_type', '''trailer'''), ('cargo_weight_kg', '0.001'), ('cargo_weight_kg', '100000'),
  ('cargo_volume_m3', 'null'), ('cargo_volume_m3', '999.999'), ('delivery_lng', '-17.4466')) as c(changed, becomes),
  test.make_quote('sum', changed, becomes) as q;
select is(q.price, p.price::bigint, goods) from (values ('standard', 221700), ('express', 332550), ('fragile', 288250),
  ('refrigerated', 354750), ('hazardous', 443400)) as p(goods, price),
  test.make_quote('goods', 'transport_type', quote_literal(goods)) as q;
select is(q.price, p.price::bigint, kg || ' kg') from (values ('1', 208200), ('100', 208200), ('100.01', 209700)) as p(kg, price),
  test.make_quote('kg', 'cargo_weight_kg', kg) as q;

-- Never 0, always an error with its name.
select is(test.complaint('client', test.quote(field, value)), refusal, format('%s = %s is refused: logistics.md §4 point 6', field, value))
from (values
  ('cargo_weight_kg', '0', 'invalid_value cargo_weight_kg'), ('cargo_weight_kg', '-1', 'invalid_value cargo_weight_kg'),
  ('cargo_weight_kg', '''NaN''', 'invalid_value cargo_weight_kg'), ('cargo_weight_kg', '''Infinity''', 'invalid_value cargo_weight_kg'),
  ('cargo_weight_kg', '100000.1', 'invalid_value cargo_weight_kg'), ('cargo_weight_kg', 'null', 'missing_value cargo_weight_kg'),
  ('cargo_volume_m3', '0', 'invalid_value cargo_volume_m3'), ('cargo_volume_m3', '''NaN''', 'invalid_value cargo_volume_m3'),
  ('cargo_volume_m3', '''-Infinity''', 'invalid_value cargo_volume_m3'),
  ('pickup_lat', '90.1', 'invalid_value pickup_lat'), ('pickup_lat', '-90.1', 'invalid_value pickup_lat'),
  ('pickup_lat', '''NaN''', 'invalid_value pickup_lat'), ('pickup_lng', '180.1', 'invalid_value pickup_lng'),
  ('pickup_lng', '''-Infinity''', 'invalid_value pickup_lng'), ('delivery_lat', '''NaN''', 'invalid_value delivery_lat'),
  ('delivery_lat', '91', 'invalid_value delivery_lat'), ('delivery_lng', '''Infinity''', 'invalid_value delivery_lng'),
  ('delivery_lng', 'null', 'missing_value delivery_lng'),
  ('delivery_date', '''2031-03-05 11:59Z''', 'invalid_value delivery_date'),
  ('delivery_date', '''infinity''', 'invalid_value delivery_date'), ('pickup_date', '''-infinity''', 'invalid_value pickup_date'),
  ('pickup_date', '''2020-01-01''', 'invalid_value pickup_date'), ('pickup_date', 'null', 'missing_value pickup_date'),
  ('delivery_lng', '150', 'distance_out_of_range'), ('transport_type', 'null', 'missing_value transport_type'),
  ('transport_type', '''cold''', '22P02'), ('vehicle_type', '''boat''', '22P02'),
  ('stops', '''{}''', 'invalid_value '), ('stops', 'null', 'done'), ('stops', '''[{"lat": 14}]''', 'invalid_value /0/lng'),
  ('stops', '''[{"lat": 91, "lng": 0}]''', 'invalid_value /0'),
  ('stops', '(select jsonb_agg(''{"lat": 14, "lng": -16}''::jsonb) from generate_series(1, 20))', 'invalid_value /19'))
  as r(field, value, refusal);
select is(test.complaint('client', replace(test.quote(), 'pickup_lat => 14.6928, pickup_lng => -17.4467', 'pickup_lat => 0, pickup_lng => 0')),
  'invalid_value pickup_lat', '0,0 is no place');

-- On either side of the antimeridian, at a pole, and where pick-up and delivery are one: logistics.md §4 points 6, 9.
select is(q.distance_m, distance::bigint, label) from (values
  ('across the antimeridian', 0, 179.5, -179.5, 144554), ('at a pole, rounded up', 90, 0, 120, 1), ('on the spot', 14, -17, -17, 0))
  as c(label, lat, lng_from, lng_to, distance),
  alogistics.quote_transport(lat, lng_from, lat, lng_to, 10, '2031-01-01', client_uuid => test.id('client')) as q;

-- A distance of a routing engine counts, from the system only.
select is(test.complaint(actor, test.quote('road_distance_m', '1234567, client_uuid => test.id(''client'')')), outcome,
  actor || ' knows the road') from (values ('client', 'not_allowed road_distance_m'), ('moderator', 'not_allowed road_distance_m'),
  ('admin', 'not_allowed road_distance_m'), ('service_role', 'done')) as a(actor, outcome);
select is((q.distance_m, q.legs_m, q.distance_source::text), (1234567::bigint, array[1234567::bigint], 'external'::text),
  'an external distance') from test.make_quote('road', 'road_distance_m', '1234567, client_uuid => test.id(''client'')', 'service_role') as q;
select is(test.complaint('service_role', test.quote('road_distance_m', '-1, client_uuid => test.id(''client'')')),
  'invalid_value distance_m', 'no negative one');
select is(test.complaint('service_role', test.quote('road_distance_m', '10000001, client_uuid => test.id(''client'')')),
  'distance_out_of_range', 'none out of range');

-- Stops: each leg is measured, and has its lines.
select is((array_length(q.legs_m, 1), q.distance_m, test.lines(q)),
  (3, (select sum(leg)::bigint from unnest(q.legs_m) as leg),
   'base 2000, distance 11100, distance 72000, distance 122100, weight 15000, volume 700'::text), 'three legs, a line each: logistics.md §4 point 6')
from test.make_quote('stops', 'stops', '''[{"lat": 14.79, "lng": -16.93}, {"lat": 13.77, "lng": -13.67}]''') as q;
select matches(lines -> 1 ->> 'text_fr', e'^Étape 1\u00a0: 74\u00a0km', 'the first') from alogistics.quotes where id = test.named('stops');
select matches(lines -> 3 ->> 'text_en', '^Leg 3: ', 'the third')
from alogistics.quotes where id = test.named('stops');

-- Whose it is.
select is(test.count(actor, 'select from alogistics.quotes where id = test.named(''plain'')'), seen, actor || ' reads it')
from (values ('client', '1'), ('stranger', '0'), ('transporter', '0'), ('moderator', '1'), ('service_role', '1')) as r(actor, seen);
select is(test.would(actor, statement), outcome, format('%s: %s', actor, statement))
from (values ('client', 'update alogistics.quotes set price = 1', 'denied'),
  ('moderator', 'update alogistics.quotes set price = 1', 'denied'), ('service_role', 'delete from alogistics.quotes', 'denied'),
  ('superuser', 'update alogistics.quotes set price = 1', 'append_only'),
  ('superuser', 'update alogistics.quotes set expires_at = expires_at + interval ''1 day''', 'append_only'),
  ('superuser', 'delete from alogistics.quotes', 'append_only'), ('superuser', 'truncate alogistics.quotes cascade', 'append_only'))
  as w(actor, statement, outcome);
select * from finish();
rollback;
