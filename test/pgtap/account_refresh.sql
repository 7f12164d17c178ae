-- refresh(): a token is good for one use; the last one for a moment more; an older one ends the session for good. A-66.
begin;
select plan(50);
\ir lib/accounts.sql
select test.open_account('awa') as first \gset

-- The chain.
select test.refresh(:'first') as second \gset
select is(array(select jsonb_object_keys(:'second') order by 1),
  array['access_token', 'expires_at', 'expires_in', 'refresh_token', 'token_type', 'user'], 'it answers as login() does');
select isnt(:'second'::jsonb ->> 'refresh_token', :'first'::jsonb ->> 'refresh_token', 'a new refresh token');
select is(test.claims(:'second') ->> claim, test.claims(:'first') ->> claim, 'the same ' || claim)
from unnest(array['session_id', 'sub', 'iss', 'aud', 'role', 'amr']) as claim;
select is((counter, last_used_at = now(), expires_at), (1::bigint, true, now() + interval '30 days'), 'the session goes on')
from auth.sessions where user_id = test.account_id('awa');
select is((select count(*) from auth.sessions where user_id = test.account_id('awa')), 1::bigint, 'and is the same one');

-- An answer that was lost, or a second tab: within the grace the same new token.
select is(test.refresh(:'first') ->> 'refresh_token', :'second'::jsonb ->> 'refresh_token', 'the last token, again: the same token')
from generate_series(1, 3);
select is(counter, 1::bigint, 'nothing moved') from auth.sessions where user_id = test.account_id('awa');
select test.refresh(:'second') as third \gset
select is(test.word(:'third'), 'done', 'which is good for the next one');

-- An older one: nobody knows whose it is. (Breaks off to show more than once.)
savepoint reuse;
select is(test.refresh(:'first') ->> 'code', 'refresh_token_reused', 'the first token, after two more');
select is(test.ends('awa'), array['reuse'], 'ends the session');
select is(test.word(test.refresh(t::jsonb)), 'invalid_refresh_token 401', 'no token of it is good any more')
from unnest(array[:'first', :'second', :'third']) as t;
select is(test.outcome_in(:'third', 'select alogistics.me()'), 'session_revoked', 'its access token is refused');
select is((test.account_history('awa'))[3], 'auth.refresh_reused', 'it is written down');
select is(test.word(test.log_in('awa')), 'done', 'the person logs in again');
select is(test.word(test.refresh(:'third')), 'invalid_refresh_token 401', 'the old session stays ended');
rollback to reuse;

select test.pass_grace() \g /dev/null
select is(test.refresh(:'second') ->> 'code', 'refresh_token_reused', 'the last one, 61 seconds later');
select is(test.ends('awa'), array['reuse'], 'ends the session as well');
rollback to reuse;
update auth.sessions set rotated_at = clock_timestamp() - interval '58 seconds' where user_id = test.account_id('awa');
select is(test.refresh(:'second') ->> 'refresh_token', :'third'::jsonb ->> 'refresh_token', '58 seconds later it is fine');
select is(test.word(test.refresh(:'third')), 'done', 'the present one has no hurry');

-- What is not ours.
create temporary table before as select test.state() as line where false;
insert into before select line from test.state() as line where line !~ '^auth.attempts';
create function test.flip(token text, place integer) returns text language sql immutable as $$
  select overlay(token placing case substr(token, place, 1) when 'A' then 'B' else 'A' end from place for 1)
$$;
\set token '(:''third''::jsonb ->> ''refresh_token'')'
select is(test.says('anon', format('refresh(%L)', token)), outcome, why)
from (values (null, 'missing_value 400', 'NULL'), ('', 'missing_value 400', 'empty'), ('x', 'invalid_refresh_token 401', 'a word'),
  (left(:token, -1), 'invalid_refresh_token 401', 'one character less'), (:token || 'A', 'invalid_refresh_token 401', 'one more'),
  (:token || '=', 'invalid_refresh_token 401', 'padding'), (' ' || :token, 'invalid_refresh_token 401', 'a space'),
  (translate(:token, '-_', '+/') || '==', 'invalid_refresh_token 401', 'base64 of another kind'),
  (test.flip(:token, 3), 'invalid_refresh_token 401', 'another session'),
  (test.flip(:token, 31), 'invalid_refresh_token 401', 'another number'),
  (test.flip(:token, 40), 'invalid_refresh_token 401', 'another proof'),
  (:'third'::jsonb ->> 'access_token', 'invalid_refresh_token 401', 'an access token'),
  (repeat('A', 75), 'invalid_refresh_token 401', 'zeros'), (repeat('a', 1000000), 'invalid_refresh_token 401', 'a megabyte'))
  as t(token, outcome, why);
select results_eq($$ select line from test.state() as line where line !~ '^auth.attempts' $$, 'select line from before',
  'none of them changed anything');
select is(test.word(test.refresh(:'third')), 'done', 'and the session lives');

-- Who may not log in may not go on either.
update auth.users set banned_until = now() + interval '1 day' where email = test.address('awa');
select test.open_account('other') as other \gset
select is(test.word(test.refresh(:'third')), 'account_disabled 403', 'banned');
update auth.users set banned_until = null, deleted_at = now() where email = test.address('awa');
select is(test.word(test.refresh(:'third')), 'account_disabled 403', 'closed');
update auth.users set deleted_at = null where email = test.address('awa');
select is(test.word(test.refresh(:'third')), 'done', 'neither');
select is(test.word(test.refresh(:'other')), 'done', 'another person''s goes on');
-- At rest there is nothing to steal a session with.
select is((select count(*) from auth.sessions as s where s::text ~ 'refresh|eyJ'), 0::bigint, 'no token is in the table');
update auth.sessions set salt = sha256('another') where user_id = test.account_id('awa');
select is(test.word(test.refresh(:'third')), 'invalid_refresh_token 401', 'a token is bound to the salt of its session');
select * from finish();
rollback;
