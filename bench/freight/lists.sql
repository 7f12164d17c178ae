-- Every list once to warm up, then measured.
\pset footer off
\pset linestyle ascii
\o /dev/null
select * from bench.check_lists();
\o
create table bench.found as select * from bench.check_lists();
select row_number() over () as "#", who, left(statement, 90) as "list", replace(indexes, 'idx_requests_', '') as "read by",
       rows as "rows read", round(ms, 1) as ms, case when is_right then 'as it must' else 'MISSED' end as bar
from bench.found;
