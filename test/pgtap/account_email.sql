-- request_email_confirmation() and confirm_email(): whose address it is, and how it changes. A-67.
begin;
select plan(35);
\ir lib/accounts.sql
select test.open_account('awa') as first, test.open_account('other') as other \gset
create function test.confirm(token text) returns text language sql as $$
  select test.says('anon', format('confirm_email(%L)', token))
$$;
select test.mailed('awa') as token \gset
-- The mail of register().
select is((data ->> 'purpose', body like '%' || :'token' || '%'), ('confirm_email'::text, true), 'register() mails a token')
from alogistics.outbox where recipient = test.address('awa');
savepoint unused;
select is(test.ask('anon', format('confirm_email(%L)', :'token')), '{"confirmed": true, "email": "awa@example.com"}', 'it proves the address');
select is(email_confirmed_at, now(), 'which is written down') from auth.users where email = test.address('awa');
select is((test.account_history('awa'))[3], 'auth.confirm_email', 'in the audit trail too');
select is(test.confirm(:'token'), 'invalid_one_time_token 422', 'once');
select test.ask('anon', format('request_email_confirmation(%L)', test.address('awa'))) \g /dev/null
select is(test.mails('awa'), array['mail.confirm_email'], 'who is confirmed gets no other mail');
select is(test.log_in('awa') #>> '{user,email_confirmed_at}' is not null, true, 'log-in tells the person');
rollback to unused;
update auth.one_time_tokens set expires_at = now();
select is(test.confirm(:'token'), 'invalid_one_time_token 422', 'it expires');
rollback to unused;

-- Another mail, without being signed in: the answer never tells who has an account.
select is(test.ask('anon', format('request_email_confirmation(%L)', test.address(name))), '{"sent": true}', 'asked for ' || name)
from unnest(array['awa', 'nobody']) as name;
select is((select count(*) from alogistics.outbox where recipient = test.address('nobody')), 0::bigint, 'nobody gets none');
select is(test.confirm(:'token'), 'invalid_one_time_token 422', 'a newer token takes the place of the old one');
select is(test.confirm(test.mailed('awa')), 'done', 'and is good');
rollback to unused;
select is(test.says('anon', call), outcome, call) from (values ('request_email_confirmation()', 'missing_value 400'),
  ('request_email_confirmation('''')', 'missing_value 400'), ('request_email_confirmation(''awa'')', 'invalid_value 400'),
  ('confirm_email(null)', 'missing_value 400'), ('confirm_email('''')', 'missing_value 400'),
  ('confirm_email(''x'')', 'invalid_one_time_token 422'), ('confirm_email(repeat(''x'', 1000000))', 'invalid_one_time_token 422'))
  as c(call, outcome);
select is(test.says('anon', format('reset_password(%L, ''another password'')', :'token')), 'invalid_one_time_token 422',
  'it is for the address, not for a password');

-- One's own, signed in; and a new one, which counts only when it is proven.
select is(test.ask(:'first', 'request_email_confirmation()'), '{"sent": true}', 'one''s own address');
select is(test.mails('awa'), array['mail.confirm_email', 'mail.confirm_email'], 'gets another mail');
select is(test.ask(:'first', 'request_email_confirmation(''Awa.Diop@Example.com'')'), '{"sent": true}', 'a new address');
select test.mailed('awa.diop') as moved \gset
select isnt(test.account_id('awa'), null, 'changes nothing yet');
select is((select count(*) from alogistics.outbox where recipient ilike 'awa.diop@example.com'), 1::bigint, 'its owner is asked');
select is((select email from auth.one_time_tokens where user_id = test.account_id('awa') and used_at is null), 'awa.diop@example.com',
  'whose address it will be is bound to the token');
savepoint asked;
select data ->> 'token' as moved from alogistics.outbox where recipient ilike 'awa.diop@example.com' \gset
select is(test.ask('anon', format('confirm_email(%L)', :'moved')), '{"confirmed": true, "email": "awa.diop@example.com"}', 'it moves');
select is((select email from alogistics.profiles where id = test.account_id('awa.diop')), 'awa.diop@example.com', 'the profile, too (A-09)');
select is(test.word(test.log_in('awa')), 'invalid_credentials 401', 'the old address logs in no more');
select is(test.word(test.log_in('awa.diop')), 'done', 'the new one does');
rollback to asked;
select test.open_account('awa.diop') \g /dev/null
select is(test.confirm(:'moved'), 'already_exists 409', 'an address that somebody else has taken meanwhile');
select is((select email from auth.users where id = (:'first'::jsonb #>> '{user,id}')::uuid), 'awa@example.com', 'is not taken from him');
rollback to asked;
-- Of somebody else's account nothing changes by asking.
select is(test.says(:'other', 'request_email_confirmation(''awa@example.com'')'), 'done', 'asking for another''s address');
select is(test.confirm(test.mailed('awa')), 'already_exists 409', 'never gives it, even to who reads its mail');
select * from finish();
rollback;
