-- Transporters who decline or do not come: the request returns to the board. A-81; logistics.md §4 point 4.
begin;
select plan(65);
\ir lib/jobs.sql
update alogistics.profiles set locale = 'en' where id in (test.id('client'), test.id('transporter'));
select test.credit('transporter', 100000) \g /dev/null

-- Declining: free or not by the time that is left, paid or not.
create function test.declines(status text, time_left interval, day integer) returns text language plpgsql as $$
begin
  perform test.job_at(format('%s %s', status, time_left), status, time_left, day);
  return test.would_move('transporter', test.call('decline_job', ', ''The truck broke down'''));
exception when sqlstate 'UNDO0' then
  return null;
end
$$;
create function test.undone(call text) returns text language plpgsql as $$
declare
  answer text;
begin
  execute call into answer;
  raise sqlstate 'UNDO0';
exception when sqlstate 'UNDO0' then
  return answer;
end
$$;
select is(test.undone(format('select test.declines(%L, %L, 10)', status, left_)), outcome,
  format('§4 point 4: declined when %s, %s before', status, left_))
from (values ('assigned', '24 hours', 'done'), ('assigned', '23 hours', 'done: transporter -5000, penalties +5000'),
  ('in_progress', '24 hours', 'done: transporter -5000, penalties +5000'),
  ('in_progress', '23 hours', 'done: transporter -10000, penalties +10000'),
  ('in_progress', '-1 hour', 'done: transporter -10000, penalties +10000'),
  ('validated', '24 hours', 'not_found'), ('completed', '24 hours', 'invalid_transition')) as d(status, left_, outcome);

select test.job_at('job', 'in_progress', '1 hour') \g /dev/null
select is(test.would(actor, test.call('decline_job', ', ''x''')), outcome, actor || ' declines')
from (values ('client', 'not_allowed'), ('moderator', 'not_allowed'), ('service_role', 'not_allowed'),
  ('rival', 'not_found'), ('anon', 'denied')) as a(actor, outcome);
select is(test.would('transporter', test.call('decline_job', ', ' || reason)), outcome, 'reason ' || left(reason, 9))
from (values ('null', 'reason_required'), (''' ''', 'reason_required'), (quote_literal(repeat('x', 1001)), 'invalid_value')) as r(reason, outcome);
select is(test.would('transporter', 'select alogistics.decline_job(null, ''x'')'), 'missing_value', 'which job?');
select is(test.answer('transporter', test.call('cancel_preview'))::jsonb ->> 'penalty', '10000', 'the preview says what it costs');
select is(test.moves('transporter', test.call('decline_job', ', ''The truck broke down'', ''k''')),
  'done: transporter -10000, penalties +10000', 'declined');
select is(test.moves('transporter', test.call('decline_job', ', ''The truck broke down'', ''k''')), 'done', 'once');
select is((status::text, assigned_transporter_id, assigned_vehicle_id, paid_at, commission_bps, status_reason),
  ('validated'::text, null::uuid, null::uuid, null::timestamptz, null::integer, 'The truck broke down'::text), 'back on the board')
from alogistics.transport_requests where id = test.job();
select is(test.balance_of('escrow'), 221700::bigint, 'with its escrow');
select is((cause, amount, charged, transporter_id, created_by), ('declined'::text, 10000::bigint, 10000::bigint,
  test.id('transporter'), test.id('transporter')), 'the penalty is kept') from alogistics.job_penalties;
select is((kind, request_id, reason), ('job_penalty'::text, test.job(), 'The truck broke down'::text), 'as a transfer')
from alogistics.ledger_transfers order by id desc limit 1;
select is(test.last_message('client'), 'The transporter has declined your transport Dakar → Bamako; we are looking for another one. Reason: The truck broke down', 'the client is told');
select is(test.last_message('transporter'), 'A penalty of 10,000 FCFA applies to you for the transport Dakar → Bamako; 10,000 FCFA of it was taken from your wallet. Reason: The truck broke down', 'the transporter too');
select is((action, user_id), ('transport_request.unassign'::text, test.id('transporter')), 'audited')
from alogistics.audit_logs where action like 'transport\_request%' order by id desc limit 1;
select is(test.count('transporter', 'select from alogistics.transport_requests where id = test.job()'), '0', 'who declined sees it no more');
-- Another one takes it; the money is there already.
select is(test.outcome('moderator', test.call('assign_transporter', ', test.id(''rival''), test.id(''van'')')), 'done', 'assigned again');
select is(test.moves('client', test.call('process_payment', ', 221700')), 'done', 'the client confirms, and pays nothing twice');
select is(test.would_move('rival', test.call('complete_transport_request', ', test.proof()')),
  'done: rival +188445, escrow -221700, platform +33255', 'and the rival earns it');
select is(test.would_move('client', test.call('cancel_transport_request')),
  'done: client +166275, rival +44340, escrow -221700, platform +11085', 'or is compensated');

-- No-show: after the time of pick-up, by staff.
select test.pickup_in(test.job(), '1 second') \g /dev/null
select is(test.would('moderator', test.call('report_no_show', ', ''Nobody came''')), 'pickup_not_due', 'not before the pick-up');
select is((test.facts('moderator', test.call('report_no_show', ', ''x''')) ->> 'pickup_date')::timestamptz, now() + interval '1 second', 'which is then');
select test.pickup_in(test.job(), '0') \g /dev/null
select is(test.would(actor, test.call('report_no_show', ', ''Nobody came''')), outcome, actor || ' reports it')
from (values ('client', 'not_allowed'), ('rival', 'not_allowed'), ('transporter', 'not_allowed'), ('anon', 'denied'),
  ('moderator', 'done'), ('admin', 'done'), ('service_role', 'done')) as a(actor, outcome);
select is(test.would('moderator', test.call('report_no_show', ', ' || reason)), 'reason_required', 'reason ' || reason)
from unnest(array['null', ''' ''']) as reason;
select is(test.would('moderator', format('select alogistics.report_no_show(%L, ''x'')', test.id(job))), outcome, job)
from (values ('nothing', 'not_found')) as j(job, outcome);
-- A wallet never goes below zero; what is missing is kept as owed.
select test.credit('rival', 300) \g /dev/null
select is(test.moves('moderator', test.call('report_no_show', ', ''Nobody came'', ''k''')),
  'done: rival -300, penalties +300', '§4 point 4: a no-show costs what is there');
select is(test.moves('moderator', test.call('report_no_show', ', ''Nobody came'', ''k''')), 'done', 'once');
select is((cause, amount, charged, transporter_id, created_by), ('no_show'::text, 10000::bigint, 300::bigint, test.id('rival'),
  test.id('moderator')), 'the rest is owed') from alogistics.job_penalties order by created_at desc, charged limit 1;
select is((status::text, status_reason), ('validated'::text, 'Nobody came'::text), 'back on the board')
from alogistics.transport_requests where id = test.job();
select is(test.last_message('client'), 'The transporter of your transport Dakar → Bamako did not come; we are looking for another one.', 'the client is told');
select is(test.would_move('client', test.call('cancel_transport_request')), 'done: client +221700, escrow -221700',
  'who does not want to wait has everything back');
select is(test.would('moderator', test.call('report_no_show', ', ''x''')), 'invalid_transition', 'nobody is expected now');
select is(test.would('moderator', test.call('unassign_transporter', ', ''x''')), 'invalid_transition', 'nor to be taken back');

-- A frozen wallet pays nothing now; the job is given back all the same.
select test.job_at('frozen', 'in_progress', '1 hour', 20), alogistics.freeze_wallet(test.wallet('transporter'), 'Fraud') \g /dev/null
select is(test.moves('transporter', test.call('decline_job', ', ''x''')), 'done', 'declined with a frozen wallet');
select is((amount, charged), (10000::bigint, 0::bigint), 'all of it owed') from alogistics.job_penalties
where request_id = test.job();

-- Who reads the penalties; nobody writes them.
select is(test.count(actor, 'select from alogistics.job_penalties'), rows, actor || ' reads penalties')
from (values ('client', '0'), ('transporter', '2'), ('rival', '1'), ('moderator', '3'), ('service_role', '3'), ('anon', 'denied')) as a(actor, rows);
select is(test.would(actor, 'delete from alogistics.job_penalties'), outcome, actor || ' deletes them')
from (values ('transporter', 'denied'), ('admin', 'denied'), ('service_role', 'denied'), ('superuser', 'append_only')) as a(actor, outcome);
select alogistics.unfreeze_wallet(test.wallet('transporter'), 'Cleared') \g /dev/null
-- What was charged can be taken back by hand, and the books know of it.
select is(test.outcome('admin', format('select alogistics.reverse(%s, ''Forgiven'')',
  (select id from alogistics.ledger_transfers where kind = 'job_penalty' order by id limit 1))), 'done', 'forgiven');
select is_empty('select * from alogistics.reconcile()', 'the books are sound');
select * from finish();
rollback;
