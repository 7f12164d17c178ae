-- Makes many rows: with triggers off and indexes made afterwards, which is what many inserts would do, in a
-- fraction of the time. Needs the schema bench.
-- unindex() takes the indexes that no constraint needs; index() makes them again.
create table bench.indexes (relation regclass not null, definition text not null);
create procedure bench.unindex(target regclass) language plpgsql as $$
declare
  name regclass;
begin
  insert into bench.indexes
    select target, pg_get_indexdef(indexrelid) from pg_index
    where indrelid = target and not exists (select from pg_constraint where conindid = indexrelid);
  for name in select indexrelid from pg_index
              where indrelid = target and not exists (select from pg_constraint where conindid = indexrelid)
  loop
    execute format('drop index %s', name);
  end loop;
end
$$;
create procedure bench.index(target regclass) language plpgsql as $$
declare
  made text;
begin
  for made in delete from bench.indexes where relation = target returning definition loop
    execute made;
  end loop;
  execute format('analyze %s', target);
end
$$;

-- A month of positions is a partition; the system makes those to come, and these are of the past.
create procedure bench.months(back integer) language plpgsql as $$
declare
  month timestamptz;
begin
  for month in select generate_series(date_trunc('month', now() - back * interval '1 month'), now(), '1 month') loop
    if to_regclass(format('alogistics.%I', to_char(month, '"positions_"YYYY"_"MM'))) is null then
      execute format('create table alogistics.%I partition of alogistics.positions for values from (%L) to (%L)',
                     to_char(month, '"positions_"YYYY"_"MM'), month, month + interval '1 month');
    end if;
  end loop;
end
$$;
