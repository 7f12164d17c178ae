-- What staff tell many at once: targets, languages, times, once, and who may. L-12, L-13; realtime.md §4.1, N2, N3, N8, N9.
begin;
select * from no_plan();
\ir lib/money.sql

create function test.tell_all(target text, rest text default '') returns text language sql as $$
  select format('select alogistics.notify_many(''news.strike'', %L, ''{"place": "Dakar"}''%s)', target, rest)
$$;
-- What the call makes: who was told, in which words.
create function test.told(campaign text) returns text language sql as $$
  select coalesce(string_agg(lower(p.first_name) || ': ' || n.title, ', ' order by p.first_name), 'nobody')
  from alogistics.notifications as n join alogistics.profiles as p on p.id = n.user_id where n.campaign_id = campaign::uuid
$$;
create function test.tells(target text) returns text language sql as $$
  select test.told(id) from (select test.answer('moderator', test.tell_all(target)) as id offset 0) as c
$$;
create function test.plan(target text, wait interval default '1 hour') returns text language sql as $$
  select test.answer('moderator', test.tell_all(target, format(', now() + %L::interval', wait)))
$$;
-- The time has come.
create function test.come_due(campaign text) returns text language plpgsql as $$
begin
  update alogistics.deadlines set due_at = now() - interval '1 second', next_attempt_at = now() - interval '1 second'
  where kind = 'campaign' and subject_id = campaign::uuid and done_at is null;
  return test.answer('service_role', 'select alogistics.run_due()');
end
$$;
create function test.state(campaign text) returns text language sql as $$
  select concat_ws(' ', state, recipients, sent_at is not null, cancelled_at is not null) from alogistics.campaigns where id = campaign::uuid
$$;
create function test.people(variadic names text[]) returns text language sql as $$
  select jsonb_build_object('people', jsonb_agg(test.id(name))) ::text from unnest(names) as name
$$;

select alogistics.set_notification_type('news.strike', 'system', 'A strike', '{"place": "text"}'),
  alogistics.set_notification_template('news.strike', 'fr', 'Grève à {place}', 'Pas de courses.'),
  alogistics.set_notification_template('news.strike', 'en', 'Strike in {place}', 'No jobs.') \g /dev/null
select test.request_at('job', 'assigned'), test.request('load') \g /dev/null
update alogistics.profiles set locale = 'en' where id = test.id('client');
update alogistics.profiles set is_active = false where id = test.id('rival');
delete from alogistics.notifications;

-- Whom.
select is(test.tells(test.people('client')), 'client: Strike in Dakar', 'one person, in her language');
select is(test.tells(test.people('client', 'stranger', 'client')), 'client: Strike in Dakar, stranger: Grève à Dakar', 'some, each once');
select is(test.tells(test.people('client', 'rival')), 'client: Strike in Dakar', 'but not whose account is closed');
select is(test.tells('{"role": "moderator"}'), 'moderator: Grève à Dakar', 'a role');
select is(test.tells(format('{"request": "%s"}', test.id('job'))), 'client: Strike in Dakar, transporter: Grève à Dakar', 'the parties of a job');
select is(test.tells(format('{"request": "%s"}', test.id('load'))), 'client: Strike in Dakar', 'which may be one');
select results_eq($$select n.data - 'parameters', n.type::text, n.message from alogistics.notifications as n
  where user_id = test.id('client') order by id desc limit 1$$,
  $$select jsonb_build_object('template', 'news.strike', 'request_id', test.id('load')), 'system'::text, 'No jobs.'::text$$,
  'for programs: of which job, in which words');
select test.answer('moderator', test.tell_all('{"everyone": true}')) as all_told \gset
select results_eq($$select user_id from alogistics.notifications where campaign_id = '$$ || :'all_told' || $$' order by 1$$,
  'select id from alogistics.profiles where is_active order by 1', 'everyone');
select is(test.state(:'all_told'), (select concat_ws(' ', 'sent', count(*), 't f') from alogistics.profiles where is_active), 'sent, to so many');
select is(test.answer('client', 'select alogistics.unread_count()'),
          (select count(*)::text from alogistics.notifications where user_id = test.id('client')), 'counters follow');

-- Locales.
alter table alogistics.profiles drop constraint profiles_locale_check;
set session_replication_role = replica;
update alogistics.profiles set locale = 'en_GB' where id = test.id('client');
update alogistics.profiles set locale = 'wo' where id = test.id('stranger');
reset session_replication_role;
select is(test.tells(test.people('client', 'stranger')), 'client: Strike in Dakar, stranger: Grève à Dakar',
  'the language of a locale, and French where there is nothing nearer');
delete from alogistics.notification_templates where key = 'news.strike' and locale = 'fr';
select is(test.tells(test.people('client', 'stranger')), 'client: Strike in Dakar, stranger: Strike in Dakar', 'or what there is');
select alogistics.set_notification_template('news.strike', 'fr', 'Grève à {place}', 'Pas de courses.') \g /dev/null

-- At a time.
select test.plan(test.people('client')) as planned \gset
select is(test.state(:'planned'), 'scheduled f f', 'it waits');
select is(test.told(:'planned'), 'nobody', 'nobody is told');
select is(test.answer('service_role', 'select alogistics.run_due()'), '0', 'before its time');
select is(test.told(:'planned'), 'nobody', 'is told');
select alogistics.set_notification_template('news.strike', 'en', 'Another word', 'No jobs.'),
  alogistics.set_notification_type('news.strike', 'system', 'A strike', '{"place": "text", "more": "text"}') \g /dev/null
select is(test.come_due(:'planned'), '1', 'and then');
select is(test.told(:'planned'), 'client: Strike in Dakar', 'in the words of the day it was asked for');
select is(test.state(:'planned'), 'sent 1 t f', 'sent');
select is(test.come_due(:'planned'), '0', 'once');
update alogistics.deadlines set done_at = null where kind = 'campaign';
select is(test.come_due(:'planned'), '1', 'also where the runner is told to again');
select is(test.told(:'planned'), 'client: Strike in Dakar', 'nobody hears it twice');
select throws_ok(format($$insert into alogistics.notifications (user_id, type, title, message, campaign_id)
  values (test.id('client'), 'system', 'a', 'b', %L)$$, :'planned'), '23505', null, 'whoever writes');
select alogistics.set_notification_type('news.strike', 'system', 'A strike', '{"place": "text"}'),
  alogistics.set_notification_template('news.strike', 'en', 'Strike in {place}', 'No jobs.') \g /dev/null
select test.plan('{"role": "moderator"}') as planned \gset
select test.sign_up('deputy', 'moderator') \g /dev/null
select test.come_due(:'planned') \g /dev/null
select is(test.told(:'planned'), 'deputy: Grève à Dakar, moderator: Grève à Dakar', 'who has the role when it is sent');
select test.plan('{"role": "client"}') as first, test.plan('{"role": "client"}') as second \gset
update alogistics.deadlines set due_at = now() - interval '1 second', next_attempt_at = now() - interval '1 second'
where kind = 'campaign' and done_at is null;
select is(test.answer('service_role', 'select alogistics.run_due()'), '1', 'one at a call, so that its events are read soon');
select is(test.answer('service_role', 'select alogistics.run_due()'), '1', 'and the next');

-- Not at all.
select test.plan('{"role": "client"}') as planned \gset
select is(test.answer('admin', format('select alogistics.cancel_campaign(%L)', :'planned')), '', 'taken back');
select is(test.state(:'planned'), 'cancelled f t', 'so it says');
select is_empty(format('select from alogistics.deadlines where subject_id = %L', :'planned'), 'nothing is due');
insert into alogistics.deadlines (kind, subject_id, due_at, next_attempt_at) values ('campaign', :'planned', now() - interval '1 second', now() - interval '1 second');
select is(test.answer('service_role', 'select alogistics.run_due()'), '1', 'and if it were');
select is(test.told(:'planned'), 'nobody', 'nobody would be told');
select is(test.outcome('admin', format('select alogistics.cancel_campaign(%L)', id)), 'invalid_transition', 'too late')
from unnest(array[:'planned', :'all_told']) as id;
select is(test.complaint('admin', call), complaint, call)
from (values ('select alogistics.cancel_campaign(null)', 'missing_value campaign_uuid'),
  ('select alogistics.cancel_campaign(gen_random_uuid())', 'not_found')) as cases(call, complaint);

-- Once.
select is(test.answer('moderator', test.tell_all('{"role": "client"}', ', null, ''key''')),
          test.answer('moderator', test.tell_all('{"role": "client"}', ', null, ''key''')), 'a call that is repeated');
select is((select count(*) from alogistics.campaigns as c join alogistics.idempotency_keys as k on k.answer ->> 0 = c.id::text), 1::bigint, 'is one campaign');
select is(test.outcome('moderator', test.tell_all('{"role": "admin"}', ', null, ''key''')), 'idempotency_key_reused', 'and no other');

-- What it is told.
select is(test.complaint('moderator', format('select alogistics.notify_many(%s)', arguments)), complaint, arguments)
from (values
  ($$null, '{"everyone": true}'$$, 'missing_value key'),
  ($$'news.strike', null$$, 'missing_value target'),
  ($$'news.strike', '{"everyone": true}', null$$, 'missing_value data'),
  ($$'news.strike', '{"everyone": true}'$$, 'missing_value place'),
  ($$'news.strike', '{"everyone": true}', '{"place": 1}'$$, 'invalid_value place'),
  ($$'news.strike', '{"everyone": true}', '{"place": "a", "more": 1}'$$, 'invalid_value data'),
  ($$'nobody.knows', '{"everyone": true}'$$, 'not_found'),
  ($$'news.strike', '{"everyone": false}', '{"place": "a"}'$$, 'invalid_value target'),
  ($$'news.strike', '[]', '{"place": "a"}'$$, 'invalid_value target'),
  ($$'news.strike', '{"role": "king"}', '{"place": "a"}'$$, 'invalid_value target'),
  ($$'news.strike', '{"people": ["00000000-0000-0000-0000-000000000000"]}', '{"place": "a"}'$$, 'not_found'),
  ($$'news.strike', '{"request": "00000000-0000-0000-0000-000000000000"}', '{"place": "a"}'$$, 'not_found'),
  ($$'news.strike', '{"everyone": true}', '{"place": "a"}', now() - interval '1 second'$$, 'invalid_value send_at'),
  ($$'news.strike', '{"everyone": true}', '{"place": "a"}', now() + interval '366 days'$$, 'invalid_value send_at'),
  ($$'news.strike', '{"everyone": true}', '{"place": "a"}', 'infinity'$$, 'invalid_value send_at')
) as cases(arguments, complaint);
insert into alogistics.notification_types (key, type, description) values ('news.dumb', 'system', 'No words');
select is(test.complaint('moderator', $$select alogistics.notify_many('news.dumb', '{"everyone": true}')$$), 'not_found', 'a type without words');

-- How many read it.
select test.answer('moderator', test.tell_all('{"role": "client"}')) as told \gset
select count(*) as clients from alogistics.profiles where role = 'client' and is_active \gset
select is(test.answer('admin', format('select alogistics.campaign_statistics(%L) - ''read_percent''', :'told'))::jsonb,
  jsonb_build_object('state', 'sent', 'recipients', :clients, 'kept', :clients, 'read', 0), 'nobody yet');
select test.answer('client', 'select alogistics.mark_all_read()') \g /dev/null
select is(test.answer('admin', format('select alogistics.campaign_statistics(%L) ->> ''read_percent''', :'told')), round(100.0 / :clients, 1)::text, 'one');
delete from alogistics.notifications where campaign_id = :'told' and not is_read;
select is(test.answer('admin', format('select alogistics.campaign_statistics(%L)', :'told'))::jsonb,
  jsonb_build_object('state', 'sent', 'recipients', :clients, 'kept', 1, 'read', 1, 'read_percent', 100.0), 'of those that are kept');
select is(test.answer('admin', format('select alogistics.campaign_statistics(%L)', :'planned'))::jsonb,
  '{"state": "cancelled", "recipients": null, "kept": 0, "read": 0, "read_percent": null}', 'one that never was sent');
select is(test.complaint('admin', call), complaint, call)
from (values ('select alogistics.campaign_statistics(null)', 'missing_value campaign_uuid'),
  ('select alogistics.campaign_statistics(gen_random_uuid())', 'not_found')) as cases(call, complaint);

-- In the trail.
select results_eq($$select action, user_id from alogistics.audit_logs where entity_id = '$$ || :'planned' || $$' order by id$$,
  $$values ('campaigns.insert', test.id('moderator')), ('campaigns.update', test.id('admin'))$$, 'who asked for it, who took it back');

-- Who may.
select is(test.would(actor, statement), outcome, actor || ': ' || statement)
from (values
  ('anon', test.tell_all('{"everyone": true}'), 'denied'),
  ('client', test.tell_all('{"everyone": true}'), 'not_allowed'),
  ('transporter', test.tell_all('{"everyone": true}'), 'not_allowed'),
  ('rival', test.tell_all('{"everyone": true}'), 'account_disabled'),
  ('admin', test.tell_all('{"everyone": true}'), 'done'),
  ('service_role', test.tell_all('{"everyone": true}'), 'done'),
  ('client', 'select alogistics.cancel_campaign(gen_random_uuid())', 'not_allowed'),
  ('client', 'select alogistics.campaign_statistics(gen_random_uuid())', 'not_allowed'),
  ('client', 'select from alogistics.campaigns', 'denied'),
  ('moderator', 'select texts from alogistics.campaigns', 'done'),
  ('admin', 'update alogistics.campaigns set state = ''scheduled''', 'denied'),
  ('service_role', 'delete from alogistics.campaigns', 'denied')
) as cases(actor, statement, outcome);
select * from finish();
rollback;
