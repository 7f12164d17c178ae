-- request_password_reset(), reset_password(), change_password(), and the tokens that are mailed. A-67.
begin;
select plan(61);
\ir lib/accounts.sql
select test.open_account('awa') as first, test.open_account('other') as other \gset
select test.log_in('awa') as second \gset
create function test.reset(token text, password text default 'another password') returns text language sql as $$
  select test.says('anon', format('reset_password(%L, %L)', token, password))
$$;

-- Nobody learns from the answer who has an account.
select is(test.ask('anon', format('request_password_reset(%L)', test.address(name))), '{"sent": true}', 'asked for ' || name)
from unnest(array['awa', 'nobody']) as name;
select is((select count(*) from alogistics.outbox where recipient = test.address('nobody')), 0::bigint, 'but only one mail is sent');
select is(test.mails('awa'), array['mail.confirm_email', 'mail.reset_password'], 'to who has one');
select is(test.says('anon', call), outcome, call) from (values ('request_password_reset(null)', 'missing_value 400'),
  ('request_password_reset('''')', 'missing_value 400'), ('request_password_reset(''awa'')', 'invalid_value 400')) as c(call, outcome);

-- The token is in the mail and nowhere else.
select test.mailed('awa') as token \gset
select is(length(:'token'), 43, '256 bits');
select is((body like '%' || :'token' || '%', data ->> 'purpose', expires_at), (true, 'reset_password'::text, now() + interval '60 minutes'),
  'the mail holds it') from alogistics.outbox where data ->> 'token' = :'token';
select is((purpose, email, expires_at, used_at), ('reset_password'::text, 'awa@example.com'::text, now() + interval '60 minutes',
  null::timestamptz), 'its hash is at rest') from auth.one_time_tokens where hash = sha256(:'token'::bytea);
create function test.tables_with(secret text) returns setof text language plpgsql as $$
declare
  name text;
  found boolean;
begin
  for name in select format('%I.%I', nspname, relname) from pg_class as c join pg_namespace as n on n.oid = relnamespace
    where nspname in ('alogistics', 'auth', 'socle') and relkind in ('r', 'p') loop
    execute format('select exists (select from %s as t where strpos(t::text, %L) > 0)', name, secret) into found;
    if found then
      return next name;
    end if;
  end loop;
end
$$;
select set_eq(format('select test.tables_with(%L)', :'token'), array['alogistics.jobs'], 'the token stands in the job that mails it only');
select is_empty($$ select test.tables_with('a good password') $$, 'the password nowhere');

-- What is no token for this.
create temporary table before as select line from test.state() as line where line !~ '^auth.attempts';
select is(test.reset(token, password), outcome, why)
from (values (null, 'another password', 'missing_value 400', 'no token'), ('', 'another password', 'missing_value 400', 'an empty one'),
  ('x', 'another password', 'invalid_one_time_token 422', 'a word'),
  (left(:'token', -1), 'another password', 'invalid_one_time_token 422', 'one character less'),
  (:'token' || '=', 'another password', 'invalid_one_time_token 422', 'one more'),
  (encode(sha256(:'token'::bytea), 'hex'), 'another password', 'invalid_one_time_token 422', 'its hash'),
  ((select data ->> 'token' from alogistics.outbox where recipient = test.address('awa') and template = 'mail.confirm_email'),
    'another password', 'invalid_one_time_token 422', 'one to confirm the address'),
  (:'token', null, 'missing_value 400', 'no password'), (:'token', '', 'missing_value 400', 'an empty password'),
  (:'token', 'seven77', 'weak_password 422', 'a short password'), (:'token', repeat('a', 73), 'weak_password 422', 'a long one'))
  as t(token, password, outcome, why);
select is(test.says('anon', format('confirm_email(%L)', :'token')), 'invalid_one_time_token 422', 'nor confirms it an address');
select results_eq($$ select line from test.state() as line where line !~ '^auth.attempts' $$, 'select line from before',
  'none of them changed anything');
savepoint unused;
update auth.one_time_tokens set expires_at = now();
select is(test.reset(:'token'), 'invalid_one_time_token 422', 'it expires');
rollback to unused;
select test.wait_for_turn(), test.ask('anon', format('request_password_reset(%L)', test.address('awa'))) \g /dev/null
select is(test.reset(:'token'), 'invalid_one_time_token 422', 'a newer one takes its place');
select is(test.reset(test.mailed('awa')), 'done', 'and is good');
rollback to unused;
update auth.users set banned_until = now() + interval '1 day' where email = test.address('awa');
select test.ask('anon', format('request_password_reset(%L)', test.address('awa'))) \g /dev/null
select is(test.mailed('awa'), :'token', 'who is banned gets no new one');
rollback to unused;

-- The reset.
select is(test.reset(:'token'), 'done', 'the token sets a new password');
select is(test.word(test.log_in('awa')), 'invalid_credentials 401', 'the old one is refused');
select is(test.outcome_in(t::jsonb, 'select alogistics.me()'), 'session_revoked', 'every session is ended')
from unnest(array[:'first', :'second']) as t;
select is(test.ends('awa'), array['password', 'password'], 'why is written down');
select is(test.outcome_in(:'other', 'select alogistics.me()'), 'done', 'another person''s goes on');
select isnt((select email_confirmed_at from auth.users where email = test.address('awa')), null, 'the mail proved the address');
select is(test.reset(:'token', 'a third password'), 'invalid_one_time_token 422', 'a token is good for one use');
select is((select count(*) from auth.one_time_tokens where user_id = test.account_id('awa') and used_at is null), 0::bigint,
  'the other tokens are worthless');
select is((test.mails('awa'))[3], 'mail.password_changed', 'the person is told');
select test.log_in('awa', 'another password') as third \gset
select is(test.word(:'third'), 'done', 'the new password logs in');
select is(test.account_history('awa') @> array['auth.password_changed'], true, 'it is written down');

-- Who knows the password changes it.
select test.log_in('awa', 'another password') as fourth \gset
select test.ask('anon', format('request_password_reset(%L)', test.address('awa'))) \g /dev/null
select is(test.says(:'fourth', format('change_password(%L, %L)', current, new)), outcome, format('%L → %L', current, left(new, 10)))
from (values (null, 'a third password', 'missing_value 400'), ('', 'a third password', 'missing_value 400'),
  ('another password', null, 'missing_value 400'), ('another password', '', 'missing_value 400'),
  ('a good password', 'a third password', 'invalid_credentials 401'), ('another password', 'seven77', 'weak_password 422'),
  ('another password', repeat('é', 37), 'weak_password 422'), ('another password', 'a third password', 'done')) as c(current, new, outcome);
select is(test.outcome_in(:'fourth', 'select alogistics.me()'), 'done', 'this session goes on');
select is(test.outcome_in(:'third', 'select alogistics.me()'), 'session_revoked', 'the others are ended');
select is(test.word(test.refresh(:'fourth')), 'done', 'this one is renewed');
select is(test.word(test.refresh(:'third')), 'invalid_refresh_token 401', 'the others are not');
select is(test.reset(test.mailed('awa'), 'a fourth password'), 'invalid_one_time_token 422', 'a reset that was asked for is off');
select is(test.word(test.log_in('awa', 'another password')), 'invalid_credentials 401', 'the old password is refused');
select is(test.word(test.log_in('awa', 'a third password')), 'done', 'the new one logs in');
select is(test.says('client', 'change_password(''a'', ''a third password'')'), 'invalid_credentials 401', 'who has none cannot change it');
-- Changing has free tries as log-in has.
select test.says(:'fourth', 'change_password(''wrong'', ''a fourth password'')') from generate_series(1, 5) \g /dev/null
select is(test.says(:'fourth', 'change_password(''a third password'', ''a fourth password'')'), 'too_many_attempts 429',
  'guessing is slow here too');

-- The setting.
insert into alogistics.platform_settings (key, value) values ('auth.password_length_min', '12'), ('auth.one_time_token_minutes', '5');
select is(test.says('anon', 'register(''short@example.com'', ''eleven char'')'), 'weak_password 422', 'auth.password_length_min');
select is(test.says('anon', 'register(''long@example.com'', ''twelve chars'')'), 'done', 'is met');
select is(expires_at, now() + interval '5 minutes', 'auth.one_time_token_minutes') from auth.one_time_tokens
where email = 'long@example.com';
select * from finish();
rollback;
