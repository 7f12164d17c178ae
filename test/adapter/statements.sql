-- Statements are prepared once and kept; PostgreSQL plans them anew when the world changes.
select no_plan();

-- A statement that cannot be prepared is tried again.
select is((test.error('select test.late(1)')).sqlstate, '42P01', 'a table that is not there yet');
select is((test.error('select test.late(1)')).sqlstate, '42P01', 'the second time, too');
create table test.late (id bigint, name text);
insert into test.late values (1, 'one');
select is(test.late(1), 'one', 'once the table is there, the statement works');
select is(test.late(2), null, 'no row is nothing');

-- The table changes under a kept plan.
alter table test.late add column more text default 'x', alter column id type numeric;
select is(test.late(1), 'one', 'after ALTER TABLE');
alter table test.late rename column name to label;
select is((test.error('select test.late(1)')).sqlstate, '42703', 'a column is renamed');
alter table test.late rename column label to name;
select is(test.late(1), 'one', 'and named as before');
alter table test.late alter column name type varchar(100);
select is((test.error('select test.late(1)')).sqlstate, '42804', 'a column of another type is refused');
drop table test.late;
select is((test.error('select test.late(1)')).sqlstate, '42P01', 'the table is dropped');
create table test.late as select 1::bigint as id, 'again'::text as name;
select is(test.late(1), 'again', 'and made again');
create index on test.late (id);
select is(test.late(1), 'again', 'an index appears');

-- Another search_path is another table.
create schema one;
create schema two;
create table one.places as select generate_series(1, 1);
create table two.places as select generate_series(1, 2);
set search_path = one, public;
select is(test.places(), 1::bigint, 'the table of search_path');
set search_path = two, public;
select is(test.places(), 2::bigint, 'the table of another search_path');
set search_path = one, public;
select is(test.places(), 1::bigint, 'and back');
reset search_path;

-- Another role is another set of policies.
create role test_reader;
create role test_owner;
create table test.secrets (owner text);
insert into test.secrets values ('test_reader'), ('test_owner'), ('test_owner');
alter table test.secrets owner to test_owner;
alter table test.secrets enable row level security;
create policy own on test.secrets to test_reader using (owner = current_user);
grant select on test.secrets to test_reader;
select is(test.secrets(), 3::bigint, 'a superuser sees every row');
set role test_reader;
select is(test.secrets(), 1::bigint, 'a role that policies bind sees its own');
set role test_owner;
select is(test.secrets(), 3::bigint, 'the owner sees every row');
set role test_reader;
set row_security = off;
select is((test.error('select test.secrets()')).sqlstate, '42501', 'row_security = off is heeded');
reset row_security;
select is(test.secrets(), 1::bigint, 'and on again');
reset role;
drop policy own on test.secrets;
set role test_reader;
select is(test.secrets(), 0::bigint, 'a policy that is dropped opens nothing');
reset role;
revoke select on test.secrets from test_reader;
set role test_reader;
select is((test.error('select test.secrets()')).sqlstate, '42501', 'a right that is revoked is gone');
reset role;

-- One statement for more schemas than it keeps plans for.
do $$
begin
  for n in 1 .. 20 loop
    execute format('create schema %1$I; create table %1$I.things (id bigint, name text);
      insert into %1$I.things values (%2$s, %1$L);
      create function %1$I.name(id bigint) returns text stable language c
        as ''socle_test'', ''test_in_schema''', 'Schema "' || n || '"', n);
  end loop;
end
$$;
create function test.name_in(n integer) returns text language plpgsql as $$
declare
  name text;
begin
  execute format('select %I.name(%s)', 'Schema "' || n || '"', n) into name;
  return name;
end
$$;
select is(count(*) filter (where test.name_in(n) = format('Schema "%1$s" of Schema "%1$s"', n)),
          60::bigint, 'a function works on the schema that it is declared in, for twenty schemas')
from generate_series(1, 3) as round, generate_series(1, 20) as n;
select is(test.name_in(7), 'Schema "7" of Schema "7"', 'a schema that will be dropped');
set client_min_messages = warning;
drop schema "Schema ""7""" cascade;
reset client_min_messages;
create schema "Schema ""7""";
create table "Schema ""7""".things as select 7::bigint as id, 'new'::text as name;
create function "Schema ""7""".name(id bigint) returns text stable language c
  as 'socle_test', 'test_in_schema';
select is(test.name_in(7), 'new of new', 'a schema that was dropped and made again');

-- What a statement sees.
select is(test.entries_after_insert('a'), '{1, 1, 0}',
          'a statement that writes sees the write just before, one that keeps the snapshot does not');
select is(test.entries_after_insert('b'), '{1, 2, 1}', 'the next statement sees the first write');
select is((test.error($$ select test.insert_while_reading('c') $$)).sqlstate, '0A000',
          'reading access does not write');

-- Columns that are not what the function takes them for.
select is((e).sqlstate || ' ' || (e).message, '42804 column 1 is of type bigint, not text',
          'a column of another type')
from test.error($$ select test.ask('as text') $$) as e;
select is((test.error($$ select test.ask('two columns') $$)).sqlstate, '42804',
          'fewer columns than asked for');
select is((e).sqlstate || ' ' || (e).detail, '22004 {"error":"missing_value","value":"column 1"}',
          'NULL where a value is asked for')
from test.error($$ select test.ask('a null') $$) as e;

-- Rows, and a trigger that runs statements of its own.
insert into test.things values (1, 'one'), (2, null), (3, 'three');
select is(test.things_after(0), array['1 one', '2 null', '3 three'], 'all rows');
select is(test.things_after(3), '{}', 'none');
create function test.journal() returns trigger language c as 'socle_test', 'test_journal';
create trigger journal after update on test.things for each row execute function test.journal();
select is(test.touch(), 3::bigint, 'the count of rows is that of the statement, not of its triggers');
create table test.statements (number bigint);
create function test.note_statement() returns trigger language plpgsql as $$
begin
  insert into test.statements select count(*) from new_rows;
  return null;
end
$$;
create trigger note after insert on test.journal referencing new table as new_rows
  for each statement execute function test.note_statement();
select is(test.insert_and_return('d'), 'd 1', 'the first row of a statement that writes');
select is((select array_agg(text order by id) from test.journal where text like 'd %'), '{d 1,d 2}', 'which writes all of its rows');
select is((select array_agg(number) from test.statements), '{2}', 'and fires the triggers of the statement');
drop trigger note on test.journal;

select finish();
