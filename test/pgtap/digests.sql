-- Digests: what is told by mail and messages within a window goes out as one. realtime.md §4.1, N6.
begin;
select * from no_plan();
\ir lib/money.sql

create function test.work(call text) returns text language sql as $$
  select test.answer('service_role', 'select alogistics.' || call)
$$;
create function test.channels(key text, channels text, minutes integer) returns text language sql as $$
  select test.outcome('admin', format('select alogistics.set_notification_channels(%L, %L, digest_minutes => %s)', key, channels, minutes))
$$;
create function test.prefers(about text, channel text, minutes integer, actor text default 'client') returns text language sql as $$
  select test.outcome(actor, format('select alogistics.set_channel_preference(%L, %L, true, %L)', about, channel, minutes))
$$;
create function test.tell(place text, variadic people text[] default '{client}') returns void language sql as $$
  select test.work(format($c$notify_many('news.strike', %L, %L)$c$,
    jsonb_build_object('people', (select jsonb_agg(test.id(name)) from unnest(people) as name)), jsonb_build_object('place', place)))
$$;
-- The window has ended for what was written first, for whom and by what it may be.
create function test.end_window() returns void language sql as $$
  update alogistics.message_deliveries set release_at = now()
  where id in (select min(id) from alogistics.message_deliveries where job_id is null and state = 'queued' group by user_id, channel, digest)
$$;
create function test.release() returns text language sql as $$
  select test.work('release_digests()')
$$;
create function test.next() returns text language sql as $$
  select test.end_window();
  select test.release();
$$;
create function test.jobs() returns text language sql as $$
  select coalesce(string_agg(concat_ws(' ', queue, kind, payload ->> 'subject'), ', ' order by id), '-') from alogistics.jobs where state = 'ready'
$$;
create function test.last_job() returns alogistics.jobs language sql as $$
  select j from alogistics.jobs as j order by id desc limit 1
$$;
-- How the deliveries of the job went: '3 sent'.
create function test.went(job bigint) returns text language sql as $$
  select string_agg(number || ' ' || state, ', ' order by state)
  from (select state, count(*) as number from alogistics.message_deliveries where job_id = job group by state) as s
$$;
create function test.start_anew() returns void language sql as $$
  delete from alogistics.notifications;
  delete from alogistics.jobs;
  delete from alogistics.channel_preferences;
$$;
select alogistics.set_notification_type('news.strike', 'system', 'A strike', '{"place": "text"}'),
  alogistics.set_notification_template('news.strike', 'fr', 'Grève à {place}', 'Pas de courses à {place}.'),
  alogistics.set_notification_template('news.strike', 'en', 'Strike in {place}', 'No jobs in {place}.') \g /dev/null
select test.start_anew() \g /dev/null

-- Gathered, and sent as one.
select is(test.channels('news.strike', '{email}', 60), 'done', 'mails of an hour are one');
select test.tell('Dakar'), test.tell('Thiès'), test.tell('Touba') \g /dev/null
select is(test.answer('client', 'select alogistics.unread_count()'), '3', 'in the app they are there at once');
select is(test.jobs(), '-', 'and nothing is mailed');
select results_eq('select state, digest, job_id is null from alogistics.message_deliveries',
  $$select 'queued', 'news.strike', true from generate_series(1, 3)$$, 'they wait');
select ok(bool_and(release_at > now() + interval '59 minutes'), 'for an hour') from alogistics.message_deliveries;
select is(test.release(), '0', 'it is not yet time');
select is(test.next(), '1', 'the first one takes the others along');
select is(test.jobs(), 'email mail.digest 3 notifications : Grève à Touba', 'in one mail');
select is((j).payload - 'data' - 'subject', jsonb_build_object('recipient', 'client@example.com', 'locale', 'fr', 'body',
  E'Du plus ancien au plus récent :\n- Pas de courses à Dakar.\n- Pas de courses à Thiès.\n- Pas de courses à Touba.'), 'that lists them') from test.last_job() as j;
select is((j).payload -> 'data', (select jsonb_build_object('template', 'mail.digest', 'type', 'news.strike', 'count', 3,
  'notification_ids', jsonb_agg(id order by id)) from alogistics.notifications), 'and says so to programs') from test.last_job() as j;
select is(test.release(), '0', 'once');
select id as job from test.last_job() \gset
select is(test.went(:job), '3 queued', 'they wait for the mail');

-- They go as it goes.
select test.work($$claim_jobs('email', 'w')$$) \g /dev/null
select is(test.work(format($$fail_job(%s, 'w', 'no line', is_final => true)$$, :job)), 'dead', 'it cannot be sent');
select is(test.went(:job), '3 failed', 'so all have failed');
select is((select count(*) from alogistics.message_deliveries where reason = 'no line'), 3::bigint, 'and say why');
select is(test.work($$redrive_jobs('email')$$), '1', 'it is brought back');
select is(test.went(:job), '3 queued', 'with all of them');
select is(test.next(), '0', 'which are not gathered again');
select test.tell('Mbour') \g /dev/null
select test.work($$claim_jobs('email', 'w')$$), test.work(format($$complete_jobs('{%s}', 'w')$$, :job)) \g /dev/null
select is(test.went(:job), '3 sent', 'sent');
select is(test.work(format($$report_delivery(%s, 'delivered')$$, :job)), 'delivered', 'it arrives');
select is(test.went(:job), '3 delivered', 'with all of them');

-- What comes later waits anew; one alone goes in its own words.
select is(test.jobs(), '-', 'what came meanwhile waits');
select is(test.next(), '1', 'for a window of its own');
select is(test.jobs(), 'email news.strike Grève à Mbour', 'one alone is what it is');
select is((j).payload -> 'data', n.data || jsonb_build_object('notification_id', n.id), 'also to programs')
from test.last_job() as j, alogistics.notifications as n where n.id = (select max(id) from alogistics.notifications);

-- By person, channel and type.
select test.start_anew() \g /dev/null
select is(test.channels('news.strike', '{email,sms,push}', 15), 'done', 'all channels');
select test.channels('account.welcome', '{sms}', 15) \g /dev/null
update alogistics.profiles set locale = 'en' where id = test.id('stranger');
select test.tell('Dakar', 'client', 'stranger'), test.tell('Thiès', 'client', 'stranger'),
  test.work($$notify_many('account.welcome', '{"role": "client"}', '{"name": "A"}')$$) \g /dev/null
select is(test.next(), '8', 'each has one');
select is((select count(*) from alogistics.message_deliveries where job_id is null), 0::bigint, 'and nothing is left');
select results_eq($$select queue, kind, payload ->> 'subject', payload ->> 'body' from alogistics.jobs
    where payload ->> 'locale' = 'en' order by queue collate "C", kind$$,
  $$values ('email', 'mail.digest', '2 notifications: Strike in Thiès', E'Oldest first:\n- No jobs in Dakar.\n- No jobs in Thiès.'),
           ('push', 'mail.digest', '2 notifications: Strike in Thiès', '2 notifications: Strike in Thiès'),
           ('sms', 'account.welcome', 'Welcome to A-Logistics', 'Hello A, your account is ready. We are glad to have you with us.'),
           ('sms', 'mail.digest', '2 notifications: Strike in Thiès', '2 notifications: Strike in Thiès')$$,
  'in the words of the person, shortly in a message');
select is((select count(distinct (job_id, user_id, channel, digest)) from alogistics.message_deliveries),
  (select count(distinct job_id) from alogistics.message_deliveries), 'no mail is for two');

-- Many, and some that are gone.
select test.start_anew(), test.channels('news.strike', '{email}', 1440) \g /dev/null
select test.tell('Town ' || number) from generate_series(1, 22) as number \g /dev/null
delete from alogistics.notifications where title = 'Grève à Town 1';
select is(test.next(), '1', 'what is deleted is not told');
select is((j).payload ->> 'subject', '21 notifications : Grève à Town 22', 'all are counted') from test.last_job() as j;
select is(array_length(string_to_array((j).payload ->> 'body', E'\n'), 1), 22, 'twenty are listed') from test.last_job() as j;
select is(right((j).payload ->> 'body', 2), E'\n…', 'and that there are more') from test.last_job() as j;

-- No address: at once, or when it is released.
select test.start_anew(), test.channels('news.strike', '{sms}', 60) \g /dev/null
select test.tell('Dakar') \g /dev/null
update alogistics.profiles set phone = null where id = test.id('client');
select test.tell('Thiès') \g /dev/null
select is((select string_agg(state, ' ' order by id) from alogistics.message_deliveries), 'queued skipped', 'nothing to wait for');
select is(test.next(), '0', 'nowhere to send it');
select results_eq('select state, reason, job_id is null, ended_at is not null from alogistics.message_deliveries',
  $$select 'skipped', 'no address', true, true from generate_series(1, 2)$$, 'both are skipped');

-- Quiet hours: two around the end of the window.
create function test.clock(shift interval) returns text language sql as $$
  select to_char((now() + shift) at time zone 'Asia/Tokyo', 'HH24:MI')
$$;
create function test.quiet(from_shift interval, until_shift interval) returns text language sql as $$
  select test.outcome('client', format('select alogistics.set_quiet_hours(%L, %L, ''Asia/Tokyo'')', test.clock(from_shift), test.clock(until_shift)))
$$;
select test.start_anew(), test.channels('news.strike', '{push}', 60) \g /dev/null
select is(test.quiet('30 minutes', '3 hours'), 'done', 'quiet when the window ends');
select test.tell('Dakar') \g /dev/null
select is(release_at, date_trunc('minute', now() + interval '3 hours'), 'it waits longer') from alogistics.message_deliveries;
delete from alogistics.notifications;
select is(test.quiet('-1 hour', '30 minutes'), 'done', 'quiet no longer when it ends');
select test.tell('Dakar') \g /dev/null
select ok(release_at between now() + interval '59 minutes' and now() + interval '65 minutes', 'it waits for the window')
from alogistics.message_deliveries;
delete from alogistics.quiet_hours;

-- As the person wants it.
select test.start_anew(), test.channels('news.strike', '{email}', 0) \g /dev/null
select is(test.prefers('news.strike', 'email', 30), 'done', 'one mail in half an hour');
select test.tell('Dakar', 'client', 'stranger') \g /dev/null
select is(test.jobs(), 'email news.strike Strike in Dakar', 'for who said so');
select is(test.next(), '1', 'who gets it later');
select is(test.prefers('all', 'push', 1440), 'done', 'once a day on the phone');
select is(test.prefers('system', 'push', null), 'done', 'and nothing else of a subject');
select is(test.prefers('news.strike', 'email', 0), 'done', 'but mails at once');
select is(test.answer('client', $$select string_agg(concat_ws(' ', channel, is_told, digest_minutes), ', ' order by channel collate "C")
  from alogistics.notification_choices() where key = 'news.strike'$$), 'email t 0, push t 1440, sms f 0', 'the list says so');
select test.channels('news.strike', '{email,sms}', 15) \g /dev/null
select is(test.answer('client', $$select string_agg(concat_ws(' ', channel, is_told, digest_minutes), ', ' order by channel collate "C")
  from alogistics.notification_choices() where key = 'news.strike'$$), 'email t 0, push t 1440, sms t 15', 'and what the type says');
select is(test.answer('admin', $$select count(*) from alogistics.notification_choices() where key = 'mail.digest'$$), '0',
  'a digest is nothing to choose');

-- What is critical does not wait.
select test.start_anew() \g /dev/null
select is(test.prefers('all', 'email', 60), 'done', 'one mail in an hour');
select test.outcome('admin', format('select alogistics.freeze_wallet(%L, ''Check'')', test.wallet('client'))) \g /dev/null
select is(test.jobs(), 'email wallet.frozen.owner Portefeuille gelé', 'but what is critical');
select is(test.facts('client', $$select alogistics.set_channel_preference('wallet.frozen.owner', 'push', true, 60)$$),
  '{"reason": "critical"}', 'which nobody gathers');
select is(test.prefers('wallet.frozen.owner', 'push', 0), 'done', 'its other channels are free');

-- migrate() leaves what was decided here.
select alogistics.migrate() \g /dev/null
select is((select digest_minutes from alogistics.notification_types where key = 'news.strike'), 15, 'also after an upgrade');

-- What is refused, and who may.
select is(test.complaint('admin', format('select alogistics.set_notification_channels(''account.welcome'', ''{email}'', %s)', rest)), complaint, rest)
from (values
  ('false, 14', 'invalid_value digest_minutes'),
  ('false, 1441', 'invalid_value digest_minutes'),
  ('true, 60', 'invalid_value digest_minutes'),
  ('false, null', 'missing_value digest_minutes'),
  ('true, 0', 'done')
) as cases(rest, complaint);
select is(test.complaint('client', 'select alogistics.set_channel_preference(''all'', ''email'', true, 5)'), 'invalid_value digest_minutes', 'five minutes');
select is(test.would(actor, 'select alogistics.release_digests()'), 'denied', actor) from unnest(array['anon', 'client', 'admin']) as actor;
select is(test.count('client', 'select digest from alogistics.message_deliveries'), '1', 'people see it of their own');
select * from finish();
rollback;
