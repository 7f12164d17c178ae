-- Medians, and whether they keep within the bars.
create view bench.costs as
  with medians as (
    select what, percentile_cont(0.5) within group (order by cpu_ns) / 1000000 as ms from bench.samples where round > 0 group by what
  ), cells (number, cell, value, bar) as (
    select number, cell, ms, bar
    from (values (1, 'admin_kpis() of 30 days, ms of CPU', 'kpis of 30 days', 20),
                 (2, 'the same in a zone of 5:45', 'kpis of 30 days elsewhere', 20),
                 (3, 'admin_kpis() of a year', 'kpis of a year', 20),
                 (4, 'admin_daily() of 30 days', '30 days', null),
                 (5, 'admin_top_routes() of 30 days', 'routes', null),
                 (6, 'admin_top_transporters() of 30 days', 'transporters', null),
                 (7, 'the numbers of 30 days, counted from the rows', 'counted', null)) as c(number, cell, what, bar)
      join medians using (what)
    union all
    select 8, 'a request made and validated, with what counts it / without', a.ms / b.ms, null
    from medians as a, medians as b where a.what = 'with' and b.what = 'without'
  )
  select number, cell, value, bar from cells;
select cell as "medians", round(value::numeric, 2) as found from bench.costs order by number;
select cell as bar, 'at most ' || bar as bound, value as found from bench.costs order by number;
