-- Notifications: the counter of unread ones equals a recount after every kind of change; reading; retention.
-- A-48 … A-50; realtime.md §4.1, N11, N13, N14.
begin;
select * from no_plan();
\ir lib/money.sql

create function test.unread(actor text) returns text language sql as $$
  select test.answer(actor, 'select alogistics.unread_count()')
$$;
-- Whose counter is not what a recount says.
create function test.miscounted() returns text language sql as $$
  select coalesce(string_agg(p.first_name, ' ' order by p.first_name), '-')
  from alogistics.profiles as p
    cross join lateral (select
      (select count(*) from alogistics.notifications where user_id = p.id and not is_read and snoozed_until is null) as found,
      coalesce((select unread from alogistics.unread_counts where user_id = p.id), 0)
      + coalesce((select sum(change) from alogistics.unread_changes where user_id = p.id), 0) as counted) as c
  where found <> counted
$$;
create function test.tell(person text, number integer, at timestamptz default now()) returns void language sql as $$
  insert into alogistics.notifications (user_id, type, title, message, created_at)
  select test.id(person), 'system', 'Number ' || n, 'Told.', at from generate_series(1, number) as n
$$;
create function test.ids(person text, title_like text) returns text language sql as $$
  select format('%L::bigint[]', array_agg(id)) from alogistics.notifications
  where user_id = test.id(person) and title like title_like
$$;
create function test.tidy() returns text language sql as $$
  select test.answer('service_role', 'select alogistics.prune_notifications()')
$$;

select is(test.miscounted(), '-', 'counted from the first welcome on');
delete from alogistics.notifications;
select is(test.miscounted(), '-', 'a delete is counted');
select is(test.unread('client'), '0', 'nothing to read');

-- One row per statement and person.
delete from alogistics.unread_changes;
delete from alogistics.unread_counts;
select test.tell('client', 5), test.tell('stranger', 3) \g /dev/null
select is((select count(*) from alogistics.unread_changes), 2::bigint, 'a statement counts each person once');
select is(test.unread('client'), '5', 'five to read');
select is(test.unread('stranger'), '3', 'everybody has a counter of his own');
select is(test.unread('moderator'), '0', 'and who was told nothing, zero');

-- Reading.
select is(test.answer('client', format('select alogistics.mark_read(%s)', test.ids('client', 'Number 1'))), '1', 'one is read');
select is(test.answer('client', format('select alogistics.mark_read(%s)', test.ids('client', 'Number 1'))), '0', 'once');
select is(test.unread('client'), '4', 'four are left');
select is(test.answer('client', format('select alogistics.mark_read(%s)', test.ids('stranger', '%'))), '0', 'nobody reads another''s');
select is(test.unread('stranger'), '3', 'which stay unread');
select is(test.outcome('client', 'update alogistics.notifications set is_read = false where title = ''Number 1'''), 'done', 'marked as unread');
select is(test.unread('client'), '5', 'it counts again');
select is(test.outcome('client', 'update alogistics.notifications set is_read = false'), 'done', 'no change');
select is(test.unread('client'), '5', 'counts nothing');
select is(test.miscounted(), '-', 'all of it equals a recount');
select test.tell('client', 2) \g /dev/null
select is(test.answer('client', format('select alogistics.mark_all_read(%s)', (select max(id) - 2 from alogistics.notifications))), '5',
          'all that was on the screen');
select is(test.unread('client'), '2', 'what came after it stays unread');
select is(test.answer('client', 'select alogistics.mark_all_read()'), '2', 'all');
select is(test.unread('client'), '0', 'nothing is left');
select is((select count(*) from alogistics.notifications where user_id = test.id('client') and read_at is null), 0::bigint, 'each has its time');
select is(test.unread('stranger'), '3', 'of the caller only');
select is(test.answer('moderator', 'select alogistics.mark_all_read()'), '0', 'staff read their own');

-- What is summed up by the worker does not change what is answered.
select is(test.miscounted(), '-', 'before');
select is(test.tidy(), '0', 'nothing is old');
select is((select count(*) from alogistics.unread_changes), 0::bigint, 'all changes are taken in');
select is(test.miscounted(), '-', 'and after');
select is(test.unread('stranger'), '3', 'the same answer');
select test.tell('stranger', 1) \g /dev/null
select is(test.unread('stranger'), '4', 'and one more');
delete from alogistics.notifications where user_id = test.id('stranger') and title = 'Number 2';
select is(test.unread('stranger'), '3', 'and one fewer');
update alogistics.notifications set user_id = test.id('rival') where user_id = test.id('stranger') and title = 'Number 3';
select is(array[test.unread('stranger'), test.unread('rival')], array['2', '1'], 'one that moves is counted where it is');
select test.tidy() \g /dev/null
select is(test.miscounted(), '-', 'whatever was done');

-- Putting one off.
create function test.snooze(title text, until text, actor text default 'client') returns text language sql as $$
  select test.outcome(actor, format('select alogistics.snooze_notification(%s, %s)', id, until))
  from alogistics.notifications as n where n.title = $1 and n.user_id = test.id('client')
$$;
create function test.due(title text) returns void language sql as $$
  update alogistics.notifications as n set snoozed_until = now() where n.title = $1
$$;
create function test.wake() returns text language sql as $$
  select test.answer('service_role', 'select alogistics.wake_notifications()')
$$;
-- How many are unread by the counter, how this one is, and whether a recount agrees.
create function test.shown(title text) returns text language sql as $$
  select format('%s: %s%s%s', test.unread('client'), case when n.is_read then 'read' else 'unread' end,
    case when n.read_at is not null then ' at' end, case when n.snoozed_until is not null then ', snoozed' end)
    || case when test.miscounted() = '-' then '' else ', miscounted' end
  from alogistics.notifications as n where n.title = $1 and n.user_id = test.id('client')
$$;
create function test.updates(title text) returns bigint language sql as $$
  select count(*) from socle.events as e join alogistics.notifications as n on e.entity_id = n.id::text and e.recipient = n.user_id
  where n.title = $1 and n.user_id = test.id('client') and e.kind = 'notification.updated' and e.topic = 'person'
$$;
delete from alogistics.notifications;
select test.tell('client', 4) \g /dev/null
select is(test.shown('Number 1'), '4: unread', 'four to read');
select is(test.snooze('Number 1', 'now() + interval ''1 day'''), 'done', 'one is put off');
select is(test.shown('Number 1'), '3: unread, snoozed', 'and not counted');
select is(test.updates('Number 1'), 1::bigint, 'other devices are told');
select is(test.wake(), '0', 'it is not yet time');
select is(test.snooze('Number 1', 'now() + interval ''2 days'''), 'done', 'put off again');
select is(test.snooze('Number 1', 'now() + interval ''1 hour'''), 'done', 'and to an earlier time');
select is((select snoozed_until - now() from alogistics.notifications where title = 'Number 1'), interval '1 hour', 'the last call counts');
select is(test.shown('Number 1'), '3: unread, snoozed', 'once');
select is(test.updates('Number 1'), 3::bigint, 'each is told');
select test.due('Number 1') \g /dev/null
select is(test.shown('Number 1'), '3: unread, snoozed', 'what is over counts when it is back');
select is(test.wake(), '1', 'which it is');
select is(test.shown('Number 1'), '4: unread', 'unread');
select is((select payload #>> '{new,snoozed_until}' from socle.events where kind = 'notification.updated' order by id desc limit 1), null,
  'as the event says');
select is(test.updates('Number 1'), 5::bigint, 'and all devices are told');
select is(test.wake(), '0', 'once');
select is(test.answer('client', format('select alogistics.mark_read(%s)', test.ids('client', 'Number 2'))), '1', 'one that was read');
select is(test.shown('Number 2'), '3: read at', 'is not counted');
select is(test.snooze('Number 2', 'now() + interval ''1 day'''), 'done', 'can be put off too');
select is(test.shown('Number 2'), '3: unread, snoozed', 'it no longer counts as read');
select is(test.snooze('Number 2', 'null'), 'done', 'brought back at once');
select is(test.shown('Number 2'), '4: unread', 'it is unread');
select is(test.snooze('Number 2', 'null'), 'done', 'bringing back what is there');
select is(test.shown('Number 2'), '4: unread', 'changes nothing');
select test.snooze('Number 2', 'now() + interval ''1 day'''), test.snooze('Number 3', 'now() + interval ''1 day''') \g /dev/null
select is(test.answer('client', 'select alogistics.mark_all_read()'), '2', 'all that is on the screen is read');
select is(test.shown('Number 2'), '0: unread, snoozed', 'but not what is put off');
select is(test.snooze('Number 1', 'null'), 'done', 'bringing back what was read');
select is(test.shown('Number 1'), '0: read at', 'leaves it read');
select is(test.answer('client', format('select alogistics.mark_read(%s)', test.ids('client', 'Number 2'))), '1', 'who reads it meanwhile');
select is(test.shown('Number 2'), '0: read at', 'is done with it');
select is(test.outcome('client', 'update alogistics.notifications set is_read = true where title = ''Number 3'''), 'done', 'a PATCH does the same');
select is(test.shown('Number 3'), '0: read at', 'so that it does not come back');
select is(test.snooze('Number 3', 'now() + interval ''30 days'''), 'done', 'a month at most');
select is(test.snooze('Number 3', 'now() + interval ''30 days 1 second'''), 'invalid_value', 'not longer');
select is(test.snooze('Number 3', 'now()'), 'invalid_value', 'and not into the past');
select is(test.snooze('Number 3', 'null', actor), 'not_found', 'the recipient alone, not ' || actor)
from unnest(array['stranger', 'moderator', 'admin']) as actor;
select is(test.shown('Number 3'), '0: unread, snoozed', 'nothing of it changed it');
select is(test.would('client', 'update alogistics.notifications set snoozed_until = null'), 'denied', 'only by the function');
update alogistics.notifications set created_at = now() - interval '181 days' where title in ('Number 3', 'Number 4');
select is(test.tidy(), '2', 'retention removes it as well');
select is(test.miscounted(), '-', 'which is counted rightly');
insert into alogistics.notifications (user_id, type, title, message, snoozed_until)
values (test.id('client'), 'system', 'Late', 'M', now() + interval '1 hour');
select is(test.shown('Late'), '0: unread, snoozed', 'written so');
delete from alogistics.notifications;
select is(test.unread('client') || ' ' || test.miscounted(), '0 -', 'deleted');

-- Retention.
select test.tell('client', 3, now() - interval '181 days') \g /dev/null
select is(test.unread('client'), '3', 'three old ones');
select is(test.tidy(), '3', 'older than half a year: gone');
select is(test.unread('client'), '0', 'and no longer counted');
select test.tell('client', 1, now() - interval '179 days') \g /dev/null
select is(test.tidy(), '0', 'a younger one stays');
insert into alogistics.platform_settings (key, value) values ('notifications.retention_days', '178');
select is(test.tidy(), '1', 'as the setting says');
select is(test.miscounted(), '-', 'counters follow');

-- Who may.
select is(test.would(actor, statement), outcome, format('%s: %s', actor, statement))
from (values
  ('anon', 'select alogistics.unread_count()', 'denied'),
  ('anon', 'select alogistics.mark_all_read()', 'denied'),
  ('authenticated', 'select alogistics.unread_count()', 'authentication_required'),
  ('authenticated', 'select alogistics.mark_all_read()', 'authentication_required'),
  ('authenticated', 'select alogistics.mark_read(''{}'')', 'authentication_required'),
  ('service_role', 'select alogistics.unread_count()', 'authentication_required'),
  ('client', 'select alogistics.mark_read(null)', 'missing_value'),
  ('service_role', 'select alogistics.snooze_notification(1, null)', 'authentication_required'),
  ('client', 'select alogistics.snooze_notification(null, null)', 'missing_value'),
  ('client', 'select alogistics.snooze_notification(0, null)', 'not_found'),
  ('client', 'select alogistics.wake_notifications()', 'denied'),
  ('client', 'select alogistics.prune_notifications()', 'denied'),
  ('admin', 'select alogistics.prune_notifications()', 'denied'),
  ('client', 'select from alogistics.unread_counts', 'denied'),
  ('admin', 'select from alogistics.unread_counts', 'denied'),
  ('client', 'insert into alogistics.unread_changes (user_id, change) values (test.id(''client''), 1)', 'denied'),
  ('service_role', 'update alogistics.unread_counts set unread = 0', 'denied')
) as cases(actor, statement, outcome);
update alogistics.profiles set is_active = false where id = test.id('rival');
select is(test.would('rival', statement), 'account_disabled', 'a closed account: ' || statement)
from unnest(array['select alogistics.unread_count()', 'select alogistics.mark_all_read()',
                  'select alogistics.mark_read(''{}'')', 'select alogistics.snooze_notification(1, null)']) as statement;

truncate alogistics.notifications cascade;
select is(test.miscounted(), '-', 'a truncate is counted');

-- A whole job.
select test.request_at('job', 'completed') \g /dev/null
select isnt(test.unread('client'), '0', 'a job tells something');
select is(test.miscounted(), '-', 'and all of it is counted');

-- Whatever the owner of the application attaches to the table acts too.
create table test.heard (notification_id bigint);
create function test.hear() returns trigger language plpgsql security definer as
  $$ begin insert into test.heard values (new.id); return null; end $$;
create trigger hear after insert on alogistics.notifications for each row execute function test.hear();
alter table alogistics.notifications add column priority integer not null default 5 check (priority > 0);
select test.request_at('heard', 'completed', 20) \g /dev/null
create temporary table told as select id from alogistics.notifications where data ->> 'request_id' = test.id('heard')::text;
select isnt((select count(*) from told), 0::bigint, 'a job tells something when others listen');
select set_eq('select notification_id from test.heard', 'select id from told', 'they hear all of it');
select set_eq($$ select entity_id::bigint from socle.events where entity = 'notifications'
  and entity_id in (select notification_id::text from test.heard) $$, 'select id from told', 'each is an event');
select is(test.miscounted(), '-', 'and each is counted');
select * from finish();
rollback;
