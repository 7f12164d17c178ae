-- Rows that are read by a uuid past the executor are those that a SELECT finds, and no others.
select no_plan();

create function test.key(n integer) returns uuid language sql immutable
  as $$ select ('00000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid $$;
create table test.keyed (number bigint, gone text, key uuid not null, word text, colour test.colour, more text);
create index keyed_key on test.keyed (key);
alter table test.keyed drop column gone;
insert into test.keyed (number, key, word, colour) values
  (1, test.key(1), 'one', 'red'), (null, test.key(2), repeat('x', 3), 'green'), (3, test.key(3), 'a', 'red'), (4, test.key(3), 'b', 'red');

-- The outcome of a read after a change of the table, which is then undone.
create function test.after(change text, n integer default 1) returns text language sql
  as $$ select test.undone(change, format('select test.read_keyed_now(test.key(%s))', n)) $$;

select is(test.read_keyed(test.key(n)), rows, coalesce(nullif(rows, ''), 'nothing'))
from (values (1, 'red one 1'), (2, 'green xxx -'), (3, 'red a 3, red b 4'), (4, '')) as k(n, rows);
select is(test.after(change, n), outcome, change || ': ' || outcome)
from (values
  ('select', 1, 'red one 1'),
  ('insert into test.keyed (key, word, colour) values (test.key(5), ''new'', ''red'')', 5, 'red new -'),
  ('update test.keyed set word = ''other''', 1, 'red other 1'),
  ('update test.keyed set word = repeat(''long'', 3) || repeat('' '', 5000) || ''.'' where number = 1', 1,
    'red ' || repeat('long', 3) || repeat(' ', 5000) || '. 1'),
  ('delete from test.keyed', 1, ''),
  ('truncate test.keyed', 1, ''),
  ('update test.keyed set key = test.key(6) where number = 1', 6, 'red one 1'),
  ('update test.keyed set key = test.key(6) where number = 1', 1, ''),
  ('alter type test.colour rename value ''red'' to ''rose''', 1, 'rose one 1'),
  ('alter table test.keyed add column first text', 1, 'red one 1'),
  ('alter table test.keyed drop column more, add column early bigint default 7', 1, 'red one 1'),
  ('alter table test.keyed alter column number type bigint using 9', 1, 'red one 9'),
  ('alter table test.keyed alter column word type varchar(40)', 1, 'red one 1'),
  ('create unique index on test.keyed (key, number); drop index test.keyed_key', 1, 'red one 1'),
  ('delete from test.keyed where number > 2; create unique index on test.keyed (key)', 1, 'red one 1'),
  -- Not as the code knows it.
  ('alter table test.keyed alter column number type integer', 1, '55000'),
  ('alter table test.keyed drop column number', 1, '55000'),
  ('alter table test.keyed rename column word to text', 1, '55000'),
  ('alter table test.keyed alter column key type text', 1, '55000'),
  ('drop index test.keyed_key', 1, '55000'),
  ('drop index test.keyed_key; create index on test.keyed using hash (key)', 1, '55000'),
  ('drop index test.keyed_key; create index on test.keyed (key) where number > 1', 1, '55000'),
  ('drop index test.keyed_key; create index on test.keyed (number, key)', 1, '55000'),
  ('create table test.child () inherits (test.keyed)', 1, '55000'),
  ('alter table test.keyed rename to other; create view test.keyed as select * from test.other', 1, '55000'),
  ('alter table test.keyed rename to other', 1, '42P01'),
  ('alter table test.keyed rename to other; create table test.keyed (like test.other including all)', 1, ''),
  -- Rights and row security are those of who reads.
  ('alter table test.keyed enable row level security', 1, 'red one 1'),
  ('alter table test.keyed owner to socle_owner, enable row level security; set local role socle_owner', 1, 'red one 1'),
  ('alter table test.keyed owner to socle_owner, enable row level security, force row level security; set local role socle_owner', 1, '55000'),
  ('grant select on test.keyed to anon; set local role anon', 1, 'red one 1'),
  ('grant select on test.keyed to anon; alter table test.keyed enable row level security; set local role anon', 1, '55000'),
  ('set local role anon', 1, '42501')) as c(change, n, outcome);
select is(test.read_keyed(test.key(1)), 'red one 1', 'once all that is gone it is read as before');

-- Snapshots.
select test.open('other') \g /dev/null
select is(test.tell('other', 'begin'), 'done', 'another session');
select is(test.tell('other', 'update test.keyed set word = ''later'' where number = 1'), 'done', 'changes a row');
select is(test.read_keyed(test.key(1)), 'red one 1', 'what is not committed is not seen');
begin isolation level repeatable read;
select is(test.read_keyed_now(test.key(1)), 'red one 1', 'a snapshot is taken');
select is(test.tell('other', 'commit'), 'done', 'it commits');
select is(test.read_keyed_now(test.key(1)), 'red one 1', 'which is not seen in the snapshot');
commit;
select is(test.read_keyed_now(test.key(1)), 'red later 1', 'but after it');
with t as materialized (select test.tell('other', 'update test.keyed set word = ''latest'' where number = 1') as told)
select is(told || ': ' || test.read_keyed(test.key(1)), 'done: red later 1', 'a statement keeps its snapshot') from t;
update test.keyed set word = 'later' where number = 1;
with w as (insert into test.keyed (key, word, colour) values (test.key(7), 'x', 'red') returning key)
select is(test.read_keyed(key), '', 'a statement does not see its own rows') from w;
select is(test.tell('other', 'drop index test.keyed_key; create index keyed_other on test.keyed (key)'), 'done', 'an index goes in another session');
select is(test.read_keyed(test.key(1)), 'red later 1', 'and another is read');

-- Two that read what the other writes: one of them must go.
select test.tell('other', 'begin isolation level serializable'),
  test.ask_session('other', 'select test.read_keyed(test.key(1))') \g /dev/null
begin isolation level serializable;
select test.read_keyed(test.key(3)) \g /dev/null
update test.keyed set word = 'mine' where number = 1;
select is(test.tell('other', 'update test.keyed set word = ''yours'' where number = 3'), 'done', 'both write');
commit;
select is(test.tell('other', 'commit'), '40001', 'the second cannot commit');

select finish();
