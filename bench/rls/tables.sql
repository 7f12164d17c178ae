-- One table for all variants: 10,000 people with 100 rows each, in random order. The superuser reads it
-- without policies; the policies of each variant are for a role of its own (policies.sql).
create schema bench;
grant usage on schema bench to public;
create extension pg_prewarm schema bench;

\ir ../cpu.sql

-- What the statement that just ran cost, all its executions together.
create table bench.sample (cpu_ns bigint not null);
create function bench.note(cpu_ns bigint) returns void language sql volatile security definer
begin atomic
  insert into bench.sample values (cpu_ns);
end;

-- People who sign up as in daily business, and one who is staff.
insert into auth.users (id, email, raw_user_meta_data)
  select gen_random_uuid(), format('bench%s@example.com', n),
         json_build_object('first_name', 'Bench', 'last_name', n, 'role', 'client')
  from generate_series(1, :people) as n;
create table bench.people as
  select id, row_number() over (order by id)::integer as number from alogistics.profiles;
create unique index on bench.people (number);
select alogistics.set_role(id, 'admin') from bench.people where number = 1;
-- Each has a log-in, so that the session is checked too.
insert into auth.sessions (id, user_id, salt, expires_at)
  select id, id, sha256(id::text::bytea), now() + interval '1 day' from bench.people;

create table bench.rows (
  id bigint generated always as identity primary key,
  owner uuid not null,
  amount bigint not null,
  note text not null,
  created_at timestamptz not null default now()
) with (fillfactor = 90);
insert into bench.rows (owner, amount, note)
  select p.id, n, 'What somebody wrote down about this row'
  from bench.people as p, generate_series(1, :rows_each) as n
  order by random();
create index on bench.rows (owner);
alter table bench.rows enable row level security;
