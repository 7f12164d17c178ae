-- Money has no door but its functions: not for the roles of the API, not for the owner of the tables, not for a
-- superuser who turns triggers off for replication; and what somebody puts into the way is not used. A-17, A-18;
-- cases 16 and 17 of the ledger's list. What may stand on a ledger table at all is in ledger_shape.sql.
begin;
select plan(593);
\ir lib/money.sql
select test.request_at('underway', 'in_progress', 10), test.request_at('delivered', 'completed', 20),
  test.request_at('due', 'assigned', 30), test.money_scene() \g /dev/null
create temporary table before as select * from test.state();
-- So that a refusal of COPY is about the table.
grant pg_execute_server_program to anon, authenticated, staff, service_role, socle_owner;
alter role socle_owner inherit;

create temporary table doors (relation text, verb text, statement text);
insert into doors
select name, verb, format(statement, name, case name when 'ledger_accounts' then 'balance' when 'ledger_transfers'
  then 'reason' when 'ledger_seals' then 'day' else 'amount' end)
from unnest(array['ledger_accounts', 'ledger_transfers', 'ledger_entries', 'ledger_queue', 'ledger_seals']) as name,
  (values ('insert',
  'insert into alogistics.%s overriding system value select * from alogistics.%1$s where %2$s::text <> ''0'''),
    ('update', 'update alogistics.%s set %s = %2$s'),
    ('update of no row', 'update alogistics.%s set %s = %2$s where false'), ('delete', 'delete from alogistics.%s'),
    ('truncate', 'truncate alogistics.%s cascade'),
    ('insert on conflict',
    'insert into alogistics.%s overriding system value select * from alogistics.%1$s where %2$s::text <> ''0'' on conflict do nothing'),
    ('merge update',
    'merge into alogistics.%s as t using (select 1) as s on true when matched then update set %s = t.%2$s'),
    ('merge delete', 'merge into alogistics.%s as t using (select 1) as s on true when matched then delete')) as
    v(verb, statement);
insert into doors values
  ('ledger_accounts', 'copy', $$ copy alogistics.ledger_accounts (kind, currency, balance)
  from program 'echo penalties,GNF,5' csv $$),
  ('ledger_transfers', 'copy', $$ copy alogistics.ledger_transfers (kind) from program 'echo credit' csv $$),
  ('ledger_entries', 'copy', $$ copy alogistics.ledger_entries
  from program 'echo 1,99,1,5,5,credit,2030-01-01' csv $$),
  ('ledger_queue', 'copy', $$ copy alogistics.ledger_queue from program 'echo 7,1,5,credit,2030-01-01' csv $$),
  ('ledger_seals', 'copy', $$ copy alogistics.ledger_seals (number) from program 'echo 9' csv $$),
  ('ledger_entries', 'merge insert', $$ merge into alogistics.ledger_entries as t using (select 99 as seq) as s on
  t.seq = s.seq
     when not matched then insert values (1, 99, 1, 5, 5, 'credit', now()) $$),
  ('wallets', 'update of a balance', 'update alogistics.wallets set balance = balance + 1000'),
  ('wallets', 'update of an owner', 'update alogistics.wallets set user_id = user_id'),
  ('wallets', 'delete', 'delete from alogistics.wallets');
select is(test.would(actor, statement), case when actor in ('superuser', 'socle_owner') then 'ledger_closed'
  else 'denied' end, format('%s: %s %s', actor, verb, relation))
from doors, unnest(array['anon', 'client', 'moderator', 'admin', 'service_role', 'socle_owner',
  'superuser']) as actor;
select is(test.would('superuser', 'set local session_replication_role = replica; ' || statement), 'ledger_closed',
  format('as a replica: %s %s', verb, relation)) from doors;
select is(test.would('superuser', $$ insert into alogistics.wallets (user_id, balance,
  currency) values (test.id('client'), 5, 'EUR') $$), 'ledger_closed', 'a wallet is not made with money in it');
select is(test.would(actor, statement), 'append_only', format('%s: %s', actor, statement))
from unnest(array['superuser', 'socle_owner']) as actor,
  unnest(array['update alogistics.wallet_transactions set amount = 1',
  'delete from alogistics.wallet_transactions']) as statement;

-- The tables beside the ledger: people and staff read, functions write; history is not deleted.
select is(test.would(actor, format(statement, name)), 'denied', format('%s: %s', actor, format(statement, name)))
from unnest(array['anon', 'client', 'moderator', 'admin', 'service_role']) as actor,
  unnest(array['holds', 'withdrawals', 'payment_intents', 'payment_events', 'payment_providers',
  'idempotency_keys']) as name,
  unnest(array['insert into alogistics.%s default values', 'delete from alogistics.%s',
    'truncate alogistics.%s']) as statement;
select is(test.would(actor, format('update alogistics.%s set %s', name, change)), 'denied',
  format('%s: update %s set %s', actor, name, change))
from unnest(array['anon', 'client', 'moderator', 'admin', 'service_role']) as actor,
  (values ('holds', 'amount = 1'), ('holds', 'status = ''released'''), ('withdrawals', 'status = ''approved'''),
  ('withdrawals', 'destination = ''{"phone": "2"}'''), ('payment_intents', 'amount = 1'),
  ('payment_intents', 'status = ''paid'''), ('payment_events', 'outcome = ''processed'''),
  ('payment_providers', 'secret = ''a secret of my own'''), ('idempotency_keys', 'answer = ''true''')) as c(name,
  change);
select is(test.would(actor, statement || name), 'append_only', format('%s: %s%s', actor, statement, name))
from unnest(array['superuser', 'socle_owner']) as actor,
  unnest(array['holds', 'withdrawals', 'payment_intents', 'payment_events']) as name,
  unnest(array['delete from alogistics.', 'truncate alogistics.']) as statement;
select results_eq('select * from test.state()', 'select * from before', 'nothing is left of all that');

-- Who owns a table can take its guard away: then the books and doctor() say so.
alter table alogistics.ledger_accounts disable trigger guard_ledger;
select is(test.would('superuser',
  'update alogistics.ledger_accounts set balance = balance + 5 where kind = ''wallet'''), 'done',
  'without its guard a balance can be changed');
select alike(string_agg(concat_ws(' ', object, problem), ';'), '%ledger_accounts%guard_ledger%',
  'doctor() sees that the guard sleeps') from alogistics.doctor();
select is(test.would_move('service_role', format('select alogistics.post_transfer(%s, %s, 5)', test.account('client'),
  test.account('rival'))), 'done: client -5, rival +5', 'money moves as before');
alter table alogistics.ledger_accounts enable always trigger guard_ledger;
select is(test.would('superuser', 'update alogistics.ledger_accounts set balance = balance + 5'), 'ledger_closed',
  'and the door is shut again');
select is_empty('select * from alogistics.doctor()', 'doctor() is content');
-- While the core writes, nobody writes along: a function that a statement calls is not the core.
create function test.write_along() returns bigint language plpgsql as $$
begin
  perform alogistics.post_transfer(test.account('client'), test.account('rival'), 1);
  update alogistics.ledger_accounts set balance = balance + 5 where owner_id = test.id('rival');
  return 1;
end
$$;
select is(test.would('superuser', 'select test.write_along()'), 'ledger_closed', 'after a movement the door is shut');
select is(test.would('superuser', 'select alogistics.fold_ledger(); delete from alogistics.ledger_queue'),
  'ledger_closed', 'and after numbering lines');
select is(test.would('superuser',
  'do $x$ begin perform alogistics.fold_ledger(null); exception when others then null; end $x$; delete from alogistics.ledger_queue'), 'ledger_closed', 'and after a refusal');

-- What stands first on the caller's search_path is not ours: each of these says so when it is used.
create schema trap;
grant usage on schema trap to public;
do $$
declare
  kind text;
  sign text;
begin
  foreach kind in array array['bigint', 'integer', 'uuid', 'text', 'numeric', 'timestamptz', 'boolean', 'bytea'] loop
    execute
      format('create function trap.caught(%s, %1$s) returns boolean language plpgsql as ''begin raise sqlstate ''''TRAP0''''; end''', kind);
    foreach sign in array array['=', '<>', '<', '>', '<=', '>=', '+', '-', '*', '||'] loop
      execute format('create operator trap.%s (leftarg = %s, rightarg = %2$s, function = trap.caught)', sign, kind);
    end loop;
  end loop;
  foreach kind in array array['now()', 'clock_timestamp()', 'gen_random_uuid()', 'sha256(bytea)', 'abs(bigint)',
    'to_hex(bigint)', 'length(text)', 'nextval(regclass)', 'pg_current_snapshot()', 'concat(text)'] loop
    execute
      format('create function trap.%s returns text language plpgsql as ''begin raise sqlstate ''''TRAP0''''; end''',
      kind);
  end loop;
end
$$;
create function test.lured(statement text) returns void language plpgsql set search_path = trap,
  pg_catalog as 'begin execute statement; end';
select is(test.would('superuser', 'select test.lured($x$ select ' || bait || ' $x$)'), 'TRAP0',
  'the trap works: ' || bait) from unnest(array['1::bigint = 2::bigint', 'now()',
  '''a''::text = ''b''::text']) as bait;
select h.id as hold, w.id as withdrawal from alogistics.holds as h, alogistics.withdrawals as w \gset
create temporary table lures (actor text, statement text);
insert into lures values
  ('service_role', format('select alogistics.post_transfer(%s, %s, 5)', test.account('client'),
  test.account('rival'))), ('service_role', 'select alogistics.fold_ledger()'),
  ('service_role', 'select alogistics.seal_ledger()'), ('service_role', 'select alogistics.run_due()'),
  ('client', 'select alogistics.top_up(5, ''wave'')'),
  ('client', 'select alogistics.open_wallet(''EUR'')'),
  ('client', 'select alogistics.request_withdrawal(1000, ''{"phone": "1"}'', idempotency_key => ''lure'')'),
  ('moderator', format('select alogistics.approve_withdrawal(%L)', :'withdrawal')),
  ('moderator', format('select alogistics.cancel_withdrawal(%L, ''x'')', :'withdrawal')),
  ('moderator', format('select alogistics.hold(%L, 5, ''x'')', test.wallet('client'))),
  ('moderator', format('select alogistics.capture(%L, 5)', :'hold')),
  ('moderator', format('select alogistics.release(%L)', :'hold')),
  ('moderator', format('select alogistics.charge_penalty(%L, 5, ''x'', null, ''lure'')', test.wallet('client'))),
  ('moderator', format('select alogistics.reverse(%s, ''x'')',
  (select max(id) from alogistics.ledger_transfers where kind = 'penalty'))),
  ('moderator', format('select alogistics.refund(%L, 5, ''x'')', test.id('underway'))),
  ('moderator', format('select alogistics.refund(%L, 5, ''x'')', test.id('delivered'))),
  ('moderator', format('select alogistics.freeze_wallet(%L, ''x'')', test.wallet('client'))),
  ('moderator', format('select alogistics.close_wallet(%L, ''x'')', test.wallet('stranger'))),
  ('client', format('select alogistics.process_payment(%L, 221700)', test.id('due'))),
  ('transporter', format('select alogistics.complete_transport_request(%L, test.proof())',
  test.id('underway'))),
  ('moderator', format('select alogistics.cancel_transport_request(%L, ''x'')', test.id('underway'))),
  ('service_role',
  format('insert into alogistics.wallet_transactions (wallet_id, type, amount) values (%L, ''credit'', 5)',
  test.wallet('client'))),
  ('client', format('select alogistics.wallet_statement(%L)', test.wallet('client'))),
  ('client', format('select alogistics.wallet_statement_csv(%L)', test.wallet('client'))),
  ('client', format('select alogistics.balance_at(%L, ''2030-01-01'')', test.wallet('client'))),
  ('client', 'select balance from alogistics.wallets'),
  ('client', 'select balance_before, id from alogistics.wallet_transactions'),
  ('moderator', 'select alogistics.trial_balance()'), ('moderator', 'select count(*) from alogistics.reconcile()'),
  ('moderator', 'select count(*) from alogistics.verify_ledger()'),
  ('moderator', 'select alogistics.retry_payment_event(1)'),
  ('admin', 'select alogistics.set_payment_provider(''orange'', ''a secret of the test'')');
select is(test.would_move(actor, format('select test.lured(%L)', statement)), test.would_move(actor, statement),
  'is not lured: ' || left(statement, 60)) from lures;
select is_empty('select * from alogistics.reconcile()', 'the books are sound');
select * from finish();
rollback;
