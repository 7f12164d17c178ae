-- One table for each way to tell others of a row, alike but for the trigger.
create schema bench;

\ir ../cpu.sql

create table bench.plain (
  id uuid primary key default gen_random_uuid(),
  owner uuid not null,
  status text not null,
  amount bigint not null,
  city text not null,
  note text,
  created_at timestamptz not null default now()
);
create table bench.socle (like bench.plain including all);
create table bench.plpgsql (like bench.plain including all);
create table bench.notify (like bench.plain including all);

create trigger capture_event after insert or update on bench.socle
  for each row execute function alogistics.capture_event(
    'request:{owner}', 'row', '', 'id', 'owner', 'status', 'amount', 'city');

-- The same event, as one would write it: no order to rely on, and nobody is told.
create table bench.event_log (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  topic text not null,
  kind text not null,
  entity text,
  entity_id text,
  payload jsonb not null,
  actor uuid
);
create index on bench.event_log (topic, id);
create function bench.write_event() returns trigger language plpgsql as $$
begin
  insert into bench.event_log (topic, kind, entity, entity_id, payload, actor)
  values ('request:' || new.owner, 'row.created', tg_table_name, new.id,
          jsonb_build_object('new', jsonb_build_object('id', new.id, 'owner', new.owner, 'status', new.status,
                                                       'amount', new.amount, 'city', new.city)),
          socle.uid());
  return null;
end
$$;
create trigger write_event after insert on bench.plpgsql for each row execute function bench.write_event();

-- What many begin with.
create function bench.say() returns trigger language plpgsql as $$
begin
  perform pg_notify('bench', jsonb_build_object('id', new.id, 'owner', new.owner, 'status', new.status,
                                                'amount', new.amount, 'city', new.city)::text);
  return null;
end
$$;
create trigger say after insert on bench.notify for each row execute function bench.say();
