-- Money set aside from a wallet: captured, released, or given back when its time has come. A hold ends once.
-- A-18, A-81, cases 42 and 5 of the ledger's list.
begin;
select plan(111);
\ir lib/money.sql
select test.request_at('underway', 'in_progress'), test.answer('client', 'select alogistics.open_wallet(''EUR'')'),
  test.answer('rival', 'select alogistics.open_wallet(''EUR'')') \g /dev/null
insert into alogistics.wallet_transactions (wallet_id, type, amount) values (test.wallet('client', 'EUR'), 'credit',
  5000);

-- Setting aside: by staff, on others' wallets, for a reason, and no more than there is.
create function test.hold(amount text, more text default '',
  wallet uuid default test.wallet('client')) returns text language sql
  as $$ select format('select alogistics.hold(%L, %s, ''Deposit''%s)', wallet, amount, more) $$;
select is(test.would(actor, test.hold('700')), outcome, actor || ' sets money aside')
from (values ('anon', 'denied'), ('client', 'not_allowed'), ('rival', 'not_allowed'), ('staff:rival', 'not_allowed'),
  ('moderator', 'done'), ('admin', 'done'), ('service_role', 'done')) as a(actor, outcome);
select is(test.would('moderator', test.hold('1', wallet => test.wallet('moderator'))), 'not_allowed',
  'not one''s own');
select is(test.would_move('moderator', test.hold(amount)), outcome, 'setting aside ' || amount)
from (values ('700', 'done: client -700, hold +700'), ('700.00', 'done: client -700, hold +700'),
  ('9778300', 'done: client -9778300, hold +9778300'), ('9778301', 'insufficient_funds'), ('0', 'invalid_amount'),
  ('-1', 'invalid_amount'), ('10.5', 'fractional_amount'), ('''NaN''', 'invalid_amount'),
  ('''Infinity''', 'invalid_amount'),
  ('null', 'missing_value'), ('1e30', 'amount_out_of_range')) as a(amount, outcome);
select is(test.would_move('moderator', test.hold('10.50', wallet => test.wallet('client', 'EUR'))),
  'done: client EUR -1050, hold EUR +1050',
  'in the currency of the wallet');
select is(test.would('moderator', statement), outcome, statement)
from (values ('select alogistics.hold(null, 1, ''x'')', 'missing_value'),
  ('select alogistics.hold(gen_random_uuid(), 1, ''x'')', 'not_found'),
  ('select alogistics.hold(test.wallet(''client''), 1, null)', 'reason_required'),
  ('select alogistics.hold(test.wallet(''client''), 1, '' '')', 'reason_required'),
  ('select alogistics.hold(test.wallet(''client''), 1, repeat(''é'', 1000))', 'done'),
  ('select alogistics.hold(test.wallet(''client''), 1, repeat(''x'', 1001))', 'invalid_value')) as h(statement,
  outcome);
select is(test.would('moderator', test.hold('1', more)), outcome, 'with' || more)
from (values (', now() + interval ''1 hour''', 'done'), (', ''infinity''', 'done'), (', now()', 'invalid_value'),
  (', now() - interval ''1 second''', 'invalid_value'), (', ''-infinity''', 'invalid_value'),
  (', null, test.id(''underway'')', 'done'), (', null, gen_random_uuid()', 'not_found')) as w(more, outcome);
select test.answer('moderator', test.hold('700', ', now() + interval ''1 hour'', test.id(''underway'')')) as hold
  \gset
select set_config('test.hold', :'hold', false) \g /dev/null
select is((amount, captured, currency, status::text, reason, request_id, created_by, wallet_id, user_id, closed_at),
  (700::bigint, 0::bigint, 'XOF'::text, 'open'::text, 'Deposit'::text, test.id('underway'), test.id('moderator'),
  test.wallet('client'),
   test.id('client'), null::timestamptz), 'the hold says what it is') from alogistics.holds;
select is(test.count(actor, 'select * from alogistics.holds'), rows, actor || ' sees the hold')
from (values ('client', '1'), ('stranger', '0'), ('moderator', '1'), ('service_role', '1'),
  ('anon', 'denied')) as a(actor, rows);

-- Taking it: all or a part, for the platform or for somebody; the rest returns.
create function test.take(more text default '', hold uuid default current_setting('test.hold')::uuid) returns text
  language sql
  as $$ select format('select alogistics.capture(%L%s)', hold, more) $$;
create function test.give(hold uuid default current_setting('test.hold')::uuid) returns text language sql
  as $$ select format('select alogistics.release(%L)', hold) $$;
select is(test.would(actor, statement), outcome, format('%s: %s', actor, left(statement, 25)))
from unnest(array[test.take(), test.give()]) as statement,
  (values ('anon', 'denied'), ('client', 'not_allowed'), ('staff:rival', 'not_allowed'), ('moderator', 'done'),
    ('service_role', 'done')) as a(actor, outcome);
select is(test.would_move(case when more ~ 'rival|client' then 'admin' else 'moderator' end, test.take(more)),
  outcome, 'capture' || more)
from (values ('', 'done: hold -700, platform +700'), (', 700', 'done: hold -700, platform +700'),
  (', 200', 'done: client +500, hold -700, platform +200'), (', 1', 'done: client +699, hold -700, platform +1'),
  (', 699.0', 'done: client +1, hold -700, platform +699'), (', 701', 'insufficient_funds'),
  (', 0', 'invalid_amount'),
  (', -1', 'invalid_amount'), (', 0.5', 'fractional_amount'), (', ''NaN''', 'invalid_amount'),
  (', to_wallet_uuid => test.wallet(''rival'')', 'done: rival +700, hold -700'),
  (', 200, test.wallet(''rival'')', 'done: client +500, rival +200, hold -700'),
  (', 200, test.wallet(''client'')', 'invalid_value'), (', 200, test.wallet(''moderator'')', 'not_allowed'),
  (', 200, gen_random_uuid()', 'not_found'), (', 200, test.wallet(''rival'', ''EUR'')',
  'currency_mismatch')) as c(more, outcome);
-- A moderator alone does not give one person's money to another, but to a party of the job that it was held for.
select is(test.would('moderator', test.take(', 200, test.wallet(''rival'')')), 'not_allowed',
  'a moderator names no other receiver');
select test.request_at('hauled', 'in_progress', 80) \g /dev/null
select test.answer('moderator', test.hold('100', ', null, test.id(''hauled'')')) as for_job \gset
select is(test.would('moderator', format('select alogistics.capture(%L, 60, test.wallet(%L))', :'for_job', receiver)),
  outcome, 'held for a job, given to the ' || receiver)
from (values ('transporter', 'done'), ('rival', 'not_allowed')) as r(receiver, outcome);
select test.answer('moderator', format('select alogistics.release(%L)', :'for_job')) \g /dev/null
select is(test.facts('moderator', test.take(', 701')), '{"balance": 700, "required": 701}',
  'more than is held is refused with what is held');
select is(test.would_move('moderator', test.give()), 'done: client +700, hold -700', 'release gives all of it back');
select is(test.would('moderator', statement), outcome, statement)
from (values ('select alogistics.capture(null)', 'missing_value'),
  ('select alogistics.capture(gen_random_uuid())', 'not_found'),
  ('select alogistics.release(null)', 'missing_value'),
  ('select alogistics.release(gen_random_uuid())', 'not_found')) as s(statement, outcome);

-- Staff do not decide on their own money.
select alogistics.post_transfer(test.account('external'), test.account('moderator'), 100) \g /dev/null
select test.answer('admin', test.hold('50', wallet => test.wallet('moderator'))) as own \gset
select is(test.would('moderator', statement), 'not_allowed', 'a moderator: ' || left(statement, 25))
from unnest(array[test.give(:'own'), test.take('', :'own')]) as statement;
select is(test.would('admin', test.give(:'own')), 'done', 'an admin may');

-- It ends once: each end, and what every further attempt is told.
create function test.hold_that_is(status text) returns uuid language plpgsql as $$
declare
  hold uuid := test.answer('moderator', test.hold('100', ', now() + interval ''1 hour'''));
begin
  if status = 'captured' then
    perform test.outcome('moderator', test.take('', hold));
  elsif status = 'captured in part' then
    perform test.outcome('moderator', test.take(', 40', hold));
  elsif status = 'released' then
    perform test.outcome('moderator', test.give(hold));
  elsif status in ('due', 'expired') then
    update alogistics.holds set expires_at = now() where id = hold;
  end if;
  if status = 'expired' then
    perform test.outcome('service_role', 'select alogistics.run_due()');
  end if;
  return hold;
end
$$;
create temporary table ended as select status, test.hold_that_is(status) as id
from unnest(array['open', 'captured', 'captured in part', 'released', 'expired', 'due']) as status;
select is(test.would('moderator', test.take('', e.id)), case e.status when 'open' then 'done'
  else 'invalid_transition' end,
  e.status || ': capture') from ended as e;
select is(test.would('moderator', test.give(e.id)), case when e.status in ('open', 'due') then 'done'
  else 'invalid_transition' end,
  e.status || ': release') from ended as e;
select is(test.facts('moderator', test.take('', e.id)), format('{"from": "%s", "to": "captured", "allowed": []}',
  replace(split_part(e.status, ' ', 1), 'due', 'expired'))::jsonb, e.status || ': nothing is allowed any more')
    from ended as e where e.status <> 'open';
select results_eq($$ select e.status, h.status::text, h.captured, h.closed_at is not null,
    (select balance from alogistics.ledger_accounts where subject_id = e.id) from ended as e
    join alogistics.holds as h using (id)
    order by array_position(array['open', 'captured', 'captured in part', 'released', 'expired', 'due'], e.status) $$,
  $$ values ('open', 'open', 0::bigint, false, 100::bigint), ('captured', 'captured', 100, true, 0),
    ('captured in part', 'captured', 40, true, 0), ('released', 'released', 0, true, 0),
    ('expired', 'expired', 0, true, 0),
    ('due', 'open', 0, false, 100) $$, 'each stands as it ended, and only an open one holds money');

-- When its time has come: nobody captures it any more, and run_due() gives the money back once.
select is(test.would(actor, 'select alogistics.run_due()'), outcome, actor || ' ends what is due')
from (values ('anon', 'denied'), ('client', 'denied'), ('moderator', 'denied'), ('service_role', 'done'),
  ('superuser', 'done')) as a(actor, outcome);
select is(test.moves('service_role', 'select alogistics.run_due()'), 'done: client +100, hold -100',
  'a hold whose time has come goes back');
select is(test.answer('service_role', 'select alogistics.run_due()'), '0', 'once');
update alogistics.holds set expires_at = clock_timestamp() + interval '20 ms' where id = :'hold';
select is(test.would('moderator', test.take()), 'done', 'a moment before');
select pg_sleep(0.03) \g /dev/null
select is(test.would('moderator', test.take()), 'invalid_transition', 'and a moment after, within one transaction');
select is(test.facts('moderator', test.take()) ->> 'from', 'expired', 'also before anybody has given it back');
select test.answer('moderator', test.hold('100', ', now() + interval ''1 hour''', test.wallet('rival'))) as none \gset
select is(:'none'::text, 'insufficient_funds', 'the rival has nothing yet');
select alogistics.post_transfer(test.account('external'), test.account('rival'), 100),
  test.answer('moderator', test.hold('100', ', now() + interval ''1 hour''', test.wallet('rival'))) as frozen \gset
update alogistics.holds set expires_at = now() where id = :'frozen';
select test.answer('moderator', 'select alogistics.freeze_wallet(test.wallet(''rival''), ''Fraud'')') \g /dev/null
select is(test.moves('service_role', 'select alogistics.run_due()'), 'done: client +700, hold -700',
  'one whose wallet is frozen keeps no other from going');
select is((status::text, closed_at), ('open'::text, null::timestamptz), 'and waits') from alogistics.holds
  where id = :'frozen';
select test.answer('moderator', 'select alogistics.unfreeze_wallet(test.wallet(''rival''), ''All clear'')')
  \g /dev/null
select is(test.moves('service_role', 'select alogistics.run_due()'), 'done: rival +100, hold -100',
  'until the wallet is released');
select results_eq($$ select entity_type, old_data ->> 'status', new_data ->> 'status' from alogistics.audit_logs
  where entity_id = current_setting('test.hold') order by id $$, $$ values ('holds', null, 'open'),
    ('holds', null, null), ('holds', 'open', 'expired') $$,
  'the life of a hold is written down');
select is_empty('select * from alogistics.reconcile()', 'the books are sound');
select * from finish();
rollback;
