-- More databases with events than the server can have sessions: their numbers give up places to one another, and nothing
-- is passed over. run has given the server 16 processes with a database, and made 18 databases.
select no_plan();

create function test.place(number integer) returns text language sql as $$
  select format('host=''%s'' port=%s dbname=place_%s user=postgres', current_setting('unix_socket_directories'),
    current_setting('port'), number)
$$;
create function test.emit(session text) returns text language sql as $$
  select test.tell(session, $q$do $d$ begin perform alogistics.emit('demo:1', 'demo.said', '{}'); end $d$ $q$)
$$;
-- In a session that ends with it.
create function test.visit(number integer, query text) returns text language sql as $$
  select answer from dblink(test.place(number), query) as answers(answer text)
$$;
create function test.said(number integer) returns text language sql as $$
  select test.visit(number, $q$select alogistics.emit('demo:1', 'demo.said', '{}')::text$q$)
$$;
create function test.newest(number integer) returns bigint language sql as $$
  select test.visit(number, 'select newest from socle.stream_position()')::bigint
$$;
create function test.seen(number integer, after bigint) returns bigint language sql as $$
  select test.visit(number, format($q$select count(*) from socle.stream_fetch(%s, 1000) where kind = 'demo.said'$q$, after))::bigint
$$;
create table marks as select number, test.newest(number) as mark from generate_series(1, 18) as number;

-- Each database in turn takes the place of another.
select is(count(test.said(number)), 18::bigint, 'an event in each database') from generate_series(1, 18) as number;
select is(array_agg(test.seen(number, mark) order by number), array_fill(1::bigint, array[18]), 'is read after what was before')
from marks;
update marks set mark = test.newest(number);
select is(count(test.said(number)), 18::bigint, 'and another') from generate_series(1, 18) as number;
select is(array_agg(test.seen(number, mark) order by number), array_fill(1::bigint, array[18]), 'after what was read')
from marks;
select is(count(*), 0::bigint, 'no position goes back') from marks where test.newest(number) < mark;

-- One that has a transaction keeps its place, whatever the others do.
update marks set mark = test.newest(number);
select dblink_connect('slow', test.place(1)) \g /dev/null
select test.tell('slow', 'begin'), test.emit('slow') \g /dev/null
select is(count(test.said(number)), 72::bigint, 'others go round four times')
from generate_series(1, 18) as number, generate_series(1, 4) where number > 0;
select is(test.seen(1, mark), 0::bigint, 'nothing is read past a transaction that runs') from marks where number = 1;
select is(test.newest(1), mark, 'nor the position') from marks where number = 1;
select is(test.tell('slow', 'commit'), 'done', 'it commits');
select is(test.seen(1, mark), 5::bigint, 'and all is read') from marks where number = 1;

-- As many databases with transactions as there are sessions.
select dblink_disconnect('slow') \g /dev/null
update marks set mark = test.newest(number);
select dblink_connect('open ' || number, test.place(number)) from generate_series(1, 7) as number \g /dev/null
select is(array_agg(test.tell('open ' || number, 'begin') || ' ' || test.emit('open ' || number)), array_fill('done done'::text, array[7]),
  'a transaction in each of seven databases') from generate_series(1, 7) as number;
select is(count(test.said(number)), 22::bigint, 'and events in all others, twice') from generate_series(8, 18) as number, generate_series(1, 2);
select is(array_agg(test.tell('open ' || number, 'commit')), array_fill('done'::text, array[7]), 'they commit') from generate_series(1, 7) as number;
select dblink_disconnect('open ' || number) from generate_series(1, 7) as number \g /dev/null
select is(array_agg(test.seen(number, mark) order by number), array_fill(1::bigint, array[7]) || array_fill(2::bigint, array[11]),
  'nothing is missing anywhere') from marks;

select finish();
