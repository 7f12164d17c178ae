-- Nobody says who he is but by a token: forged claims, switched roles, sign-ins in the wrong place; each tried by a
-- client of the server in a session of its own. What only the adapter shows is in test/adapter/identity.sql, the same
-- over HTTP in test/http/attacks.test.mjs. Design §3; A-59, A-60.
select plan(146);
\ir lib/logins.sql
create role shop login noinherit;
grant authenticated, staff to shop;
alter role shop set search_path = alogistics, public;
-- To ask who it is when it is nobody.
grant execute on function socle.uid() to shop, authenticator;
grant usage on schema test to shop, authenticator;
grant execute on all functions in schema test to public;

-- A client who signed in tries to be the admin, or a role that he is not.
create temporary table ways (way text, outcome text);
insert into ways
select format(form, setting, case when setting in ('request.jwt.claims', 'socle.identity')
  then format('{"sub": "%s", "role": "service_role"}', test.id('admin')) else test.id('admin')::text end), '42501'
from unnest(array['request.jwt.claims', 'request.jwt.claim.sub', 'jwt.claims.sub', 'socle.identity']) as setting,
  unnest(array['set %s = %L', 'set local %s = %L', 'set session %s = %L',
    'do $d$ begin perform set_config(%L, %L, true); end $d$',
    'do $d$ begin perform set_config(%L, %L, false); end $d$',
    'create function pg_temp.forge() returns uuid language sql set %s = %L as $f$ select socle.uid() $f$;
     select pg_temp.forge()',
    'update pg_settings set setting = %2$L where name = %1$L',
    'reset role; alter role shop set %s = %L']) as form;
insert into ways values
  ('set socle.gateways = ''shop''', '42501'), ('set socle.session_sign_in = off', '42501'),
  ('reset role; alter role shop set socle.gateways = ''shop''', '42501'),
  ('set role service_role', '42501'), ('set role socle_owner', '42501'), ('set role authenticator', '42501'),
  ('set role anon', '42501'), ('set role postgres', '42501'),
  ('select set_config(''role'', ''service_role'', true)', '42501'),
  ('do $d$ begin perform set_config(''role'', ''socle_owner'', false); end $d$', '42501'),
  ('create function pg_temp.f() returns void language sql set role = service_role as ''''; select pg_temp.f()', '42501'),
  ('set session authorization authenticator', '42501'), ('set session authorization service_role', '42501'),
  ('set session authorization postgres', '42501'), ('grant service_role to shop', '42501'),
  ('grant service_role to authenticated', '42501'), ('alter role shop superuser', '42501'),
  ('alter role shop bypassrls', '42501'), ('alter role authenticated bypassrls', '42501'),
  ('create role mine in role service_role', '42501'),
  ('set row_security = off; select from transport_requests', '42501'),
  ('alter table transport_requests disable row level security', '42501'),
  ('create policy mine on transport_requests using (true)', '42501'),
  ('create or replace function alogistics.is_admin() returns boolean language sql return true', '42501'),
  ('create function alogistics.mine() returns void language sql as ''''', '42501'),
  ('set session_replication_role = replica', '42501'),
  ('create trigger mine before update on profiles for each row execute function alogistics.prepare_profile()', '42501');
select test.open('client', 'shop') \g /dev/null
select is(test.ask('client', test.sign_in('client')), test.id('client')::text, 'a client signs in');
-- Each in a transaction, so that all begin alike.
create function test.try(session text, way text) returns text language plpgsql as $$
declare
  outcome text;
begin
  perform test.tell(session, 'begin');
  outcome := test.tell(session, way);
  perform test.tell(session, 'rollback');
  return outcome;
end
$$;
select is(test.try('client', way), outcome, way) from ways;
select is(test.who('client'), 'authenticated client', 'and is who he was');
select is(test.ask('client', 'select count(*)::text from profiles where is_admin()'), '0', 'and no admin');

-- What he may change about himself leads nowhere.
select is(test.tell('client', 'set role staff'), 'done', 'he may take the role that the login has');
select is(test.ask('client', format('select count(*)::text from %s', relation)), 'PT403', 'but sees no ' || relation)
from unnest(array['profiles', 'transport_requests', 'wallets', 'ledger_lines', 'audit_logs', 'notifications']) as relation;
select is(test.ask('client', 'select alogistics.set_role(socle.uid(), ''admin'')::text'), 'PT403', 'and decides nothing');
select is(test.tell('client', 'reset role; alter role shop set role = staff'), 'done', 'it may be that of later sessions');
select test.open('later', 'shop') \g /dev/null
select is(test.ask('later', 'select count(*)::text from transport_requests'), 'PT401', 'which see nothing either');
select is(test.ask('later', test.sign_in('client')), test.id('client')::text, 'and sign in');
select is(test.who('later'), 'authenticated client', 'as always');
alter role shop reset role;
select is(test.tell('client', 'reset session authorization'), 'done', 'he may go back to the login role');
select is(test.ask('client', 'select count(*)::text from alogistics.' || relation), '42501', 'which reads no ' || relation)
from unnest(array['profiles', 'transport_requests', 'wallets']) as relation;
select is(test.tell('client', 'set role authenticated'), 'done', 'and forth');
select is(test.who('client'), 'authenticated client', 'to be who he is');

-- Names that he puts into the way are not looked at.
select is(test.tell('client', format($$
  create temporary table profiles (id uuid, role text, is_active boolean, is_verified boolean);
  insert into profiles values (%L, 'admin', true, true);
  create function pg_temp.uid() returns uuid language sql return %L::uuid;
  set search_path = pg_temp, alogistics, socle, public $$, test.id('client'), test.id('admin'))), 'done',
  'a table of people of his own');
select is(test.ask('client', 'select concat(alogistics.is_admin(), alogistics.is_admin_or_moderator(), uid() = socle.uid())'),
  'fft', 'makes him no admin');
select is(test.ask('client', test.sign_in('client')), test.id('client')::text, 'nor does a sign-in that finds it');
select is(test.who('client'), 'authenticated client', 'make him staff');
select is(test.ask('client', 'select alogistics.me() ->> ''role'''), 'client', 'to any function');
select is(test.tell('client', 'reset search_path'), 'done', 'enough of that');

-- How long a sign-in lasts.
select is(test.tell('client', 'begin; savepoint s'), 'done', 'a savepoint');
select is(test.ask('client', test.sign_in('moderator', true)), test.id('moderator')::text, 'for a transaction, a moderator');
select is(test.tell('client', 'release s'), 'done', 'RELEASE');
select is(test.who('client'), 'staff moderator', 'keeps him');
select is(test.tell('client', 'commit'), 'done', 'COMMIT');
select is(test.who('client'), 'authenticated client', 'gives the session''s person back');
select is(test.tell('client', 'begin'), 'done', 'a transaction');
select is(test.ask('client', 'select socle.sign_out()::text'), '', 'signs out');
select is(test.who('client'), 'shop', 'and is nobody');
select is(test.tell('client', 'rollback'), 'done', 'ROLLBACK');
select is(test.who('client'), 'authenticated client', 'takes that back');
select is(test.tell('client', 'begin'), 'done', 'a transaction');
select is(test.ask('client', test.sign_in('moderator', true)), test.id('moderator')::text, 'of a moderator');
select is(test.ask('client', 'select socle.sign_out()::text'), '', 'who signs out');
select is(test.tell('client', 'commit'), 'done', 'COMMIT');
select is(test.who('client'), 'shop', 'leaves nobody, not the one before');
select is(concat_ws(', ', test.ask('client', test.sign_in(person)) = test.id(person)::text, test.tell('client', ending),
                    test.ask('client', 'select socle.uid()::text')), 't, done', format('%s signs in; %s; nobody', person, ending))
from (values ('client', 'reset all'), ('moderator', 'discard all'), ('client', 'set socle.identity = ''''')) as e(person, ending);

-- A function that acts for another signs nobody in, also when it swallows the error.
create function test.sneak(token text) returns uuid language plpgsql security definer as $$
begin
  perform socle.sign_in(token);
  return socle.uid();
end
$$;
create function test.sneak_quietly(token text) returns uuid language plpgsql security definer as $$
begin
  perform socle.sign_in(token);
  return null;
exception when others then
  return socle.uid();
end
$$;
select is(test.tell('client', 'discard all'), 'done', 'nobody');
select is(test.ask('client', format('select test.sneak(%L)::text', test.token('admin'))), '42501', 'a DEFINER function');
select is(test.ask('client', format('select test.sneak_quietly(%L)::text', test.token('admin'))), null, 'signs nobody in');
select is(test.who('client'), 'shop', 'neither then nor later');

-- A request of the gateway: what runs in it is the person whom it named, whatever it says.
select test.open('request', 'authenticator') \g /dev/null
create function test.begin_request(session text) returns text language plpgsql as $$
begin
  perform test.tell(session, 'begin');
  perform test.ask(session, format('select concat(set_config(''search_path'', ''alogistics, public'', true),
    set_config(''role'', ''authenticated'', true), set_config(''request.jwt.claims'', %L, true))',
    format('{"sub": "%s", "role": "authenticated"}', test.id('client'))));
  return test.ask(session, 'select socle.pre_request()::text');
end
$$;
select is(test.begin_request('request'), '', 'a request');
select is(test.who('request'), 'authenticated client', 'of the client');
select is(test.tell('request', 'rollback'), 'done', 'ends');
create temporary table forgeries as select way from ways where way ~ '(jwt|socle\.identity)' and way !~ 'alter role';
create function test.in_request(session text, way text) returns text language plpgsql as $$
declare
  outcome text;
begin
  perform test.begin_request(session);
  perform test.tell(session, 'savepoint s');
  outcome := test.tell(session, way);
  perform test.tell(session, 'rollback to s');
  outcome := outcome || ', ' || test.who(session);
  perform test.tell(session, 'rollback');
  return outcome;
end
$$;
select is(test.in_request('request', way), '42501, authenticated client', 'in a request: ' || way) from forgeries;
select is(test.who('request'), 'authenticator', 'the next one begins with nobody');

-- SET ROLE is the gateway's own way to act for people, so no function that a client may reach may lend it.
create function test.definer(statement text) returns void language plpgsql security definer as $$
begin execute statement; end $$;
alter function test.definer(text) owner to socle_owner;
select is(test.in_request('request', format('select test.definer(%L)', way)), '42501, authenticated client',
  'in a DEFINER function: ' || way)
from unnest(array['set local role service_role', 'select set_config(''role'', ''service_role'', true)',
  'set local session authorization service_role', 'reset role']) as way;
select is_empty($$
  select p.oid::regprocedure from pg_proc as p join pg_language as l on l.oid = prolang
  where pronamespace in ('alogistics'::regnamespace, 'auth'::regnamespace, 'socle'::regnamespace)
    and exists (select from unnest(array['anon', 'authenticated', 'staff']) as role
                where has_function_privilege(role, p.oid, 'execute'))
    -- The steps of an aggregate are functions of their own.
    and (prosecdef or prokind <> 'a' and lanname not in ('c', 'sql', 'plpgsql') or lanname = 'plpgsql' and prosrc ~* '\mexecute\M'
         or array_to_string(proconfig, ' ') ~ '(role|jwt|identity)='
         or concat(prosrc, pg_get_function_sqlbody(p.oid)) ~* 'set_config|\mset\s+(local\s+|session\s+)?role') $$,
  'no function of a client is a DEFINER, runs a text, or sets a role or claims');
select dblink_disconnect(name) from unnest(dblink_get_connections()) as name \g /dev/null
drop owned by shop;
drop role shop;
select * from finish();
