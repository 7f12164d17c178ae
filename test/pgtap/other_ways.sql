-- The ways out of the main job before it is paid, and money held early: reject, unassign, cancel,
-- payment.debit_at. A-61, A-62, A-80, A-81.
begin;
select plan(71);
update alogistics.profiles set locale = 'en' where id = test.id('transporter');

-- Rejected.
select test.take_job(test.request_at('rejected', 'pending'));
select is(test.step('moderator', $$ select alogistics.reject_transport_request(test.job(), 'No weapons') $$),
  'cancelled: cancelled_at status_reason | 10000000 0 0 0', 'a moderator rejects a request with a reason');
select is(cancelled_at, now(), 'at this time') from alogistics.transport_requests where id = test.job();
select is((test.history())[2], 'transport_request.reject by moderator as staff: pending → cancelled',
  'written down as a rejection');
select is((test.messages())[2],
  'client | request | Demande refusée | Votre demande Dakar → Bamako n''a pas pu être acceptée. Motif : No weapons',
  'the client reads why');
select is(array_length(test.messages(), 1), 2, 'nobody else is told');

-- Cancelled by the client, where it may be.
select test.take_job(test.request_at('regretted', 'pending'));
select is(test.step('client', 'select alogistics.cancel_transport_request(test.job())'),
  'cancelled: cancelled_at | 10000000 0 0 0', 'a client cancels a pending request without a reason');
select is((test.history())[2], 'transport_request.cancel by client as authenticated: pending → cancelled',
  'written down as a cancellation');
select is((test.messages())[2],
  'client | request | Demande annulée | Votre demande Dakar → Bamako est annulée. Motif : —', 'and confirmed');

select test.take_job(test.request_at('too late', 'validated', 20));
select is(test.step('client', $$ select alogistics.cancel_transport_request(test.job(), 'Sold the rice') $$),
  'cancelled: cancelled_at status_reason | 10000000 0 0 0', 'a client cancels a validated request');

select test.take_job(test.request_at('assigned', 'assigned', 30));
select is(test.step('client', $$ select alogistics.cancel_transport_request(test.job(), 'Sold the rice') $$),
  'cancelled: cancelled_at status_reason | 10000000 0 0 0', 'a client cancels an assigned request');
select is((test.messages())[5:6], array[
  'client | request | Demande annulée | Votre demande Dakar → Bamako est annulée. Motif : Sold the rice',
  'transporter | request | Job cancelled | The transport Dakar → Bamako assigned to you has been cancelled. Reason: Sold the rice'],
  'both parties are told');

-- Cancelled by staff, with a reason.
select test.take_job(test.request_at('by staff', 'validated', 40));
select is(test.step('moderator', 'select alogistics.cancel_transport_request(test.job())'), 'reason_required',
  'staff give a reason');
select is(test.step('moderator', $$ select alogistics.cancel_transport_request(test.job(), e' \n\t') $$),
  'reason_required', 'that says something');
select is(test.step('moderator', $$ select alogistics.cancel_transport_request(test.job(), 'Fraud') $$),
  'cancelled: cancelled_at status_reason | 10000000 0 0 0', 'and may cancel then');

-- Taken back from the transporter, and given to another.
select test.take_job(test.request_at('taken back', 'assigned', 50));
select is(test.step('moderator', $$ select alogistics.unassign_transporter(test.job(), 'Broken down') $$),
  'validated: assigned_at assigned_by assigned_transporter_id assigned_vehicle_id commission_bps status_reason | 10000000 0 0 0',
  'a moderator takes a job back');
select results_eq(
  $$ select assigned_transporter_id, assigned_vehicle_id, commission_bps, assigned_by, assigned_at, validated_by, final_price
     from alogistics.transport_requests where id = test.job() $$,
  $$ select null::uuid, null::uuid, null::integer, null::uuid, null::timestamptz, test.id('moderator'), 221700::bigint $$,
  'nothing of the assignment is left, all of the validation is');
select is((test.messages())[5:6], array[
  'client | assignment | Changement de transporteur | Le transporteur de votre demande Dakar → Bamako a été retiré ; nous en cherchons un autre. Motif : Broken down',
  'transporter | assignment | Job withdrawn | The transport Dakar → Bamako is no longer yours. Reason: Broken down'],
  'both parties are told');
select is((test.history())[4], 'transport_request.unassign by moderator as staff: assigned → validated',
  'and it is written down');
select is(test.step('moderator',
  $$ select alogistics.assign_transporter(test.job(), test.id('rival'), test.id('van')) $$),
  'assigned: assigned_at assigned_by assigned_transporter_id assigned_vehicle_id commission_bps | 10000000 0 0 0',
  'another transporter gets the job');
select is(test.step('moderator', $$ select alogistics.unassign_transporter(test.job(), 'Broken down') $$),
  'validated: assigned_at assigned_by assigned_transporter_id assigned_vehicle_id commission_bps | 10000000 0 0 0',
  'the same reason given again is a reason');
select is(test.step('moderator',
  $$ update alogistics.transport_requests set status = 'cancelled' where id = test.job() $$),
  'reason_required', 'but an old reason is none for a new step');
select is(test.outcome('superuser', $$ select test.request_at('freed', 'assigned', 50) $$), 'done',
  'the truck is free again at that time');

-- A step that is none, and functions called at the wrong time.
select test.take_job(test.request_at('steady', 'validated', 60));
select is(test.step('moderator', statement), 'invalid_transition', statement)
from (values ('select alogistics.validate_transport_request(test.job())'),
             ($$ select alogistics.reject_transport_request(test.job(), 'late') $$),
             ($$ select alogistics.unassign_transporter(test.job(), 'early') $$),
             ($$ select alogistics.complete_transport_request(test.job(), reason => 'early') $$)) as early(statement);
select is(test.step('client', 'select alogistics.process_payment(test.job(), 221700)'), 'invalid_transition',
  'paying before there is a transporter');

-- The same with the money held when the moderator validates.
insert into alogistics.platform_settings values ('payment.debit_at', '"validation"');
select test.take_job(test.request('held', 'client', 70));
select is(test.step('moderator', 'select alogistics.validate_transport_request(test.job(), price => 1000)'),
  'validated: final_price validated_at validated_by | 9999000 1000 0 0', 'held at validation');
select is(test.step('moderator',
  $$ select alogistics.assign_transporter(test.job(), test.id('transporter'), test.id('truck')) $$),
  'assigned: assigned_at assigned_by assigned_transporter_id assigned_vehicle_id commission_bps | 9999000 1000 0 0',
    'still held');
select is(test.step('moderator', $$ select alogistics.unassign_transporter(test.job(), 'Broken down') $$),
  'validated: assigned_at assigned_by assigned_transporter_id assigned_vehicle_id commission_bps status_reason | 9999000 1000 0 0',
  'held also while another transporter is looked for');
select is(test.step('moderator',
  $$ update alogistics.transport_requests set final_price = 900 where id = test.job() $$),
  'field_locked', 'the price stands while money is held');
select is(test.step('moderator',
  $$ select alogistics.assign_transporter(test.job(), test.id('transporter'), test.id('truck')) $$),
  'assigned: assigned_at assigned_by assigned_transporter_id assigned_vehicle_id commission_bps | 9999000 1000 0 0',
    'assigned again');
select is(test.step('client', 'select alogistics.process_payment(test.job(), 1000)'),
  'in_progress: paid_at | 9999000 1000 0 0', 'payment captures what is held, and takes nothing twice');
select is(test.step('transporter',
  $$ select alogistics.complete_transport_request(test.job(), test.proof()) $$),
  'completed: completed_at platform_commission proof_of_delivery transporter_earnings | 9999000 0 850 150',
    'paid out');

select test.take_job(test.request('held, cancelled', 'client', 80));
select is(test.step('moderator', 'select alogistics.validate_transport_request(test.job(), price => 1000)'),
  'validated: final_price validated_at validated_by | 9998000 1000 850 150', 'held at validation');
select is(test.step('client', $$ select alogistics.cancel_transport_request(test.job(), 'Sold the rice') $$),
  'cancelled: cancelled_at status_reason | 9999000 0 850 150', 'a cancelled request gives the money back (A-81)');
select test.same_lines((test.messages())[3:], $$
client | request | Demande annulée | Votre demande Dakar → Bamako est annulée. Motif : Sold the rice
client | payment | Remboursement effectué | 1 000 FCFA vous ont été remboursés pour le transport Dakar → Bamako.
$$);
select test.take_job(test.request('held, assigned, cancelled', 'client', 90));
select alogistics.validate_transport_request(test.job(), price => 1000);
select alogistics.assign_transporter(test.job(), test.id('transporter'), test.id('truck'));
update alogistics.profiles set locale = 'en' where id = test.id('client');
select is(test.step('moderator', $$ select alogistics.cancel_transport_request(test.job(), 'Fraud') $$),
  'cancelled: cancelled_at status_reason | 9999000 0 850 150', 'also when staff cancel an assigned one');
select test.same_lines((test.messages())[5:], $$
client | request | Request cancelled | Your request Dakar → Bamako has been cancelled. Reason: Fraud
transporter | request | Job cancelled | The transport Dakar → Bamako assigned to you has been cancelled. Reason: Fraud
client | payment | Refund made | 1,000 FCFA has been refunded to you for the transport Dakar → Bamako.
$$);
select test.take_job(test.request('declined', 'client', 100));
select is(test.step('moderator', $$ select alogistics.reject_transport_request(test.job(), 'Too heavy') $$),
  'cancelled: cancelled_at status_reason | 9999000 0 850 150', 'rejection comes before any hold');
select is((test.messages())[2],
  'client | request | Request declined | Your request Dakar → Bamako could not be accepted. Reason: Too heavy',
  'in English');

-- The setting changes while jobs are under way: a request is held once, by whichever rule comes first.
select test.take_job(test.request('before the change', 'client', 110));
update alogistics.platform_settings set value = '"assignment"';
select is(test.step('moderator', 'select alogistics.validate_transport_request(test.job(), price => 1000)'),
  'validated: final_price validated_at validated_by | 9999000 0 850 150', 'not held at validation');
update alogistics.platform_settings set value = '"validation"';
select alogistics.assign_transporter(test.job(), test.id('transporter'), test.id('truck'));
select is(test.step('client', 'select alogistics.process_payment(test.job(), 1000)'),
  'in_progress: paid_at | 9998000 1000 850 150', 'so payment takes it');
select is_empty('select * from alogistics.reconcile()', 'the books are sound');

-- Whom staff assign.
update alogistics.platform_settings set value = '"assignment"';
select test.take_job(test.request_at('choosy', 'validated', 120));
select test.sign_up('newcomer');
select is(test.step('moderator', format('select alogistics.assign_transporter(test.job(), %L, %L)',
  test.id(transporter), test.id(vehicle))), refusal, refusal)
from (values ('client', 'truck', 'self_dealing'), ('newcomer', 'truck', 'not_a_transporter'),
  ('rival', 'truck', 'vehicle_not_owned'),
             ('nobody', 'truck', 'not_found'), ('transporter', 'nothing', 'not_found'))
               as choice(transporter, vehicle, refusal);
select is(test.step('moderator', 'select alogistics.assign_transporter(test.job(), null, null)'), 'missing_value',
  'nobody at all');
select is(test.step('moderator', 'select alogistics.assign_transporter(gen_random_uuid(), null, null)'), 'missing_value',
  'nobody at all, for a request that is not there');

-- The window of a job is half open: a job may begin the moment another ends (A-22).
select test.request_at('first', 'assigned', 200);
select is(test.outcome('superuser', format($$ select test.request_at('shift %1$s', 'assigned', %1$s) $$, day)),
  outcome, format('day %s', day))
from (values (198, 'done'), (199, 'vehicle_busy'), (201, 'vehicle_busy'), (202, 'done'), (203, 'vehicle_busy'))
  as shift(day, outcome);

-- Nobody decides about his own job: a moderator who is a party of it is that party only.
select test.request('own', 'stranger', 300), alogistics.set_role(test.id('stranger'), 'moderator') \g /dev/null
select is(test.would('stranger', statement), outcome, 'a moderator, of his own request: ' || statement)
from (values ('select alogistics.validate_transport_request(test.id(''own''))', 'not_allowed'),
  ('select alogistics.reject_transport_request(test.id(''own''), ''because'')', 'done'),
  ('update alogistics.transport_requests set final_price = 1 where id = test.id(''own'')', 'field_locked'),
    ('select alogistics.cancel_transport_request(test.id(''own''))', 'done')) as s(statement, outcome);
select is(test.would('moderator', 'select alogistics.validate_transport_request(test.id(''own''))'), 'done',
  'another one decides');

-- Paid only while the transporter may still carry.
select test.request_at('doubtful', 'assigned', 310) \g /dev/null
select is(test.would('superuser', doubt || '; select alogistics.process_payment(test.id(''doubtful''), 221700)'),
  outcome, doubt)
from (values ('select alogistics.deactivate_profile(test.id(''transporter''))', 'transporter_inactive'),
  ('select alogistics.verify_profile(test.id(''transporter''), false)', 'transporter_not_verified'),
  ('select', 'done')) as d(doubt, outcome);

-- What is said again is no news.
select test.take_job(test.request_at('twice', 'pending', 320)) \g /dev/null
select is(test.outcome('client',
  'update alogistics.transport_requests set status = ''pending'', cargo_description = cargo_description where id = test.job()'),
  'done', 'an UPDATE that changes nothing');
select is(array_length(test.history(), 1), 1, 'is not written down');
select is(test.outcome('client',
  'update alogistics.transport_requests set cargo_description = ''Tea'' where id = test.job()'), 'done',
  'one that does');
select is((test.history())[2], 'transport_request.update by client as authenticated', 'is');
select * from finish();
rollback;
