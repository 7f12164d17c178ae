-- The life of a request: what each function answers, and what each refusal says.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
begin;
set search_path = alogistics;

-- Create.
select test.act_as('client') \g /dev/null
select status, currency, estimated_price, final_price, distance_m / 1000 as km
from create_transport_request(
  cargo_description => 'Rice in sacks', cargo_weight_kg => 1000,
  pickup_address => '12 rue Carnot', pickup_city => 'Dakar', pickup_lat => 14.6928, pickup_lng => -17.4467,
  delivery_address => 'Marché Rose', delivery_city => 'Bamako', delivery_lat => 12.6392, delivery_lng => -8.0029,
  pickup_date => '2099-01-10 08:00Z', delivery_date => '2099-01-12 18:00Z');
select create_transport_request('Rice', 0, 'a', 'b', 14, -17, 'c', 'd', 12, -8, '2099-01-10', '2099-01-12');
\echo :LAST_ERROR_SQLSTATE
select create_transport_request('Rice', 1, ' ', 'b', 14, -17, 'c', 'd', 12, -8, '2099-01-10', '2099-01-12');
select create_transport_request('Rice', 1, 'a', 'b', 14, -17, 'c', 'd', 12, -8, '2099-01-10', '2099-01-09');
select create_transport_request('Rice', 1, 'a', 'b', 14, -17, 'c', 'd', 12, -8, null, '2099-01-12');
select test.act_as('transporter') \g /dev/null
select create_transport_request('Rice', 1, 'a', 'b', 14, -17, 'c', 'd', 12, -8, '2099-01-10', '2099-01-12');
\echo :LAST_ERROR_SQLSTATE

select test.act_as(null) \g /dev/null
select test.request('job', day => 100) = test.id('job') as made;

-- Validate.
select test.act_as('client') \g /dev/null
select validate_transport_request(test.id('job'));
\echo :LAST_ERROR_SQLSTATE
select process_payment(test.id('job'), 1);
\echo :LAST_ERROR_SQLSTATE
select test.act_as('stranger') \g /dev/null
select cancel_transport_request(test.id('job'));
select test.act_as('moderator') \g /dev/null
select validate_transport_request(null);
\echo :LAST_ERROR_SQLSTATE
select validate_transport_request(test.id('job'), price => 1000.5);
\echo :LAST_ERROR_SQLSTATE
select validate_transport_request(test.id('job'), price => -1);
select validate_transport_request(test.id('job'), price => 200000);
select validate_transport_request(test.id('job'));
select status, final_price, validated_by = test.id('moderator') as by_the_moderator
from transport_requests where id = test.id('job');

-- Assign.
select assign_transporter(test.id('job'), test.id('client'), test.id('truck'));
select assign_transporter(test.id('job'), test.id('stranger'), test.id('truck'));
select assign_transporter(test.id('job'), test.id('transporter'), test.id('van'));
select assign_transporter(test.id('job'), test.id('transporter'), null);
select assign_transporter(test.id('job'), test.id('transporter'), test.id('truck'));
select status, commission_bps from transport_requests where id = test.id('job');
select unassign_transporter(test.id('job'), '  ');
\echo :LAST_ERROR_SQLSTATE
select unassign_transporter(test.id('job'), 'the truck broke down');
select status, status_reason, assigned_transporter_id from transport_requests where id = test.id('job');
select assign_transporter(test.id('job'), test.id('transporter'), test.id('truck'));
select test.act_as(null) \g /dev/null
select test.request('rush', day => 101) = test.id('rush') as made;
select validate_transport_request(test.id('rush'));
select assign_transporter(test.id('rush'), test.id('transporter'), test.id('truck'));
\echo :LAST_ERROR_SQLSTATE
select test.request('heavy', day => 200, weight_kg => 9000) = test.id('heavy') as made;
select validate_transport_request(test.id('heavy'));
select assign_transporter(test.id('heavy'), test.id('rival'), test.id('van'));

-- Pay.
select test.act_as('transporter') \g /dev/null
select process_payment(test.id('job'), 200000);
select test.act_as('client') \g /dev/null
select process_payment(test.id('job'), 199999);
\echo :LAST_ERROR_SQLSTATE
update transport_requests set status = 'completed', proof_of_delivery = test.proof()
where id = test.id('job');
\echo :LAST_ERROR_SQLSTATE
select process_payment(test.id('job'), 200000);
select process_payment(test.id('job'), 200000);
update transport_requests set cargo_description = 'Gold' where id = test.id('job');
\echo :LAST_ERROR_SQLSTATE

-- Complete.
select complete_transport_request(test.id('job'));
\echo :LAST_ERROR_SQLSTATE
select test.act_as('transporter') \g /dev/null
select complete_transport_request(test.id('job'));
\echo :LAST_ERROR_SQLSTATE
select complete_transport_request(test.id('job'), '[]');
select complete_transport_request(test.id('job'), test.proof());
select status, final_price, platform_commission, transporter_earnings
from transport_requests where id = test.id('job');
select test.act_as(null) \g /dev/null
delete from transport_requests where id = test.id('job');
\echo :LAST_ERROR_SQLSTATE

-- Reject and cancel.
select test.request('unwanted', day => 300) = test.id('unwanted') as made,
       test.request('regretted', day => 310) = test.id('regretted') as made;
select test.act_as('moderator') \g /dev/null
select reject_transport_request(test.id('unwanted'), '');
select reject_transport_request(test.id('unwanted'), 'no such goods');
select test.act_as('client') \g /dev/null
select cancel_transport_request(test.id('regretted'));
select status, status_reason from transport_requests
where id in (test.id('unwanted'), test.id('regretted')) order by status_reason;

-- Every step told the client, in her language, and was written down.
select title, message from notifications
where data ->> 'request_id' = test.id('job')::text and user_id = test.id('client') order by id;
select test.act_as('admin') \g /dev/null
select action, database_role, old_data ->> 'status' as before, new_data ->> 'status' as after
from audit_logs where entity_id = test.id('job')::text order by id;
rollback;
