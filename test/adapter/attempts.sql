-- attempt() survives an error and rolls back what ran in it; what it may not survive passes on.
select no_plan();

create table test.numbers (id bigint constraint numbers_key primary key);

select is(test.attempt('select 1'), 'fine', 'no error');
select is(test.attempt('insert into test.numbers values (1)'), 'fine', 'work without error stays');
select is(test.attempt('insert into test.numbers values (2); insert into test.numbers values (1)'),
          '23505|duplicate key value violates unique constraint "numbers_key"|numbers_key',
          'an error is survived, with SQLSTATE, message and constraint');
select is(test.attempt('insert into test.numbers values (1)'),
          '23505|duplicate key value violates unique constraint "numbers_key"|numbers_key',
          'a second one too');
select results_eq('select id from test.numbers', array[1::bigint],
                  'one row per key: what ran before the error is rolled back');
select is((test.error($$ select test.run('insert into test.numbers values (3)'),
                                test.attempt('insert into test.numbers values (1)'),
                                test.run('insert into test.numbers values (4)') $$)).sqlstate,
          null, 'work goes on around a survived error');
select results_eq('select id from test.numbers order by id', array[1, 3, 4]::bigint[],
                  'earlier and later work of the transaction is kept');
select is(test.attempt_in_spi('insert into test.numbers values (5)',
                              'insert into test.numbers values (6), (5)',
                              'insert into test.numbers values (7)'),
          '23505|duplicate key value violates unique constraint "numbers_key"|numbers_key',
          'a connection to SPI around an attempt stays usable');
select results_eq('select id from test.numbers order by id', array[1, 3, 4, 5, 7]::bigint[],
                  'its work is kept');

truncate test.numbers;
select is(test.attempt_twice('insert into test.numbers values (1)',
                             'insert into test.numbers values (2), (1)',
                             'insert into test.numbers values (3)'),
          '23505|duplicate key value violates unique constraint "numbers_key"|numbers_key / fine',
          'the inner of two attempts fails');
select results_eq('select id from test.numbers order by id', array[1, 3]::bigint[],
                  'the outer one keeps its work');
select is(test.attempt_twice('insert into test.numbers values (4)',
                             'insert into test.numbers values (5)',
                             'insert into test.numbers values (6), (1)'),
          'fine / 23505|duplicate key value violates unique constraint "numbers_key"|numbers_key',
          'the outer one fails after the inner one');
select results_eq('select id from test.numbers order by id', array[1, 3]::bigint[],
                  'the inner one is rolled back with it');
select is(test.attempt_twice('insert into test.numbers values (7)', 'select 1/0', 'select 1/0'),
          '22012|division by zero| / 22012|division by zero|', 'both fail');
select is(test.attempt('select test.attempt(''insert into test.numbers values (8)''), 1/0'),
          '22012|division by zero|', 'attempts nest through SQL');
select results_eq('select id from test.numbers order by id', array[1, 3]::bigint[],
                  'nothing of these is left');

-- Exceptions of C++.
select is(test.attempt_refused('insert into test.numbers values (9)'), 'PT422|the test was refused| / fine',
          'a refusal that is thrown in an attempt is survived like an error');
select is(test.catch_refused('insert into test.numbers values (10)'), 'test_refused',
          'it can be caught outside of the attempt');
select results_eq('select id from test.numbers order by id', array[1, 3]::bigint[],
                  'which has rolled back its work');
select is(test.attempt('select test.throw(''refused'')'), 'PT409|the test was refused|',
          'a refusal of another function is an error like any other');
select is(test.attempt('select test.throw(''runtime_error'', ''no luck'')'), 'XX000|no luck|',
          'and so is an exception');
select is(test.attempt_refused('select 1', 'PT'), 'PT422|the test was refused| / fine', 'one that is expected');
select is((e).sqlstate || ' ' || (e).detail,
          'PT422 {"error":"test_refused","why":"thrown in an attempt"}', 'another than the expected passes on')
from test.error($$ select test.attempt_refused('insert into test.numbers values (9)', '23505') $$) as e;
select is(test.attempt_refused('insert into test.numbers values (1)', '23505'),
          '23505|duplicate key value violates unique constraint "numbers_key"|numbers_key / fine', 'an error that is expected');
select is((e).sqlstate, '22012', 'and one that is not')
from test.error($$ select test.attempt_refused('select 1/0', '23505') $$) as e;
select is(test.attempt('insert into test.numbers values (11); select test.throw(''int'')'),
          'XX000|unknown C++ exception|', 'a thrown int, too');
select results_eq('select id from test.numbers order by id', array[1, 3]::bigint[],
                  'all of them roll back');

-- What is bound to the subtransaction goes with it.
select is(test.attempt('declare c cursor for select 1; set local work_mem = 12345; select 1/0'),
          '22012|division by zero|', 'an attempt opens a cursor and changes a setting');
select isnt(current_setting('work_mem'), '12345kB', 'the setting is back');
select is((select count(*) from pg_cursors where name = 'c'), 0::bigint, 'the cursor is closed');
select is(test.attempt('commit'), 'XX000|SPI_execute: SPI_ERROR_TRANSACTION|',
          'an attempt cannot end the transaction');

-- A deferred constraint is checked at commit, which no attempt can catch.
create table test.later (id bigint unique deferrable initially deferred);
select test.open('deferred');
select is(test.tell('deferred', $$ do $do$ begin
            perform test.attempt('insert into test.later values (1), (1)'); end $do$ $$),
          '23505', 'a deferred constraint fails at commit');
select is((select count(*) from test.later), 0::bigint, 'and leaves no row');

-- A hundred at once: no resource of one is left for the next.
select is(count(distinct test.attempt('insert into test.numbers values (1)')), 1::bigint,
          'a hundred attempts in one statement fail the same way')
from generate_series(1, 100);

select finish();
