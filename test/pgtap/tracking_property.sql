-- Random journeys told in random orders, splits and replays end the same: rows, distance, current position, events and
-- trips. logistics.md §4 points 7 and 9. The random numbers begin at the same place each time.
begin;
select plan(32);
\ir lib/tracking.sql
select setseed(0.20261120) \g /dev/null

-- A drive of n points around Dakar with all that goes wrong: jumps, inaccurate fixes, twins of one time with another place,
-- accuracy or remark, silences, points of before the job, of the future and of no place on earth.
create function test.drive(n integer) returns jsonb language sql volatile as $$
  with recursive way as (
    select 1 as i, random() * 100 as at, 14.6928::float8 as lat, -17.4467::float8 as lng
    union all
    select i + 1, at + case when random() < 0.03 then 4000 else random() * 60 end,
      14.6928 + 0.02 * sin(at / 700) + random() * 0.0005, -17.4467 + 0.03 * (1 - cos(at / 900)) + random() * 0.0005
    from way where i < n
  ), fixes as (
    select test.point(round(at), case when random() < 0.05 then lat + random() * 3 else round(lat::numeric, 6) end, lng,
      case when random() < 0.5 then jsonb_build_object('accuracy', round((random() * 250)::numeric, 1)) else '{}' end
      || case when random() < 0.2 then jsonb_build_object('speed', random() * 100, 'heading', random() * 360) else '{}' end
      || case when random() < 0.2 then jsonb_build_object('status', substr('abc', 1 + floor(random() * 3)::integer, 1)) else '{}' end)
      as fix
    from way
  ), twins as (
    select fix || case floor(random() * 4) when 0 then '{"accuracy": 3}' when 1 then '{"notes": "twin"}'
      when 2 then '{"lat": 14.7}' else '{"lat": 91}' end::jsonb as fix
    from fixes where random() < 0.15
  )
  select jsonb_agg(fix) from (select fix from fixes union all select fix from twins
    union all select test.point(-90000, 14, -17) union all select test.point(86400 * 2, 14, -17)) as f
$$;
create function test.shuffled(points jsonb) returns jsonb language sql volatile as $$
  select jsonb_agg(p order by random()) from jsonb_array_elements(points) as p
$$;
-- Tells the points in batches of random size, some of them again later.
create function test.tell(points jsonb) returns void language plpgsql as $$
declare
  at integer := 0;
  size integer;
begin
  while at < jsonb_array_length(points) loop
    size := 1 + floor(random() ^ 3 * jsonb_array_length(points))::integer;
    perform test.record((select jsonb_agg(p) from jsonb_array_elements(points) with ordinality as p(p, place)
                         where place > at and place <= at + size));
    if random() < 0.3 then
      perform test.record((select jsonb_agg(p) from jsonb_array_elements(points) as p where random() < 0.3));
    end if;
    at := at + size;
  end loop;
end
$$;
-- What becomes of one drive told this way and that: 'same', or the parts that differ.
create function test.compare(n integer) returns text language plpgsql as $$
declare
  points jsonb := test.drive(n);
  once jsonb;
  again jsonb;
begin
  perform test.forget();
  perform test.record(points);
  once := test.journey();
  perform test.record(points);
  if test.journey() <> once then
    return 'a replay changed something';
  end if;
  perform test.forget();
  perform test.tell(test.shuffled(points));
  again := test.journey();
  return coalesce((select string_agg(key || ': ' || case when key <> 'positions' then format('%s, not %s', again -> key, value)
      else (select string_agg(place || ' is ' || format('%s, not %s', there, here), ', ') from jsonb_array_elements(value)
        with ordinality as a(here, place) full join jsonb_array_elements(again -> key) with ordinality as b(there, place)
        using (place) where here is distinct from there) end, '; ')
    from jsonb_each(once) where value is distinct from again -> key), 'same');
end
$$;
select is(test.compare(5 + 4 * n), 'same',
  format('logistics.md §4 point 7: any permutation, split and replay of drive %s gives the same rows, distance, trips and events', n))
from generate_series(1, 30) as n;

-- The journeys were worth telling.
select ok((select count(distinct standing) = 3 and count(*) > 100 from alogistics.positions where request_id = test.id('job')),
  'positions of each standing were among them');
select ok((select count(*) > 1 from alogistics.geofence_events where request_id = test.id('job')), 'and visits');
select * from finish();
rollback;
