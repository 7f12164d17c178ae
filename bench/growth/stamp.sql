-- Makes :copies more copies of all that people.sql and the first jobs have left: other people with other keys, as many
-- steps earlier. The oldest come first, as they would have. Run once, in a database that is thrown away.
--
-- A table holds history if it has got rows since it was made; what is computed or sealed from others is left out.
-- Each table has its copies within what is kept of it, as if nothing had been dropped yet.
set session_replication_role = replica;
create table bench.history as
  select c.oid::regclass as relation, a.number,
         case c.relname when 'events' then '70 hours' when 'idempotency_keys' then '23 hours'
           when 'jobs' then '13 days' when 'job_runs' then '13 days' when 'message_deliveries' then '13 days'
           when 'notifications' then '170 days' when 'sessions' then '0' else '300 days' end::interval
         / (:copies + 1) as step
  from counted.tables() as a join counted.before as b on b.relation = a.relation join pg_class as c on c.oid = a.relation
  where a.number > b.number
    and c.relname not in ('figures', 'figures_queue', 'figures_position', 'audit_seals', 'payment_providers',
                          'platform_settings', 'event_horizon', 'unread_changes');
create table bench.house as
  select id, seq, balance from alogistics.ledger_accounts
  where kind in ('platform', 'penalties', 'external') or owner_id = bench.key('moderator', 1);
create table bench.shared as
  select bench.key('moderator', 1) as id union all select id from alogistics.tariffs
  union all select public_id from alogistics.ledger_accounts where id in (select id from bench.house);

-- Whose keys do not change: written into the functions, which look up nothing then.
do $$
begin
  execute format($body$
    create or replace function bench.moved(id uuid, copy integer) returns uuid language sql immutable parallel safe
    return case when copy = 0 or id in (%s) then id else md5(id::text || ' ' || copy)::uuid end$body$,
    (select string_agg(quote_literal(id) || '::uuid', ', ') from bench.shared));
  execute format($body$
    create function bench.back(id bigint, copy integer) returns bigint language sql immutable parallel safe
    return id - copy::bigint * %s$body$,
    (select max(last_value) - 1000000000 + 1 from pg_sequences where last_value between 1000000000 and 2000000000));
end
$$;
create function bench.moved(id text, copy integer) returns text language sql immutable parallel safe
return case when id ~ '^[0-9a-f]{8}-' then bench.moved(id::uuid, copy)::text
            when id ~ '^[0-9]+$' then bench.back(id::bigint, copy)::text else id end;
create function bench.moved(ids uuid[], copy integer) returns uuid[] language sql immutable parallel safe
begin atomic
  select coalesce(array_agg(bench.moved(id, copy) order by number), '{}') from unnest(ids) with ordinality as i(id, number);
end;
create function bench.goods(id uuid, copy integer) returns text language sql immutable parallel safe
return (array['Riz brisé', 'Ciment', 'Oignons de Galmi', 'Fer à béton', 'Mangues', 'Poisson fumé', 'Arachides',
              'Meubles démontés', 'Pièces détachées', 'Carrelage', 'Huile de palme', 'Coton égrené', 'Noix de cajou',
              'Bouteilles de gaz', 'Médicaments', 'Tissus wax'])[1 + abs(hashtext(id::text || copy)) % 16]
       || ', lot ' || copy || 'x' || left(id::text, 4);

-- What is no key, time or number by its type. t is the row, $1 the copy.
create table bench.overrides (name text primary key, expression text not null);
insert into bench.overrides values
  ('users.email', '$1 || t.email'), ('profiles.email', '$1 || t.email'),
  ('users.phone', '''+'' || substr(t.phone, 2)::bigint + 1000 * $1'),
  ('profiles.phone', '''+'' || substr(t.phone, 2)::bigint + 1000 * $1'),
  ('vehicles.plate_number', 't.plate_number || ''-'' || $1'),
  ('journeys.tracking_token', 'left(translate(bench.moved(t.request_id, $1)::text, ''-'', ''''), 22)'),
  ('transport_requests.cargo_description', 'bench.goods(t.id, $1)'),
  ('audit_logs.entity_id', 'bench.moved(t.entity_id, $1)'), ('events.entity_id', 'bench.moved(t.entity_id, $1)'),
  ('events.id', format('t.id - $1 * %s::bigint', (select max(id) - min(id) + 1 from socle.events))),
  ('events.topic', 'case when t.topic like ''%:%'' then split_part(t.topic, '':'', 1) || '':''
    || bench.moved(split_part(t.topic, '':'', 2), $1) else t.topic end'),
  ('idempotency_keys.actor', 'bench.moved(t.actor, $1)'), ('idempotency_keys.key', 't.key || '' '' || $1'),
  ('ledger_transfers.idempotency_key', 't.idempotency_key || '' '' || $1'),
  ('payment_events.event_id', 't.event_id || '' '' || $1'), ('jobs.key', 't.key || '' '' || $1'),
  ('deadlines.done_at', 'coalesce(t.done_at, case when $1 > 0 then t.due_at end) - $1 * $2'),
  -- The lines of the house go on from copy to copy.
  ('ledger_entries.account_id', 'coalesce(h.id, bench.back(t.account_id, $1))'),
  ('ledger_entries.seq', 't.seq + coalesce(h.seq * ($3 - $1), 0)'),
  ('ledger_entries.balance_after', 't.balance_after + coalesce(h.balance * ($3 - $1), 0)');
create function bench.stamp(target regclass) returns text language sql as $$
  with columns as (
    select a.attnum, quote_ident(a.attname) as name,
      coalesce(o.expression, case
        when a.atttypid in ('uuid'::regtype, 'uuid[]'::regtype) then format('bench.moved(t.%I, $1)', a.attname)
        when a.atttypid = 'timestamptz'::regtype then format('t.%I - $1 * $2', a.attname)
        when a.attidentity <> '' or a.attname in ('transfer_id', 'reverses_id', 'notification_id', 'job_id',
                                                   'geofence_id') and a.atttypid = 'bigint'::regtype
          then format('bench.back(t.%I, $1)', a.attname)
        else format('t.%I', a.attname) end) as expression
    from pg_attribute as a join pg_class as c on c.oid = a.attrelid
      left join bench.overrides as o on o.name = c.relname || '.' || a.attname
    where a.attrelid = target and a.attnum > 0 and not a.attisdropped and a.attgenerated = '')
  select format('insert into %s (%s) overriding system value select %s from bench.%I as t %s where $1 = 0 or %s',
    target, string_agg(name, ', ' order by attnum), string_agg(expression, ', ' order by attnum),
    replace(target::text, '.', '_'),
    case when target::text = 'alogistics.ledger_entries' then 'left join bench.house as h on h.id = t.account_id' else '' end,
    -- What everybody shares is there once.
    case when target::text = 'alogistics.ledger_accounts' then 't.id not in (select id from bench.house)'
      else coalesce((select format('t.%I not in (select id from bench.shared)', a.attname)
                     from pg_index as i join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
                     where i.indrelid = target and i.indisprimary and i.indnkeyatts = 1 and a.atttypid = 'uuid'::regtype),
                    'true') end)
  from columns
$$;

-- What guards tables from everybody, sessions without triggers too.
create table bench.guards as
  select tgrelid::regclass as relation, tgname as name from pg_trigger
  where tgenabled = 'A' and tgrelid in (select relation from bench.history);
create procedure bench.guard(state text) language plpgsql as $$
declare
  guard bench.guards;
begin
  for guard in select * from bench.guards loop
    execute format('alter table %s %s trigger %I', guard.relation, state, guard.name);
  end loop;
end
$$;
call bench.guard('disable');
call bench.months(11);
-- The days of the stream that are kept.
do $$
declare
  day timestamp;
begin
  for day in select generate_series(date_trunc('day', now() at time zone 'UTC') - interval '3 days',
                                    date_trunc('day', now() at time zone 'UTC'), interval '1 day') loop
    if to_regclass(to_char(day, '"socle.events_"YYYYMMDD')) is null then
      execute format('create table socle.%I partition of socle.events for values from (%L) to (%L)',
                     to_char(day, '"events_"YYYYMMDD'), to_char(day, 'YYYY-MM-DD" 00:00+00"'),
                     to_char(day + interval '1 day', 'YYYY-MM-DD" 00:00+00"'));
    end if;
  end loop;
end
$$;
-- The first rows come last: out with them until it is their turn.
do $$
declare
  target regclass;
begin
  for target in select relation from bench.history loop
    execute format('create table bench.%I as select * from %s', replace(target::text, '.', '_'), target);
    execute format('delete from %s', target);
    continue when (select relkind from pg_class where oid = target) = 'p';
    call bench.unindex(target);
  end loop;
end
$$;
vacuum;

create procedure bench.stamp(copies integer) language plpgsql as $$
declare
  item record;
begin
  create temporary table statements as
    select row_number() over (order by relation::text) as number, step, bench.stamp(relation) as text from bench.history;
  for copy in reverse copies .. 0 loop
    for item in select * from statements order by number loop
      execute item.text using copy, item.step, copies;
    end loop;
    if copy % 10 = 0 then commit; end if;
  end loop;
end
$$;
call bench.stamp(:copies);
update alogistics.ledger_accounts as a set seq = h.seq * (:copies + 1), balance = h.balance * (:copies + 1)
from bench.house as h where a.id = h.id;
do $$
declare
  target regclass;
begin
  for target in select relation from bench.history loop
    call bench.index(target);
  end loop;
end
$$;
call bench.guard('enable always');
reset session_replication_role;
-- All that is there has been counted.
delete from alogistics.figures;
insert into alogistics.figures_position default values on conflict do nothing;
update alogistics.figures_position
set last_id = (select max(id) from alogistics.ledger_transfers), open_ids = '{}', next_xid = pg_current_xact_id();
select alogistics.rebuild_figures();
update bench.shape set copies = :copies, readers = 1;
vacuum analyze;
