-- Memory that all sessions share, and the worker that starts with the server.
select no_plan();

select is(socle.health() -> 'preloaded', 'true', 'the library is preloaded');
select ok(test.wait_until($$ select (socle.health() ->> 'worker')::boolean $$), 'its worker is at work');
select test.open('other');
create temporary table seen as select (socle.health() ->> 'worker_ticks')::bigint as ticks;
select cmp_ok(test.ask_session('other', $$ select socle.health() ->> 'worker_ticks' $$)::bigint, '>=', ticks,
              'another session sees the same memory')
from seen;
select ok(test.wait_until(format($$ select (socle.health() ->> 'worker_ticks')::bigint > %s $$, ticks)),
          'which the worker goes on writing') from seen;
select is((select count(*) from pg_shmem_allocations where name = 'socle'), 1::bigint, 'the block has a name');

-- The server starts its own worker anew when somebody ends it.
create temporary table old as select pid from pg_stat_activity where backend_type = 'socle worker';
select is(count(*), 1::bigint, 'there is one worker') from old;
select is(pg_terminate_backend(pid, 5000), true, 'it ends when it is told to') from old;
select ok(test.wait_until(format(
  'select exists (select from pg_stat_activity where backend_type = ''socle worker'' and pid <> %s)', pid)),
  'and is started anew') from old;

select finish();
