-- The key that tokens are signed with: rotation, kinds of keys, none at all; and the first admin. Commits what it does,
-- because the server reads its settings between transactions.
select plan(43);
\ir lib/accounts.sql
select current_setting('socle.jwt_key_file') as first_key, current_setting('data_directory') as folder \gset
\set second_key :folder/second.key
\set edwards :folder/edwards.pem
\set rsa :folder/rsa.pem
\set public :folder/public.pem
copy (select encode(sha256('another secret'), 'hex')) to :'second_key';
select format('openssl genpkey -quiet -algorithm ed25519 -out %s', :'edwards') as edwards_command,
  format('openssl genpkey -quiet -algorithm rsa -pkeyopt rsa_keygen_bits:2048 -out %s', :'rsa') as rsa_command,
  format('openssl pkey -in %s -pubout -out %s', :'rsa', :'public') as public_command \gset
copy (select) to program :'edwards_command';
copy (select) to program :'rsa_command';
copy (select) to program :'public_command';
\set use 'select pg_reload_conf(), pg_sleep(0.2) \\g /dev/null'

select test.open_account('awa') as old \gset
-- Rotation: what the previous key signed is good, what a removed one signed is not.
alter system set socle.jwt_key_file = :'second_key';
alter system set socle.jwt_previous_key_file = :'first_key';
:use
select test.log_in('awa') as new \gset
select isnt(test.part(:'new'::jsonb ->> 'access_token', 1) ->> 'kid', test.part(:'old'::jsonb ->> 'access_token', 1) ->> 'kid',
  'the new key signs');
create function test.sign_in(login jsonb) returns text language plpgsql as $$
declare
  error test.error;
begin
  perform socle.sign_in(login ->> 'access_token', true);
  raise sqlstate 'UNDO0';
exception when sqlstate 'UNDO0' then
  return 'done';
when others then
  get stacked diagnostics error.sqlstate := returned_sqlstate, error.detail := pg_exception_detail;
  return test.name_of(error);
end
$$;
select is(test.sign_in(login::jsonb), 'done', 'two keys: the token of each is accepted') from unnest(array[:'old', :'new']) as login;
select test.refresh(:'old') as renewed \gset
select is(test.word(:'renewed'), 'done', 'the previous key''s refresh token is good');
select is(test.word(test.refresh(:'renewed')), 'done', 'and the one that it was exchanged for');
select is(test.word(test.refresh(:'new')), 'done', 'as that of the new key');
select test.log_in('awa') as latest \gset
alter system reset socle.jwt_previous_key_file;
:use
select is(test.sign_in(:'old'), 'invalid_token', 'the previous key is removed: its access token is refused');
select is(test.sign_in(:'latest'), 'done', 'that of the present one is not');
select is(test.word(test.refresh(:'old')), 'invalid_refresh_token 401', 'its refresh token is refused');
select is(test.word(test.refresh(:'latest')), 'done', 'that of the present one is not');
select is(socle.jwks(), '{"keys": []}', 'jwks() shows no secret');

-- Keys with a public half.
alter system set socle.jwt_key_file = :'edwards';
alter system set socle.jwt_previous_key_file = :'rsa';
:use
select test.log_in('awa') as edwards_login \gset
select is(test.part(:'edwards_login'::jsonb ->> 'access_token', 1) ->> 'alg', 'EdDSA', 'Ed25519');
select is(test.sign_in(:'edwards_login'), 'done', 'is accepted');
select is(test.word(test.refresh(:'edwards_login')), 'done', 'and renewed');
select is(jsonb_array_length(socle.jwks() -> 'keys'), 2, 'jwks() shows both keys');
select is(array(select jsonb_object_keys(socle.jwks() -> 'keys' -> 0) order by 1), array['alg', 'crv', 'kid', 'kty', 'use', 'x'],
  'the public half of Ed25519');
select is(array(select jsonb_object_keys(socle.jwks() -> 'keys' -> 1) order by 1), array['alg', 'e', 'kid', 'kty', 'n', 'use'],
  'that of RSA');
select is(test.part(:'edwards_login'::jsonb ->> 'access_token', 1) ->> 'kid', socle.jwks() #>> '{keys,0,kid}', 'the token names its key');
alter system set socle.jwt_key_file = :'rsa';
alter system reset socle.jwt_previous_key_file;
:use
select test.log_in('awa') as rsa_login \gset
select is(test.part(:'rsa_login'::jsonb ->> 'access_token', 1) ->> 'alg', 'RS256', 'RSA');
select is(test.sign_in(:'rsa_login'), 'done', 'is accepted');
select is(test.sign_in(:'edwards_login'), 'invalid_token', 'a key that is no more set is not');
select is(test.ask('anon', 'login(''awa@example.com'', ''a good password'')') ->> 'token_type', 'bearer', 'anon logs in with it');

-- No key, and what is none: an error, and nothing is half done.
create temporary table before as select line from test.state() as line;
alter system set socle.jwt_key_file = :'public';
:use
select is(test.word(test.open_account('half')), 'secret_missing', 'a public key signs nothing');
alter system set socle.jwt_key_file = '/nowhere';
:use
select is(test.word(test.open_account('half')), 'secret_missing', 'no such file');
alter system set socle.jwt_key_file = '';
:use
select is(test.word(test.open_account('half')), 'secret_missing', 'no file at all');
select is(test.word(test.log_in('awa')), 'secret_missing', 'nobody logs in');
select is(test.word(test.refresh(:'rsa_login')), 'secret_missing', 'nor goes on');
select results_eq('select line from test.state() as line', 'select line from before', 'no account, no session, nothing');
alter system reset socle.jwt_key_file;
:use

-- Nobody reads where the key is, and it stands nowhere.
select is(test.outcome(actor, format('show %s', setting)), 'denied', actor || ' does not see ' || setting)
from unnest(array['client', 'admin', 'service_role']) as actor, unnest(array['socle.jwt_key_file']) as setting;
select is_empty($$ select name from pg_settings where setting = (select trim(e'\n' from pg_read_file(current_setting('socle.jwt_key_file')))) $$,
  'no setting holds it');

-- The first admin.
select is(test.outcome(actor, 'select socle.bootstrap_admin(''awa@example.com'')'), 'denied', actor || ' makes no admin')
from unnest(array['client', 'admin', 'service_role']) as actor;
select is(socle.bootstrap_admin('AWA@example.com'), test.account_id('awa'), 'the superuser makes one');
select is((role, is_active), ('admin'::alogistics.user_role, true), 'who is admin') from alogistics.profiles where id = test.account_id('awa');
select is(test.outcome('superuser', format('select socle.bootstrap_admin(%L, %L)', email, system)), outcome, format('%L in %L', email, system))
from (values ('nobody@example.com', null, 'not_found'), (null, null, 'missing_value'), ('awa@example.com', 'nowhere', 'not_found'),
  ('awa@example.com', 'socle', 'not_found'), ('awa@example.com', 'alogistics', 'done')) as b(email, system, outcome);
select is((select count(*) from alogistics.audit_logs where action = 'profiles.bootstrap_admin'), 2::bigint, 'it is written down');
select * from finish();
