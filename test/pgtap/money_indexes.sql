-- The posting core writes rows and index entries itself: every index that stands on a ledger table knows every
-- row, also where a page is full, a column is indexed that changes, or a user added index and column. Case 39.
-- In transactions of its own, as indexes and movements come in life.
select plan(64);
\ir lib/money.sql
create extension amcheck;
set client_min_messages = warning;
select test.request_at('underway', 'in_progress', 10), test.request_at('delivered', 'completed', 20) \g /dev/null
-- Movements in both directions between many pairs, one after the other in one transaction, then each in its own.
create procedure test.move_about(times integer) language plpgsql as $$
declare
  people text[] := array['client', 'stranger', 'transporter', 'rival', 'moderator', 'admin'];
begin
  for n in 1 .. times loop
    perform alogistics.post_transfer(test.account('external'), test.account(people[1 + n % 6]), 1 + n % 50,
      'n ' || n);
    perform alogistics.post_transfer(test.account(people[1 + n % 6]),
      test.account(case when n % 3 = 0 then 'platform' else people[1 + (n + 1) % 6] end), 1 + n % 7);
  end loop;
end
$$;
-- Rows that a reader finds by this index and by reading the whole table.
create function test.found(by_index boolean, query text) returns bigint language plpgsql as $$
declare
  answer bigint;
begin
  perform set_config('enable_seqscan', (not by_index)::text, true),
    set_config('enable_indexscan', by_index::text, true), set_config('enable_bitmapscan', by_index::text, true),
    set_config('enable_indexonlyscan', by_index::text, true);
  execute query into answer;
  return answer;
end
$$;
create function test.plan_of(query text) returns text language plpgsql as $$
declare
  line text;
  answer text := '';
begin
  perform set_config('enable_seqscan', 'off', true);
  for line in execute 'explain ' || query loop
    answer := answer || line;
  end loop;
  return answer;
end
$$;
create temporary table lookups (index text, query text);
insert into lookups values
  ('ledger_accounts_pkey',
  'select sum(a.balance) from generate_series(1, 20) as n, lateral (select balance from alogistics.ledger_accounts where id = n offset 0) as a'),
  ('ledger_entries_pkey',
  'select count(*) from generate_series(1, 20) as n, lateral (select from alogistics.ledger_entries where account_id = n offset 0) as e'),
  ('ledger_entries_transfer_idx',
  'select sum(e.lines) from generate_series(1, 3000) as n, lateral (select count(*) as lines from alogistics.ledger_entries where transfer_id = n) as e'),
  ('ledger_transfers_pkey',
  'select count(*) from generate_series(1, 3000) as n, lateral (select from alogistics.ledger_transfers where id = n offset 0) as t');

call test.move_about(150);
select alogistics.fold_ledger(), brin_summarize_new_values('alogistics.ledger_entries_transfer_idx') \g /dev/null
-- What a user may add: columns that stay empty, and indexes of every kind, also on what changes with each movement.
alter table alogistics.ledger_accounts add column note text;
alter table alogistics.ledger_entries add column note text, add column tag integer;
alter table alogistics.ledger_transfers add column note text;
alter table alogistics.ledger_queue add column note text;
create index added_balance on alogistics.ledger_accounts (balance);
create index added_expression on alogistics.ledger_accounts ((balance + seq)) where is_active;
create unique index added_unique on alogistics.ledger_entries (transfer_id, account_id);
create index added_partial on alogistics.ledger_entries (created_at) where amount < 0;
create index added_abs on alogistics.ledger_entries (abs(amount)) include (type);
create index added_hash on alogistics.ledger_entries using hash (transfer_id);
create index added_note on alogistics.ledger_entries (note);
create index added_brin on alogistics.ledger_entries using brin (created_at);
create index added_parties on alogistics.ledger_transfers using gin (parties);
create index added_reason on alogistics.ledger_transfers (lower(reason)) where reason is not null;
create index added_queue on alogistics.ledger_queue (account_id, amount);
insert into lookups values
  ('added_balance', 'select count(*) from alogistics.ledger_accounts where balance > 0'),
  ('added_expression', 'select count(*) from alogistics.ledger_accounts where is_active and balance + seq > 0'),
  ('added_unique',
  'select sum(e.lines) from generate_series(1, 3000) as n, lateral (select count(*) as lines from alogistics.ledger_entries where transfer_id = n and account_id < 1000) as e'),
  ('added_partial',
  'select count(*) from alogistics.ledger_entries where amount < 0 and created_at > ''2000-01-01'''),
  ('added_abs', 'select count(*) from alogistics.ledger_entries where abs(amount) between 3 and 40'),
  ('added_hash',
  'select sum(e.lines) from generate_series(1, 3000) as n, lateral (select count(*) as lines from alogistics.ledger_entries where transfer_id = n) as e'),
  ('added_brin', 'select count(*) from alogistics.ledger_entries where created_at > ''2000-01-01'''),
  ('added_parties', format('select count(*) from alogistics.ledger_transfers where parties @> array[%L::uuid]',
  test.id('rival'))),
  ('added_reason',
  'select count(*) from alogistics.ledger_transfers where lower(reason) like ''n %'' and reason is not null'),
  ('added_queue', 'select count(*) from alogistics.ledger_queue where account_id < 1000 and amount > -1000');

-- More movements than fit on a page, so that rows move and index entries follow them; some are undone.
call test.move_about(150);
begin;
call test.move_about(50);
rollback;
do $$
begin
  for n in 1 .. 20 loop
    begin
      perform alogistics.post_transfer(test.account('external'), test.account('rival'), 1000 + n);
      if n % 2 = 0 then raise sqlstate 'UNDO0'; end if;
    exception when sqlstate 'UNDO0' then null;
    end;
  end loop;
end
$$;
select test.outcome('transporter',
  'select alogistics.complete_transport_request(test.id(''underway''), test.proof())'),
  test.outcome('moderator', 'select alogistics.refund(test.id(''delivered''), 1000, ''Late'')') \g /dev/null
select lives_ok(format('select bt_index_check(%L, true)', index.oid::regclass), 'amcheck: ' || index.relname)
from pg_index as i join pg_class as index on index.oid = i.indexrelid join pg_am as m on m.oid = index.relam
  and m.amname = 'btree'
where i.indrelid::regclass::text like 'alogistics.ledger\_%' order by index.relname;
select lives_ok(format('select bt_index_parent_check(%L, true, true)', name), 'amcheck from the root: ' || name)
from unnest(array['alogistics.ledger_entries_pkey', 'alogistics.added_unique', 'alogistics.added_balance']) as name;
select is(test.found(true, query), test.found(false, query), 'found by ' || index || ' as in the table') from lookups;
select ok(count(*) filter (where position(index in test.plan_of(query)) > 0) >= 10,
  'by these indexes: ' || coalesce(string_agg(index, ' ') filter (where position(index in test.plan_of(query)) = 0),
  'all')) from lookups;
select is(count(*) filter (where note is not null or tag is not null), 0::bigint,
  'columns that the code does not know stay empty') from alogistics.ledger_entries;
update alogistics.ledger_accounts set note = 'mine' where owner_id = test.id('rival');
call test.move_about(10);
select is(note, 'mine', 'or as somebody filled them') from alogistics.ledger_accounts
  where owner_id = test.id('rival');
drop index alogistics.added_unique, alogistics.added_balance, alogistics.added_hash;
alter table alogistics.ledger_entries drop column tag;
call test.move_about(10);
select alogistics.fold_ledger() \g /dev/null
select lives_ok(format('select bt_index_check(%L, true)', index.oid::regclass),
  'amcheck after some went: ' || index.relname)
from pg_index as i join pg_class as index on index.oid = i.indexrelid join pg_am as m on m.oid = index.relam
  and m.amname = 'btree'
where i.indrelid::regclass::text like 'alogistics.ledger\_%' order by index.relname;
select is_empty('select * from alogistics.reconcile()', 'the books are sound');

-- What would have to act is refused, each time, until it is taken away (the rest is in ledger_shape.sql).
create function test.mine() returns trigger language plpgsql as 'begin return new; end';
create function test.outcome_with(change text) returns text language plpgsql as $$
declare
  answer text;
begin
  execute change;
  answer := test.outcome('service_role', format('select alogistics.post_transfer(%s, %s, 1)',
    test.account('external'), test.account('rival')));
  raise sqlstate 'UNDO0';
exception when sqlstate 'UNDO0' then
  return answer;
end
$$;
select is(test.outcome_with(change), '55000', change)
from unnest(array['alter table alogistics.ledger_entries add foreign key (transfer_id) references alogistics.ledger_transfers (id)',
  'alter table alogistics.ledger_entries add unique (transfer_id, account_id) deferrable',
    'alter table alogistics.ledger_queue add column must integer not null',
  'alter table alogistics.ledger_entries drop column type cascade',
    'alter table alogistics.ledger_transfers alter column idempotency_key type varchar',
  'create trigger mine before insert on alogistics.ledger_entries for each statement execute function test.mine()',
    'create trigger mine after update of balance on alogistics.ledger_accounts for each row execute function test.mine()',
  'create rule mine as on update to alogistics.ledger_accounts do instead nothing']) as change;
select is(test.outcome('service_role', format('select alogistics.post_transfer(%s, %s, 1)', test.account('external'),
  test.account('rival'))), 'done', 'without it money moves');
select * from finish();
