-- A step finds its request by the key, even if it was planned when none waited: the index of those that wait has them all.
begin;
select plan(2);
create function test.scans(index regclass) returns bigint language sql as $$ select pg_stat_get_xact_numscans(index) $$;
select test.request('old'), alogistics.cancel_transport_request(test.id('old'), 'test') \g /dev/null
set local session_replication_role = replica;
insert into alogistics.transport_requests
select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'quote_id', gen_random_uuid()))).*
from alogistics.transport_requests as r, generate_series(1, 3000);
set local session_replication_role = origin;
analyze alogistics.transport_requests;
select test.request('validated'), test.request('rejected') \g /dev/null
create temporary table before as select test.scans('alogistics.idx_requests_pending') as scans;
select test.become('service_role') \g /dev/null
select alogistics.validate_transport_request(test.id('validated')), alogistics.reject_transport_request(test.id('rejected'), 'test') \g /dev/null
select test.become(null) \g /dev/null
select is((select string_agg(status::text, ' ' order by status) from alogistics.transport_requests
  where id in (test.id('validated'), test.id('rejected'))), 'validated cancelled', 'both steps are done');
select is(test.scans('alogistics.idx_requests_pending'), scans, 'and looked at none of those that wait') from before;
select * from finish();
rollback;
