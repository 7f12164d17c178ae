-- Medians, and what each is of the bare table's.
with medians as (
  select what, percentile_cont(0.5) within group (order by ms) as ms,
    percentile_cont(0.5) within group (order by cpu_ms) as cpu_ms,
    percentile_cont(0.5) within group (order by wal_bytes) as wal_bytes
  from bench.samples where round > 0 group by what
)
select text as "for all of them", round(m.ms::numeric * times) as ms, round(m.cpu_ms::numeric * times) as "CPU ms",
  round((m.cpu_ms / b.cpu_ms)::numeric * times, 1) as "of bare", round(m.wal_bytes::numeric * times / 1000000) as "WAL MB",
  round((m.wal_bytes / b.wal_bytes)::numeric * times, 1) as "WAL of bare"
from (values (1, 'bare', 'INSERT … SELECT into a bare table', 1), (2, 'indexed', 'the same with keys and indexes', 1),
             (3, 'campaign', 'notify_many() to everyone', 1), (4, 'mailed', 'notify_many() to everyone, by e-mail too', 1),
             (5, 'tenth one by one', 'an INSERT for each, ten times those of a tenth', 10)) as c(number, what, text, times)
  join medians as m using (what), medians as b
where b.what = 'bare' order by number;
select round(percentile_cont(0.5) within group (order by ms)::numeric) as "ms that others' events wait for a campaign's"
from bench.waits where round > 0;
