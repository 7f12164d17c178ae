-- Steps that are right one by one and meet: disputes, advances, transporters who change, closed wallets. A-13, A-42, A-47; logistics.md §4 points 4, 8 and 14.
begin;
select plan(43);
\ir lib/jobs.sql
select test.vehicle('lorry', 'rival'), test.credit('client', 10000000) \g /dev/null
create function test.dispute_about(job text) returns uuid language sql stable security definer as $$
  select id from alogistics.disputes where request_id = test.id(job) order by status = 'resolved', created_at desc limit 1
$$;
create function test.resolve(job text, outcome text, refund text default 'null') returns text language sql as $$
  select format('select alogistics.resolve_dispute(%L, %L, ''Heard both'', %s)', test.dispute_about(job), outcome, refund)
$$;
create function test.reopen(job text) returns text language sql as $$
  select format('select alogistics.reopen_dispute(%L, ''New photos'')', test.dispute_about(job))
$$;
-- As if everything about this dispute had happened a day earlier.
create function test.a_day_ago(job text) returns void language sql set session_replication_role = replica as $$
  update alogistics.disputes set created_at = created_at - interval '1 day', opened_at = opened_at - interval '1 day',
    resolved_at = resolved_at - interval '1 day' where request_id = test.id(job)
$$;

-- Without commission, what was paid in advance can be all of the price that is left: nothing is in the escrow.
insert into alogistics.platform_settings values ('payout.advance_at_pickup', '9000'), ('platform.commission_bps', '0');
select test.job_at('emptied', 'in_progress', '10 days', 10) \g /dev/null
select is(test.moves('transporter', test.call('confirm_pickup', ', test.photo()')), 'done: transporter +199530, escrow -199530', 'nine tenths in advance');
select is(test.moves('moderator', test.call('refund', ', 22170, ''Late''')), 'done: client +22170, escrow -22170', 'the rest goes back');
select test.dispute('emptied') \g /dev/null
select is(test.would_move('admin', test.resolve('emptied', outcome, refund)), moved, format('logistics.md §4 point 4: of an empty escrow, %s, refund %s', outcome, refund))
from (values ('completed', 'null', 'done'), ('completed', '0', 'done'), ('cancelled', '0', 'done'), ('in_progress', 'null', 'done'),
  ('completed', '1', 'done: client +1, transporter -1'), ('cancelled', 'null', 'done: client +199530, transporter -199530')) as r(outcome, refund, moved);
select is(test.moves('admin', test.resolve('emptied', 'completed')), 'done', 'nothing is left to divide, and the job is done');
select is((status::text, final_price, platform_commission, transporter_earnings), ('completed'::text, 199530::bigint, 0::bigint, 199530::bigint), 'it ends as any other')
from alogistics.transport_requests where id = test.job();
select is_empty('select * from alogistics.reconcile()', 'the books are sound');
delete from alogistics.platform_settings where key in ('payout.advance_at_pickup', 'platform.commission_bps');

-- A job that has another transporter since: what was disputed with the former is no reason to stop his money.
select test.job_at('handed on', 'in_progress', '-1 hour', 20), test.dispute('handed on') \g /dev/null
select is(test.outcome('admin', test.resolve('handed on', 'in_progress')), 'done', 'disputed, and it goes on');
select is(test.would('admin', test.reopen('handed on')), 'done', 'with the same transporter it can be reopened');
select is(test.outcome('moderator', test.call('report_no_show', ', ''Not there''')), 'done', 'who does not come');
select is(test.outcome('moderator', format('select alogistics.assign_transporter(test.job(), %L, %L)', test.id('rival'), test.id('lorry'))), 'done', 'another takes it');
select is(test.moves('client', test.call('process_payment', ', 221700')), 'done', 'for the money that is held');
select is(test.facts('admin', test.reopen('handed on')), '{"reason": "another transporter"}', 'A-47: it is not reopened against somebody else');
select is(test.would('rival', format('select alogistics.open_dispute(test.job(), ''payment'', ''Mine'')')), 'done', 'who opens a dispute of their own');

-- What was decided stays so, also where an admin opened it again and the opener withdrew.
select test.request_at('decided', 'completed', 30), test.dispute('decided') \g /dev/null
select is(test.outcome('admin', test.resolve('decided', 'completed', '100000')), 'done', 'decided');
select test.a_day_ago('decided') \g /dev/null
select is(test.outcome('admin', test.reopen('decided')), 'done', 'reopened');
select is(test.outcome('client', format('select alogistics.withdraw_dispute(%L)', test.dispute_about('decided'))), 'done', 'withdrawn');
select is(test.would('client', format('select alogistics.open_dispute(%L, ''delay'', ''Again'')', test.id('decided'))), 'dispute_closed', 'A-47: a party does not open it again');
select is(test.would('admin', test.reopen('decided')), 'done', 'an admin does');

-- A wallet that is closed is so for good: nobody works for money that can never come, and no refund is lost.
select alogistics.complete_transport_request(test.id('handed on'), reason => 'By telephone') \g /dev/null
select test.request_at('paid for', 'completed', 40), test.dispute('paid for') \g /dev/null
select alogistics.post_transfer(test.account('client'), test.account('external'), test.holds('client')) \g /dev/null
select is(test.facts('admin', format('select alogistics.close_wallet(%L, ''x'')', test.wallet('client'))) ->> 'underway', 'job', 'A-13: not while a dispute may bring money back');
select test.sign_up('newcomer', 'transporter'), test.vehicle('newcomer''s', 'newcomer'), test.request_at('for whom', 'validated', 50) \g /dev/null
create function test.assign_newcomer() returns text language sql as $$
  select format('select alogistics.assign_transporter(%L, %L, %L)', test.id('for whom'), test.id('newcomer'), test.id('newcomer''s'))
$$;
select is(test.would('moderator', test.assign_newcomer()), 'done', 'whose wallet is open gets a job');
select is(test.outcome('admin', format('select alogistics.close_wallet(%L, ''x'')', test.wallet('newcomer'))), 'done', 'it is closed');
select is(test.would('moderator', test.assign_newcomer()), 'wallet_closed', 'A-13: no job whose earnings could never be paid');

-- The price of an offer goes with its transporter, unless it was paid.
select test.request_at('offered', 'validated', 60), test.credit('client', 5000000) \g /dev/null
create function test.price() returns bigint language sql volatile as $$ select final_price from alogistics.transport_requests where id = test.id('offered') $$;
create function test.accept_offer(price bigint) returns text language plpgsql as $$
declare
  offer uuid := test.answer('transporter', format('select alogistics.make_offer(%L, %L, %s)', test.id('offered'), test.id('truck'), price));
begin
  return test.outcome('moderator', format('select alogistics.accept_offer(%L)', offer)) || ' ' || test.price();
end
$$;
select is(test.accept_offer(2217000), 'done 2217000', 'an offer of ten times the price is accepted');
select is(test.outcome('transporter', format('select alogistics.decline_job(%L, ''Ill'')', test.id('offered'))), 'done', 'and declined');
select is(test.price(), 221700::bigint, 'the request costs what it cost before');
select is(test.answer('transporter', format('select alogistics.make_offer(%L, %L, 2217001)', test.id('offered'), test.id('truck'))),
  'invalid_amount', 'so ten times the price stays that');
select is(test.accept_offer(300000), 'done 300000', 'another offer');
select is(test.outcome('client', format('select alogistics.process_payment(%L, 300000)', test.id('offered'))), 'done', 'is paid');
select is(test.outcome('moderator', format('select alogistics.unassign_transporter(%L, ''Ill'')', test.id('offered'))), 'done', 'its transporter goes');
select is(test.price(), 300000::bigint, 'and the price stays when its transporter goes, because the money is held for it');

-- Who comes to a pick-up that nobody has paid for pays no penalty for leaving.
select test.job_at('unpaid', 'assigned', '-1 hour', 70), test.credit('transporter', 100000) \g /dev/null
select is(test.would_move('moderator', test.call('report_no_show', ', ''Not there''')), 'done', 'not as one who did not come');
select is(test.would_move('transporter', test.call('decline_job', ', ''Nobody paid''')), 'done', 'nor as one who declines');
select is(test.outcome('client', test.call('cancel_transport_request')), 'done', 'the client may still cancel');

-- Wrong codes of one transporter do not lock the next one out.
select test.job_at('codes', 'in_progress', '-1 hour', 80) \g /dev/null
select set_config('test.code', alogistics.issue_delivery_code(test.job()), false) \g /dev/null
select test.answer('transporter', test.call('confirm_delivery', format(', %L', lpad(((current_setting('test.code')::bigint + n) % 1000000)::text, 6, '0'))))
from generate_series(1, 5) as n \g /dev/null
select is(test.answer('transporter', test.call('confirm_delivery', format(', %L', current_setting('test.code')))) ::jsonb ->> 'verdict', 'locked', 'five wrong codes');
select test.outcome('moderator', test.call('report_no_show', ', ''Gone''')),
  test.outcome('moderator', format('select alogistics.assign_transporter(test.job(), %L, %L)', test.id('rival'), test.id('lorry'))),
  test.outcome('client', test.call('process_payment', ', 221700')) \g /dev/null
select is(test.answer('rival', test.call('confirm_delivery', format(', %L', current_setting('test.code')))) ::jsonb ->> 'verdict', 'right', 'the next transporter has tries of their own');

-- Whoever has read the other's rating does not answer it, not even when staff deleted his own.
select test.outcome('client', format('select alogistics.rate_transport(%L, 5)', test.job())),
  test.outcome('rival', format('select alogistics.rate_transport(%L, 1)', test.job())) \g /dev/null
select is(test.outcome('moderator', format('delete from alogistics.ratings where rater_id = %L', test.id('client'))), 'done', 'a rating is deleted');
select is(test.would('client', format('select alogistics.rate_transport(%L, 1)', test.job())), 'rating_closed', 'logistics.md §4 point 13: and not given again');
select is_empty('select * from alogistics.reconcile()', 'the books are sound');
select * from finish();
rollback;
