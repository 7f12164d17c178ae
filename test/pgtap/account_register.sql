-- register(): who opens an account, and what is in it. A-08, A-65.
begin;
select plan(57);
\ir lib/accounts.sql

select test.ask('anon', $$ register('Awa@Example.COM', 'a good password', '{"first_name": "Awa", "last_name": "Diop",
  "city": "Dakar", "country": "SN", "locale": "en", "role": "transporter"}') $$) as awa \gset
select is(array(select jsonb_object_keys(:'awa') order by 1),
  array['access_token', 'expires_at', 'expires_in', 'refresh_token', 'token_type', 'user'], 'it logs in at once');
select is((email, encrypted_password like '$2b$08$%', email_confirmed_at), ('awa@example.com'::text, true, null::timestamptz),
  'the address is normal, the password hashed, nothing confirmed')
from auth.users where id = (:'awa'::jsonb #>> '{user,id}')::uuid;
select is((email, first_name, last_name, city, country, locale, role, is_verified, is_active),
  ('awa@example.com'::text, 'Awa'::text, 'Diop'::text, 'Dakar'::text, 'SN'::text, 'en'::text,
   'transporter'::alogistics.user_role, false, true), 'the profile is there')
from alogistics.profiles where id = test.account_id('awa');
select is((select balance from alogistics.wallets where user_id = test.account_id('awa')), 0::bigint, 'and a wallet');
select is(test.account_history('awa'), array['auth.register', 'auth.login'], 'both are written down');
select is(test.mails('awa'), array['mail.confirm_email'], 'and a mail is to be sent');
select is((locale, channel, expires_at), ('en'::text, 'email'::text, now() + interval '60 minutes'), 'in the person''s language')
from alogistics.outbox where recipient = test.address('awa');

-- One transaction: what cannot have a profile or a wallet has no account either.
create function test.refuse() returns trigger language plpgsql as 'begin raise sqlstate ''TEST0''; end';
create trigger refuse before insert on alogistics.ledger_accounts for each row execute function test.refuse();
select is(test.open_account('half') ->> 'error', 'TEST0', 'a wallet that cannot be made is an error');
select is((test.account_id('half'), (select count(*) from alogistics.profiles where email = test.address('half'))),
  (null::uuid, 0::bigint), 'and nothing is half made');
drop trigger refuse on alogistics.ledger_accounts;

-- What the database decides is not taken from what a person says of himself.
select test.ask('anon', format('register(%L, %L, %L)', test.address('liar'), 'a good password',
  json_build_object('role', role, 'is_verified', true, 'is_active', false, 'id', test.id('admin'), 'balance', 1000,
    'app_metadata', json_build_object('role', 'admin'), 'email', 'admin@example.com'))) as liar
from unnest(array['admin']) as role \gset
select is((role, is_verified, is_active, email, id <> test.id('admin')),
  ('client'::alogistics.user_role, false, true, 'liar@example.com'::text, true), 'nobody registers as admin or verified')
from alogistics.profiles where id = test.account_id('liar');
select is(test.claims(:'liar') -> 'app_metadata', '{"provider": "email", "providers": ["email"]}', 'nor does the token say so');
select is(test.claims(:'liar') ->> 'role', 'authenticated', 'nor act as anything else');
select is(test.says(:'liar', format('set_role(%L, ''admin'')', test.account_id('liar'))), 'not_allowed', 'and may do nothing');
select test.ask('anon', format('register(%L, ''a good password'', %L)', 'as.' || asked || '@example.com',
  json_build_object('role', asked))) from unnest(array['admin', 'moderator', 'service_role', 'postgres']) as asked \g /dev/null
select is(role, 'client', email || ' is a client') from alogistics.profiles where email like 'as.%';

-- Refusals are answers, and change nothing.
create temporary table cases (number serial, email text, password text, profile text, outcome text, facts text);
insert into cases (email, password, profile, outcome, facts) values
  (null, 'a good password', '{}', 'missing_value 400', 'email'), ('', 'a good password', '{}', 'missing_value 400', 'email'),
  ('new@example.com', null, '{}', 'missing_value 400', 'password'), ('new@example.com', '', '{}', 'missing_value 400', 'password'),
  ('new', 'a good password', '{}', 'invalid_value 400', 'email'), ('new@', 'a good password', '{}', 'invalid_value 400', 'email'),
  ('@example.com', 'a good password', '{}', 'invalid_value 400', 'email'),
  ('a@b@example.com', 'a good password', '{}', 'invalid_value 400', 'email'),
  (e'new@example.com\nBcc: all@example.com', 'a good password', '{}', 'invalid_value 400', 'email'),
  ('New <new@example.com>', 'a good password', '{}', 'invalid_value 400', 'email'),
  (repeat('a', 243) || '@example.com', 'a good password', '{}', 'invalid_value 400', 'email'),
  ('new@example.com', 'seven77', '{}', 'weak_password 422', 'too short'),
  ('new@example.com', 'éééé', '{}', 'weak_password 422', 'too short'),
  ('new@example.com', repeat('a', 73), '{}', 'weak_password 422', 'longer than 72 bytes'),
  ('new@example.com', repeat('é', 37), '{}', 'weak_password 422', 'longer than 72 bytes'),
  ('new@example.com', 'a good password', '[]', 'invalid_value 400', 'profile'),
  ('new@example.com', 'a good password', '"x"', 'invalid_value 400', 'profile'),
  ('new@example.com', 'a good password', 'null', 'invalid_value 400', 'profile'),
  ('new@example.com', 'a good password', json_build_object('first_name', repeat('a', 4096))::text, 'invalid_value 400', 'profile'),
  ('AWA@example.com', 'a good password', '{}', 'already_exists 409', 'email'),
  (' awa@EXAMPLE.com ', 'a good password', '{}', 'already_exists 409', 'email');
create temporary table before as select test.state() as line;
create temporary table answers as
select c.*, test.ask('anon', format('register(%L, %L, %L)', email, password, profile)) as answer from cases as c;
select is(test.word(answer), outcome, format('%s %s: %s', quote_nullable(left(email, 20)), left(password, 10), facts)) from answers order by number;
select is_empty($$ select number, answer from answers where facts not in (answer ->> 'field', answer ->> 'reason') $$,
  'each says what is wrong');
select results_eq('select test.state()', 'select line from before', 'none of them changed anything');
select is(test.word(test.open_account('longest', repeat('a', 72))), 'done', '72 bytes are a password');
select is(test.word(test.log_in('longest', repeat('a', 72))), 'done', 'that logs in');
select is(test.word(test.log_in('longest', repeat('a', 71))), 'invalid_credentials 401', 'all of it counts');
-- é as one character and as two is one address.
select is(test.says('anon', format('register(%L, %L)', u&'ren\00e9@example.com', 'a good password')), 'done', 'é in an address');
select is(test.says('anon', format('register(%L, %L)', u&'REN\0045\0301@example.com', 'a good password')), 'already_exists 409',
  'written in another way is the same address');
select is(test.says('anon', format('login(%L, %L)', u&'Rene\0301@example.com ', 'a good password')), 'done', 'also at log-in');

-- Where addresses must be confirmed, nobody learns from the answer who has an account.
insert into alogistics.platform_settings (key, value) values ('auth.email_confirmation', '"required"');
select is(test.open_account('fresh'), '{"confirmation_sent": true}', 'a new address: a mail was sent');
select is(test.open_account('awa'), '{"confirmation_sent": true}', 'a known one: the same answer');
select is(test.mails('awa'), array['mail.confirm_email', 'mail.account_exists'], 'its owner is told');
select is((select data from alogistics.outbox where template = 'mail.account_exists'), '{}', 'in a mail without a token');
select is(test.live_sessions('fresh'), 0::bigint, 'no session is open');
select is(test.word(test.log_in('awa', 'another password')), 'invalid_credentials 401', 'the known account keeps its password');
select is(test.word(test.log_in('fresh')), 'email_not_confirmed 403', 'the new one waits');
select is(test.word(test.log_in('fresh', 'a wrong password')), 'invalid_credentials 401', 'which only the right password tells');
select is(test.says('anon', format('confirm_email(%L)', test.mailed('fresh'))), 'done', 'until the address is confirmed');
select is(test.word(test.log_in('fresh')), 'done', 'then it logs in');
select is(test.account_history('fresh'), array['auth.register', 'auth.login_failed', 'auth.confirm_email', 'auth.login'],
  'all of it is written down');
select * from finish();
rollback;
