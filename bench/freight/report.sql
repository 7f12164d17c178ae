-- Medians, and whether they keep within the bars; and how the lists were read.
create view bench.costs (cost, bar, found) as
  with medians as (
    select what, percentile_cont(0.5) within group (order by cpu_ns) as cpu from bench.samples where round > 0 group by what)
  select 'a batch of 1,000 positions, of COPY of the same rows', 'at most 2.5', b.cpu / c.cpu
  from medians as b, medians as c where b.what = 'batch' and c.what = 'COPY'
  union all
  select '1,000 single calls, of the batch', 'at least 15', s.cpu / b.cpu
  from medians as s, medians as b where s.what = 'singles' and b.what = 'batch'
  union all
  select 'a suggestion of transporters, ms of CPU', 'at most 5', cpu / 1000000 from medians where what = 'suggestion';
select row_number() over () as "#", who, left(statement, 90) as list, replace(indexes, 'idx_requests_', '') as "read by",
       rows as "rows read", round(ms, 1) as ms, case when is_right then 'as it must' else 'MISSED' end as "is it right"
from bench.found;
select cost as bar, bar as bound, found from bench.costs;
