-- A queue as one would write it: claimed with SKIP LOCKED, deleted when it is done. It has no lease, so a job whose
-- worker dies is lost; no attempts, no history.
create schema bench;
create table bench.plain_jobs (
  id bigint generated always as identity primary key,
  kind text not null,
  payload jsonb not null,
  run_at timestamptz not null default now(),
  taken_at timestamptz
);
create index on bench.plain_jobs (run_at, id) where taken_at is null;
select alogistics.set_queue('bench', 'For the benchmark.');

create table bench.speeds (variant text not null, batch integer not null, round integer not null, per_second numeric not null);
create table bench.costs (variant text not null, batch integer not null, round integer not null, cpu_us numeric not null, wal_bytes numeric not null);

-- Both queues anew, with so many jobs.
create procedure bench.fill(jobs integer) language sql as $$
  truncate bench.plain_jobs, alogistics.jobs, alogistics.job_runs;
  insert into bench.plain_jobs (kind, payload) select 'work', '{"a": 1}' from generate_series(1, jobs);
  insert into alogistics.jobs (queue, kind, payload, max_attempts) select 'bench', 'work', '{"a": 1}', 10 from generate_series(1, jobs);
$$;
create function bench.waiting(variant text) returns bigint language sql as $$
  select case variant when 'plain' then (select count(*) from bench.plain_jobs)
    else (select count(*) from alogistics.jobs where finished_at is null) end
$$;

\ir ../cpu.sql

-- What workers do, as work_plain.sql and work_socle.sql say.
create procedure bench.work(variant text, batch integer) language plpgsql as $$
declare
  ids bigint[];
begin
  if variant = 'plain' then
    with taken as (
      update bench.plain_jobs set taken_at = now() where id = any(array(
        select id from bench.plain_jobs where taken_at is null and run_at <= now()
        order by run_at, id limit batch for update skip locked))
      returning id)
    select array_agg(id) into ids from taken;
    commit;
    delete from bench.plain_jobs where id = any(ids);
  else
    select array_agg(id) into ids from alogistics.claim_jobs('bench', 'cost', batch);
    commit;
    perform alogistics.complete_jobs(ids, 'cost');
  end if;
  commit;
  if cardinality(ids) is distinct from batch then
    raise 'a batch of % instead of %', cardinality(ids), batch;
  end if;
end
$$;

-- Notes what a job costs in CPU of the backend and in WAL, by so many batches of one worker.
create procedure bench.cost(variant text, batch integer, round integer, times integer) language plpgsql as $$
declare
  cpu bigint := bench.cpu_ns();
  wal pg_lsn := pg_current_wal_insert_lsn();
begin
  for number in 1 .. times loop
    call bench.work(variant, batch);
  end loop;
  insert into bench.costs values (variant, batch, round, (bench.cpu_ns() - cpu) / 1000.0 / times / batch,
    (pg_current_wal_insert_lsn() - wal) / times / batch);
end
$$;
