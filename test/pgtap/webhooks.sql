-- Webhooks: who may have endpoints, what they are told of, and that nobody reads secrets. design §7, docs/jobs.md.
begin;
select * from no_plan();
\ir lib/money.sql
select test.request('told') \g /dev/null

create function test.add(arguments text, actor text default 'admin') returns text language sql as $$
  select test.answer(actor, format('select alogistics.add_webhook(%s)', arguments))
$$;
-- The deliveries that wait, by whose they are and what they tell of.
create function test.waiting() returns text language sql as $$
  select coalesce(string_agg(e.description || ' ' || j.kind, ', ' order by e.description, j.id), '-')
  from alogistics.jobs as j join alogistics.webhook_endpoints as e on e.id::text = j.payload ->> 'endpoint'
  where j.queue = 'webhook' and j.state = 'ready'
$$;
create function test.claim(columns text default 'count(*)') returns text language sql as $$
  select test.answer('service_role', format('select %s from alogistics.claim_webhooks(''w'', 100)', columns))
$$;
create function test.endpoint(whose text) returns uuid language sql as $$
  select id from alogistics.webhook_endpoints where description = whose
$$;
-- What somebody with the right to does to the request, as he does it.
create function test.change() returns text language sql as $$
  select test.outcome('client', format('update alogistics.transport_requests set pickup_city = pickup_city || ''.'' where id = %L',
    test.id('told')))
$$;

-- Who may, and what is refused.
select is(test.would(actor, statement), case when statement ~ 'claim' then 'denied' else 'not_allowed' end, actor || ' may not: ' || statement)
from unnest(array['client', 'transporter', 'moderator']) as actor, unnest(array[
  $$select alogistics.add_webhook('https://example.com/', '{*}', 'a')$$, $$select alogistics.rotate_webhook_secret(gen_random_uuid())$$,
  $$select alogistics.set_webhook_active(gen_random_uuid(), true)$$, $$select alogistics.remove_webhook(gen_random_uuid())$$,
  $$select * from alogistics.claim_webhooks('w')$$]) as statement;
select is(test.would('admin', statement), 'denied', 'not even an admin: ' || statement)
from unnest(array[$$select alogistics.complete_webhooks('{1}', 'w')$$, $$select alogistics.fail_webhook(1, 'w', 'e')$$]) as statement;
select is(test.complaint('admin', format('select alogistics.add_webhook(%s)', arguments)), complaint, arguments)
from (values
  ($$null, '{*}', 'a'$$, 'missing_value url'), ($$'https://example.com/', null, 'a'$$, 'missing_value kinds'),
  ($$'https://example.com/', '{*}', null$$, 'missing_value description'), ($$'https://example.com/', '{*}', ''$$, 'invalid_value description'),
  ($$'http://example.com/', '{*}', 'a'$$, 'invalid_value url'), ($$'https://127.0.0.1/', '{*}', 'a'$$, 'invalid_value url'),
  ($$'https://localhost/', '{*}', 'a'$$, 'invalid_value url'), ($$'https://user:word@example.com/', '{*}', 'a'$$, 'invalid_value url'),
  ($$'nonsense', '{*}', 'a'$$, 'invalid_value url'), ($$'https://example.com/', '{}', 'a'$$, 'invalid_value kinds'),
  ($$'https://example.com/', '{Request}', 'a'$$, 'invalid_value kinds')
) as cases(arguments, complaint);
select is(test.would('admin', statement), outcome, statement)
from (values
  ($$select alogistics.rotate_webhook_secret(gen_random_uuid())$$, 'not_found'),
  ($$select alogistics.rotate_webhook_secret(null)$$, 'missing_value'),
  ($$select alogistics.rotate_webhook_secret(gen_random_uuid(), 721)$$, 'invalid_value'),
  ($$select alogistics.set_webhook_active(gen_random_uuid(), null)$$, 'missing_value'),
  ($$select alogistics.set_webhook_active(gen_random_uuid(), true)$$, 'not_found'),
  ($$select alogistics.remove_webhook(gen_random_uuid())$$, 'not_found')) as cases(statement, outcome);
select is(test.would('service_role', $$select * from alogistics.claim_webhooks('w', 1001)$$), 'invalid_value', 'not more than a thousand at once');

-- Without endpoints there is nothing to deliver; what an endpoint asked for is written with the event.
delete from alogistics.jobs;
select is(test.change(), 'done', 'a client changes her request');
select is(test.waiting(), '-', 'of which nobody is told');
select matches(test.add($$'https://one.example.com/', '{request.updated}', 'one'$$),
  '^\{"id": "[0-9a-f-]{36}", "secret": "whsec_[A-Za-z0-9+/]{32}"\}$', 'an admin adds an endpoint, and is shown its secret');
select test.add($$'https://all.example.com/', '{*}', 'all'$$, 'service_role'),
  test.add($$'https://requests.example.com/', '{dispute.created,request.*}', 'requests'$$),
  test.add($$'https://disputes.example.com/', '{dispute.*}', 'disputes'$$) \g /dev/null
select is(test.change(), 'done', 'a client, who may not write jobs, changes her request');
select is(test.waiting(), 'all request.updated, one request.updated, requests request.updated', 'which is told to all that asked for it');
select is(count(distinct payload ->> 'event'), 1::bigint, 'under one id') from alogistics.jobs where queue = 'webhook';
select is(payload -> 'body' ->> 'type' || ' ' || (payload #>> '{body,data,topic}') || ' ' || (payload #>> '{body,data,entity}'),
  'request.updated request:' || test.id('told') || ' transport_requests', 'with what it is about')
from alogistics.jobs where queue = 'webhook' limit 1;
select is(payload #>> '{body,data,payload,old,pickup_city}' || '.', payload #>> '{body,data,payload,new,pickup_city}', 'and what became of it')
from alogistics.jobs where queue = 'webhook' limit 1;
delete from alogistics.jobs;
select test.request_at('another', 'assigned', 30) \g /dev/null
select is(test.waiting(), 'all request.created, all request.updated, all request.updated, one request.updated, '
  'one request.updated, requests request.created, requests request.updated, requests request.updated',
  'nobody is told what is for one person, nor who may follow what');
delete from alogistics.jobs;
savepoint before;
select test.change() \g /dev/null
rollback to before;
select is(test.waiting(), '-', 'nor what was rolled back');

-- Events of one's own, whatever they hold.
select is(test.would('service_role', $$select alogistics.emit('demo:1', '_note', '{}')$$), 'invalid_value', 'a kind begins with a letter');
select is(test.outcome('service_role', format('select alogistics.emit(%L, ''note'', ''[1, {"topic": 2}]'')', 'demo:' || repeat('x', 195))), 'done',
  'an event of one''s own');
select is(payload #> '{body,data,payload}', '[1, {"topic": 2}]', 'is told as it is') from alogistics.jobs where queue = 'webhook';
delete from alogistics.jobs;

-- The caller's search_path does not decide what is done with the owner's rights.
create schema evil;
create function evil.split_part(text, text, integer) returns text language plpgsql as
  $$ begin raise exception 'called as %', current_user; end $$;
grant usage on schema evil to public;
set local search_path = evil, pg_catalog, public;
select public.is(test.change(), 'done', 'a function of the caller''s is not called');
reset search_path;
select is(test.waiting(), 'all request.updated, one request.updated, requests request.updated', 'and all is told');

-- Claiming: in the order of a topic, signed by each secret that counts.
select test.change() \g /dev/null
select is(test.claim(), '3', 'the first of each endpoint');
select is(test.claim(), '0', 'those behind wait');
select test.answer('service_role', $$select alogistics.complete_jobs((select array_agg(id) from alogistics.jobs where leased_by = 'w'), 'w')$$) \g /dev/null
select test.answer('admin', format('select alogistics.rotate_webhook_secret(%L)', test.endpoint('one'))),
  test.answer('admin', format('select alogistics.rotate_webhook_secret(%L, 0)', test.endpoint('all'))) \g /dev/null
select is(test.claim($$string_agg(substr(url, 9, 3) || ' ' || webhook_id || ' ' || attempt || ' '
  || regexp_count(webhook_signature, 'v1,[A-Za-z0-9+/]{43}='), ', ' order by url)$$),
  (select format('all %1$s 1 1, one %1$s 1 2, req %1$s 1 1', payload ->> 'event') from alogistics.jobs where state = 'ready' limit 1),
  'then the second, by two secrets where one is new');

-- Off, on and gone.
delete from alogistics.jobs;
select test.change() \g /dev/null
select is(test.outcome('admin', format('select alogistics.set_webhook_active(%L, false)', id)), 'done', description || ' is switched off')
from alogistics.webhook_endpoints where description in ('one', 'requests');
select test.answer('admin', format('select alogistics.remove_webhook(%L)', test.endpoint('requests'))) \g /dev/null
select is(test.claim('string_agg(url, '' '')'), 'https://all.example.com/', 'what waits for one that is off or gone is not delivered');
select is(array_agg(state || ' ' || last_error), array_fill('dead its endpoint is gone or inactive'::text, array[2]), 'but dead')
from alogistics.jobs where state <> 'running';
delete from alogistics.jobs where state = 'running';
select test.change() \g /dev/null
select is(test.waiting(), 'all request.updated', 'nor is it told of more');
delete from alogistics.jobs where state = 'ready';
select test.answer('admin', format('select alogistics.set_webhook_active(%L, true)', test.endpoint('one'))) \g /dev/null
select is(test.answer('service_role', $$select alogistics.redrive_jobs('webhook')$$), '2', 'the dead can be brought back');
select is(test.claim('string_agg(url || '' '' || attempt, '', '')'), 'https://one.example.com/ 1', 'to one that is on again');

-- An endpoint that is gone, or takes nothing for days, is switched off.
delete from alogistics.jobs;
create function test.send(fate text) returns text language sql as $$
  select test.answer('service_role', format(case when fate = 'arrives' then 'select alogistics.complete_webhooks(array[%s]::bigint[], ''w'')'
    else 'select alogistics.fail_webhook(%s, ''w'', ''no luck'', ' || fate || ')' end, id))
  from alogistics.jobs where queue = 'webhook' and state = 'running' and leased_by = 'w'
    and payload ->> 'endpoint' = test.endpoint('all')::text
$$;
create function test.state_of(whose text) returns text language sql as $$
  select concat_ws(' ', case when is_active then 'on' else 'off' end, switched_off_because,
    case when failing_since is not null then 'failing' end, case when switched_off_at is not null then 'at' end)
  from alogistics.webhook_endpoints where description = whose
$$;
-- What admins were told, but by whom.
create function test.told() returns text language sql as $$
  select coalesce(string_agg(distinct data ->> 'template' || ' ' || (data #>> '{parameters,description}'), ', '), '-')
  from alogistics.notifications where data ->> 'template' like 'webhook.%'
$$;
create function test.fail_again(fate text) returns text language plpgsql as $$ begin
  update alogistics.jobs set run_at = clock_timestamp() where state = 'ready';
  perform test.claim();
  return test.send(fate);
end $$;
select is(test.would('service_role', statement), outcome, statement)
from (values ($$select alogistics.fail_webhook(0, 'w', 'e', 99)$$, 'invalid_value'), ($$select alogistics.fail_webhook(0, 'w', 'e', 600)$$, 'invalid_value'),
  ($$select alogistics.fail_webhook(0, 'w', 'e', 500, -1)$$, 'invalid_value'), ($$select alogistics.fail_webhook(0, 'w', null)$$, 'missing_value'),
  ($$select alogistics.fail_webhook(0, null, 'e')$$, 'missing_value'), ($$select alogistics.complete_webhooks(null, 'w')$$, 'missing_value'),
  ($$select alogistics.fail_webhook(0, 'w', 'e')$$, 'lease_lost'), ($$select alogistics.complete_webhooks('{0}', 'w')$$, 'lease_lost')) as cases(statement, outcome);
select test.change(), test.claim() \g /dev/null
select is(test.send('503, 3600'), 'ready', 'a delivery that fails comes back');
select ok(run_at - clock_timestamp() between '59 minutes' and '60 minutes', 'when the receiver asked for it')
from alogistics.jobs where payload ->> 'endpoint' = test.endpoint('all')::text;
select is(test.state_of('all'), 'on failing', 'and its endpoint fails');
select is(test.state_of('one'), 'on', 'others do not');
update alogistics.webhook_endpoints set failing_since = clock_timestamp() - interval '5 days' + interval '1 minute' where description = 'all';
select is(test.fail_again('null'), 'ready', 'for almost five days');
select is(test.state_of('all'), 'on failing', 'it stays on');
update alogistics.webhook_endpoints set failing_since = clock_timestamp() - interval '6 days' where description = 'all';
update alogistics.jobs set run_at = clock_timestamp() where state = 'ready';
select test.claim() \g /dev/null
select is(test.send('arrives'), '1', 'one that arrives');
select is(test.state_of('all'), 'on', 'makes good for all of them');
select is(test.told(), '-', 'nobody is told of it');
select test.change(), test.claim(), test.send('500') \g /dev/null
update alogistics.webhook_endpoints set failing_since = clock_timestamp() - interval '6 days' where description = 'all';
select is(test.fail_again('500'), 'ready', 'one that fails after five days');
select is(test.state_of('all'), 'off failing failing at', 'switches its endpoint off');
select is(test.told(), 'webhook.failing.admin all', 'and admins are told');
select is(test.fail_again('500'), null, 'what waits for it is not delivered');
select is(test.outcome('admin', format('select alogistics.set_webhook_active(%L, true)', test.endpoint('all'))), 'done', 'an admin switches it on again');
select is(test.state_of('all'), 'on', 'and nothing is held against it');
delete from alogistics.jobs;
select test.change(), test.claim() \g /dev/null
select is(test.send('410, 60'), 'dead', 'one that is gone gets nothing again');
select is(test.state_of('all'), 'off gone failing at', 'it is off');
select is(test.told(), 'webhook.failing.admin all, webhook.gone.admin all', 'and admins are told');
select is((select count(*) from alogistics.notifications where data ->> 'template' = 'webhook.gone.admin'),
  (select count(*) from alogistics.profiles where role = 'admin' and is_active), 'each of them, once');
select is(new_data ->> 'switched_off_because', 'gone', 'the audit has it too')
from alogistics.audit_logs where entity_type = 'webhook_endpoints' order by id desc limit 1;
select test.answer('admin', format('select alogistics.set_webhook_active(%L, true)', test.endpoint('all'))) \g /dev/null

-- Nobody reads secrets.
select is(test.count('admin', 'select id, url, kinds, description, old_secret_until, is_active, failing_since, switched_off_at, switched_off_because, created_at from alogistics.webhook_endpoints'),
  '3', 'admins see the endpoints');
select is(test.count(actor, 'select id from alogistics.webhook_endpoints'), outcome, actor || ' does not')
from (values ('moderator', '0'), ('client', 'denied'), ('transporter', 'denied')) as cases(actor, outcome);
select is(test.count(actor, format('select %I from alogistics.webhook_endpoints', secret)), 'denied', actor || ' reads no ' || secret)
from unnest(array['admin', 'moderator', 'service_role']) as actor, unnest(array['secret', 'old_secret']) as secret;
select results_eq($$select action, count(*) from alogistics.audit_logs where entity_type = 'webhook_endpoints' group by action order by action$$,
  $$values ('webhook_endpoints.delete', 1::bigint), ('webhook_endpoints.insert', 4), ('webhook_endpoints.update', 9)$$, 'the audit has who did what');
select is(count(*), 0::bigint, 'but no secret') from alogistics.audit_logs as a, alogistics.webhook_endpoints as e
where to_jsonb(a)::text ~ 'whsec' or position(e.secret in to_jsonb(a)::text) > 0;
select is(count(*), 0::bigint, 'nor have jobs or events') from (
  select to_jsonb(j)::text from alogistics.jobs as j union all select to_jsonb(r)::text from alogistics.job_runs as r
  union all select to_jsonb(e)::text from socle.events as e) as rows(text) where text ~ 'whsec';
select * from finish();
rollback;
