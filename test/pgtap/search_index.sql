-- Whoever searches reads all that is new in the index on words: never more than 16 pages, whatever was written.
begin;
select plan(2);
create extension pgstattuple schema test;
select test.request('one') \g /dev/null
set local session_replication_role = replica;
insert into alogistics.transport_requests
select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'quote_id', gen_random_uuid(),
  'cargo_description', md5(n::text) || ' ' || md5((-n)::text)))).*
from alogistics.transport_requests as r, generate_series(1, 1500) as n where r.id = test.id('one');
insert into alogistics.profiles (id, role, first_name, last_name, email)
select gen_random_uuid(), 'client', md5(n::text), md5((-n)::text), md5((n + 0.5)::text) from generate_series(1, 1500) as n;
select cmp_ok((select pending_pages from test.pgstatginindex('alogistics.idx_requests_words')), '<=', 16, 'of requests');
select cmp_ok((select pending_pages from test.pgstatginindex('alogistics.profiles_words')), '<=', 16, 'and of people');
select * from finish();
rollback;
