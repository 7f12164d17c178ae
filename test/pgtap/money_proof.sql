-- Proof: the books sum to zero, and whoever changes a byte of them with the rights of a superuser and the
-- triggers off is found out. A-12, A-18; case 49 of the ledger's list.
begin;
select plan(96);
\ir lib/money.sql
select test.request_at(status, status, 10 * n::integer)
  from unnest(array['completed', 'in_progress', 'assigned']) with ordinality as s(status, n) \g /dev/null
select test.money_scene(), test.answer('client', 'select alogistics.open_wallet(''EUR'')') \g /dev/null
insert into alogistics.wallet_transactions (wallet_id, type, amount) values (test.wallet('client', 'EUR'), 'credit',
  123456);

-- What the accounts of each kind hold, per currency, with a total of zero; waiting lines or not.
create temporary table trial as values
  ('EUR'::text, 'wallet'::text, 1::bigint, 0::numeric, 123456::numeric, 123456::numeric),
  ('EUR', 'external', 1, 123456, 0, -123456), ('EUR', 'total', 2, 123456, 123456, 0),
  ('XOF', 'wallet', 6, 0, 9728945, 9728945), ('XOF', 'escrow', 2, 0, 221700, 221700),
  ('XOF', 'hold', 1, 0, 5000, 5000), ('XOF', 'payout', 1, 0, 10100, 10100),
  ('XOF', 'platform', 1, 0, 33255, 33255), ('XOF', 'penalties', 1, 0, 1000, 1000),
  ('XOF', 'external', 1, 10000000, 0, -10000000), ('XOF', 'total', 13, 10000000, 10000000, 0);
select results_eq('select * from alogistics.trial_balance()', 'select * from trial', 'the trial balance');
select alogistics.fold_ledger() \g /dev/null
select results_eq('select * from alogistics.trial_balance()', 'select * from trial', 'numbering lines moves nothing');
select is(test.would(actor, 'select * from alogistics.' || name || '()'), replace(outcome, 'rows', rows),
  format('%s calls %s()', actor, name))
from (values ('trial_balance', 'done'), ('reconcile', 'nothing'), ('verify_ledger', 'nothing')) as f(name, rows),
  (values ('anon', 'denied'), ('client', 'denied'), ('transporter', 'denied'), ('moderator', 'rows'),
  ('admin', 'rows'), ('service_role', 'rows')) as a(actor, outcome);
select is(test.would(actor, 'select alogistics.seal_ledger()'), outcome, actor || ' seals')
from (values ('anon', 'denied'), ('client', 'denied'), ('moderator', 'denied'), ('admin', 'denied'),
  ('service_role', 'done')) as a(actor, outcome);

-- Sealing numbers what waits, covers what is new, and nothing twice.
select alogistics.post_transfer(test.account('external'), test.account('rival'), 1000) \g /dev/null
select isnt_empty('select from alogistics.ledger_queue', 'a line waits');
select is(test.answer('service_role', 'select alogistics.seal_ledger()'), '2', 'it is sealed all the same');
select is_empty('select from alogistics.ledger_queue', 'with its number');
select is(test.answer('service_role', 'select alogistics.seal_ledger()'), null, 'there is nothing new');
select test.request_at('later', 'completed', 50) \g /dev/null
select is(test.answer('service_role', 'select alogistics.seal_ledger()'), '3', 'then there is');
select results_eq('select range_agg(covers) from alogistics.ledger_seals',
  'select int8multirange(int8range(1, max(id) + 1)) from alogistics.ledger_transfers',
  'together they cover every transfer');
select is((sum(transfers), sum(lines)), ((select count(*)::numeric from alogistics.ledger_transfers),
  (select count(*)::numeric from alogistics.ledger_entries)), 'once')
from alogistics.ledger_seals;
select is(previous, digest, 'each stands on the one before')
  from (select previous, lag(digest, 1, '') over (order by number) as digest from alogistics.ledger_seals) as s;
select is_empty('select * from alogistics.verify_ledger()', 'and all is as it was sealed');

-- And lines that wait, not sealed yet.
select alogistics.post_transfer(test.account('external'), test.account('platform'), 77) \g /dev/null

-- From here on nothing keeps anybody out, and nothing is left of what he does.
do $$
declare
  target record;
begin
  set local client_min_messages = warning;
  for target in select oid::regclass as name from pg_class where relnamespace = 'alogistics'::regnamespace
    and relname like 'ledger\_%' and relkind = 'r' loop
    execute format('alter table %s disable trigger user', target.name);
  end loop;
  for target in select conname as name, conrelid::regclass as relation from pg_constraint
                where contype in ('c', 'f') and 'alogistics.ledger_accounts'::regclass in (conrelid, confrelid) loop
    execute format('alter table %s drop constraint %I', target.relation, target.name);
  end loop;
  alter table alogistics.ledger_accounts alter id drop identity;
  alter table alogistics.ledger_transfers alter id drop identity;
  alter table alogistics.ledger_seals drop constraint ledger_seals_digest_check;
end
$$;
create function test.found(tampering text) returns text[] language plpgsql as $$
declare
  answer text[];
  changed bigint;
begin
  execute tampering;
  get diagnostics changed = row_count;
  select array_agg(distinct object) into answer from (select * from alogistics.reconcile() union all select *
    from alogistics.verify_ledger()) as f;
  raise sqlstate 'UNDO0' using message = changed;
exception when sqlstate 'UNDO0' then
  return case when sqlerrm = '0' then array['nothing was changed'] else answer end;
end
$$;
create function test.names(tampering text, object text, description text) returns text language sql as $$
  select ok(object = any (found), description) || case when object = any (found) then ''
    else e'\n' || diag(format('%s: not %s but %s', tampering, object, found)) end
  from (select test.found(tampering) as found) as f
$$;

-- Each column of each table, changed once.
select test.account('client') as wallet, test.account_of(test.id('in_progress')) as escrow \gset
create temporary table changes (relation text, place text, object text, changed_column text, new_value text);
insert into changes
select 'ledger_accounts', 'id = ' || :wallet, 'account ' || :wallet, *
  from (values ('balance', 'balance + 1'), ('seq', 'seq - 1'), ('last_at', 'last_at + interval ''1 us''')) as c
union all select 'ledger_accounts', 'id = ' || :wallet, format('account %s, line 1', :wallet), 'id', '999'
union all select 'ledger_accounts', 'id = ' || :wallet, 'XOF', 'currency', '''XAF'''
union all select 'ledger_accounts', 'id = ' || :wallet, 'account ' || :wallet, 'kind', '''hold'''
union all select 'ledger_accounts', 'id = ' || :wallet, 'account ' || :wallet, 'closed_at', 'now()'
union all select 'ledger_accounts', 'id = ' || :wallet, 'transfer 1', 'owner_id', 'gen_random_uuid()'
union all select 'ledger_accounts', 'id = ' || :escrow, 'account ' || :escrow, 'subject_id', 'gen_random_uuid()'
union all select 'ledger_entries', format('account_id = %s and seq = 2', :wallet), 'seal 1', *
  from (values ('account_id', '999'), ('seq', '999'), ('transfer_id', '999'), ('amount', 'amount + 1'),
    ('balance_after', 'balance_after + 1'),
    ('type', '''penalty'''), ('created_at', 'created_at + interval ''1 us''')) as c
union all select 'ledger_transfers', 'id = 2', 'seal 1', *
  from (values ('id', '999'), ('kind', '''refund'''), ('request_id', 'null'), ('actor_id', 'gen_random_uuid()'),
    ('reason', '''another'''), ('idempotency_key', '''k'''),
    ('reverses_id', '1'), ('parties', 'parties || parties'), ('created_at', 'created_at + interval ''1 us''')) as c
union all select 'ledger_seals', 'number = 2', 'seal 2', *
  from (values ('day', 'day - 1'), ('covers', 'covers + ''{[900,901)}'''), ('open_ids', 'open_ids + ''{[900,901)}'''),
    ('last_id', 'last_id + 1'), ('transfers', 'transfers + 1'),
    ('lines', 'lines + 1'), ('digest', 'sha256(digest)'), ('previous', 'digest'),
    ('sealed_at', 'sealed_at + interval ''1 us''')) as c
union all select 'ledger_seals', 'number = 2', 'seal 3', 'number', '999';
select test.names(format('update alogistics.%I set %I = %s where %s', relation, changed_column, new_value, place),
  object, format('%s.%s changed: %s is named', relation, changed_column, object))
from changes;
-- Of waiting lines those that stand for money; the rest is sealed with its number.
select test.names(format('update alogistics.ledger_queue set %s where account_id = %s', change,
  test.account('platform')), replace(object, 'last', max(id)::text), 'ledger_queue changed: ' || change)
from alogistics.ledger_transfers, (values ('account_id = 999', 'XOF'), ('amount = 78', 'transfer last'),
  ('transfer_id = 999', 'transfer last')) as q(change, object) group by change, object;
-- Left out: what is no money (a name, a time of opening, a reason, whether it is frozen) and what only helps to find open ids.
select set_eq($$ select relation || '.' || changed_column from changes
  union all select unnest(array['ledger_accounts.public_id', 'ledger_accounts.is_active',
    'ledger_accounts.created_at', 'ledger_accounts.state_reason', 'ledger_seals.next_xid']) $$,
  $$ select c.relname || '.' || a.attname from pg_class as c join pg_attribute as a on a.attrelid = c.oid
    where c.relnamespace = 'alogistics'::regnamespace
     and c.relname = any (array['ledger_accounts', 'ledger_transfers', 'ledger_entries', 'ledger_seals'])
       and attnum > 0 and not attisdropped $$, 'no column was left out');

-- Rows that go, come or change places.
select test.names(format('delete from alogistics.ledger_entries where account_id = %s and seq = %s', :wallet, seq),
  object, format('line %s gone: %s is named', seq, object))
from (select unnest(array[1, 3, max(seq)]) as seq, max(seq) as last_seq from alogistics.ledger_entries
  where account_id = :wallet) as e,
  lateral unnest(case when seq = last_seq then array['account ' || :wallet]
    else array[format('account %s, line %s', :wallet, seq + 1)] end || case when seq < last_seq then 'seal 1'
    else 'seal 3' end) as object;
select test.names(format('delete from alogistics.ledger_transfers where id = %s', id), object,
  format('transfer %s gone: %s is named', id, object))
from (values (1, 'seal 1'), (3, 'seal 1'), ((select max(id) from alogistics.ledger_transfers) - 1, 'seal 3'),
  (3, format('account %s, line 1', test.account('transporter')))) as t(id, object);
select test.names(format('delete from alogistics.ledger_accounts where id = %s', :wallet),
  format('account %s, line 1', :wallet), 'an account gone');
select test.names('delete from alogistics.ledger_seals where number = ' || number, 'seal ' || number + 1,
  format('seal %s gone', number)) from generate_series(1, 2) as number;
select
  test.names(format('update alogistics.ledger_entries set (amount, transfer_id, type, balance_after) = (select o.amount, o.transfer_id, o.type, case seq when 3 then o.balance_after else ledger_entries.balance_after end from alogistics.ledger_entries as o
    where o.account_id = ledger_entries.account_id and o.seq = 7 - ledger_entries.seq) where account_id = %s and seq in (3, 4)', :wallet), 'seal 1', 'two lines that changed places');
select test.names(format('insert into alogistics.ledger_entries values (%s, 99, 2, 5, 5, ''credit'', now())',
  :wallet), 'transfer 2', 'a line too many');

-- With all balances carried along reconcile() has nothing to say. The seal has.
create function test.forge() returns void language sql as $$
  update alogistics.ledger_entries set amount = sign(amount) * 221701, balance_after = balance_after + sign(amount)
    where transfer_id = 2;
  update alogistics.ledger_entries set balance_after = balance_after - 1 where account_id = test.account('client')
    and seq > 2;
  update alogistics.ledger_entries set amount = sign(amount) * 221701 where transfer_id = 3
    and account_id = test.account_of(test.id('completed'));
  update alogistics.ledger_entries set amount = amount + 1, balance_after = balance_after + 1 where transfer_id = 3
    and account_id = test.account('transporter');
  update alogistics.ledger_entries set balance_after = balance_after + 1
    where account_id = test.account('transporter') and seq > 1;
  update alogistics.ledger_accounts set balance = balance + case id when test.account('client') then -1 else 1 end
    where id in (test.account('client'), test.account('transporter'));
  update alogistics.transport_requests set final_price = final_price + 1,
    transporter_earnings = transporter_earnings + 1 where id = test.id('completed');
$$;
savepoint honest;
set session_replication_role = replica;
create temporary table published as select number, digest from alogistics.ledger_seals;
select test.forge() \g /dev/null
select is_empty('select * from alogistics.reconcile()',
  'a franc from the client to the transporter, and reconcile() is content');
select set_eq('select "check", object from alogistics.verify_ledger()',
  $$ select 'seal matches its transfers' as broken, 'seal ' || generate_series(1, 3) as object $$,
  'verify_ledger() is not: every balance since then is another');
create function test.seal_again(from_number bigint, to_number bigint) returns void language plpgsql as $$
begin
  for n in from_number .. to_number loop
    update alogistics.ledger_seals as s set previous = coalesce((select digest from alogistics.ledger_seals
      where number = n - 1), '') where number = n;
    update alogistics.ledger_seals as s set (digest, transfers, lines) = (select d.*
      from alogistics.ledger_digest(s.number, s.day, s.covers, s.open_ids, s.last_id, s.sealed_at, s.previous) as d)
    where number = n;
  end loop;
end
$$;
select test.seal_again(1, 1) \g /dev/null
select results_eq($$ select object from alogistics.verify_ledger() where "check" = 'seal follows the one before' $$,
  array['seal 2'], 'nor when that seal is made anew');
select test.seal_again(1, 3) \g /dev/null
select is_empty('select * from alogistics.verify_ledger()', 'only with all of them made anew');
select is_empty('select from published join alogistics.ledger_seals using (number, digest)',
  'and then none is what was sent out of the house');
rollback to honest;

select is_empty('select * from alogistics.verify_ledger()', 'all is as it was sealed');
select * from finish();
rollback;
