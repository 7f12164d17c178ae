-- Wallets: opened per currency, frozen, released and closed by staff; nothing moves in or out of one that is
-- frozen or closed. A-11 … A-14, A-83.
begin;
select plan(154);
\ir lib/money.sql

-- One wallet per person and currency, opened by its owner.
select is(test.would(actor, 'select alogistics.open_wallet(''EUR'')'), outcome, actor || ' opens a wallet')
from (values ('anon', 'denied'), ('client', 'done'), ('transporter', 'done'), ('moderator', 'done'),
  ('service_role', 'authentication_required'), ('superuser', 'authentication_required')) as a(actor, outcome);
select is(test.would('client', 'select alogistics.open_wallet(' || currency || ')'), outcome, 'currency ' || currency)
from (values ('''XAF''', 'done'), ('''GNF''', 'done'), ('''eur''', 'unknown_currency'),
  ('''XXX''', 'unknown_currency'),
  ('''''', 'unknown_currency'), ('null', 'missing_value')) as c(currency, outcome);
select is(test.answer('client', 'select alogistics.open_wallet(''XOF'')')::uuid, test.wallet('client'),
  'who has one finds it');
select test.answer('client', 'select alogistics.open_wallet(''EUR'')') \g /dev/null
select is(test.answer('client', 'select alogistics.open_wallet(''EUR'')')::uuid, test.wallet('client', 'EUR'),
  'every time');
select is(test.count('client', 'select from alogistics.wallets'), '2', 'and has no second one');
select is((balance, is_active, closed_at), (0::bigint, true, null::timestamptz), 'a new wallet is empty and active')
from alogistics.wallets where id = test.wallet('client', 'EUR');

-- Whose decision it is.
create temporary table decisions (name text, statement text);
insert into decisions select verb, format('select alogistics.%s_wallet(%%L, %%L)', verb)
from unnest(array['freeze', 'unfreeze', 'close']) as verb;
select is(test.would(actor, format(statement, test.wallet('stranger'), 'Fraud')), outcome,
  format('%s: %s', actor, name))
from decisions, (values ('anon', 'denied'), ('client', 'not_allowed'), ('stranger', 'not_allowed'),
  ('staff:client', 'not_allowed'), ('moderator', 'done'), ('admin', 'done'), ('service_role', 'done')) as a(actor,
  outcome);
select is(test.would(person, format(statement, test.wallet(person), 'Mine')), 'not_allowed',
          format('%s: %s on oneself', person, name))
from decisions, unnest(array['moderator', 'admin']) as person;
select is(test.would('moderator', format(statement, test.wallet('stranger'), reason)), outcome,
          format('%s for the reason %L', name, left(reason, 9)))
from decisions, (values (null, 'reason_required'), ('  ', 'reason_required'), (repeat('é', 1000), 'done'),
  (repeat('x', 1001), 'invalid_value')) as r(reason, outcome);
select is(test.would('moderator', format(statement, wallet, 'Fraud')), outcome,
  format('%s of %s', name, coalesce(wallet, 'none')))
from decisions, (values (null, 'missing_value'), ('00000000-0000-4000-8000-000000000000', 'not_found')) as w(wallet,
  outcome);
select is(test.would('moderator', format('select alogistics.close_wallet(%L, ''Done'')', test.wallet('client'))),
  'wallet_not_empty', 'a wallet with money in it is not closed');
select is(test.facts('moderator', format('select alogistics.close_wallet(%L, ''Done'')', test.wallet('client'))),
  '{"balance": 10000000, "currency": "XOF"}', 'and the refusal says how much');

-- Every way in and out of the wallets of client and transporter, each of which works while they are active.
select test.request_at('due', 'assigned', 10), test.request_at('underway', 'in_progress', 20),
  test.request_at('delivered', 'completed', 30),
  alogistics.set_payment_provider('wave', 'a secret of the test') \g /dev/null
select alogistics.hold(test.wallet('client'), 700, 'Deposit') as hold,
  test.answer('client', 'select alogistics.top_up(900, ''wave'')') as top_up,
  test.answer('client', 'select alogistics.request_withdrawal(3000, ''{"phone": "1"}'')') as requested,
  test.answer('client', 'select alogistics.request_withdrawal(2000, ''{"phone": "1"}'')') as sent,
  alogistics.charge_penalty(test.wallet('client'), 500, 'No show') as penalty \gset
select alogistics.approve_withdrawal(:'sent'), alogistics.mark_withdrawal_sent(:'sent') \g /dev/null
create temporary table ways (name text, actor text, statement text);
insert into ways values
  ('a transfer in', 'service_role', format('select alogistics.post_transfer(%s, %s, 1)', test.account('external'),
  test.account('client'))),
  ('a transfer out', 'service_role', format('select alogistics.post_transfer(%s, %s, 1)', test.account('client'),
  test.account('external'))),
  ('a movement from outside', 'service_role',
    format('insert into alogistics.wallet_transactions (wallet_id, type, amount) values (%L, ''credit'', 1)',
      test.wallet('client'))),
  ('a penalty', 'moderator', format('select alogistics.charge_penalty(%L, 1, ''No show'')', test.wallet('client'))),
  ('a penalty taken back', 'moderator', format('select alogistics.reverse(%s, ''By mistake'')', :penalty)),
  ('a hold', 'moderator', format('select alogistics.hold(%L, 1, ''Deposit'')', test.wallet('client'))),
  ('a hold released', 'moderator', format('select alogistics.release(%L)', :'hold')),
  ('a hold captured in part', 'moderator', format('select alogistics.capture(%L, 1)', :'hold')),
  ('a top-up', 'client', 'select alogistics.top_up(1, ''wave'')'),
  ('a withdrawal', 'client', 'select alogistics.request_withdrawal(1000, ''{"phone": "1"}'')'),
  ('a withdrawal taken back', 'client', format('select alogistics.cancel_withdrawal(%L)', :'requested')),
  ('a withdrawal that fails', 'moderator', format('select alogistics.fail_withdrawal(%L, ''No such number'')',
  :'sent')),
  ('a payment', 'client', 'select alogistics.process_payment(test.id(''due''), 221700)'),
  ('a refund of a running job', 'moderator', 'select alogistics.refund(test.id(''underway''), 1, ''Late'')'),
  ('a running job cancelled', 'moderator',
  'select alogistics.cancel_transport_request(test.id(''underway''), ''Lost'')'),
  ('a refund after the job', 'moderator', 'select alogistics.refund(test.id(''delivered''), 100, ''Late'')'),
  ('a job completed', 'moderator',
  'select alogistics.complete_transport_request(test.id(''underway''), reason => ''By phone'')');
-- What takes nothing from the frozen wallet and gives it nothing goes on.
create temporary table other_ways (name text, actor text, statement text);
insert into other_ways values
  ('a hold captured whole', 'moderator', format('select alogistics.capture(%L)', :'hold')),
  ('a withdrawal that arrives', 'moderator', format('select alogistics.settle_withdrawal(%L)', :'sent')),
  ('a statement', 'client', format('select * from alogistics.wallet_statement(%L)', test.wallet('client')));
select is(test.would(actor, statement), 'done', name)
  from (select * from ways union all select * from other_ways) as w;
select test.moves('moderator', format('select alogistics.freeze_wallet(%L, %L)', test.wallet(person),
  'Fraud')) as frozen
from unnest(array['client', 'transporter']) as person \g /dev/null
create temporary table before as select * from test.state();
select is(test.would(actor, statement), 'wallet_frozen', name || ' while it is frozen (A-14)') from ways;
select is(test.would(actor, statement), 'done', name || ' while it is frozen') from other_ways;
select results_eq('select * from test.state()', 'select * from before', 'the refusals have left no trace');

-- Frozen and released: who did it, why, and the owner is told; twice is as once.
select is((is_active, state_reason), (false, 'Fraud'::text), 'the wallet says that it is frozen, and why')
from alogistics.wallets where id = test.wallet('client');
select is(test.last_message('client'), 'Votre portefeuille XOF est gelé. Motif : Fraud', 'the owner is told');
select is((action, user_id, old_data ->> 'is_active', new_data ->> 'is_active'),
  ('ledger_accounts.update'::text, test.id('moderator'), 'true'::text, 'false'::text), 'it is written down')
from alogistics.audit_logs where action = 'ledger_accounts.update' order by id desc limit 1;
select results_eq($$ select test.answer('moderator',
  format('select alogistics.freeze_wallet(%L, ''Again'')', test.wallet('client'))),
  (select state_reason from alogistics.wallets where id = test.wallet('client')) $$, $$ values ('true', 'Fraud') $$,
  'freezing it again changes nothing');
select is(test.would('client', 'select alogistics.open_wallet(''XOF'')'), 'done',
  'opening it again does not release it');
select ok(not is_active, 'it is frozen still') from alogistics.wallets where id = test.wallet('client');
select is(test.would('service_role', format('select alogistics.post_transfer(%s, %s, 1)',
  test.account('client', 'EUR'),
  test.account('client', 'EUR'))), 'unbalanced_transfer', 'the owner''s other wallet is not frozen');
select is(test.answer('moderator', format('select alogistics.unfreeze_wallet(%L, ''All clear'')',
  test.wallet(person))), 'true', person || ' released')
from unnest(array['client', 'transporter']) as person;
select is(test.would(actor, statement), 'done', name || ' goes again') from ways;

-- Closed, for good.
select is(test.moves('service_role', format('select alogistics.post_transfer(%s, %s, %s)', test.account('client'),
  test.account('external'),
  test.holds('client'))), format('done: client -%s, external +%1$s', test.holds('client')),
    'the client takes everything out')
from (select test.holds('client')) as h;
select is(test.facts('moderator', format('select alogistics.close_wallet(%L, ''Done'')',
  test.wallet('client'))) ->> 'underway', 'hold',
  'a wallet whose money is still underway is not closed');
select test.answer('moderator', format('select alogistics.capture(%L)', :'hold')),
  test.answer('moderator', format('select alogistics.settle_withdrawal(%L)', :'sent')) \g /dev/null
select is(test.facts('moderator', format('select alogistics.close_wallet(%L, ''Done'')',
  test.wallet('client'))) ->> 'underway', 'withdrawal', 'in a withdrawal');
select test.answer('moderator', format('select alogistics.approve_withdrawal(%L)', :'requested')),
  test.answer('moderator', format('select alogistics.settle_withdrawal(%L)', :'requested')) \g /dev/null
select is(test.facts('moderator', format('select alogistics.close_wallet(%L, ''Done'')',
  test.wallet('client'))) ->> 'underway', 'top-up', 'in a top-up');
update alogistics.payment_intents set expires_at = now();
select alogistics.run_due() \g /dev/null
select is(test.facts('moderator', format('select alogistics.close_wallet(%L, ''Done'')',
  test.wallet('client'))) ->> 'underway', 'job', 'in a job');
select test.answer('transporter',
  'select alogistics.complete_transport_request(test.id(''underway''), test.proof())') \g /dev/null
select is(test.answer('moderator', format('select alogistics.close_wallet(%L, ''Asked for it'')',
  test.wallet('client'))), 'true', 'then it is');
select ok(closed_at is not null and not is_active and state_reason = 'Asked for it', 'closed, and the reason stands')
from alogistics.wallets where id = test.wallet('client');
select is(test.would(actor, statement), 'wallet_closed', name || ' after it is closed')
from ways where name in ('a transfer in', 'a transfer out', 'a movement from outside', 'a penalty',
  'a penalty taken back', 'a hold',
  'a top-up', 'a payment', 'a refund after the job');
select is(test.would('client', 'select alogistics.request_withdrawal(1000, ''{"phone": "1"}'')'), 'wallet_closed',
  'a withdrawal after it is closed');
select is(test.would('moderator', format(statement, test.wallet('client'), 'Please')), 'wallet_closed',
  name || ' after it is closed') from decisions;
select is(test.answer('client', 'select alogistics.open_wallet(''XOF'')')::uuid, test.wallet('client'),
  'it is not opened a second time');
select ok(closed_at is not null, 'nor brought back') from alogistics.wallets where id = test.wallet('client');
select isnt(test.count('client', format('select * from alogistics.wallet_statement(%L)', test.wallet('client'))), '0',
  'its owner still reads what happened in it');
select is_empty('select * from alogistics.reconcile()', 'the books are sound');
select * from finish();
rollback;
