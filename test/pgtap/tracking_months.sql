-- Months of positions: made ahead, dropped when old, and what belongs to none. A-34, logistics.md §4 point 7.
begin;
select plan(20);
\ir lib/tracking.sql
create function test.months() returns text language sql stable as $$
  select string_agg(case when name = 'default' then name
    else ((extract(year from age) * 12 + extract(month from age))::integer)::text end, ' ' order by name)
  from pg_inherits join pg_class on oid = inhrelid
    cross join lateral substring(relname from 'positions_(.*)') as name
    cross join lateral age(case name when 'default' then now() else to_date(name, 'YYYY_MM') end::timestamp,
                           date_trunc('month', now())::timestamp) as age
  where inhparent = 'alogistics.positions'::regclass
$$;
select is(test.months(), '-1 0 1 2 3 default', 'months of the last one and three to come');
select is(test.would(actor, 'select alogistics.prune_positions()'), outcome, actor || ' prunes')
from (values ('client', 'denied'), ('moderator', 'denied'), ('service_role', 'done'), ('superuser', 'done')) as a(actor, outcome);

-- Positions of a month that is not there.
select test.watch_from('job', '500 days') \g /dev/null
select test.record(jsonb_build_array(test.point(-86400 * 450, 14, -17), test.point(-86400 * 440, 14.1, -17),
  test.point(0, 14, -17))) \g /dev/null
select is((select array_agg(tableoid::regclass::text ~ 'default$' order by device_time) from alogistics.positions),
  '{t,t,f}', 'a position of no month waits among the rest');
select is(alogistics.prune_positions(), 0::bigint, 'no month is old');
select is((select count(*) from alogistics.positions), 1::bigint, 'what waited and is older than twelve months is gone');
select test.record(jsonb_build_array(test.point(-86400 * 80, 14, -17))) \g /dev/null
select is(alogistics.prune_positions(), 0::bigint, 'what is younger');
select is((select count(*) from alogistics.positions), 2::bigint, 'stays');

-- A month to come that was missing when its positions came.
do $$
declare
  month text := to_char(date_trunc('month', now() at time zone 'UTC'), '"positions_"YYYY"_"MM');
begin
  execute format('alter table alogistics.positions detach partition alogistics.%I', month);
  execute format('insert into alogistics.positions select * from alogistics.%I', month);
  execute format('drop table alogistics.%I', month);
end
$$;
select is(test.months(), '-1 1 2 3 default', 'this month is missing');
select alogistics.prune_positions() \g /dev/null
select is(test.months(), '-1 0 1 2 3 default', 'it is made');
select is((select array_agg(tableoid::regclass::text ~ 'default$' order by device_time) from alogistics.positions), '{t,f}',
  'and what waited for it has moved there');
select is(test.verdicts(jsonb_build_array(test.point(0, 14, -17), test.point(60, 14, -17))), 'duplicate accepted',
  'where it is found again');
select is_empty($$ select inhrelid::regclass from pg_inherits join pg_class on oid = inhrelid
  where inhparent = 'alogistics.positions'::regclass and (not relrowsecurity or relowner <> 'socle_owner'::regrole) $$,
  'guarded like the others');
select is_empty($$ select * from alogistics.doctor() $$, 'doctor() is content');

-- Old months.
do $$
declare
  month date := date_trunc('month', now() at time zone 'UTC') - interval '13 months';
begin
  execute format('create table alogistics.%I partition of alogistics.positions for values from (%L) to (%L)',
    to_char(month, '"positions_"YYYY"_"MM'), month || ' 00:00+00', (month + interval '1 month')::date || ' 00:00+00');
end
$$;
select is(alogistics.prune_positions(), 1::bigint, 'a month that is older than twelve is dropped');
select is(test.months(), '-1 0 1 2 3 default', 'and no other');
insert into alogistics.platform_settings (key, value) values ('tracking.retention_months', '1');
select is(alogistics.prune_positions(), 0::bigint, 'the last month is kept whole');
select is((select points from alogistics.journeys where request_id = test.id('job')) > 0, true, 'journeys stay');
select * from finish();
rollback;
