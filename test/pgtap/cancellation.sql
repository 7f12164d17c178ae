-- Cancellation by policy rows: who gets what of the escrow. A-81; logistics.md §4 point 4.
begin;
select plan(57);
\ir lib/jobs.sql
update alogistics.profiles set locale = 'en' where id in (test.id('client'), test.id('transporter'));

-- The rows that come with the system, for 221,700 francs in escrow.
select test.job_at('job', 'in_progress') \g /dev/null
create function test.would_cost(actor text, time_left interval) returns text language plpgsql as $$
begin
  perform test.pickup_in(test.job(), time_left);
  return test.would_move(actor, test.call('cancel_transport_request', ', ''Plans changed'''));
end
$$;
select is(test.would_cost(actor, left_::interval), outcome, format('§4 point 4: %s cancels %s before', actor, left_))
from (values
  ('client', '10 days', 'done: client +221700, escrow -221700'),
  ('client', '24 hours', 'done: client +221700, escrow -221700'),
  ('client', '23 hours 59 minutes 59 seconds',
   'done: client +199530, transporter +17736, escrow -221700, platform +4434'),
  ('client', '2 hours', 'done: client +199530, transporter +17736, escrow -221700, platform +4434'),
  ('client', '1 hour 59 minutes', 'done: client +166275, transporter +44340, escrow -221700, platform +11085'),
  ('client', '-5 hours', 'done: client +166275, transporter +44340, escrow -221700, platform +11085'),
  ('moderator', '1 hour', 'done: client +221700, escrow -221700'),
  ('service_role', '-1 hour', 'done: client +221700, escrow -221700'),
  ('transporter', '10 days', 'not_allowed'), ('stranger', '10 days', 'not_found')) as c(actor, left_, outcome);
select test.pickup_in(test.job(), '1 hour') \g /dev/null
select is(test.would_move('client', 'update alogistics.transport_requests set status = ''cancelled'' where id = test.job()'),
  'done: client +166275, transporter +44340, escrow -221700, platform +11085', 'an UPDATE costs what the function costs');

-- The preview says the same and writes nothing.
create temporary table before as select * from test.state();
select test.pickup_in(test.job(), '3 hours') \g /dev/null
truncate before;
insert into before select * from test.state();
select is(test.answer('client', test.call('cancel_preview'))::jsonb, '{"by": "client", "from": "in_progress",
  "to": "cancelled", "policy": "The client, at least 2 hours before the pick-up: 10 %", "minutes_before_pickup": 180,
  "done_bps": 0, "currency": "XOF", "held": 221700, "refund": 199530, "fee": 22170, "compensation": 17736,
  "platform_fee": 4434, "penalty": 0}', 'cancel_preview() for the client');
select is(test.answer('moderator', test.call('cancel_preview'))::jsonb - 'policy', '{"by": "staff", "from": "in_progress",
  "to": "cancelled", "minutes_before_pickup": 180, "done_bps": 0, "currency": "XOF", "held": 221700, "refund": 221700,
  "fee": 0, "compensation": 0, "platform_fee": 0, "penalty": 0}', 'for staff');
select is(test.answer('transporter', test.call('cancel_preview'))::jsonb - 'policy', '{"by": "transporter",
  "from": "in_progress", "to": "validated", "minutes_before_pickup": 180, "done_bps": 0, "currency": "XOF",
  "held": 221700, "refund": 0, "fee": 0, "compensation": 0, "platform_fee": 0, "penalty": 10000}',
  'for the transporter: what it costs to decline');
select is(test.would('stranger', test.call('cancel_preview')), 'not_found', 'not for a stranger');
select results_eq('select * from test.state()', 'select * from before', '§4 point 1: the dry run writes nothing');

-- It happens.
select is(test.moves('client', test.call('cancel_transport_request', ', ''Plans changed''')),
  'done: client +199530, transporter +17736, escrow -221700, platform +4434', 'cancelled three hours before');
select is((kind, request_id), ('cancellation'::text, test.job()), 'as one transfer')
from alogistics.ledger_transfers order by id desc limit 1;
select is(test.last_message('client'), '22,170 FCFA has been kept for the cancellation of your transport Dakar → Bamako.',
  'the client reads the fee');
select is(test.last_message('transporter'),
  '17,736 FCFA has been paid to you in compensation for the cancelled transport Dakar → Bamako.', 'the transporter, the compensation');
select is((status::text, status_reason), ('cancelled'::text, 'Plans changed'::text), 'the request is cancelled')
from alogistics.transport_requests where id = test.job();
select is(test.would('client', test.call('cancel_preview')), 'invalid_transition', 'once');

-- Before the payment it is free, with the money that was held at validation.
insert into alogistics.platform_settings values ('payment.debit_at', '"validation"');
select test.job_at('held early', 'validated', '1 hour', 20) \g /dev/null
select is(test.moves('client', test.call('cancel_transport_request')), 'done: client +221700, escrow -221700',
  'held at validation: all of it comes back');
delete from alogistics.platform_settings where key = 'payment.debit_at';
select test.job_at('unpaid', 'assigned', '1 hour', 30) \g /dev/null
select is(test.answer('client', test.call('cancel_preview'))::jsonb ->> 'held', '0', 'nothing is held before the payment');
select is(test.moves('client', test.call('cancel_transport_request')), 'done', 'and nothing moves');

-- Once the goods are on board only staff cancel.
select test.job_at('on board', 'in_progress', '1 hour', 40) \g /dev/null
select is(test.outcome('transporter', test.call('confirm_pickup', ', test.photo()')), 'done', 'picked up');
select is(test.would(actor, call), outcome, format('after the pick-up, %s: %s', actor, call))
from (values ('client', test.call('cancel_transport_request', ', ''x''')),
  ('client', test.call('cancel_preview')), ('transporter', test.call('decline_job', ', ''x''')),
  ('moderator', test.call('unassign_transporter', ', ''x''')),
  ('moderator', test.call('cancel_transport_request', ', ''Lost at sea'''))) as c(actor, call),
  lateral (select case when call like '%Lost%' then 'done' else 'already_picked_up' end) as o(outcome);

-- The part of the way that is done, by the last position after the pick-up.
create function test.at(part double precision) returns text language sql as $$
  insert into alogistics.tracking_updates (request_id, transporter_id, client_id, lat, lng, recorded_at)
  select id, assigned_transporter_id, client_id, pickup_lat + part * (delivery_lat - pickup_lat),
    pickup_lng + part * (delivery_lng - pickup_lng), clock_timestamp()
  from alogistics.transport_requests where id = test.job();
  select test.answer('moderator', test.call('cancel_preview'))::jsonb ->> 'done_bps'
$$;
select ok(test.at(part)::integer between least(part, 1) * 10000 - 20 and least(part, 1) * 10000 + 20, 'done: ' || part)
from unnest(array[0.5, 0.75, 1]) as part;
insert into alogistics.cancellation_policies (rank, status, by, done_bps_min, fee_bps, compensation_bps, description)
values (50, 'in_progress', 'staff', 5000, 3333, 10000, 'Staff, beyond half of the way');
select is(test.moves('moderator', test.call('cancel_transport_request', ', ''Lost at sea''')),
  'done: client +147807, transporter +73893, escrow -221700', 'a rule by distance: a third for the transporter');
update alogistics.cancellation_policies set valid = '(,2000-01-01)' where rank = 50;

-- The rows belong to admins, and each change is written down.
select test.job_at('by rule', 'in_progress', '1 hour', 50) \g /dev/null
create function test.rule(rank integer, extra text default '') returns text language sql as $$
  select format('insert into alogistics.cancellation_policies (rank, status, by, fee_bps, compensation_bps, description)
    values (%s, ''in_progress'', ''client'', 5000, 0, ''Half'')', rank)
$$;
select is(test.would(actor, test.rule(10)), outcome, actor || ' writes a rule')
from (values ('anon', 'denied'), ('client', 'denied'), ('transporter', 'denied'), ('moderator', 'denied'),
  ('admin', 'done'), ('service_role', 'done')) as a(actor, outcome);
select is(test.would(actor, 'update alogistics.cancellation_policies set valid = ''empty'''), outcome, actor || ' ends none as empty')
from (values ('moderator', 'nothing'), ('admin', '23514')) as a(actor, outcome);
select is(test.would('admin', 'update alogistics.cancellation_policies set fee_bps = 1'), 'denied', 'no rule is rewritten');
select is(test.would('admin', 'delete from alogistics.cancellation_policies'), 'denied', 'none deleted');
select is(test.would('admin', test.rule(300)), '23P01', 'two rules of one rank do not meet');
select is(test.count('client', 'select from alogistics.cancellation_policies'), '15', 'everybody reads them');
select is(test.outcome('admin', test.rule(10)), 'done', 'half from now on');
select is((action, user_id), ('cancellation_policies.insert'::text, test.id('admin')), 'audited')
from alogistics.audit_logs order by id desc limit 1;
select is(test.would_move('client', test.call('cancel_transport_request')),
  'done: client +110850, escrow -221700, platform +110850', 'the lowest rank counts');
select is(test.outcome('admin', 'update alogistics.cancellation_policies set valid = ''(,2000-01-01)''
  where by = ''client'' and status = ''in_progress'''), 'done', 'no rule for a client any more');
select is(test.would('client', call), 'cancellation_not_allowed', 'no rule, no cancellation: ' || call)
from unnest(array[test.call('cancel_transport_request'), test.call('cancel_preview'),
  'update alogistics.transport_requests set status = ''cancelled'' where id = test.job()']) as call;
select is(test.facts('client', test.call('cancel_transport_request')),
  '{"by": "client", "status": "in_progress", "done_bps": 0, "minutes_before_pickup": 60}', 'and why');

-- Any rates and any price: client + transporter + platform = escrow, to the franc.
create function test.random_split(number integer) returns text language plpgsql as $$
declare
  fee integer := floor(random() * 10001);
  part integer := floor(random() * 10001);
  price bigint := 1 + floor(random() ^ 4 * 1000000);
  preview jsonb;
  moved text;
begin
  insert into alogistics.cancellation_policies (rank, status, by, fee_bps, compensation_bps, description)
  values (1, 'in_progress', 'client', fee, part, 'random');
  perform test.take_job(test.request('random ' || number, 'client', 100 + 3 * number));
  perform alogistics.validate_transport_request(test.job(), price => price);
  perform alogistics.assign_transporter(test.job(), test.id('transporter'), test.id('truck'));
  perform alogistics.process_payment(test.job(), price);
  preview := test.answer('client', test.call('cancel_preview'));
  moved := test.moves('client', test.call('cancel_transport_request'));
  delete from alogistics.cancellation_policies where rank = 1;
  if (preview ->> 'refund')::bigint + (preview ->> 'compensation')::bigint + (preview ->> 'platform_fee')::bigint = price
     and (preview ->> 'fee')::bigint = round(price::numeric * fee / 10000)
     and moved = 'done: ' || concat_ws(', ',
       'client +' || nullif(preview ->> 'refund', '0'), 'transporter +' || nullif(preview ->> 'compensation', '0'),
       'escrow -' || price, 'platform +' || nullif(preview ->> 'platform_fee', '0')) then
    return null;
  end if;
  return format('price %s, fee %s, part %s: %s, but %s', price, fee, part, preview, moved);
end
$$;
select test.credit('client', 1000000000) \g /dev/null
select setseed(0.5) \g /dev/null
select is_empty('select r from generate_series(1, 150) as n, test.random_split(n) as r where r is not null',
  '§4 point 4: of 150 random escrows, every split sums to the franc and is what the preview said');
select is_empty('select * from alogistics.reconcile()', 'the books are sound');
select * from finish();
rollback;
