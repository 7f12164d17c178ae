-- Money beside a second session: transactions that keep an old snapshot, commit late or roll back. Cases 26, 28,
-- 30 and 50 of the ledger's list; races of many sessions are in test/isolation and test/fault.
select plan(36);
\ir lib/money.sql
create extension dblink;
select dblink_connect(session, format('host=%s port=%s dbname=%s',
  split_part(current_setting('unix_socket_directories'), ',', 1), current_setting('port'), current_database()))
from unnest(array['one', 'two']) as session \g /dev/null
-- The one value that a session gets, or the SQLSTATE.
create function test.ask(session text, statement text) returns text language plpgsql as $$
begin
  return (select answer from dblink(session, statement) as t(answer text));
exception when query_canceled or others then
  return sqlstate;
end
$$;
create function test.post_in(session text, debit text, credit text,
  amount bigint default 1) returns text language sql as $$
  select test.ask(session, format('select alogistics.post_transfer(%s, %s, %s)', test.account(debit),
    test.account(credit), amount))
$$;
create function test.post(debit text, credit text, amount bigint default 1) returns bigint language sql
  as $$ select alogistics.post_transfer(test.account(debit), test.account(credit), amount) $$;
select test.post('external', 'rival', 1000) \g /dev/null
insert into alogistics.wallet_transactions (wallet_id, type, amount) values (test.wallet('client'), 'commission',
  1000);

-- Who chose to keep a snapshot meets 40001 where somebody else was faster, and only there; begun again, it goes.
create procedure test.keep_snapshot(level text) language plpgsql as $$
begin
  perform dblink_exec('one', 'begin isolation level ' || level);
  perform test.ask('one', 'select count(*) from alogistics.ledger_accounts');
end
$$;
create temporary table answers (level text, what text, first text, again text, beside text);
do $$
declare
  level text;
  way text[];
begin
  foreach level in array array['repeatable read', 'serializable'] loop
    foreach way slice 1 in array array[['client', 'rival'], ['rival', 'client'], ['platform', 'stranger']] loop
      call test.keep_snapshot(level);
      perform dblink_exec('two', 'begin');
      perform test.post_in('two', 'client', 'admin');
      perform test.post_in('two', 'platform', 'admin');
      perform test.post_in('two', 'external', 'rival');
      perform dblink_exec('two', 'commit');
      insert into answers values (level, way[1] || ' to ' || way[2], test.post_in('one', way[1], way[2]));
      perform dblink_exec('one', 'rollback');
      perform dblink_exec('one', 'begin isolation level ' || level);
      update answers set again = test.post_in('one', way[1], way[2]) where again is null;
      perform dblink_exec('one', 'commit');
      call test.keep_snapshot(level);
      perform test.post_in('two', 'client', 'platform');
      perform test.post_in('two', 'client', 'external');
      update answers set beside = test.post_in('one', 'rival', 'external') || ' ' || test.post_in('one', 'rival',
        'platform') where beside is null;
      perform dblink_exec('one', 'commit');
    end loop;
  end loop;
end
$$;
select is(first, '40001', format('%s, %s: somebody was faster', level, what)) from answers;
select matches(again, '^\d{1,4}$', format('%s, %s: begun again it goes', level, what)) from answers;
select matches(beside, '^\d{1,4} \d{1,4}$', format('%s: accounts of the house that others use stop nobody', level))
  from answers where what = 'client to rival';
select dblink_exec('one', 'begin isolation level serializable read only') \g /dev/null
select is(test.post_in('one', 'client', 'rival'), '25006', 'who may only read moves nothing');
select dblink_exec('one', 'rollback') \g /dev/null

-- What is rolled back leaves no number behind, also when others have gone on meanwhile.
select dblink_exec('one', 'begin'), test.post_in('one', 'stranger', 'transporter'),
  test.post_in('one', 'external', 'stranger', 5) \g /dev/null
select test.post('external', 'rival'), test.post('client', 'platform') \g /dev/null
select dblink_exec('one', 'rollback'), test.post_in('one', 'external', 'stranger', 7) \g /dev/null
select results_eq($$ select seq, amount, balance_after from alogistics.ledger_entries
  where account_id = test.account('stranger') order by seq desc limit 1 $$,
  $$ select e.seq + 1, 7::bigint, e.balance_after + 7 from alogistics.ledger_entries as e
    where account_id = test.account('stranger') order by seq desc offset 1 limit 1 $$,
    'the next has the next number');

-- A key that somebody holds: who will not wait is told so, and may come again.
create function test.penalty() returns text language sql as $$ select
  format('select alogistics.charge_penalty(%L, 5, ''Late'', null, ''held'')', test.wallet('client')) $$;
select dblink_exec('one', 'begin'), test.ask('one', test.penalty()) \g /dev/null
select dblink_exec('two', 'set lock_timeout = 20') \g /dev/null
select is(test.ask('two', test.penalty()), '55P03', 'the key is held: lock_timeout');
select dblink_exec('two', 'set lock_timeout = 0'), dblink_exec('two', 'set statement_timeout = 20') \g /dev/null
select is(test.ask('two', test.penalty()), '57014', 'statement_timeout');
select dblink_exec('two', 'set statement_timeout = 0'), dblink_exec('one', 'rollback') \g /dev/null
select test.ask('two', test.penalty()) as penalty \gset
select matches(:'penalty'::text, '^\d+$', 'its holder has given up: the other does it');
select is(test.ask('one', test.penalty()), :'penalty'::text, 'and whoever comes then gets the same answer');
select is(count(*), 1::bigint, 'once') from alogistics.ledger_transfers where idempotency_key = 'held';

-- A transaction that was open while the books were sealed: its transfer is covered by the next seal.
select alogistics.seal_ledger() \g /dev/null
select dblink_exec('one', 'begin'), test.post_in('one', 'external', 'rival', 11) as late \gset
select test.post('external', 'client', 12) as quick \gset
select alogistics.seal_ledger() as seal \gset
select is((covers @> :quick::bigint, covers @> :late::bigint, open_ids @> :late::bigint), (true, false, true),
  'what is not there yet stays open') from alogistics.ledger_seals where number = :seal;
select is(alogistics.seal_ledger(), null::bigint, 'and is not there yet');
select dblink_exec('one', 'commit') \g /dev/null
select is_empty('select * from alogistics.verify_ledger()', 'when it comes nobody has tampered');
select is(alogistics.seal_ledger(), :seal + 1::bigint, 'the next seal');
select is(covers, int8multirange(int8range(:late, :late + 1)), 'covers just that') from alogistics.ledger_seals
  order by number desc limit 1;

-- Also one that began to write before the seal and after the last that had ended by then, over several seals.
select dblink_exec('two', 'begin'), test.ask('two', 'select pg_current_xact_id()::text'), dblink_exec('one', 'begin')
  \g /dev/null
select test.post_in('one', 'external', 'rival', 13) as late \gset
select test.post_in('two', 'external', 'client', 14), dblink_exec('two', 'commit'), alogistics.seal_ledger()
  \g /dev/null
select test.post('external', 'client', 15) \g /dev/null
select alogistics.seal_ledger() \g /dev/null
select test.post('external', 'client', 16) \g /dev/null
select alogistics.seal_ledger() \g /dev/null
select ok(open_ids @> :late::bigint, 'it is waited for') from alogistics.ledger_seals order by number desc limit 1;
select dblink_exec('one', 'commit') \g /dev/null
select is_empty('select * from alogistics.verify_ledger()', 'and nobody is accused');
select alogistics.seal_ledger() \g /dev/null
select ok(covers @> :late::bigint, 'before it is covered') from alogistics.ledger_seals order by number desc limit 1;
begin;
alter table alogistics.ledger_transfers disable trigger guard_ledger;
update alogistics.ledger_transfers set reason = 'another' where id = :late;
select results_eq('select object from alogistics.verify_ledger()', $$ select 'seal ' || max(number)
  from alogistics.ledger_seals $$, 'from then on a change of it is found');
rollback;

-- An id that was rolled back belongs to nobody: who fills it later is found.
select dblink_exec('one', 'begin'), test.post_in('one', 'external', 'rival', 17) as gone,
  dblink_exec('one', 'rollback') \gset
select set_config('test.gone', :'gone', false) \g /dev/null
select test.post('external', 'client', 18) \g /dev/null
select alogistics.seal_ledger() \g /dev/null
select ok(open_ids @> :gone::bigint, 'a missing id is waited for while it might come') from alogistics.ledger_seals
  order by number desc limit 1;
-- An autovacuum may be one of those that might have brought it.
do $$
begin
  for attempt in 1 .. 100 loop
    perform test.post('external', 'client', 19), alogistics.seal_ledger();
    commit;
    exit when (select not open_ids @> current_setting('test.gone')::bigint from alogistics.ledger_seals
      order by number desc limit 1);
    perform pg_sleep(0.05);
  end loop;
end
$$;
select ok(not open_ids @> :gone::bigint, 'and no longer when it cannot') from alogistics.ledger_seals
  order by number desc limit 1;
begin;
alter table alogistics.ledger_transfers disable trigger guard_ledger;
insert into alogistics.ledger_transfers (id, kind, created_at) overriding system value values (:gone, 'transfer',
  now() - interval '1 day');
select results_eq('select "check", object from alogistics.verify_ledger()',
  format($$ values ('transfer was there when its time was sealed', 'transfer %s') $$, :gone),
  'a transfer in an old gap is named');
rollback;

-- Who seals with an old snapshot would not see the last seal.
select test.post('client', 'rival', 20) \g /dev/null
select dblink_exec('one', 'begin isolation level repeatable read'),
  test.ask('one', 'select count(*) from alogistics.ledger_seals') \g /dev/null
select alogistics.seal_ledger() \g /dev/null
select is(test.ask('one', 'select alogistics.seal_ledger()'), '40001', 'he begins again');
select dblink_exec('one', 'rollback') \g /dev/null
select is_empty('select * from alogistics.verify_ledger()', 'the seals are sound');
select is_empty('select * from alogistics.reconcile()', 'the books are sound');
select * from finish();
