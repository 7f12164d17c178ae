-- CHECKs of the tables of socle_owner are prepared once for each backend, and refuse what they always did.
select no_plan();

create table test.kept (
  id bigint primary key,
  word text not null constraint its_word check (length(word) <= 5),
  colour test.colour constraint its_colour check (colour = any (array['red', 'green']::test.colour[])),
  data jsonb constraint its_data check (jsonb_typeof(data) = 'object'),
  low integer,
  high integer,
  constraint its_range check (low is null or case when high is null then low > 0 else low < coalesce(high, 0) end),
  constraint its_never_both check ((low is null) = (high is null) or low <> 7));
-- The same, of somebody else: as the executor does it.
create table test.plain (like test.kept including all);
alter table test.kept owner to socle_owner;

create function test.is_kept("table" text) returns boolean language sql as $$
  select exists (select from pg_backend_memory_contexts where name = 'checks of a table' and ident = format('%s %s', "table", ('test.' || "table")::regclass::oid)
                 and parent = 'CacheMemoryContext')
$$;
create function test.outcome(statement text) returns text language plpgsql as $$
begin
  execute statement;
  return 'done';
exception when others then
  return sqlstate;
end
$$;
-- The whole error of a statement on either table, without the table's name.
create function test.complaint("table" text, statement text) returns text language sql as $$
  select replace((to_jsonb(test.error(format(statement, 'test.' || "table"))) - 'context')::text, "table", '')
$$;
create function test.complains(statement text, complaint text) returns setof text language sql as $$
  select is(test.complaint('kept', statement), test.complaint('plain', statement), 'as ever: ' || statement)
  union all
  select matches(test.complaint('plain', statement), complaint, 'namely ' || complaint)
$$;

select is(test.is_kept('kept'), false, 'nothing is known of a table that was not written');
insert into test.kept values (1, 'one', 'red', '{}', 1, 2);
insert into test.plain values (1, 'one', 'red', '{}', 1, 2);
select is(test.is_kept('kept'), true, 'once it was, its CHECKs are');
select is(test.is_kept('plain'), false, 'but not those of others');

select test.complains(statement, complaint)
from (values
  ($$insert into %s values (2, 'longer')$$, 'its_word'),
  ($$insert into %s values (2, null)$$, '23502'),
  ($$insert into %s values (2, 'two', 'red', '[]')$$, 'its_data'),
  ($$insert into %s values (2, 'two', 'red', null, 0)$$, 'its_range'),
  ($$insert into %s values (2, 'two', 'red', null, 3, 2)$$, 'its_range'),
  ($$insert into %s values (2, 'two', 'red', null, 7)$$, 'its_never_both'),
  ($$update %s set word = 'longer' where id = 1$$, 'its_word'),
  ($$update %s set low = 2$$, 'its_range'),
  ($$insert into %s values (1, 'one') on conflict (id) do update set word = 'longer'$$, 'its_word'),
  ($$with w as (update %s set word = 'longer' returning id) select id from w$$, 'its_word'),
  ($$merge into %s as t using (values (1)) as s(id) on t.id = s.id when matched then update set word = 'longer'$$, 'its_word'),
  ($$insert into %s select n, repeat('x', n) from generate_series(2, 9) as n$$, 'xxxxxx')) as c(statement, complaint);
select is((select count(*) from test.kept), 1::bigint, 'nothing of that is there');
select is(test.outcome($$insert into test.kept select n, 'x', 'green', '{}', n, n + 1 from generate_series(2, 9) as n where n <> 7$$),
  'done', 'and what is right goes through');
explain (costs off) update test.kept set low = 0 \g /dev/null
begin;
update test.kept set low = 1 where id = 1;
update test.kept set low = 1 where id = 1;
select is_empty($$select from pg_backend_memory_contexts where name = 'checks of a table' and parent <> 'CacheMemoryContext'$$,
  'what is kept is not prepared again');
alter table test.kept add constraint its_other check (id <> 99);
update test.kept set low = 1 where id = 1;
select is((select count(*) from pg_backend_memory_contexts where name = 'checks of a table' and ident like 'kept %'),
  1::bigint, 'after a change it is, and the old goes when no statement has it');
rollback;
-- However often: by a statement that ends, one that fails, and one in which the table changes.
create trigger changed before insert on test.kept for each row execute function test.price_changed();
do $$
begin
  for i in 1 .. 100 loop
    insert into test.kept values (1000 + i, 'x'), (2000 + i, 'x');
    begin
      insert into test.kept values (3000 + i, 'x'), (4000 + i, 'longer');
    exception when check_violation then
      perform set_config('test.refused', i::text, false);
    end;
  end loop;
  perform set_config('test.contexts', (select count(*)::text from pg_backend_memory_contexts where name = 'checks of a table'), false);
end
$$;
select is(current_setting('test.refused'), '100', 'each of a hundred statements is refused');
select is(current_setting('test.contexts'), '1', 'and nothing of them is left while the transaction goes on');
drop trigger changed on test.kept;
delete from test.kept where id > 1000;

-- A change of the table.
alter table test.kept add constraint its_new check (word <> 'new');
select is(test.outcome($$insert into test.kept values (20, 'new')$$), '23514', 'a new CHECK');
begin;
alter table test.kept drop constraint its_new;
select is(test.outcome($$insert into test.kept values (20, 'new')$$), 'done', 'is dropped');
rollback;
select is(test.outcome($$insert into test.kept values (20, 'new')$$), '23514', 'and back again');
alter table test.kept drop constraint its_new, add constraint its_new check (word <> 'newer') not valid;
select is(test.outcome($$insert into test.kept values (20, 'new')$$), 'done', 'is another');
select is(test.outcome($$insert into test.kept values (21, 'newer')$$), '23514', 'not valid for old rows');
select test.open('other');
select is(test.tell('other', 'alter table test.kept drop constraint its_new, add constraint its_new check (id <> 22)'), 'done',
  'another session changes it');
select is(test.outcome($$insert into test.kept values (22, 'x')$$), '23514', 'which acts from the next statement on');
select is(test.outcome($$insert into test.kept values (21, 'newer')$$), 'done', 'as does what it dropped');
alter table test.kept drop column data;
alter table test.kept alter column word type varchar(40), drop constraint its_word, add check (length(word) < 20);
select is(test.outcome($$insert into test.kept values (23, 'rather long', 'red', 1, 2)$$), 'done', 'columns are others');
select is(test.outcome($$insert into test.kept values (24, 'rather long', 'red', 3, 2)$$), '23514', 'and read at their places');
select is(test.outcome($$insert into test.kept values (24, 'too long, rather too long')$$), '23514', 'whatever they became');
alter table test.kept owner to postgres;
select is(test.outcome($$insert into test.kept values (24, 'x', 'red', 3, 2)$$), '23514', 'whoever the owner is');
alter table test.kept owner to socle_owner;

-- In the middle of a statement: news of the table, and another statement on it.
create trigger changed before insert on test.kept for each row execute function test.price_changed();
select is(test.outcome($$insert into test.kept select n, case n when 45 then 'too long, rather too long' else 'x' end
  from generate_series(30, 50) as n$$), '23514', 'while a statement runs, the table is said to have changed');
select is(test.outcome($$insert into test.kept select n, 'x' from generate_series(30, 50) as n$$), 'done', 'and it goes on');
create function test.insert_another() returns trigger language plpgsql as $$
begin
  if new.id < 1000 then
    insert into test.kept values (new.id + 1000, new.word);
  end if;
  return new;
end
$$;
create trigger another before insert on test.kept for each row execute function test.insert_another();
select is(test.outcome($$insert into test.kept select n, 'x' from generate_series(60, 80) as n$$), 'done',
  'statements within a statement, which prepare them anew each time');
select is((select count(*) from test.kept where id % 1000 >= 60), 42::bigint, 'and it goes on');
select is(test.outcome($$insert into test.kept values (90, 'too long, rather too long')$$), '23514', 'are checked too');
select is(test.outcome($$insert into test.kept select n, case n when 99 then 'too long, rather too long' else 'x' end
  from generate_series(90, 100) as n$$), '23514', 'as is the statement around them');
drop trigger another on test.kept;
drop trigger changed on test.kept;

-- What the executor must prepare itself.
create function test.is_fine(n integer) returns boolean language sql immutable as $$ select n > 0 $$;
create domain test.small as integer check (value < 100);
-- The outcome of a row with the number n in a table with this CHECK, whether the CHECK is kept, and the outcome after a change.
create function test.outcomes(condition text, n integer, change text) returns text language plpgsql as $$
declare
  outcomes text[];
  insertion text := format('insert into test.own values (%s)', n);
begin
  execute format('create table test.own (n integer, constraint own_check check (%s))', condition);
  alter table test.own owner to socle_owner;
  grant insert on test.own to anon;
  outcomes := array[test.outcome(insertion), test.is_kept('own')::text];
  execute change;
  outcomes := outcomes || test.outcome(insertion);
  raise sqlstate 'UNDO0';
exception when sqlstate 'UNDO0' then
  return array_to_string(outcomes, ' ');
end
$$;
select is(test.outcomes(condition, 7, change), outcome, condition)
from (values
  ('n > 0', 'select', 'done true done'),
  ('n <> 7', 'select', '23514 true 23514'),
  ('test.is_fine(n)', 'create or replace function test.is_fine(n integer) returns boolean language sql immutable as ''select n > 7''',
    'done false 23514'),
  ('n::test.small > 0', 'alter domain test.small add check (value < 7)', 'done false 23514'),
  ('n < extract(year from now())', 'select', 'done false done'),
  ('own is not null', 'alter table test.own add column also integer', 'done false 23514'),
  ('row(n, n) is not null', 'select', 'done false done'),
  ('greatest(n, 1) > 6', 'select', 'done false done'),
  ('tableoid <> 0', 'select', 'done false done'),
  ('abs(n) > 6', 'set local role anon', 'done true done')) as c(condition, change, outcome);
-- Rights are those of who writes, whoever wrote before.
select is(test.outcomes('abs(n) > 6', 7, 'revoke execute on function abs(integer) from public; set local role anon'),
  'done true 42501', 'who may not execute a function');
begin;
revoke execute on function abs(integer) from public;
select is(test.outcomes('abs(n) > 6', 7, 'set local role anon'), 'done false 42501', 'whoever has written before');
rollback;

-- Also of a partition, and of more tables than are remembered at once.
create table test.parted (n integer check (n > 0)) partition by range (n);
create table test.part partition of test.parted for values from (0) to (10);
alter table test.parted owner to socle_owner;
alter table test.part owner to socle_owner;
select is(test.outcome('insert into test.parted values (0)'), '23514', 'of a partition');
select is(test.outcome('insert into test.part values (0)'), '23514', 'written directly too');
set client_min_messages = warning;
create function test.many(n integer) returns setof text language plpgsql as $$
begin
  for i in 1 .. 70 loop
    execute format('create table if not exists test.many_%s (n integer check (n <> %s))', i, i);
    execute format('alter table test.many_%s owner to socle_owner', i);
    return next test.outcome(format('insert into test.many_%s values (%s)', i, n));
  end loop;
end
$$;
select results_eq('select test.many(3), test.many(70)', $$
  select case n when 3 then '23514' else 'done' end, case n when 70 then '23514' else 'done' end
  from generate_series(1, 70) as n$$, 'each of seventy tables refuses what its CHECK says');
select ok((select count(*) between 60 and 64 from pg_backend_memory_contexts where name = 'checks of a table'
  and parent = 'CacheMemoryContext'), 'of which not all are remembered');
drop table test.kept;
create table test.kept (n integer check (n > 0));
alter table test.kept owner to socle_owner;
select is(test.outcome('insert into test.kept values (0)'), '23514', 'a table that was made again');
select is(test.outcome('insert into test.kept values (1)'), 'done', 'has CHECKs of its own');

select finish();
