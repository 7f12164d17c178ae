-- Medians as ratios to the first case, and whether they keep within 5 %.
\pset format aligned
\pset tuples_only off
\pset footer off
with medians as (
  select c.number, c.title, percentile_cont(0.5) within group (order by s.cpu_ns) as cpu
  from bench.cases as c join bench.samples as s using (number)
  group by c.number, c.title
), ratios as (
  select m.number, m.title, m.cpu / first.cpu as ratio
  from medians as m, (select cpu from medians where number = 1) as first
)
select title as "log-in", round(ratio::numeric, 3) as "CPU, median",
       case when abs(ratio - 1) <= 0.05 then 'within 5 %' else 'MISSED' end as bar
from ratios order by number;
