-- Figures: what is counted equals a recount, after every step, a rollback and a fold; what admin_kpis() makes of it, in any
-- time zone; who may ask. A-69, A-87 … A-90.
begin;
select plan(201);
\ir lib/money.sql
create function test.differ() returns bigint language sql as $$ select count(*) from alogistics.figures_differ() $$;
-- What is kept and what waits, over all times.
create view test.ever as
select figure, detail, currency, sum(times) as times, sum(total) as total
from (select figure, detail, currency, times, total from alogistics.figures where span = 'ever'
      union all select figure, detail, currency, times, total from alogistics.figures_waiting()) as f
group by 1, 2, 3 having sum(times) <> 0 or sum(total) <> 0;
-- A figure of all time.
create function test.figure(name text, of text default null) returns text language sql stable as $$
  select coalesce(string_agg(format('%s %s', sum, total), ', '), '0 0')
  from (select sum(times), sum(total) as total from test.ever where figure = name and detail = coalesce(of, detail)) as f
  where sum is not null
$$;
select is(test.differ(), 0::bigint, 'sign-ups, made moderators, verified: counted');
select is(test.figure('sign_ups', role), found, role) from (values ('client', '2 0'), ('transporter', '2 0'), ('moderator', '1 0'),
  ('admin', '1 0')) as r(role, found);
select is(test.figure('verified', 'transporter'), '2 0', 'verified transporters');

-- Every step adds its own, and takes away what was so before.
create temporary table steps (number serial, does text, figure text, of text, found text);
insert into steps (does, figure, of, found) values
  ('test.request(''job'')', 'requests_now', 'pending', '1 0'),
  ('alogistics.validate_transport_request(test.id(''job''), price => 80001)', 'requests_now', 'validated', '1 0'),
  ('alogistics.assign_transporter(test.id(''job''), test.id(''transporter''), test.id(''truck''))', 'assigned', null, '1 0'),
  ('alogistics.unassign_transporter(test.id(''job''), ''test'')', 'requests_now', 'validated', '1 0'),
  ('alogistics.assign_transporter(test.id(''job''), test.id(''transporter''), test.id(''truck''))', 'requests_now', 'assigned', '1 0'),
  ('alogistics.process_payment(test.id(''job''), 80001)', 'paid', '', '1 80001'),
  ('test.dispute(''job'')', 'disputes', 'delay', '1 0'),
  ('alogistics.resolve_dispute(id, ''in_progress'', ''test'') from alogistics.disputes', 'disputes_settled', 'delay', '1 0'),
  ('alogistics.complete_transport_request(test.id(''job''), test.proof(), ''test'')', 'completed', '', '1 80001'),
  ('null', 'commission', '', '1 12000'),
  ('null', 'requests_now', 'in_progress', '0 0'),
  ('null', 'transfers', 'payment', '1 80001'),
  ('null', 'transfers', 'settlement', '1 80001'),
  ('null', 'revenue', 'settlement', '1 12000'),
  ('null', 'on_time', '', '1 0'),
  ('test.request_at(''other'', ''assigned'', 40)', 'requests', '', '2 0'),
  ('alogistics.cancel_transport_request(test.id(''other''), ''test'')', 'cancelled', 'assigned', '1 0'),
  ('alogistics.set_role(test.id(''stranger''), ''transporter'')', 'sign_ups', 'transporter', '3 0'),
  ('alogistics.deactivate_profile(test.id(''stranger''))', 'deactivated', 'transporter', '1 0'),
  ('alogistics.reactivate_profile(test.id(''stranger''))', 'deactivated', 'transporter', '0 0');
create function test.take_steps() returns table (number integer, was text, differ bigint) language plpgsql as $$
declare
  step record;
begin
  for step in select * from steps order by steps.number loop
    perform set_config('request.jwt.claims', json_build_object('sub', test.id('admin'))::text, true);
    if step.does like 'test.%' then perform set_config('request.jwt.claims', '', true); end if;
    execute 'select ' || step.does;
    perform set_config('request.jwt.claims', '', true);
    number := step.number;
    was := test.figure(step.figure, step.of);
    differ := test.differ();
    return next;
  end loop;
end
$$;
create temporary table taken as select * from test.take_steps();
select is(format('%s, %s differ', t.was, t.differ), s.found || ', 0 differ', format('%s %s after %s', figure, of, does))
from steps as s join taken as t using (number) order by number;

-- Ratings count when they are published, until they are hidden or deleted.
select test.act_as('client'), alogistics.rate_transport(test.id('job'), 4) \g /dev/null
select test.act_as(null) \g /dev/null
select is(test.figure('ratings'), '0 0', 'a rating that nobody sees yet counts nothing');
select test.act_as('transporter'), alogistics.rate_transport(test.id('job'), 5) \g /dev/null
select test.act_as(null) \g /dev/null
select is(test.figure('ratings'), '2 9', 'two that are published');
select test.act_as('admin') \g /dev/null
select alogistics.hide_rating(id, 'test') from alogistics.ratings where score = 4 \g /dev/null
select test.act_as(null) \g /dev/null
select is(test.figure('ratings'), '1 5', 'one is hidden');
delete from alogistics.ratings where score = 5;
select is(test.figure('ratings'), '0 0', 'one is deleted');
select is(test.differ(), 0::bigint, 'and a recount says the same');

-- Nothing stays of what is rolled back.
create temporary table before as select * from test.ever;
savepoint here;
select test.request('never') \g /dev/null
select isnt(test.figure('requests'), '2 0', 'another request counts');
rollback to here;
select results_eq('select * from test.ever order by 1, 2, 3', 'select * from before order by 1, 2, 3', 'and is gone with its transaction');

-- Folding changes nothing that is read.
create temporary table lines as select count(*) as number from alogistics.figures_waiting();
select is(alogistics.fold_figures(5), 5::bigint, 'five lines are folded');
select is(test.differ(), 0::bigint, 'in the middle of it, a recount says the same');
select is(alogistics.fold_figures(), (select number - 5 from lines), 'and the others');
select is(alogistics.fold_figures(), 0::bigint, 'then there is nothing to fold');
select is_empty('table alogistics.figures_queue', 'nothing waits');
select results_eq('select * from test.ever order by 1, 2, 3', 'select * from before order by 1, 2, 3', 'what is read is the same');
select is(test.differ(), 0::bigint, 'also day by day, and quarter by quarter');

-- Of the ledger, only what waits is read, however much is there: no transfer is looked up when none waits.
create function test.looked_up() returns bigint language sql as $$
  select sum(pg_stat_get_xact_numscans(relation)) from (values ('alogistics.ledger_transfers'::regclass),
    ('alogistics.ledger_transfers_pkey')) as r(relation)
$$;
create temporary table looked as select test.looked_up() as times;
select count(*) from alogistics.figures_waiting() \g /dev/null
select is(test.looked_up() - times, 0::bigint, 'what is counted is not looked up again') from looked;

-- What is wrong is found, and mended.
create function test.broken(statement text) returns text language plpgsql as $$
declare
  names text;
begin
  execute statement;
  names := (select string_agg(span || ' ' || figure, ', ' order by span::text, figure) from alogistics.figures_differ());
  perform alogistics.rebuild_figures();
  return format('%s; %s', names, test.differ());
end
$$;
select is(test.broken(statement), found, statement) from (values
  ('update alogistics.figures set times = times + 1 where span = ''day'' and figure = ''requests''', 'day requests; 0'),
  ('update alogistics.figures set total = total - 1 where span = ''ever'' and figure = ''paid''', 'ever paid; 0'),
  ('update alogistics.figures set total = total - 1 where span = ''month'' and figure = ''paid''', 'month paid; 0'),
  ('delete from alogistics.figures where span = ''quarter'' and figure = ''validated''', 'quarter validated; 0'),
  ('insert into alogistics.figures_queue values (''2020-01-01'', ''requests'', '''', '''', 1, 0)',
   'day requests, ever requests, month requests, quarter requests; 0'),
  ('update alogistics.figures_position set last_id = 0', (select string_agg(span || ' ' || figure, ', ' order by span::text, figure)
    from alogistics.figures where figure in ('revenue', 'transfers')) || '; 0')) as b(statement, found);

\ir lib/figures.sql
-- A past that is known to the minute, written round the triggers, then counted.
set local session_replication_role = replica;
select test.past('p1', 'completed', '2020-02-29 12:00Z', 6, 20000), -- of the day before
  test.past('p2', 'completed', '2020-03-01 00:00Z', 4, 10000), test.past('p3', 'completed', '2020-03-01 10:00Z', 8, 30001),
  test.past('p4', 'cancelled', '2020-03-01 18:10Z', 1, 5000), test.past('p5', 'completed', '2020-03-01 18:20Z', 4, 7000, 'EUR'),
  test.past('p6', 'cancelled', '2020-03-01 18:35Z', 1, 5000) \g /dev/null
set local session_replication_role = origin;
select isnt(test.differ(), 0::bigint, 'triggers that did not fire leave a difference');
select alogistics.rebuild_figures() \g /dev/null
select is(test.differ(), 0::bigint, 'which rebuild_figures() mends');
create function test.kpis(a date, b date, zone text) returns setof text language sql stable as $$
  select rtrim(format('%s %s%s: %s %s, before %s, %s %%', section, metric, rtrim(' ' || detail || ' ' || currency), unit, value, previous, change_percent))
  from alogistics.admin_kpis(a, b, zone) where section in ('requests', 'money') and metric <> 'requests_now' and (value <> 0 or previous <> 0)
$$;
create temporary table asked as select * from test.kpis('2020-03-01', '2020-03-02', 'UTC') with ordinality as k(line, number);
select test.same_lines(array(select line from asked order by number), $$
requests created: count 5, before 1, 400.0 %
requests validated: count 5, before 1, 400.0 %
requests assigned: count 5, before 1, 400.0 %
requests paid: count 3, before 1, 200.0 %
requests completed: count 3, before 1, 200.0 %
requests cancelled assigned: count 2, before 0,  %
requests time_to_validation: seconds 1800, before 1800, 0.0 %
requests time_to_assignment: seconds 1800, before 1800, 0.0 %
requests time_to_completion: seconds 19200, before 21600, -11.1 %
requests success_rate: percent 60.0, before 100.0, -40.0 %
requests on_time_rate: percent 66.7, before 0.0,  %
money paid_in  EUR: minor 7000, before 0,  %
money paid_in  XOF: minor 40001, before 20000, 100.0 %
money delivered  EUR: minor 7000, before 0,  %
money delivered  XOF: minor 40001, before 20000, 100.0 %
money commission  EUR: minor 1050, before 0,  %
money commission  XOF: minor 6000, before 3000, 100.0 %
money average_price  EUR: minor 7000, before ,  %
money average_price  XOF: minor 20001, before 20000, 0.0 %
$$);
select test.act_as(null) \g /dev/null
-- A day that begins elsewhere: half past, quarter to, and one of 23 hours.
create function test.created(a date, b date, zone text) returns numeric language sql stable as $$
  select value from alogistics.admin_kpis(a, b, zone) where metric = 'created'
$$;
select is(test.created(d::date, d::date + 1, zone), found::numeric, format('%s in %s', d, zone)) from (values
  ('2020-03-01', 'UTC', 5), ('2020-03-01', 'Africa/Dakar', 5), ('2020-03-01', 'Asia/Kolkata', 4), ('2020-03-02', 'Asia/Kolkata', 1),
  ('2020-03-01', 'Asia/Kathmandu', 3), ('2020-03-02', 'Asia/Kathmandu', 2), ('2020-02-29', 'America/New_York', 2),
  ('2020-03-01', 'America/New_York', 4)) as z(d, zone, found);
select is((select sum(test.created(d::date, d::date + 1, zone)) from generate_series(date '2020-02-27', date '2020-03-04', '1 day') as d),
  test.created('2020-02-27', '2020-03-05', zone), 'days add up in ' || zone)
from unnest(array['UTC', 'Asia/Kathmandu', 'Australia/Eucla', 'America/St_Johns', 'Pacific/Chatham']) as zone;

-- Who may ask, and what.
select is(test.would(actor, 'select * from alogistics.admin_kpis(''2020-03-01'', ''2020-03-02'')'), outcome, actor || ' asks')
from (values ('client', 'not_allowed'), ('transporter', 'not_allowed'), ('moderator', 'done'), ('admin', 'done'), ('service_role', 'done'),
  ('anon', 'denied'), ('staff:client', 'not_allowed')) as a(actor, outcome);
select is(test.would('admin', format('select * from alogistics.admin_kpis(%s)', arguments)), outcome, arguments)
from (values ('null, ''2020-03-02''', 'missing_value'), ('''2020-03-01'', null', 'missing_value'),
  ('''2020-03-01'', ''2020-03-02'', null', 'missing_value'), ('''2020-03-01'', ''2020-03-01''', 'invalid_value'),
  ('''2020-03-02'', ''2020-03-01''', 'invalid_value'), ('''-infinity'', ''infinity''', 'invalid_value'),
  ('''2000-01-01'', ''2020-03-01''', 'invalid_value'), ('''2020-03-01'', ''2020-03-02'', ''Dakar''', 'invalid_value'),
  ('''1899-12-31'', ''1900-01-02''', 'invalid_value'), ('''1905-03-01'', ''1905-03-02'', ''Africa/Dakar''', 'invalid_value'),
  ('''2020-03-01'', ''2020-03-02'', ''UTC''''; drop''', 'invalid_value')) as a(arguments, outcome);
select is(test.would(actor, statement), outcome, actor || ': ' || statement)
from (values ('service_role', 'done'), ('admin', 'denied'), ('moderator', 'denied'), ('client', 'denied')) as a(actor, outcome),
  unnest(array['select alogistics.fold_figures()', 'select alogistics.rebuild_figures()']) as statement;
select is(test.would('service_role', format('select alogistics.fold_figures(%s)', n)), outcome, n || ' lines')
from (values ('null', 'missing_value'), ('0', 'invalid_value'), ('-1', 'invalid_value')) as a(n, outcome);
-- Whatever is asked for, months, days and quarters are the sum of its quarters.
insert into alogistics.figures_queue
select timestamptz '2021-12-20 00:00Z' + n * interval '7 hours 15 minutes', 'requests', '', '', 1, n from generate_series(1, 600) as n;
select alogistics.fold_figures(1000) \g /dev/null
create temporary table ends(at) as values (timestamptz '2021-12-01 00:00Z'), ('2021-12-31 23:45Z'), ('2022-01-01 00:00Z'),
  ('2022-01-01 00:15Z'), ('2022-01-31 00:00Z'), ('2022-02-01 00:00Z'), ('2022-02-28 05:30Z'), ('2022-03-01 00:00Z'), ('2022-03-01 05:45Z'),
  ('2022-04-30 12:00Z'), ('2022-05-15 00:00Z'), ('2022-06-01 00:00Z'), ('2022-12-01 00:00Z');
select is((select row(sum(f.times), sum(f.total))::text from alogistics.figures_between(a.at, b.at) as f),
  (select row(sum(f.times), sum(f.total))::text from alogistics.figures as f
   where f.span = 'quarter' and f.at >= a.at and f.at < b.at), format('%s to %s', a.at, b.at))
from ends as a join ends as b on a.at <= b.at order by a.at, b.at;
select * from finish();
rollback;
