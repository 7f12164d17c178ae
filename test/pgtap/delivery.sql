-- Proof of delivery gates the money: codes, signatures, photographs. A-31; logistics.md §4 point 8.
begin;
select plan(112);
\ir lib/jobs.sql
select test.job_at('job', 'in_progress', '1 hour') \g /dev/null

-- Who makes a code.
select is(test.would(actor, test.call('issue_delivery_code')), outcome, actor || ' makes a code')
from (values ('client', 'done'), ('moderator', 'done'), ('service_role', 'done'), ('transporter', 'not_allowed'),
  ('stranger', 'not_found'), ('anon', 'denied')) as a(actor, outcome);
select test.request_at('unpaid', 'assigned', 100), test.request_at('over', 'completed', 110) \g /dev/null
select is(test.would('client', format('select alogistics.issue_delivery_code(%L)', test.id(job))), outcome, 'for a job that is ' || job)
from (values ('unpaid', 'invalid_transition'), ('over', 'invalid_transition'), ('nothing', 'not_found')) as j(job, outcome);
create function test.issue(actor text default 'client') returns text language sql as $$
  select set_config('test.code', test.answer(actor, test.call('issue_delivery_code')), false)
$$;
create function test.code() returns text language sql as $$ select current_setting('test.code') $$;
create function test.wrong_code() returns text language sql as $$
  select lpad(((test.code()::integer + 1) % 1000000)::text, 6, '0')
$$;
-- What a transporter gets: verdict, attempts left, status of the request and of the answer.
create function test.confirm(code text, more text default '') returns text language plpgsql as $$
declare
  answer text;
begin
  perform set_config('response.status', '', true);
  answer := test.answer('transporter', test.call('confirm_delivery', format(', %L%s', code, more)));
  return case when answer like '{%'
    then concat_ws(' ', answer::jsonb ->> 'verdict', answer::jsonb ->> 'attempts_left', answer::jsonb ->> 'status',
                   nullif(current_setting('response.status'), ''))
    else answer end;
end
$$;
select matches(test.issue(), '^[0-9]{6}$', 'six digits');
select is((attempts, issued, used_at, issued_by, expires_at), (0, 1, null::timestamptz, test.id('client'),
  now() + interval '720 hours'), 'kept with an end') from alogistics.delivery_codes;
select ok(position(test.code()::bytea in hash) = 0 and length(hash) = 32, 'only as a hash') from alogistics.delivery_codes;
select is_empty(format('select 1 from alogistics.%I as t where t::text like %L', name, '%' || test.code() || '%'),
  'the code stands in no row of ' || name)
from unnest(array['audit_logs', 'notifications', 'delivery_codes']) as name;
select is(test.would(actor, 'select hash from alogistics.delivery_codes'), 'denied', '§4 point 8: the hash is unreadable for ' || actor)
from unnest(array['anon', 'client', 'transporter', 'moderator', 'admin', 'service_role']) as actor;
select is(test.would(actor, statement), 'denied', format('%s: %s', actor, statement))
from unnest(array['client', 'transporter', 'admin', 'service_role']) as actor,
  unnest(array['select count(*) from alogistics.delivery_codes', 'update alogistics.delivery_codes set attempts = 0']) as statement;

-- Wrong codes count, although the call is refused: it returns instead of raising.
select is(test.confirm(test.wrong_code()), 'wrong 4 in_progress 422', '§4 point 8: a wrong code is answered with 422');
select is(attempts, 1, 'and counted') from alogistics.delivery_codes;
select is(test.confirm(code), outcome, format('%L', code))
from (values ('12345', 'invalid_value'), ('1234567', 'invalid_value'), ('abcdef', 'invalid_value'), ('', 'invalid_value'),
  (null, 'missing_value')) as c(code, outcome);
select is(test.would(actor, test.call('confirm_delivery', format(', %L', test.code()))), outcome, actor || ' knows the code')
from (values ('client', 'not_allowed'), ('moderator', 'not_allowed'), ('service_role', 'not_allowed'),
  ('rival', 'not_found'), ('anon', 'denied')) as a(actor, outcome);
select is(test.confirm(test.wrong_code(), ', idempotency_key => ''k1'''), 'wrong 3 in_progress 422', 'a wrong one with a key');
select is(test.confirm(test.wrong_code(), ', idempotency_key => ''k1'''), 'wrong 3 in_progress 422', 'said again');
select is(attempts, 2, 'counts once') from alogistics.delivery_codes;
select is(array_agg(test.confirm(test.wrong_code())), array['wrong 2 in_progress 422', 'wrong 1 in_progress 422',
  'wrong 0 in_progress 422'], 'down to none') from generate_series(1, 3);
select is(test.confirm(test.code()), 'locked 0 in_progress 422', '§4 point 8: five wrong ones lock it, also for the right one');
select is(attempts, 5, 'and no more are counted') from alogistics.delivery_codes;
select ok('Code de livraison bloqué' = any (test.titles('client')), 'the client is told');
select is(test.would_move('transporter', test.call('complete_transport_request')), 'proof_required', 'no code, no document: no money');

-- A new code takes the place of the old one.
select set_config('test.old_code', test.code(), false) \g /dev/null
select matches(test.issue('moderator'), '^[0-9]{6}$', 'staff make another one');
select ok('Nouveau code de livraison' = any (test.titles('client')), 'of which the client hears');
select is((attempts, issued), (0, 2), 'which starts anew') from alogistics.delivery_codes;
select is((action, user_id), ('delivery_code.issue'::text, test.id('moderator')), 'audited')
from alogistics.audit_logs order by id desc limit 1;
update alogistics.delivery_codes set expires_at = now(), issued_at = now() - interval '1 day';
select is(test.confirm(test.code()), 'expired 5 in_progress 422', '§4 point 8: it expires');
update alogistics.delivery_codes set expires_at = now() + interval '1 microsecond';
select is(test.would_move('transporter', test.call('confirm_delivery', format(', %L', test.code()))),
  'done: transporter +188445, escrow -221700, platform +33255', 'a moment before, it pays');
insert into alogistics.platform_settings values ('delivery.codes_max', '2');
select is(test.would('client', test.call('issue_delivery_code')), 'too_many_codes', 'a job has so many codes and no more');
delete from alogistics.platform_settings where key = 'delivery.codes_max';

-- The right one, as people type it.
select is(test.confirm(overlay(test.code() placing ' - ' from 4 for 0), format(', idempotency_key => %L', 'k2')),
  'right 5 completed', 'right: the job is completed');
select is(count(*), 1::bigint, 'and paid') from alogistics.ledger_transfers
where kind = 'settlement' and request_id = test.job();
select is(proof_of_delivery, '{"code_confirmed": true}'::jsonb, 'it stands on the request')
from alogistics.transport_requests where id = test.job();
select is(used_at, now(), 'the code is used') from alogistics.delivery_codes;
select is(test.confirm(overlay(test.code() placing ' - ' from 4 for 0), format(', idempotency_key => %L', 'k2')),
  'right 5 completed', 'said again with its key: the same answer');
select is(test.confirm(test.code()), 'invalid_transition', 'without: once is once');
select is(count(*), 1::bigint, 'paid once') from alogistics.ledger_transfers
where kind = 'settlement' and request_id = test.job();

-- What counts as a proof: the setting delivery.proof.
select test.job_at('second', 'in_progress', '1 hour', 20), test.issue() \g /dev/null
create function test.completes(how text, rule text) returns text language plpgsql as $$
begin
  insert into alogistics.platform_settings values ('delivery.proof', to_jsonb(rule))
    on conflict (key) do update set value = excluded.value;
  return test.would('transporter', case how
    when 'code' then test.call('confirm_delivery', format(', %L', test.code()))
    when 'code and document' then test.call('confirm_delivery', format(', %L, test.proof()', test.code()))
    when 'document' then test.call('complete_transport_request', ', test.proof()')
    when 'photograph, no name' then test.call('complete_transport_request', ', test.photo()')
    when 'name only' then test.call('complete_transport_request', ', ''{"received_by": "M. Traoré"}''')
    when 'UPDATE' then 'update alogistics.transport_requests set status = ''completed'', proof_of_delivery = test.proof()
                        where id = test.job()'
    when 'forged' then 'update alogistics.transport_requests set status = ''completed'',
                        proof_of_delivery = ''{"code_confirmed": true}'' where id = test.job()'
    else test.call('complete_transport_request') end);
end
$$;
select is(test.completes(how, rule), outcome, format('§4 point 8: %s where the rule is %s', how, rule))
from (values ('nothing', 'proof_required', 'proof_required', 'proof_required'),
  ('code', 'done', 'proof_required', 'done'), ('code and document', 'done', 'done', 'done'),
  ('document', 'proof_required', 'done', 'done'), ('UPDATE', 'proof_required', 'done', 'done'),
  ('photograph, no name', 'proof_required', 'proof_required', 'proof_required'),
  ('name only', 'proof_required', 'proof_required', 'proof_required'),
  ('forged', 'invalid_value', 'invalid_value', 'invalid_value')) as h(how, by_code, by_document, by_any),
  lateral (values ('code', by_code), ('document', by_document), ('any', by_any)) as r(rule, outcome);
delete from alogistics.platform_settings where key = 'delivery.proof';

-- The shape of a proof.
select is(test.would('transporter', test.call('complete_transport_request', format(', %L', proof))), outcome, proof)
from (values (test.proof()::text, 'done'), ('{}', 'proof_required'), ('[]', 'invalid_value'), ('"x"', 'invalid_value'),
  ('{"photo": "a.jpg"}', 'invalid_value'), ('{"received_by": 1}', 'invalid_value'),
  ('{"received_by": "M.", "photo_sha256": "abc"}', 'invalid_value'),
  ((test.photo() || '{"received_by": " "}')::text, 'proof_required'),
  ((test.photo() || '{"received_by": "M."}')::text, 'done'),
  ((test.proof() || '{"notes": null, "device_time": null}')::text, 'done')) as p(proof, outcome);

-- Delivered where there was no network: the device says when.
create function test.at_device_time(t timestamptz) returns text language sql as $$
  select test.would('transporter', test.call('complete_transport_request',
    format(', test.proof() || jsonb_build_object(''device_time'', %L::timestamptz)', t)))
$$;
select is(test.at_device_time(now() + offset_::interval), outcome, '§4 point 8: offline, device time ' || offset_)
from (values ('0', 'done'), ('5 minutes', 'done'), ('5 minutes 1 second', 'invalid_value'), ('-1 microsecond', 'invalid_value'),
  ('-1 day', 'invalid_value')) as o(offset_, outcome);
select is(test.would('transporter', test.call('complete_transport_request', ', test.proof() || ''{"device_time": "noon-ish"}''')),
  'invalid_value', 'no time');
select is(test.confirm(test.code(), ', device_time => now() + interval ''1 minute'''), 'right 5 completed', 'also with the code');
select is((proof_of_delivery ->> 'device_time')::timestamptz, now() + interval '1 minute', 'which stands on the request')
from alogistics.transport_requests where id = test.job();

-- Staff complete with a reason, and it is written down.
select test.job_at('third', 'in_progress', '1 hour', 30) \g /dev/null
select is(test.would('moderator', test.call('complete_transport_request', more)), outcome, 'a moderator completes' || more)
from (values ('', 'reason_required'), (', test.proof()', 'reason_required'), (', ''{"photo": 1}'', ''x''', 'invalid_value'),
  (', reason => ''Confirmed by telephone''', 'done')) as m(more, outcome);
select is(test.moves('moderator', test.call('complete_transport_request', ', reason => ''Confirmed by telephone''')),
  'done: transporter +188445, escrow -221700, platform +33255', '§4 point 8: a moderator overrides with a reason');
select is((user_id, new_data ->> 'status_reason'), (test.id('moderator'), 'Confirmed by telephone'::text), 'which is audited')
from alogistics.audit_logs where action = 'transport_request.complete' order by id desc limit 1;
select is_empty('select * from alogistics.reconcile()', 'the books are sound');
select * from finish();
rollback;
