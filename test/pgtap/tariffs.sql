-- Versions of the tariff: who sets them, when they are in force, night and weekend on the platform's clock. A-29,
-- logistics.md §4 point 6.
begin;
select plan(108);
create function test.rules(change jsonb default '{}') returns jsonb language sql stable as $$
  select rules || change from alogistics.tariffs where currency = 'XOF' order by created_at, lower(valid) nulls first limit 1
$$;
create function test.set(change text default '{}', more text default '') returns text language sql as $$
  select format('select alogistics.set_tariff(test.rules(%L)%s)', change, more)
$$;
create function test.price(pickup_date timestamptz, transport_type text default 'standard', city text default null, kg float8 default 1000,
  vehicle_type text default null) returns bigint language sql as $$
  select (alogistics.quote_transport(14.6928, -17.4467, 12.6392, -8.0029, kg, pickup_date, transport_type::alogistics.transport_type,
    vehicle_type => vehicle_type::alogistics.vehicle_type, pickup_city => 'Dakar', delivery_city => city, client_uuid => test.id('client'))).price
$$;

-- Who.
select is(test.would(actor, test.set()), outcome, actor || ' sets a tariff')
from (values ('client', 'not_allowed'), ('transporter', 'not_allowed'), ('moderator', 'not_allowed'), ('admin', 'done'),
  ('service_role', 'done'), ('anon', 'denied')) as a(actor, outcome);
select is(test.would(actor, 'update alogistics.tariffs set name = ''mine'''), outcome, actor || ' changes it by UPDATE')
from (values ('client', 'denied'), ('admin', 'denied'), ('service_role', 'denied'), ('superuser', 'append_only')) as a(actor, outcome);
select is(test.count('client', 'select from alogistics.tariffs'), '1', 'everybody reads it');

-- What is no tariff.
select is(test.complaint('admin', test.set(change)), refusal, 'a tariff with ' || change)
from (values ('{"base": -1}', 'invalid_value /base'), ('{"bonus": 1}', 'invalid_value /bonus'), ('{"rounding": 0}', 'invalid_value /rounding'),
  ('{"distance": []}', 'invalid_value /distance'), ('{"distance": [{"from_km": 5, "per_km": 1}]}', 'invalid_value /distance'),
  ('{"night": {"bps": 100, "from_minute": 60, "to_minute": 60}}', 'invalid_value /night'),
  ('{"weekend": {"bps": 100, "days": [0]}}', 'invalid_value /weekend/days'), ('{"distance_max_km": 0}', 'invalid_value /distance_max_km'),
  ('{"base": 1.5}', 'invalid_value /base'), ('{"base": 2500}', 'done')) as c(change, refusal);
select is(test.complaint('admin', statement), refusal, statement)
from (values ('select alogistics.set_tariff(null)', 'missing_value rules'), ('select alogistics.set_tariff(''[]'')', 'invalid_value '),
  (test.set('{}', ', name => '''''), 'invalid_value name'), (test.set('{}', ', currency => ''ZZZ'''), 'unknown_currency'),
  (test.set('{}', ', valid_from => now() - interval ''1 second'''), 'invalid_value valid_from'),
  (test.set('{}', ', valid_from => ''infinity'''), 'invalid_value valid_from')) as s(statement, refusal);
select is(test.complaint('superuser', 'insert into alogistics.tariffs (name, currency, rules, valid) values (''x'', ''EUR'', ''{}'', ''(,)'')'),
  'invalid_value /base', 'whoever writes');

-- When. The version in force ends where the next begins; one that is set for later stays.
select is(test.outcome('admin', test.set('{"base": 3000}', ', ''2031-01-01'', ''later''')), 'done', 'one for 2031');
select is(test.outcome('admin', test.set('{"base": 4000}', ', ''2030-01-01'', ''sooner''')), 'done', 'one for the year before');
select is(test.outcome('admin', test.set('{"base": 5000}', ', name => ''now''')), 'done', 'one at once');
select is(test.outcome('admin', test.set('{"base": 3500}', ', ''2031-01-01'', ''instead''')), 'done', 'another for 2031');
select is(test.outcome('admin', test.set('{"base": 1}', ', currency => ''EUR'', name => ''euros''')), 'done', 'one in euros');
select results_eq($$ select name, currency, lower(valid) is null, upper(valid), created_by is null from alogistics.tariffs
  order by currency desc, lower(valid) nulls first $$, $$ select v.name, v.currency, v.first, v.ends, v.made from (values
  ('standard', 'XOF', true, (select lower(valid) from alogistics.tariffs where name = 'now'), true),
  ('now', 'XOF', false, '2030-01-01'::timestamptz, false), ('sooner', 'XOF', false, '2031-01-01', false),
  ('instead', 'XOF', false, null, false), ('euros', 'EUR', false, null, false)) as v(name, currency, first, ends, made) $$,
  'each ends where the next begins: logistics.md §4 point 6');
select is(test.price('2031-06-04 12:00Z'), 5000::bigint + 204000 + 15000, 'a quote is by the tariff of today, not of the pick-up');
select results_eq($$ select action, count(*) from alogistics.audit_logs where entity_type = 'tariffs' group by 1 order by 1 $$,
  $$ values ('tariffs.delete', 1::bigint), ('tariffs.insert', 5), ('tariffs.update', 3) $$, 'all of it is written down');
-- What has begun is history.
select is(test.would('superuser', format('update alogistics.tariffs set %s where name = %L', change, name)), outcome,
  format('%s: %s', name, change))
from (values ('now', 'name = ''x''', 'append_only'), ('now', 'rules = rules || ''{"base": 1}''', 'append_only'),
  ('now', 'currency = ''XAF''', 'append_only'), ('now', 'valid = tstzrange(lower(valid), ''2029-01-01'')', 'done'),
  ('now', 'valid = tstzrange(lower(valid), ''2031-01-01'')', 'append_only'),
  ('now', 'valid = tstzrange(lower(valid), lower(valid) + interval ''1 us'')', 'done'),
  ('now', 'valid = tstzrange(lower(valid) - interval ''1 s'', upper(valid))', 'append_only'),
  ('standard', 'valid = tstzrange(null, ''2020-01-01'')', 'append_only'),
  ('sooner', 'rules = rules || ''{"base": 1}''', 'done'), ('sooner', 'rules = ''{}''', 'invalid_value')) as u(name, change, outcome);
select is(test.would('superuser', format('delete from alogistics.tariffs where name = %L', name)), outcome, name || ' is deleted')
from (values ('now', 'append_only'), ('standard', 'append_only'), ('instead', 'done')) as d(name, outcome);

-- No rule, no price.
select test.outcome('admin', test.set('{"base": 0, "per_100kg": 0, "per_m3": 0, "minimum": 0, "distance": [{"from_km": 0, "per_km": 0}],
  "transport_bps": {"standard": 10000, "express": 15000, "fragile": 13000, "refrigerated": 16000, "hazardous": null},
  "vehicle_bps": {"moto": null, "car": 8500, "van": 10000, "truck": 10000, "trailer": 11000}}')) \g /dev/null
select is(test.complaint('superuser', format('select test.price(''2031-01-01'', %s)', arguments)), 'no_tariff_rule ' || dimension,
  'no rule is an error, never 0: logistics.md §4 point 6')
from (values ('''standard''', 'price'), ('''hazardous''', 'transport_type'), ('''standard'', vehicle_type => ''moto''', 'vehicle_type'))
  as r(arguments, dimension);
insert into alogistics.platform_settings (key, value) values ('platform.currency', '"GNF"');
select is(test.complaint('superuser', 'select test.price(''2031-01-01'')'), 'no_tariff_rule currency', 'nor is there one in another currency');
delete from alogistics.platform_settings;

-- Night spans midnight and is judged at pick-up, on the clock of the operating time zone; so is the weekend.
select test.outcome('admin', test.set('{"base": 0, "per_100kg": 0, "per_m3": 0, "minimum": 0, "rounding": 1, "distance": [{"from_km": 0, "per_km": 100}],
  "night": {"bps": 2000, "from_minute": 1320, "to_minute": 360}, "weekend": {"bps": 1000, "days": [6, 7]}}')) \g /dev/null
create function test.kind_of_time(zone text, pickup text) returns text language plpgsql as $$
begin
  insert into alogistics.platform_settings (key, value) values ('platform.time_zone', to_json(zone)::jsonb)
  on conflict (key) do update set value = excluded.value;
  return case test.price(pickup::timestamptz) when 136000 then 'day' when 163200 then 'night' when 149600 then 'weekend'
    when 176800 then 'weekend night' end;
end
$$;
select is(test.kind_of_time(zone, pickup), kind, format('%s in %s is %s: logistics.md §4 point 6', pickup, zone, kind))
from (values
  ('Africa/Dakar', '2031-03-05 21:59:59Z', 'day'), ('Africa/Dakar', '2031-03-05 22:00Z', 'night'),
  ('Africa/Dakar', '2031-03-06 00:00Z', 'night'), ('Africa/Dakar', '2031-03-06 05:59:59Z', 'night'),
  ('Africa/Dakar', '2031-03-06 06:00Z', 'day'), ('Africa/Dakar', '2031-03-07 23:59:59Z', 'night'),
  ('Africa/Dakar', '2031-03-08 00:00Z', 'weekend night'), ('Africa/Dakar', '2031-03-09 12:00Z', 'weekend'),
  ('Africa/Dakar', '2031-03-10 00:00Z', 'night'), ('Africa/Dakar', '2031-03-05 12:00-10:00', 'night'),
  -- An hour ahead: the night comes sooner, and Saturday.
  ('Africa/Lagos', '2031-03-05 21:00Z', 'night'), ('Africa/Lagos', '2031-03-06 05:00Z', 'day'),
  ('Africa/Lagos', '2031-03-07 23:00Z', 'weekend night'),
  -- Daylight saving: on Sunday 30 March 2031 at 02:00 the clocks of Paris jump to 03:00; on 26 October at 03:00 back to 02:00.
  ('Europe/Paris', '2031-03-28 05:00Z', 'day'), ('Europe/Paris', '2031-03-31 03:59Z', 'night'),
  ('Europe/Paris', '2031-03-31 04:00Z', 'day'), ('Europe/Paris', '2031-03-30 00:59:59Z', 'weekend night'),
  ('Europe/Paris', '2031-03-30 01:00Z', 'weekend night'), ('Europe/Paris', '2031-07-02 19:59Z', 'day'),
  ('Europe/Paris', '2031-07-02 20:00Z', 'night'), ('Europe/Paris', '2031-12-03 20:59Z', 'day'),
  ('Europe/Paris', '2031-12-03 21:00Z', 'night'), ('Europe/Paris', '2031-10-27 04:59Z', 'night'),
  ('Europe/Paris', '2031-10-27 05:00Z', 'day'),
  -- Leap day 2032 is a Sunday.
  ('Africa/Dakar', '2032-02-29 12:00Z', 'weekend'), ('Africa/Dakar', '2032-02-28 23:00Z', 'weekend night'),
  ('Africa/Dakar', '2032-03-01 00:00Z', 'night'), ('Asia/Tokyo', '2032-02-29 15:00Z', 'night')) as t(zone, pickup, kind);
delete from alogistics.platform_settings;

-- A surcharge between two cities, one way, in its time.
select is(test.would(actor, 'select alogistics.set_city_pair_surcharge(''Dakar'', ''Bamako'', 5000)'), outcome, actor || ' sets a surcharge')
from (values ('client', 'not_allowed'), ('moderator', 'not_allowed'), ('admin', 'done'), ('service_role', 'done'), ('anon', 'denied')) as a(actor, outcome);
select is(test.complaint('admin', format('select alogistics.set_city_pair_surcharge(%s)', arguments)), refusal, 'surcharge of ' || arguments)
from (values ('''Dakar'', null, 1', 'missing_value to_city'), (''' '', ''Bamako'', 1', 'missing_value from_city'),
  ('''Dakar'', ''Bamako'', null', 'missing_value amount'), ('''Dakar'', ''Bamako'', -1', 'invalid_amount'),
  ('''Dakar'', ''Bamako'', 0.5', 'fractional_amount'), ('''Dakar'', repeat(''a'', 201), 1', 'invalid_value to_city'),
  ('''Dakar'', ''Bamako'', 1, ''2020-01-01''', 'invalid_value valid_from')) as s(arguments, refusal);
select is(test.price('2031-03-05 12:00Z', city => 'Bamako'), 136000::bigint, 'without');
select is(test.outcome('admin', 'select alogistics.set_city_pair_surcharge(''Dakar'', ''Bamako'', 5000)'), 'done', 'an admin sets 5,000');
select is(test.price('2031-03-05 12:00Z', city => city), price::bigint, coalesce(city, 'nowhere'))
from (values ('Bamako', 141000), (' BAMAKO ', 141000), ('Ségou', 136000), (null, 136000)) as c(city, price);
select is(test.outcome('admin', 'select alogistics.set_city_pair_surcharge('' dakar'', ''bamako'', 7000)'), 'done', 'then 7,000');
select is(test.price('2031-03-05 12:00Z', city => 'Bamako'), 143000::bigint, 'which count at once');
select is(test.outcome('admin', 'select alogistics.set_city_pair_surcharge(''Dakar'', ''Bamako'', 9000, ''2031-01-01'')'), 'done', '9,000 from 2031');
select is(test.outcome('admin', 'select alogistics.set_city_pair_surcharge(''Dakar'', ''Bamako'', 8000, ''2031-01-01'')'), 'done', 'or rather 8,000');
select is(test.outcome('admin', 'select alogistics.set_city_pair_surcharge(''Dakar'', ''Bamako'', 0.00)'), 'done', 'and none for now');
select is(test.price('2031-03-05 12:00Z', city => 'Bamako'), 136000::bigint, 'none');
select results_eq($$ select amount, upper(valid) is null, lower(valid) = '2031-01-01' from alogistics.city_pair_surcharges order by lower(valid) $$,
  $$ values (5000::bigint, false, false), (7000, false, false), (8000, true, true) $$, 'one after the other');
select is(test.would('superuser', 'update alogistics.city_pair_surcharges set amount = 1 where amount = 5000'), 'append_only', 'what has begun is history');
select is(test.would('superuser', 'update alogistics.city_pair_surcharges set amount = 1 where amount = 8000'), 'done', 'what has not may change');
select * from finish();
rollback;
