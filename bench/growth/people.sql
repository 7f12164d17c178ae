-- Who asks, who carries and who decides, as for bench/workflow but without jobs, which measure.py takes; and how
-- many rows each table has before anybody is there, by which stamp.sql knows what belongs to a history.
create schema counted;
create function counted.tables() returns table (relation regclass, number bigint) language plpgsql as $$
begin
  for relation in select c.oid from pg_class as c
                  where c.relkind in ('r', 'p') and not c.relispartition
                    and c.relnamespace in ('alogistics'::regnamespace, 'auth'::regnamespace, 'socle'::regnamespace)
  loop
    execute format('select count(*) from %s', relation) into number;
    return next;
  end loop;
end
$$;
create table counted.before as select * from counted.tables();

-- The ids of a history lie below those of what is going on. What counts for the house keeps its own.
select setval(pg_get_serial_sequence(a.attrelid::regclass::text, a.attname), 1000000000)
from pg_attribute as a
where a.attidentity <> '' and a.attrelid in (select relation from counted.before);
select setval('socle.event_ids', 65536::bigint * 1048576);

\set history 0
\ir ../workflow/people.sql
\ir ../bulk.sql
select alogistics.set_payment_provider('wave', 'a secret of the bench');
-- Nine people withdraw something in each job of an hour.
select alogistics.set_setting('withdrawal.daily_cap', '1000000000000', 'bench');

-- Person 1 of each kind only reads, once the history is there: what people read of their own is as long at each size.
create table bench.shape (copies integer not null, readers integer not null);
insert into bench.shape values (0, 0);
create function bench.moved(id uuid, copy integer) returns uuid language sql immutable parallel safe
return case when copy = 0 then id else md5(id::text || ' ' || copy)::uuid end;

-- Whose job this number is: of people all over the history, and of each of a copy in turn.
create or replace function bench.person(kind text, n bigint) returns uuid language sql stable
begin atomic
  select bench.moved(bench.key(kind, 1 + s.readers + n % (:people - s.readers)),
                     (hashint8(n / (:people - s.readers)) & 2147483647) % (s.copies + 1))
  from bench.shape as s;
end;
create or replace function bench.pickup(n bigint) returns timestamptz language sql stable
begin atomic
  select date_trunc('day', now()) + interval '8 hours'
    + (10 + 3 * ((n / (:people - s.readers)) % 60 + n / 1000000 * 60)) * interval '1 day'
  from bench.shape as s;
end;

-- What waits to be added up is added up.
create procedure bench.fold() language plpgsql as $$
begin
  while alogistics.fold_ledger() > 0 loop end loop;
  while alogistics.fold_figures() > 0 loop end loop;
end
$$;

-- After the first jobs: people have read all but five of what they were told.
create procedure bench.settle() language plpgsql as $$
begin
  call bench.fold();
  update alogistics.notifications as n set is_read = true, read_at = n.created_at
  where not n.is_read and n.id not in (
    select l.id from alogistics.profiles as p,
      lateral (select id from alogistics.notifications where user_id = p.id order by id desc limit 5) as l);
  delete from alogistics.unread_changes;
  delete from alogistics.unread_counts;
  insert into alogistics.unread_counts (user_id, unread)
    select user_id, count(*) from alogistics.notifications where not is_read group by user_id;
end
$$;
