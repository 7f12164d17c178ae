-- Events of a statement that inserts many rows: as those of a trigger for each row. A-74 … A-77, docs/events.md.
begin;
select plan(5);

create table test.crowd (id integer primary key, owner uuid, note text);
create trigger capture_added after insert on test.crowd referencing new table as new_rows
  for each statement execute function alogistics.capture_event('person:{owner}', 'crowd', '', 'id', 'note');
insert into test.crowd select n, case when n <> 7 then test.id(case when n % 2 = 0 then 'client' else 'rival' end) end, 'Note ' || n
from generate_series(1, 1000) as n;
select is((select string_agg(entity_id, ' ' order by id) from socle.events where kind = 'crowd.created'),
  (select string_agg(n::text, ' ' order by n) from generate_series(1, 1000) as n where n <> 7),
  'a statement is an event for each row that has a topic, in their order');
select is((select format('%s %s %s %s %s', system, topic, entity, payload, recipient = test.id('rival'))
           from socle.events where kind = 'crowd.created' and entity_id = '65'),
  'alogistics person crowd {"new": {"id": 65, "note": "Note 65"}} t', 'the same as by a trigger for each row');
select is((select string_agg(entity_id, ' ' order by id) from socle.events where kind = 'crowd.created' and recipient = test.id('client')),
  (select string_agg(n::text, ' ' order by n) from generate_series(2, 1000, 2) as n), 'each for its recipient');
insert into test.crowd select from generate_series(1, 0);
create trigger capture_changed after update on test.crowd referencing new table as new_rows
  for each statement execute function alogistics.capture_event('person:{owner}', 'crowd', '', 'id');
select throws_ok('update test.crowd set note = null', '39P01', null, 'an update is captured by rows');
drop trigger capture_changed on test.crowd;
create trigger capture_blindly after insert on test.crowd
  for each statement execute function alogistics.capture_event('person:{owner}', 'crowd', '', 'id');
select throws_ok('insert into test.crowd values (0)', '39P01', null, 'without a transition table there is nothing to read');
select * from finish();
rollback;
