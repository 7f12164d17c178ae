-- What blocks of transactions cost, in their order.
create schema bench;
create extension pg_prewarm;
create table bench.samples (
  number bigint generated always as identity,
  wal_bytes bigint not null,
  cpu_ns bigint not null
);

\ir ../cpu.sql
