-- Movements between accounts: what is moved, what is refused, and that each account counts its lines
-- without a gap. A-12, A-15 … A-18, A-83, design §5.
begin;
select plan(129);
\ir lib/money.sql
select test.outcome('client', format('select alogistics.open_wallet(%L)', currency)),
  test.outcome('rival', format('select alogistics.open_wallet(%L)', currency))
from unnest(array['EUR', 'GNF', 'XAF']) as currency \g /dev/null
insert into alogistics.wallet_transactions (wallet_id, type, amount)
select test.wallet('client', currency), 'credit', 5000 from unnest(array['EUR', 'GNF', 'XAF']) as currency;
select test.request_at('underway', 'in_progress'), test.request_at('delivered', 'completed', 20) \g /dev/null
select alogistics.hold(test.wallet('client'), 700, 'Deposit') as hold \gset
select set_config('test.hold', :'hold', false) \g /dev/null

create function test.post(debit bigint, credit bigint, amount text) returns text language sql as $$
  select format('select alogistics.post_transfer(%s, %s, %s)', coalesce(debit::text, 'null'),
                coalesce(credit::text, 'null'), amount)
$$;

-- Who may, and what becomes of it.
select is(test.would(actor, test.post(test.account('client'), test.account('rival'), '1')), outcome,
          actor || ' posts a transfer')
from (values ('anon', 'denied'), ('client', 'denied'), ('transporter', 'denied'),
  ('moderator', 'denied'), ('admin', 'denied'), ('service_role', 'done'), ('superuser', 'done')) as a(actor, outcome);
select is(test.would_move('service_role', test.post(test.account(debit), test.account(credit), '1000')), moved,
          format('from %s to %s', debit, credit))
from (values ('client', 'rival', 'done: client -1000, rival +1000'),
  ('external', 'rival', 'done: rival +1000, external -1000'),
  ('client', 'external', 'done: client -1000, external +1000'),
  ('platform', 'rival', 'done: rival +1000, platform -1000'),
  ('client', 'platform', 'done: client -1000, platform +1000'),
  ('external', 'platform', 'done: platform +1000, external -1000'),
  ('platform', 'external', 'done: platform -1000, external +1000')) as m(debit, credit, moved);
do $$
begin
  perform test.become('service_role');
  perform alogistics.post_transfer(test.account('client'), test.account('rival'), 1000, 'A gift');
  perform test.become(null);
end
$$;
select is((t.kind, t.request_id, t.actor_id, t.reason, t.idempotency_key, t.reverses_id, t.parties),
  ('transfer'::text, null::uuid, null::uuid, 'A gift'::text, null::text, null::bigint,
   array[test.id('client'), test.id('rival')]), 'the transfer says what it is, and whose')
from alogistics.ledger_transfers as t order by id desc limit 1;
select results_eq(
  $$ select test.name_of_account(account_id), amount, type::text, balance_after from alogistics.ledger_lines
     where transfer_id = (select max(id) from alogistics.ledger_transfers) order by account_id $$,
  $$ values ('client', -1000::bigint, 'debit', 9554900::bigint), ('rival', 1000, 'credit', 1000) $$,
    'and so do its lines');

-- What belongs to a job, a hold or a withdrawal is not moved by hand: they would not know of it.
select is(test.would('service_role', statement), 'not_allowed', 'by hand ' || way)
from (values ('out of an escrow', test.post(test.account_of(test.id('underway')), test.account('client'), '1')),
  ('into an escrow', test.post(test.account('client'), test.account_of(test.id('underway')), '1')),
  ('out of a hold', test.post(test.account_of(current_setting('test.hold')::uuid), test.account('client'), '1')),
  ('into a hold', test.post(test.account('platform'), test.account_of(current_setting('test.hold')::uuid), '1')))
  as w(way, statement);

-- Amounts, accounts.
select is(test.would('service_role', test.post(test.account('client'), test.account('rival'), amount)), outcome,
          'amount ' || amount)
from (values ('0', 'invalid_amount'), ('-1', 'invalid_amount'), ('-9223372036854775808', 'invalid_amount'),
  ('null', 'missing_value'), ('1', 'done'), ('9554900', 'done'), ('9554901', 'insufficient_funds'),
  ('9223372036854775807', 'insufficient_funds')) as a(amount, outcome);
select is(test.facts('service_role', test.post(test.account('client'), test.account('rival'), '9554901')),
  '{"balance": 9554900, "required": 9554901, "currency": "XOF"}', 'a franc too little, and the refusal says so');
select is(test.would('service_role', test.post(debit, credit, '1')), outcome, format('%s to %s', debit, credit))
from (values (null, test.account('client'), 'missing_value'), (test.account('client'), null, 'missing_value'),
  (test.account('client'), test.account('client'), 'unbalanced_transfer'),
  (test.account('external'), test.account('external'), 'unbalanced_transfer'),
  (test.account('client'), 999999, 'not_found'), (999999, test.account('client'), 'not_found'),
  (-1, test.account('client'), 'not_found')) as a(debit, credit, outcome);
select is(test.would('service_role', test.post(test.account('platform'), test.account('client'), amount)), outcome,
          'the platform pays ' || amount || ' of the 33255 that it has')
from (values ('33255', 'done'), ('33256', 'insufficient_funds')) as a(amount, outcome);

-- Near the end of bigint: refused, never wrapped.
select is(test.would('service_role', format('select alogistics.post_transfer(%s, %s, 9223372036854770806),
  alogistics.post_transfer(%1$s, %2$s, %3$s)', test.account('external', 'GNF'), test.account('client', 'GNF'), more)),
    outcome,
  'a wallet one below the largest number gets ' || more)
from (values (1, 'done'), (2, 'amount_out_of_range')) as a(more, outcome);
select is(test.would('service_role', test.post(test.account('external'), test.account('client'),
  '9223372036854775807')),
  'amount_out_of_range', 'nor does a single amount go over it');
select is(test.would('service_role', format('select alogistics.post_transfer(%s, %s, 9000000000000000000);
  select alogistics.post_transfer(%1$s, %3$s, 9000000000000000000)', test.account('external'), test.account('rival'),
    test.account('stranger'))),
  'amount_out_of_range', 'nor does the world outside give more than can be counted');
select is(test.would('service_role',
  format('select alogistics.post_transfer(%s, %s, 9000000000000000000); select alogistics.post_transfer(%2$s, %3$s, 9000000000000000000);
  select alogistics.fold_ledger(), (select sum(balance) from alogistics.ledger_balances)', test.account('external'),
    test.account('rival'),
  test.account('platform'))), 'done', 'and what can be counted is, at that size too');

-- Currencies stand side by side and never meet.
select is(test.would_move('service_role', test.post(test.account('client', a), test.account('rival', b), '10')),
  case when a = b then format('done: client%s -10, rival%1$s +10', case when a <> 'XOF' then ' ' || a else '' end)
       else 'currency_mismatch' end, format('from %s to %s', a, b))
from unnest(array['XOF', 'XAF', 'GNF', 'EUR']) as a, unnest(array['XOF', 'XAF', 'GNF', 'EUR']) as b;
select is(test.facts('service_role', test.post(test.account('client', 'XAF'), test.account('rival'),
  '10')) - 'given' - 'expected',
  '{}', 'both currencies are named');
create function test.penalty(amount text, currency text default 'XOF', person text default 'client',
  reason text default 'No show')
returns text language sql as $$
  select format('select alogistics.charge_penalty(%L, %s, %L)', test.wallet(person, currency), amount, reason)
$$;
select is(test.would_move('moderator', test.penalty(amount, currency)), outcome,
  format('a penalty of %s %s', amount, currency))
from (values ('12', 'XOF', 'done: client -12, penalties +12'), ('12.00', 'XOF', 'done: client -12, penalties +12'),
  ('10.5', 'XOF', 'fractional_amount'), ('12', 'XAF', 'done: client XAF -12, penalties XAF +12'),
  ('0.5', 'XAF', 'fractional_amount'), ('12', 'GNF', 'done: client GNF -12, penalties GNF +12'),
  ('0.01', 'GNF', 'fractional_amount'), ('12', 'EUR', 'done: client EUR -1200, penalties EUR +1200'),
  ('0.01', 'EUR', 'done: client EUR -1, penalties EUR +1'),
  ('50', 'EUR', 'done: client EUR -5000, penalties EUR +5000'),
  ('50.01', 'EUR', 'insufficient_funds'), ('0.001', 'EUR', 'fractional_amount'),
  ('0', 'XOF', 'invalid_amount'), ('-1', 'XOF', 'invalid_amount'), ('''NaN''', 'XOF', 'invalid_amount'),
  ('''Infinity''', 'XOF', 'invalid_amount'), ('''-Infinity''', 'EUR', 'invalid_amount'),
  ('null', 'XOF', 'missing_value'),
  ('1e19', 'XOF', 'amount_out_of_range'), ('1e17', 'EUR', 'amount_out_of_range'),
  ('9554900', 'XOF', 'done: client -9554900, penalties +9554900'), ('9554901', 'XOF', 'insufficient_funds'))
  as a(amount, currency, outcome);

-- Penalties: by staff, not on themselves, with a reason that the owner is told. A-83.
select is(test.would(actor, test.penalty('500')), outcome, actor || ' charges a penalty')
from (values ('anon', 'denied'), ('client', 'not_allowed'), ('rival', 'not_allowed'), ('staff:rival', 'not_allowed'),
  ('moderator', 'done'), ('admin', 'done'), ('service_role', 'done')) as a(actor, outcome);
select is(test.would('moderator', test.penalty('1', 'XOF', 'moderator')), 'not_allowed',
  'not even a penalty on oneself');
select is(test.would('moderator', test.penalty('1', 'XOF', 'client', reason)), outcome,
  format('reason %L', left(reason, 20)))
from (values (null, 'reason_required'), (e' \t', 'reason_required'), (repeat('é', 1000), 'done'),
  (repeat('x', 1001), 'invalid_value'), (repeat('x', 1000000), 'invalid_value')) as r(reason, outcome);
select is(test.would('moderator', 'select alogistics.charge_penalty(' || wallet || ', 1, ''No show'')'), outcome,
  'wallet ' || wallet)
from (values ('null', 'missing_value'), ('gen_random_uuid()', 'not_found')) as w(wallet, outcome);
select is(test.would('moderator', 'select alogistics.charge_penalty(test.wallet(''client''), 1, ''No show'', ' ||
  request || ')'), outcome, 'request ' || request)
from (values ('test.id(''underway'')', 'done'), ('gen_random_uuid()', 'not_found')) as r(request, outcome);
select alogistics.charge_penalty(test.wallet('client'), 500, 'No show', test.id('underway')) as penalty \gset
select set_config('test.penalty', :'penalty', false) \g /dev/null
select is((kind, request_id, reason), ('penalty'::text, test.id('underway'), 'No show'::text),
  'the job and the reason stay with it')
from alogistics.ledger_transfers where id = :penalty;
select is(test.last_message('client'), 'Une pénalité de 500 FCFA a été prélevée. Motif : No show',
  'the owner is told');
select is((action, entity_id), ('wallet.penalty'::text, :'penalty'::text), 'and it is written down')
from alogistics.audit_logs order by id desc limit 1;

-- Reversal: at most once, of what was made by hand, and only while the money is there.
create function test.reversal(transfer bigint) returns text language sql
  as $$ select format('select alogistics.reverse(%s, ''By mistake'')', transfer) $$;
select is(test.would(actor, test.reversal(current_setting('test.penalty')::bigint)), outcome,
  actor || ' reverses a penalty')
from (values ('anon', 'denied'), ('client', 'not_allowed'), ('moderator', 'done'),
  ('service_role', 'done')) as a(actor, outcome);
select is(test.moves('moderator', test.reversal(:penalty)), 'done: client +500, penalties -500',
  'what was taken comes back');
select is((kind, reverses_id, reason, actor_id, request_id),
  ('reversal'::text, current_setting('test.penalty')::bigint, 'By mistake'::text, test.id('moderator'),
  test.id('underway')),
  'the new transfer names the old one')
from alogistics.ledger_transfers order by id desc limit 1;
select is(test.would('moderator', test.reversal(:penalty)), 'already_reversed', 'but not a second time');
select is(test.would('moderator', test.reversal(id)), 'not_reversible',
  'a ' || kind || ' is undone by its own function')
from (select distinct on (kind) id, kind from alogistics.ledger_transfers
      where kind in ('payment', 'settlement', 'hold', 'reversal') order by kind, id) as t;
select is(test.would('moderator', format('select alogistics.reverse(%s, %s)', transfer, reason)), outcome,
          format('reverse(%s, %s)', transfer, reason))
from (values ('null', '''x''', 'missing_value'), ('1', 'null', 'reason_required'), ('1', ''' ''', 'reason_required'),
  ('-1', '''x''', 'not_found')) as r(transfer, reason, outcome);
select is(test.would_move('moderator', test.reversal(max(id))), 'done: client +1000, rival -1000',
  'a transfer by hand goes back too')
from alogistics.ledger_transfers where kind = 'transfer';
select is(test.would('service_role',
  format('select alogistics.post_transfer(%s, %s, 1), alogistics.reverse(%s, ''x'')',
  test.account('rival'), test.account('client'), max(id))), 'insufficient_funds', 'unless the money is spent')
from alogistics.ledger_transfers where kind = 'transfer';
select alogistics.charge_penalty(test.wallet('moderator'), 5, 'Late') as penalty
from alogistics.post_transfer(test.account('external'), test.account('moderator'), 5) \gset
select is(test.would(actor, test.reversal(:penalty)), outcome, actor || ' gives the moderator''s money back')
from (values ('moderator', 'not_allowed'), ('admin', 'done')) as a(actor, outcome);

-- Several in one statement, and what is undone: each account counts on without a gap.
create function test.numbers(name text) returns text language sql stable as $$
  select format('%s lines to %s', count(*), max(seq)) from alogistics.ledger_entries
    where account_id = test.account(name)
$$;
create temporary table numbered as select test.numbers('client') as client, test.numbers('rival') as rival;
select is(test.would_move('service_role', statement), moved, 'several in one statement')
from (values (format('select alogistics.post_transfer(%s, %s, n) from generate_series(1, 100) as n',
  test.account('client'),
    test.account('rival')), 'done: client -5050, rival +5050'),
  (format('select alogistics.post_transfer(%s, %s, 10), alogistics.post_transfer(%2$s, %1$s, 3)',
  test.account('client'),
    test.account('rival')), 'done: client -7, rival +7'),
  (format('insert into alogistics.wallet_transactions (wallet_id, type, amount) select %L, t, 5 from
     unnest(array[''credit'', ''debit'', ''penalty'']::alogistics.wallet_transaction_type[]) as t',
       test.wallet('client')),
     'done: client -5, penalties +5'),
  (format('select alogistics.post_transfer(%s, %s, n) from generate_series(9554890, 9554910) as n',
  test.account('client'),
     test.account('rival')), 'insufficient_funds')) as s(statement, moved);
select is((test.numbers('client'), test.numbers('rival')), (client, rival), 'what is undone leaves no number behind')
  from numbered;
savepoint undone;
select alogistics.post_transfer(test.account('client'), test.account('rival'), n) from generate_series(1, 3) as n
  \g /dev/null
rollback to undone;
do $$
begin
  perform alogistics.post_transfer(test.account('client'), test.account('rival'), 7);
  raise sqlstate 'UNDO0';
exception when sqlstate 'UNDO0' then
  perform alogistics.post_transfer(test.account('client'), test.account('rival'), 8);
end
$$;
select results_eq($$ select amount, seq - lag(seq, 1, seq - 1) over (order by seq) from alogistics.ledger_entries
    where account_id = test.account('client') order by seq desc limit 2 $$,
  $$ values (-8::bigint, 1::bigint), (500, 1) $$, 'the next one has the next number');
select is(test.holds('client'), 9554892::bigint, 'and only it has moved money');
select is_empty('select * from alogistics.reconcile()', 'the books are sound');
select * from finish();
rollback;
