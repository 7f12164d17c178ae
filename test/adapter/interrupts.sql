-- Time-outs and cancels act inside C++ and SPI, and leave a session that works.
select no_plan();

select test.open('worker');
select is(test.tell('worker', 'set statement_timeout = ''200ms'''), 'done', 'a session has a time-out');
select is(test.ask_session('worker', query), '57014', 'statement_timeout ends ' || query)
from unnest(array[
  'select test.loop()::text',
  'select test.sleep(60)::text',
  'select test.run(''select test.loop()'')::text',
  'select count(*)::text from test.endless_rows()']) as query;
select is(test.ask_session('worker', 'select test.alive()::text'), '0', 'destructors ran');
select is(test.ask_session('worker', 'select test.is_exception_pending()::text'), 'false',
          'no exception is pending');
select is(test.tell('worker', 'set statement_timeout = 0'), 'done', 'and the session works');

select is(test.interrupt('worker', query, 'select pg_cancel_backend(%s)'), '57014',
          'pg_cancel_backend ends ' || query)
from unnest(array[
  'select test.loop()::text',
  'select test.sleep(60)::text',
  'select count(*)::text from test.endless_rows()']) as query;
select is(test.ask_session('worker', 'select test.alive()::text'), '0', 'destructors ran');

-- A cancel is no error to be survived, however deep the attempts are nested.
select is(test.interrupt('worker', query, 'select pg_cancel_backend(%s)'), '57014',
          'a cancel is not swallowed by ' || query)
from unnest(array[
  'select test.attempt(''select test.loop()'')',
  'select test.attempt_twice(''select 1'', ''select pg_sleep(60)'', ''select 1'')',
  $$ select test.attempt($a$ select test.attempt_twice('select 1', 'select test.loop()', 'select 1') $a$) $$
]) as query;

select is(test.tell('worker', 'set statement_timeout = ''200ms'''), 'done', 'a session has a time-out');
select is(test.ask_session('worker', $$select test.attempt_twice('select 1', 'select pg_sleep(60)', 'select 1')$$),
          '57014', 'a time-out is not swallowed either');
select is(test.ask_session('worker', $$select test.attempt('select 1/0')$$),
          '22012|division by zero|', 'afterwards attempts work as before');
select is(test.ask_session('worker', 'select test.alive()::text'), '0', 'destructors ran');

select finish();
