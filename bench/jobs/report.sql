-- Jobs a second, claimed and completed: median (smallest–largest); and what one costs, medians.
with speeds as (
  select batch, variant, format('%s (%s–%s)', round(percentile_cont(0.5) within group (order by per_second)),
    round(min(per_second)), round(max(per_second))) as shown
  from bench.speeds group by batch, variant)
select batch, max(shown) filter (where variant = 'plain') as "jobs a second: plain", max(shown) filter (where variant = 'socle') as ours,
  (select round(percentile_cont(0.5) within group (order by s.per_second / p.per_second)::numeric, 2)
   from bench.speeds as s join bench.speeds as p using (batch, round)
   where s.variant = 'socle' and p.variant = 'plain' and s.batch = speeds.batch) as "ours of plain"
from speeds group by batch order by batch;
select batch as "one job: batch", variant, round(percentile_cont(0.5) within group (order by cpu_us)::numeric, 1) as "µs of CPU",
  round(percentile_cont(0.5) within group (order by wal_bytes)) as "bytes of WAL"
from bench.costs group by batch, variant order by batch, variant;
