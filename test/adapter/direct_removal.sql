-- Rows of an open table are deleted past the executor as they are by now, and what is attached to the table acts as at a DELETE.
select no_plan();

create table test.entries (name text, level integer, is_done boolean not null, primary key (name, level));
create function test.tell_deleted() returns trigger language plpgsql as $$
begin
  insert into test.journal (text) values (tg_op || ' ' || old.level);
  return old;
end
$$;
-- Removes entries: which, what the journal says then, and what is left.
create function test.remove_noted() returns text language plpgsql as $$
declare
  removed text := test.remove_entries('a');
begin
  set constraints all immediate;
  return concat_ws(', ', removed, (select string_agg(text, ', ' order by id) from test.journal),
                   (select string_agg(name || level, ' ' order by name, level) from test.entries));
end
$$;
-- The same after a change of the table, which is then undone; or the SQLSTATE.
create function test.removal_after(change text) returns text language sql as $$
  select test.undone($begin$
    delete from test.journal;
    delete from test.entries;
    insert into test.entries values ('a', 0, false), ('a', 2, true), ('a', 5, false), ('b', 1, false);
  $begin$ || change, 'select test.remove_noted()')
$$;
select is(test.removal_after('select'), '{0,5}, a2 b1', 'rows are removed in the order of their key');
select is(test.removal_after('delete from test.entries where level = 0'), '{5}, a2 b1',
  'one that this transaction deleted is not there');
select is(test.removal_after('update test.entries set level = 3 where level = 0'), '{3,5}, a2 b1',
  'one that it changed is as it is now');
select is(test.removal_after(change), outcome, change)
from (values
  ('create trigger other before delete on test.entries for each row execute function test.tell_deleted()',
    '{0,5}, DELETE 0, DELETE 5, a2 b1'),
  ('create trigger other after delete on test.entries for each row execute function test.tell_deleted()',
    '{0,5}, DELETE 0, DELETE 5, a2 b1'),
  ('create trigger other after delete on test.entries for each row execute function test.tell_deleted();
    alter table test.entries disable trigger other', '{0,5}, a2 b1'),
  ('create trigger other after update on test.entries for each row execute function test.tell_deleted()',
    '{0,5}, a2 b1'),
  ('create table test.lines (name text, level integer, foreign key (name, level) references test.entries);
    insert into test.lines values (''a'', 5)', '23503'),
  ('create rule other as on delete to test.entries do also insert into test.journal (text) values (''rule'')',
    '{0,5}, rule, rule, a2 b1'),
  ('set local log_min_messages = error; create publication all_rows for table test.entries', '{0,5}, a2 b1'),
  ('alter table test.entries replica identity nothing; set local log_min_messages = error;
    create publication all_rows for table test.entries', '55000'))
  as c(change, outcome);
create function test.keep() returns trigger language plpgsql as 'begin return null; end';
set statement_timeout = '10s';
select is(test.removal_after(change), '{0,5}, a0 a2 a5 b1', change || ': keeps the rows, and nobody asks for ever')
from (values ('create trigger other before delete on test.entries for each row execute function test.keep()'),
             ('create rule other as on delete to test.entries do instead nothing')) as c(change);
reset statement_timeout;
select is(test.removal_after(change), '55000', change)
from (values ('alter table test.entries drop constraint entries_pkey'),
             ('alter table test.entries drop constraint entries_pkey, add column id serial primary key'),
             ('alter table test.entries drop constraint entries_pkey, add primary key (level, name)')) as c(change);
select is(test.removal_after('select'), '{0,5}, a2 b1', 'once all that is gone rows are removed as before');

-- What is removed of a row that `other` changes: after the transaction has its snapshot, or while its lock is waited for.
create function test.removal_beside(level text, change text, is_locked boolean, by text) returns text
language plpgsql as $$
declare
  outcome text;
begin
  perform test.tell('other', 'insert into test.entries values (''c'', 1, false) on conflict (name, level) do update set is_done = false'),
    test.open('writer'), test.tell('writer', 'begin isolation level ' || level),
    test.ask_session('writer', 'select count(*)::text from test.entries');
  if is_locked then
    perform test.tell('other', 'begin'), test.tell('other', 'select from test.entries where name = ''c'' for update');
  else
    perform test.tell('other', change);
  end if;
  perform dblink_send_query('writer', by);
  if is_locked then
    perform test.wait_until('select exists (select from pg_stat_activity where wait_event_type = ''Lock'')'),
      test.tell('other', change), test.tell('other', 'commit');
  end if;
  begin
    outcome := (select answer from dblink_get_result('writer') as answers(answer text));
  exception when others then
    outcome := sqlstate;
  end;
  perform dblink_disconnect('writer');
  return outcome;
end
$$;
create function test.removals_beside(level text, change text, is_locked boolean) returns text language sql as $$
  select test.removal_beside(level, change, is_locked, 'select test.remove_entries(''c'')::text') || ', '
      || test.removal_beside(level, change, is_locked, 'with gone as (delete from test.entries
           where name = ''c'' and not is_done returning level) select coalesce(array_agg(level), ''{}'')::text from gone')
$$;
select test.open('other') \g /dev/null
create view test.cases_beside as select * from (values
  ('read committed', 'update test.entries set is_done = true where name = ''c''', '{}'),
  ('repeatable read', 'update test.entries set is_done = true where name = ''c''', '40001'),
  ('serializable', 'update test.entries set is_done = true where name = ''c''', '40001'),
  ('read committed', 'update test.entries set is_done = false where name = ''c''', '{1}'),
  ('repeatable read', 'update test.entries set is_done = false where name = ''c''', '40001'),
  ('read committed', 'delete from test.entries where name = ''c''', '{}'),
  ('read committed', 'select from test.entries', '{1}'),
  ('repeatable read', 'select from test.entries', '{1}'),
  ('serializable', 'select from test.entries', '{1}')) as b(level, change, outcome),
  unnest(array[false, true]) as l(is_locked);
select is(test.removals_beside(level, change, is_locked), outcome || ', ' || outcome,
          format('%s, %s: %s', level, case when is_locked then 'at the same time' else 'before' end, change))
from test.cases_beside;
create trigger other after delete on test.entries for each row execute function test.tell_deleted();
select is(test.removals_beside(level, change, is_locked), outcome || ', ' || outcome,
          format('by DELETE, %s, %s: %s', level, case when is_locked then 'at the same time' else 'before' end, change))
from test.cases_beside;
drop trigger other on test.entries;
select is(test.removal_beside('repeatable read', 'delete from test.entries where name = ''c''', true,
  'select test.remove_entries(''c'')::text'), '40001', 'one that is deleted while its lock is waited for');
select is(test.removal_beside('repeatable read', 'delete from test.entries where name = ''c''', false,
  'select test.remove_entries(''c'')::text'), '{}', 'one that was deleted needs no removal');
select * from finish();
