-- login(): who gets in, and what everybody else learns. A-64, A-92.
begin;
select plan(70);
\ir lib/accounts.sql
select test.open_account(name) from unnest(array['awa', 'banned', 'gone', 'left']) as name \g /dev/null

-- What the answer and its token say: GoTrue's words, so that its clients understand.
select test.log_in('awa') as awa \gset
select is(:'awa'::jsonb ->> 'token_type', 'bearer', 'token_type');
select is((:'awa'::jsonb ->> 'expires_in')::integer, 900, 'it is good for 15 minutes');
select ok((:'awa'::jsonb ->> 'expires_at')::bigint - extract(epoch from clock_timestamp()) between 880 and 901, 'expires_at');
select is(array(select jsonb_object_keys(:'awa'::jsonb -> 'user') order by 1), array['app_metadata', 'aud', 'created_at',
  'email', 'email_confirmed_at', 'id', 'is_anonymous', 'last_sign_in_at', 'phone', 'role', 'updated_at', 'user_metadata'], 'user');
select is(:'awa'::jsonb #>> '{user,email}', 'awa@example.com', 'who it is');
select is(array(select jsonb_object_keys(test.claims(:'awa')) order by 1), array['aal', 'amr', 'app_metadata', 'aud', 'email',
  'exp', 'iat', 'is_anonymous', 'iss', 'phone', 'role', 'session_id', 'sub', 'user_metadata'], 'the claims');
select is(test.claims(:'awa') ->> claim, value, claim) from (values ('iss', 'socle'), ('aud', 'authenticated'),
  ('role', 'authenticated'), ('aal', 'aal1'), ('email', 'awa@example.com'), ('is_anonymous', 'false'),
  ('sub', test.account_id('awa')::text), ('exp', :'awa'::jsonb ->> 'expires_at')) as c(claim, value);
select is(test.claims(:'awa') #>> '{amr,0,method}', 'password', 'how it was proven');
select is(array(select jsonb_object_keys(test.part(:'awa'::jsonb ->> 'access_token', 1)) order by 1), array['alg', 'kid', 'typ'],
  'the header names the key');
select is(encode(sha256(decode(rpad(translate(:'awa'::jsonb ->> 'refresh_token', '-_', '+/'), 76, '='), 'base64')), 'hex')
  = any (select encode(sha256(salt), 'hex') from auth.sessions), false, 'the refresh token is not what is stored');
select is_empty(format($$ select s.id from auth.sessions as s where s::text like '%%' || %L || '%%' $$,
  :'awa'::jsonb ->> 'refresh_token'), 'nowhere');
select is(test.outcome_in(:'awa', 'select alogistics.me()'), 'done', 'the token is accepted');
select is((select last_sign_in_at from auth.users where email = test.address('awa')), now(), 'last_sign_in_at');
select is(test.log_in('awa') ->> 'refresh_token' <> :'awa'::jsonb ->> 'refresh_token', true, 'each log-in is another session');

-- Over SQL by the token alone, as poolers and reports do.
savepoint before_sign_in;
select is(test.outcome_in(:'awa', format('select socle.sign_in(%L, true)', :'awa'::jsonb ->> 'access_token')), 'done',
  'sign_in() takes the token of a log-in');
rollback to before_sign_in;

-- Settings.
insert into alogistics.platform_settings (key, value) values ('auth.access_token_minutes', '1'), ('auth.session_days', '2');
select is(test.log_in('awa') ->> 'expires_in', '60', 'auth.access_token_minutes');
select is((select max(expires_at - now()) filter (where expires_at < now() + interval '3 days') from auth.sessions),
  interval '2 days', 'auth.session_days');
select is(test.outcome('admin', format('insert into alogistics.platform_settings (key, value) values (%L, %L)', key, value)),
  'invalid_setting', format('%s is not %s', key, value))
from (values ('auth.bcrypt_cost', '7'), ('auth.bcrypt_cost', '17'), ('auth.password_length_min', '7'),
  ('auth.password_length_min', '73'), ('auth.access_token_minutes', '0'), ('auth.access_token_minutes', '61'),
  ('auth.session_days', '0'), ('auth.session_days', '366'), ('auth.email_confirmation', '"maybe"'),
  ('auth.email_confirmation', 'true'), ('auth.one_time_token_minutes', '4'), ('auth.one_time_token_minutes', '1441'))
  as bad(key, value);

-- Who does not know the password learns nothing: unknown, wrong, banned, closed, deactivated, without password.
update auth.users set banned_until = now() + interval '1 day' where email = test.address('banned');
update auth.users set deleted_at = now() where email = test.address('gone');
select alogistics.deactivate_profile(test.account_id('left')) \g /dev/null
create temporary table refused as
select name, test.log_in(name, 'a wrong password') as answer
from unnest(array['unknown', 'awa', 'banned', 'gone', 'left', 'client']) as name;
select is(answer::text, (select answer::text from refused where name = 'unknown'), name || ': the same answer, to the byte') from refused;
select is(test.word(answer), 'invalid_credentials 401', 'which is a refusal') from refused where name = 'unknown';
select is(test.word(test.log_in(name)), 'account_disabled 403', name || ', with the right password')
from unnest(array['banned', 'gone', 'left']) as name;
select is(test.live_sessions('left'), 0::bigint, 'whose sessions ended with the account');
update auth.users set banned_until = now() - interval '1 second' where email = test.address('banned');
select is(test.word(test.log_in('banned')), 'done', 'a ban that is over');
select is(test.account_history('unknown'), null, 'of an unknown address nothing is written under a name');
select is((select count(*) from alogistics.audit_logs where user_id is null and action = 'auth.login_failed'), 1::bigint,
  'but that somebody tried');
select is(test.account_history('awa'), array['auth.register', 'auth.login', 'auth.login', 'auth.login', 'auth.login',
  'auth.login_failed'], 'failures and log-ins are written down');
select is_empty($$ select id from alogistics.audit_logs as a where a::text ~ 'a (good|wrong) password' $$, 'without the password');
select is(test.says('anon', call), outcome, call)
from (values ('login(null, ''a good password'')', 'missing_value 400'), ('login('''', ''a good password'')', 'missing_value 400'),
  ('login(''awa@example.com'', null)', 'missing_value 400'), ('login(''awa@example.com'', '''')', 'missing_value 400'),
  ('login(''awa'', ''a good password'')', 'invalid_credentials 401'),
  ('login(''awa@example.com'', repeat(''a'', 73))', 'invalid_credentials 401'),
  ('login(''awa@example.com'', repeat(''a'', 1000000))', 'invalid_credentials 401'),
  ('login(''AWA@example.com'', ''a good password'')', 'done'),
  ('login(''awa@example.com'', ''A good password'')', 'invalid_credentials 401')) as c(call, outcome);

-- Hashes of other systems (GoTrue, PHP, node) log in, and are replaced by ours of the cost that is set.
\set salt abcdefghijklmnopqrstuu
create extension pgcrypto;
update auth.users set encrypted_password = overlay(crypt('a good password', '$2a$10$' || :'salt') placing kind from 1)
from (values ('awa', '$2a$'), ('banned', '$2b$')) as h(name, kind) where email = test.address(name);
select test.open_account('php') \g /dev/null
update auth.users set encrypted_password = overlay(crypt('a good password', '$2a$10$' || :'salt') placing '$2y$' from 1)
where email = test.address('php');
select is(test.word(test.log_in(name, 'a wrong password')), 'invalid_credentials 401', name || ': wrong')
from unnest(array['banned', 'php']) as name;
select is(test.word(test.log_in(name)), 'done', name || ': right') from unnest(array['awa', 'banned', 'php']) as name;
select is_empty($$ select email from auth.users where email in ('awa@example.com', 'banned@example.com', 'php@example.com')
  and encrypted_password not like '$2b$08$%' $$, 'and is hashed as ours are');
select is(test.word(test.log_in('php')), 'done', 'which logs in too');
update auth.users set encrypted_password = hash
from (values ('php', 'a good password'), ('banned', '')) as h(name, hash) where email = test.address(name);
select is(test.word(test.log_in(name)), 'invalid_credentials 401', name || ': what is no hash never matches')
from unnest(array['php', 'banned']) as name;
select * from finish();
rollback;
