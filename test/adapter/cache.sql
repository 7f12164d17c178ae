-- What a backend remembers of a table is forgotten when the table changes, in whichever session.
select no_plan();

create table test.prices (price bigint);
insert into test.prices values (10);
create trigger changed after insert or update or delete or truncate on test.prices
  for each statement execute function test.price_changed();

-- reads(n, what): n reads of the table so far.
create function test.reads(n bigint, what text) returns text language sql as $$
  select is(test.price_reads(), n, what)
$$;

select is(test.price(), 10::bigint, 'the first call reads');
select is(test.price(), 10::bigint, 'the second remembers');
select test.reads(1, 'one read for two calls');

select test.open('other');
select is(test.tell('other', 'begin; update test.prices set price = 11'), 'done', 'another session changes it');
select is(test.price(), 10::bigint, 'an uncommitted change is not seen');
select test.reads(1, 'and nothing is forgotten');
select is(test.tell('other', 'commit'), 'done', 'it commits');
select is(test.price(), 11::bigint, 'the next statement sees the change');
select is(test.price(), 11::bigint, 'and remembers it');
select test.reads(2, 'by one read');

-- Own changes.
begin;
update test.prices set price = 12;
select is(test.price(), 12::bigint, 'an own uncommitted change is seen');
rollback;
select is(test.price(), 11::bigint, 'and forgotten with its transaction');
begin;
savepoint s;
update test.prices set price = 13;
select is(test.price(), 13::bigint, 'an own change after a savepoint is seen');
rollback to s;
select is(test.price(), 11::bigint, 'and forgotten with it');
commit;
select is(test.price(), 11::bigint, 'the commit changes nothing');
select is(test.attempt('update test.prices set price = 14; select test.price(); select 1/0'),
          '22012|division by zero|', 'a change in an attempt');
select is(test.price(), 11::bigint, 'is forgotten with it');

-- News comes also where no lock is taken any more.
create function test.prices_around_changes() returns bigint[] language plpgsql as $$
declare
  prices bigint[];
begin
  for i in 1 .. 5 loop
    prices := prices || test.price();
    perform test.tell('other', 'update test.prices set price = price + 1');
  end loop;
  return prices || test.price();
end
$$;
select is(test.prices_around_changes(), '{11, 12, 13, 14, 15, 16}', 'every change is heard of at once');
select is(test.tell('other', 'update test.prices set price = 14'), 'done', 'another session changes it back');

-- A transaction that sees the past must not remember it for those that come.
begin isolation level repeatable read;
select count(*) from test.prices;
select is(test.tell('other', 'update test.prices set price = 15'), 'done', 'another session changes it');
select is(test.price(), 15::bigint, 'what is committed counts, whatever the isolation level');
commit;
select is(test.price(), 15::bigint, 'also afterwards');

-- A change while the value is being read.
create function test.slow_price() returns bigint language plpgsql as $$
begin
  perform test.tell('other', 'update test.prices set price = price + 1');
  return test.price();
end
$$;
select is(test.slow_price(), 16::bigint, 'a change in the same statement, by another session');
select is(test.price(), 16::bigint, 'is seen by the next');

truncate test.prices;
select is((test.error('select test.price()')).sqlstate, '22004', 'TRUNCATE counts');
insert into test.prices values (1);
select is(test.price(), 1::bigint, 'and so does INSERT');

drop table test.prices;
select is((test.error('select test.price()')).sqlstate, '42P01', 'a table that is dropped');
create table test.prices as select 20::bigint as price;
select is(test.price(), 20::bigint, 'and made again');

select finish();
