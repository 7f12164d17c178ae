\ir ../cpu.sql
create table bench.samples (what text not null, round integer not null, cpu_ns bigint not null);

-- The same numbers of a period as one would write them: each a query over the rows, with the index that it has.
create function bench.counted(from_time timestamptz, to_time timestamptz) returns bigint language sql stable as $$
  select (select count(*) from alogistics.profiles where created_at >= from_time and created_at < to_time)
    + (select count(*) from alogistics.transport_requests where created_at >= from_time and created_at < to_time)
    + (select count(*) + sum(final_price) + sum(platform_commission)
         + sum(extract(epoch from completed_at - created_at))::bigint + count(*) filter (where completed_at <= delivery_date)
       from alogistics.transport_requests where status = 'completed' and completed_at >= from_time and completed_at < to_time)
    + (select count(*) from alogistics.transport_requests
       where status = 'cancelled' and cancelled_at >= from_time and cancelled_at < to_time)
    + (select count(*) + sum(final_price) from alogistics.transport_requests
       where paid_at >= from_time and paid_at < to_time)
    + (select count(*) from (select status, count(*) from alogistics.transport_requests group by status) as s)
    + (select count(*) + sum(score) from alogistics.ratings
       where published and is_visible and created_at >= from_time and created_at < to_time)
    + (select count(*) from alogistics.disputes where created_at >= from_time and created_at < to_time)
$$;

create procedure bench.ask(what text, round integer, times integer, query text) language plpgsql as $$
declare
  begun bigint;
begin
  begun := bench.cpu_ns();
  for number in 1 .. times loop
    execute query;
  end loop;
  insert into bench.samples values (what, round, (bench.cpu_ns() - begun) / times);
end
$$;

-- A request that is made and validated, with the triggers that count and without.
create procedure bench.make(what text, round integer) language plpgsql as $$
declare
  begun bigint := bench.cpu_ns();
begin
  for number in 1 .. 50 loop
    perform alogistics.validate_transport_request(test.request(what || round || number), test.id('moderator'));
  end loop;
  insert into bench.samples values (what, round, (bench.cpu_ns() - begun) / 50);
end
$$;

create procedure bench.round(round integer) language plpgsql as $$
declare
  month text := 'current_date - 60, current_date - 30';
begin
  call bench.ask('kpis of 30 days', round, 5, format('select * from alogistics.admin_kpis(%s)', month));
  call bench.ask('kpis of 30 days elsewhere', round, 5, format('select * from alogistics.admin_kpis(%s, ''Asia/Kathmandu'')', month));
  call bench.ask('kpis of a year', round, 5, 'select * from alogistics.admin_kpis(current_date - 365, current_date)');
  call bench.ask('30 days', round, 3, format('select * from alogistics.admin_daily(%s)', month));
  call bench.ask('routes', round, 3, format('select * from alogistics.admin_top_routes(%s)', month));
  call bench.ask('transporters', round, 3, format('select * from alogistics.admin_top_transporters(%s)', month));
  call bench.ask('counted', round, 1, 'select bench.counted(current_date - 60, current_date - 30), bench.counted(current_date - 90, current_date - 60)');
  call bench.make('with', round);
  alter table alogistics.transport_requests disable trigger count_figures;
  call bench.make('without', round);
  alter table alogistics.transport_requests enable trigger count_figures;
  perform alogistics.rebuild_figures();
  call bench.ask('fold', round, 1, 'select alogistics.fold_figures()');
end
$$;
