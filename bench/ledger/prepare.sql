-- Where the cost of single transactions is noted down, and what the clients must know.
create schema bench;
create table bench.samples (transfers bigint not null, wal pg_lsn not null, cpu_ns bigint);

-- The CPU time of this backend since it started; NULL where the kernel does not tell.
create function bench.cpu_ns() returns bigint language sql volatile as $$
  select nullif(split_part(pg_read_file('/proc/self/schedstat', 0, 100, true), ' ', 1), '')::bigint
$$;
