-- Figures, read and set beside each other. docs/figures.md.

--! include shared/ledger_figures.sql

create or replace function alogistics.figures_between(from_time timestamptz, to_time timestamptz)
returns table (figure text, detail text, currency text, times bigint, total bigint)
language sql stable
begin atomic
  -- Whole months of UTC, the days that are left at both ends, and of these the quarters.
  with days as (
    select first_day, greatest(date_trunc('day', figures_between.to_time, 'UTC'), first_day) as last_day
    from (select least(date_trunc('day', from_time + interval '24 hours' - interval '1 microsecond', 'UTC'), to_time)
            as first_day) as f
  ), border as materialized (
    select first_day, last_day, first_month, greatest(date_trunc('month', last_day, 'UTC'), first_month) as last_month
    from (select d.first_day, d.last_day, least(
            (date_trunc('month', d.first_day at time zone 'UTC' - interval '1 microsecond') + interval '1 month')
              at time zone 'UTC', d.last_day) as first_month from days as d) as m
  )
  select f.figure, f.detail, f.currency, f.times, f.total from alogistics.figures as f
  where f.span = 'month' and f.at >= (select first_month from border) and f.at < (select last_month from border)
  union all
  select f.figure, f.detail, f.currency, f.times, f.total from alogistics.figures as f
  where f.span = 'day' and f.at >= (select first_day from border) and f.at < (select first_month from border)
  union all
  select f.figure, f.detail, f.currency, f.times, f.total from alogistics.figures as f
  where f.span = 'day' and f.at >= (select last_month from border) and f.at < (select last_day from border)
  union all
  select f.figure, f.detail, f.currency, f.times, f.total from alogistics.figures as f
  where f.span = 'quarter' and f.at >= from_time and f.at < (select first_day from border)
  union all
  select f.figure, f.detail, f.currency, f.times, f.total from alogistics.figures as f
  where f.span = 'quarter' and f.at >= (select last_day from border) and f.at < to_time;
end;
comment on function alogistics.figures_between(timestamptz, timestamptz) is
'The figures from from_time on and before to_time, without what waits. INVOKER; for the functions of the house.';

create or replace function alogistics.metrics(bounds timestamptz[])
returns table (period integer, number integer, section text, metric text, detail text, currency text, unit text, value numeric)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  with bucket as materialized (
    select n, bounds[n] as begins, bounds[n + 1] as ends from generate_series(1, cardinality(bounds) - 1) as n
  ), line as materialized (
    select n, figure, detail, currency, sum(times) as times, sum(total) as total
    from (select b.n, f.* from bucket as b cross join lateral alogistics.figures_between(b.begins, b.ends) as f
          union all
          select b.n, w.figure, w.detail, w.currency, w.times, w.total
          from alogistics.figures_waiting() as w join bucket as b on w.at >= b.begins and w.at < b.ends) as part
    group by n, figure, detail, currency
  ), figure as materialized (
    select n, figure, currency, sum(times) as times, sum(total) as total from line group by n, figure, currency
  ), metric(n, number, section, metric, detail, currency, unit, value) as (
    -- As they are, divided as they are.
    select l.n, m.number, m.section, m.metric, l.detail, l.currency, m.unit,
           case m.unit when 'count' then l.times else l.total end
    from (values
      (3, 'users', 'sign_ups', 'sign_ups', 'count'), (16, 'requests', 'cancelled', 'cancelled', 'count'),
      (36, 'money', 'revenue', 'revenue', 'minor'), (37, 'money', 'penalties', 'penalties', 'minor'),
      (38, 'money', 'transfers', 'transfers', 'minor'), (42, 'quality', 'disputes', 'disputes', 'count'))
        as m(number, section, metric, figure, unit)
      join line as l on l.figure = m.figure
    union all
    -- Counts of all, which are 0 where there is none.
    select b.n, m.number, m.section, m.metric, '', '', 'count', coalesce(sum(f.times), 0)
    from (values (11, 'requests', 'created', 'requests'), (12, 'requests', 'validated', 'validated'),
                 (13, 'requests', 'assigned', 'assigned'), (14, 'requests', 'paid', 'paid'),
                 (15, 'requests', 'completed', 'completed'), (40, 'quality', 'ratings', 'ratings'))
           as m(number, section, metric, figure)
      cross join bucket as b
      left join figure as f on f.figure = m.figure and f.n = b.n
    group by b.n, m.number, m.section, m.metric
    union all
    -- Sums of each currency.
    select f.n, m.number, 'money', m.metric, '', f.currency, 'minor', f.total
    from (values (30, 'paid_in', 'paid'), (31, 'delivered', 'completed'), (32, 'commission', 'commission'),
                 (35, 'dispute_refunds', 'dispute_refunds')) as m(number, metric, figure)
      join figure as f on f.figure = m.figure
    union all
    -- Means.
    select f.n, m.number, m.section, m.metric, '', f.currency, m.unit, round(f.total / nullif(f.times, 0), m.digits)
    from (values (17, 'requests', 'time_to_validation', 'validated', 'seconds', 0),
                 (18, 'requests', 'time_to_assignment', 'assigned', 'seconds', 0),
                 (19, 'requests', 'time_to_completion', 'processing', 'seconds', 0),
                 (33, 'money', 'average_price', 'completed', 'minor', 0),
                 (41, 'quality', 'average_rating', 'ratings', 'score', 2),
                 (44, 'quality', 'time_to_resolution', 'resolutions', 'seconds', 0))
           as m(number, section, metric, figure, unit, digits)
      join (select n, figure, case figure when 'completed' then currency else '' end as currency, sum(times) as times,
                   sum(total) as total
            from figure group by 1, 2, 3) as f on f.figure = m.figure
    union all
    -- Shares.
    select l.n, m.number, m.section, m.metric, '', '', 'percent',
           round(100 * coalesce(sum(l.times) filter (where l.figure = m.part), 0)
                 / nullif(sum(l.times) filter (where l.figure = any (m.whole)), 0), 1)
    from (values (4, 'users', 'transporters_verified', 'verified', array['sign_ups'], 'transporter'),
                 (20, 'requests', 'success_rate', 'completed', array['completed', 'cancelled'], null),
                 (21, 'requests', 'on_time_rate', 'on_time', array['completed'], null),
                 (43, 'quality', 'disputes_settled', 'disputes_settled', array['disputes'], null))
           as m(number, section, metric, part, whole, of)
      join line as l on (l.figure = m.part or l.figure = any (m.whole)) and l.detail = coalesce(m.of, l.detail)
    group by l.n, m.number, m.section, m.metric
  )
  select * from metric where value is not null
$$;
comment on function alogistics.metrics(timestamptz[]) is
'What docs/figures.md lists, of the periods between these times. INVOKER; for the functions of the house.';

create or replace function alogistics.kpis(previous_time timestamptz, from_time timestamptz, to_time timestamptz)
returns table (section text, metric text, detail text, currency text, unit text, value numeric, previous numeric,
               change_percent numeric)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  with metric as materialized (
    select * from alogistics.metrics(array[previous_time, from_time, to_time])
  ), beside as (
    select number, section, metric, detail, currency, unit,
           case when unit in ('count', 'minor') and metric <> 'average_price' then coalesce(n.value, 0) else n.value end as value,
           case when unit in ('count', 'minor') and metric <> 'average_price' then coalesce(b.value, 0) else b.value end
             as previous
    from (select * from metric where period = 2) as n
      full join (select * from metric where period = 1) as b
        using (number, section, metric, detail, currency, unit)
    union all
    select m.number, m.section, m.metric, e.detail, '', 'count', sum(e.times), null
    from (values (1, 'users', 'users', 'sign_ups'), (2, 'users', 'deactivated', 'deactivated'),
                 (10, 'requests', 'requests_now', 'requests_now')) as m(number, section, metric, figure)
      join (select figure, detail, times from alogistics.figures where span = 'ever'
            union all select figure, detail, times from alogistics.figures_queue) as e on e.figure = m.figure
    group by m.number, m.section, m.metric, e.detail having sum(e.times) <> 0
  )
  select section, metric, detail, currency, unit, value, previous,
         round(100 * (value - previous) / nullif(abs(previous), 0), 1)
  from beside
  order by number, currency, detail
$$;
comment on function alogistics.kpis(timestamptz, timestamptz, timestamptz) is
'The work of admin_kpis(). INVOKER; for the functions of the house.';

create or replace function alogistics.daily(from_day date, to_day date, time_zone text)
returns table (day date, section text, metric text, detail text, currency text, unit text, value numeric)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  with day as materialized (
    select from_day + n as day, n + 1 as period, (from_day + n)::timestamp at time zone time_zone as begins,
           (from_day + n + 1)::timestamp at time zone time_zone as ends
    from generate_series(0, to_day - from_day - 1) as n
  ), metric as (
    select m.* from alogistics.metrics((select array_agg(d.begins order by d.day) from day as d)
                                       || (select max(d.ends) from day as d)) as m
    union all
    -- Who asked for something, and who delivered something.
    select d.period, m.number, 'users', m.metric, '', '', 'count', m.people
    from day as d
      cross join lateral (
        select 5, 'active_clients', (select count(distinct r.client_id) from alogistics.transport_requests as r
                                     where r.created_at >= d.begins and r.created_at < d.ends)
        union all
        select 6, 'active_transporters', (select count(distinct r.assigned_transporter_id)
                                          from alogistics.transport_requests as r
                                          where r.status = 'completed' and r.completed_at >= d.begins
                                            and r.completed_at < d.ends)) as m(number, metric, people)
  )
  select d.day, m.section, m.metric, m.detail, m.currency, m.unit, m.value
  from metric as m join day as d on d.period = m.period
  order by d.day, m.number, m.currency, m.detail
$$;
comment on function alogistics.daily(date, date, text) is
'The work of admin_daily(). INVOKER; for the functions of the house.';

create or replace function alogistics.top_routes(
  previous_time timestamptz, from_time timestamptz, to_time timestamptz, max_count integer)
returns table (pickup_city text, delivery_city text, currency text, jobs bigint, amount bigint, average_price bigint,
               previous_jobs bigint, change_percent numeric)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select t.pickup_city, t.delivery_city, t.currency, t.jobs, t.amount, round(t.amount::numeric / t.jobs)::bigint, t.previous_jobs,
         round(100 * (t.jobs - t.previous_jobs)::numeric / nullif(t.previous_jobs, 0), 1)
  from (select r.pickup_city, r.delivery_city, r.currency, count(*) filter (where r.completed_at >= from_time) as jobs,
               coalesce(sum(r.final_price) filter (where r.completed_at >= from_time), 0)::bigint as amount,
               count(*) filter (where r.completed_at < from_time) as previous_jobs
        from alogistics.transport_requests as r
        where r.status = 'completed' and r.completed_at >= previous_time and r.completed_at < to_time
        group by r.pickup_city, r.delivery_city, r.currency) as t
  where t.jobs > 0
  order by t.jobs desc, t.amount desc, t.pickup_city, t.delivery_city, t.currency
  limit max_count
$$;
comment on function alogistics.top_routes(timestamptz, timestamptz, timestamptz, integer) is
'The work of admin_top_routes(). INVOKER; for the functions of the house.';

create or replace function alogistics.top_transporters(
  previous_time timestamptz, from_time timestamptz, to_time timestamptz, max_count integer)
returns table (transporter_id uuid, name text, currency text, jobs bigint, earnings bigint, on_time_percent numeric,
               rating_average numeric, previous_jobs bigint, change_percent numeric)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select t.transporter_id, concat_ws(' ', p.first_name, p.last_name), t.currency, t.jobs, t.earnings,
         round(100 * t.on_time::numeric / t.jobs, 1), p.rating_average, t.previous_jobs,
         round(100 * (t.jobs - t.previous_jobs)::numeric / nullif(t.previous_jobs, 0), 1)
  from (select r.assigned_transporter_id as transporter_id, r.currency,
               count(*) filter (where r.completed_at >= from_time) as jobs,
               coalesce(sum(r.transporter_earnings) filter (where r.completed_at >= from_time), 0)::bigint as earnings,
               count(*) filter (where r.completed_at >= from_time and r.completed_at <= r.delivery_date) as on_time,
               count(*) filter (where r.completed_at < from_time) as previous_jobs
        from alogistics.transport_requests as r
        where r.status = 'completed' and r.completed_at >= previous_time and r.completed_at < to_time
        group by r.assigned_transporter_id, r.currency
        having count(*) filter (where r.completed_at >= from_time) > 0
        order by jobs desc, earnings desc, r.assigned_transporter_id, r.currency
        limit max_count) as t
    left join alogistics.profiles as p on p.id = t.transporter_id
  order by t.jobs desc, t.earnings desc, t.transporter_id, t.currency
$$;
comment on function alogistics.top_transporters(timestamptz, timestamptz, timestamptz, integer) is
'The work of admin_top_transporters(). INVOKER; for the functions of the house.';

revoke all on function alogistics.ledger_figures(int8multirange), alogistics.figures_waiting(),
  alogistics.figures_between(timestamptz, timestamptz), alogistics.metrics(timestamptz[]),
  alogistics.kpis(timestamptz, timestamptz, timestamptz), alogistics.daily(date, date, text),
  alogistics.top_routes(timestamptz, timestamptz, timestamptz, integer),
  alogistics.top_transporters(timestamptz, timestamptz, timestamptz, integer) from public;
