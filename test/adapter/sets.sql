-- Functions that return sets.
select no_plan();

select results_eq('select n, label from test.series(4)',
                  $$ values (1::bigint, null), (2, 'even 2'), (3, null), (4, 'even 4') $$,
                  'rows, with NULL columns');
select is_empty('select * from test.series(0)', 'no rows');
select is((select (count(*), sum(n), count(label)) from test.series(100000)),
          (100000::bigint, 5000050000::numeric, 50000::bigint), 'a hundred thousand rows');
select results_eq('select n from test.series(100000) where n > 99999 limit 1', array[100000::bigint],
                  'the client filters and limits');
select results_eq('select (test.series(2)).n', array[1, 2]::bigint[], 'in the select list');
select results_eq('select a.n, b.n from test.series(2) as a, lateral test.series(a.n) as b',
                  'values (1::bigint, 1::bigint), (2, 1), (2, 2)', 'called once per row');
select results_eq('select t.name from test.series_as_things(2) as t where id = 2', array['even 2'],
                  'as a set of a table');
select results_eq('select * from test.single_column()', array[1, null]::bigint[], 'setof one type');
select results_eq('select n from test.named_single_column()', array[1, null]::bigint[],
                  'a table of one column');
select results_eq('select test.single_column()', array[1, null]::bigint[],
                  'setof one type in the select list');
select results_eq('select * from rows from (test.single_column(), test.series(1)) as t(a, b, c)',
                  'values (1::bigint, 1::bigint, null), (null, null, null)', 'two sets side by side');

-- A declaration that does not fit the code.
select is((e).sqlstate || ' ' || (e).message,
          '42804 function returns 2 columns, but is declared with 3', 'too few columns')
from test.error('select * from test.series_of_three(1)') as e;
create function test.series_of_one(count bigint) returns table (n bigint)
  language c as 'socle_test', 'test_series';
select is((test.error('select * from test.series_of_one(1)')).sqlstate, '42804', 'too many columns');
select is((e).sqlstate || ' ' || (e).message, '42804 column 1 of the result is of type bigint, not integer',
          'a column of another type')
from test.error('select * from test.series_of_integers(1)') as e;
create function test.not_a_set(count bigint) returns bigint language c as 'socle_test', 'test_series';
select is((test.error('select test.not_a_set(1)')).sqlstate, '0A000',
          'a function that is not declared as a set');
select is((test.error('select * from test.series_of_three(0)')).sqlstate, null,
          'no row, nothing to compare');

-- With SPI open, and an error on the way.
select results_eq('select n, label from test.rows_from_spi(2)',
                  $$ values (1::bigint, 'label -5'), (1, 'label -5'), (2, 'label -10') $$,
                  'rows that are read while others are given');
select is((test.error('select * from test.rows_from_spi(3)')).sqlstate, '22012',
          'an error after some rows');
select results_eq('select count(*) from test.rows_from_spi(2)', array[3::bigint],
                  'the next call starts anew');
select results_eq(
  $$ select n from test.series(2) where test.attempt('select * from test.rows_from_spi(3)') <> 'fine' $$,
  array[1, 2]::bigint[], 'a set that fails inside of another');

select finish();
