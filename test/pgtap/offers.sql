-- The load board: what transporters see, what they offer, and which offer is chosen. A-58; logistics.md §4 point 5.
begin;
select plan(91);

select test.sign_up('third', 'transporter'), test.vehicle('pickup', 'third', 'truck', 5000) \g /dev/null
select test.request_at('load', 'validated', 20), test.request_at('wish', 'pending', 30) \g /dev/null
create function test.offer(price text default 'null', vehicle text default 'truck', load text default 'load')
returns text language sql as $$
  select format('select alogistics.make_offer(%L, %L, %s)', test.id(load), test.id(vehicle), price)
$$;
-- The offer that this transporter makes just now.
create function test.offered(transporter text, vehicle text, price numeric default null, load text default 'load')
returns uuid language plpgsql as $$
declare
  id uuid;
begin
  perform test.become(transporter);
  id := alogistics.make_offer(test.id(load), test.id(vehicle), price);
  perform test.become(null);
  return id;
end
$$;
create function test.told(name text, template text) returns bigint language sql as $$
  select count(*) from alogistics.notifications where user_id = test.id(name) and data ->> 'template' = template
$$;

-- The board.
select is(test.count(actor, 'select from alogistics.open_loads'), seen, actor || ' sees loads: ' || seen)
from (values ('anon', 'denied'), ('client', '0'), ('stranger', '0'), ('transporter', '1'), ('rival', '1'),
  ('moderator', 'denied'), ('service_role', 'denied'), ('authenticated', '0')) as a(actor, seen);
select is(test.would('transporter', 'update alogistics.open_loads set price = 1'), 'denied', 'A-58: read only');
select is((select array_agg(attname::text order by attnum) from pg_attribute where attrelid = 'alogistics.open_loads'::regclass
  and attname ~ 'client|address|name'), null, 'no names and no addresses');
select is((select row(pickup_lat, pickup_lng, delivery_lat, delivery_lng, stops)::text from (select test.become('transporter')) as b,
  lateral (select * from alogistics.open_loads offset 0) as l), '(14.7,-17.4,12.6,-8.0,{})', 'a tenth of a degree, and no stops');
select test.become(null) \g /dev/null
savepoint standing;
select alogistics.verify_profile(test.id('rival'), false), alogistics.deactivate_profile(test.id('transporter')) \g /dev/null
select is(test.count(actor, 'select from alogistics.open_loads'), '0', actor || ' sees no loads then')
from unnest(array['rival', 'transporter']) as actor;
rollback to standing;

-- An offer.
select is(test.would(actor, test.offer('null', vehicle)), outcome, format('%s offers the %s', actor, vehicle))
from (values ('anon', 'truck', 'denied'), ('client', 'truck', 'not_found'), ('transporter', 'truck', 'done'),
  ('transporter', 'van', 'not_found'), ('rival', 'van', 'done'), ('moderator', 'truck', 'not_found'),
  ('service_role', 'truck', 'authentication_required')) as a(actor, vehicle, outcome);
select is(test.would('transporter', test.offer(price)), outcome, 'for ' || price)
from (values ('200000', 'done'), ('2217000', 'done'), ('2217001', 'invalid_amount'), ('0', 'invalid_amount'),
  ('-1', 'invalid_amount'), ('1.5', 'fractional_amount'), ('''NaN''', 'invalid_amount'), ('1e30', 'amount_out_of_range'),
  ('null', 'done')) as p(price, outcome);
select is(test.would('transporter', format('select alogistics.make_offer(%L, %L, null, %L)', test.id('load'), test.id('truck'),
  message)), outcome, left(message, 10)) from (values ('I am near', 'done'), ('', 'invalid_value'),
  (repeat('é', 1000), 'done'), (repeat('é', 1001), 'invalid_value')) as m(message, outcome);
select is(test.would('transporter', format('select alogistics.make_offer(%s)', arguments)), outcome, arguments)
from (values ('null, gen_random_uuid()', 'missing_value'), ('gen_random_uuid(), null', 'missing_value'),
  ('gen_random_uuid(), gen_random_uuid()', 'not_found')) as a(arguments, outcome);
select is(test.would('transporter', test.offer('null', 'truck', 'wish')), 'not_found', 'a request that is not on the board');
select is(test.would('transporter', test.offer() || ';' || test.offer('1')), 'already_exists', 'one open offer for each request');
select is(test.would('transporter', format('select alogistics.make_offer(%1$L, %2$L, idempotency_key => ''k'');
  select alogistics.make_offer(%1$L, %2$L, idempotency_key => ''k'')', test.id('load'), test.id('truck'))), 'done', 'one key, one offer');
savepoint unfit;
update alogistics.vehicles set is_available = false, capacity_kg = 9 where id = test.id('truck');
select is((select array_agg(reason ->> 'error') from jsonb_array_elements(
  (test.error('transporter', test.offer())).detail::jsonb -> 'reasons') as reason),
  '{vehicle_unavailable,vehicle_too_small}', 'what could not be accepted is refused, with every reason');
rollback to unfit;
select is(test.would(actor, format('insert into alogistics.offers (request_id, transporter_id, vehicle_id, price, currency, expires_at)
  values (%L, %L, %L, 1, ''XOF'', now() + interval ''1 day'')', test.id('load'), test.id('transporter'), test.id('truck'))),
  'denied', actor || ' past the function') from unnest(array['transporter', 'moderator', 'service_role']) as actor;
select test.offered('transporter', 'truck', 210000) as offer, test.offered('rival', 'van', 205000) as cheaper,
  test.offered('third', 'pickup') as as_asked \gset
select is((select row(price, currency, status, expires_at = created_at + interval '48 hours')::text from alogistics.offers
  where id = :'as_asked'), '(221700,XOF,open,t)', 'at the price of the request, if no other is given');
select is(test.count(actor, 'select from alogistics.offers'), seen, actor || ' sees offers: ' || seen)
from (values ('anon', 'denied'), ('client', '0'), ('transporter', '1'), ('rival', '1'), ('moderator', '3'), ('service_role', '3'))
  as a(actor, seen);
select is((select message from alogistics.notifications where user_id = test.id('moderator')
  and data ->> 'template' = 'offer.made.staff' order by id limit 1),
  format('Transporter Test propose de transporter Dakar → Bamako pour 210%s000%sFCFA.', chr(160), chr(160)),
  'who validated the request is told');
select is(test.told('moderator', 'offer.made.staff'), 3::bigint, 'of each');

-- It is taken back, or its time comes.
select is(test.would(actor, format('select alogistics.withdraw_offer(%L)', :'offer')), outcome, actor || ' withdraws it')
from (values ('anon', 'denied'), ('rival', 'not_found'), ('moderator', 'not_found'), ('transporter', 'done')) as a(actor, outcome);
savepoint ends;
select is(test.outcome('transporter', format('select alogistics.withdraw_offer(%L)', :'offer')), 'done', 'withdrawn');
select is(test.would(actor, format('select alogistics.%s_offer(%L)', step, :'offer')), 'offer_closed', step || ' it then')
from (values ('transporter', 'withdraw'), ('moderator', 'accept')) as s(actor, step);
select is(test.would('transporter', test.offer()), 'done', 'another may follow');
select is((select count(*) from alogistics.deadlines where subject_id = :'offer'), 0::bigint, 'its deadline is gone');
rollback to ends;
update alogistics.offers set created_at = now() - interval '3 days', expires_at = now() where id = :'offer';
update alogistics.deadlines set due_at = now(), next_attempt_at = now() where subject_id = :'offer';
select is((test.error('moderator', format('select alogistics.accept_offer(%L)', :'offer'))).detail::jsonb,
  '{"error": "offer_closed", "status": "expired"}', 'an offer whose time has come is over');
select is(alogistics.run_due(), 1::bigint, 'run_due() says so');
select is((select row(status, closed_by)::text from alogistics.offers where id = :'offer'), '(expired,)', 'it expired');
select is(test.told('transporter', 'offer.expired.transporter'), 1::bigint, 'its transporter is told');

-- One is chosen.
select is(test.would(actor, format('select alogistics.accept_offer(%L)', :'cheaper')), outcome, actor || ' accepts')
from (values ('anon', 'denied'), ('client', 'not_allowed'), ('rival', 'not_allowed'), ('moderator', 'done'),
  ('admin', 'done'), ('service_role', 'done')) as a(actor, outcome);
select is(test.would('moderator', format('select alogistics.accept_offer(%s)', offer)), outcome, 'the offer ' || offer)
from (values ('null', 'missing_value'), ('gen_random_uuid()', 'not_found')) as o(offer, outcome);
savepoint held;
insert into alogistics.platform_settings (key, value) values ('payment.debit_at', '"validation"');
select test.request_at('held', 'validated', 60) \g /dev/null
create function test.accepted_at(price numeric) returns text language plpgsql as $$
declare
  answer text;
begin
  answer := test.outcome('moderator', format('select alogistics.accept_offer(%L)', test.offered('rival', 'van', price, 'held')));
  raise sqlstate 'UNDO0';
exception when sqlstate 'UNDO0' then
  return answer;
end
$$;
select is(test.accepted_at(price), outcome, 'with 221700 held already, an offer for ' || price)
from (values (205000, 'amount_mismatch'), (221700, 'done')) as p(price, outcome);
rollback to held;
savepoint busy;
select test.request('rush', 'client', 21), alogistics.validate_transport_request(test.id('rush')),
  alogistics.assign_transporter(test.id('rush'), test.id('rival'), test.id('van')) \g /dev/null
select is(test.would('moderator', format('select alogistics.accept_offer(%L)', :'cheaper')), 'vehicle_busy',
  'its van has another job meanwhile');
rollback to busy;
select is(test.outcome('moderator', format('select alogistics.accept_offer(%L)', :'cheaper')), 'done', 'the cheaper one');
select is((select row(status, final_price, assigned_transporter_id = test.id('rival'), assigned_vehicle_id = test.id('van'),
  assigned_by = test.id('moderator'))::text from alogistics.transport_requests where id = test.id('load')),
  '(assigned,205000,t,t,t)', 'logistics.md §4 point 5: accepting uses the stored price');
select is((select string_agg(status || ' ' || price, ', ' order by price) from alogistics.offers),
  'accepted 205000, expired 210000, rejected 221700', 'logistics.md §4 point 5: accepting rejects the siblings');
select is(test.told(name, template), 1::bigint, name || ': ' || template)
from (values ('rival', 'offer.accepted.transporter'), ('rival', 'request.assigned.transporter'),
  ('third', 'offer.rejected.transporter'), ('client', 'request.assigned.client'), ('client', 'request.priced.client'))
  as t(name, template);
select is(test.would('third', test.offer('null', 'pickup')), 'offer_closed', 'the load is gone');
select is((select count(*) from alogistics.deadlines where kind = 'offer_expiry' and done_at is null), 0::bigint, 'no deadline is left');

-- A request leaves the board by any way: its offers end.
select test.request_at('other', 'validated', 40) \g /dev/null
select is(test.outcome('moderator', way), 'done', way)
from (select test.offered('third', 'pickup', null, 'other')) as o,
lateral (values (format('update alogistics.transport_requests set status = ''cancelled'', status_reason = ''x'' where id = %L',
  test.id('other')))) as w(way);
select is((select status::text from alogistics.offers where request_id = test.id('other')), 'rejected', 'a PATCH rejects them too');
select is(alogistics.run_due(), 0::bigint, 'nothing is due');

-- Who was a moderator may be a rival now.
select test.request_at('late', 'validated', 50) \g /dev/null
select is(test.outcome('admin', 'select alogistics.set_role(test.id(''moderator''), ''transporter'')'), 'done', 'a moderator changes sides');
select test.offered('third', 'pickup', null, 'late') \g /dev/null
select is((select count(*) from alogistics.notifications where user_id = test.id('moderator')
  and data ->> 'request_id' = test.id('late')::text), 0::bigint, 'and hears of no offers of others');
select * from finish();
rollback;
