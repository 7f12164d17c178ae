-- Errors cross C++ frames in both directions, whole, and every destructor runs.
select no_plan();

-- An ERROR of PostgreSQL through C++ frames.
select is((test.error($$ select test.run('select 1/0') $$)).sqlstate, '22012',
          'an ERROR below C++ frames arrives');
select is(test.destroyed(), 2::bigint, 'the destructors of the frames ran');
select is((test.error($$ select test.run('select test.run(''select test.run(''''select 1/0'''')'')') $$)).sqlstate,
          '22012', 'an ERROR crosses C++ and C frames in turn');
select is(test.destroyed(), 8::bigint, 'every destructor of three calls ran');
select is(test.alive(), 0::bigint, 'nothing is left alive');
select is(test.run('select generate_series(1, 3)'), 3::bigint, 'the next call works');

create table test.unique_ids (id bigint constraint only_one primary key check (id < 100));
insert into test.unique_ids values (1);
select is(
  (e).sqlstate || ' ' || (e).message || ' | ' || (e).detail,
  '23505 duplicate key value violates unique constraint "only_one" | Key (id)=(1) already exists.',
  'a violation in SPI keeps SQLSTATE, MESSAGE and DETAIL')
from test.error($$ select test.run('insert into test.unique_ids values (1)') $$) as e;
select is(
  (e).schema_name || '.' || (e).table_name || '.' || (e).constraint_name,
  'test.unique_ids.only_one', 'and the schema, the table and the constraint')
from test.error($$ select test.run('insert into test.unique_ids values (1)') $$) as e;
select matches((e).context, 'SQL statement "insert into test.unique_ids values \(1\)"',
               'CONTEXT says which statement of the C++ function it was')
from test.error($$ select test.run('insert into test.unique_ids values (1)') $$) as e;

create function test.raise_all() returns void language plpgsql as $$
begin
  raise exception using errcode = 'LM123', message = 'the message %', detail = 'the detail',
    hint = 'the hint', constraint = 'the constraint', datatype = 'the type',
    table = 'the table', schema = 'the schema', column = 'the column';
end
$$;
select is(to_jsonb(e) - 'context', jsonb_build_object(
  'sqlstate', 'LM123', 'message', 'the message %', 'detail', 'the detail', 'hint', 'the hint',
  'constraint_name', 'the constraint', 'type_name', 'the type', 'table_name', 'the table',
  'schema_name', 'the schema', 'column_name', 'the column'),
  'every field of a report crosses two C++ functions')
from test.error($$ select test.run('select test.run(''select test.raise_all()'')') $$) as e;

-- C++ exceptions become ERRORs.
select is(to_jsonb(e) - 'context' - '{constraint_name,type_name,table_name,schema_name,column_name}'::text[],
  jsonb_build_object('sqlstate', 'PT409', 'message', 'the test was refused',
    'detail', '{"error":"test_refused","text":"a \"quoted\" é 100%s"}',
    'hint', 'Do 100%s of what the test says.'),
  'a refusal has SQLSTATE, MESSAGE, DETAIL and HINT; no text is taken for a format')
from test.error($$ select test.throw('refused') $$) as e;
select is((e).sqlstate || ' ' || (e).detail,
          'PT409 {"error":"test_refused","text":"a \"quoted\" é 100%s"}',
          'also when it was thrown below another C++ function')
from test.error($$ select test.run('select test.throw(''refused'')') $$) as e;
select is((e).sqlstate || ' ' || (e).message, 'XX000 no luck at 100%s',
          'an exception of the standard library is an internal error with its text')
from test.error($$ select test.throw('runtime_error', 'no luck at 100%s') $$) as e;
select is((e).sqlstate || ' ' || (e).message, 'XX000 unknown C++ exception',
          'a thrown int is an internal error')
from test.error($$ select test.throw('int') $$) as e;
select is((e).sqlstate || ' ' || (e).message, '53200 out of memory', 'bad_alloc is out of memory')
from test.error($$ select test.throw('bad_alloc') $$) as e;
select is((e).sqlstate, '53200', 'more memory than there is, is out of memory')
from test.error($$ select test.allocate(4000000000000000) $$) as e;
select is(test.alive(), 0::bigint, 'the frames of exceptions are destroyed');

-- Texts that do not fit.
select is((e).message, repeat('é', 255), 'a long message is cut between two characters')
from test.error(format('select test.throw(%L, %L)', 'runtime_error', repeat('é', 600))) as e;
select is((e).detail::jsonb ->> 'error', 'test_refused',
          'a DETAIL of ' || length || ' characters is JSON')
from unnest('{100, 2000, 2029, 2030, 2031, 2032, 100000}'::integer[]) as length,
     test.error(format('select test.throw_refused_with_long_detail(%s)', length)) as e;

-- The place that the log names is where the refusal was thrown.
create temporary table log_position as select test.log_size() as position;
select test.open('verbose', options => '-c log_error_verbosity=verbose');
select is(test.ask_session('verbose', $$ select test.throw('refused')::text $$), 'PT409',
          'a refusal in a session that logs places');
select matches(test.log_since(position),
               'LOCATION:  socle, errors.cpp:' || test.line_of_refusal() || '\n',
               'LOCATION is the line that threw')
from log_position;

-- The end of the stack is an error like any other.
select is((test.error($$ select test.descend(1) $$)).sqlstate, '54001',
          'recursion through C++ and SPI ends with an error');
select is(test.alive(), 0::bigint, 'and every one of its frames is destroyed');

-- The end of the process takes nothing else with it.
select test.open('doomed');
select is(test.interrupt('doomed', 'select test.loop()::text', 'select pg_terminate_backend(%s)'),
          '57P01', 'a backend is terminated in a C++ loop');
select is(test.run('select 1'), 1::bigint, 'and this one is still here');

select finish();
