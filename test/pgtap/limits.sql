-- How often somebody may ask: counted in shared memory, by person or address and kind of request.
-- A-46, B-46, L-52, T-16, T-36. Nothing here is undone at the end: what was counted could not be.
select no_plan();
select test.sign_up(name) from unnest(array['hasty', 'calm', 'unlucky', 'curious', 'sorted']) as name \g /dev/null
create function test.limit_to(kind text, per_hour integer, burst integer) returns void language sql as $$
  insert into alogistics.platform_settings (key, value)
  values (format('limits.%s_per_hour', kind), to_jsonb(per_hour)), (format('limits.%s_burst', kind), to_jsonb(burst))
  on conflict (key) do update set value = excluded.value
$$;
-- Four an hour, so that none comes back while the test runs.
select test.limit_to(kind, 4, 3) from unnest(array['reads', 'writes', 'money', 'sign_in', 'anonymous', 'staff']) as kind \g /dev/null

-- What PostgREST does before each request of this person, or of this address: 'granted', what ran
-- out, or another error.
create function test.ask_for(actor text, method text, path text, address text default null) returns text
language plpgsql as $$
declare
  body text;
begin
  perform test.become(case when actor = 'anon' then null else actor end);
  perform set_config('search_path', 'alogistics', true), set_config('request.method', method, true),
    set_config('request.path', path, true),
    set_config('request.headers', json_build_object('accept', '*/*', 'x-forwarded-for', address)::text, true);
  if actor = 'anon' then
    perform set_config('session_authorization', 'authenticator', true), set_config('role', 'anon', true);
  end if;
  begin
    perform socle.pre_request();
    body := 'granted';
  exception when sqlstate 'PGRST' then
    get stacked diagnostics body := message_text;
    body := (body::json ->> 'details')::json ->> 'limit';
  when others then
    get stacked diagnostics body := pg_exception_detail;
    body := body::json ->> 'error';
  end;
  if actor = 'anon' then
    perform set_config('session_authorization', 'postgres', true), set_config('role', 'none', true);
  end if;
  perform test.become(null);
  perform set_config('search_path', 'public', true);
  return body;
end
$$;
create function test.times(count integer, actor text, method text, path text, address text default null) returns text
language plpgsql as $$
declare
  answers text[] := '{}';
begin
  for i in 1 .. count loop
    answers := answers || test.ask_for(actor, method, path, address);
  end loop;
  return array_to_string(answers, ' ');
end
$$;

select is(test.times(5, 'hasty', 'GET', '/wallets'), 'granted granted granted reads reads', 'three at once, and no more');
select is(test.ask_for('hasty', 'GET', '/transport_requests'), 'reads', 'whatever is read');
select is(test.ask_for('hasty', 'HEAD', '/wallets'), 'reads', 'by HEAD too');
select is(test.ask_for('hasty', 'POST', '/rpc/me'), 'reads', 'and by a function that only reads');
select is(test.times(4, 'hasty', 'PATCH', '/profiles'), 'granted granted granted writes', 'writing is another thing');
select is(test.ask_for('hasty', 'POST', '/rpc/update_profile'), 'writes', 'by a function too');
select is(test.times(4, 'hasty', 'POST', '/rpc/process_payment'), 'granted granted granted money', 'and moving money');
select is(test.times(4, 'hasty', 'POST', '/rpc/change_password'), 'granted granted granted sign_in', 'and passwords');
select is(test.ask_for('calm', 'GET', '/wallets'), 'granted', 'another person has a bucket of his own');

-- The answer.
create function test.refused() returns text language plpgsql as $$
declare
  error test.error;
begin
  perform test.become('hasty'), set_config('search_path', 'alogistics', true),
    set_config('request.method', 'GET', true), set_config('request.path', '/wallets', true);
  perform socle.pre_request();
exception when others then
  get stacked diagnostics error.sqlstate := returned_sqlstate, error.message := message_text,
    error.detail := pg_exception_detail, error.hint := pg_exception_hint;
  return to_json(error);
end
$$;
select test.refused() as refused \gset
select :'refused'::json ->> 'message' as body, :'refused'::json ->> 'detail' as detail \gset
select is(:'refused'::json ->> 'sqlstate', 'PGRST', 'an error that PostgREST takes headers from');
select is((:'body'::jsonb - 'details'), (select jsonb_build_object('code', sqlstate, 'message', message, 'hint', hint)
  from socle.errors where name = 'rate_limited'), 'the body is of the catalogue');
select is((:'body'::json ->> 'details')::jsonb - 'retry_after', '{"error": "rate_limited", "limit": "reads"}', 'its facts');
select cmp_ok(((:'body'::json ->> 'details')::json ->> 'retry_after')::integer, '>', 850, 'it comes back in 15 minutes');
select cmp_ok(((:'body'::json ->> 'details')::json ->> 'retry_after')::integer, '<=', 900, 'and not later');
select is(:'detail'::json ->> 'status', '429', 'the status');
select is(:'detail'::json -> 'headers' ->> 'Retry-After', (:'body'::json ->> 'details')::json ->> 'retry_after', 'Retry-After');
select is(:'detail'::json ->> 'error', 'rate_limited', 'and the name for who reads the log');

-- Requests that fail, and those that may not write, count.
select json_build_object('sub', test.id('unlucky'), 'role', 'authenticated')::text as claims \gset
\set QUIET on
begin; select set_config('request.jwt.claims', :'claims', true), set_config('search_path', 'alogistics', true),
  set_config('request.method', 'GET', true), set_config('request.path', '/wallets', true), set_config('role', 'authenticated', true) \g /dev/null
select socle.pre_request() \g /dev/null
rollback;
begin read only; select set_config('request.jwt.claims', :'claims', true), set_config('search_path', 'alogistics', true),
  set_config('request.method', 'GET', true), set_config('request.path', '/wallets', true), set_config('role', 'authenticated', true) \g /dev/null
select socle.pre_request() \g /dev/null
commit;
select is(test.times(2, 'unlucky', 'GET', '/wallets'), 'granted reads', 'what was rolled back, or only read, was counted');
select alogistics.deactivate_profile(test.id('unlucky')) \g /dev/null
select is(test.times(4, 'unlucky', 'PATCH', '/profiles'), 'account_disabled account_disabled account_disabled writes',
  'what is refused counts as well');

-- Staff have a limit of their own over all that they do; the system has none.
select is(test.ask_for('moderator', 'GET', '/wallets') || ' ' || test.ask_for('moderator', 'POST', '/rpc/refund')
  || ' ' || test.ask_for('authenticated:moderator', 'PATCH', '/profiles') || ' ' || test.ask_for('moderator', 'GET', '/wallets'),
  'granted granted granted staff', 'staff');
select is(test.times(9, 'service_role', 'GET', '/wallets'), rtrim(repeat('granted ', 9)), 'the system');

-- Who is nobody is known by his address, as the nearest proxy saw it.
select is(test.times(4, 'anon', 'GET', '/rpc/x', '6.6.6.6, 192.0.2.1'), 'granted granted granted anonymous', 'an address');
select is(test.ask_for('anon', 'GET', '/rpc/x', '7.7.7.7, 192.0.2.1'), 'anonymous', 'whatever he says himself');
select is(test.ask_for('anon', 'GET', '/rpc/x', '8.8.8.8", 192.0.2.1'), 'anonymous', 'and however he writes it');
select is(test.times(4, 'anon', 'GET', '/rpc/x', repeat('10.0.0.1, ', 9000)), 'granted granted granted anonymous',
  'a list that is too long');
select is(test.ask_for('anon', 'GET', '/rpc/x', repeat('10.0.0.2, ', 9000)), 'anonymous', 'counts with all others');
select is(test.times(3, 'anon', 'GET', '/rpc/x', '6.6.6.6'), 'granted granted granted', 'another address');
select is(test.times(4, 'anon', 'POST', '/rpc/login', '192.0.2.1'), 'granted granted granted sign_in', 'logging in counts by itself');
select is(test.times(2, 'anon', 'GET', '/x', '2001:db8::1') || ' ' || test.times(2, 'anon', 'GET', '/x', '2001:DB8::ffff:2'),
  'granted granted granted anonymous', 'an IPv6 address by the network of its subscriber');
select is(test.ask_for('anon', 'GET', '/x', '2001:db8:0:1::1'), 'granted', 'not with its neighbours');
select is(test.times(9, 'anon', 'GET', '/x'), rtrim(repeat('granted ', 9)), 'who cannot be told from others is not counted');
set socle.trusted_proxies = 2;
select is(test.ask_for('anon', 'GET', '/x', '192.0.2.1, 10.0.0.1'), 'anonymous', 'behind two proxies the last but one says it');
select is(test.ask_for('anon', 'GET', '/x', '192.0.2.99, 10.0.0.1'), 'granted', 'and no other');
reset socle.trusted_proxies;
select is(test.outcome('anon', 'set socle.trusted_proxies = 3'), 'denied', 'nobody else sets that');
-- A session that is no gateway's cannot use up what belongs to an address.
create function test.pretend() returns void language plpgsql as $$
begin
  perform test.become('anon'), set_config('search_path', 'alogistics', true), set_config('request.method', 'GET', true),
    set_config('request.path', '/x', true), set_config('request.headers', '{"x-forwarded-for": "192.0.2.77"}', true);
  for i in 1 .. 9 loop
    perform socle.pre_request();
  end loop;
  perform test.become(null), set_config('search_path', 'public', true);
end
$$;
select lives_ok('select test.pretend()', 'a direct client who names an address');
select is(test.ask_for('anon', 'GET', '/x', '192.0.2.77'), 'granted', 'takes nothing from it');

-- Every function that nobody may call and that writes is one of accounts; every one with a key is of money.
select test.limit_to('sign_in', 1, 1), test.limit_to('anonymous', 1, 1), test.limit_to('money', 1, 1), test.limit_to('writes', 1, 1),
  test.limit_to('reads', 1, 1) \g /dev/null
create function test.kind(actor text, path text, address text default null) returns text language sql as $$
  select split_part(test.times(2, actor, 'POST', path, address), ' ', 2)
$$;
select is(test.kind('anon', '/rpc/' || proname, '198.51.100.' || row_number() over (order by proname)),
  case when proname = any (array['register', 'login', 'refresh', 'request_email_confirmation', 'confirm_email',
    'request_password_reset', 'reset_password', 'change_password']) then 'sign_in' else 'anonymous' end, proname)
from pg_proc where pronamespace = 'alogistics'::regnamespace and has_function_privilege('anon', oid, 'execute') and provolatile = 'v';
select is_empty($$ select proname from pg_proc where pronamespace = 'alogistics'::regnamespace
  and has_function_privilege('authenticated', oid, 'execute') and prorettype <> 'trigger'::regtype
  and test.kind('sorted', '/rpc/' || proname) is distinct from
    case when proname = any (array['register', 'login', 'refresh', 'request_email_confirmation', 'confirm_email',
           'request_password_reset', 'reset_password', 'change_password']) then 'sign_in'
         when 'idempotency_key' = any (proargnames) then 'money'
         when provolatile = 'v' then 'writes' else 'reads' end $$, 'each function has the kind that its declaration says');
create or replace function alogistics.made_today() returns integer language sql volatile as 'select 1';
select is(test.kind('sorted', '/rpc/made_today'), 'writes', 'a function of your own');
create or replace function alogistics.made_today() returns integer language sql stable as 'select 1';
select is(test.kind('sorted', '/rpc/made_today'), 'reads', 'as it is declared now');
drop function alogistics.made_today();

-- Settings count from the next request on, in this session and in others.
select is(test.ask_for('hasty', 'GET', '/wallets'), 'reads', 'still out');
select test.limit_to('reads', 0, 1) \g /dev/null
select is(test.ask_for('hasty', 'GET', '/wallets'), 'granted', '0 is no limit');
select test.limit_to('reads', 4, 3) \g /dev/null
select is(test.times(4, 'curious', 'GET', '/wallets'), 'granted granted granted reads', 'a limit again');
insert into alogistics.platform_settings (key, value) values ('limits.enabled', '"off"');
select is(test.times(9, 'curious', 'GET', '/wallets'), rtrim(repeat('granted ', 9)), 'switched off');
update alogistics.platform_settings set value = '"on"' where key = 'limits.enabled';
select is(test.ask_for('curious', 'GET', '/wallets'), 'reads', 'switched on');
select is(test.outcome('admin', $$ update alogistics.platform_settings set value = '"maybe"' where key = 'limits.enabled' $$),
  'invalid_setting', 'nothing in between');

-- A schema that is no system has no limits.
create function test.elsewhere() returns integer language plpgsql as $$
declare
  calls integer := 0;
begin
  perform test.become('curious'), set_config('search_path', 'public', true);
  for i in 1 .. 9 loop
    perform socle.pre_request();
    calls := calls + 1;
  end loop;
  perform test.become(null);
  return calls;
end
$$;
select is(test.elsewhere(), 9, 'a schema of your own');
select is((select count(*) from pg_shmem_allocations where name = 'socle limits' and size < 3500000), 1::bigint, 'it takes three mebibytes');
select * from finish();
