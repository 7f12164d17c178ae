-- After an error nothing is left of it: no exception, no stack, no memory.
select no_plan();

select is(test.changed_by_call(), '', 'call() puts back what an ERROR in it left');
select is(test.changed_by_throw_in_call(), '', 'and what an exception in it left');
select is(test.changed_by_attempt(statement), '', 'a survived error leaves no trace: ' || statement)
from unnest(array[
  'select 1/0',
  'select test.throw(''runtime_error'')',
  'select test.throw(''refused'')',
  'select test.run(''select 1/0'')',
  'select test.attempt_refused(''select 1'', ''23505'')',
  'select test.attempt(''select 1/0''), test.throw(''int'')',
  'savepoint s']) as statement;

select is(
  (test.error(statement)).sqlstate is not null and not test.is_exception_pending()
    and not test.is_spi_open() and test.alive() = 0,
  true, 'no exception is pending and SPI is closed after ' || statement)
from unnest(array[
  'select test.run(''select 1/0'')',
  'select test.throw(''runtime_error'')',
  'select test.throw(''int'')',
  'select test.throw(''bad_alloc'')',
  'select test.throw(''refused'')',
  'select test.run(''select test.throw(''''refused'''')'')',
  'select test.attempt_refused(''select 1'', ''23505'')']) as statement;

-- Ten thousand failures, of every kind in turn.
create procedure test.fail_often(times integer) language plpgsql as $$
declare
  statements text[] := array[
    'select test.run(''select 1/0'')',
    'select test.throw(''runtime_error'', repeat(''x'', 2000))',
    'select test.throw(''refused'')',
    'select test.run(''select test.throw(''''int'''')'')',
    'select test.attempt(''select 1/0'') || 1/0'];
begin
  for i in 1 .. times loop
    begin
      execute statements[1 + i % 5];
    exception when others then
      null;
    end;
  end loop;
end
$$;
create function test.top_bytes() returns bigint language sql as $$
  select sum(total_bytes)::bigint from pg_backend_memory_contexts
  where name in ('TopMemoryContext', 'ErrorContext', 'CacheMemoryContext')
$$;
call test.fail_often(500);
create temporary table before as select test.top_bytes() as top, test.heap_bytes() as heap;
call test.fail_often(10000);
select cmp_ok(test.top_bytes() - top, '<', 100000::bigint,
              'ten thousand errors do not grow the contexts that live as long as the backend')
from before;
select cmp_ok(test.heap_bytes() - heap, '<', 500000::bigint, 'nor what malloc has given') from before;
select is(test.alive(), 0::bigint, 'and leave no object alive');

select cmp_ok(test.bytes_of_loop(20000), '<', 1000000::bigint,
              'twenty thousand statements over one connection take no more memory than a hundred');

select finish();
