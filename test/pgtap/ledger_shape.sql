-- The posting core writes past the executor, so it refuses a table that has something attached that would have to
-- act, each time anew, and keeps up whatever index is there. Design §5.
begin;
select plan(38);
create function test.attached() returns trigger language plpgsql as 'begin return new; end';
create function test.post() returns text language sql as $$
  select test.outcome('service_role', format('select alogistics.post_transfer(%s, %s, 5)',
    (select id from alogistics.ledger_accounts where kind = 'external'),
    (select id from alogistics.ledger_accounts where owner_id = test.id('client'))))
$$;
-- Two movements after a change of the tables, which is then undone.
create function test.after(change text) returns text language plpgsql as $$
declare
  outcome text;
begin
  execute change;
  outcome := test.post() || ', ' || test.post();
  raise sqlstate 'UNDO0';
exception when sqlstate 'UNDO0' then
  return outcome;
end
$$;
-- Lines that a reader finds by the index, and by reading the whole table.
create function test.lines_found(by_index boolean) returns bigint language plpgsql as $$
begin
  perform set_config('enable_seqscan', (not by_index)::text, true), set_config('enable_indexscan', by_index::text, true),
    set_config('enable_indexonlyscan', by_index::text, true), set_config('enable_bitmapscan', 'off', true);
  return (select count(*) from alogistics.ledger_entries
          where account_id = (select id from alogistics.ledger_accounts where owner_id = test.id('client')));
end
$$;

select is(test.post(), 'done', 'money moves');
select is(test.after(format(change, name)), '55000, 55000', format(change, name) || ': refused, also the second time')
from unnest(array['ledger_transfers', 'ledger_entries', 'ledger_queue']) as t(name),
  unnest(array['create trigger attached after insert on alogistics.%I for each row execute function test.attached()',
    'create rule attached as on insert to alogistics.%I do also select 1',
    'alter table alogistics.%I add column attached text default 1', 'alter table alogistics.%I add check (true)',
    'alter table alogistics.%I add exclude using btree (created_at with =)',
    'alter table alogistics.%I rename created_at to at']) as c(change);
select is(test.after(change), '55000, 55000', change || ': refused, also the second time')
from unnest(array[
  'create trigger attached before update on alogistics.ledger_accounts for each row execute function test.attached()',
  'alter table alogistics.ledger_accounts add column attached bigint generated always as (balance) stored',
  'alter table alogistics.ledger_accounts drop constraint accounts_not_negative']) as change;
select is(test.after(change), 'done, done', change || ': nothing that would have to act')
from unnest(array['alter table alogistics.ledger_entries add column note text',
  'create index attached on alogistics.ledger_entries (abs(amount)) where amount > 1',
  'create trigger attached after update of state_reason on alogistics.ledger_accounts
     for each row execute function test.attached()',
  'create trigger attached after delete on alogistics.ledger_entries for each row execute function test.attached()',
  'create unique index attached on alogistics.ledger_queue (account_id, transfer_id)',
  'alter schema alogistics owner to socle_owner']) as change;
select is(test.after('create unique index attached on alogistics.ledger_entries (type, amount) where amount = 5'),
  '23505, 23505', 'a unique index that somebody added is obeyed');
select is(test.after('alter type alogistics.wallet_transaction_type rename value ''credit'' to ''renamed'''),
  '22P02, 22P02', 'what was remembered of a type is forgotten when it changes');
select is(test.after('alter table alogistics.ledger_accounts replica identity nothing; set local log_min_messages = error;
    create publication attached for table alogistics.ledger_accounts'), '55000, 55000',
  'a subscriber that could not find the row is minded, as in an UPDATE');
select is(test.after('create publication attached for table alogistics.ledger_accounts'), 'done, done', 'others are no matter');
select is(test.after('alter table alogistics.ledger_accounts drop constraint ledger_accounts_pkey cascade,
    add primary key (public_id)'), '55000, 55000', 'accounts are not looked for by another key');
select is(test.after('create index attached on alogistics.ledger_accounts using brin (last_at)'), 'done, done',
  'an index that sums up blocks hears of accounts that are changed in place');
select is(test.post(), 'done', 'and once all that is gone money moves');
select is(test.lines_found(true), 3::bigint, 'the index knows each line');
select is(test.lines_found(false), 3::bigint, 'that stands in the table');
select is_empty('select * from alogistics.reconcile()', 'and the books are sound');
select * from finish();
rollback;
