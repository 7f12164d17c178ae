-- A background worker runs its task again and again, whatever becomes of the task.
select no_plan();

create table test.ticks (task bigint, alive bigint);
create temporary table log_position as select test.log_size() as position;

create temporary table workers as select test.start_worker('test_ticking_worker') as pid;
select isnt(pid, 0, 'a worker starts') from workers;
select ok(test.wait_until('select count(*) >= 3 from test.ticks'),
          'it goes on after a task that throws and one that fails');
select is_empty('select * from test.ticks where task % 3 <> 0', 'what those tasks wrote is rolled back');
select is(max(alive), 1::bigint, 'and their objects are destroyed') from test.ticks;
select matches(test.log_since(position), 'ERROR:  the task of the test throws', 'the exception is in the log')
from log_position;
select matches(test.log_since(position), 'ERROR:  division by zero', 'and so is the error')
from log_position;
select is(backend_type, 'socle test worker', 'pg_stat_activity shows it')
from pg_stat_activity, workers where pg_stat_activity.pid = workers.pid;

create function test.is_gone(process integer) returns text language sql as $$
  select format('select not exists (select from pg_stat_activity where pid = %s)', process)
$$;
select pg_terminate_backend(pid) from workers;
select ok(test.wait_until(test.is_gone(pid)), 'pg_terminate_backend stops it') from workers;

-- A task that hangs.
delete from workers;
insert into workers select test.start_worker('test_hanging_worker');
create function test.hangs(process integer) returns text language sql as $$
  select format('select exists (select from pg_stat_activity where pid = %s and wait_event = ''PgSleep'')',
                process)
$$;
select ok(test.wait_until(test.hangs(pid)), 'a worker hangs in its task') from workers;
select pg_cancel_backend(pid) from workers;
select ok(test.wait_until(format('select test.log_since(%s) ~ ''ERROR:  canceling statement''', position)),
          'pg_cancel_backend ends the task') from log_position;
select ok(test.wait_until(test.hangs(pid)), 'and not the worker') from workers;
select pg_terminate_backend(pid) from workers;
select ok(test.wait_until(test.is_gone(pid)), 'pg_terminate_backend stops it in its task') from workers;

-- A worker whose library has no such function.
select isnt(test.start_worker('test_no_such_function'), null, 'a worker that cannot start is no error');

-- These two are at work when the suite stops the server.
select isnt(test.start_worker('test_ticking_worker'), 0, 'a worker for the end');
select isnt(test.start_worker('test_hanging_worker'), 0, 'and one that hangs');

select finish();
