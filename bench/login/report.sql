-- Medians as ratios to the first case, and whether they keep within 5 %.
create view bench.ratios as
  with medians as (
    select c.number, c.title, percentile_cont(0.5) within group (order by s.cpu_ns) as cpu
    from bench.cases as c join bench.samples as s using (number)
    group by c.number, c.title)
  select m.number, m.title, m.cpu / first.cpu as ratio
  from medians as m, (select cpu from medians where number = 1) as first;
select title as "log-in", round(ratio::numeric, 3) as "CPU, of the first's" from bench.ratios order by number;
select title || ', how far off' as bar, 'at most 0.05' as bound, abs(ratio - 1) as found
from bench.ratios where number > 1 order by number;
