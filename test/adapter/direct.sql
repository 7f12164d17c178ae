-- Rows of an open table are written past the executor, and all that is attached to the table acts as after an INSERT.
select no_plan();

create table test.parents (id uuid primary key, note text);
create table test.open_rows (
  id bigint generated always as identity primary key,
  parent_id uuid references test.parents (id),
  name text not null check (name <> ''));
create trigger tell after insert on test.open_rows referencing new table as new_rows
  for each statement execute function test.tell_level();
insert into test.parents values ('00000000-0000-0000-0000-000000000001'), ('00000000-0000-0000-0000-000000000002');
create function test.parent(n integer) returns uuid language sql immutable
  as $$ select ('00000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid $$;

-- Inserts a row: what the journal says then.
create function test.insert_noted(parent integer, name text) returns text language plpgsql as $$
begin
  perform test.insert_rows(test.parent(parent), name);
  set constraints all immediate;
  return (select coalesce(string_agg(text, ', ' order by id), 'silent') from test.journal);
end
$$;
-- The same after a change of the table, which is then undone; or the SQLSTATE.
create function test.after(change text, parent integer default 1, name text default 'a') returns text language sql as $$
  select test.undone('delete from test.journal; delete from test.open_rows; ' || change,
                     format('select test.insert_noted(%s, %L)', parent, name))
$$;
-- Both errors, without where they come from and what the row was.
create function test.errors(parent integer, name text) returns setof text language sql as $$
  select to_jsonb(e) - 'context' - case when (e).sqlstate = '23514' or (e).sqlstate = '23502' then 'detail' else '' end
  from (values (test.error(format('select test.insert_rows(%L, %L)', test.parent(parent), name))),
               (test.error(format('insert into test.open_rows (parent_id, name) values (%L, %L)',
                                  test.parent(parent), name)))) as errors(e)
$$;

select is(test.after('select'), 'row a', 'a listed trigger of the statement is called for the row');
select is(test.insert_rows(test.parent(1), 'one') > 0, true, 'the answer is the number of the row');
select is(test.insert_rows(null, 'many', 3) > 0, true, 'three rows at once');
select results_eq('select parent_id, name from test.open_rows order by id', $$
  values (test.parent(1), 'one'), (null, 'many'), (null, 'many'), (null, 'many') $$, 'all are there');
select is((select array_agg(text order by id) from test.journal), '{row one,row many,row many,row many}',
  'and a trigger is called for each');
begin;
select is((test.error(format('select test.insert_rows(%L, ''x'', 3, %L)', test.parent(parent), test.parent(last)))).sqlstate, outcome,
  format('of three rows of %s the last one is of %s', parent, last))
from (values (1, 2, null), (3, 3, '23503'), (1, 3, '23503'), (3, 1, '23503'), (null, 3, '23503'), (null, 1, null)) as r(parent, last, outcome);
rollback;

-- What the table says itself.
select is((select count(distinct e) from test.errors(parent, name) as e), 1::bigint,
          format('the same error as that of an INSERT of %s, %s', parent, name))
from (values (1, null), (1, ''), (3, 'a')) as r(parent, name);
select is(test.after('select', parent, name), outcome, outcome || ' is raised')
from (values (1, null, '23502'), (1, '', '23514'), (3, 'a', '23503')) as r(parent, name, outcome);
create table test.words (word text primary key, also text, unique (word, also));
create domain test.filled as text default 'x';
create domain test.required as text not null;
create table test.parts (word text primary key) partition by list (word);
create function test.note() returns trigger language plpgsql as $$
begin
  insert into test.journal (text) values ('other ' || new.name);
  return new;
end
$$;
select is(test.after('alter table test.open_rows ' || change), outcome, change || ': ' || outcome)
from (values
  ('add check (name <> ''a'')', '23514'),
  ('add check (name = ''a'')', 'row a'),
  ('add constraint added check (name <> ''a'') not valid', '23514'),
  ('add foreign key (name) references test.words', '23503'),
  ('add foreign key (name) references test.words not valid', '23503'),
  ('alter column parent_id set not null', 'row a'),
  ('add column note text', 'row a'),
  ('alter column name set default ''x''', 'row a'),
  ('disable trigger tell', 'silent'),
  ('drop constraint open_rows_name_check', 'row a'),
  -- By INSERT, which knows all of these.
  ('add column note text default ''x''', 'statement'),
  ('add column note text not null default ''x'' check (note = ''x'')', 'statement'),
  ('add column note text generated always as (name || ''x'') stored', 'statement'),
  ('add column note text not null', '23502'),
  ('add column note test.filled', 'statement'),
  ('add column note test.required', '23502'),
  ('add foreign key (name) references test.words deferrable initially deferred', '23503'),
  ('add foreign key (name) references test.parts', '23503'),
  ('add exclude using btree (name with =)', 'statement'),
  ('add unique (name) deferrable', 'statement'),
  ('force row level security', 'statement'),
  ('rename name to label', '55000'),
  ('alter name type varchar(10)', '55000')) as c(change, outcome);
select is(test.after(change), outcome, change || ': ' || outcome)
from (values
  ('create trigger other before insert on test.open_rows for each row execute function test.note()',
    'other a, statement'),
  ('create trigger other after insert on test.open_rows for each row execute function test.note()',
    'other a, statement'),
  ('create trigger other after insert on test.open_rows for each row execute function test.note();
    alter table test.open_rows disable trigger other', 'row a'),
  ('create trigger other after update or delete on test.open_rows for each row execute function test.note()', 'row a'),
  ('create trigger other after insert on test.open_rows for each row when (new.name = ''b'')
    execute function test.tell_level()', 'statement'),
  ('create rule other as on insert to test.open_rows do also insert into test.journal (text) values (''rule'')',
    'statement, rule'),
  ('create unique index on test.open_rows (lower(name)); insert into test.open_rows (name) values (''A'')', '23505'),
  ('create or replace function test.tell_level() returns trigger language plpgsql as
    ''begin insert into test.journal (text) values (''''new''''); return null; end''', 'new'),
  ('drop trigger tell on test.open_rows', 'silent'),
  ('set local session_replication_role = replica', 'silent'),
  ('alter table test.open_rows enable always trigger tell; set local session_replication_role = replica', 'row a'))
  as c(change, outcome);
select is(test.after('set local session_replication_role = replica', 7), 'silent',
  'no foreign key acts where triggers rest');
select is(test.after('alter table test.open_rows disable trigger all', 7), 'silent', 'nor one whose trigger is off');
select is(test.after('insert into test.parents values (test.parent(9))', 9), 'row a',
  'a parent of the same transaction is found');
select is(test.after('delete from test.parents where id = test.parent(2)', 2), '23503', 'and one that it deleted is not');
select is(test.after('select'), 'row a', 'once all that is gone rows are written as before');

-- By INSERT, while a trigger of it writes such rows too and the table has to be looked at anew.
begin;
create function test.insert_inner() returns trigger language plpgsql as $$
begin
  if new.name = 'outer' then
    create or replace function pg_temp.news() returns integer language sql as 'select 1';
    perform test.insert_rows(null, 'inner', 2);
  end if;
  return null;
end
$$;
create trigger inner_rows after insert on test.open_rows for each row execute function test.insert_inner();
select test.insert_rows(null, 'outer', 3) from generate_series(1, 5) \g /dev/null
select results_eq('select name, count(*) from test.open_rows where name in (''inner'', ''outer'') group by name order by name',
  $$ values ('inner', 30::bigint), ('outer', 15) $$, 'a statement that is at work is not taken away');
rollback;

-- Others may not take the parent away meanwhile.
select test.open('other'), test.tell('other', 'set lock_timeout = 100') \g /dev/null
begin;
select test.insert_rows(test.parent(2), 'kept') \g /dev/null
select is(test.tell('other', 'delete from test.parents where id = test.parent(2)'), '55P03', 'a parent is locked');
select is(test.tell('other', 'update test.parents set note = ''x'' where id = test.parent(2)'), 'done',
  'but for what is not its key');
rollback;
select test.tell('other', 'begin'), test.tell('other', 'delete from test.parents where id = test.parent(2)') \g /dev/null
set lock_timeout = 100;
select is((test.error('select test.insert_rows(test.parent(2), ''waits'')')).sqlstate, '55P03',
  'who deletes a parent is waited for');
select test.tell('other', 'rollback') \g /dev/null
select is(test.insert_rows(test.parent(2), 'goes on') > 0, true, 'and if he does not it is there');

-- What `other` commits while a transaction runs that has a snapshot; then this one writes a row, or an INSERT does.
create function test.outcomes_behind(level text, change text) returns text language plpgsql as $$
declare
  outcomes text[];
  statement text;
begin
  foreach statement in array array[
    'select test.insert_rows(test.parent(5), ''behind'')::text',
    'insert into test.open_rows (parent_id, name) values (test.parent(5), ''behind'') returning id::text'] loop
    perform test.tell('other', 'insert into test.parents values (test.parent(5)) on conflict (id) do nothing'),
      test.open('writer'), test.tell('writer', 'begin isolation level ' || level),
      test.ask_session('writer', 'select count(*)::text from test.parents'),
      test.tell('other', change);
    outcomes := outcomes || test.ask_session('writer', statement);
    perform dblink_disconnect('writer');
  end loop;
  return array_to_string(array(select case when o ~ '^\d{1,4}$' then 'done' else o end from unnest(outcomes) as o), ', ');
end
$$;
select is(test.outcomes_behind(level, change), outcome || ', ' || outcome, format('%s behind %s', level, change))
from (values
  ('read committed', 'update test.parents set note = ''x'' where id = test.parent(5)', 'done'),
  ('repeatable read', 'update test.parents set note = ''y'' where id = test.parent(5)', 'done'),
  ('serializable', 'update test.parents set note = ''z'' where id = test.parent(5)', 'done'),
  ('read committed', 'delete from test.parents where id = test.parent(5)', '23503'),
  ('repeatable read', 'delete from test.parents where id = test.parent(5)', '40001'),
  ('serializable', 'delete from test.parents where id = test.parent(5)', '40001'))
  as b(level, change, outcome);
select * from finish();
