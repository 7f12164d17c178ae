-- Every type goes through C++ as an argument, a parameter, a column and a result, unchanged.
select no_plan();

select is(test.pass(v), v, 'boolean ' || v) from unnest('{true, false}'::boolean[]) as v;
select is(test.pass(v), v, 'integer ' || v)
from unnest('{0, -1, 2147483647, -2147483648}'::integer[]) as v;
select is(test.pass(v), v, 'bigint ' || v)
from unnest('{0, -1, 9223372036854775807, -9223372036854775808}'::bigint[]) as v;
select is(test.pass(v), v, 'double precision ' || v)
from unnest('{0, -0, 0.1, 1e308, 4.9e-324, NaN, Infinity, -Infinity}'::double precision[]) as v;
select is(test.pass(v), v, 'uuid ' || v)
from unnest('{00000000-0000-0000-0000-000000000000, ffffffff-ffff-ffff-ffff-ffffffffffff,
              01234567-89ab-cdef-0123-456789abcdef}'::uuid[]) as v;
select is(test.pass(v)::text, v::text, 'numeric ' || left(v::text, 30))
from unnest(array['0', '-0.00', '1.10', 'NaN', 'Infinity', '-Infinity', '1e-100',
                  repeat('9', 1000), '-0.' || repeat('1234567890', 100)]::numeric[]) as v;
select is(test.pass(v), v, 'timestamptz ' || v)
from unnest('{infinity, -infinity, 2000-01-01 00:00+00, 1970-01-01 00:00+00, 4713-01-01 00:00+00 BC,
              294276-12-31 23:59:59.999999+00}'::timestamptz[]) as v;
select is(test.pass(v), v, 'date ' || v)
from unnest('{infinity, -infinity, 2000-01-01, 1999-12-31, 4713-01-01 BC}'::date[]) as v;
select is(test.pass(v), v, 'oid ' || v) from unnest('{0, 1, 4294967295}'::oid[]) as v;
select is(test.pass(v), v, 'jsonb ' || left(v::text, 30))
from unnest(array['null', 'true', '1e400', '"é\n\"\\"', '[]', '{}', '{"a": [1, {"b": null}]}',
                  '[' || repeat('1,', 100000) || '1]']::jsonb[]) as v;
select is(test.pass(v), v, 'text of ' || octet_length(v) || ' bytes')
from unnest(array['', ' ', 'a', 'é', '日本語 🚚', e'tab\tline\n"quotes''', repeat('🚚', 262144)]) as v;
select is(octet_length(test.pass(repeat('x', 50000000))), 50000000, 'text of 50 million bytes');

-- A value that is compressed, or stored apart from its row.
create table test.stored (compressed text, apart text, packed text, json jsonb);
alter table test.stored alter apart set storage external;
insert into test.stored values (repeat('é', 100000), repeat('é', 100000), 'short', to_jsonb(repeat('x', 10000)));
select is((test.pass(compressed), test.pass(apart), test.pass(packed), test.pass(json)),
          (compressed, apart, packed, json), 'values from compressed and external storage')
from test.stored;

select is(test.pass(v), v, 'uuid[] ' || v::text)
from (values ('{}'::uuid[]), ('{00000000-0000-0000-0000-000000000001}'),
             ('{00000000-0000-0000-0000-000000000001,00000000-0000-0000-0000-000000000002}')) as t(v);
select is(test.pass(v), v, 'bigint[] of ' || cardinality(v))
from (values ('{}'::bigint[]), ('{1}'), ('{9223372036854775807,-9223372036854775808}'),
             (array(select generate_series(1::bigint, 100000)))) as t(v);
select is(test.pass(v), v, 'text[] of ' || cardinality(v))
from (values ('{}'::text[]), (array['']), (array['NULL', '{}', '"', 'é', repeat('x', 100000)])) as t(v);

-- NULL both ways.
select is(test.pass(null::boolean), null, 'boolean NULL');
select is(test.pass(null::integer), null, 'integer NULL');
select is(test.pass(null::bigint), null, 'bigint NULL');
select is(test.pass(null::double precision), null, 'double precision NULL');
select is(test.pass(null::uuid), null, 'uuid NULL');
select is(test.pass(null::numeric), null, 'numeric NULL');
select is(test.pass(null::timestamptz), null, 'timestamptz NULL');
select is(test.pass(null::date), null, 'date NULL');
select is(test.pass(null::oid), null, 'oid NULL');
select is(test.pass(null::jsonb), null, 'jsonb NULL');
select is(test.pass(null::text), null, 'text NULL');
select is(test.pass(null::uuid[]), null, 'uuid[] NULL');
select is(test.pass(null::text[]), null, 'text[] NULL');

-- NULL where a value is needed names what is missing.
select is(test.need(1, 'abc'), 4::bigint, 'values that are needed are given');
select is((e).sqlstate || ' ' || (e).detail, '22004 {"error":"missing_value","value":"argument 1"}',
          'the first argument must not be NULL')
from test.error('select test.need(null, ''abc'')') as e;
select is((e).sqlstate || ' ' || (e).detail, '22004 {"error":"missing_value","value":"argument 2"}',
          'nor must the second')
from test.error('select test.need(1, null)') as e;
select is((e).sqlstate || ' ' || (e).detail,
          '22004 {"error":"missing_value","value":"array element"}', 'nor an element of an array')
from test.error('select test.need_all(array[1, null, 3])') as e;
select is((test.error('select test.pass(array[''a'', null])')).sqlstate, '22004',
          'not even where the array may be NULL');

-- What C++ hands over is checked as if a client had sent it.
select is(test.json_of_text('{"b": 1, "a": 2}'), '{"a": 2, "b": 1}', 'text becomes jsonb');
select is((test.error('select test.json_of_text(''{"a"'')')).sqlstate, '22P02',
          'text that is not JSON is refused');
select is(test.numeric_of_text('12.50')::text, '12.50', 'text becomes numeric');
select is((test.error('select test.numeric_of_text(''12,50'')')).sqlstate, '22P02',
          'text that is no number is refused');
select is(test.text_of_bytes('{195, 169}'), 'é', 'bytes become text');
select is((test.error(format('select test.text_of_bytes(%L)', bytes))).sqlstate, '22021',
          'bytes that are no text are refused: ' || bytes::text)
from (values ('{195}'::bigint[]), ('{97, 0, 98}'), ('{237, 160, 128}'), ('{255}')) as t(bytes);
select is((test.error(format('select test.json_of_bytes(%L)', bytes))).sqlstate, '22021',
          'also as JSON: ' || bytes::text)
from (values ('{34, 195, 34}'::bigint[]), ('{49, 0, 50}')) as t(bytes);

-- The extension's SQL may be of another version than the library.
create function test.one_too_few(number bigint) returns bigint language c as 'socle_test', 'test_need';
create function test.one_too_many(a bigint, b text, c text) returns bigint
  language c as 'socle_test', 'test_need';
select is((e).sqlstate || ' ' || (e).message,
          '55000 function is declared with 1 arguments, but the library takes 2',
          'a function with too few arguments is refused')
from test.error('select test.one_too_few(1)') as e;
select is((test.error('select test.one_too_many(1, ''a'', ''b'')')).sqlstate, '55000',
          'and one with too many');

select finish();
