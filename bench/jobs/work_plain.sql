-- Two transactions, as a worker has them: the work is done between.
with taken as (
  update bench.plain_jobs set taken_at = now() where id = any(array(
    select id from bench.plain_jobs where taken_at is null and run_at <= now()
    order by run_at, id limit :batch for update skip locked))
  returning id)
select array_agg(id) as ids from taken \gset
delete from bench.plain_jobs where id = any(:ids::bigint[]);
