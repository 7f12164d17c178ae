-- Nanoseconds that this backend ran, by the kernel; where it does not say, by the clock. Needs the schema bench.
create function bench.cpu_ns() returns bigint language sql volatile security definer
set search_path = pg_catalog, pg_temp as $$
  select coalesce(
    nullif(split_part(pg_read_file('/proc/self/schedstat', 0, 100, true), ' ', 1), '0')::bigint,
    (extract(epoch from clock_timestamp()) * 1000000000)::bigint)
$$;
