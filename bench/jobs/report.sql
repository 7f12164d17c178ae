\pset footer off
\echo 'Jobs a second, claimed and completed: median (smallest-largest)'
with speeds as (
  select batch, variant, format('%s (%s-%s)', round(percentile_cont(0.5) within group (order by per_second)),
    round(min(per_second)), round(max(per_second))) as shown
  from bench.speeds group by batch, variant)
select batch, max(shown) filter (where variant = 'plain') as plain, max(shown) filter (where variant = 'socle') as socle,
  (select round(percentile_cont(0.5) within group (order by s.per_second / p.per_second)::numeric, 2)
   from bench.speeds as s join bench.speeds as p using (batch, round)
   where s.variant = 'socle' and p.variant = 'plain' and s.batch = speeds.batch) as "socle to plain"
from speeds group by batch order by batch;
\echo 'One job: CPU of the backend, and WAL; medians'
select batch, variant, round(percentile_cont(0.5) within group (order by cpu_us)::numeric, 1) as "µs of CPU",
  round(percentile_cont(0.5) within group (order by wal_bytes)) as "bytes of WAL"
from bench.costs group by batch, variant order by batch, variant;
