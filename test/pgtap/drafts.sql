-- What a client may ask for: A-26 … A-29, A-93.
begin;
select plan(58);

-- A sound request, with one field another; by INSERT, so that every field can be missing.
create function test.ask(changed text default 'cargo_description',
  becomes text default '''Rice''') returns text language sql as $$
  select format('insert into alogistics.transport_requests (%s) values (%s)', string_agg(f.name, ', '),
    string_agg(case when f.name = changed then coalesce(becomes, 'null') else f.value end, ', '))
  from (values ('client_id', 'test.id(''client'')'), ('transport_type', '''standard'''),
    ('cargo_description', '''Rice'''), ('cargo_weight_kg', '1000'), ('cargo_volume_m3', '2'),
    ('pickup_address', '''12 rue Carnot'''), ('pickup_city', '''Dakar'''), ('pickup_lat', '14.6928'),
      ('pickup_lng', '-17.4467'), ('delivery_address', '''Marché Rose'''),
    ('delivery_city', '''Bamako'''), ('delivery_lat', '12.6392'), ('delivery_lng', '-8.0029'),
      ('pickup_date', 'now() + interval ''1 day'''), ('delivery_date', 'now() + interval ''2 days'''))
      as f(name, value)
$$;
create function test.complaint(statement text) returns text language sql as $$
  select case when (e.error).sqlstate is null then 'done' else concat_ws(' ', test.name_of(e.error),
    case when (e.error).detail like '{%' then (e.error).detail::json ->> 'field' end) end
  from (select test.error('client', statement) as error offset 0) as e
$$;
grant execute on all functions in schema test to public;
select is(test.complaint(test.ask()), 'done', 'a sound request');
select is(test.complaint(test.ask(field, null)), 'missing_value ' || field, 'no ' || field)
from unnest(array['client_id', 'transport_type', 'cargo_description', 'cargo_weight_kg', 'pickup_address',
  'pickup_city', 'pickup_lat', 'pickup_lng', 'delivery_address', 'delivery_city',
  'delivery_lat', 'delivery_lng', 'pickup_date', 'delivery_date']) as field;
select is(test.complaint(test.ask(field, value)), complaint, format('%s = %s', field, value))
from (values
  ('cargo_volume_m3', 'null', 'done'), ('cargo_volume_m3', '0', 'invalid_value cargo_volume_m3'),
    ('cargo_volume_m3', '1000.1', 'invalid_value cargo_volume_m3'),
    ('cargo_volume_m3', '''NaN''', 'invalid_value cargo_volume_m3'),
  ('cargo_weight_kg', '0', 'invalid_value cargo_weight_kg'),
    ('cargo_weight_kg', '-1', 'invalid_value cargo_weight_kg'), ('cargo_weight_kg', '100000', 'done'),
    ('cargo_weight_kg', '100000.1', 'invalid_value cargo_weight_kg'),
  ('cargo_weight_kg', '''NaN''', 'invalid_value cargo_weight_kg'),
    ('cargo_weight_kg', '''Infinity''', 'invalid_value cargo_weight_kg'),
  ('cargo_description', ''' ''', 'missing_value cargo_description'),
    ('cargo_description', 'repeat(''a'', 2000)', 'done'),
    ('cargo_description', 'repeat(''a'', 2001)', 'invalid_value cargo_description'),
  ('pickup_address', 'repeat(''a'', 501)', 'invalid_value pickup_address'),
    ('pickup_city', '''''', 'missing_value pickup_city'),
    ('pickup_city', 'repeat(''a'', 201)', 'invalid_value pickup_city'),
    ('delivery_city', 'repeat(''a'', 200)', 'done'),
  ('pickup_lat', '90.1', 'invalid_value pickup_lat'), ('pickup_lng', '''NaN''', 'invalid_value pickup_lng'),
    ('delivery_lat', '-91', 'invalid_value delivery_lat'), ('delivery_lng', '180', 'distance_out_of_range'),
    ('delivery_lng', '181', 'invalid_value delivery_lng'),
  ('delivery_date', 'now() + interval ''1 hour''', 'invalid_value delivery_date'),
    ('delivery_date', '''infinity''', 'invalid_value delivery_date'),
    ('pickup_date', '''-infinity''', 'invalid_value pickup_date'),
  ('pickup_date', '''infinity''', 'invalid_value pickup_date'), ('transport_type', '''fragile''', 'done'))
    as d(field, value, complaint);
select is(test.complaint('insert into alogistics.transport_requests (client_id, cargo_description, cargo_weight_kg, pickup_address, pickup_city, pickup_lat, pickup_lng, delivery_address, delivery_city,
  delivery_lat, delivery_lng, pickup_date, delivery_date) values (test.id(''client''), ''Rice'', 10, ''A'',
    ''Dakar'', 14.6, -17.4, ''B'', ''Thiès'', 14.7, -16.9, ''2020-01-01'',
    ''2020-01-02'')'), 'invalid_value delivery_date', 'a transport in the past');

-- Whose request it may be.
select is(test.would(actor, replace(test.ask(), 'test.id(''client'')', format('test.id(%L)', client))), outcome,
  format('%s asks for %s', actor, client))
from (values ('service_role', 'transporter', 'not_allowed'), ('service_role', 'moderator', 'not_allowed'),
  ('service_role', 'nobody', 'not_found'), ('moderator', 'client', 'done'),
  ('stranger', 'client', 'actor_mismatch'), ('anon', 'client', 'denied')) as a(actor, client, outcome);
select alogistics.deactivate_profile(test.id('stranger')) \g /dev/null
select is(test.would('moderator', replace(test.ask(), '''client''', '''stranger''')), 'account_disabled',
  'nobody asks for a closed account');

-- A pending request may be changed, and is measured and priced anew; a price for other goods is no price for these.
select test.request_at('wish', 'pending', 10) \g /dev/null
update alogistics.transport_requests set final_price = 5000 where id = test.id('wish');
select is(test.outcome('client',
  'update alogistics.transport_requests set cargo_weight_kg = 1, delivery_lat = 14.6929, delivery_lng = -17.4467 where id = test.id(''wish'')'),
  'done', 'the client changes his mind');
select is((distance_m, estimated_price, final_price),
  (15::bigint, 4350::bigint, null::bigint), 'and gets another price') from alogistics.transport_requests
  where id = test.id('wish');
select is(test.would('client',
  'update alogistics.transport_requests set cargo_weight_kg = -1 where id = test.id(''wish'')'), 'invalid_value',
  'not any');
select is(test.would('client', format('select alogistics.place_transport_request(%L)', draft)), 'invalid_value', 'no draft: ' || draft)
from unnest(array['[]', '[{}]', 'null', '1', '"x"']) as draft;
select * from finish();
rollback;
