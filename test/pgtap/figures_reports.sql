-- What is read of the figures: days, the best of a period, people and movements; as files that no spreadsheet runs.
-- A-70, A-71, A-87 … A-91.
begin;
select plan(118);
\ir lib/figures.sql
set local session_replication_role = replica;
select test.past('p1', 'completed', '2020-02-29 12:00Z', 6, 20000), test.past('p2', 'completed', '2020-03-01 00:00Z', 4, 10000),
  test.past('p3', 'completed', '2020-03-01 10:00Z', 8, 30001), test.past('p4', 'cancelled', '2020-03-01 18:10Z', 1, 5000),
  test.past('p5', 'completed', '2020-03-01 18:20Z', 4, 7000, 'EUR'), test.past('p6', 'cancelled', '2020-03-02 18:35Z', 1, 5000) \g /dev/null
update alogistics.transport_requests set pickup_city = '=Dakar' where id in (test.id('p2'), test.id('p3'));
update alogistics.transport_requests set assigned_transporter_id = test.id('rival'), client_id = test.id('stranger') where id = test.id('p3');
set local session_replication_role = origin;
select alogistics.rebuild_figures() \g /dev/null

-- Day by day, and who was active.
create function test.days(a date, b date, zone text) returns setof text language sql stable as $$
  select rtrim(format('%s %s%s: %s', day, metric, rtrim(' ' || detail || ' ' || currency), value))
  from alogistics.admin_daily(a, b, zone) where metric in ('active_clients', 'active_transporters', 'created', 'completed', 'delivered', 'success_rate')
$$;
create temporary table asked as select * from test.days('2020-02-29', '2020-03-03', 'Asia/Kathmandu') with ordinality as d(line, number);
select test.same_lines(array(select line from asked order by number), $$
2020-02-29 active_clients: 1
2020-02-29 active_transporters: 1
2020-02-29 created: 1
2020-02-29 completed: 1
2020-02-29 success_rate: 100.0
2020-02-29 delivered  XOF: 20000
2020-03-01 active_clients: 2
2020-03-01 active_transporters: 2
2020-03-01 created: 3
2020-03-01 completed: 2
2020-03-01 success_rate: 100.0
2020-03-01 delivered  XOF: 40001
2020-03-02 active_clients: 1
2020-03-02 active_transporters: 1
2020-03-02 created: 1
2020-03-02 completed: 1
2020-03-02 success_rate: 50.0
2020-03-02 delivered  EUR: 7000
$$);
select is((select array_agg(distinct day order by day) from alogistics.admin_daily('2020-03-27', '2020-04-01', 'Europe/Paris')),
  array['2020-03-27', '2020-03-28', '2020-03-29', '2020-03-30', '2020-03-31']::date[], 'each day once, also where one has 23 hours');
-- What is counted day by day is what is counted of the period, in any time zone, folded or not.
create function test.sums_differ(a date, b date, zone text) returns setof text language sql stable as $$
  select format('%s %s %s: %s, not %s', metric, detail, currency, d.value, k.value)
  from (select metric, detail, currency, sum(value) as value from alogistics.admin_daily(a, b, zone)
        where unit in ('count', 'minor') and metric not in ('active_clients', 'active_transporters', 'average_price') group by 1, 2, 3) as d
    full join (select metric, detail, currency, value from alogistics.admin_kpis(a, b, zone) where unit in ('count', 'minor')
               and metric not in ('users', 'deactivated', 'requests_now', 'average_price')) as k using (metric, detail, currency)
  where coalesce(d.value, 0) <> coalesce(k.value, 0)
$$;
select is_empty(format('select * from test.sums_differ(%L, %L, %L)', a, b, zone), format('days add up from %s to %s in %s', a, b, zone))
from (values (date '2020-02-20', date '2020-03-10'), (current_date - 3, current_date + 2)) as p(a, b),
  unnest(array['UTC', 'Asia/Kathmandu', 'America/St_Johns']) as zone;
select alogistics.fold_figures() > 0 as folded \g /dev/null
select is_empty(format('select * from test.sums_differ(%L, %L, %L)', a, b, zone), format('folded: days add up from %s to %s in %s', a, b, zone))
from (values (date '2020-02-20', date '2020-03-10'), (current_date - 3, current_date + 2)) as p(a, b),
  unnest(array['UTC', 'Asia/Kathmandu', 'America/St_Johns']) as zone;

-- The best of a period, and what they were before.
select results_eq($$ select * from alogistics.admin_top_routes('2020-03-01', '2020-03-02') $$, $$ values
  ('=Dakar', 'Thiès', 'XOF', 2::bigint, 40001::bigint, 20001::bigint, 0::bigint, null::numeric),
  ('Dakar', 'Thiès', 'EUR', 1, 7000, 7000, 0, null) $$, 'routes');
select results_eq($$ select jobs, amount from alogistics.admin_top_routes('2020-03-01', '2020-03-02', max_count => 1) $$,
  $$ values (2::bigint, 40001::bigint) $$, 'the best one');
select results_eq($$ select jobs, previous_jobs, change_percent from alogistics.admin_top_routes('2020-03-02', '2020-03-03', 'Asia/Kathmandu') $$,
  $$ values (1::bigint, 0::bigint, null::numeric) $$, 'routes of another day');
select results_eq($$ select * from alogistics.admin_top_transporters('2020-03-01', '2020-03-02') $$, $$ values
  (test.id('rival'), 'Rival Test', 'XOF', 1::bigint, 25501::bigint, 0.0, null::numeric, 0::bigint, null::numeric),
  (test.id('transporter'), 'Transporter Test', 'XOF', 1, 8500, 100.0, null, 1, 0.0),
  (test.id('transporter'), 'Transporter Test', 'EUR', 1, 5950, 100.0, null, 0, null) $$, 'transporters');

-- Who may ask, and what.
create temporary table reports as select unnest(array['admin_daily', 'admin_top_routes', 'admin_top_transporters']) as name;
select is(test.would(actor, format('select * from alogistics.%s(''2020-03-01'', ''2020-03-02'')', name)), outcome, actor || ' asks ' || name)
from (values ('client', 'not_allowed'), ('transporter', 'not_allowed'), ('moderator', 'done'), ('admin', 'done'), ('service_role', 'done'),
  ('anon', 'denied'), ('staff:client', 'not_allowed')) as a(actor, outcome), reports;
select is(test.would('admin', format('select * from alogistics.%s(%s)', name, arguments)), outcome, format('%s(%s)', name, arguments))
from (values ('null, ''2020-03-02''', 'missing_value'), ('''2020-03-02'', ''2020-03-01''', 'invalid_value'),
  ('''2020-03-01'', ''2020-03-02'', ''Dakar''', 'invalid_value')) as a(arguments, outcome), reports;
select is(test.would('admin', format('select * from alogistics.%s(''2020-03-01'', ''2020-03-02'', max_count => %s)', name, n)), outcome, format('%s of %s', n, name))
from (values ('null', 'missing_value'), ('0', 'invalid_value'), ('1001', 'invalid_value'), ('1000', 'done')) as a(n, outcome), reports
where name <> 'admin_daily';
select is(test.would('admin', format('select * from alogistics.admin_daily(''2020-01-01'', date ''2020-01-01'' + %s)', days)), outcome, days || ' days')
from (values (366, 'done'), (367, 'invalid_value')) as d(days, outcome);

-- People.
select results_eq($$ select id from alogistics.search_users('TRÀNS test') $$, $$ values (test.id('transporter')) $$, 'by the beginnings of names');
select results_eq(format('select id from alogistics.search_users(%L)', query), $$ values (test.id('rival')) $$, 'by ' || query)
from unnest(array['rival@', 'RIVAL@example.com', 'rival dakar', (select phone from alogistics.profiles where id = test.id('rival'))]) as query;
select is_empty(format('select id from alogistics.search_users(%L)', query), 'by ' || query)
from unnest(array['', '   ', 'ival', '''', '\', 'a & !b', ':*', 'x'') | (''y']) as query;
select is((select count(*) from alogistics.search_users('test', n)), least(greatest(n, 0), 6)::bigint, n || ' people') from unnest(array[-1, 0, 2, 1000]) as n;
select results_eq($$ select first_name, requests, jobs_completed from alogistics.admin_users where id in (test.id('client'), test.id('rival')) order by 1 $$,
  $$ values ('Client', 5::bigint, 0::bigint), ('Rival', 0, 1) $$, 'with what they asked for and carried');
select is(test.count(actor, 'select from alogistics.' || list), rows, format('%s sees %s', actor, list))
from (values ('client', 'denied'), ('moderator', '6'), ('admin', '6'), ('service_role', '6'), ('anon', 'denied')) as a(actor, rows),
  unnest(array['admin_users', 'search_users(''test'')']) as list;

-- Movements.
select test.request_at('job', 'completed', 30) \g /dev/null
select results_eq($$ select kind, amount, currency, request_id = test.id('job') from alogistics.admin_transactions order by id desc limit 3 $$,
  $$ select 'settlement', final_price, 'XOF', true from alogistics.transport_requests where id = test.id('job')
     union all select 'payment', final_price, 'XOF', true from alogistics.transport_requests where id = test.id('job')
     union all select 'credit', 10000000, 'XOF', null $$, 'every movement once, with what it moved');
select is(test.count(actor, 'select from alogistics.admin_transactions'), rows, actor || ' sees movements')
from (values ('client', 'denied'), ('moderator', '3'), ('admin', '3'), ('service_role', '3'), ('anon', 'denied')) as a(actor, rows);

-- Files.
create function test.file(of text) returns text language plpgsql as $$
declare
  file text;
begin
  execute format('select alogistics.csv(t) from (%s) as t', of) into file;
  return file;
end
$$;
select is(test.file(query), file, query) from (values
  ('select 1 as a, ''x'' as b', e'a,b\r\n1,x\r\n'),
  ('select -1 as a, -2.50 as b, 12345678901234567890.12 as c, 1e300::float8 as d, 3::smallint as e', e'a,b,c,d,e\r\n-1,-2.50,12345678901234567890.12,1e+300,3\r\n'),
  ('select t as a from unnest(array[''=1+1'', ''+1'', ''-1'', ''@x'', e''\tx'', e''\rx'', ''fine'']) as t',
   e'a\r\n''=1+1\r\n''+1\r\n''-1\r\n''@x\r\n''\tx\r\n"''\rx"\r\nfine\r\n'),
  ('select null::text as a, null::integer as b, true as c, ''a,"b"'' as d', e'a,b,c,d\r\n,,true,"a,""b"""\r\n'),
  ('select ''{"a": 1}''::jsonb as a, array[1, 2] as b, date ''2020-03-01'' as c', e'a,b,c\r\n"{""a"": 1}","{1,2}",2020-03-01\r\n'),
  ('select 1 as "=cmd"', e'''=cmd\r\n1\r\n')) as f(query, file);
select is(test.file('select 1 where false'), '', 'of no rows');
select alike(test.file('select * from alogistics.admin_top_routes(''2020-03-01'', ''2020-03-02'')'),
  e'pickup_city,delivery_city,currency,jobs,amount,average_price,previous_jobs,change_percent\r\n''=Dakar,Thiès,XOF,2,40001,20001,0,\r\n%', 'of a report');
select throws_ok('select alogistics.csv(1)', '42804', 'a row is needed', 'of what is no row');
select * from finish();
rollback;
