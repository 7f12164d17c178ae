-- What the platform can be told, by whom, and what follows from it at once: A-54, design §7.
begin;
select plan(55);
create function test.set(key text, value text) returns text language sql as $$
  select format('insert into alogistics.platform_settings (key, value) values (%L, %L) on conflict (key) do update set value = excluded.value',
    key, value)
$$;

select is(test.would(actor, test.set('platform.commission_bps', '1000')), outcome, actor || ' sets')
from (values ('client', 'denied'), ('transporter', 'denied'), ('moderator', 'denied'), ('admin', 'done'),
  ('service_role', 'done'), ('anon', 'denied'), ('superuser', 'done')) as a(actor, outcome);
select is(test.would('admin', test.set(key, value)), outcome, format('%s = %s', key, value))
from (values
  ('platform.commission_bps', '0', 'done'), ('platform.commission_bps', '10000', 'done'),
    ('platform.commission_bps', '10001', 'invalid_setting'), ('platform.commission_bps', '-1', 'invalid_setting'),
  ('platform.commission_bps', '15.5', 'invalid_setting'), ('platform.commission_bps', '"1500"', 'invalid_setting'),
    ('platform.commission_bps', 'null', 'invalid_setting'), ('platform.commission_bps', '{}', 'invalid_setting'),
  ('platform.currency', '"XOF"', 'done'), ('platform.currency', '"EUR"', 'done'),
    ('platform.currency', '"USD"', 'invalid_setting'), ('platform.currency', '1', 'invalid_setting'),
  ('payment.debit_at', '"validation"', 'done'), ('payment.debit_at', '"assignment"', 'done'),
    ('payment.debit_at', '"delivery"', 'invalid_setting'), ('payment.debit_at', 'true', 'invalid_setting'),
  ('platform.time_zone', '"Europe/Paris"', 'done'), ('platform.time_zone', '"UTC"', 'done'),
    ('platform.time_zone', '"Afrika/Dakar"', 'invalid_setting'), ('platform.time_zone', '""', 'invalid_setting'),
    ('platform.time_zone', '"Dakar5"', 'invalid_setting'), ('platform.time_zone', '0', 'invalid_setting'),
  ('pricing.road_factor_bps', '10000', 'done'), ('pricing.road_factor_bps', '9999', 'invalid_setting'),
  ('quote.valid_minutes', '5', 'done'), ('quote.valid_minutes', '4', 'invalid_setting'),
  ('pricing.tariff', '{}', 'invalid_setting'),
    ('unknown.key', '1', 'invalid_setting'), ('', '1', 'invalid_setting')) as s(key, value, outcome);
-- Stamped and written down: who, from what, to what.
select is(test.outcome('admin', test.set('platform.commission_bps', '1000')), 'done', 'an admin sets the rate');
select is(test.outcome('service_role', test.set('platform.commission_bps', '2000')), 'done', 'the back office, too');
select is(updated_by, null, 'stamped as nobody') from alogistics.platform_settings;
select is(test.outcome('admin',
  'update alogistics.platform_settings set description = ''For the summer'' where key = ''platform.commission_bps'''),
  'done', 'an admin describes it');
select is((updated_by, updated_at), (test.id('admin'), now()), 'stamped') from alogistics.platform_settings;
select results_eq($$ select action, user_id, old_data ->> 'value', new_data ->> 'value' from alogistics.audit_logs
  where entity_type = 'platform_settings' order by id $$,
  $$ values ('platform_settings.insert', test.id('admin'), null, '1000'),
    ('platform_settings.update', null, '1000', '2000'),
    ('platform_settings.update', test.id('admin'), null, null) $$,
    'the history is kept');

-- It counts from the next statement on, also for what was read before.
select is(distance_m, 1359135::bigint, 'by the default road factor') from alogistics.transport_requests
  where id = test.request_at('far', 'pending', 10);
select is(test.outcome('admin', test.set('pricing.road_factor_bps', '10000')), 'done', 'an admin makes the roads straight');
select is(distance_m, 1045488::bigint, 'the next request is nearer') from alogistics.transport_requests
  where id = test.request_at('near', 'pending', 20);
select is(test.outcome('superuser', 'delete from alogistics.platform_settings'), 'done', 'without a row');
select is(distance_m, 1359135::bigint, 'the default counts again') from alogistics.transport_requests
  where id = test.request_at('far again', 'pending', 30);

-- Another currency for what is new; what is under way keeps its own.
select test.request_at('old', 'assigned', 40) \g /dev/null
select is(test.outcome('admin', test.set('platform.currency', '"EUR"')), 'done', 'the platform goes over to euros');
select is(test.would('superuser', $$ select test.request('unpriced') $$), 'no_tariff_rule', 'for which there is no tariff');
select is(test.outcome('admin', $$ select alogistics.set_tariff(rules) from alogistics.tariffs where currency = 'XOF' $$),
  'done', 'until an admin sets one');
select test.request_at('new', 'assigned', 50) \g /dev/null
select is(test.would('client', 'select alogistics.process_payment(test.id(''old''), 221700)'), 'done',
  'an old job is paid in francs');
select is(test.would('client', 'select alogistics.process_payment(test.id(''new''), 221700)'), 'amount_mismatch',
  'a new one in euros and cents');
select is(test.would('client', 'select alogistics.process_payment(test.id(''new''), 2217.00)'), 'insufficient_funds',
  'of which there are none yet');
insert into alogistics.ledger_accounts (kind, owner_id, currency) values ('wallet', test.id('client'), 'EUR');
insert into alogistics.wallet_transactions (wallet_id, type, amount) select id, 'credit', 300000
  from alogistics.wallets where user_id = test.id('client') and currency = 'EUR';
select is(test.outcome('client', 'select alogistics.process_payment(test.id(''new''), 2217.00)'), 'done',
  'with euros it is paid');
select is(test.outcome('transporter',
  $$ select alogistics.complete_transport_request(test.id('new'), test.proof()) $$), 'done', 'and delivered');
select is((select balance from alogistics.wallets where user_id = test.id('transporter') and currency = 'EUR'),
  188445::bigint, 'into a wallet in euros, opened for it');
select matches((select message from alogistics.notifications
  where data ->> 'template' = 'payment.released.transporter'), '^1\u00a0884,45\u00a0EUR ont été versés',
  'and said in euros');
select is_empty('select * from alogistics.reconcile()', 'the books are sound in both');
select * from finish();
rollback;
