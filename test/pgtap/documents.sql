-- Papers: submitted by their owner, decided by staff, reminded of and expired on time. A-25;
-- logistics.md §4 point 14.
begin;
select plan(106);

create function test.submit(kind text, vehicle text default null, valid_until text default '2099-12-31',
  sha text default repeat('a', 64)) returns text language sql as $$
  select format('select alogistics.submit_document(%L, %L, %L, ''N° 1'', %L)', kind, sha, test.id(vehicle), valid_until)
$$;
-- The paper that this person submits just now.
create function test.paper(owner text, kind text, vehicle text default null, valid_until text default '2099-12-31')
returns uuid language plpgsql as $$
declare
  id uuid;
begin
  perform test.become(owner);
  id := alogistics.submit_document(kind, repeat('a', 64), test.id(vehicle), null, valid_until::date);
  perform test.become(null);
  return id;
end
$$;
create function test.approved(owner text, kind text, vehicle text default null, valid_until text default '2099-12-31')
returns uuid language plpgsql as $$
declare
  id uuid := test.paper(owner, kind, vehicle, valid_until);
begin
  perform test.outcome('moderator', format('select alogistics.approve_document(%L)', id));
  return id;
end
$$;
create function test.told(name text, template text) returns bigint language sql as $$
  select count(*) from alogistics.notifications where user_id = test.id(name) and data ->> 'template' = template
$$;

-- Submitting.
select is(test.would(actor, test.submit('insurance', 'truck')), outcome, actor || ' submits a paper of the truck')
from (values ('anon', 'denied'), ('client', 'not_found'), ('rival', 'not_found'), ('transporter', 'done'),
  ('moderator', 'not_found'), ('service_role', 'authentication_required')) as a(actor, outcome);
select is(test.would(actor, test.submit('licence')), outcome, actor || ' submits a licence')
from (values ('client', 'not_allowed'), ('rival', 'done'), ('moderator', 'not_allowed')) as a(actor, outcome);
select is(test.would('transporter', test.submit(kind, vehicle, valid_until, sha)), outcome,
  concat_ws(' ', kind, 'of', coalesce(vehicle, 'oneself'), valid_until, left(sha, 3)))
from (values
  ('insurance', 'truck', null, repeat('a', 64), 'missing_value'), ('inspection', 'truck', null, repeat('a', 64), 'missing_value'),
  ('registration', 'truck', null, repeat('a', 64), 'done'), ('licence', null, null, repeat('a', 64), 'missing_value'),
  ('identity', null, null, repeat('a', 64), 'done'), ('identity', null, '2099-01-01', repeat('0', 64), 'done'),
  ('licence', 'truck', '2099-01-01', repeat('a', 64), 'invalid_value'),
  ('insurance', null, '2099-01-01', repeat('a', 64), 'invalid_value'),
  ('passport', null, '2099-01-01', repeat('a', 64), 'invalid_value'),
  (null, null, '2099-01-01', repeat('a', 64), 'missing_value'),
  ('insurance', 'truck', current_date::text, repeat('a', 64), 'done'),
  ('insurance', 'truck', (current_date - 1)::text, repeat('a', 64), 'invalid_value'),
  ('insurance', 'truck', 'infinity', repeat('a', 64), 'invalid_value'),
  ('insurance', 'truck', '2096-02-29', repeat('a', 64), 'done'),
  ('insurance', 'truck', '2099-01-01', repeat('A', 64), 'invalid_value'),
  ('insurance', 'truck', '2099-01-01', repeat('a', 63), 'invalid_value'),
  ('insurance', 'truck', '2099-01-01', null, 'missing_value')) as c(kind, vehicle, valid_until, sha, outcome);
select is(test.would('transporter', test.submit('insurance', 'truck') || ';' || test.submit(kind, 'truck')), outcome,
  'while an insurance waits, ' || kind)
from (values ('insurance', 'already_exists'), ('inspection', 'done')) as c(kind, outcome);
select is(test.would('transporter', $$ select alogistics.submit_document('identity', repeat('a', 64), idempotency_key => 'k');
  select alogistics.submit_document('identity', repeat('a', 64), idempotency_key => 'k') $$), 'done', 'one key, one paper');
select is(test.would(actor, format('insert into alogistics.documents (owner_id, profile_id, kind, file_sha256)
  values (%1$L, %1$L, ''identity'', repeat(''a'', 64))', test.id('transporter'))), 'denied', actor || ' past the function')
from unnest(array['transporter', 'moderator', 'service_role']) as actor;

-- Who sees it.
select test.paper('transporter', 'registration', 'truck', null) as registration \gset
select is(test.count(actor, 'select from alogistics.documents'), seen, actor || ' sees papers: ' || seen)
from (values ('anon', 'denied'), ('client', '0'), ('rival', '0'), ('transporter', '1'), ('moderator', '1'),
  ('service_role', '1')) as a(actor, seen);

-- Its life: each step from each status.
create function test.paper_that_is(status text) returns uuid language plpgsql as $$
declare
  paper uuid := test.paper('transporter', 'identity', null, null);
begin
  if status in ('approved', 'expired') then
    perform test.outcome('moderator', format('select alogistics.approve_document(%L)', paper));
  end if;
  if status = 'rejected' then
    perform test.outcome('moderator', format('select alogistics.reject_document(%L, ''blurred'')', paper));
  elsif status = 'withdrawn' then
    perform test.outcome('transporter', format('select alogistics.withdraw_document(%L)', paper));
  elsif status = 'expired' then
    update alogistics.documents set status = 'expired', closed_at = now() where id = paper;
  end if;
  return paper;
end
$$;
create function test.step(status text, actor text, step text) returns text language plpgsql as $$
declare
  paper uuid;
  answer text;
begin
  paper := test.paper_that_is(status);
  answer := test.outcome(actor, format(step, paper));
  answer := case answer when 'done' then (select d.status::text from alogistics.documents as d where d.id = paper)
                        else answer end;
  raise sqlstate 'UNDO0';
exception when sqlstate 'UNDO0' then
  return answer;
end
$$;
select is(test.step(status, actor, step), outcome, format('A-25: a %s paper: %s', status, step))
from (values ('submitted', 'approved', 'rejected', 'withdrawn'), ('approved', 'invalid_transition', 'rejected', 'withdrawn'),
  ('rejected', 'invalid_transition', 'invalid_transition', 'invalid_transition'),
  ('expired', 'invalid_transition', 'invalid_transition', 'invalid_transition'),
  ('withdrawn', 'invalid_transition', 'invalid_transition', 'invalid_transition')) as s(status, approve, reject, withdraw),
lateral (values ('moderator', 'select alogistics.approve_document(%L)', approve),
  ('moderator', 'select alogistics.reject_document(%L, ''blurred'')', reject),
  ('transporter', 'select alogistics.withdraw_document(%L)', withdraw)) as w(actor, step, outcome);
select is(test.step('submitted', actor, 'select alogistics.approve_document(%L)'), outcome, actor || ' approves')
from (values ('anon', 'denied'), ('client', 'not_allowed'), ('transporter', 'not_allowed'), ('admin', 'approved'),
  ('service_role', 'approved')) as a(actor, outcome);
select is(test.step('submitted', actor, 'select alogistics.withdraw_document(%L)'), outcome, actor || ' withdraws')
from (values ('anon', 'denied'), ('rival', 'not_found'), ('moderator', 'not_found'), ('service_role', 'withdrawn'))
  as a(actor, outcome);
select is(test.step('submitted', 'moderator', step), outcome, step)
from (values ('select alogistics.reject_document(%L, '' '')', 'reason_required'),
  ('select alogistics.approve_document(gen_random_uuid()) -- %s', 'not_found'),
  ('select alogistics.approve_document(null) -- %s', 'missing_value')) as c(step, outcome);
savepoint own;
update alogistics.profiles set role = 'moderator' where id = test.id('transporter');
select is(test.outcome('transporter', format('select alogistics.%s_document(%L%s)', step, :'registration', reason)),
  'not_allowed', 'staff do not ' || step || ' their own')
from (values ('approve', ''), ('reject', ', ''x''')) as s(step, reason);
rollback to own;

-- What the vehicle says follows; nobody writes it.
select test.approved('transporter', 'insurance', 'truck', '2040-02-29') as insurance \gset
select is((select row(insurance_expiry, is_verified)::text from alogistics.vehicles where id = test.id('truck')),
  '(2040-02-29,t)', 'an approved insurance is the vehicle''s, which stays verified');
select is((select documents from alogistics.vehicles where id = test.id('truck')),
  '[{"kind": "insurance", "status": "approved", "valid_until": "2040-02-29"},
    {"kind": "registration", "status": "submitted", "valid_until": null}]', 'A-25: and its papers are summed up');
select is(test.told('transporter', 'document.approved.owner'), 1::bigint, 'its owner is told');
select test.approved('transporter', 'insurance', 'truck', '2041-01-31') as newer \gset
select is((select string_agg(concat_ws(' ', valid_until, status, reason), ', ' order by valid_until)
  from alogistics.documents where kind = 'insurance'), '2040-02-29 withdrawn replaced, 2041-01-31 approved',
  'a newer paper takes the place of the one before');
select is((select insurance_expiry from alogistics.vehicles where id = test.id('truck')), '2041-01-31', 'also at the vehicle');
select is(test.would(actor, 'update alogistics.vehicles set ' || change), outcome, actor || ': ' || change)
from (values ('transporter', 'insurance_expiry = ''2050-01-01''', 'denied'), ('transporter', 'documents = ''[]''', 'denied'),
  ('moderator', 'insurance_expiry = ''2050-01-01''', 'done'), ('service_role', 'inspection_expiry = null', 'done'))
  as c(actor, change, outcome);
select is(test.would('transporter', 'insert into alogistics.vehicles (type, brand, model, plate_number, capacity_kg,
  insurance_expiry) values (''van'', ''A'', ''B'', ''DK-1'', 100, ''2050-01-01'')'), 'denied', 'nor with a new vehicle');
update alogistics.vehicles set documents = '[1]' where id = test.id('truck');
select is((select jsonb_array_length(documents) from alogistics.vehicles where id = test.id('truck')), 2,
  'not even by the superuser');
select is(test.outcome('moderator', format('select alogistics.reject_document(%L, ''forged'')', :'newer')), 'done',
  'an approved paper turns out to be forged');
select is((select insurance_expiry from alogistics.vehicles where id = test.id('truck')), null, 'the vehicle is not insured');
select is((select message from alogistics.notifications where data ->> 'template' = 'document.rejected.owner'),
  'Votre document « assurance ' || (select plate_number from alogistics.vehicles where id = test.id('truck'))
  || ' » n''a pas pu être accepté. Motif : forged', 'its owner reads why');
savepoint sale;
update alogistics.vehicles set owner_id = test.id('rival') where id = test.id('truck');
select is(test.count('rival', 'select from alogistics.documents'), '3', 'the papers go with the vehicle');
rollback to sale;
select is((select count(*) from alogistics.audit_logs where entity_type = 'documents' and entity_id = :'newer'), 3::bigint,
  'each step is audited');

-- Deadlines: 30 and 7 days before the end, and the end.
create function test.deadlines(document uuid) returns text language sql as $$
  select string_agg(level || ': ' || to_char(due_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI'), ', ' order by due_at)
  from alogistics.deadlines where kind = 'document_expiry' and subject_id = document and done_at is null
$$;
select test.approved('transporter', 'insurance', 'truck', '2040-02-29') as insurance \gset
select is(test.deadlines(:'insurance'), '30: 2040-01-31 00:00, 7: 2040-02-23 00:00, 0: 2040-03-01 00:00',
  'logistics.md §4 point 14: document expiry at 30/7/0 days, on a leap day');
select is(test.deadlines(:'newer'), null, 'those of a rejected paper are gone');
create function test.levels(document uuid) returns integer[] language sql as $$
  select array_agg(level order by level) from alogistics.deadlines where subject_id = document
$$;
select is(test.levels(test.approved('rival', 'insurance', 'van', (current_date + days)::text)), levels,
  'a paper for ' || days || ' days more')
from (values (29, array[0, 7]), (30, array[0, 7, 30]), (5, array[0])) as d(days, levels);
-- What is due when the paper ends in so many days, as run_due() finds it.
create function test.days_before_the_end(document uuid, days integer) returns text language plpgsql as $$
declare
  done bigint;
begin
  update alogistics.documents set valid_until = current_date + days - 1 where id = document;
  update alogistics.deadlines
  set due_at = current_date + days - make_interval(days => level),
    next_attempt_at = current_date + days - make_interval(days => level) where subject_id = document;
  done := alogistics.run_due();
  return concat_ws(', ', done, (select status from alogistics.documents where id = document),
    test.told('transporter', 'document.expires_soon.owner'), test.told('transporter', 'document.expired.owner'));
end
$$;
select is(test.days_before_the_end(:'insurance', days), outcome, days || ' days before the end: ' || outcome)
from (values (31, '0, approved, 0, 0'), (30, '1, approved, 1, 0'), (29, '0, approved, 1, 0'), (7, '1, approved, 2, 0'),
  (1, '0, approved, 2, 0'), (0, '1, expired, 2, 1'), (-9, '0, expired, 2, 1')) as d(days, outcome);
select matches((select message from alogistics.notifications where data ->> 'template' = 'document.expires_soon.owner' limit 1),
  '^Votre document « assurance DK-.* » est valable jusqu''au 20', 'the reminder says which and until when');
select is((select insurance_expiry < current_date from alogistics.vehicles where id = test.id('truck')), true,
  'the vehicle still says when its insurance ended');
select test.approved('transporter', 'licence') as licence, test.approved('transporter', 'identity', null, '2099-01-01') as identity \gset
select is(test.days_before_the_end(:'licence', -40), '3, expired, 2, 2',
  'logistics.md §4 point 14: after a downtime each is done once, and nobody is reminded of what is over');

-- During a job: staff are told, the goods arrive.
update alogistics.vehicles set insurance_expiry = current_date + 3650;
select test.request_at('journey', 'in_progress', 10) \g /dev/null
select is(test.days_before_the_end(:'identity', 0), '3, expired, 2, 3', 'a paper of the person expires during a job');
select is(test.told(name, 'document.expired_on_job.staff'), told::bigint, name || ' is told: ' || told)
from (values ('moderator', 1), ('admin', 1), ('client', 0), ('transporter', 0)) as p(name, told);
select is((select message from alogistics.notifications where user_id = test.id('admin')
  and data ->> 'template' = 'document.expired_on_job.staff'), 'Le document « pièce d''identité » de Transporter Test a expiré '
  'pendant le transport Dakar → Bamako. Le transport continue ; décidez de la suite.', 'in words');
select is((select status::text from alogistics.transport_requests where id = test.id('journey')), 'in_progress',
  'A-25: expiry does not strand the goods');
select is((select last_error from alogistics.deadlines where last_error is not null limit 1), null, 'nothing failed');
select * from finish();
rollback;
