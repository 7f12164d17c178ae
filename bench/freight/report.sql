-- Medians, and whether they keep within the bars.
\pset format aligned
\pset tuples_only off
\pset footer off
create view bench.costs as
  with medians as (
    select what, percentile_cont(0.5) within group (order by cpu_ns) as cpu from bench.samples where round > 0 group by what
  ), cells (cell, value, bar, is_most) as (
    select 'batch of 1,000 positions / COPY of the same rows', b.cpu / c.cpu, 2.5, true
    from medians as b, medians as c where b.what = 'batch' and c.what = 'COPY'
    union all
    select '1,000 single calls / the batch', s.cpu / b.cpu, 15, false
    from medians as s, medians as b where s.what = 'singles' and b.what = 'batch'
    union all
    select 'suggestion of transporters, ms of CPU', cpu / 1000000, 5, true from medians where what = 'suggestion'
  )
  select cell, round(value::numeric, 2) as median, case when is_most then 'at most ' else 'at least ' end || bar as bar,
         case when (value <= bar) = is_most then 'kept' else 'MISSED' end as result
  from cells;
select * from bench.costs;
