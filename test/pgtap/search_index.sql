-- Whoever searches reads all that is new in the index on words: at most 16 pages of what one session has written.
begin;
select plan(3);
create extension pgstattuple schema test;
select test.request('one') \g /dev/null
set local session_replication_role = replica;
insert into alogistics.transport_requests
select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'quote_id', gen_random_uuid(),
  'cargo_description', md5(n::text) || ' ' || md5((-n)::text)))).*
from alogistics.transport_requests as r, generate_series(1, 1500) as n where r.id = test.id('one');
insert into alogistics.profiles (id, role, first_name, last_name, email)
select gen_random_uuid(), 'client', md5(n::text), md5((-n)::text), md5((n + 0.5)::text) from generate_series(1, 1500) as n;
select results_eq($$ select (select count(*) from alogistics.transport_requests where cargo_description ~ '^[0-9a-f]{32} '),
  (select count(*) from alogistics.profiles where email ~ '^[0-9a-f]{32}$') $$, 'values (1500::bigint, 1500::bigint)', 'there is much that is new');
select cmp_ok((select pending_pages from test.pgstatginindex('alogistics.idx_requests_words')), '<=', 16, 'of requests');
select cmp_ok((select pending_pages from test.pgstatginindex('alogistics.profiles_words')), '<=', 16, 'and of people');
select * from finish();
rollback;
