-- Money: nobody writes the ledger but its own code, movements follow each other, and every franc that is
-- not where it should be is named. A-11 … A-18, design §5.
begin;
select plan(296);
select test.request_at('delivered', 'completed', 10), test.request_at('underway', 'in_progress', 20),
  test.request_at('due', 'assigned', 30) \g /dev/null
select test.credit('stranger', 221700), test.request('quarrel', 'stranger', 50),
  alogistics.validate_transport_request(test.id('quarrel')),
  alogistics.assign_transporter(test.id('quarrel'), test.id('transporter'), test.id('truck')),
  alogistics.process_payment(test.id('quarrel'), 221700) \g /dev/null
insert into alogistics.disputes (request_id, opened_by, category, description)
values (test.id('quarrel'), test.id('stranger'), 'delay', 'Late');
insert into alogistics.dispute_messages (dispute_id, sender_id, message)
select id, test.id('stranger'), 'Where are you?' from alogistics.disputes;
create temporary table before as select * from test.state();

-- History is closed to everybody: people, staff and the back office have no grant, and the owner of the
-- tables and a superuser meet the triggers.
create temporary table history (relation text, verb text, statement text, refusal text);
insert into history
select 'alogistics.' || t.name, v.verb, replace(v.statement, 'TABLE',
  'alogistics.' || t.name) || case when t.name = 'ledger_accounts'
  and v.verb = 'insert' then ' where balance <> 0' else '' end,
       case when t.name like 'ledger%' then 'ledger_closed' else 'append_only' end
from unnest(array['ledger_entries', 'ledger_transfers', 'ledger_queue', 'ledger_accounts', 'audit_logs', 'dispute_messages',
  'transport_requests']) as t(name),
  (values ('insert', 'insert into TABLE overriding system value select * from TABLE'),
    ('delete', 'delete from TABLE'), ('truncate', 'truncate TABLE cascade')) as v(verb, statement)
where v.verb <> 'insert' or t.name like 'ledger%'
union all
select 'alogistics.' || name, 'update ' || columns, format('update alogistics.%s set %s = %2$s', name, columns),
  refusal
from (values ('ledger_entries', 'amount', 'ledger_closed'), ('ledger_entries', 'created_at', 'ledger_closed'),
  ('ledger_transfers', 'reason', 'ledger_closed'),
  ('ledger_accounts', 'balance', 'ledger_closed'), ('ledger_accounts', 'seq', 'ledger_closed'),
    ('ledger_accounts', 'kind', 'ledger_closed'),
  ('ledger_accounts', 'currency', 'ledger_closed'), ('ledger_accounts', 'owner_id', 'ledger_closed'),
    ('ledger_accounts', 'subject_id', 'ledger_closed'), ('ledger_accounts', 'closed_at', 'ledger_closed'),
  ('ledger_accounts', 'last_at', 'ledger_closed'), ('audit_logs', 'user_id', 'append_only'),
    ('dispute_messages', 'message', 'append_only')) as u(name, columns, refusal)
union all
select 'alogistics.wallet_transactions', verb, statement, 'append_only'
from (values ('update', 'update alogistics.wallet_transactions set amount = 1'),
  ('delete', 'delete from alogistics.wallet_transactions')) as w(verb, statement);
select is(test.outcome(actor, statement), case when actor in ('superuser', 'socle_owner') then refusal
    when relation = 'alogistics.dispute_messages' and verb = 'insert' then 'done' else 'denied' end,
      format('%s: %s %s', actor, verb, relation))
from history, unnest(array['client', 'moderator', 'admin', 'service_role', 'socle_owner', 'superuser']) as actor;
select is(test.outcome('superuser', 'truncate auth.users cascade'), 'append_only', 'nor is it emptied from below');
select is(test.outcome('superuser',
  $$ insert into alogistics.ledger_accounts (kind, currency, balance) values ('penalties', 'XOF', 5) $$),
  'ledger_closed', 'nor open an account with money in it');
select results_eq('select * from test.state()', 'select * from before', 'nothing is left of all that');

-- A movement from outside, of every type: its direction, and the account on the other side.
create function test.move(type text, amount text, wallet_of text default 'client') returns text language sql as $$
  select format('insert into alogistics.wallet_transactions (wallet_id, type, amount, description)
                 select id, %L, %s, ''test'' from alogistics.wallets
                   where user_id = test.id(%L)', type, amount, wallet_of)
$$;
create function test.moved(type text) returns text language plpgsql as $$
declare
  before jsonb := (select jsonb_object_agg(id, balance) from alogistics.ledger_balances);
  outcome text := test.outcome('service_role', test.move(type, '1000'));
begin
  return outcome || ': ' || (select string_agg(format('%s %s', kind,
    balance - coalesce((before ->> id::text)::bigint, 0)), ', ' order by kind)
    from alogistics.ledger_balances where balance <> coalesce((before ->> id::text)::bigint, 0));
end
$$;
select is(test.moved(type), outcome, type)
from (values ('credit', 'done: wallet 1000, external -1000'), ('refund', 'done: wallet 1000, platform -1000'),
  ('debit', 'done: wallet -1000, external 1000'),
  ('withdrawal', 'done: wallet -1000, external 1000'), ('commission', 'done: wallet -1000, platform 1000'),
    ('penalty', 'done: wallet -1000, penalties 1000')) as m(type, outcome);
select results_eq($$ select type::text, amount, balance_before, balance_after, seq, description
  from alogistics.wallet_transactions
    where wallet_id = (select id from alogistics.wallets where user_id = test.id('client')) order by seq $$,
  $$ values ('credit', 10000000::bigint, 0::bigint, 10000000::bigint, 1::bigint, 'test'),
    ('debit', 221700, 10000000, 9778300, 2, 'Dakar → Bamako'),
     ('debit', 221700, 9778300, 9556600, 3, 'Dakar → Bamako'), ('credit', 1000, 9556600, 9557600, 4, 'test'),
       ('refund', 1000, 9557600, 9558600, 5, 'test'),
     ('debit', 1000, 9558600, 9557600, 6, 'test'), ('withdrawal', 1000, 9557600, 9556600, 7, 'test'),
       ('commission', 1000, 9556600, 9555600, 8, 'test'),
     ('penalty', 1000, 9555600, 9554600, 9, 'test') $$, 'each starts where the one before it ended (A-16)');
select ok(bool_and(t.created_at >= previous), 'and time never runs backwards')
from (select created_at, lag(created_at, 1, '-infinity') over (partition by wallet_id order by seq) as previous
  from alogistics.wallet_transactions) as t;
select is(translate(message, u&'\00a0', ' '),
  'Votre portefeuille a été débité de 1 000 FCFA. Nouveau solde : 9 554 600 FCFA.', 'the owner is told')
from alogistics.notifications where user_id = test.id('client') order by id desc limit 1;
-- What INSERT … RETURNING gives is the row that stands there.
create temporary table returned (id uuid, seq bigint, balance_before bigint, balance_after bigint,
  created_at timestamptz);
do $$
declare
  given returned;
begin
  perform test.become('service_role');
  insert into alogistics.wallet_transactions (wallet_id, type, amount) select id, 'credit', 7 from alogistics.wallets
    where user_id = test.id('rival')
    returning id, seq, balance_before, balance_after, created_at into given;
  perform test.become(null);
  insert into returned select given.*;
end
$$;
select results_eq('select * from returned',
  $$ select id, seq, balance_before, balance_after, created_at from alogistics.wallet_transactions
  where wallet_id = (select id from alogistics.wallets where user_id = test.id('rival')) $$,
    'INSERT … RETURNING gives the row as it stands');

select is(test.would(actor, test.move('credit', '1')), outcome, actor || ' moves money')
from (values ('anon', 'denied'), ('client', 'denied'), ('transporter', 'denied'), ('moderator', 'denied'),
  ('admin', 'denied'), ('service_role', 'done'), ('superuser', 'done')) as a(actor, outcome);
select is(test.would('service_role', statement), outcome, statement)
from (values (test.move('credit', '0'), 'invalid_amount'), (test.move('debit', '-5'), 'invalid_amount'),
  (test.move('credit', 'null'), 'missing_value'),
  (test.move('bonus', '1'), '22P02'), (test.move('debit', '9554601'), 'insufficient_funds'),
    (test.move('debit', '9554600'), 'done'),
  (test.move('refund', '33256'), 'insufficient_funds'),
    (test.move('credit', '9223372036854775807'), 'amount_out_of_range'),
    (test.move('credit', '9223372036854775808'), '22003'),
  ('insert into alogistics.wallet_transactions (wallet_id, amount) select id, 1 from alogistics.wallets limit 1',
    'missing_value'),
  ('insert into alogistics.wallet_transactions (type, amount) values (''credit'', 1)', 'missing_value'),
  ('insert into alogistics.wallet_transactions (wallet_id, type, amount) values (gen_random_uuid(), ''credit'', 1)',
    'not_found'),
  ('insert into alogistics.wallet_transactions (wallet_id, type, amount, balance_after) values (gen_random_uuid(), ''credit'', 1, 5)',
    'denied')) as m(statement, outcome);
update alogistics.ledger_accounts set is_active = false where owner_id = test.id('client');
select is(test.would('service_role', test.move(type, '1')), 'wallet_frozen',
  type || ' while the wallet is frozen (A-14)') from unnest(array['credit', 'debit', 'penalty']) as type;
select is((action, old_data ->> 'is_active', new_data ->> 'is_active'),
  ('ledger_accounts.update'::text, 'true'::text, 'false'::text), 'freezing is written down')
from alogistics.audit_logs order by id desc limit 1;
update alogistics.ledger_accounts set is_active = true where owner_id = test.id('client');

-- Amounts as people send them.
select is(test.would('client', format('select alogistics.process_payment(test.id(''due''), %s)', amount)), outcome,
  'paying ' || amount)
from (values ('221700', 'done'), ('221700.000', 'done'), ('2.217e5', 'done'), ('221699', 'amount_mismatch'),
  ('221701', 'amount_mismatch'), ('221700.5', 'fractional_amount'),
  ('10.5', 'fractional_amount'), ('0.1', 'fractional_amount'), ('''NaN''', 'invalid_amount'),
    ('''Infinity''', 'invalid_amount'), ('''-Infinity''', 'invalid_amount'), ('0', 'invalid_amount'),
  ('-221700', 'invalid_amount'), ('9223372036854775808', 'amount_out_of_range'), ('1e400', 'amount_out_of_range'),
    ('null', 'missing_value')) as a(amount, outcome);
select test.request_at('wish', 'pending', 40) \g /dev/null
select is(test.would('moderator',
  format('select alogistics.validate_transport_request(test.id(''wish''), price => %s)', price)), outcome,
  'a price of ' || price)
from (values ('1', 'done'), ('9223372036854775807', 'done'), ('9223372036854775808', 'amount_out_of_range'),
  ('0.5', 'fractional_amount'), ('0', 'invalid_amount'), ('-1', 'invalid_amount'), ('''NaN''', 'invalid_amount'))
  as p(price, outcome);
select is(test.would('moderator',
  format('update alogistics.transport_requests set status = ''validated'', final_price = %s where id = test.id(''wish'')',
  price)), outcome, 'a price by UPDATE of ' || price)
from (values ('1', 'done'), ('0', 'invalid_amount'), ('-1', 'invalid_amount')) as p(price, outcome);
select is_empty('select * from alogistics.reconcile()', 'the books are sound');

-- Whatever is tampered with is named.
select test.money_scene() \g /dev/null
select is_empty('select * from alogistics.reconcile()', 'also with money of every kind');
create function test.reconciled_after(tampering text) returns text language plpgsql as $$
declare
  answer text;
begin
  set local session_replication_role = replica;
  alter table alogistics.ledger_accounts disable trigger all;
  alter table alogistics.ledger_transfers disable trigger all;
  alter table alogistics.ledger_entries disable trigger all;
  alter table alogistics.ledger_queue disable trigger all;
  execute tampering;
  select string_agg(distinct "check", '; ' order by "check") into answer from alogistics.reconcile();
  raise sqlstate 'UNDO0';
exception when sqlstate 'UNDO0' then
  return answer;
end
$$;
create temporary table tamperings (found text, tampering text);
insert into tamperings values
  ('all accounts sum to zero; balance is the sum of its lines',
    'update alogistics.ledger_accounts set balance = balance + 1 where owner_id = test.id(''client'')'),
  ('all accounts sum to zero; balance is the sum of its lines; escrow holds the price while the job runs',
    'update alogistics.ledger_accounts set balance = 0 where subject_id = test.id(''underway'')'),
  ('balance is the sum of its lines',
    'update alogistics.ledger_accounts set seq = seq + 1 where owner_id = test.id(''client'')'),
  ('balance is the sum of its lines; lines follow each other; lines of a transfer sum to zero',
    'update alogistics.ledger_entries set amount = amount + 1 where ctid = (select max(ctid) from alogistics.ledger_entries)'),
  ('balance is the sum of its lines; lines follow each other; lines of a transfer sum to zero; parties of a transfer own its wallets; transfer has lines',
     'delete from alogistics.ledger_entries where seq = 2 and account_id = (select id from alogistics.ledger_accounts where owner_id = test.id(''client''))'),
  ('lines follow each other',
    'update alogistics.ledger_entries set balance_after = balance_after - 1 where seq = 2 and account_id = (select id from alogistics.ledger_accounts where owner_id = test.id(''client''))'),
  ('line has its transfer; platform holds the commissions',
    'delete from alogistics.ledger_transfers where kind = ''settlement'''),
  ('all accounts sum to zero; line has its account; parties of a transfer own its wallets',
    'delete from alogistics.ledger_accounts where owner_id = test.id(''rival'')'),
  ('parties of a transfer own its wallets',
    'update alogistics.ledger_accounts set owner_id = gen_random_uuid() where owner_id = test.id(''client'')'),
  ('transfer has lines', 'insert into alogistics.ledger_transfers (kind) values (''payment'')'),
  ('commission follows the frozen rate; platform holds the commissions',
    'update alogistics.transport_requests set platform_commission = platform_commission + 1, transporter_earnings = transporter_earnings - 1 where status = ''completed'''),
  ('escrow holds the price while the job runs',
    'update alogistics.transport_requests set status = ''in_progress'' where id = test.id(''due'')'),
  ('escrow holds the price while the job runs',
    'update alogistics.transport_requests set status = ''cancelled'' where id = test.id(''underway'')'),
  ('escrow holds the price while the job runs',
    'update alogistics.transport_requests set final_price = 1 where id = test.id(''underway'')'),
  ('all accounts sum to zero; lines of a transfer sum to zero; transfer names an account once',
    'insert into alogistics.ledger_queue select * from alogistics.ledger_queue limit 1'),
  ('all accounts sum to zero; lines of a transfer are in one currency',
    'update alogistics.ledger_accounts set currency = ''EUR'' where kind = ''external'''),
  ('all accounts sum to zero; only lines of the house wait',
    'alter table alogistics.ledger_accounts drop constraint accounts_of_people; update alogistics.ledger_accounts set kind = ''wallet'' where kind = ''penalties'''),
  ('all accounts sum to zero; balance is not negative; balance is the sum of its lines',
    'alter table alogistics.ledger_accounts drop constraint accounts_not_negative; update alogistics.ledger_accounts set balance = -1 where owner_id = test.id(''rival'')'),
  ('closed wallet is empty',
    'alter table alogistics.ledger_accounts drop constraint accounts_closed_empty; update alogistics.ledger_accounts set closed_at = now() where owner_id = test.id(''rival'')'),
  ('escrow has its request',
    'update alogistics.ledger_accounts set subject_id = gen_random_uuid() where subject_id = test.id(''delivered'')'),
  ('commission follows the frozen rate',
    'update alogistics.transport_requests set commission_bps = 1400 where status = ''completed'''),
  ('open hold is in its account', 'update alogistics.holds set amount = amount + 1'),
  ('open withdrawal is in its account', 'update alogistics.withdrawals set fee = fee + 1'),
  ('hold or payout has its row; open hold is in its account',
    'update alogistics.ledger_accounts set subject_id = gen_random_uuid() where kind = ''hold'''),
  ('disputed request has its dispute', 'update alogistics.disputes set disputed_from = ''completed'''),
  ('advance was paid out',
    'update alogistics.transport_requests set pickup_confirmed_at = now(), pickup_proof = ''{}'', advance_paid = 5 where id = test.id(''delivered'')'),
  ('penalty was charged', 'insert into alogistics.job_penalties (request_id, transporter_id, cause, amount, charged, currency, reason)
     values (test.id(''due''), test.id(''transporter''), ''declined'', 10, 5, ''XOF'', ''test'')'),
  ('paid top-up was credited once', 'update alogistics.payment_intents set status = ''paid'', paid_at = now()');
select is(test.reconciled_after(tampering), found, tampering) from tamperings;
select set_eq($$ select distinct unnest(string_to_array(found, '; ')) from tamperings $$,
  $$ select unnest(array(select (regexp_matches(prosrc, '(?:^|\n)\s*select ''([a-z -]+)'',', 'g'))[1]
    from pg_proc where oid in ('alogistics.reconcile_ledger()'::regprocedure,
      'alogistics.reconcile_business()'::regprocedure))) $$,
    'each check of reconcile() has found something');
select is_empty('select * from alogistics.reconcile()', 'and all is as it was');
select is(test.count(actor, 'select * from alogistics.reconcile()'), '0', actor || ' may ask')
  from unnest(array['moderator', 'admin', 'service_role']) as actor;
select * from finish();
rollback;
