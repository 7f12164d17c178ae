-- Who guesses waits, longer each time; nobody is kept out for good. A-92.
begin;
select plan(52);
\ir lib/accounts.sql
select test.open_account('awa') as awa \gset
select test.open_account('other') \g /dev/null

-- As a person behind the gateway, from this address.
create function test.through_gateway(address text, call text) returns jsonb language plpgsql as $$
declare
  answer jsonb;
begin
  perform test.become(null);
  perform set_config('response.status', '', true);
  perform set_config('request.headers', json_build_object('x-forwarded-for', address, 'user-agent', 'a phone')::text, true);
  perform set_config('session_authorization', 'authenticator', true), set_config('role', 'anon', true);
  execute 'select alogistics.' || call into answer;
  perform set_config('session_authorization', 'postgres', true), set_config('role', 'none', true);
  perform set_config('request.headers', '', true);
  return case when current_setting('response.status') = '' then answer
              else answer || jsonb_build_object('status', current_setting('response.status')) end;
end
$$;
create function test.bucket(kind text, value text) returns auth.attempts language sql stable as $$
  select a from auth.attempts as a where bucket = sha256(convert_to(kind || ':' || value, 'UTF8'))
$$;
-- The wait after each failure in a row: 'none' or seconds.
create function test.waits(kind text, value text, call text, tries integer, address text default null) returns text[]
language plpgsql as $$
declare
  waits text[] := '{}';
  found auth.attempts;
  answer jsonb;
begin
  for try in 1 .. tries loop
    perform test.wait_for_turn();
    answer := case when address is null then test.ask('anon', call) else test.through_gateway(address, call) end;
    found := test.bucket(kind, value);
    waits := waits || case when answer ->> 'status' = '429' then 'refused'
      else greatest(0, ceil(extract(epoch from found.free_at - clock_timestamp())))::text end;
  end loop;
  return waits;
end
$$;

-- By account: five free tries, then 1, 2, 4 … seconds, at most a minute.
select is(test.waits('account', test.address('awa'), 'login(''awa@example.com'', ''a wrong password'')', 14),
  array['0', '0', '0', '0', '0', '1', '2', '4', '8', '16', '32', '60', '60', '60'], 'the account''s wait grows');
select test.ask('anon', 'login(''awa@example.com'', ''a good password'')') as refused \gset
select is(test.word(:'refused'), 'too_many_attempts 429', 'the right password waits as well');
select is((:'refused'::jsonb ->> 'retry_after')::integer between 55 and 60, true, 'as long as it says');
select is(test.word(test.log_in('awa', 'a wrong password')), 'too_many_attempts 429', 'nobody learns whether it was right');
select is((test.bucket('account', test.address('awa'))).failures, 14::bigint, 'waiting tries are not counted');
do $$ begin perform set_config('response.headers', '', true); perform alogistics.login('awa@example.com', 'x'); end $$;
select is((current_setting('response.headers')::json -> 0 ->> 'Retry-After')::integer between 55 and 60, true, 'Retry-After');
select is(test.says('anon', 'login('' AWA@Example.com'', ''x'')'), 'too_many_attempts 429', 'another spelling is the same account');
select is(test.word(test.log_in('other')), 'done', 'others are not kept out');
select is(test.word(test.refresh(:'awa')), 'done', 'nor is a session that is open');
select test.wait_for_turn() \g /dev/null
select is(test.word(test.log_in('awa')), 'done', 'after the wait the right password logs in');
select is(test.bucket('account', test.address('awa')), null, 'and clears the count');
select is(test.waits('account', test.address('awa'), 'login(''awa@example.com'', ''a wrong password'')', 6),
  array['0', '0', '0', '0', '0', '1'], 'the free tries are back');
select is(test.waits('account', test.address('ghost'), 'login(''ghost@example.com'', ''a wrong password'')', 7),
  array['0', '0', '0', '0', '0', '1', '2'], 'an unknown address behaves as a known one');
update auth.attempts set last_at = now() - interval '25 hours', free_at = now() - interval '1 day';
select is(test.waits('account', test.address('ghost'), 'login(''ghost@example.com'', ''a wrong password'')', 1), array['0'],
  'rest forgets');
select is((test.bucket('account', test.address('ghost'))).failures, 1::bigint, 'all of it');
-- A password that is right proves who it is; that the account may not log in is no failure.
update auth.users set banned_until = now() + interval '1 day' where email = test.address('other');
select is(test.word(test.log_in('other')), 'account_disabled 403', 'a banned one') from generate_series(1, 7);
select is(test.bucket('account', test.address('other')), null, 'is not counted');
update auth.users set banned_until = null where email = test.address('other');

-- By address: twenty free tries over all accounts, then up to an hour.
select is(test.waits('address', '198.51.100.7', 'login(gen_random_uuid() || ''@example.com'', ''x'')', 34, '10.0.0.1, 198.51.100.7'),
  array_fill('0'::text, array[20]) || array['1', '2', '4', '8', '16', '32', '64', '128', '256', '512', '1024', '2048', '3600', '3600'],
  'the address waits, whichever account it tries');
select is(test.word(test.through_gateway('198.51.100.7', call)), 'too_many_attempts 429', call)
from unnest(array['login(''other@example.com'', ''a good password'')', 'register(''new@example.com'', ''a good password'')',
  format('refresh(%L)', :'awa'::jsonb ->> 'refresh_token'), 'confirm_email(''x'')', 'reset_password(''x'', ''a new password'')',
  'request_password_reset(''other@example.com'')', 'request_email_confirmation(''other@example.com'')']) as call;
select is(test.word(test.through_gateway('198.51.100.8', 'login(''other@example.com'', ''a good password'')')), 'done',
  'another address does not wait');
select is(test.word(test.through_gateway('198.51.100.7, 198.51.100.8', 'login(''other@example.com'', ''a good password'')')), 'done',
  'what counts is what the nearest proxy wrote');
set socle.trusted_proxies = 2;
select is(test.word(test.through_gateway('198.51.100.8, 198.51.100.7', 'login(''other@example.com'', ''a good password'')')), 'done',
  'of two proxies the outer one');
select is(test.word(test.through_gateway('198.51.100.7, 198.51.100.8', 'login(''other@example.com'', ''a good password'')')),
  'too_many_attempts 429', 'and no other');
reset socle.trusted_proxies;
select is(test.word(test.through_gateway('198.51.100.8", 198.51.100.7', 'login(''other@example.com'', ''a good password'')')),
  'too_many_attempts 429', 'a quotation mark ends no list');
select is(test.waits('address', '2001:db8:0:1::/64', 'login(gen_random_uuid() || ''@example.com'', ''x'')', 1, address), waits,
  address || ' is of one subscriber')
from (values ('2001:db8:0:1::5', array['0']), ('2001:DB8:0:1:ffff::', array['0'])) as v(address, waits);
select is((ip_address, user_agent), ('198.51.100.8'::text, 'a phone'::text), 'where a session is used from is in the list')
from auth.sessions where user_id = test.account_id('other') order by ip_address limit 1;
select is(test.waits('address', '198.51.100.9', call, 1, '198.51.100.9'), array['0'], call || ' counts')
from unnest(array['refresh(''x'')', 'confirm_email(''x'')', 'reset_password(''x'', ''a new password'')',
  'register(''awa@example.com'', ''a good password'')']) as call;
select is((test.bucket('address', '198.51.100.9')).failures, 4::bigint, 'each of them is a failure');
select is(test.word(test.through_gateway('198.51.100.9', 'login(''other@example.com'', ''a good password'')')), 'done', 'a success');
select is((test.bucket('address', '198.51.100.9')).failures, 4::bigint, 'does not clear the address: it may be an attacker''s own');

-- Mails: three at once to an address, then slower, so that nobody's inbox is flooded.
delete from auth.attempts;
select is(test.waits('mail', test.address('awa'), 'request_password_reset(''awa@example.com'')', 6), array['0', '0', '0', '1', '2', '4'],
  'mails to one address');
select is(test.says('anon', 'request_email_confirmation(''awa@example.com'')'), 'too_many_attempts 429', 'of whichever kind');
select is(test.says(:'awa', 'request_email_confirmation()'), 'too_many_attempts 429', 'also to oneself');
select is(test.waits('mail', test.address('ghost'), 'request_password_reset(''ghost@example.com'')', 4), array['0', '0', '0', '1'],
  'an unknown address behaves as a known one');

-- The table says nothing and stays small.
select is_empty($$ select a from auth.attempts as a where a::text ~ 'example|198' $$, 'what was tried stands nowhere');
insert into auth.attempts select sha256(n::text::bytea), 1, now(), now() - interval '2 days' from generate_series(1, 20) as n;
select test.log_in('ghost', 'x'), test.log_in('ghost', 'x'), test.log_in('ghost', 'x') \g /dev/null
select is((select count(*) from auth.attempts where last_at < now() - interval '1 day'), 0::bigint, 'old rows go while new ones come');
select * from finish();
rollback;
