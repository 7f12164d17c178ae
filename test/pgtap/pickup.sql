-- Pick-up confirmed, and the part of the earnings that is paid then. A-30, A-31; logistics.md §4 points 8 and 14.
begin;
select plan(54);
\ir lib/jobs.sql
update alogistics.profiles set locale = 'en' where id in (test.id('client'), test.id('transporter'));
insert into alogistics.platform_settings values ('payout.advance_at_pickup', '4000');
select test.job_at('job', 'in_progress', '1 hour') \g /dev/null

-- Who, and with what.
select is(test.would(actor, test.call('confirm_pickup', ', ' || proof)), outcome, format('%s confirms with %s', actor, proof))
from (values ('transporter', 'test.photo()', 'done'), ('transporter', 'test.proof()', 'done'),
  ('transporter', 'null', 'proof_required'), ('transporter', '''{"received_by": "M."}''', 'proof_required'),
  ('transporter', '''{"notes": "Trust me"}''', 'proof_required'), ('transporter', '''[]''', 'invalid_value'),
  ('transporter', '''{"photo": "x"}''', 'invalid_value'),
  ('moderator', 'test.photo()', 'reason_required'), ('moderator', 'null', 'reason_required'),
  ('moderator', '''{"notes": "By telephone"}''', 'done'), ('service_role', '''{"notes": "By telephone"}''', 'done'),
  ('client', 'test.photo()', 'not_allowed'), ('rival', 'test.photo()', 'not_found'), ('anon', 'test.photo()', 'denied'))
  as p(actor, proof, outcome);
select is(test.would('transporter', test.call('confirm_pickup', format(', test.photo(), now() + interval %L', offset_))), outcome,
  'offline, device time ' || offset_)
from (values ('0', 'done'), ('5 minutes', 'done'), ('6 minutes', 'invalid_value'), ('-1 second', 'invalid_value')) as o(offset_, outcome);
select test.request_at('unpaid', 'assigned', 100), test.request_at('over', 'completed', 110) \g /dev/null
select is(test.would('moderator', format('select alogistics.confirm_pickup(%L, ''{"notes": "x"}'')', test.id(job))), outcome, 'a job that is ' || job)
from (values ('unpaid', 'invalid_transition'), ('over', 'invalid_transition'), ('nothing', 'not_found')) as j(job, outcome);

-- The same by UPDATE; the stamps are nobody's to write.
create function test.write(assignment text) returns text language sql as $$
  select format('update alogistics.transport_requests set %s where id = test.job()', assignment)
$$;
select is(test.would_move('transporter', test.write('pickup_proof = test.photo()')),
  'done: transporter +75378, escrow -75378', 'an UPDATE is the same');
select is(test.would(actor, test.write(assignment)), outcome, format('%s: %s', actor, assignment))
from (values ('client', 'pickup_proof = test.photo()', 'field_locked'), ('transporter', 'pickup_proof = ''{}''', 'proof_required'),
  ('transporter', 'pickup_confirmed_at = now()', 'denied'), ('transporter', 'advance_paid = 1', 'denied'),
  ('service_role', 'pickup_confirmed_at = now()', 'field_locked'), ('service_role', 'advance_paid = 1', 'field_locked'),
  ('superuser', 'advance_paid = 1', 'field_locked')) as w(actor, assignment, outcome);

-- 40 % of 188,445 is 75,378.
select is(test.moves('transporter', test.call('confirm_pickup', ', test.photo(), idempotency_key => ''k''')),
  'done: transporter +75378, escrow -75378', '§4 point 14: the advance is paid at the pick-up');
select is(test.moves('transporter', test.call('confirm_pickup', ', test.photo(), idempotency_key => ''k''')), 'done', 'once');
select is((pickup_confirmed_at, pickup_proof, advance_paid), (now(), test.photo(), 75378::bigint), 'stamped')
from alogistics.transport_requests where id = test.job();
select is((kind, request_id), ('advance'::text, test.job()), 'a transfer of its own') from alogistics.ledger_transfers order by id desc limit 1;
select is(action, 'transport_request.pickup', 'audited') from alogistics.audit_logs order by id desc limit 1;
select is(test.last_message('client'), 'Your goods Dakar → Bamako have been picked up.', 'the client is told');
select is(test.last_message('transporter'),
  '75,378 FCFA has been paid into your wallet in advance for the transport Dakar → Bamako.', 'the transporter, the advance');
select is(test.would(actor, call), 'already_picked_up', format('%s again', actor))
from (values ('transporter', test.call('confirm_pickup', ', test.photo()')),
  ('moderator', test.call('confirm_pickup', ', ''{"notes": "x"}''')),
  ('transporter', test.write('pickup_proof = test.proof()')), ('superuser', test.write('pickup_proof = null'))) as a(actor, call);
select is_empty('select * from alogistics.reconcile()', 'the books are sound after an advance');

-- The rest comes with the delivery; commission + advance + rest = price.
select is(test.would_move('transporter', test.call('complete_transport_request', ', test.proof()')),
  'done: transporter +113067, escrow -146322, platform +33255', '§4 point 14: the balance at delivery');
-- A refund while it runs leaves the transporter what was paid in advance.
select is(test.would_move('moderator', test.call('refund', format(', %s, ''Late''', amount))), outcome, 'refund of ' || amount)
from (values (21700, 'done: client +21700, escrow -21700'), (133021, 'refund_too_large'),
  (133020, 'done: client +133020, escrow -133020')) as r(amount, outcome);
select is(test.moves('moderator', test.call('refund', ', 133020, ''Most of it wet''')),
  'done: client +133020, escrow -133020', 'as much as the advance leaves');
select is(test.moves('transporter', test.call('complete_transport_request', ', test.proof()')),
  'done: escrow -13302, platform +13302', 'then the transporter has had all');
select is((transporter_earnings, platform_commission, advance_paid), (75378::bigint, 13302::bigint, 75378::bigint), 'to the franc')
from alogistics.transport_requests where id = test.job();
select is_empty('select * from alogistics.reconcile()', 'the books are sound after a refund');

-- Staff cancel after the pick-up: what is held is divided, what was paid stays paid.
select test.job_at('sunk', 'in_progress', '1 hour', 20) \g /dev/null
select is(test.outcome('transporter', test.call('confirm_pickup', ', test.photo()')), 'done', 'on board');
select is(test.moves('moderator', test.call('cancel_transport_request', ', ''Lost at sea''')),
  'done: client +146322, escrow -146322', 'cancelled at sea: what is held comes back');
select is_empty('select * from alogistics.reconcile()', 'the books are sound after a cancellation');

-- Any price, rate and advance: commission + advance + rest = price.
create function test.random_stages(number integer) returns text language plpgsql as $$
declare
  rate integer := floor(random() * 10001);
  part integer := floor(random() * 9001);
  price bigint := 1 + floor(random() ^ 4 * 1000000);
  paid bigint := test.holds('transporter');
  house bigint := test.holds('platform');
begin
  insert into alogistics.platform_settings values ('platform.commission_bps', to_jsonb(rate)),
    ('payout.advance_at_pickup', to_jsonb(part)) on conflict (key) do update set value = excluded.value;
  perform test.take_job(test.request('random ' || number, 'client', 200 + 3 * number));
  perform alogistics.validate_transport_request(test.job(), price => price);
  perform alogistics.assign_transporter(test.job(), test.id('transporter'), test.id('truck'));
  perform alogistics.process_payment(test.job(), price);
  perform alogistics.confirm_pickup(test.job(), '{"notes": "x"}');
  if random() < 0.5 then
    perform alogistics.complete_transport_request(test.job(), reason => 'test');
  end if;
  return nullif(price, test.holds('transporter') - paid + test.holds('platform') - house
    + coalesce((select balance from alogistics.ledger_balances where subject_id = test.job()), 0));
end
$$;
select test.credit('client', 1000000000), setseed(0.25) \g /dev/null
select is_empty('select r from generate_series(1, 100) as n, test.random_stages(n) as r where r is not null',
  'of 100 random jobs, all parts sum to the price');
select is_empty('select * from alogistics.reconcile()', 'the books are sound after them');
select * from finish();
rollback;
