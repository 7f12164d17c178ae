-- socle.uid() runs for every row of a table and keeps its answer from one to the next: never longer than it is true.
begin;
select plan(5);
create function test.turn_into(name text) returns text language sql volatile
  return set_config('request.jwt.claims', coalesce('{"sub": "' || test.id(name) || '"}', ''), true);

select results_eq($$
  select socle.uid() from (select test.turn_into(name) from unnest(array['client', 'stranger', null, 'client', 'client']) as name
                           offset 0) as changes
$$, $$ select test.id(name) from unnest(array['client', 'stranger', null, 'client', 'client']) as name $$,
  'a row after the person has changed has the new one');
select results_eq($$
  select array_agg(socle.uid()) from (select test.turn_into(name) from unnest(array['client', 'stranger', 'client']) as name
                                      offset 0) as changes
$$, $$ select array[test.id('client'), test.id('stranger'), test.id('client')] $$, 'and what was collected stays');

-- A function that has been told who asks, and during which that changes.
create function test.told(person uuid) returns boolean language plpgsql as $$
begin
  perform test.turn_into('stranger');
  return person = test.id('client') and socle.uid() = test.id('stranger');
end
$$;
select test.turn_into('client') \g /dev/null
select ok(test.told(socle.uid()), 'an argument stays what it was when the person changes');
select test.turn_into('client') \g /dev/null
select results_eq($$
  select t.before, t.later
  from (select socle.uid() as before, test.told(socle.uid()), socle.uid() as later offset 0) as t
$$, $$ select test.id('client'), test.id('stranger') $$, 'and so does a column');
select test.turn_into(null) \g /dev/null
select is(socle.uid(), null, 'nobody is nobody again');
select * from finish();
rollback;
