-- What the tests of pick-up, delivery and cancellation share. Includes lib/money.sql.
\ir money.sql

-- As if the time of pick-up were so far away; the triggers would lock the window.
create function test.pickup_in(job uuid, time_left interval) returns void language sql
set session_replication_role = replica as $$
  update alogistics.transport_requests
  set pickup_date = now() + time_left, delivery_date = now() + time_left + interval '2 days' where id = job
$$;
-- A job at a status, whose pick-up is so far away.
create function test.job_at(name text, status text, time_left interval default '10 days', day integer default 10)
returns uuid language plpgsql as $$
begin
  perform test.take_job(test.request_at(name, status, day));
  perform test.pickup_in(test.job(), time_left);
  return test.job();
end
$$;
create function test.call(name text, arguments text default '') returns text language sql as $$
  select format('select alogistics.%s(test.job()%s)', name, arguments)
$$;
create function test.photo() returns jsonb language sql immutable as $$
  select jsonb_build_object('photo_sha256', jsonb_build_array(repeat('a', 64), repeat('b', 64)))
$$;
-- Messages about the job that a person got, oldest first.
create function test.titles(person text) returns text[] language sql stable as $$
  select array_agg(title order by id) from alogistics.notifications
  where user_id = test.id(person) and data ->> 'request_id' = test.job()::text
$$;
grant execute on all functions in schema test to public;
