-- Refunds: what the client gets back while the job runs and after it, and from whom. A-81, A-30; cases 13 and
-- 19 of the ledger's list.
begin;
select plan(91);
\ir lib/money.sql
select test.request_at(status, status, 10 * day::integer)
  from unnest(array['pending', 'validated', 'assigned', 'in_progress', 'completed'])
  with ordinality as s(status, day) \g /dev/null
select test.request_at('cancelled', 'validated', 90),
  alogistics.cancel_transport_request(test.id('cancelled'), 'test') \g /dev/null
create function test.refund(job text, amount text, reason text default 'Late') returns text language sql
  as $$ select format('select alogistics.refund(%L, %s, %L)', test.id(job), amount, reason) $$;

-- Who may, and of what.
select is(test.would(actor, test.refund('completed', '100')), outcome, actor || ' gives money back')
from (values ('anon', 'denied'), ('client', 'not_allowed'), ('transporter', 'not_allowed'),
  ('stranger', 'not_allowed'), ('staff:transporter', 'not_allowed'),
  ('moderator', 'done'), ('admin', 'done'), ('service_role', 'done')) as a(actor, outcome);
select is(test.would('moderator', test.refund(job, '1')), outcome, 'a job that is ' || job)
from (values ('pending', 'refund_too_large'), ('validated', 'refund_too_large'), ('assigned', 'refund_too_large'),
  ('cancelled', 'refund_too_large'),
  ('in_progress', 'done'), ('completed', 'done'), ('nobody', 'not_found')) as j(job, outcome);
select is(test.would('moderator', test.refund('completed', amount)), outcome, 'amount ' || amount)
from (values ('0', 'invalid_amount'), ('-1', 'invalid_amount'), ('10.5', 'fractional_amount'),
  ('''NaN''', 'invalid_amount'), ('''Infinity''', 'invalid_amount'),
  ('null', 'missing_value'), ('1e19', 'amount_out_of_range'), ('100.00', 'done'), ('221700', 'done'),
  ('221701', 'refund_too_large')) as a(amount, outcome);
select is(test.would('moderator', test.refund('completed', '1', reason)), outcome,
  format('reason %L', left(reason, 9)))
from (values (null, 'reason_required'), (' ', 'reason_required'), (repeat('é', 1000), 'done'),
  (repeat('x', 1001), 'invalid_value')) as r(reason, outcome);
select is(test.would('moderator', 'select alogistics.refund(null, 1, ''Late'')'), 'missing_value', 'of no job');

-- Staff who are a party of the job decide nothing about it.
select test.sign_up('boss') \g /dev/null
select test.credit('boss', 1000000) \g /dev/null
select test.request('of the boss', 'boss', 100), alogistics.validate_transport_request(test.id('of the boss')),
  alogistics.assign_transporter(test.id('of the boss'), test.id('rival'), test.id('van')),
    alogistics.process_payment(test.id('of the boss'), 221700) \g /dev/null
select alogistics.set_role(test.id('boss'), 'moderator'), alogistics.set_role(test.id('rival'), 'moderator')
  \g /dev/null
select is(test.would(actor, test.refund('of the boss', '100')), outcome, actor || ' on a job of boss and rival')
from (values ('boss', 'not_allowed'), ('rival', 'not_allowed'), ('moderator', 'done')) as a(actor, outcome);

-- While the job runs, the price goes down, and the escrow with it.
select is(test.would_move('moderator', test.refund('in_progress', amount)), outcome,
  'of 221700 in escrow, ' || amount)
from (values ('21700', 'done: client +21700, escrow -21700'), ('1', 'done: client +1, escrow -1'),
  ('221699', 'done: client +221699, escrow -221699'),
  ('221700', 'refund_too_large')) as a(amount, outcome);
select is(test.facts('moderator', test.refund('in_progress', '221700')),
  '{"given": 221700, "currency": "XOF", "refundable": 221699}', 'to give all of it back is to cancel');
select test.take_job(test.id('in_progress')) \g /dev/null
select is(test.outcome('moderator', test.refund('in_progress', '21700', 'Two days late')), 'done', 'two days late');
select is((final_price, status::text), (200000::bigint, 'in_progress'::text), 'the job goes on at the lower price')
  from alogistics.transport_requests where id = test.job();
select is((kind, request_id, reason, actor_id), ('refund'::text, test.job(), 'Two days late'::text,
  test.id('moderator')), 'the transfer says why')
from alogistics.ledger_transfers order by id desc limit 1;
select is((action, user_id), ('transport_request.refund'::text, test.id('moderator')), 'it is written down')
  from alogistics.audit_logs order by id desc limit 1;
select is(test.last_message('client'), '21 700 FCFA vous ont été remboursés pour le transport Dakar → Bamako.',
  'the client is told');
select is(test.would('moderator', test.refund('in_progress', amount)), outcome,
  'of the 200000 that are left, ' || amount)
from (values ('199999', 'done'), ('200000', 'refund_too_large')) as a(amount, outcome);
select is(test.would_move('transporter',
  'select alogistics.complete_transport_request(test.job(), test.proof())'),
  'done: transporter +170000, escrow -200000, platform +30000', 'commission and earnings follow the lower price');
select is(test.would('client', 'update alogistics.transport_requests set final_price = 1 where id = test.job()'),
  'denied', 'nobody else lowers it');
select is(test.would('moderator', 'update alogistics.transport_requests set final_price = 1 where id = test.job()'),
  'field_locked', 'by hand');

-- A running job is cancelled by staff, with a reason: what is left of the escrow goes back.
select is(test.would(actor, format('select alogistics.cancel_transport_request(test.job()%s)', reason)), outcome,
  format('%s cancels it%s', actor, reason))
from (values ('client', '', 'done'), ('client', ', ''x''', 'done'),
  ('transporter', ', ''x''', 'not_allowed'), ('stranger', ', ''x''', 'not_found'),
  ('moderator', '', 'reason_required'), ('moderator', ', ''Lost at sea''', 'done'),
  ('service_role', ', ''Lost at sea''', 'done')) as c(actor, reason, outcome);
select is(test.moves('moderator', 'select alogistics.cancel_transport_request(test.job(), ''Lost at sea'')'),
  'done: client +200000, escrow -200000', 'cancelled');
select is(sum(l.amount), 0::numeric, 'with what came before, the client has everything back')
from alogistics.ledger_transfers as t join alogistics.ledger_lines as l on l.transfer_id = t.id
  where t.request_id = test.job() and l.account_id = test.account('client');
select is(test.would('moderator', test.refund('in_progress', '1')), 'refund_too_large', 'and no more than that');

-- After completion transporter and platform give back their parts by the rate that was frozen.
insert into alogistics.platform_settings values ('platform.commission_bps', '9000');
select is(test.would_move('moderator', test.refund('completed', amount)), outcome, 'of 221700 earned, ' || amount)
from (values ('100000', 'done: client +100000, transporter -85000, platform -15000'),
  ('221700', 'done: client +221700, transporter -188445, platform -33255'),
  ('1', 'done: client +1, transporter -1'), ('3', 'done: client +3, transporter -3'),
  ('4', 'done: client +4, transporter -3, platform -1'),
  ('10', 'done: client +10, transporter -8, platform -2')) as a(amount, outcome);
-- Many small ones take no more and no less than one: rounding is over all of them together.
create function test.refund_in_parts(part integer, times integer) returns text language plpgsql as $$
declare
  answer text;
begin
  answer := test.moves('moderator',
    format('select alogistics.refund(test.id(''completed''), %s, ''Late'') from generate_series(1, %s)', part,
    times));
  raise sqlstate 'UNDO0';
exception when sqlstate 'UNDO0' then
  return answer;
end
$$;
select is(test.refund_in_parts(part, times), test.would_move('moderator',
  test.refund('completed', (part * times)::text)), format('%s times %s', times, part))
from (values (1, 7), (1, 100), (3, 33), (10, 10), (22170, 10), (73900, 3), (24633, 9)) as p(part, times);
select is(test.moves('moderator', test.refund('completed', '100000', 'Two sacks wet')),
  'done: client +100000, transporter -85000, platform -15000', 'two sacks are wet');
select is((final_price, platform_commission, transporter_earnings, status::text),
  (221700::bigint, 33255::bigint, 188445::bigint, 'completed'::text), 'the job stays as it was completed')
from alogistics.transport_requests where id = test.id('completed');
select is((kind, request_id), ('refund_after_completion'::text, test.id('completed')),
  'the transfer has a kind of its own') from alogistics.ledger_transfers order by id desc limit 1;
select is(test.last_message('transporter'),
  '85 000 FCFA de vos gains pour le transport Dakar → Bamako ont été repris. Motif : Two sacks wet',
  'the transporter is told');
select is(array_agg(type::text || ' ' || amount order by wallet_id = test.wallet('client') desc),
  array['refund 100000', 'debit 85000'], 'both see it in their wallets')
from alogistics.wallet_transactions where description = 'Two sacks wet';
select is(test.facts('moderator', test.refund('completed', '121701')),
  '{"given": 121701, "currency": "XOF", "refundable": 121700}', 'no more than the price in total');
select is(test.would_move('moderator', test.refund('completed', '121700')),
  'done: client +121700, transporter -103445, platform -18255', 'the rest, to the franc');
select is(test.would('moderator', format('select alogistics.reverse(%s, ''x'')',
  (select max(id) from alogistics.ledger_transfers))), 'not_reversible', 'a refund is not reversed');

-- Who no longer has the money cannot give it back.
select is(test.would('service_role', format('select alogistics.post_transfer(%s, %s, %s)', test.account(name),
  test.account('external'), spent) || '; ' || test.refund('completed', amount)),
  outcome, format('%s gone from the %s, then a refund of %s', spent, name, amount))
from (values ('transporter', 103445, '1', 'insufficient_funds'), ('transporter', 103444, '1', 'done'),
  ('transporter', 20000, '100000', 'insufficient_funds'),
  ('platform', 1, '121700', 'insufficient_funds'), ('platform', 18255, '1', 'done')) as s(name, spent, amount,
  outcome);
select is(test.would('moderator', format('select alogistics.freeze_wallet(test.wallet(%L), ''Fraud'')',
  person) || '; ' || test.refund('completed', '1')), 'wallet_frozen', person || ' is frozen')
from unnest(array['client', 'transporter']) as person;

-- Where one of the two has no part in it.
do $$
declare
  rate integer;
begin
  foreach rate in array array[0, 10000] loop
    update alogistics.platform_settings set value = to_jsonb(rate) where key = 'platform.commission_bps';
    perform test.request_at('rate ' || rate, 'completed', 200 + rate / 100);
  end loop;
end
$$;
select is(test.would_move('moderator', test.refund('rate ' || rate, amount)), outcome,
  format('%s at a rate of %s', amount, rate))
from (values (0, '221700', 'done: client +221700, transporter -221700'), (0, '1', 'done: client +1, transporter -1'),
  (10000, '221700', 'done: client +221700, platform -221700'),
  (10000, '1', 'done: client +1, platform -1')) as r(rate, amount, outcome);
select is_empty('select * from alogistics.reconcile()', 'the books are sound');
select * from finish();
rollback;
