-- Notifications outside of the app: channels, preferences, quiet hours, and what becomes of each. realtime.md §4.1, N1, N4, N5, N7.
begin;
select * from no_plan();
\ir lib/money.sql

create function test.freeze(person text default 'client') returns text language sql as $$
  select test.outcome('admin', format('select alogistics.freeze_wallet(%L, ''Check'')', test.wallet(person)))
$$;
create function test.unfreeze(person text default 'client') returns text language sql as $$
  select test.outcome('admin', format('select alogistics.unfreeze_wallet(%L, ''Checked'')', test.wallet(person)))
$$;
create function test.last_told(key text, person text default 'client') returns bigint language sql as $$
  select max(id) from alogistics.notifications where user_id = test.id(person) and data ->> 'template' = key
$$;
-- How the last one of the type went: 'email queued, sms skipped'.
create function test.went(key text, person text default 'client') returns text language sql as $$
  select coalesce(string_agg(concat_ws(' ', channel, state), ', ' order by channel collate "C"), '-')
  from alogistics.message_deliveries where notification_id = test.last_told(key, person)
$$;
create function test.delivery(channel text, key text) returns alogistics.message_deliveries language sql as $$
  select d from alogistics.message_deliveries as d where d.notification_id = test.last_told(key) and d.channel = $1
$$;
create function test.job(channel text, key text) returns alogistics.jobs language sql as $$
  select j from alogistics.jobs as j where j.id = (test.delivery($1, $2)).job_id
$$;
create function test.prefers(about text, channel text, is_wanted boolean, actor text default 'client') returns text language sql as $$
  select test.outcome(actor, format('select alogistics.set_channel_preference(%L, %L, %L::boolean)', about, channel, is_wanted))
$$;
create function test.channels(key text, channels text, is_critical boolean default false) returns text language sql as $$
  select test.outcome('admin', format('select alogistics.set_notification_channels(%L, %L, %L)', key, channels, is_critical))
$$;
create function test.work(call text) returns text language sql as $$
  select test.answer('service_role', 'select alogistics.' || call)
$$;
create function test.claim(queue text default 'push') returns text language sql as $$
  select test.answer('service_role', format('select count(*) from alogistics.claim_jobs(%L, ''w'', 1000)', queue))
$$;
-- Whether the client is told by the channel, and whether that is locked.
create function test.choice(key text, channel text) returns text language sql as $$
  select test.answer('client', format('select is_told || '' '' || is_locked from alogistics.notification_choices() as c
                                       where c.key = %L and c.channel = %L', key, channel))
$$;
delete from alogistics.jobs;

-- By the channels of the type.
select is(test.freeze(), 'done', 'a wallet is frozen');
select is(test.went('wallet.frozen.owner'), 'email queued', 'which is also mailed');
select is((j).queue || ' ' || (j).kind || ' ' || (j).state, 'email wallet.frozen.owner ready', 'as a job')
from test.job('email', 'wallet.frozen.owner') as j;
select is((j).payload - 'data', jsonb_build_object('recipient', 'client@example.com', 'locale', 'fr', 'subject', title, 'body', message),
  'with the address and the words')
from test.job('email', 'wallet.frozen.owner') as j, alogistics.notifications as n where n.id = test.last_told('wallet.frozen.owner');
select is((j).payload -> 'data', n.data || jsonb_build_object('notification_id', n.id), 'and what programs need')
from test.job('email', 'wallet.frozen.owner') as j, alogistics.notifications as n where n.id = test.last_told('wallet.frozen.owner');
select is((select array[recipient, template] from alogistics.outbox), array['client@example.com', 'wallet.frozen.owner'], 'it waits in the outbox');
select is(test.unfreeze(), 'done', 'most types');
select is(test.went('wallet.unfrozen.owner'), '-', 'are for the app only');
select is((select count(*) from alogistics.jobs), 1::bigint, 'and leave no job');
select is(test.channels('wallet.unfrozen.owner', '{sms,push}'), 'done', 'until somebody wants more');
select test.freeze(), test.unfreeze() \g /dev/null
select is(test.went('wallet.unfrozen.owner'), 'push queued, sms queued', 'each channel is a delivery of its own');
select is((test.job('sms', 'wallet.unfrozen.owner')).payload ->> 'recipient', (select phone from alogistics.profiles where id = test.id('client')),
  'a text message goes to the phone');
select is((test.job('push', 'wallet.unfrozen.owner')).payload ->> 'recipient', test.id('client')::text, 'devices are the sender''s to know');
update alogistics.profiles set locale = 'en', phone = null where id = test.id('client');
select test.freeze(), test.unfreeze() \g /dev/null
select is(test.went('wallet.unfrozen.owner'), 'push queued, sms skipped', 'where there is no number, it is skipped');
select is((test.delivery('sms', 'wallet.unfrozen.owner')).reason, 'no address', 'and says why');
select is((j).payload ->> 'locale' || ' ' || ((j).payload ->> 'subject'), 'en Wallet released', 'in the language of the person')
from test.job('push', 'wallet.unfrozen.owner') as j;
update alogistics.profiles set phone = '+221770000099' where id = test.id('client');

-- As the person wants it.
select is(test.prefers('payment', 'push', false), 'done', 'not by push about money');
select test.freeze(), test.unfreeze() \g /dev/null
select is(test.went('wallet.unfrozen.owner'), 'sms queued', 'is not by push');
select is(test.prefers('all', 'sms', false), 'done', 'no text messages at all');
select is(test.prefers('wallet.unfrozen.owner', 'email', true), 'done', 'but a mail for this one');
select test.freeze(), test.unfreeze() \g /dev/null
select is(test.went('wallet.unfrozen.owner'), 'email queued', 'as was said');
select is(test.prefers('wallet.unfrozen.owner', 'sms', true), 'done', 'what is said of one type counts more');
select test.freeze(), test.unfreeze() \g /dev/null
select is(test.went('wallet.unfrozen.owner'), 'email queued, sms queued', 'than what is said of all');
select is(test.prefers('wallet.unfrozen.owner', 'sms', null), 'done', 'what was said is forgotten');
select test.freeze(), test.unfreeze() \g /dev/null
select is(test.went('wallet.unfrozen.owner'), 'email queued', 'and counts no more');
select is(test.channels('wallet.unfrozen.owner', '{}'), 'done', 'where the type has no channel');
select test.freeze(), test.unfreeze() \g /dev/null
select is(test.went('wallet.unfrozen.owner'), 'email queued', 'a wish is enough');
select test.freeze('rival'), test.unfreeze('rival') \g /dev/null
select is(test.went('wallet.unfrozen.owner', 'rival'), '-', 'others said nothing');

-- What is critical.
select is(test.prefers('wallet.frozen.owner', 'email', false), 'not_allowed', 'what is critical cannot be turned off');
select is(test.facts('client', $$select alogistics.set_channel_preference('wallet.frozen.owner', 'email', false)$$),
  '{"reason": "critical"}', 'and the error says so');
select is(test.prefers('wallet.frozen.owner', 'push', false), 'done', 'its other channels can');
select is(test.prefers('all', 'email', false), 'done', 'who wants no mail at all');
select test.freeze() \g /dev/null
select is(test.went('wallet.frozen.owner'), 'email queued', 'gets this one');
select is(test.prefers('wallet.frozen.owner', 'email', true), 'done', 'wanting it is allowed');
select is(test.channels('wallet.frozen.owner', '{email}'), 'done', 'no longer critical');
select is(test.prefers('wallet.frozen.owner', 'email', false), 'done', 'it can be turned off');
select test.unfreeze(), test.freeze() \g /dev/null
select is(test.went('wallet.frozen.owner'), '-', 'and is');
select is(test.choice('wallet.frozen.owner', 'email'), 'false false', 'the list says so');
select is(test.channels('wallet.frozen.owner', '{email}', true), 'done', 'and when it is critical again');
select is(test.choice('wallet.frozen.owner', 'email'), 'true true', 'the list says that');
select is(test.choice('wallet.unfrozen.owner', 'email'), 'true false', 'wanted');
select is(test.choice('wallet.unfrozen.owner', 'sms'), 'false false', 'not wanted');
select is(test.choice('document.expired.owner', 'email'), 'false false', 'turned off with all the others');
select is(test.choice('mail.reset_password', 'email'), 'true true', 'mails about the account are locked');
select is(test.answer('client', $$select title from alogistics.notification_choices() where key = 'wallet.unfrozen.owner' limit 1$$),
  'Wallet released', 'in English');
select is(test.answer('rival', $$select title from alogistics.notification_choices() where key = 'wallet.unfrozen.owner' limit 1$$),
  'Portefeuille débloqué', 'in French');
select is(test.answer('client', $$select count(*) from alogistics.notification_choices() where key ~ '[.](staff|admin)$'$$), '0',
  'nobody chooses what is not told them');
select isnt(test.answer('moderator', $$select count(*) from alogistics.notification_choices() where key ~ '[.](staff|admin)$'$$), '0', 'staff do');
delete from alogistics.channel_preferences;

-- Quiet hours: two hours around now, on the clock of Tokyo.
select test.channels('wallet.unfrozen.owner', '{push}') \g /dev/null
create function test.clock(shift interval) returns text language sql as $$
  select to_char((now() + shift) at time zone 'Asia/Tokyo', 'HH24:MI')
$$;
create function test.quiet(from_time text, until_time text, zone text default 'Asia/Tokyo') returns text language sql as $$
  select test.outcome('client', format('select alogistics.set_quiet_hours(%L, %L, %L)', from_time, until_time, zone))
$$;
select is(test.quiet(test.clock('-1 hour'), test.clock('1 hour')), 'done', 'not to be disturbed for an hour');
select test.unfreeze() \g /dev/null
select is((test.job('push', 'wallet.unfrozen.owner')).run_at, date_trunc('minute', now() + interval '1 hour'), 'it waits for the end');
select is((test.delivery('push', 'wallet.unfrozen.owner')).release_at, date_trunc('minute', now() + interval '1 hour'), 'and the delivery says so');
select test.claim() \g /dev/null
select is((test.job('push', 'wallet.unfrozen.owner')).state, 'ready', 'and is not claimed before');
select test.freeze() \g /dev/null
select ok((test.job('email', 'wallet.frozen.owner')).run_at <= clock_timestamp(), 'what is critical does not wait');
select is(test.quiet(test.clock('1 hour'), test.clock('2 hours')), 'done', 'quiet later');
select test.unfreeze() \g /dev/null
select ok((test.job('push', 'wallet.unfrozen.owner')).run_at <= clock_timestamp(), 'is not quiet now');
select is(test.quiet(test.clock('-1 hour'), test.clock('1 hour'), null), 'done', 'without a zone');
select is((select time_zone from alogistics.quiet_hours), 'Africa/Dakar', 'it is that of the platform');
select is(test.quiet(null, null), 'done', 'no more quiet hours');
select is_empty('select from alogistics.quiet_hours', 'leave nothing');
insert into alogistics.quiet_hours values (test.id('client'), '00:00', '23:59', 'Atlantis/Capital');
select test.freeze(), test.unfreeze() \g /dev/null
select ok((test.job('push', 'wallet.unfrozen.owner')).run_at <= clock_timestamp(), 'a zone that is gone holds nothing up');
select test.quiet(null, null) \g /dev/null

-- Deliveries follow their jobs.
delete from alogistics.jobs;
delete from alogistics.message_deliveries;
create function test.send() returns bigint language sql as $$
  select test.freeze(), test.unfreeze();
  select (test.delivery('push', 'wallet.unfrozen.owner')).job_id
$$;
create function test.standing() returns text language sql as $$
  select concat_ws(' ', state, reason, case when sent_at is not null then '+sent' end,
                   case when delivered_at is not null then '+delivered' end, case when ended_at is not null then '+ended' end)
  from test.delivery('push', 'wallet.unfrozen.owner')
$$;
select test.send() as job \gset
select is(test.standing(), 'queued', 'written');
select test.claim() \g /dev/null
select is(test.standing(), 'queued', 'claimed');
select test.work(format($$fail_job(%s, 'w', 'no line', 0)$$, :job)) \g /dev/null
select is(test.standing(), 'queued', 'tried again');
select test.claim() \g /dev/null
select is(test.work(format($$complete_jobs('{%s}', 'w')$$, :job)), '1', 'done');
select is(test.standing(), 'sent +sent', 'sent');
select is(test.work(format($$report_delivery(%s, 'delivered')$$, :job)), 'delivered', 'it arrives');
select is(test.standing(), 'delivered +sent +delivered', 'with its times');
select is(test.work(format($$report_delivery(%s, 'delivered')$$, :job)), 'delivered', 'said again');
select is(test.work(format($$report_delivery(%s, 'bounced', repeat('é', 300))$$, :job)), 'bounced', 'it came back after all');
select is(test.standing(), 'bounced ' || repeat('é', 250) || ' +sent +delivered +ended', 'with the beginning of the reason');
select is(test.work(format($$report_delivery(%s, 'delivered')$$, :job)), 'bounced', 'what bounced stays so');
select is((test.delivery('push', 'wallet.unfrozen.owner')).reason, repeat('é', 250), 'and why');

select test.send() as job \gset
select test.claim(), test.work(format($$fail_job(%s, 'w', 'no such device', is_final => true)$$, :job)) \g /dev/null
select is(test.standing(), 'failed no such device +ended', 'out of attempts');
select is(test.work($$redrive_jobs('push')$$), '1', 'it is brought back');
select is(test.standing(), 'queued', 'and waits');
select test.claim() \g /dev/null
select is(test.work(format($$report_delivery(%s, 'delivered')$$, :job)), 'delivered', 'a provider may be faster than the worker');
select test.work(format($$complete_jobs('{%s}', 'w')$$, :job)) \g /dev/null
select is(test.standing(), 'delivered +sent +delivered', 'whose word changes nothing then');

select test.send() as job \gset
select test.work(format('cancel_job(%s)', :job)) \g /dev/null
select is(test.standing(), 'cancelled +ended', 'cancelled');
delete from alogistics.jobs;
select is(test.standing(), 'cancelled +ended', 'the delivery outlives its job');
select is(test.work($$enqueue_job('email', 'other')$$) is not null, true, 'a mail that is no notification');
select test.claim('email') \g /dev/null
select is(test.work(format($$complete_jobs('{%s}', 'w')$$, (select id from alogistics.jobs where kind = 'other'))), '1', 'has no delivery');
delete from alogistics.notifications where id = test.last_told('wallet.unfrozen.owner');
select is_empty('select from alogistics.message_deliveries where not exists (select from alogistics.notifications as n
  where n.id = notification_id)', 'deliveries go with their notification');

-- Those of a campaign too.
select is(test.work($$set_notification_channels('account.welcome', '{push}')$$), '', 'one type is pushed');
select test.prefers('all', 'email', true) \g /dev/null
select test.work($$notify_many('account.welcome', '{"role": "client"}', '{"name": "A"}')$$) \g /dev/null
select is(test.went('account.welcome'), 'email queued, push queued', 'who wants more gets more');
select is(test.went('account.welcome', 'stranger'), 'push queued', 'than others');
select test.work($$set_notification_channels('account.welcome', '{}')$$),
  test.work($$notify_many('account.welcome', '{"role": "client"}', '{"name": "A"}')$$) \g /dev/null
select is(test.went('account.welcome'), 'email queued', 'a wish is enough here too');
select is(test.went('account.welcome', 'stranger'), '-', 'and others are told in the app');
delete from alogistics.channel_preferences;

-- migrate() leaves what was decided here.
select test.channels('wallet.frozen.owner', '{sms}') \g /dev/null
update alogistics.notification_types set channels = '{}', is_critical = false, is_custom = false where key = 'wallet.closed.owner';
select alogistics.migrate() \g /dev/null
select results_eq($$select channels, is_critical from alogistics.notification_types
  where key in ('wallet.frozen.owner', 'wallet.closed.owner', 'wallet.held.owner') order by key desc$$,
  $$values ('{}'::text[], false), ('{sms}', false), ('{email}', true)$$, 'and brings its own up to date');

-- What is refused.
select is(test.complaint('client', format('select alogistics.%s', call)), complaint, call)
from (values
  ($$set_channel_preference(null, 'email', true)$$, 'missing_value about'),
  ($$set_channel_preference('all', null, true)$$, 'missing_value channel'),
  ($$set_channel_preference('all', 'fax', true)$$, 'invalid_value channel'),
  ($$set_channel_preference('nobody.knows', 'email', true)$$, 'not_found'),
  ($$set_quiet_hours('22:00', null)$$, 'missing_value until_time'),
  ($$set_quiet_hours(null, '07:00')$$, 'missing_value from_time'),
  ($$set_quiet_hours('22h', '07:00')$$, 'invalid_value from_time'),
  ($$set_quiet_hours('22:00', '24:00')$$, 'invalid_value until_time'),
  ($$set_quiet_hours('22:00', '22:00')$$, 'invalid_value until_time'),
  ($$set_quiet_hours('22:00', '07:00', 'Atlantis')$$, 'invalid_value time_zone'),
  ($$set_quiet_hours('22:00', '07:00', 'europe/paris')$$, 'done')
) as cases(call, complaint);
select is(test.complaint('admin', format('select alogistics.%s', call)), complaint, call)
from (values
  ($$set_notification_channels(null, '{email}')$$, 'missing_value key'),
  ($$set_notification_channels('account.welcome', null)$$, 'missing_value channels'),
  ($$set_notification_channels('account.welcome', '{email}', null)$$, 'missing_value is_critical'),
  ($$set_notification_channels('account.welcome', '{email,fax}')$$, 'invalid_value channels'),
  ($$set_notification_channels('nobody.knows', '{email}')$$, 'not_found')
) as cases(call, complaint);
select is(test.complaint('service_role', format('select alogistics.%s', call)), complaint, call)
from (values
  ($$report_delivery(null, 'delivered')$$, 'missing_value job_id'),
  ($$report_delivery(1, null)$$, 'missing_value outcome'),
  ($$report_delivery(1, 'lost')$$, 'invalid_value outcome'),
  ($$report_delivery(0, 'delivered')$$, 'not_found')
) as cases(call, complaint);

-- Who may.
select test.prefers('all', 'push', true), test.prefers('all', 'push', true, 'rival'), test.prefers('all', 'push', true, 'moderator'),
  test.quiet('22:00', '07:00'), test.send() \g /dev/null
select is(test.would(actor, statement), outcome, actor || ': ' || statement)
from (values
  ('anon', 'select alogistics.notification_choices()', 'denied'),
  ('anon', $$select alogistics.set_channel_preference('all', 'email', true)$$, 'denied'),
  ('authenticated', 'select alogistics.notification_choices()', 'authentication_required'),
  ('authenticated', $$select alogistics.set_channel_preference('all', 'email', true)$$, 'authentication_required'),
  ('service_role', $$select alogistics.set_quiet_hours('22:00', '07:00')$$, 'authentication_required'),
  ('client', $$select alogistics.set_notification_channels('account.welcome', '{email}')$$, 'not_allowed'),
  ('moderator', $$select alogistics.set_notification_channels('account.welcome', '{email}')$$, 'not_allowed'),
  ('service_role', $$select alogistics.set_notification_channels('account.welcome', '{email}')$$, 'done'),
  ('client', $$select alogistics.report_delivery(1, 'delivered')$$, 'denied'),
  ('admin', $$select alogistics.report_delivery(1, 'delivered')$$, 'denied'),
  ('client', 'insert into alogistics.channel_preferences values (test.id(''client''), ''all'', ''sms'', true)', 'denied'),
  ('client', 'update alogistics.quiet_hours set time_zone = ''UTC''', 'denied'),
  ('client', 'select reason from alogistics.message_deliveries', 'denied'),
  ('client', 'select job_id from alogistics.message_deliveries', 'denied'),
  ('service_role', 'update alogistics.message_deliveries set state = ''sent''', 'denied'),
  ('admin', 'delete from alogistics.message_deliveries', 'denied')
) as cases(actor, statement, outcome);
select is(test.count(actor, statement), found, actor || ': ' || statement)
from (values
  ('client', 'select from alogistics.channel_preferences', '1'),
  ('stranger', 'select from alogistics.channel_preferences', '0'),
  ('moderator', 'select from alogistics.channel_preferences', '1'),
  ('service_role', 'select from alogistics.channel_preferences', '3'),
  ('client', 'select from alogistics.quiet_hours', '1'),
  ('rival', 'select from alogistics.quiet_hours', '0'),
  ('admin', 'select from alogistics.quiet_hours', '0'),
  ('rival', 'select from alogistics.message_deliveries', '0')
) as cases(actor, statement, found);
select isnt(test.count(actor, 'select channel, state, sent_at from alogistics.message_deliveries'), '0', actor || ' sees what was sent')
from unnest(array['client', 'moderator', 'service_role']) as actor;
update alogistics.profiles set is_active = false where id = test.id('rival');
select is(test.would('rival', statement), 'account_disabled', 'a closed account: ' || statement)
from unnest(array['select alogistics.notification_choices()', $$select alogistics.set_channel_preference('all', 'email', true)$$,
                  $$select alogistics.set_quiet_hours('22:00', '07:00')$$]) as statement;
select * from finish();
rollback;
