-- sessions(), logout(), deactivation: an ended session is refused at its next statement, although its token lives. A-66.
begin;
select plan(67);
\ir lib/accounts.sql
select test.open_account('awa') as first, test.open_account('other') as other \gset
select test.log_in('awa') as second, test.log_in('awa') as third \gset
create function test.session_of(login jsonb) returns uuid language sql immutable as $$
  select (test.claims(login) ->> 'session_id')::uuid
$$;

-- A list of one's own.
select is((select count(*) from jsonb_array_elements(test.ask(:'second', 'sessions()'))), 3::bigint, 'one sees one''s sessions');
select is(array(select jsonb_object_keys(test.ask(:'second', 'sessions()') -> 0) order by 1),
  array['created_at', 'expires_at', 'id', 'ip_address', 'is_current', 'last_used_at', 'user_agent'], 'and of each what matters');
select is((select jsonb_agg(s ->> 'id') from jsonb_array_elements(test.ask(:'second', 'sessions()')) as s
  where (s ->> 'is_current')::boolean), jsonb_build_array(test.session_of(:'second')), 'one of them is this one');
select is((select count(*) from jsonb_array_elements(test.ask(:'other', 'sessions()'))), 1::bigint, 'nobody sees another''s');
select is(test.ask('client', 'sessions()'), '[]', 'a token of elsewhere has none');
select is(test.says('anon', call), 'denied', call || ' is for who is signed in')
from unnest(array['sessions()', 'logout()', 'change_password(''a'', ''b'')', 'update_profile(''{}'')']) as call;
select is(test.says('authenticated', call), 'authentication_required', call || ' is for people')
from unnest(array['sessions()', 'logout()', 'change_password(''a'', ''b'')', 'update_profile(''{}'')']) as call;
update auth.sessions set user_agent = 'old', expires_at = now() where id = test.session_of(:'third');
select is((select count(*) from jsonb_array_elements(test.ask(:'second', 'sessions()'))), 2::bigint, 'an expired one is gone');
select is(test.outcome_in(:'third', 'select alogistics.me()'), 'session_revoked', 'and refused');
select is(test.word(test.refresh(:'third')), 'invalid_refresh_token 401', 'and not renewed');
update auth.sessions set expires_at = now() + interval '1 day' where id = test.session_of(:'third');

-- Log-out.
select is(test.says(:'first', format('logout(%L)', scope)), 'invalid_value', format('scope %L', scope))
from unnest(array['all', '', 'LOCAL', null]) as scope;
select is(test.ask(:'first', 'logout()'), '{"ended": 1}', 'this session');
select is(test.outcome_in(:'first', 'select alogistics.me()'), 'session_revoked', 'is refused');
select is(test.outcome_in(:'second', 'select alogistics.me()'), 'done', 'the other goes on');
select is(test.word(test.refresh(:'first')), 'invalid_refresh_token 401', 'it is not renewed either');
select test.log_in('awa') as fourth, test.log_in('awa') as fifth \gset
select is(test.ask(:'fourth', 'logout(''others'')'), '{"ended": 3}', 'the others');
select is(test.outcome_in(:'fifth', 'select alogistics.me()'), 'session_revoked', 'are refused');
select is(test.outcome_in(:'fourth', 'select alogistics.me()'), 'done', 'this one goes on');
select is(test.outcome_in(:'other', 'select alogistics.me()'), 'done', 'another person''s, too');
select test.log_in('awa') as sixth \gset
select is(test.ask(:'sixth', 'logout(''global'')'), '{"ended": 2}', 'all');
select is(test.live_sessions('awa'), 0::bigint, 'none is left');
select is(test.ends('awa') @> array['logout'], true, 'why is written down');
select is((select count(*) from alogistics.audit_logs where user_id = test.account_id('awa') and action = 'auth.logout'), 3::bigint,
  'each log-out, too');
select is(test.ask('client', 'logout()'), '{"ended": 0}', 'a token without a session has none to end');

-- Everything refuses an ended session, at once.
select test.request('wish', 'client') \g /dev/null
create temporary table tried as
select statement, test.outcome_in(:'sixth', statement) as outcome from unnest(array[
  'select alogistics.me()', 'select alogistics.sessions()', 'select alogistics.logout(''global'')',
  'select alogistics.update_profile(''{"city": "Thiès"}'')', 'select alogistics.change_password(''a good password'', ''another password'')',
  'select alogistics.request_email_confirmation()', 'select alogistics.contacts(gen_random_uuid())',
  'select alogistics.top_up(1000, ''wave'')', 'select alogistics.request_withdrawal(1000, ''{"phone": "+221770000000"}'')',
  'select alogistics.process_payment(gen_random_uuid(), 1)', 'select alogistics.cancel_transport_request(gen_random_uuid())',
  'select from alogistics.profiles', 'select from alogistics.wallets', 'select from alogistics.transport_requests',
  'select from alogistics.notifications', 'select from alogistics.wallet_transactions',
  'update alogistics.profiles set city = ''Thiès''', 'update alogistics.notifications set is_read = true',
  'insert into alogistics.vehicles (type, brand, model, plate_number, capacity_kg, capacity_m3) values (''van'', ''a'', ''b'', ''DK-1'', 1, 1)']) as statement;
select is(outcome, 'session_revoked', statement) from tried;
select is(test.outcome_in(:'sixth', 'select socle.pre_request()'), 'session_revoked', 'the gateway refuses it before');
select is(test.outcome_in(:'sixth', format('select socle.sign_in(%L, true)', :'sixth'::jsonb ->> 'access_token')), 'session_revoked',
  'sign_in(), too');
-- Somebody else's session, or one that never was.
select is(test.outcome_in(jsonb_build_object('access_token', format('x.%s.x', replace(encode(convert_to(json_build_object(
  'sub', test.account_id('other'), 'session_id', session)::text, 'UTF8'), 'base64'), e'\n', ''))), 'select alogistics.me()'), 'session_revoked', why)
from (values (gen_random_uuid(), 'a session that never was'), (test.session_of(:'sixth'), 'that of another, ended')) as s(session, why);

-- Deactivation.
select test.log_in('awa') as seventh \gset
select is(test.outcome_in(:'seventh', 'select from alogistics.profiles'), 'done', 'awa is at work');
select is(test.outcome('admin', format('select alogistics.deactivate_profile(%L)', test.account_id('awa'))), 'done',
  'an admin deactivates her');
select is(test.outcome_in(:'seventh', statement), outcome, 'deactivated: ' || statement)
from (values ('select alogistics.me()', 'session_revoked'), ('select from alogistics.profiles', 'session_revoked'),
  ('select alogistics.update_profile(''{}'')', 'session_revoked'), ('select socle.pre_request()', 'session_revoked')) as t(statement, outcome);
select is(test.word(test.refresh(:'seventh')), 'invalid_refresh_token 401', 'no new token');
select is(end_reason, 'deactivated', 'why is written down') from auth.sessions where id = test.session_of(:'seventh');
select alogistics.reactivate_profile(test.account_id('awa')) \g /dev/null
select is(test.outcome_in(:'seventh', 'select alogistics.me()'), 'session_revoked', 'reactivated: the session stays ended');
select is(test.word(test.log_in('awa')), 'done', 'she logs in again');

-- Sessions that ended long ago are forgotten at the next log-in.
update auth.sessions set ended_at = now() - interval '31 days' where user_id = test.account_id('awa') and ended_at is not null;
select test.log_in('awa') \g /dev/null
select is((select count(*) from auth.sessions where user_id = test.account_id('awa') and ended_at is not null), 0::bigint,
  'ended sessions are kept for 30 days');
select * from finish();
rollback;
