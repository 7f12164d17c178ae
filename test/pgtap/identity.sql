-- Who is asking: forged claims, tokens, roles that were taken away, actors named in arguments. Design §3.
begin;
select plan(162);
select test.request_at('wish', 'pending', 10), test.request_at('ready', 'validated', 20), test.request_at('given',
  'assigned', 30) \g /dev/null
create role test_login noinherit;
grant authenticated, staff to test_login;
-- To ask who it is in the statement that signs in.
grant execute on function socle.uid() to test_login;
create role test_alone;
grant usage on schema test to test_login, test_alone, authenticator;

-- What a session gets that logged in under this name.
create function test.logged_in(login text, statement text) returns text language plpgsql as $$
declare
  answer text;
  error test.error;
begin
  perform set_config('session_authorization', login, false);
  execute statement into answer;
  raise sqlstate 'UNDO0';
exception
  when sqlstate 'UNDO0' then
    return answer;
  when others then
    get stacked diagnostics error.sqlstate := returned_sqlstate, error.detail := pg_exception_detail;
    return test.name_of(error);
end
$$;

-- Claims may be set by a superuser and by the gateway, and by nobody else.
create function test.claim(setting text, is_local boolean) returns text language sql as $$
  select format('select set_config(%L, %L, %L)', setting,
    case when setting like '%.claims' then format('{"sub": "%s"}',
    test.id('client')) else test.id('client')::text end, is_local)
$$;
select is(test.logged_in('test_login', test.claim(setting, is_local)), 'identity_protected', format('%s, local %s',
  setting, is_local))
from unnest(array['request.jwt.claims', 'request.jwt.claim.sub', 'jwt.claims.sub']) as setting, unnest(array[true,
  false]) as is_local;
select is(test.logged_in('test_login', 'select set_config(''request.jwt.claims'', '''', true)'), '',
  'forgetting is allowed');
select is(test.logged_in(login, format($$ select set_config('socle.identity', '{"sub": "%s"}', false) $$,
  test.id('admin'))), 'identity_protected',
          'what sign_in() verified is set by nobody else, not even by ' || login)
from unnest(array['test_login', 'authenticator', current_user]) as login;
select is(test.logged_in('test_login', format('alter role test_login set request.jwt.claims = ''{"sub": "%s"}''',
  test.id('admin'))),
          'identity_protected', 'nor is it a default of the role');
select is(test.logged_in('test_login', 'select set_config(''socle.gateways'', ''test_login'', false)'), 'denied',
  'nobody makes himself a gateway');
select is(test.logged_in('authenticator', test.claim('request.jwt.claims', true)), format('{"sub": "%s"}',
  test.id('client')), 'the gateway says who it is');
select is(test.logged_in('authenticator', test.claim(setting, true)), 'identity_protected',
  'once per transaction: ' || setting)
from unnest(array['request.jwt.claims', 'request.jwt.claim.sub', 'jwt.claims.sub']) as setting;

-- Where the identity comes from.
create function test.who(setting text, value text) returns text language plpgsql as $$
declare
  answer text;
begin
  perform test.become(null);
  perform set_config('request.jwt.claim.sub', '', true), set_config('jwt.claims.sub', '', true), set_config(setting,
    value, true);
  answer := case socle.uid() when test.id('client') then 'client' else coalesce(socle.uid()::text, 'nobody') end;
  perform set_config(setting, '', true);
  return answer;
exception when sqlstate 'PT401' then
  return sqlerrm;
end
$$;
select is(test.who(setting, value), answer, setting || ' = ' || value)
from (values
  ('request.jwt.claims', format('{"sub": "%s", "role": "x"}', test.id('client')), 'client'),
  ('request.jwt.claims', format('{"sub": "%s"}', upper(test.id('client')::text)), 'client'),
  ('request.jwt.claim.sub', test.id('client')::text, 'client'), ('jwt.claims.sub', test.id('client')::text, 'client'),
  ('request.jwt.claims', '{"role": "anon"}', 'nobody'), ('request.jwt.claims', '', 'nobody'),
  ('request.jwt.claims', '{"sub": "me"}', 'the token is not valid'),
    ('request.jwt.claims', '{"sub": 7}', 'the token is not valid'),
  ('request.jwt.claims', '["sub"]', 'the token is not valid'),
    ('request.jwt.claims', 'not JSON', 'the token is not valid'),
  ('request.jwt.claim.sub', 'me', 'the token is not valid'), ('jwt.claims.sub', 'me', 'the token is not valid'))
    as source(setting, value, answer);
select is(test.would('superuser',
  format($$ select 1 where set_config('request.jwt.claims', '{"sub": "%s", "role": "x"}', true) is not null
  and socle.claims() ->> 'role' = 'x' $$, test.id('client'))), 'done', 'claims() gives all of them');

-- Tokens for direct SQL clients.
create function test.token(person text, more jsonb default '{}', less text default '') returns text language sql as $$
  select socle.mint_token(jsonb_build_object('sub', test.id(person), 'exp', extract(epoch
    from now())::bigint + 3600) - less || more)
$$;
create function test.sign_in(login text, token text, then_ask text) returns text language sql as $$
  select test.logged_in(login, format('select %s from (select socle.sign_in(%L) as id offset 0) as signed_in',
    then_ask, token))
$$;
set search_path = alogistics, public;
select is(test.sign_in('test_login', test.token(person), 'current_user || '' '' || (socle.uid() = id)'), outcome,
  person || ' signs in')
from (values ('client', 'authenticated true'), ('transporter', 'authenticated true'), ('moderator', 'staff true'),
  ('admin', 'staff true'))
  as person(person, outcome);
select is(test.sign_in('test_alone', test.token('client'), 'id::text'), 'denied',
  'a login role that may act as nobody cannot sign in');
select is(test.logged_in('test_login', format('select socle.sign_in(%L)', token)), outcome, reason)
from (values
  ('', 'invalid_token', 'nothing'), ('a.b', 'invalid_token', 'two parts'),
    (test.token('client') || '.x', 'invalid_token', 'four parts'),
  (test.token('client') || 'x', 'invalid_token', 'another signature'),
  (regexp_replace(test.token('client'), '^[^.]*', rtrim(translate(encode('{"alg":"none","typ":"JWT"}', 'base64'),
    '+/', '-_'), '=')), 'invalid_token', 'algorithm none'),
  (regexp_replace(test.token('client'), '\.[^.]*\.', '.' || split_part(test.token('admin'), '.', 2) || '.'),
    'invalid_token', 'another''s claims'),
  (test.token('client', '{"exp": 1}'), 'token_expired', 'expired'),
    (test.token('client', less => 'exp'), 'invalid_token', 'no expiry'),
  (test.token('client', less => 'sub'), 'invalid_token', 'nobody'),
  (test.token('client', jsonb_build_object('nbf', extract(epoch from now())::bigint + 600)), 'invalid_token',
    'not yet valid')) as t(token, outcome, reason);
select is(test.outcome(actor, 'select socle.mint_token(''{}'')'), 'denied', actor || ' mints no token')
from unnest(array['client', 'admin', 'service_role', 'anon']) as actor;

-- The role that PostgREST's db-pre-request gives.
create function test.pre_request(actor text) returns text language plpgsql as $$
declare
  role text;
begin
  perform test.become(actor);
  perform socle.pre_request();
  role := current_user;
  perform test.become(null);
  return role;
exception when others then
  return sqlerrm;
end
$$;
select is(test.pre_request(actor), outcome, actor || ' becomes ' || outcome)
from (values ('authenticated:client', 'authenticated'), ('authenticated:moderator', 'staff'),
  ('authenticated:admin', 'staff'), ('anon', 'anon'),
             ('service_role', 'service_role'), ('authenticated', 'authenticated'),
               ('authenticated:nobody', 'authenticated')) as actors(actor, outcome);

-- Taken away: refused at the next statement, in a session that had it.
select is(test.count('staff:moderator', 'select from alogistics.transport_requests'), '3',
  'a moderator sees every request');
select alogistics.set_role(test.id('moderator'), 'client') \g /dev/null
select is(test.count('staff:moderator', 'select from alogistics.' || relation), 'not_allowed',
  'a demoted one sees no ' || relation)
from unnest(array['transport_requests', 'profiles', 'wallets', 'wallet_transactions', 'vehicles', 'notifications',
  'platform_settings']) as relation;
select is(test.would('staff:moderator', statement), outcome, statement)
from (values ('select alogistics.validate_transport_request(test.id(''wish''))', 'not_allowed'),
  ('update alogistics.transport_requests set status = ''validated'' where id = test.id(''wish'')', 'not_allowed'),
  ('select alogistics.verify_profile(test.id(''rival''))', 'not_allowed'),
  ('select alogistics.contacts(test.id(''given''))', 'not_found')) as statements(statement, outcome);
select is(test.pre_request('authenticated:moderator'), 'authenticated', 'and is no staff in the next request');
select alogistics.set_role(test.id('moderator'), 'moderator') \g /dev/null
select is(test.count('staff:moderator', 'select from alogistics.transport_requests'), '3',
  'given back, it works again');

-- Deactivated: the same, for everybody.
select alogistics.deactivate_profile(test.id(person))
  from unnest(array['client', 'transporter', 'moderator']) as person \g /dev/null
select is(test.count(actor, 'select from alogistics.' || relation), outcome, format('%s, deactivated, sees no %s', actor,
  relation))
from (values ('authenticated:client', '0'), ('authenticated:transporter', '0'), ('staff:moderator', 'account_disabled'))
    as a(actor, outcome),
  unnest(array['transport_requests', 'profiles', 'wallets', 'wallet_transactions', 'vehicles',
    'notifications']) as relation;
select is(test.would(actor, statement), outcome, format('%s: %s', actor, statement))
from (values
  ('authenticated:client', 'select alogistics.process_payment(test.id(''given''), 1)', 'account_disabled'),
  ('authenticated:client', 'select alogistics.me()', 'account_disabled'),
  ('authenticated:client', 'update alogistics.transport_requests set status = ''cancelled''', 'nothing'),
  ('authenticated:client', 'update alogistics.notifications set is_read = true', 'nothing'),
  ('authenticated:client', 'update alogistics.profiles set city = ''Thiès''', 'nothing'),
  ('authenticated:transporter', 'select alogistics.contacts(test.id(''given''))', 'account_disabled'),
  ('authenticated:transporter', 'update alogistics.vehicles set is_available = false', 'nothing'),
  ('authenticated:transporter',
    'insert into alogistics.vehicles (type, brand, model, plate_number, capacity_kg) values (''van'', ''A'', ''B'', ''DK-1'', 100)',
    'account_disabled'),
  ('staff:moderator', 'select alogistics.validate_transport_request(test.id(''wish''))', 'account_disabled'),
  ('staff:moderator', 'select alogistics.verify_profile(test.id(''rival''))', 'account_disabled'))
    as statements(actor, statement, outcome);
select is(test.pre_request('authenticated:' || person), 'the account is disabled',
  person || ' is turned away at the door')
from unnest(array['client', 'transporter', 'moderator']) as person;
select is(test.sign_in('test_login', test.token('client'), 'id::text'), 'account_disabled', 'and signs in no more');
select alogistics.reactivate_profile(test.id(person))
  from unnest(array['client', 'transporter', 'moderator']) as person \g /dev/null
select is(test.count('client', 'select from alogistics.transport_requests'), '3', 'reactivated, it works again');

-- An actor named in an argument is the caller; only the back office acts for somebody else.
create temporary table named (statement text);
insert into named values
  ('select alogistics.validate_transport_request(test.id(''wish''), %L)'),
  ('select alogistics.reject_transport_request(test.id(''wish''), ''because'', %L)'),
  ('select alogistics.assign_transporter(test.id(''ready''), test.id(''transporter''), test.id(''truck''), %L)'),
  ('select alogistics.unassign_transporter(test.id(''given''), ''because'', %L)');
select is(test.would(actor, format(statement, test.id(named))), outcome, format('%s as %s: %s', actor, named,
  split_part(statement, '(', 1)))
from named, (values ('moderator', 'moderator', 'done'), ('moderator', 'admin', 'actor_mismatch'),
  ('admin', 'moderator', 'actor_mismatch'),
  ('moderator', 'client', 'actor_mismatch'), ('client', 'moderator', 'not_allowed'),
    ('service_role', 'moderator', 'done'),
  ('service_role', 'client', 'not_allowed'), ('service_role', 'nobody', 'not_allowed'),
    ('superuser', 'admin', 'done')) as who(actor, named, outcome);
select is(test.outcome('service_role', format(statement, test.id('moderator'))), 'done',
  'the back office acts for the moderator') from named limit 1;
select is(validated_by, test.id('moderator'), 'who is stamped') from alogistics.transport_requests
  where id = test.id('wish');
select is((user_id, database_role), (test.id('moderator'), 'service_role'::text), 'and both are written down')
from alogistics.audit_logs where action = 'transport_request.validate' and entity_id = test.id('wish')::text;
select is(test.would(actor,
  format($$ select alogistics.create_transport_request('Rice', 10, 'A', 'Dakar', 14.6, -17.4, 'B', 'Thiès', 14.7,
    -16.9,
    '2031-01-01', '2031-01-02', client_uuid => %L) $$, test.id('client'))), outcome,
      actor || ' asks for a transport in the client''s name')
from (values ('client', 'done'), ('stranger', 'actor_mismatch'), ('transporter', 'actor_mismatch'),
  ('moderator', 'done'), ('service_role', 'done')) as who(actor, outcome);
select is(test.outcome('admin',
  $$ insert into alogistics.platform_settings (key, value) values ('payment.debit_at', '"validation"') $$), 'done',
  'an admin sets');
select is(updated_by, test.id('admin'), 'and is stamped') from alogistics.platform_settings;

-- What staff may not do to whom: A-10, requirements §2.1.
select is(test.would(actor, statement), outcome, format('%s: %s', actor, statement))
from (values
  ('admin', 'select alogistics.set_role(test.id(''admin''), ''client'')', 'not_allowed'),
  ('admin', 'select alogistics.deactivate_profile(test.id(''admin''))', 'not_allowed'),
  ('admin', 'select alogistics.verify_profile(test.id(''admin''))', 'not_allowed'),
  ('superuser', 'select alogistics.set_role(test.id(''admin''), ''moderator'')', 'not_allowed'),
  ('service_role', 'select alogistics.deactivate_profile(test.id(''admin''))', 'not_allowed'),
  ('admin', 'select alogistics.set_role(test.id(''stranger''), ''owner'')', 'invalid_value'),
  ('admin', 'select alogistics.set_role(test.id(''stranger''), null)', 'invalid_value'),
  ('admin', 'select alogistics.set_role(test.id(''nobody''), ''client'')', 'not_found'),
  ('admin', 'select alogistics.set_role(null, ''client'')', 'missing_value'),
  ('admin', 'select alogistics.verify_vehicle(test.id(''nothing''))', 'not_found'),
  ('admin', 'select alogistics.set_role(test.id(''moderator''), ''admin'')', 'done'),
  ('moderator', 'select alogistics.set_role(test.id(''stranger''), ''transporter'')', 'not_allowed'),
  ('moderator', 'select alogistics.deactivate_profile(test.id(''stranger''))', 'not_allowed')) as s(actor, statement,
    outcome);
select alogistics.set_role(test.id('moderator'), 'admin') \g /dev/null
select is(test.would('moderator', 'select alogistics.set_role(test.id(''admin''), ''client'')'), 'done',
  'of two admins one may go');
select * from finish();
rollback;
