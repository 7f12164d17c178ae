-- Disputes: who opens one, who decides it, what stands still meanwhile. A-41 … A-47, logistics.md §4 points 4 and 13.
begin;
select plan(165);
\ir lib/money.sql
select test.sign_up('deputy', 'moderator'), test.sign_up('chief', 'admin') \g /dev/null
select test.request_at(status, status, 10 * number::integer)
from unnest(array['pending', 'validated', 'assigned', 'in_progress', 'completed']) with ordinality as s(status, number) \g /dev/null
select test.request_at('running', 'in_progress', 60), test.request_at('ended', 'completed', 70),
  test.request_at('cancelled', 'assigned', 80), alogistics.cancel_transport_request(test.id('cancelled'), 'test') \g /dev/null
create function test.open(job text, category text default 'delay', description text default 'Two days late', evidence text default '[]')
returns text language sql as $$
  select format('select alogistics.open_dispute(test.id(%L), %L, %L, %L)', job, category, description, evidence)
$$;
create function test.insert(job text) returns text language sql as $$
  select format('insert into alogistics.disputes (request_id, category, description) values (test.id(%L), ''loss'', ''x'')', job)
$$;
-- The open or last dispute of a job.
create function test.dispute_about(job text) returns uuid language sql stable security definer as $$
  select id from alogistics.disputes where request_id = test.id(job) order by status = 'resolved', created_at desc limit 1
$$;
create function test.do(step text, job text, arguments text default '') returns text language sql as $$
  select format('select alogistics.%s_dispute(%L%s)', step, test.dispute_about(job), arguments)
$$;
create function test.resolve(job text, outcome text, more text default '') returns text language sql as $$
  select test.do('resolve', job, format(', %L, ''Heard both'' %s', outcome, more))
$$;
create function test.standing(job text) returns text language sql stable security definer as $$
  select concat_ws(' ', d.status, 'level ' || d.escalation_level, coalesce(lower(p.first_name), 'nobody'), '| request', r.status)
  from alogistics.disputes as d join alogistics.transport_requests as r on r.id = d.request_id
    left join alogistics.profiles as p on p.id = d.assigned_moderator
  where d.id = test.dispute_about(job)
$$;
create function test.told(key text) returns text language sql stable security definer as $$
  select coalesce(string_agg(lower(p.first_name), ' ' order by n.id), 'nobody') from alogistics.notifications as n
    join alogistics.profiles as p on p.id = n.user_id where n.data ->> 'template' = key
$$;
create function test.books() returns bigint language sql stable as $$ select count(*) from alogistics.reconcile() $$;

-- Who may open one, about which job, and what they may say.
select is(test.would(actor, test.open('running')), outcome, actor || ' opens a dispute')
from (values ('client', 'done'), ('transporter', 'done'), ('stranger', 'not_found'), ('rival', 'not_found'),
  ('moderator', 'not_allowed'), ('admin', 'not_allowed'), ('service_role', 'authentication_required'), ('anon', 'denied'))
  as a(actor, outcome);
select is(test.would(actor, test.insert('running')), outcome, actor || ' inserts one')
from (values ('client', 'done'), ('transporter', 'done'), ('stranger', 'not_found'), ('moderator', 'denied'),
  ('service_role', 'missing_value'), ('anon', 'denied')) as a(actor, outcome);
select is(test.would('superuser', format('insert into alogistics.disputes (request_id, opened_by, category, description)
  values (test.id(''running''), test.id(%L), ''loss'', ''x'')', opener)), outcome, 'the system opens one for the ' || opener)
from (values ('client', 'done'), ('stranger', 'not_allowed')) as o(opener, outcome);
select is(test.would('client', test.open(job)), outcome, 'of a job that is ' || job)
from (values ('pending', 'invalid_transition'), ('validated', 'invalid_transition'), ('assigned', 'invalid_transition'),
  ('in_progress', 'done'), ('completed', 'done'), ('cancelled', 'invalid_transition'), ('nothing', 'not_found')) as j(job, outcome);
select is(test.would('client', format('select alogistics.open_dispute(test.id(''running''), %s)', said)), outcome, left(said, 70))
from (values ('''damage'', ''x''', 'done'), ('''loss'', ''x''', 'done'), ('''payment'', ''x''', 'done'), ('''conduct'', ''x''', 'done'),
  ('''other'', ''x''', 'done'), ('''Delay'', ''x''', 'invalid_value'), ('null, ''x''', 'missing_value'), ('''loss'', null', 'missing_value'),
  ('''loss'', ''''', 'invalid_value'), ('''loss'', repeat(''é'', 4000)', 'done'), ('''loss'', repeat(''é'', 4001)', 'invalid_value'),
  ('''loss'', ''x'', null', 'done'), ('''loss'', ''x'', ''{}''', 'invalid_value'), ('''loss'', ''x'', ''["a.jpg"]''', 'invalid_value'),
  ('''loss'', ''x'', ''[{"name": "a.jpg"}]''', 'invalid_value'),
  ('''loss'', ''x'', ''[{"name": "a.jpg", "sha256": "' || repeat('0a', 32) || '", "url": "https://example.com/a"}]''', 'done'),
  ('''loss'', ''x'', ''[{"name": "a.jpg", "sha256": "' || repeat('0A', 32) || '"}]''', 'invalid_value'),
  ('''loss'', ''x'', ''[{"name": "a.jpg", "sha256": "' || repeat('0a', 32) || '", "size": "9"}]''', 'invalid_value'))
  as s(said, outcome);

-- The window after completion.
create function test.age(job text, days numeric) returns void language plpgsql as $$
begin
  set local session_replication_role = replica;
  update alogistics.transport_requests set completed_at = now() - days * interval '1 day' where id = test.id(job);
  update alogistics.disputes set resolved_at = now() - days * interval '1 day' where request_id = test.id(job) and status = 'resolved';
  set local session_replication_role = origin;
end
$$;
select test.age('completed', 6.999) \g /dev/null
select is(test.would('client', test.open('completed')), 'done', 'on the last of 7 days');
select test.age('completed', 7) \g /dev/null
select is(test.would('client', test.open('completed')), 'dispute_closed', 'when they are over');
select test.age('completed', 1) \g /dev/null

-- What opening does.
select is(test.outcome('client', test.open('running')), 'done', 'the client opens one');
select is(test.standing('running'), 'open level 0 deputy | request disputed', 'logistics.md §4 point 13: a moderator has it, not the one who validated');
select is(disputed_from::text, 'in_progress', 'the job knows where it stood') from alogistics.transport_requests where id = test.id('running');
select is(test.told('dispute.opened.opener') || ' ' || test.told('dispute.opened.other') || ' ' || test.told('dispute.assigned.moderator'),
  'client transporter deputy', 'both parties and the moderator are told');
select is(array(select action from alogistics.audit_logs order by id desc limit 2), array['dispute.open', 'transport_request.dispute'],
  'it is written down');
select is(test.would(actor, test.open('running')), 'already_exists', 'logistics.md §4 point 13: one live dispute per request, ' || actor)
from unnest(array['client', 'transporter']) as actor;
select is(test.count(actor, 'select from alogistics.disputes'), n, actor || ' sees ' || n)
from (values ('client', '1'), ('transporter', '1'), ('stranger', '0'), ('rival', '0'), ('moderator', '1'), ('admin', '1')) as a(actor, n);
select is(test.books(), 0::bigint, 'the books are right');

-- Everything stands still: logistics.md §4 point 4, an open dispute freezes release.
select is(test.would(actor, statement), outcome, 'logistics.md §4 point 4: frozen: ' || actor || ' ' || left(statement, 60))
from (values ('transporter', 'select alogistics.complete_transport_request(test.id(''running''), test.proof())', 'not_allowed'),
  ('moderator', 'select alogistics.complete_transport_request(test.id(''running''), null, ''test'')', 'not_allowed'),
  ('moderator', 'select alogistics.cancel_transport_request(test.id(''running''), ''test'')', 'not_allowed'),
  ('moderator', 'select alogistics.refund(test.id(''running''), 100, ''test'')', 'refund_too_large'),
  ('client', 'update alogistics.transport_requests set status = ''in_progress'' where id = test.id(''running'')', 'not_allowed'),
  ('superuser', 'update alogistics.transport_requests set status = ''completed'' where id = test.id(''running'')', 'not_allowed'),
  ('superuser', 'update alogistics.transport_requests set status = ''cancelled'' where id = test.id(''running'')', 'not_allowed'),
  ('superuser', 'update alogistics.transport_requests set disputed_from = ''completed'' where id = test.id(''running'')', 'field_locked'),
  ('superuser', 'update alogistics.transport_requests set status = ''disputed'' where id = test.id(''ended'')', 'not_allowed'),
  ('client', 'update alogistics.disputes set status = ''resolved''', 'denied'),
  ('service_role', 'update alogistics.disputes set status = ''resolved''', 'denied'),
  ('superuser', 'update alogistics.disputes set status = ''escalated''', 'not_allowed'),
  ('superuser', 'delete from alogistics.disputes', 'append_only')) as f(actor, statement, outcome);

-- Who takes each step.
select is(test.would(actor, test.do('take', 'running')), outcome, actor || ' takes it')
from (values ('deputy', 'done'), ('moderator', 'not_allowed'), ('admin', 'done'), ('client', 'not_allowed'), ('transporter', 'not_allowed'),
  ('stranger', 'not_found'), ('service_role', 'not_allowed')) as a(actor, outcome);
select is(test.would(actor, test.do('escalate', 'running', ', ''Large sum''')), outcome, actor || ' escalates it')
from (values ('deputy', 'done'), ('moderator', 'not_allowed'), ('admin', 'done'), ('client', 'not_allowed'), ('stranger', 'not_found'))
  as a(actor, outcome);
select is(test.would('deputy', test.do('escalate', 'running', ', ' || reason)), 'reason_required', 'for the reason ' || reason)
from unnest(array['null', ''' ''']) as reason;
select is(test.would(actor, test.do('reassign', 'running')), outcome, actor || ' hands it on')
from (values ('deputy', 'not_allowed'), ('admin', 'done'), ('client', 'not_allowed'), ('stranger', 'not_found'), ('service_role', 'not_allowed'))
  as a(actor, outcome);
select is(test.would('admin', test.do('reassign', 'running', format(', test.id(%L)', moderator))), outcome, 'to ' || moderator)
from (values ('moderator', 'no_moderator'), ('client', 'no_moderator'), ('stranger', 'no_moderator'), ('deputy', 'done'), ('chief', 'done'),
  ('nobody', 'no_moderator')) as m(moderator, outcome);
select is(test.would(actor, test.do('withdraw', 'running')), outcome, actor || ' withdraws it')
from (values ('client', 'done'), ('transporter', 'not_allowed'), ('deputy', 'not_allowed'), ('admin', 'not_allowed'), ('stranger', 'not_found'))
  as a(actor, outcome);
select is(test.would(actor, test.resolve('running', 'completed')), outcome, 'logistics.md §4 point 13: ' || actor || ' decides')
from (values ('deputy', 'done'), ('moderator', 'not_allowed'), ('admin', 'done'), ('client', 'not_allowed'), ('transporter', 'not_allowed'),
  ('stranger', 'not_found'), ('service_role', 'not_allowed'), ('anon', 'denied')) as a(actor, outcome);
select is(test.would('admin', format('select alogistics.%s', call)), outcome, call)
from (values ('take_dispute(gen_random_uuid())', 'not_found'), ('take_dispute(null)', 'missing_value'),
  ('resolve_dispute(null, ''completed'', ''x'')', 'missing_value'),
  ('resolve_dispute(gen_random_uuid(), ''completed'', ''x'')', 'not_found')) as c(call, outcome);

-- Staff who are a party decide nothing.
select alogistics.set_role(test.id('client'), 'admin') \g /dev/null
select is(test.would('client', test.do(step, 'running', arguments)), 'not_allowed', 'an admin who is a party: ' || step)
from (values ('take', ''), ('escalate', ', ''x'''), ('reassign', ''), ('resolve', ', ''cancelled'', ''Mine'''), ('reopen', ', ''x''')) as s(step, arguments);
select is(test.would('client', test.do('withdraw', 'running')), 'done', 'but withdraws what he opened');
select alogistics.set_role(test.id('client'), 'client') \g /dev/null

-- The thread.
create function test.write(message text, more text default '') returns text language sql as $$
  select format('select alogistics.add_dispute_message(%L, %s%s)', test.dispute_about('running'), message, more)
$$;
select is(test.would(actor, test.write('''Where is it?''')), outcome, actor || ' writes')
from (values ('client', 'done'), ('transporter', 'done'), ('deputy', 'done'), ('moderator', 'not_allowed'), ('admin', 'done'),
  ('stranger', 'not_found'), ('service_role', 'authentication_required'), ('anon', 'denied')) as a(actor, outcome);
select is(test.would(actor, format('insert into alogistics.dispute_messages (dispute_id, message) values (%L, ''x'')', test.dispute_about('running'))),
  outcome, actor || ' inserts a message')
from (values ('client', 'done'), ('deputy', 'done'), ('moderator', 'not_allowed'), ('stranger', 'not_found'), ('service_role', 'missing_value'))
  as a(actor, outcome);
select is(test.would('client', test.write(said)), outcome, left(said, 60))
from (values ('''''', 'invalid_value'), ('null', 'missing_value'), ('repeat(''é'', 4000)', 'done'), ('repeat(''é'', 4001)', 'invalid_value'),
  ('''x'', ''{}''', 'invalid_value'), ('''x'', ''[{"name": "a", "sha256": "' || repeat('f', 64) || '"}]''', 'done')) as s(said, outcome);
select is(test.outcome('client', test.write('''Where is it?''')), 'done', 'a question');
select is(test.told('dispute.message.reader'), 'transporter deputy', 'the others are told');
select is(test.last_message('deputy'), 'Client Test a écrit dans la discussion du litige sur le transport Dakar → Bamako.', 'by whom');
select is(test.count(actor, 'select from alogistics.dispute_messages'), n, actor || ' reads ' || n)
from (values ('client', '1'), ('transporter', '1'), ('stranger', '0'), ('moderator', '1')) as a(actor, n);
select is(test.answer('client', test.write('''Again''', ', ''[]'', ''k''')), test.answer('client', test.write('''Again''', ', ''[]'', ''k''')),
  'a key gives the same message');

-- The least loaded decides: those who have fewer, then the lower id; never the one who validated.
select test.sign_up('third', 'moderator') \g /dev/null
select is(test.outcome('client', test.open('in_progress')), 'done', 'a second dispute');
select is(test.standing('in_progress'), 'open level 0 third | request disputed', 'logistics.md §4 point 13: goes to the one with none');
select is(test.outcome('admin', test.do('reassign', 'in_progress')), 'done', 'handed on, to nobody in particular');
select is(test.standing('in_progress'), 'open level 0 deputy | request disputed', 'it goes to another one');
select alogistics.deactivate_profile(test.id(name)) from unnest(array['deputy', 'third']) as name \g /dev/null
select is(test.outcome('client', test.open('ended')), 'done', 'no moderator is left but the one who validated');
select ok((select role = 'admin' from alogistics.profiles where id = assigned_moderator), 'an admin has it') from alogistics.disputes
  where id = test.dispute_about('ended');
select is(test.outcome('client', test.do('withdraw', 'ended')), 'done', 'withdrawn');
select is(test.standing('ended') like 'resolved % | request completed', true, 'the job stands where it stood');
select alogistics.set_role(test.id(name), 'transporter') from unnest(array['admin']) as name \g /dev/null
set local session_replication_role = replica;
update alogistics.transport_requests set validated_by = test.id('chief') where id = test.id('ended');
set local session_replication_role = origin;
select alogistics.deactivate_profile(test.id('moderator')) \g /dev/null
select is(test.outcome('transporter', test.open('ended')), 'done', 'nobody is left at all');
select is(test.standing('ended'), 'escalated level 1 nobody | request disputed', 'it is opened, and waits for the admins');
select is(test.told('dispute.escalated.admin'), 'chief', 'who are told');
select is(test.would('chief', test.do('reassign', 'ended', ', null, ''test''')), 'no_moderator', 'nobody to hand it to');
select is(test.outcome('chief', test.resolve('ended', 'completed')), 'done', 'an admin decides');
select alogistics.set_role(test.id('admin'), 'admin'), alogistics.reactivate_profile(p.id) from alogistics.profiles as p where not is_active \g /dev/null
select is(test.books(), 0::bigint, 'the books are right');

-- Who is staff no more hears nothing more of a dispute; the admins do.
select test.request_at('orphan', 'in_progress', 400), test.sign_up('deserter', 'moderator'), test.dispute('orphan') \g /dev/null
select is(test.outcome('admin', format('select alogistics.%s', step)), 'done', split_part(step, '(', 1))
from (values (format('reassign_dispute(%L, test.id(''deserter''))', (select id from alogistics.disputes where request_id = test.id('orphan')))),
  ('set_role(test.id(''deserter''), ''client'')')) as s(step);
select is(test.outcome('client', format('select alogistics.%s', step)), 'done', split_part(step, '(', 1))
from (values (format('add_dispute_message(%L, ''Hello'')', (select id from alogistics.disputes where request_id = test.id('orphan')))),
  (format('withdraw_dispute(%L)', (select id from alogistics.disputes where request_id = test.id('orphan'))))) as s(step);
select is((select array_agg(data ->> 'template' order by data ->> 'template') from alogistics.notifications
  where user_id = test.id(person) and data ->> 'request_id' = test.id('orphan')::text
    and data ->> 'template' in ('dispute.message.reader', 'dispute.withdrawn.other')), told, person || ' is told of it')
from (values ('deserter', null::text[]), ('admin', '{dispute.message.reader}')) as p(person, told);
select * from finish();
rollback;
