-- Who is asking: claims of a gateway, and tokens of direct SQL clients.
\set ON_ERROR_ROLLBACK on
begin;
set search_path = alogistics;
create role regress_client_of_sql login noinherit;
grant authenticated, staff to regress_client_of_sql;
create role regress_gateway login noinherit;
grant authenticated to regress_gateway;
-- The secret may be any; tokens are not shown.
select socle.mint_token(json_build_object('sub', test.id('client'), 'exp', 4102444800)::jsonb) as client_token,
       socle.mint_token(json_build_object('sub', test.id('moderator'), 'exp', 4102444800)::jsonb) as moderator_token,
       socle.mint_token(json_build_object('sub', test.id('client'), 'exp', 1)::jsonb) as old_token,
       socle.mint_token(json_build_object('sub', test.id('client'))::jsonb) as endless_token,
       socle.mint_token('{"exp": 4102444800}') as nobodys_token \gset

-- Nobody.
select socle.uid() is null as nobody, socle.claims() is null as no_claims;

-- A direct client signs in by a token.
set session authorization regress_client_of_sql;
select socle.sign_in(:'client_token') = test.id('client') as is_the_client;
select current_user, socle.uid() = test.id('client') as is_the_client, socle.claims() ->> 'exp' as exp;
show socle.identity;
select socle.sign_in(:'moderator_token') = test.id('moderator') as is_the_moderator, current_user;
select current_user;
select socle.sign_out();
select current_user;

-- For one transaction only: here it ends with the savepoint.
savepoint before_sign_in;
select socle.sign_in(:'client_token', only_transaction => true) = test.id('client') as is_the_client;
rollback to before_sign_in;
select current_user;

-- Tokens that are not good enough.
select socle.sign_in(:'old_token');
\echo :LAST_ERROR_SQLSTATE
select socle.sign_in(:'endless_token');
select socle.sign_in(:'nobodys_token');
select socle.sign_in(:'client_token' || 'x');
select socle.sign_in('a.b');
\echo :LAST_ERROR_SQLSTATE
select socle.sign_in('eyJhbGciOiJub25lIn0.e30.');
select socle.mint_token('{}');

-- Nobody says who he is without one.
select set_config('request.jwt.claims', json_build_object('sub', test.id('admin'))::text, false);
\echo :LAST_ERROR_SQLSTATE
set jwt.claims.sub = 'a9c5e2a0-0000-4000-8000-000000000000';
set socle.identity = '{"sub": "a9c5e2a0-0000-4000-8000-000000000000"}';
set socle.gateways = 'regress_client_of_sql';
reset session authorization;

-- A gateway does, once per transaction.
set socle.gateways = 'authenticator, regress_gateway';
set session authorization regress_gateway;
select set_config('request.jwt.claims', json_build_object('sub', test.id('client'))::text, true) <> '' as claimed;
select set_config('request.jwt.claims', json_build_object('sub', test.id('admin'))::text, true);
set role authenticated;
select socle.uid() = test.id('client') as is_the_client;
reset role;
reset session authorization;

-- Claims that cannot be read are nobody's.
set request.jwt.claims = 'hello';
select socle.uid();
\echo :LAST_ERROR_SQLSTATE
set request.jwt.claims = '{"sub": 7}';
select socle.uid();

-- pre_request(): the database says who is staff, and who is out.
select set_config('request.jwt.claims', json_build_object('sub', test.id('moderator'))::text, true) <> '' as claimed;
set local role authenticated;
select socle.pre_request();
select current_user;
reset role;
select alogistics.deactivate_profile(test.id('stranger'));
select set_config('request.jwt.claims', json_build_object('sub', test.id('stranger'))::text, true) <> '' as claimed;
set local role authenticated;
select socle.pre_request();
\echo :LAST_ERROR_SQLSTATE
rollback;
