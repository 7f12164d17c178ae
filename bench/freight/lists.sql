-- Every list once to warm up, then measured.
\o /dev/null
select * from bench.check_lists();
\o
create table bench.found as select * from bench.check_lists();
