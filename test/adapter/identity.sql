-- The settings that say who is asking: who may set them, how often, and when they go away (design §3).
select no_plan();

create role test_user login;
create role test_gateway login;
create role test_direct login noinherit;
create role test_heir login inherit;
grant authenticated, staff to test_direct, test_heir;
grant usage on schema socle to test_user, test_gateway, test_direct, authenticator;
grant execute on function socle.uid(), socle.claims() to test_user, test_gateway, test_direct, authenticator;

create function test.person(number integer) returns uuid language sql immutable
  as $$ select lpad(number::text, 32, '0')::uuid $$;
create function test.claims(number integer) returns text language sql immutable
  as $$ select format('{"sub":"%s"}', test.person(number)) $$;
-- The statement that sets an identity as PostgREST does; the others as a client of PostGraphile may.
create function test.claim(number integer, setting text default 'request.jwt.claims') returns text
language sql immutable as $$
  select format('select set_config(%L, %L, true)', setting,
                case when setting = 'request.jwt.claims' then test.claims(number)
                     else test.person(number)::text end)
$$;
create function test.uid_of(session text) returns text language sql
  as $$ select test.ask_session(session, 'select socle.uid()::text') $$;

-- A gateway says who is asking: once per transaction.
select test.open('gateway', 'authenticator');
select is(test.tell('gateway', 'begin'), 'done', 'the gateway begins');
select is(test.ask_session('gateway', test.claim(1)), test.claims(1), 'it may say who is asking');
select is(test.uid_of('gateway'), test.person(1)::text, 'and that is who is asking');
select is(test.tell('gateway', 'savepoint s'), 'done', 'a savepoint');
select is(test.ask_session('gateway', test.claim(2, setting)), '42501', 'but not twice: ' || setting),
       test.tell('gateway', 'rollback to s')
from unnest('{request.jwt.claims, request.jwt.claim.sub, jwt.claims.sub}'::text[]) as setting;
select is(test.tell('gateway', 'rollback to s'), 'done', 'back to the savepoint');
select is(test.tell('gateway', 'set local role authenticated'), 'done', 'as the request''s role');
select is(test.ask_session('gateway', test.claim(2)), '42501', 'nor may what the request calls');
select is(test.tell('gateway', 'rollback to s; reset request.jwt.claims'), 'done', 'it may forget');
select is(test.ask_session('gateway', test.claim(2)), '42501', 'but not be somebody else then');
select is(test.tell('gateway', 'rollback'), 'done', 'the transaction ends');
select is(test.uid_of('gateway'), null, 'and its identity with it');
select is(test.ask_session('gateway', test.claim(3, setting)),
          case when setting = 'request.jwt.claims' then test.claims(3) else test.person(3)::text end,
          'the next transaction may say so anew: ' || setting)
from unnest('{request.jwt.claims, request.jwt.claim.sub, jwt.claims.sub}'::text[]) as setting;
select is(test.tell('gateway', 'begin'), 'done', 'another transaction');
select is(test.ask_session('gateway', test.claim(4, 'jwt.claims.sub')), test.person(4)::text, 'of PostGraphile');
select is(test.uid_of('gateway'), test.person(4)::text, 'is somebody');
select is(test.ask_session('gateway', test.claim(5)), '42501', 'and nobody else');
select is(test.tell('gateway', 'rollback'), 'done', 'the end');
select is(test.ask_session('gateway', $$ select set_config('request.jwt.claims', '', true) $$), '',
          'nobody is always allowed');
select is(test.tell('gateway', 'begin'), 'done', 'a transaction');
select is(test.ask_session('gateway', $$ select set_config('request.jwt.claims', '{"sub":7}', true) $$),
          '{"sub":7}', 'with claims that cannot be read');
select is(test.uid_of('gateway'), 'PT401', 'is an error whenever it matters');
select is(test.tell('gateway', 'rollback'), 'done', 'the end');

-- Nobody else does.
select test.open('user', 'test_user');
select is(test.ask_session('user', test.claim(1, setting)), '42501', 'an ordinary role may not set ' || setting)
from unnest('{request.jwt.claims, request.jwt.claim.sub, jwt.claims.sub}'::text[]) as setting;
select is(test.uid_of('user'), null, 'and is nobody');
select is(test.ask_session('user', 'select socle.claims()::text'), null, 'with no claims');
create function test.sneak() returns text language sql security definer as $$
  select set_config('request.jwt.claims', '{"sub":"00000000-0000-0000-0000-000000000001"}', true)
$$;
create function test.sneak_by_clause() returns uuid language sql security definer
  set request.jwt.claims = '{"sub":"00000000-0000-0000-0000-000000000001"}'
  as $$ select socle.uid() $$;
select is(test.ask_session('user', 'select test.sneak()'), '42501',
          'not even through a superuser''s SECURITY DEFINER function');
select is(test.ask_session('user', 'select test.sneak_by_clause()::text'), '42501',
          'nor through its SET clause');
select is(test.tell('user', 'set socle.gateways = ''test_user'''), '42501',
          'nor by declaring itself a gateway');

create function test.refused_claim() returns test.error language plpgsql as $$
declare
  error test.error;
begin
  set local session authorization test_user;
  error := test.error(test.claim(1));
  reset session authorization;
  return error;
end
$$;
select is(
  jsonb_build_object('sqlstate', (e).sqlstate, 'message', (e).message, 'detail', (e).detail::jsonb, 'hint', (e).hint),
  (select jsonb_build_object('sqlstate', sqlstate, 'message', message, 'hint', hint, 'detail',
     jsonb_build_object('error', name, 'reason',
                        'only the gateways named in socle.gateways say who the caller is'))
   from socle.errors where name = 'identity_protected'),
  'a refused setting has the MESSAGE, DETAIL and HINT of the catalogue')
from test.refused_claim() as e;

-- Not for later sessions either.
create database test_owned owner test_user;
select is(test.tell('user', $$ alter role test_user set request.jwt.claims = '{}' $$), '42501',
          'ALTER ROLE is refused');
select is(test.tell('user', $$ alter database test_owned set request.jwt.claims = '{}' $$), '42501',
          'ALTER DATABASE is refused');
select is(test.tell('gateway', $$ alter role authenticator set request.jwt.claims = '{}' $$), '42501',
          'also to a gateway');
select test.open('superuser');
select is(test.tell('superuser', format('alter system set %s = %L', setting, test.person(1))), '55P02',
          'ALTER SYSTEM is refused to everybody: ' || setting)
from unnest('{request.jwt.claims, request.jwt.claim.sub, jwt.claims.sub, socle.identity}'::text[]) as setting;
select matches((test.error($$ select test.open('x', 'test_user', '-c jwt.claims.sub=' || test.person(1)) $$)).detail,
               'this session may not set the identity of a request', 'a start-up option is refused');
select matches((test.error($$ select test.open('x', 'authenticator', '-c jwt.claims.sub=' || test.person(1)) $$)).detail,
               'this session may not set the identity of a request', 'also to a gateway');
alter role test_user set "jwt.claims.sub" = '00000000-0000-0000-0000-000000000001';
select test.open('later user', 'test_user');
select is(test.uid_of('later user'), null, 'what a superuser set for a role is ignored when it logs in');
alter role test_user reset "jwt.claims.sub";

-- Gateways are a setting of the server.
select is(current_setting('socle.gateways'), 'authenticator', 'there is one gateway');
select test.open('other gateway', 'test_gateway', '-c client_min_messages=error');
select is(test.ask_session('other gateway', test.claim(1)), '42501', 'another role is none');
alter role test_gateway set socle.gateways = ' authenticator , test_gateway ';
select dblink_disconnect('other gateway');
select test.open('other gateway', 'test_gateway');
select is(test.ask_session('other gateway', test.claim(1)), test.claims(1), 'unless it is named');

-- A token, for clients that speak SQL.
create function test.token(number integer) returns text language sql as $$
  select socle.mint_token(jsonb_build_object('sub', test.person(number), 'role', 'authenticated',
                                             'exp', extract(epoch from now())::bigint + 3600))
$$;
create function test.sign_in(number integer, only_transaction boolean default false) returns text
language sql as $$
  select format('select socle.sign_in(%L, %L)::text', test.token(number), only_transaction)
$$;
create function test.who(session text) returns text language sql as $$
  select test.ask_session(session, $q$ select concat_ws(' ', current_user, socle.uid()) $q$)
$$;
create function test.signed_in(number integer) returns text language sql
  as $$ select 'authenticated ' || test.person(number) $$;
select test.open('direct', 'test_direct');
select is(test.ask_session('direct', test.sign_in(1)), test.person(1)::text, 'a session signs in');
select is(test.who('direct'), test.signed_in(1), 'and is this person');
select is(test.tell('gateway', 'begin'), 'done', 'a request of a gateway');
select is(test.ask_session('gateway', test.sign_in(1, true)), test.person(1)::text, 'signs in');
select is(test.ask_session('gateway', test.claim(2)), test.claims(2), 'claims that come after it');
select is(test.who('gateway'), test.signed_in(1), 'do not outrank the token');
select is(test.tell('gateway', 'rollback'), 'done', 'the end');
select is(test.ask_session('direct', 'show socle.identity'), '(hidden)', 'the identity is not shown');
select is(test.ask_session('direct', format('select set_config(%L, %L, false)', 'socle.identity', test.claims(2))),
          '42501', 'nor set by anybody');
select is((test.error(format('select set_config(%L, %L, false)', 'socle.identity', test.claims(2)))).sqlstate,
          '42501', 'not even by a superuser');
select is((test.error('alter role test_user set socle.identity = ''{}''')).sqlstate, '42501', 'nor for a role');

select is(test.tell('direct', 'begin'), 'done', 'a transaction');
select is(test.tell('direct', 'savepoint s'), 'done', 'with a savepoint');
select is(test.ask_session('direct', test.sign_in(3)), test.person(3)::text, 'signs in as another');
select is(test.who('direct'), test.signed_in(3), 'and is this one');
select is(test.tell('direct', 'rollback to s'), 'done', 'ROLLBACK TO');
select is(test.who('direct'), test.signed_in(1), 'takes it back');
select is(test.ask_session('direct', test.sign_in(4)), test.person(4)::text, 'yet another');
select is(test.tell('direct', 'rollback'), 'done', 'ROLLBACK');
select is(test.who('direct'), test.signed_in(1), 'takes it back, too');
select is(test.tell('direct', 'begin'), 'done', 'a transaction');
select is(test.ask_session('direct', test.sign_in(5, true)), test.person(5)::text, 'signs in for itself only');
select is(test.who('direct'), test.signed_in(5), 'is this person');
select is(test.tell('direct', 'commit'), 'done', 'until COMMIT');
select is(test.who('direct'), test.signed_in(1), 'and no longer');
select is(test.ask_session('direct', 'select socle.sign_in(''no.to.ken'')::text'), 'PT401', 'a token that is none');
select is(test.who('direct'), test.signed_in(1), 'changes nothing');
select is(test.tell('direct', 'discard all'), 'done', 'DISCARD ALL');
select is(test.who('direct'), 'test_direct', 'clears the identity and the role');
select is(test.ask_session('direct', test.sign_in(6)), test.person(6)::text, 'signs in again');
select is(test.ask_session('direct', 'select socle.sign_out()::text'), '', 'and out');
select is(test.who('direct'), 'test_direct', 'is nobody');
-- One connection of a gateway or of a pooler serves many people: none of them may stay in it.
select is(test.ask_session('gateway', test.sign_in(1)), '42501', 'a gateway''s session signs nobody in for good');
select is(test.who('gateway'), 'authenticator', 'and is nobody');
alter role test_direct set socle.session_sign_in = off;
select test.open('pooled', 'test_direct');
select is(test.ask_session('pooled', test.sign_in(1)), '42501', 'nor does a session of a login behind a pooler');
select is(test.tell('pooled', 'set socle.session_sign_in = on'), '42501', 'which does not choose that');
select is(test.tell('pooled', 'alter role test_direct set socle.session_sign_in = on'), '42501', 'nor for later');
select is(test.tell('pooled', 'begin'), 'done', 'a transaction');
select is(test.ask_session('pooled', test.sign_in(1, true)), test.person(1)::text, 'signs in');
select is(test.who('pooled'), test.signed_in(1), 'and is this person');
select is(test.tell('pooled', 'commit'), 'done', 'until its end');
select is(test.who('pooled'), 'test_direct', 'and nobody then');
-- After RESET ROLE the columns of staff would meet the rows of people.
select test.open('heir', 'test_heir');
select is(test.ask_session('heir', test.sign_in(1, only_transaction)), '42501',
          'a login role that inherits staff does not sign in')
from unnest('{t, f}'::boolean[]) as only_transaction;
select is(test.ask_session('user', test.sign_in(1)), '42501',
          'a role that may not be authenticated cannot sign in');
select is(test.who('user'), 'test_user', 'and stays what it was');

-- Parallel workers ask for the same person.
create table test.many as select test.person(n % 10) as person from generate_series(1, 100000) as n;
analyze test.many;
grant select on test.many to authenticated;
grant usage on schema test to authenticated;
select test.open('parallel', 'authenticator', format('-c %s=on -c parallel_setup_cost=0 '
  '-c parallel_tuple_cost=0 -c min_parallel_table_scan_size=0', test.always_parallel()));
create function test.parallel_answer() returns text language sql as $$
  select test.ask_session('parallel', 'select concat_ws('' '', test.is_parallel_worker(), socle.uid())')
$$;
create function test.parallel_count() returns text language sql as $$
  select test.ask_session('parallel', 'select count(*)::text from test.many where person = socle.uid()')
$$;
select is(test.tell('parallel', 'begin'), 'done', 'a transaction');
select is(test.ask_session('parallel', test.sign_in(3, true)), test.person(3)::text, 'signs in');
select is(test.parallel_answer(), 't ' || test.person(3), 'a parallel worker knows the signed-in person');
select is(test.parallel_count(), '10000', 'so does a parallel scan');
insert into auth.users (id, email, raw_user_meta_data)
values (test.person(3), 'three@example.com', '{"first_name": "Three", "last_name": "Test"}');
select alogistics.set_role(test.person(3), 'admin') \gset ignored_
select is(test.ask_session('parallel', 'select concat_ws('' '', test.is_parallel_worker(), alogistics.is_admin())'),
          't t', 'and the role that the database gives this person');
select is(test.tell('parallel', 'commit'), 'done', 'not any more');
select is(test.tell('parallel', 'begin'), 'done', 'a request of the gateway');
select is(test.ask_session('parallel', test.claim(4)), test.claims(4), 'with claims');
select is(test.tell('parallel', 'set local role authenticated'), 'done', 'and its role');
select is(test.parallel_answer(), 't ' || test.person(4), 'a parallel worker knows the person of the claims');
select is(test.parallel_count(), '10000', 'so does a parallel scan');
select is(test.tell('parallel', 'commit'), 'done', 'the end');
select is(test.parallel_answer(), 't', 'and then nobody');

select finish();
