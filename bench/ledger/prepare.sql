-- What blocks of transactions cost, in their order.
create schema bench;
create extension pg_prewarm;
create table bench.samples (
  number bigint generated always as identity,
  wal_bytes bigint not null,
  cpu_ns bigint not null
);

-- The CPU time of this backend since it started; 0 where the kernel does not tell.
create function bench.cpu_ns() returns bigint language sql volatile as $$
  select coalesce(
    nullif(split_part(pg_read_file('/proc/self/schedstat', 0, 100, true), ' ', 1), ''), '0')::bigint
$$;
