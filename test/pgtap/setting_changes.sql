-- Who changed which setting, when and why, and the list of all of them: A-54.
begin;
select plan(108);
\ir lib/money.sql

-- The list: what the domain knows, and what counts now.
select is(test.count(actor, 'select * from alogistics.settings()') ~ '^\d+$', is_listed, actor || ' reads the list')
from (values ('client', true), ('transporter', true), ('moderator', true), ('admin', true), ('service_role', true),
  ('anon', false), ('authenticated', false)) as a(actor, is_listed);
select row_eq($$ select key, kind, minimum, maximum, choices, unit, default_value, value, is_default, since
  from alogistics.settings() where key = 'platform.commission_bps' $$,
  row('platform.commission_bps'::text, 'integer'::text, 0::bigint, 10000::bigint, null::text[], 'bps'::text, '1500'::jsonb,
    '1500'::jsonb, true, null::timestamptz), 'a number with bounds and unit');
select row_eq($$ select kind, minimum, maximum, choices, unit, default_value
  from alogistics.settings() where key = 'payment.debit_at' $$,
  row('text'::text, null::bigint, null::bigint, array['assignment', 'validation'], null::text, '"assignment"'::jsonb),
  'one of some texts');
select is(kind, 'time_zone', 'a time zone') from alogistics.settings() where key = 'platform.time_zone';
select is(unit, 'minor units', 'an amount') from alogistics.settings() where key = 'withdrawal.minimum';
select is_empty($$ select key from alogistics.settings()
  where description !~ '^\S.*\.$' or description_fr !~ '^\S.*\.$' or description = description_fr $$,
  'all are described in both languages');
select is_empty($$ select key from alogistics.settings() as s
  where test.would('superuser', format('insert into alogistics.platform_settings (key, value) values (%L, %L)', key, default_value)) <> 'done' $$,
  'each takes its default');
select is_empty($$ select key from alogistics.settings() as s, unnest(array[minimum - 1, maximum + 1]) as beyond
  where kind = 'integer' and test.would('superuser',
    format('insert into alogistics.platform_settings (key, value) values (%L, %L)', key, beyond)) <> 'invalid_setting' $$,
  'no number goes beyond its bounds');
select is_empty($$ select key from alogistics.settings() as s
  where test.would('superuser', format('insert into alogistics.platform_settings (key, value) values (%L, ''[]'')', key)) <> 'invalid_setting' $$,
  'none takes a list');

-- Who changes what.
select is(test.would(actor, $$ select alogistics.set_setting('quote.valid_minutes', '30', 'test') $$), outcome, actor || ' sets')
from (values ('client', 'not_allowed'), ('transporter', 'not_allowed'), ('moderator', 'not_allowed'), ('admin', 'done'),
  ('service_role', 'done'), ('anon', 'denied'), ('superuser', 'done')) as a(actor, outcome);
select is(test.would(actor, $$ select alogistics.reset_setting('quote.valid_minutes', 'test') $$), outcome, actor || ' resets')
from (values ('client', 'not_allowed'), ('moderator', 'not_allowed'), ('admin', 'done'), ('service_role', 'done'),
  ('anon', 'denied')) as a(actor, outcome);
select is(test.would('admin', call), outcome, call) from (values
  ($$ select alogistics.set_setting(null, '30') $$, 'missing_value'),
  ($$ select alogistics.set_setting('quote.valid_minutes', null) $$, 'missing_value'),
  ($$ select alogistics.set_setting('quote.valid_minutes', '4') $$, 'invalid_setting'),
  ($$ select alogistics.set_setting('quote.valid_minutes', '"30"') $$, 'invalid_setting'),
  ($$ select alogistics.set_setting('quote.valid', '30') $$, 'invalid_setting'),
  ($$ select alogistics.set_setting('quote.valid_minutes', '30', '') $$, 'invalid_value'),
  ($$ select alogistics.set_setting('quote.valid_minutes', '30', repeat('x', 2001)) $$, 'invalid_value'),
  ($$ select alogistics.set_setting('quote.valid_minutes', '30', repeat('x', 2000)) $$, 'done'),
  ($$ select alogistics.reset_setting('quote.valid', 'test') $$, 'invalid_setting'),
  ($$ select alogistics.reset_setting(null) $$, 'missing_value')) as c(call, outcome);

-- What is kept of it.
create function test.set(value text, reason text) returns text language sql as $$
  select format('select alogistics.set_setting(''quote.valid_minutes'', %L, %L)', value, reason)
$$;
select test.answer('admin', test.set('30', 'Prices move.'))::bigint as change \gset
select is(max(id), :change::bigint, 'the answer is the id of the change') from alogistics.setting_changes;
select is(test.answer('admin', test.set('30', 'Again.')), null, 'none if it had that value');
select is(test.outcome('service_role', $$ update alogistics.platform_settings set value = '20' where key = 'quote.valid_minutes' $$),
  'done', 'a plain statement changes it, too');
select is(test.outcome('admin', $$ update alogistics.platform_settings set description = 'x' where key = 'quote.valid_minutes' $$),
  'done', 'and its description');
select is(test.outcome('admin', $$ select alogistics.reset_setting('quote.valid_minutes', 'Enough.') $$), 'done', 'back to the default');
select is(test.answer('admin', $$ select alogistics.reset_setting('quote.valid_minutes', 'Enough.') $$), null, 'where it is already');
select results_eq($$ select key, action, old_value, new_value, reason, changed_by, database_role
  from alogistics.setting_changes order by id $$,
  $$ values ('quote.valid_minutes', 'set', '60'::jsonb, '30'::jsonb, 'Prices move.', test.id('admin'), 'staff'),
    ('quote.valid_minutes', 'set', '30', '20', null, null, 'service_role'),
    ('quote.valid_minutes', 'reset', '20', '60', 'Enough.', test.id('admin'), 'staff') $$, 'each change is kept');
select is(since, (select max(effective_at) from alogistics.setting_changes), 'since when')
from alogistics.settings() where key = 'quote.valid_minutes';
select is(test.count(actor, 'select * from alogistics.setting_changes'), seen, actor || ' reads the changes')
from (values ('client', 'denied'), ('moderator', '3'), ('admin', '3'), ('service_role', '3'), ('anon', 'denied')) as a(actor, seen);
select is(test.would('superuser', change), 'append_only', change) from (values
  ('update alogistics.setting_changes set reason = ''Another.'''), ('delete from alogistics.setting_changes'),
  ('truncate alogistics.setting_changes'), ('truncate alogistics.platform_settings')) as c(change);

-- Where a reason is asked for.
select is(test.outcome('admin', $$ select alogistics.set_setting('settings.reason', '"required"') $$), 'done', 'reasons are asked for');
select is(test.would(actor, change), outcome, actor || ': ' || change) from (values
  ('admin', test.set('30', null), 'missing_value'), ('admin', test.set('30', 'Prices move.'), 'done'),
  ('superuser', 'insert into alogistics.platform_settings (key, value) values (''quote.valid_minutes'', ''30'')', 'missing_value'),
  ('superuser', 'update alogistics.platform_settings set value = ''"optional"'' where key = ''settings.reason''', 'missing_value'),
  ('superuser', 'delete from alogistics.platform_settings', 'missing_value'),
  ('admin', 'update alogistics.platform_settings set description = ''x''', 'done')) as c(actor, change, outcome);

-- From a time on.
select is(test.outcome('admin', $$ select alogistics.set_setting('settings.reason', '"optional"', 'test') $$), 'done', 'reasons are free again');
create function test.plan(value text, wait text) returns text language sql as $$
  select format('select alogistics.set_setting(''pricing.road_factor_bps'', %L, ''test'', clock_timestamp() + interval %L)', value, wait)
$$;
create function test.factor() returns jsonb language sql as $$
  select value from alogistics.settings() where key = 'pricing.road_factor_bps'
$$;
select is(test.would(actor, test.plan('20000', '1 day')), outcome, actor || ' schedules')
from (values ('client', 'not_allowed'), ('moderator', 'not_allowed'), ('admin', 'done'), ('service_role', 'done')) as a(actor, outcome);
select is(test.would('admin', call), outcome, call) from (values
  (test.plan('9999', '1 day'), 'invalid_setting'), (test.plan('20000', '-1 second'), 'invalid_value'),
  (test.plan('20000', '6 years'), 'invalid_value'),
  ($$ select alogistics.set_setting('pricing.road_factor_bps', '20000', null, 'infinity') $$, 'invalid_value'),
  ($$ select alogistics.set_setting('platform.time_zone', '"Dakar5"', null, clock_timestamp() + interval '1 day') $$, 'invalid_setting'),
  ($$ select alogistics.cancel_setting_change(null) $$, 'missing_value'),
  ($$ select alogistics.cancel_setting_change(1) $$, 'not_found')) as c(call, outcome);
select is(test.would('superuser', change), 'not_allowed', change) from (values
  ('insert into alogistics.scheduled_settings values (1, ''pricing.road_factor_bps'', ''1'', now())'),
  ('update alogistics.scheduled_settings set value = ''1'''), ('delete from alogistics.scheduled_settings'),
  ('truncate alogistics.scheduled_settings')) as c(change);
select is(distance_m, 1359135::bigint, 'a distance by the default') from alogistics.transport_requests
  where id = test.request_at('now', 'pending', 10);
select test.answer('admin', test.plan('10000', '2 seconds'))::bigint as straight \gset
select test.answer('admin', test.plan('20000', '1 hour'))::bigint as winding \gset
select test.answer('admin', $$ select alogistics.reset_setting('pricing.road_factor_bps', 'test', clock_timestamp() + interval '2 hours') $$)::bigint as standard \gset
select is(test.would('admin', format($$ select alogistics.set_setting('pricing.road_factor_bps', '11000', 'test', %L) $$,
  (select effective_at from alogistics.scheduled_settings where id = :winding))), 'already_exists', 'one value at a time');
select is(test.factor(), '13000', 'the default still counts');
select is(distance_m, 1359135::bigint, 'in what is made, too') from alogistics.transport_requests
  where id = test.request_at('soon', 'pending', 20);
select is(test.count(actor, 'select * from alogistics.scheduled_settings'), seen, actor || ' reads what is scheduled')
from (values ('client', 'denied'), ('moderator', '3'), ('admin', '3'), ('service_role', '3'), ('anon', 'denied')) as a(actor, seen);
select is(test.answer(actor, $$ select (next_value, next_at is not null)::text from alogistics.settings() where key = 'pricing.road_factor_bps' $$),
  seen, actor || ' sees in the list') from (values ('client', '(,f)'), ('moderator', '(10000,t)')) as a(actor, seen);
select pg_sleep(extract(epoch from effective_at - clock_timestamp()) + 0.01) from alogistics.scheduled_settings where id = :straight \g /dev/null
select is(test.factor(), '10000', 'its time has come');
select is(distance_m, 1045488::bigint, 'also for who remembered the old one') from alogistics.transport_requests
  where id = test.request_at('straight', 'pending', 30);
select is_empty($$ select * from alogistics.platform_settings where key = 'pricing.road_factor_bps' $$, 'without any worker');
select is(since, (select effective_at from alogistics.setting_changes where id = :straight), 'since then')
from alogistics.settings() where key = 'pricing.road_factor_bps';
select is(test.would('admin', format('select alogistics.cancel_setting_change(%s)', :straight)), 'not_found', 'too late to take it back');
select is(test.outcome('admin', format('select alogistics.cancel_setting_change(%s, ''test'')', :winding)), 'done', 'not too late for the next');
select is(next_value, '13000', 'after which comes the default') from alogistics.settings() where key = 'pricing.road_factor_bps';
select row_eq($$ select value, updated_by from alogistics.platform_settings where key = 'pricing.road_factor_bps' $$,
  row('10000'::jsonb, test.id('admin')), 'a change moves what is due into the table');
select results_eq($$ select action, old_value, new_value, effective_at > changed_at, cancels is not null
  from alogistics.setting_changes where key = 'pricing.road_factor_bps' order by id $$,
  $$ values ('schedule', '13000'::jsonb, '10000'::jsonb, true, false), ('schedule', '13000', '20000', true, false),
    ('schedule', '13000', '13000', true, false), ('cancel', '20000', '10000', true, true) $$, 'all of it is kept');

-- What is written after a scheduled value came into effect counts instead of it.
select test.answer('admin', test.plan('12000', '0.2 seconds')), pg_sleep(0.3) \g /dev/null
select is(test.factor(), '12000', 'another one has come');
select is(test.outcome('admin', $$ update alogistics.platform_settings set value = '11000' where key = 'pricing.road_factor_bps' $$),
  'done', 'a plain statement after it');
select is(test.factor(), '11000', 'counts');
select row_eq($$ select old_value, new_value from alogistics.setting_changes order by id desc limit 1 $$,
  row('12000'::jsonb, '11000'::jsonb), 'and says what it replaced');
select test.answer('admin', test.plan('12000', '0.2 seconds')), pg_sleep(0.3) \g /dev/null
select is(test.outcome('admin', $$ select alogistics.reset_setting('pricing.road_factor_bps', 'test') $$), 'done', 'so does a reset');
select is(test.factor(), '13000', 'to the default');
select test.answer('admin', $$ select alogistics.reset_setting('pricing.road_factor_bps', 'test', clock_timestamp() + interval '0.2 seconds') $$), pg_sleep(0.3) \g /dev/null
select is((select count(*) from alogistics.scheduled_settings), 2::bigint, 'one is still to come, one is due');
select is(test.outcome('admin', $$ select alogistics.set_setting('quote.valid_minutes', '30') $$), 'done', 'any change moves');
select is((select count(*) from alogistics.scheduled_settings), 1::bigint, 'those that are due');

-- Asked for a reason, a schedule and its end say it.
select is(test.outcome('admin', $$ select alogistics.set_setting('settings.reason', '"required"') $$), 'done', 'reasons are asked for');
select is(test.would('admin', call), outcome, call) from (values
  ($$ select alogistics.set_setting('quote.valid_minutes', '20', null, clock_timestamp() + interval '1 day') $$, 'missing_value'),
  ($$ select alogistics.reset_setting('quote.valid_minutes', null, clock_timestamp() + interval '1 day') $$, 'missing_value'),
  (format('select alogistics.cancel_setting_change(%s)', :standard), 'missing_value'),
  (format('select alogistics.cancel_setting_change(%s, ''test'')', :standard), 'done')) as c(call, outcome);
select * from finish();
rollback;
