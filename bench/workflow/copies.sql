-- The same tables again, once for the rival and once for the floor: columns, defaults, checks, keys, foreign keys,
-- indexes and rows; no trigger and no policy. The rival has indexes of its own: rival_indexes.sql.
create table bench.copied (number integer generated always as identity, name text not null);
insert into bench.copied (name)
  values ('profiles'), ('vehicles'), ('documents'), ('tariffs'), ('city_pair_surcharges'), ('quotes'),
    ('transport_requests'), ('offers'), ('journeys'), ('geofences'), ('tracking_alerts'), ('ledger_accounts'),
    ('ledger_transfers'), ('ledger_entries'), ('ledger_queue'), ('notification_types'), ('notification_templates'),
    ('channel_preferences'), ('notifications'), ('unread_changes'), ('audit_logs'), ('deadlines'), ('figures_queue'),
    ('idempotency_keys'), ('platform_settings');

create procedure bench.copy_rows(source regclass, target text) language plpgsql as $$
declare
  names text := (select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
                 where attrelid = source and attnum > 0 and not attisdropped and attgenerated = '');
  numbered text := (select attname from pg_attribute where attrelid = source and attidentity <> '');
begin
  execute format('insert into %s (%s) overriding system value select %s from %s', target, names, names, source);
  if numbered is not null then
    execute format('select setval(pg_get_serial_sequence(%L, %L), (select coalesce(max(%I), 0) + 1 from %s))',
                   target, numbered, numbered, source);
  end if;
end
$$;

create procedure bench.copy(target text) language plpgsql as $$
declare
  item record;
begin
  execute format('create schema %I', target);
  for item in select c.name, o.reloptions, o.oid::regclass as source from bench.copied as c
                join pg_class as o on o.oid = ('alogistics.' || c.name)::regclass order by c.number
  loop
    execute format('create table %I.%I (like %s including all)', target, item.name, item.source);
    if item.reloptions is not null then
      execute format('alter table %I.%I set (%s)', target, item.name, array_to_string(item.reloptions, ', '));
    end if;
    call bench.copy_rows(item.source, format('%I.%I', target, item.name));
  end loop;
  -- Definitions name the tables of alogistics; the accounts of auth stay what they are.
  for item in select c.name, k.conname, pg_get_constraintdef(k.oid) as definition
              from bench.copied as c join pg_constraint as k
                on k.conrelid = ('alogistics.' || c.name)::regclass and k.contype = 'f'
  loop
    execute format('alter table %I.%I add constraint %I %s', target, item.name, item.conname,
                   replace(item.definition, 'REFERENCES alogistics.', format('REFERENCES %I.', target)));
  end loop;
  -- One table, numbered by its sequence, as one would have it; ours is divided by day.
  execute format('create table %I.events (like socle.events_default including all)', target);
  execute format('alter table %I.events alter column id add generated always as identity', target);
  execute format('insert into %I.events overriding system value select * from socle.events', target);
  execute format('select setval(pg_get_serial_sequence(%L, ''id''), (select max(id) from socle.events))',
                 format('%I.events', target));
end
$$;
call bench.copy('rival');
call bench.copy('floor');
