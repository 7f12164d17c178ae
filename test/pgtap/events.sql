-- The event stream: A-74 … A-77, docs/events.md. Statements commit, because a reader sees nothing of
-- its own transaction.
select plan(95);

create function test.newest() returns bigint language sql as $$ select newest from socle.stream_position() $$;

-- What the actor's events_fetch() brings, as words, or the name of the error.
create function test.feed(actor text, cursor bigint, topics text[] default '{}', shown text default 'kind',
                          max_count integer default 100)
returns text language plpgsql as $$
declare
  answer text;
begin
  begin
    perform test.become(actor);
    execute format('select string_agg(%s, '' '' order by id) from alogistics.events_fetch($1, $2, $3)', shown)
      into answer using cursor, topics, max_count;
    perform test.become(null);
  exception when others then
    answer := sqlstate || ' ' || sqlerrm;
    perform test.become(null);
    return split_part(answer, ' ', 1);
  end;
  return coalesce(answer, 'nothing');
end
$$;
create function test.topic(name text) returns text language sql as $$ select 'request:' || test.id(name) $$;
create function test.on_topic(cursor bigint, actor text, name text) returns text language sql as $$
  select test.feed(actor, cursor, array[test.topic(name)],
                   'case when topic <> ''person'' then kind end')
$$;
create function test.run_as(actor text, statement text) returns text language sql as $$
  select test.outcome(actor, statement)
$$;

-- A job, from the beginning.
select test.newest() as start \gset
select test.request('job') \g /dev/null
select is(test.on_topic(:start, 'client', 'job'), 'request.created', 'a new request is an event');
select test.newest() as created \gset
select test.run_as('moderator', format('select alogistics.validate_transport_request(%L)', test.id('job'))) \g /dev/null
select is(test.on_topic(:created, 'client', 'job'), 'request.updated', 'a step is one');
select test.newest() as validated \gset
select test.run_as('moderator', format('select alogistics.assign_transporter(%L, %L, %L)', test.id('job'),
                                       test.id('transporter'), test.id('truck'))) \g /dev/null
select is(test.on_topic(:validated, 'client', 'job'), 'access request.updated',
          'before a change of who may follow stands an event that says so');
select is(test.on_topic(:start, 'client', 'job'), 'request.created request.updated access request.updated',
          'all of it, in order');
select is(test.on_topic(:start, 'moderator', 'job'), 'request.created request.updated access request.updated',
          'staff follow each request');
select is(test.on_topic(:start, 'transporter', 'job'), 'access request.updated',
          'who joins sees nothing that was before');
select is(test.on_topic(:validated, 'transporter', 'job'), 'access request.updated', 'and all that comes');
select is(test.feed('client', :start, array[test.topic('job')], 'kind', 2), 'request.created notification.created',
          'as many as asked for, the oldest');
select is(test.feed('client', :created, array[test.topic('job'), test.topic('job')],
                    'case when topic <> ''person'' then kind end'),
          'request.updated access request.updated', 'a topic that is named twice is read once');

-- Who may not.
select is(test.on_topic(:start, actor, 'job'), 'PT404', actor || ' gets nothing of it')
from unnest(array['rival', 'stranger']) as actor;
select is(test.feed('client', :start, array['request:00000000-0000-0000-0000-000000000000']), 'PT404',
          'a topic that does not exist gets the same answer');
select is(test.feed('anon', :start), '42501', 'nobody without a token');
select is(test.feed('client', :start, topics), 'PT400', 'not a topic: ' || topics[1])
from (values (array['request:1']), (array['vehicle:' || test.id('truck')]), (array['person']), (array['']),
             (array_fill(test.topic('job'), array[101]))) as cases(topics);
select is(test.feed('client', cursor, topics, 'kind', max_count), 'PT400', 'refused: ' || why)
from (values (null::bigint, '{}'::text[], 100, 'no cursor'), (:start, null, 100, 'topics of null'),
             (:start, '{}', null, 'no count'), (:start, '{}', 0, 'a count of 0'),
             (:start, '{}', 10001, 'a count of 10,001')) as cases(cursor, topics, max_count, why);
create function test.may_follow(actor text, topics text[]) returns text language plpgsql as $$
declare
  answer text[];
begin
  perform test.become(actor);
  answer := alogistics.may_follow(topics);
  perform test.become(null);
  return cardinality(answer)::text;
end
$$;
select is(test.may_follow(actor, array[test.topic('job'), 'request:' || gen_random_uuid()]), allowed,
          actor || ' may follow ' || allowed)
from (values ('client', '1'), ('transporter', '1'), ('moderator', '1'), ('rival', '0')) as cases(actor, allowed);
select is(test.would('client', 'select alogistics.may_follow(null)'), 'missing_value', 'may follow what?');

-- A transporter who is unassigned.
select test.newest() as assigned \gset
select test.run_as('moderator', format('select alogistics.unassign_transporter(%L, %L)', test.id('job'), 'Broken down'))
  \g /dev/null
select is(test.on_topic(:assigned, 'transporter', 'job'), 'PT404', 'gets nothing from the next event on');
select is(test.may_follow('transporter', array[test.topic('job')]), '0', 'and may not follow');
select is(test.on_topic(:assigned, 'client', 'job'), 'access request.updated', 'which others hear of');
select ok(test.feed('transporter', :assigned) ~ '^(notification.created ?)+$', 'what is his own, he still gets');

-- What is for one person.
select is(test.feed('rival', :start), 'nothing', 'others get nothing of it');
select set_config('role', 'none', false) \g /dev/null
select is(test.count('transporter', 'select kind from socle.events where recipient <> socle.uid() or recipient is null'), '0',
          'the table shows people what is theirs');
select ok(test.count('transporter', 'select kind from socle.events')::integer > 0, 'and that');
select is(test.count('moderator', 'select kind from socle.events where recipient is distinct from socle.uid()'), '0',
          'staff too');
select is(test.would('moderator', 'select actor from socle.events'), 'denied', 'but not who did it');
select is(test.would('client', 'select payload from ' || c.oid::regclass), 'denied', c.relname || ' is no way round')
from pg_class as c where c.oid = 'socle.events_default'::regclass;
select is(test.count('service_role', 'select actor from socle.events where recipient is null limit 1'), '1',
          'the back office reads all');
select test.newest() as before_reading \gset
select test.run_as('transporter', 'update alogistics.notifications set is_read = true') \g /dev/null
select ok(test.feed('transporter', :before_reading) ~ '^(notification.updated ?)+$', 'what is read is an event');

-- Payloads.
select results_eq(
  format($$ select array(select jsonb_object_keys(payload -> 'new') order by 1), payload -> 'old', entity, entity_id, actor
            from socle.stream_fetch(%s) where kind = 'request.updated' order by id limit 1 $$, :created),
  format($$ values (array['assigned_transporter_id', 'assigned_vehicle_id', 'cancelled_at', 'client_id', 'completed_at',
                          'currency', 'delivery_city', 'delivery_date', 'estimated_price', 'final_price', 'id',
                          'pickup_city', 'pickup_confirmed_at', 'pickup_date', 'status', 'status_reason'],
                    '{"status": "pending", "final_price": null}'::jsonb, 'transport_requests', %L, %L::uuid) $$,
         test.id('job'), test.id('moderator')),
  'listed columns only, what of them was otherwise, of which row, and by whom');

-- A table of one's own.
create table test.things (id text, owner uuid, seen boolean, size numeric, tags jsonb, day date, moment timestamptz,
                          note text, secret text);
create trigger capture_event after insert or update or delete on test.things
  for each row execute function alogistics.capture_event('request:{owner}', 'thing', '', 'seen', 'size', 'tags', 'day',
                                                       'moment', 'note');
select test.newest() as things \gset
set timezone = 'Asia/Tokyo';
set datestyle = 'German';
insert into test.things values ('1', test.id('job'), true, 'NaN', '{"a": [1]}', '2030-01-02', '2030-01-02 03:04:05.5+00', e'"\n\u00e9', 'x');
update test.things set secret = 'y';
update test.things set seen = null, size = 1.50;
delete from test.things;
insert into test.things values ('2', null);
reset timezone;
reset datestyle;
select results_eq(
  format($$ select kind, payload from socle.stream_fetch(%s) where entity = 'things' $$, :things),
  $$ values ('thing.created', '{"new": {"day": "2030-01-02", "moment": "2030-01-02T03:04:05.5+00:00", "note": "\"\né", "seen": true, "size": "NaN", "tags": {"a": [1]}}}'::jsonb),
            ('thing.updated', '{"new": {"day": "2030-01-02", "moment": "2030-01-02T03:04:05.5+00:00", "note": "\"\né", "seen": null, "size": 1.50, "tags": {"a": [1]}},
                               "old": {"seen": true, "size": "NaN"}}'),
            ('thing.deleted', '{"old": {"day": "2030-01-02", "moment": "2030-01-02T03:04:05.5+00:00", "note": "\"\né", "seen": null, "size": 1.50, "tags": {"a": [1]}}}') $$,
  'each kind of value as it is, whatever the session; deleted rows too; a row without a topic is no event');
create table test.others (id text);
create trigger capture_event after insert on test.others
  for each row execute function alogistics.capture_event('request:{id}', 'other', '');
select throws_ok($$ insert into test.others values (gen_random_uuid()) $$, 'PT400', null, 'a trigger says what it shows');
select throws_ok('select alogistics.capture_event()', '39P01', null, 'and is nothing else');

-- Where the goods are: once for a batch, and only if it moved them.
select test.request_at('on the way', 'in_progress', 20) \g /dev/null
update alogistics.journeys set watch_from = now() - interval '1 hour', opened_at = now() - interval '1 hour'
  where request_id = test.id('on the way');
create function test.drive(minutes_ago integer[]) returns text language sql as $$
  select test.run_as('transporter', format('select alogistics.record_positions(%L, %L)', test.id('on the way'),
    jsonb_agg(jsonb_build_object('t', date_trunc('minute', now()) - make_interval(mins => m),
                                 'lat', 15 - m * 0.001, 'lng', -17, 'speed', 40))))
  from unnest(minutes_ago) as m
$$;
select test.newest() as standing_still \gset
select test.drive(array[30, 20, 10]) \g /dev/null
select results_eq(
  format($$ select kind, payload #> '{new,lat}', entity, entity_id, payload ->> 'old'
            from socle.stream_fetch(%s) where kind like 'position%%' $$, :standing_still),
  $$ values ('position.updated', '14.99'::jsonb, 'journeys', test.id('on the way')::text,
             '{"lat": null, "lng": null, "speed_kmh": null, "device_time": null}') $$,
  'a batch of positions is one event, with the newest');
select test.newest() as moved \gset
select test.drive(array[25, 15]) \g /dev/null
select is(test.on_topic(:moved, 'client', 'on the way'), 'nothing', 'late ones are none');

-- A dispute is a topic of its own, for its parties.
select test.newest() as undisputed \gset
select test.dispute('on the way') as dispute \gset
select test.run_as('client', format($$ select alogistics.add_dispute_message(%L, 'Where?') $$, :'dispute')) \g /dev/null
select is(test.feed(actor, :undisputed, array['dispute:' || :'dispute'], 'case when topic <> ''person'' then kind end'),
          told, actor || ' of the dispute: ' || told)
from (values ('client', 'dispute.created message.created'),
             ('transporter', 'dispute.created message.created'), ('rival', 'PT404')) as cases(actor, told);
select is(test.on_topic(:undisputed, 'client', 'on the way'), 'request.updated', 'and its job only that there is one');

-- Accounts.
select test.newest() as accounts \gset
select test.run_as('admin', format('select alogistics.set_role(%L, %L)', test.id('stranger'), 'transporter')) \g /dev/null
select ok(test.feed('stranger', :accounts) ~ '^access', 'a new role is told its person');
select test.run_as('admin', format('select alogistics.deactivate_profile(%L)', test.id('stranger'))) \g /dev/null
select is(test.feed('stranger', :accounts), 'PT403', 'a deactivated account follows nothing');
select is(test.count('stranger', 'select kind from socle.events'), '0', 'nor in the table');

-- By hand.
select is(test.would(actor, format($$ select alogistics.emit(%L, 'note', '{}') $$, test.topic('job'))), outcome,
          actor || ' emits')
from (values ('client', 'denied'), ('moderator', 'denied'), ('service_role', 'done'), ('superuser', 'done'))
  as cases(actor, outcome);
select is(test.complaint('service_role', format('select alogistics.emit(%s)', arguments)), outcome, arguments)
from (values ($$null, 'note', '{}'$$, 'missing_value topic'), ($$'request:1', null, '{}'$$, 'missing_value kind'),
             ($$'request:1', 'note', null$$, 'missing_value payload'),
             ($$'person', 'note', '{}'$$, 'invalid_value recipients'),
             ($$'request:1', 'reset', '{}'$$, 'invalid_value kind'),
             ($$'request', 'note', '{}'$$, 'invalid_value topic')) as cases(arguments, outcome);
select test.newest() as by_hand \gset
select test.run_as('service_role', format($$ select alogistics.emit('person', 'news', '{"n": 1}', array[%L, %L]::uuid[]) $$,
                                          test.id('client'), test.id('rival'))) \g /dev/null
select is(test.feed(actor, :by_hand, '{}', $$kind || ' ' || payload::text$$), told, actor || ': ' || told)
from (values ('client', 'news {"n": 1}'), ('rival', 'news {"n": 1}'), ('transporter', 'nothing')) as cases(actor, told);

-- What is rolled back.
select test.newest() as rolled_back \gset
begin;
select alogistics.emit(test.topic('job'), 'never', '{}') \g /dev/null
rollback;
begin;
select alogistics.emit(test.topic('job'), 'first', '{}') \g /dev/null
savepoint here;
select alogistics.emit(test.topic('job'), 'never', '{}') \g /dev/null
rollback to here;
select alogistics.emit(test.topic('job'), 'second', '{}') \g /dev/null
select is(test.feed('client', :rolled_back, array[test.topic('job')]), 'nothing', 'one does not read one''s own');
commit;
select is(test.feed('client', :rolled_back, array[test.topic('job')]), 'first second', 'never was');
\set ON_ERROR_STOP 0
begin;
select alogistics.emit(test.topic('job'), 'never', '{}') \g /dev/null
prepare transaction 'events';
\set code :LAST_ERROR_SQLSTATE
\set ON_ERROR_STOP 1
select is(:'code'::text, '0A000', 'an event waits for no second phase');

-- Gateways.
select is(test.would(actor, statement), outcome, actor || ': ' || statement)
from (values ('client', 'denied'), ('moderator', 'denied'), ('service_role', 'done')) as actors(actor, outcome),
  unnest(array['select socle.stream_fetch(0)', 'select socle.stream_position()', 'select socle.roll_events()']) as statement;
select is(test.would('service_role', format('select socle.stream_fetch(%s)', arguments)), outcome, 'stream_fetch ' || arguments)
from (values ('null', 'missing_value'), ('0, null', 'missing_value'), ('0, 0', 'invalid_value'), ('0, 10001', 'invalid_value'))
  as cases(arguments, outcome);
select is((select count(*) from socle.stream_fetch(0, 10000) as f), (select count(*) from socle.events),
          'the stream has each event once');
select ok((select bool_and(id > before) from (select id, lag(id) over () as before from socle.stream_fetch(0, 10000)) as f),
          'oldest first');

-- Who comes back late is served by the blocks that have the topic: the same as one by one.
create function test.rows_read() returns bigint language sql as $$
  select sum(idx_tup_fetch)::bigint from pg_stat_user_tables where relid in
    (select inhrelid from pg_inherits where inhparent = 'socle.events'::regclass)
$$;
select test.run_as('moderator', format('select alogistics.assign_transporter(%L, %L, %L)', test.id('job'),
                                       test.id('transporter'), test.id('truck'))) \g /dev/null
select test.on_topic(:start, 'client', 'job') as seen, test.on_topic(:start, 'transporter', 'job') as his,
       test.on_topic(:created, 'moderator', 'job') as later \gset
select ok(:'his' like 'access request.updated%' and :'seen' like 'request.created%', 'what each saw until now');
select count(alogistics.emit('request:' || gen_random_uuid(), 'note', '{}')) from generate_series(1, 20000) \g /dev/null
select is((select count(*) from socle.event_blocks), 0::bigint, 'nobody who writes makes a block');
select count(socle.roll_events()) \g /dev/null
select is(socle.roll_events(), 0::bigint, 'the worker does, and a second time');
select is((select array_agg(count) from (
    select count(*) from socle.events as e join socle.event_blocks as b on e.id between b.first_id and b.last_id
    group by b.last_id) as found), array_fill(4096::bigint, array[(select count(*)::int / 4096 from socle.events)]),
  'all are full, and what is behind them is not enough for one more');
select is((select array_agg(first_id order by first_id) from socle.event_blocks),
  (select array_agg(coalesce(before, 0) + 1 order by last_id)
   from (select last_id, lag(last_id) over (order by last_id) as before from socle.event_blocks) as block),
  'each begins where the one before it ends');
select is((select topic_hashes from socle.event_blocks order by last_id limit 1),
  (select array_agg(distinct hashtext(topic)) from socle.events
   where recipient is null and id <= (select min(last_id) from socle.event_blocks)),
  'and it knows its topics');
select pg_stat_force_next_flush() \g /dev/null
select test.rows_read() as before \gset
select is(test.on_topic(:start, 'client', 'job'), :'seen', 'the same from far behind');
select pg_stat_force_next_flush() \g /dev/null
select ok(test.rows_read() - :before < 10000, 'without a look at the blocks between');
select is(test.on_topic(:created, 'moderator', 'job'), :'later', 'from any cursor');
select is(test.on_topic(:start, 'transporter', 'job'), :'his', 'and what was before he joined stays out');
select test.newest() as late \gset
select test.run_as('moderator', format('select alogistics.unassign_transporter(%L, ''x'', %L)', test.id('job'),
                                       test.id('moderator'))) \g /dev/null
select is(test.on_topic(:start, 'client', 'job'), :'seen' || ' ' || test.on_topic(:late, 'client', 'job'),
          'with what is behind the last block');
select * from finish();
