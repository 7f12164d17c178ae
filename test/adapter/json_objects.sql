-- jsonb objects made of rows are what PostgreSQL makes of the same rows, in every comparison.
select no_plan();
set timezone = 'UTC';

create table test.made (id bigint generated always as identity, object jsonb);
create table test.wide (
  truth boolean, small smallint, middle integer, big bigint, single real, double double precision,
  exact numeric, words text, short varchar(10), id uuid, day date, moment timestamp, instant timestamptz,
  tree jsonb, plain json, colour test.colour, address inet, list integer[], "Ümläut é" text);
create function test.write_json() returns trigger language c as 'socle_test', 'test_write_json';
create trigger write_json after insert on test.wide for each row execute function test.write_json();

-- What is no value of JSON is its text, arrays among it.
create function test.expected(w test.wide) returns jsonb language sql as $$
  select jsonb_build_object('row', r.o, 'text', 'é', 'empty', '{}'::jsonb,
                            'a', jsonb_build_object('b', jsonb_build_object('row', r.o)))
  from (select to_jsonb(w) || jsonb_build_object('list', w.list::text) as o) as r $$;

insert into test.wide default values;
insert into test.wide values
  (true, 1, -2, 9223372036854775807, 1.5, 0.1, 0.10, 'text', 'short', '01234567-89ab-cdef-0123-456789abcdef',
   '2026-02-28', '2026-02-28 12:00', '2026-02-28 12:00+01', '{"b": [1, {"c": null}], "a": {}}', '{"x" : [ ]}',
   'green', '10.0.0.1/8', '{1,2}', 'é'),
  (false, -32768, 0, -1, 'NaN', 'Infinity', 'NaN', '', '', null, 'infinity', '-infinity', 'infinity',
   '"text"', '"text"', 'red', '::1', '{}', ''),
  (null, 0, 0, 0, '-Infinity', 1e300, '-Infinity', repeat('long ', 20000), '🚚', null, '0001-01-01 BC', null, null,
   '12.50', 'null', null, null, null, repeat('é', 300)),
  (null, 0, 0, 0, 0, -0.0, 1e-100, e'\t"\\', null, null, null, null, null, 'true', 'true', null, null, null, null),
  (null, 0, 0, 0, 0, 0, (repeat('9', 1000))::numeric, 'x', null, null, null, null, null, 'null', '[]', null, null, null, null),
  (null, 0, 0, 0, 0, 0, 0, 'x', null, null, null, null, null, '[]', '[]', null, null, null, null),
  (null, 0, 0, 0, 0, 0, 0, 'xy', null, null, null, null, null, ('[' || repeat('1,', 10000) || '1]')::jsonb, '{}', null, null, null, null);
create view test.both as
  select m.n, m.object, test.expected(s.w) as expected
  from (select row_number() over (order by id) as n, object from test.made) as m
  join (select row_number() over (order by ctid) as n, w from test.wide as w) as s on s.n = m.n;
select is((select count(*) from test.both), 8::bigint, 'each row was written');
select is(object, expected, 'object ' || n) from test.both;
select ok(record_image_eq(row(object), row(expected)), 'byte for byte ' || n) from test.both;

-- The stored form notes an offset in every 32nd place: one member more and one less than that.
do $$ begin
  for n in 13..17 loop
    execute format('create table test.long_%s (%s)', n,
                   (select string_agg(format('c%s text', i), ',') from generate_series(1, n) as i));
    execute format('create trigger write_json after insert on test.long_%s for each row'
                   ' execute function test.write_json()', n);
    execute format('insert into test.long_%s values (%s)', n,
                   (select string_agg(quote_literal(repeat('x', i % 5)), ',') from generate_series(1, n) as i));
  end loop;
end $$;
select ok((select record_image_eq(row(object -> 'row'), row((select jsonb_object_agg('c' || i, repeat('x', i % 5))
                                               from generate_series(1, n) as i)))
           from test.made where id = n - 4), n || ' members') from generate_series(13, 17) as n;

-- What a trigger worked out holds until its table changes, in this session or another.
create function test.write_names() returns trigger language c as 'socle_test', 'test_write_names';
create table test.named (id integer, note text);
create trigger write_names before insert on test.named for each row execute function test.write_names();
create table test.named_too (extra integer, note text);
create trigger write_names before insert on test.named_too for each row execute function test.write_names();
insert into test.named values (1), (2);
insert into test.named_too values (3);
insert into test.named values (4);
select results_eq('select note from test.named', array['1 id note', '1 id note', '1 id note'],
                  'a trigger looks once');
select results_eq('select note from test.named_too', array['2 extra note'], 'that of another table for itself');
alter table test.named add column late integer;
alter table test.named drop column id;
truncate test.named, test.named_too;
insert into test.named values (null);
insert into test.named_too values (null);
select results_eq('select note from test.named', array['3 note late'], 'anew once its table has changed');
begin;
alter table test.named rename column late to later;
insert into test.named values (null);
rollback;
truncate test.named;
insert into test.named values (null);
select matches(note, 'note late$', 'also back, when the change is') from test.named;
select finish();
