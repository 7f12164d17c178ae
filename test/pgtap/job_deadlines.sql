-- Deadlines of a job: paid in time, taken in time, picked up in time. logistics.md §4 point 14; A-81.
begin;
select plan(39);
\ir lib/jobs.sql
update alogistics.profiles set locale = 'en' where id in (test.id('client'), test.id('transporter'), test.id('moderator'));

-- What waits for the job: kind, level, hours from now.
create function test.waits() returns text language sql stable as $$
  select coalesce(string_agg(format('%s %s in %s', kind, level, round(extract(epoch from due_at - now()) / 3600)), ', ' order by due_at), '')
  from alogistics.deadlines where subject_id = test.job() and done_at is null
$$;
create function test.run_due() returns text language sql as $$
  select test.answer('service_role', 'select alogistics.run_due()')
$$;
-- As if the time of these had come, the earlier level first.
create function test.come(kind text, of_level integer default 0) returns text language sql as $$
  update alogistics.deadlines as d set due_at = now() - interval '1 second', next_attempt_at = now() - interval '1 second'
  where d.kind = come.kind and level = of_level and subject_id = test.job() and done_at is null;
  select test.run_due()
$$;
create function test.status() returns text language sql stable as $$
  select status::text from alogistics.transport_requests where id = test.job()
$$;

-- They follow the job.
select test.take_job(test.request('job', 'client', 10)) \g /dev/null
select is(test.waits(), '', 'nothing waits for a request that is pending');
select alogistics.validate_transport_request(test.job()) \g /dev/null
select matches(test.waits(), '^unclaimed_request 0 in \d+, unclaimed_request 1 in \d+$', 'validated: a transporter until the pick-up, a reminder a day before');
select alogistics.assign_transporter(test.job(), test.id('transporter'), test.id('truck')) \g /dev/null
select is(test.waits(), 'unpaid_assignment 0 in 24', 'assigned: paid within a day');
select alogistics.process_payment(test.job(), 221700) \g /dev/null
select matches(test.waits(), '^late_pickup 0 in \d+$', 'paid: picked up');
select is((select due_at from alogistics.deadlines where subject_id = test.job() and done_at is null),
  (select pickup_date + interval '4 hours' from alogistics.transport_requests where id = test.job()), 'four hours after the time, at the latest');
select alogistics.confirm_pickup(test.job(), '{"notes": "x"}') \g /dev/null
select is(test.waits(), '', 'picked up: nothing waits');
select test.request_at(status, status, 10 + 10 * n::integer) from unnest(array['assigned', 'in_progress', 'completed']) with ordinality as s(status, n) \g /dev/null
select test.take_job(test.id('completed')) \g /dev/null
select is(test.waits(), '', 'nor for a job that is over');
select test.take_job(test.id('assigned')) \g /dev/null
select alogistics.unassign_transporter(test.job(), 'x') \g /dev/null
select matches(test.waits(), '^unclaimed_request 0 in \d+, unclaimed_request 1 in \d+$', 'unassigned: it waits for a transporter again');
select alogistics.cancel_transport_request(test.job(), 'x') \g /dev/null
select is(test.waits(), '', 'cancelled: nothing waits');
-- Not later than the pick-up; and settings decide.
insert into alogistics.platform_settings values ('delivery.pay_hours', '3'), ('delivery.pickup_grace_hours', '2');
select test.request_at('soon', 'validated', 50), test.pickup_in(test.id('soon'), '2 hours'), test.take_job(test.id('soon')) \g /dev/null
select alogistics.assign_transporter(test.job(), test.id('transporter'), test.id('truck')) \g /dev/null
select is(test.waits(), 'unpaid_assignment 0 in 2', 'to be paid before the pick-up');
select alogistics.process_payment(test.job(), 221700) \g /dev/null
select is(test.waits(), 'late_pickup 0 in 4', 'two hours after it staff are told');
select alogistics.complete_transport_request(test.job(), reason => 'x') \g /dev/null
select test.request_at('later', 'assigned', 60), test.take_job(test.id('later')) \g /dev/null
select is(test.waits(), 'unpaid_assignment 0 in 3', 'three hours to pay');
delete from alogistics.platform_settings where key like 'delivery.%';

-- Not paid in time: the transporter is free again.
select is(test.run_due(), '0', 'nothing is due');
select is(test.come('unpaid_assignment'), '1', '§4 point 14: not paid in time');
select is((status::text, status_reason, assigned_transporter_id), ('validated'::text, 'Not paid in time'::text, null::uuid), 'back on the board')
from alogistics.transport_requests where id = test.job();
select is(test.last_message('client'), 'The transport Dakar → Bamako was not paid in time: the transporter is released and we are looking for another one.', 'the client is told');
select is(test.last_message('transporter'), 'The client did not pay for the transport Dakar → Bamako in time; it is no longer yours.', 'the transporter too');
select is((action, user_id), ('transport_request.unassign'::text, null::uuid), 'audited as the system''s')
from alogistics.audit_logs where action like 'transport\_request%' order by id desc limit 1;
select is(test.run_due(), '0', 'once');
select is(count(*), 0::bigint, 'no penalty for that') from alogistics.job_penalties;

-- Not taken in time: staff are reminded, then it is cancelled and the money goes back.
insert into alogistics.platform_settings values ('payment.debit_at', '"validation"');
select test.take_job(test.request('unwanted', 'client', 70)), alogistics.validate_transport_request(test.id('unwanted')) \g /dev/null
delete from alogistics.platform_settings where key = 'payment.debit_at';
select is(test.come('unclaimed_request', 0), '1', 'a day before');
select is(test.last_message('moderator'), 'The request Dakar → Bamako will be cancelled in 24 hours unless a transporter is assigned.', 'staff are reminded');
select is(test.status(), 'validated', 'nothing else yet');
select is(test.moves('superuser', 'select test.come(''unclaimed_request'', 1)'), 'done: client +221700, escrow -221700', '§4 point 14: cancelled at the pick-up, and refunded');
select is((status::text, status_reason), ('cancelled'::text, 'No transporter was found in time'::text), 'by the system')
from alogistics.transport_requests where id = test.job();
select ok('No transporter found' = any (test.titles('client')), 'the client is told why');
select is(test.run_due(), '0', 'once');

-- After a no-show it waits to the end of the window.
select test.job_at('missed', 'in_progress', '-1 hour', 80), alogistics.report_no_show(test.id('missed'), 'Nobody came') \g /dev/null
select is(test.waits(), 'unclaimed_request 0 in 23, unclaimed_request 1 in 47', 'after a no-show another one may still come');

-- Not picked up in time: staff are told, the job goes on.
select test.job_at('late', 'in_progress', '-5 hours', 90) \g /dev/null
select is(test.come('late_pickup'), '1', '§4 point 14: not picked up in time');
select is(test.last_message('moderator'), 'The pick-up of the transport Dakar → Bamako is not confirmed.', 'staff are told');
select is(test.status(), 'in_progress', 'and decide');

-- After downtime all that came due is done once, in due order; what no longer applies is not.
select test.take_job(test.request_at('slept', 'assigned', 100)) \g /dev/null
update alogistics.deadlines set due_at = now() - interval '3 days', next_attempt_at = now() - interval '3 days'
where subject_id = test.job();
insert into alogistics.deadlines (kind, subject_id, level, due_at, next_attempt_at)
select kind, test.job(), 0, now() - interval '2 days', now() - interval '2 days' from unnest(array['late_pickup']) as kind;
select is(test.run_due(), '2', '§4 point 14: after downtime each is done once');
select is(test.status(), 'validated', 'the earlier one acted');
select is(count(*), 0::bigint, 'the later one found nothing to do')
from alogistics.notifications where data @> jsonb_build_object('template', 'pickup.late.staff', 'request_id', test.job());
update alogistics.deadlines set due_at = now() - interval '1 day', next_attempt_at = now() - interval '1 day'
where subject_id = test.job() and done_at is null;
insert into alogistics.deadlines (kind, subject_id, level, due_at, next_attempt_at)
values ('unclaimed_request', test.id('gone'), 1, now() - interval '2 days', now() - interval '2 days'),
  ('unpaid_assignment', test.id('completed'), 0, now() - interval '2 days', now() - interval '2 days');
-- Each call ends with what may move money.
select is(sum(test.run_due()::integer), 4::bigint, 'what no longer applies is done without an act') from generate_series(1, 6);
select is((select status::text from alogistics.transport_requests where id = test.id('completed')), 'completed', 'a completed job stays');
select is(test.status(), 'cancelled', 'and what applies is done: the reminder, then the end');
select is(count(*), 0::bigint, 'nothing failed') from alogistics.deadlines where attempts > 0;
select is_empty('select * from alogistics.reconcile()', 'the books are sound');
select * from finish();
rollback;
