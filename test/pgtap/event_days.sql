-- The days of the event stream, and how long they are kept: A-74, docs/events.md. Statements commit, because a
-- reader sees nothing of its own transaction.
select plan(15);

select count(alogistics.emit('request:' || gen_random_uuid(), 'note', '{}')) from generate_series(1, 10) \g /dev/null
select set_eq($$ select c.relname::text from pg_inherits join pg_class as c on c.oid = inhrelid
                 where inhparent = 'socle.events'::regclass and c.relrowsecurity $$,
  $$ select 'events_default' union all
     select to_char(now() at time zone 'UTC' + make_interval(days => n), '"events_"YYYYMMDD') from generate_series(0, 3) as n $$,
  'a table for today and the three days to come, each with row security');
select is((select count(*) from socle.events_default), 0::bigint, 'and none is missing');
-- The day that is too old in part is still whole, however long.
do $$
declare
  day date := (now() at time zone 'UTC' - interval '72 hours')::date;
begin
  execute format('create table socle.events_of_that_day partition of socle.events for values from (%L) to (%L)',
    day || ' 00:00+00', day + 1 || ' 00:00+00');
  insert into socle.events_of_that_day (id, at, system, topic, kind, payload)
    select id, day::timestamp at time zone 'UTC', 'alogistics', 'request:old', 'note', '{}' from generate_series(1, 10000) as id;
end
$$;
create function test.rows_read(relation regclass) returns bigint language sql
begin atomic select seq_tup_read + idx_tup_fetch from pg_stat_user_tables where relid = relation; end;
select count(socle.roll_events()) \g /dev/null
select pg_stat_force_next_flush() \g /dev/null
select test.rows_read('socle.events_of_that_day') as before \gset
select is(socle.roll_events(), 0::bigint, 'a day that is too old in part');
select pg_stat_force_next_flush() \g /dev/null
select ok(test.rows_read('socle.events_of_that_day') - :before < 4096, 'is not read again, but for what is in no block yet');
select is((select count(*) from socle.events_of_that_day), 10000::bigint, 'and stays');
select ok((select max(last_id) from socle.event_blocks) > 4096, 'it has blocks');
drop table socle.events_of_that_day;
select min(id) as first_id, min(id) + 4 as fifth_id from socle.events \gset
create table socle.events_20200101 (like socle.events including all);
alter table socle.events_20200101 owner to socle_owner;
alter table socle.events attach partition socle.events_20200101 for values from ('2020-01-01 00:00+00') to ('2020-01-02 00:00+00');
update socle.events set at = '2020-01-01 12:00+00' where id = :first_id;
update socle.events set at = now() - interval '71 hours' where id = :fifth_id;
select is(socle.roll_events(), 1::bigint, 'a day that is too old is dropped');
select is(to_regclass('socle.events_20200101'), null, 'with its table');
select is((select oldest from socle.stream_position()), :first_id::bigint + 1, 'and the stream begins after it');
select is((select count(*) from socle.event_blocks), 0::bigint, 'as do the blocks');
select is((select count(*) from socle.events where id = :fifth_id), 1::bigint, 'what is kept, stays');
insert into alogistics.platform_settings values ('events.retention_hours', '70');
select is(socle.roll_events(), 0::bigint, 'no day');
select is((select oldest from socle.stream_position()), :fifth_id::bigint + 1, 'but a row among those of no day');
-- Events go where the stream is, whatever is called after a day.
select format('socle.%I', to_char(now() at time zone 'UTC', '"events_"YYYYMMDD')) as today, newest as position from socle.stream_position() \gset
select alogistics.emit('request:1', 'note', '"before"') \g /dev/null
select set_config('test.rows', (select count(*)::text from :today), false) \g /dev/null
alter table socle.events detach partition :today;
select alogistics.emit('request:1', 'note', '"behind"') \g /dev/null
select results_eq(format('select payload from socle.stream_fetch(%s)', :position), $$ values ('"behind"'::jsonb) $$,
  'what is written when a day was detached is in the stream');
select is((select count(*)::text from :today), current_setting('test.rows'), 'and not in that day');
select * from finish();
