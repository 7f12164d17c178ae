-- Triggers read OLD and NEW, change NEW, and turn a programmer's mistake into an error.
select no_plan();

-- attach NAME TIMING LEVEL: the trigger alone on test.painted.
create function test.attach(name text, timing text, level text default 'for each row') returns void
language plpgsql as $$
begin
  execute format('create or replace function test.%1$I() returns trigger language c
    as ''socle_test'', %2$L', name, 'test_' || name);
  execute format('create or replace trigger "only" %s on test.painted %s execute function test.%I()',
                 timing, level, name);
end
$$;

select test.attach('stamp', 'before insert');
insert into test.painted (amount) values (1);
select results_eq('select amount, note from test.painted', $$ values (1::bigint, 'stamped') $$,
                  'a BEFORE trigger changes NEW');
insert into test.painted (amount) select n from generate_series(2, 1000) as n;
select is((select count(*) from test.painted where note = 'stamped'), 1000::bigint, 'of every row');
truncate test.painted;

select test.attach('stamp_in_spi', 'before insert or update');
insert into test.painted (id, colour, amount, note)
values ('00000000-0000-0000-0000-000000000002', 'red', null, 'old');
select results_eq('select id, colour, amount, note from test.painted',
  $$ values ('00000000-0000-0000-0000-000000000002'::uuid, 'red'::test.colour, 7::bigint,
             repeat('n', 500)) $$,
  'NEW changes while SPI is open, and keeps its other columns');
update test.painted set amount = 8, note = 'new';
select results_eq('select amount, note from test.painted',
                  $$ values (7::bigint, repeat('n', 500)) $$, 'also for an update');
truncate test.painted;

select test.attach('fill', 'before insert');
insert into test.painted (amount, note) values (5, 'gone');
select is(to_jsonb(p), $$ {"id": "00000000-0000-0000-0000-000000000001", "colour": "green",
  "price": 12.50, "data": {"a": 1}, "at": "2000-01-01T00:00:00+00:00", "is_done": true,
  "amount": null, "note": null} $$, 'columns of every kind are written: enum, numeric, NULL …')
from test.painted as p;

select test.attach('compare', 'before update');
update test.painted set colour = 'red', amount = 3, price = 12.50, data = null;
select is(note, 'colour amount green 3 without data', 'old and new are compared') from test.painted;
update test.painted set note = null, amount = null;
select is(note, 'amount note red -1 without data', 'NULL differs from a value, and not from NULL')
from test.painted;

select test.attach('append', 'before update');
update test.painted set note = 'said';
select is(note, 'said once twice', 'what was written to NEW is read') from test.painted;

-- Every event.
select test.attach('journal', 'after insert or update or delete');
insert into test.painted (colour) values ('green');
update test.painted set amount = 1 where colour = 'green';
delete from test.painted where colour = 'green';
select results_eq('select text from test.journal order by id',
  array['insert painted', 'update painted', 'delete painted green'], 'a trigger knows its event');
select test.attach('journal', 'before delete');
select is((test.error('delete from test.painted')).sqlstate, null, 'a row is deleted');
select is_empty('select * from test.painted', 'a BEFORE DELETE trigger lets it go');
select test.attach('journal', 'after truncate', 'for each statement');
truncate test.painted, test.journal;
select results_eq('select text from test.journal', array['truncate painted'], 'and TRUNCATE');

drop trigger "only" on test.painted;
create function test.count_added_rows() returns trigger language c
  as 'socle_test', 'test_count_added_rows';
create trigger added after insert on test.painted referencing new table as added
  for each statement execute function test.count_added_rows();
truncate test.journal;
insert into test.painted (amount) select n from generate_series(1, 10) as n;
select results_eq('select text from test.journal', array['painted 10 rows, 55'],
                  'a transition table is read by its name');
drop trigger added on test.painted;

-- Mistakes.
create function test.mistake(name text, timing text default 'before insert',
                             level text default 'for each row') returns text
language plpgsql as $$
begin
  perform test.attach(name, timing, level);
  return (test.error(case when timing like '%delete%' then 'delete from test.painted'
                          else 'insert into test.painted (amount) values (1)' end)).sqlstate;
end
$$;
select is(test.mistake('set_unknown'), '42703', 'a column that is not there cannot be written');
select is(test.mistake('get_unknown'), '42703', 'nor read; system columns are none');
select is(test.mistake('set_wrong_type'), '42804', 'a value of another type');
select is(test.mistake('get_wrong_type'), '42804', 'a column of another type');
select is(test.mistake('get_null'), '22004', 'NULL where a value is needed');
select is(test.mistake('set_no_such_colour'), '22P02', 'text that the column''s type refuses');
select is(test.mistake('set_half_a_character'), '22021', 'bytes that are no text');
select is(test.mistake('use_both_rows'), '39P01', 'an INSERT has no OLD');
select is(test.mistake('use_both_rows', 'before delete'), '39P01', 'a DELETE has no NEW');
select is(test.mistake('use_both_rows', 'before insert', 'for each statement'), '39P01',
          'a statement trigger has neither');
alter table test.painted drop column note;
select is(test.mistake('stamp'), '42703', 'a column that was dropped');
drop trigger "only" on test.painted;
insert into test.painted (amount) values (1);
alter table test.painted add column note text default 'of before';
select test.attach('append', 'before update');
update test.painted set amount = 2;
select is(note, 'of before once twice', 'is found where it is now, also in a row that is older') from test.painted;
create table test.noted (note text, b text, c text, d text, e text, f text, g text, h text, i text, j text, k text);
create trigger append before insert on test.noted for each row execute function test.append();
insert into test.noted values ('said');
select is(note, 'said once twice', 'and where another table has it') from test.noted;

create function test.not_a_trigger() returns integer language c as 'socle_test', 'test_stamp';
select is((test.error('select test.not_a_trigger()')).sqlstate, '39P01', 'not called as a trigger');
select is((test.error('select test.stamp()')).sqlstate in ('39P01', '0A000'), true,
          'nor in a SELECT');

select finish();
