-- Where the money of a dispute goes, before and after the release, and that it goes there once. A-42, A-46, A-47, logistics.md §4 point 4.
begin;
select plan(106);
\ir lib/money.sql
select test.sign_up('deputy', 'moderator'), test.credit('client', 20000000) \g /dev/null
create function test.dispute_about(job text) returns uuid language sql stable security definer as $$
  select id from alogistics.disputes where request_id = test.id(job) order by status = 'resolved', created_at desc limit 1
$$;
-- A job that is disputed; `from` is where it stood.
create sequence test.day start 10 increment 10;
create function test.dispute_of(job text, from_status text) returns uuid language plpgsql as $$
begin
  perform test.request_at(job, from_status, nextval('test.day')::integer);
  perform set_config('request.jwt.claims', json_build_object('sub', test.id('client'))::text, true);
  perform alogistics.open_dispute(test.id(job), 'damage', 'Wet sacks');
  perform set_config('request.jwt.claims', '', true);
  return test.dispute_about(job);
end
$$;
create function test.resolve(job text, outcome text, refund text default 'null', covers text default 'false') returns text language sql as $$
  select format('select alogistics.resolve_dispute(%L, %L, ''Heard both'', %s, %s)', test.dispute_about(job), outcome, refund, covers)
$$;
create function test.after(job text) returns text language sql stable as $$
  select concat_ws(' ', r.status, r.final_price, coalesce(r.platform_commission::text, '—'), coalesce(r.transporter_earnings::text, '—'))
  from alogistics.transport_requests as r where r.id = test.id(job)
$$;
create function test.books() returns text[] language sql stable as $$ select array(select "check" || ' ' || object from alogistics.reconcile()) $$;
-- What it moves, and whether the books are right then.
create function test.decides(statement text) returns text language plpgsql as $$
declare
  answer text;
begin
  answer := test.moves('deputy', statement);
  answer := answer || case when test.books() <> '{}' then ' BUT ' || test.books()::text else '' end;
  raise sqlstate 'UNDO0';
exception when sqlstate 'UNDO0' then
  return answer;
end
$$;

-- Before the release the escrow is divided to the franc: the price is 221700, the rate 15 %.
select test.dispute_of('running', 'in_progress') \g /dev/null
select is(test.decides(test.resolve('running', outcome, refund)), moved, format('logistics.md §4 point 4: %s, refund %s', outcome, refund))
from (values
  ('completed', 'null', 'done: transporter +188445, escrow -221700, platform +33255'),
  ('completed', '0', 'done: transporter +188445, escrow -221700, platform +33255'),
  ('completed', '1', 'done: client +1, transporter +188444, escrow -221700, platform +33255'),
  ('completed', '21700', 'done: client +21700, transporter +170000, escrow -221700, platform +30000'),
  ('completed', '221699', 'done: client +221699, transporter +1, escrow -221700'),
  ('completed', '221700', 'refund_too_large'),
  ('cancelled', 'null', 'done: client +221700, escrow -221700'),
  ('cancelled', '221700', 'done: client +221700, escrow -221700'),
  ('cancelled', '0', 'done: transporter +188445, escrow -221700, platform +33255'),
  ('cancelled', '121700', 'done: client +121700, transporter +85000, escrow -221700, platform +15000'),
  ('cancelled', '221701', 'refund_too_large'),
  ('in_progress', 'null', 'done'),
  ('in_progress', '21700', 'done: client +21700, escrow -21700'),
  ('in_progress', '221700', 'refund_too_large'),
  ('completed', '-1', 'invalid_amount'), ('completed', '10.5', 'fractional_amount'), ('completed', '''NaN''', 'invalid_amount'),
  ('completed', '''Infinity''', 'invalid_amount'), ('completed', '1e19', 'amount_out_of_range'),
  ('pending', 'null', 'invalid_value'), ('disputed', 'null', 'invalid_value'), ('won', 'null', 'invalid_value')) as r(outcome, refund, moved);
select is(test.facts('deputy', test.resolve('running', 'completed', '221700')), '{"given": 221700, "currency": "XOF", "refundable": 221699}',
  'to give everything back is to cancel');
select is(test.would('deputy', format('select alogistics.resolve_dispute(%L, %s)', test.dispute_about('running'), arguments)), outcome, left(arguments, 40))
from (values ('''completed'', null', 'reason_required'), ('''completed'', '' ''', 'reason_required'), ('null, ''x''', 'missing_value'),
  ('''completed'', repeat(''é'', 4000)', 'done'), ('''completed'', repeat(''é'', 4001)', 'invalid_value')) as a(arguments, outcome);

-- One is decided for good.
select is(test.moves('deputy', test.resolve('running', 'completed', '21700')), 'done: client +21700, transporter +170000, escrow -221700, platform +30000',
  'two days late: a part goes back, and the job counts as done');
select is(test.after('running'), 'completed 200000 30000 170000', 'commission and earnings are those of the lower price');
select ok(completed_at is not null and disputed_from is null and status_reason = 'Heard both', 'it is completed, for that reason')
  from alogistics.transport_requests where id = test.id('running');
select is((status, outcome, refund, resolution, resolved_by), ('resolved'::alogistics.dispute_status, 'completed'::alogistics.request_status, 21700::bigint,
  'Heard both'::text, test.id('deputy')), 'the decision can be read') from alogistics.disputes where id = test.dispute_about('running');
select is(test.last_message('client'), 'Le litige sur le transport Dakar → Bamako est tranché : le transport est considéré comme effectué. Décision : Heard both',
  'and the client is told');
select is(test.books(), '{}', 'the books are right');
select is(test.moves(actor, test.resolve('running', outcome)), 'invalid_transition', format('logistics.md §4 point 4: a second resolution is refused, %s %s', actor, outcome))
from (values ('deputy', 'completed'), ('deputy', 'cancelled'), ('admin', 'cancelled')) as s(actor, outcome);
select is(test.would('client', format('select alogistics.open_dispute(%L, ''delay'', ''Again'')', test.id('running'))), 'dispute_closed',
  'what is decided is not opened again by a party');
select is(test.would('client', format('select alogistics.add_dispute_message(%L, ''But'')', test.dispute_about('running'))), 'dispute_closed', 'nor talked about');
select is(test.would('client', 'select alogistics.rate_transport(test.id(''running''), 2)'), 'done', 'the completed job can be rated');

-- The job goes on, and can be disputed anew.
select test.dispute_of('going on', 'in_progress') \g /dev/null
select is(test.outcome('deputy', test.resolve('going on', 'in_progress', '21700')), 'done', 'the job goes on at a lower price');
select is(test.after('going on'), 'in_progress 200000 — —', 'as if refund() had lowered it');
select is(test.moves('transporter', 'select alogistics.complete_transport_request(test.id(''going on''), test.proof())'),
  'done: transporter +170000, escrow -200000, platform +30000', 'it is delivered and paid');
select is(test.would('client', format('select alogistics.open_dispute(%L, ''damage'', ''Now this'')', test.id('going on'))), 'done', 'something else happens');

-- After the release both give back what they got, or nothing moves.
select test.dispute_of('released', 'completed') \g /dev/null
select is(test.decides(test.resolve('released', outcome, refund)), moved, format('logistics.md §4 point 4: after the release, %s, refund %s', outcome, refund))
from (values
  ('completed', 'null', 'done'),
  ('completed', '0', 'done'),
  ('completed', '21700', 'done: client +21700, transporter -18445, platform -3255'),
  ('completed', '221700', 'done: client +221700, transporter -188445, platform -33255'),
  ('completed', '221701', 'refund_too_large'),
  ('cancelled', 'null', 'done: client +221700, transporter -188445, platform -33255'),
  ('cancelled', '100', 'done: client +100, transporter -85, platform -15'),
  ('cancelled', '221701', 'refund_too_large'),
  ('in_progress', 'null', 'invalid_value')) as r(outcome, refund, moved);
select is(test.moves('deputy', test.resolve('released', 'completed', '21700')), 'done: client +21700, transporter -18445, platform -3255',
  'a part comes back');
select is(test.after('released'), 'completed 221700 33255 188445', 'what the job earned stays as it was');
select is(test.books(), '{}', 'the books are right');
select is(test.told, 'payment.taken_back.transporter', 'the transporter is told')
from (select n.data ->> 'template' as told from alogistics.notifications as n where user_id = test.id('transporter')
        and n.data ->> 'template' like 'payment.%' order by id desc limit 1) as test;
select is(test.would('moderator', 'select alogistics.refund(test.id(''released''), 200001, ''test'')'), 'refund_too_large', 'and counts for what refund() may give');
select is(test.would('moderator', 'select alogistics.refund(test.id(''released''), 200000, ''test'')'), 'done', 'later');

-- Reopened by an admin, within the window; what was given back is not given twice.
select is(test.would(actor, format('select alogistics.reopen_dispute(%L, ''New photos'')', test.dispute_about('released'))), outcome, actor || ' reopens')
from (values ('admin', 'done'), ('deputy', 'not_allowed'), ('moderator', 'not_allowed'), ('client', 'not_allowed'), ('transporter', 'not_allowed'),
  ('stranger', 'not_found'), ('service_role', 'not_allowed'), ('anon', 'denied')) as a(actor, outcome);
select is(test.would('admin', format('select alogistics.reopen_dispute(%L, %s)', test.dispute_about('released'), reason)), 'reason_required', 'for the reason ' || reason)
from unnest(array['null', ''' ''']) as reason;
select is(test.outcome('admin', format('select alogistics.reopen_dispute(%L, ''New photos'')', test.dispute_about('released'))), 'done', 'reopened');
select is((r.status::text, r.disputed_from::text, d.status::text, d.outcome is null, d.status_reason), ('disputed'::text, 'completed'::text, 'open'::text, true, 'New photos'::text),
  'the job is disputed again') from alogistics.disputes as d join alogistics.transport_requests as r on r.id = d.request_id where d.id = test.dispute_about('released');
select is(test.books(), '{}', 'the books are right');
select is(test.would('moderator', 'select alogistics.refund(test.id(''released''), 1, ''test'')'), 'refund_too_large', 'nobody else gives anything back meanwhile');
select is(test.decides(test.resolve('released', 'completed', '200001')), 'refund_too_large', 'logistics.md §4 point 4: a refund of more than what is left is refused');
select is(test.moves('deputy', test.resolve('released', 'cancelled')), 'done: client +200000, transporter -170000, platform -30000', 'what is left');
select is(test.after('released'), 'cancelled 221700 33255 188445', 'the job is cancelled');
select is(test.would('admin', format('select alogistics.reopen_dispute(%L, ''Again'')', test.dispute_about('released'))), 'invalid_transition', 'a cancelled job stays cancelled');
select is(test.books(), '{}', 'the books are right');
create function test.age(job text, days numeric) returns void language plpgsql as $$
begin
  set local session_replication_role = replica;
  update alogistics.disputes set resolved_at = now() - days * interval '1 day' where request_id = test.id(job);
  set local session_replication_role = origin;
end
$$;
select test.age('running', 6.999) \g /dev/null
select is(test.would('admin', format('select alogistics.reopen_dispute(%L, ''x'')', test.dispute_about('running'))), 'done', 'on the last of 7 days');
select test.age('running', 7) \g /dev/null
select is(test.would('admin', format('select alogistics.reopen_dispute(%L, ''x'')', test.dispute_about('running'))), 'dispute_closed', 'not when they are over');
select is(test.would('admin', format('select alogistics.reopen_dispute(%L, ''x'')', test.dispute_about('going on'))), 'done', 'one whose job was completed since');
select is(test.outcome('client', format('select alogistics.open_dispute(%L, ''damage'', ''Now this'')', test.id('going on'))), 'done', 'or not, if');
select is(test.would('admin', format('select alogistics.reopen_dispute(%L, ''x'')', id)), 'already_exists', 'another one is open')
from alogistics.disputes where request_id = test.id('going on') and status = 'resolved';

-- The transporter has spent it: nothing moves, unless the platform covers it.
select test.dispute_of('spent', 'completed') \g /dev/null
select alogistics.post_transfer(test.account('transporter'), test.account('external'), test.holds('transporter') - 100000),
  alogistics.post_transfer(test.account('external'), test.account('platform'), 1000000) \g /dev/null
select is(test.decides(test.resolve('spent', 'cancelled', refund, covers)), moved, format('of 100000, refund %s, covered: %s', refund, covers))
from (values ('null', 'false', 'insufficient_funds'), ('117647', 'false', 'done: client +117647, transporter -100000, platform -17647'),
  ('null', 'true', 'done: client +221700, transporter -100000, platform -121700'),
  ('117647', 'true', 'done: client +117647, transporter -100000, platform -17647')) as s(refund, covers, moved);
select alogistics.freeze_wallet(test.wallet('transporter'), 'test') \g /dev/null
select is(test.decides(test.resolve('spent', 'cancelled', '100000', covers)), moved, 'the wallet is frozen, covered: ' || covers)
from (values ('false', 'wallet_frozen'), ('true', 'done: client +100000, platform -100000')) as s(covers, moved);
select alogistics.unfreeze_wallet(test.wallet('transporter'), 'test') \g /dev/null
select is((status::text), 'disputed', 'a decision that cannot be paid decides nothing') from alogistics.transport_requests where id = test.id('spent');

-- Withdrawn: everything as before.
select test.dispute_of('withdrawn', 'in_progress') \g /dev/null
select is(test.moves('client', format('select alogistics.withdraw_dispute(%L)', test.dispute_about('withdrawn'))), 'done', 'withdrawn, nothing moves');
select is(test.after('withdrawn'), 'in_progress 221700 — —', 'the job goes on');
select is(test.would('transporter', 'select alogistics.complete_transport_request(test.id(''withdrawn''), test.proof())'), 'done', 'to its end');
select is(test.would('client', format('select alogistics.open_dispute(%L, ''delay'', ''After all'')', test.id('withdrawn'))), 'done', 'or to another dispute');
select is(test.would('client', format('select alogistics.withdraw_dispute(%L)', test.dispute_about('withdrawn'))), 'invalid_transition', 'once');

-- Paid in advance at the pick-up: half of the earnings are the transporter's already.
insert into alogistics.platform_settings (key, value) values ('payout.advance_at_pickup', '5000');
select test.request_at('advanced', 'in_progress', nextval('test.day')::integer) \g /dev/null
select is(test.outcome('transporter', format('select alogistics.confirm_pickup(%L, %L)', test.id('advanced'), test.proof())), 'done', 'taken over');
select is(advance_paid, 94223::bigint, 'with an advance') from alogistics.transport_requests where id = test.id('advanced');
select is(test.outcome('client', format('select alogistics.open_dispute(%L, ''damage'', ''Wet'')', test.id('advanced'))), 'done', 'and disputed');
select is(test.decides(test.resolve('advanced', outcome, refund)), moved, format('logistics.md §4 point 4: with an advance, %s, refund %s', outcome, refund))
from (values ('completed', '0', 'done: transporter +94222, escrow -127477, platform +33255'),
  ('completed', '21700', 'done: client +21700, transporter +75777, escrow -127477, platform +30000'),
  ('cancelled', 'null', 'done: client +221700, transporter -94223, escrow -127477')) as r(outcome, refund, moved);
select alogistics.post_transfer(test.account('transporter'), test.account('external'), test.holds('transporter') - 4223) \g /dev/null
select is(test.decides(test.resolve('advanced', 'cancelled', 'null', covers)), moved, 'the advance is spent, covered: ' || covers)
from (values ('false', 'insufficient_funds'),
  ('true', 'done: client +221700, transporter -4223, escrow -127477, platform -90000')) as s(covers, moved);

-- A repeated call is answered again and not done again.
select test.dispute_of('keyed', 'in_progress') \g /dev/null
create function test.keyed() returns text language sql as $$
  select format('select alogistics.resolve_dispute(%L, ''cancelled'', ''Lost'', null, false, ''k'')', test.dispute_about('keyed'))
$$;
select is(test.moves('deputy', test.keyed()), 'done: client +221700, escrow -221700', 'with a key');
select is(test.moves('deputy', test.keyed()), 'done', 'and once more');
select is(test.books(), '{}', 'the books are right');
select * from finish();
rollback;
