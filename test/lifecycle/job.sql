-- The main job as each person in turn, through row security and the functions. Needs test/fixtures.sql.
\set ON_ERROR_STOP on
select test.request('job ' || count(*), 'client', 200 + 5 * count(*)::integer) as request
from alogistics.transport_requests \gset
\o /dev/null
select test.act_as('moderator');
select alogistics.validate_transport_request(:'request');
select alogistics.assign_transporter(:'request', test.id('transporter'), test.id('truck'));
select test.act_as('client');
select alogistics.process_payment(:'request', 221700);
select test.act_as('transporter');
insert into alogistics.tracking_updates (request_id, lat, lng) values (:'request', 14, -12);
select alogistics.complete_transport_request(:'request', '{"received_by": "M. Traoré", "photo_sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}');
insert into alogistics.ratings (request_id, score) values (:'request', 5);
select test.act_as(null);
-- Divides by zero unless each step was audited and both parties were told of it.
select 1 / (count(*) = 5)::integer from alogistics.audit_logs where entity_id = :'request';
select 1 / (count(*) = 8)::integer from alogistics.notifications
where data ->> 'request_id' = :'request';
