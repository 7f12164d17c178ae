-- The unit of the comparison: what PostgreSQL needs at least to write something down.
create schema one;
create table one.rows (
  id bigint generated always as identity primary key,
  account_id bigint not null,
  amount bigint not null,
  created_at timestamptz not null default now()
);
