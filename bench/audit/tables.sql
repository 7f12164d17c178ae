-- One table for each way to keep an audit trail, alike but for the trigger.
create schema bench;

\ir ../cpu.sql

-- Who acts.
insert into auth.users (id, email) values ('11111111-2222-3333-4444-555555555555', 'awa@example.com');

create table bench.plain (
  id uuid primary key,
  owner uuid not null,
  status text not null,
  amount bigint not null,
  city text not null,
  note text,
  updated_at timestamptz not null default now()
) with (fillfactor = 50);
insert into bench.plain
select md5('row ' || n)::uuid, gen_random_uuid(), 'pending', 25250, 'Dakar', 'A note of a few words'
from generate_series(1, 1000) as n;
create table bench.socle (like bench.plain including all) with (fillfactor = 50);
create table bench.plpgsql (like bench.plain including all) with (fillfactor = 50);
create table bench.supa (like bench.plain including all) with (fillfactor = 50);
insert into bench.socle select * from bench.plain;
insert into bench.plpgsql select * from bench.plain;
insert into bench.supa select * from bench.plain;

create trigger audit_changes after insert or update or delete on bench.socle
  for each row execute function alogistics.audit_changes();

-- The same trail as one would write it: who, what, from what to what, from where. Nothing is redacted, nothing keeps it
-- from being changed, and whoever sends a header is believed.
create table bench.audit_log (
  id bigint generated always as identity primary key,
  user_id uuid,
  action text not null,
  table_name text not null,
  record_id text,
  old_data jsonb,
  new_data jsonb,
  database_role text not null,
  request_id text,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default clock_timestamp()
);
create index on bench.audit_log (table_name, record_id, id);
create index on bench.audit_log (user_id, id);
create function bench.write_audit() returns trigger language plpgsql as $$
declare
  headers jsonb := nullif(current_setting('request.headers', true), '')::jsonb;
begin
  insert into bench.audit_log (user_id, action, table_name, record_id, old_data, new_data, database_role,
                               request_id, ip_address, user_agent)
  values ((nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid, lower(tg_op), tg_table_name,
          coalesce(new.id, old.id)::text, to_jsonb(old), to_jsonb(new), current_user,
          headers ->> 'x-request-id', coalesce(headers ->> 'x-forwarded-for', host(inet_client_addr())),
          headers ->> 'user-agent');
  return null;
end
$$;
create trigger write_audit after insert or update or delete on bench.plpgsql
  for each row execute function bench.write_audit();

-- The design of supa_audit, written anew: the key found in the catalogue each time, an id made of it, both rows whole.
create table bench.record_version (
  id bigserial primary key,
  record_id uuid,
  old_record_id uuid,
  op text not null,
  ts timestamptz not null default now(),
  table_oid oid not null,
  table_schema name not null,
  table_name name not null,
  record jsonb,
  old_record jsonb
);
create index on bench.record_version (record_id) where record_id is not null;
create index on bench.record_version (old_record_id) where old_record_id is not null;
create index on bench.record_version using brin (ts);
create index on bench.record_version (table_oid);
create function bench.primary_key_columns(entity oid) returns text[]
language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(a.attname::text order by a.attname), '{}')
  from pg_catalog.pg_index as i
    join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
  where i.indrelid = entity and i.indisprimary
$$;
create function bench.to_record_id(entity oid, columns text[], record jsonb) returns uuid language sql stable as $$
  select md5((jsonb_build_array(to_jsonb(entity)) || jsonb_agg(record ->> c.name))::text)::uuid from unnest(columns) as c(name)
$$;
create function bench.write_version() returns trigger language plpgsql security definer as $$
declare
  columns text[] := bench.primary_key_columns(tg_relid);
  new_row jsonb := to_jsonb(new);
  old_row jsonb := to_jsonb(old);
begin
  insert into bench.record_version (record_id, old_record_id, op, table_oid, table_schema, table_name, record, old_record)
  select bench.to_record_id(tg_relid, columns, new_row), bench.to_record_id(tg_relid, columns, old_row), tg_op, tg_relid,
         tg_table_schema, tg_table_name, new_row, old_row;
  return coalesce(new, old);
end
$$;
create trigger write_version after insert or update or delete on bench.supa
  for each row execute function bench.write_version();
