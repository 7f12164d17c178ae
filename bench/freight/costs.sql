-- What it costs in CPU time of the backend (/proc/self/schedstat, Linux; elsewhere the clock): a batch of
-- positions against COPY of the same rows and against single calls; and a suggestion of transporters.
\set ON_ERROR_STOP 1
set client_min_messages = warning;
\ir ../cpu.sql
create table bench.samples (what text not null, round integer not null, cpu_ns bigint not null);

-- A job that has been under way for a day, on days of its own.
create sequence bench.day start 100 increment 4;
create function bench.job() returns uuid language plpgsql as $$
declare
  day integer := nextval('bench.day');
  job uuid;
begin
  perform test.credit('client', 1000000);
  job := test.request_at('job ' || day, 'in_progress', day);
  update alogistics.journeys set watch_from = now() - interval '1 day', opened_at = now() - interval '1 day'
  where request_id = job;
  return job;
end
$$;

-- A thousand positions of a drive, ten seconds apart, as a device sends them.
create table bench.drive as
  select n, jsonb_build_object(
    't', (extract(epoch from now() - interval '5 hours') * 1000)::bigint + n * 10000, 'lat', 14.7 + n * 0.0015,
    'lng', -17.4 + n * 0.0012 + sin(n / 30.0) / 500, 'accuracy', 5 + n % 9, 'speed', 70 + n % 20, 'heading', 45) as position
  from generate_series(1, 1000) as n;

-- The kernel counts CPU by ticks of milliseconds, so each sample is of several.
create procedure bench.round(round integer, folder text) language plpgsql as $$
declare
  batch jsonb := (select jsonb_agg(position order by n) from bench.drive);
  ones uuid[] := array(select bench.job() from generate_series(1, 5));
  others uuid[] := array(select bench.job() from generate_series(1, 5));
  singles uuid := bench.job();
  file text := folder || '/positions.';
  columns text := (select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
                   where attrelid = 'alogistics.positions'::regclass and attnum > 0 and not attisdropped);
  position record;
  begun bigint;
begin
  perform set_config('request.jwt.claims', json_build_object('sub', test.id('transporter'))::text, true);
  begun := bench.cpu_ns();
  for number in 1 .. 5 loop
    perform alogistics.record_positions(ones[number], batch);
  end loop;
  insert into bench.samples values ('batch', round, (bench.cpu_ns() - begun) / 5);

  begun := bench.cpu_ns();
  for position in select p.position from bench.drive as p order by n loop
    perform alogistics.record_positions(singles, jsonb_build_array(position.position));
  end loop;
  insert into bench.samples values ('singles', round, bench.cpu_ns() - begun);
  perform set_config('request.jwt.claims', '', true);

  for number in 1 .. 5 loop
    execute format('copy (select %s from alogistics.positions where request_id = %L order by device_time) to %L',
      regexp_replace(columns, '\mrequest_id\M', quote_literal(others[number])), ones[number], file || number);
  end loop;
  begun := bench.cpu_ns();
  for number in 1 .. 5 loop
    execute format('copy alogistics.positions (%s) from %L', columns, file || number);
  end loop;
  insert into bench.samples values ('COPY', round, (bench.cpu_ns() - begun) / 5);
  if (select count(distinct n) from (select count(*) as n from alogistics.positions
      where request_id = any (ones || others || singles) group by request_id) as c) <> 1 then
    raise exception 'the three ways stored different numbers of positions';
  end if;
end
$$;

-- Of twenty requests of the board each, after some that plan.
create procedure bench.suggest(rounds integer) language plpgsql as $$
declare
  requests uuid[];
  request uuid;
  begun bigint;
begin
  perform bench.act_as('moderator');
  requests := array(select id from alogistics.unassigned_requests order by md5(id::text) limit 20);
  for round in 0 .. rounds loop
    begun := bench.cpu_ns();
    foreach request in array requests loop
      perform count(*) from alogistics.suggest_transporters(request);
    end loop;
    insert into bench.samples values ('suggestion', round, (bench.cpu_ns() - begun) / cardinality(requests));
  end loop;
  perform bench.act_as(null);
end
$$;
grant insert on bench.samples to public;
