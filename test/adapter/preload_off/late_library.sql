-- The library is loaded by the first call of a session, and not before.
select no_plan();

create role test_user login;
grant usage on schema socle to test_user, authenticator;
grant execute on function socle.uid(), socle.health() to test_user, authenticator;

-- What somebody set before the library could look at it.
create function test.plant(session text, setting text, value text) returns text language sql as $$
  select test.tell(session, format('set %s = %L', setting, value))
$$;
create temporary table log_position as select test.log_size() as position;
select test.open('user', 'test_user');
select is(test.plant('user', 'request.jwt.claims', '{"sub":"00000000-0000-0000-0000-000000000001"}'), 'done',
          'before the library is loaded anybody sets the claims');
select is(test.plant('user', 'jwt.claims.sub', '00000000-0000-0000-0000-000000000001'), 'done', 'and a subject');
select is(test.plant('user', 'socle.identity', '{"sub":"00000000-0000-0000-0000-000000000001"}'), 'done',
          'and what only sign_in() sets');
select is(test.plant('user', 'socle.gateways', 'test_user'), 'done', 'and the list of gateways');
select is(test.ask_session('user', 'select socle.uid()::text'), null, 'but they are nobody once it is there');
select is(test.ask_session('user', 'select current_setting(''request.jwt.claims'')'), '', 'what they set is gone');
select is(test.ask_session('user', 'select current_setting(''socle.gateways'')'), 'authenticator',
          'the gateways are the server''s');
select matches(test.log_since(position), 'WARNING:  this session may not set the identity of a request',
               'a WARNING says so') from log_position;
select is(test.plant('user', 'request.jwt.claims', '{"sub":"00000000-0000-0000-0000-000000000001"}'), '42501',
          'and now they are refused');
select test.open('start-up option', 'test_user',
                 '-c jwt.claims.sub=00000000-0000-0000-0000-000000000001 -c client_min_messages=error');
select is(test.ask_session('start-up option', 'select socle.uid()::text'), null,
          'a start-up option is discarded as well');

create role test_pooled login;
alter role test_pooled set socle.session_sign_in = off;
select test.open('pooled', 'test_pooled');
select is(test.plant('pooled', 'socle.session_sign_in', 'on'), 'done', 'that its sign-ins may stay');
select is(test.ask_session('pooled', 'select socle.sign_out()::text'), '', 'until the library is there');
select is(test.ask_session('pooled', 'select current_setting(''socle.session_sign_in'')'), 'off', 'and finds what is set for its role');

-- The gateway's own library is there before its first request.
select test.open('gateway', 'authenticator');
select is(test.ask_session('gateway', $$ select current_setting('socle.gateways') $$), 'authenticator',
          'a gateway''s session has the library from its start');
select is(test.tell('gateway', 'begin'), 'done', 'a request');
select is(test.plant('gateway', 'local request.jwt.claims', '{"sub":"00000000-0000-0000-0000-000000000001"}'), 'done',
          'it says who is asking');
select is(test.ask_session('gateway', 'select socle.uid()::text'), '00000000-0000-0000-0000-000000000001',
          'and is believed');
grant usage on schema test to authenticator;
select is(test.tell('gateway', format('set local %s = on', test.always_parallel())), 'done', 'in parallel');
select is(test.ask_session('gateway', 'select concat_ws('' '', test.is_parallel_worker(), socle.uid())'),
          't 00000000-0000-0000-0000-000000000001', 'also by a parallel worker, which loads the library itself');
select is(test.plant('gateway', 'local request.jwt.claims', '{"sub":"00000000-0000-0000-0000-000000000002"}'), '42501',
          'once');

-- No shared memory, and no harm.
select is(socle.health() - 'library', '{"preloaded": false, "worker": false, "worker_ticks": 0}',
          'the library knows that it is not preloaded');
select is(test.ask_session('user', 'select socle.health() ->> ''preloaded'''), 'false', 'in every session');
select is((select count(*) from socle.doctor() where object = 'shared_preload_libraries'), 1::bigint,
          'doctor() says so');
select is((select problem from socle.doctor() where object = 'shared_preload_libraries'),
          'socle is not preloaded: no shared memory, no background worker, no event stream, no rate limits', 'and what is off');
select is(test.tell('gateway', 'rollback'), 'done', 'the next request');
select is(test.tell('gateway', $$ do 'begin perform set_config(''role'', ''anon'', true),
  set_config(''search_path'', ''alogistics'', true), set_config(''request.path'', ''/rpc/login'', true),
  set_config(''request.headers'', ''{"x-forwarded-for":"192.0.2.1"}'', true);
  for i in 1 .. 2000 loop perform socle.pre_request(); end loop; end' $$), 'done', 'nobody is limited');
select is((select count(*) from socle.doctor() where object = 'role authenticator'), 0::bigint,
          'and finds nothing wrong while gateways load the library themselves');
do $$ begin
  execute format('alter role authenticator in database %I set session_preload_libraries = %L', current_database(), '');
end $$;
select is((select problem from socle.doctor() where object = 'role authenticator'),
          'its sessions start without socle, so claims can be forged in them',
          'but a database that lets them start without it is an error');

-- The event stream: readers know that they have missed something.
select lives_ok($$ select alogistics.emit('request:1', 'note', '{}') from generate_series(1, 3) $$, 'changes go on');
select is((select string_agg(concat_ws(' ', system, kind, topic, recipient, payload), ', ') from socle.events where system = 'alogistics'),
          'alogistics reset  {}', 'one row stands for all that a transaction would have written');
select throws_ok(statement, '55000', 'the event stream is off', statement)
from unnest(array['select alogistics.events_position()', 'select alogistics.events_fetch(0)',
                  'select socle.stream_position()', 'select socle.stream_fetch(0)']) as statement;
select finish();
