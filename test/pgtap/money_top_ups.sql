-- Money in through payment providers: who may say that it came, and that each franc is credited once, in
-- whatever order and however often it is told. A-20, T-55, case 41 of the ledger's list.
begin;
select plan(203);
\ir lib/money.sql
-- An HMAC that is not ours.
create extension pgcrypto;
create function test.sign(payload text, secret text default 'a secret of the test') returns text language sql
  as $$ select encode(hmac(payload, secret, 'sha256'), 'hex') $$;
create function test.receive(payload text, provider text default 'wave',
  signature text default null) returns text language sql
  as $$ select format('select alogistics.receive_payment_event(%L, %L, %L)', provider, payload,
    coalesce(signature, test.sign(payload))) $$;
create function test.event(id text, type text, reference uuid, amount text default '50000',
  currency text default '"XOF"') returns text language sql as $$
  select format('{"id": "%s", "type": "%s", "reference": "%s", "amount": %s, "currency": %s}', id, type, reference,
    amount, currency)
$$;
-- What the provider is answered, and what it moves.
create function test.told(payload text) returns text language plpgsql as $$
declare
  before bigint := test.holds('client');
  answer text := test.answer('anon', test.receive(payload));
begin
  return concat_ws(' ', answer, nullif(test.holds('client') - before, 0));
end
$$;

-- Providers are set up by admins, and nobody reads their secrets.
create function test.provider(name text, more text default '') returns text language sql
  as $$ select format('select alogistics.set_payment_provider(%s, ''a secret of the test''%s)', name, more) $$;
select is(test.would(actor, test.provider('''wave''')), outcome, actor || ' sets up a provider')
from (values ('anon', 'denied'), ('client', 'not_allowed'), ('moderator', 'not_allowed'),
  ('staff:moderator', 'not_allowed'), ('admin', 'done'),
  ('service_role', 'done')) as a(actor, outcome);
select is(test.would('admin', test.provider(name)), outcome, 'a provider called ' || name)
from (values ('''orange_money''', 'done'), ('null', 'missing_value'), ('''''', 'invalid_value'),
  ('''Wave''', 'invalid_value'), ('''1wave''', 'invalid_value'),
  ('repeat(''x'', 33)', 'invalid_value'), ('repeat(''x'', 32)', 'done')) as n(name, outcome);
select is(test.would('admin', format('select alogistics.set_payment_provider(''wave'', %s)', secret)), outcome,
  'secret ' || secret)
from (values ('null', 'missing_value'), ('repeat(''x'', 15)', 'invalid_value'), ('repeat(''x'', 16)', 'done'),
  ('repeat(''x'', 1000)', 'done'),
  ('repeat(''x'', 1001)', 'invalid_value')) as s(secret, outcome);
select is(test.would('admin', test.provider('''wave''', ', ' || more)), outcome, 'with ' || more)
from (values ('scheme => ''md5''', 'invalid_value'), ('scheme => null', 'missing_value'),
  ('scheme => ''timestamped_hmac_sha256''', 'done'),
  ('tolerance_s => 0', 'invalid_value'), ('tolerance_s => 86400', 'done'), ('tolerance_s => 86401', 'invalid_value'),
  ('mapping => null', 'missing_value'), ('mapping => ''[]''', 'invalid_value'),
  ('mapping => ''{"event_id": "/data/id"}''', 'done'),
  ('mapping => ''{"event_id": "id"}''', 'invalid_value'), ('mapping => ''{"id": "/id"}''', 'invalid_value'),
  ('mapping => ''{"amounts": "cents"}''', 'invalid_value'),
  ('mapping => ''{"types": {"payment.succeeded": ["a"], "payment.failed": ["a"]}}''', 'invalid_value'),
  ('is_active => null', 'missing_value')) as m(more, outcome);
select test.answer('admin', test.provider('''wave''')), test.answer('admin', test.provider('''stripe''',
    ', ''timestamped_hmac_sha256'', 300, ''{"event_id": "/data/key", "type": "/event", "reference": "/data/object/metadata/our~1id",
     "amount": "/data/object/amount", "currency": "/data/object/currency", "amounts": "minor",
     "types": {"payment.succeeded": ["charge.ok", "charge.late"], "payment.failed": ["charge.no"]}}''')),
  test.answer('admin', test.provider('''off''', ', is_active => false')) \g /dev/null
select is(test.would(actor, 'select ' || columns || ' from alogistics.payment_providers'), 'denied',
  format('%s reads %s', actor, columns))
from unnest(array['anon', 'client', 'transporter', 'moderator', 'admin', 'service_role', 'staff:client']) as actor,
  unnest(array['secret', '*', 'count(secret)', 'payment_providers::text']) as columns;
select is(test.count(actor, 'select name, is_active from alogistics.payment_providers'), rows,
  actor || ' sees providers')
from (values ('anon', 'denied'), ('client', '2'), ('moderator', '3'), ('service_role', '3')) as a(actor, rows);
select is(count(*), 0::bigint, 'no secret is written down elsewhere')
from alogistics.audit_logs as a where a::text like '%a secret of the test%';
select ok(count(*) >= 3, 'but that it was set is') from alogistics.audit_logs where action = 'payment_provider.set'
  and user_id = test.id('admin');

-- Meaning to pay.
select is(test.would(actor, 'select alogistics.top_up(50000, ''wave'')'), outcome, actor || ' tops up')
from (values ('anon', 'denied'), ('client', 'done'), ('transporter', 'done'),
  ('service_role', 'authentication_required')) as a(actor, outcome);
select is(test.would('client', 'select alogistics.top_up(' || arguments || ')'), outcome,
  format('top_up(%s)', arguments))
from (values ('0, ''wave''', 'invalid_amount'), ('-1, ''wave''', 'invalid_amount'),
  ('10.5, ''wave''', 'fractional_amount'), ('''NaN'', ''wave''', 'invalid_amount'),
  ('null, ''wave''', 'missing_value'), ('1e19, ''wave''', 'amount_out_of_range'),
  ('9223372036854775807, ''wave''', 'amount_out_of_range'), ('1, null', 'missing_value'),
  ('1, ''visa''', 'not_found'), ('1, ''off''', 'not_found'), ('1, ''wave'', test.wallet(''rival'')', 'not_found'),
  ('1, ''wave'', test.wallet(''client'')', 'done'),
  ('1, ''wave'', gen_random_uuid()', 'not_found')) as a(arguments, outcome);
create function test.intent(amount text default '50000', provider text default 'wave',
  currency text default 'XOF') returns uuid language sql
  as $$ select test.answer('client', format('select alogistics.top_up(%s, %L, %L)', amount, provider,
    test.wallet('client', currency)))::uuid $$;
select test.intent() as intent \gset
select is((user_id, wallet_id, provider, amount, currency, status::text, expires_at - created_at, paid_at),
  (test.id('client'), test.wallet('client'), 'wave'::text, 50000::bigint, 'XOF'::text, 'open'::text,
  interval '24 hours', null::timestamptz), 'it waits for a day')
from alogistics.payment_intents where id = :'intent';
select is(test.count(actor, 'select from alogistics.payment_intents'), rows, actor || ' sees the intent')
from (values ('client', '1'), ('rival', '0'), ('moderator', '1'), ('anon', 'denied')) as a(actor, rows);
select is(test.holds('client'), 10000000::bigint, 'nothing is credited yet');

-- Only who knows the secret is believed, and only for what he signed.
select test.event('e1', 'payment.succeeded', :'intent') as paid \gset
create temporary table signatures (name text, outcome text, statement text);
insert into signatures values
  ('the right one', 'done', test.receive(:'paid')),
  ('with its name before', 'done', test.receive(:'paid', signature => 'sha256=' || test.sign(:'paid'))),
  ('in capitals', 'done', test.receive(:'paid', signature => upper(test.sign(:'paid')))),
  ('with another secret', 'invalid_signature', test.receive(:'paid',
  signature => test.sign(:'paid', 'a secret of the rest'))),
  ('of another payload', 'invalid_signature', test.receive(replace(:'paid', '50000', '90000'),
  signature => test.sign(:'paid'))),
  ('of a blank more', 'invalid_signature', test.receive(:'paid' || ' ', signature => test.sign(:'paid'))),
  ('for another provider', 'invalid_signature', test.receive(:'paid', 'stripe')),
  ('of nobody', 'invalid_signature', test.receive(:'paid', 'visa')),
  ('of a provider that is off', 'invalid_signature', test.receive(:'paid', 'off')),
  ('empty', 'invalid_signature', test.receive(:'paid', signature => '')),
  ('cut off', 'invalid_signature', test.receive(:'paid', signature => left(test.sign(:'paid'), 62))),
  ('no hexadecimal', 'invalid_signature', test.receive(:'paid', signature => repeat('z', 64))),
  ('none', 'missing_value', format('select alogistics.receive_payment_event(''wave'', %L, null)', :'paid')),
  ('of no payload', 'missing_value', 'select alogistics.receive_payment_event(''wave'', null, ''00'')'),
  ('of no provider', 'missing_value', format('select alogistics.receive_payment_event(null, %L, ''00'')', :'paid'));
select is(test.would('anon', statement), outcome, 'a signature ' || name) from signatures;
select is(test.facts('anon', test.receive(:'paid', 'visa')),
  test.facts('anon', test.receive(:'paid', signature => repeat('0', 64))),
  'who guesses does not learn which providers there are');
select is(test.would(actor, test.receive(:'paid')), 'done', actor || ' may bring it: the signature counts')
  from unnest(array['anon', 'client', 'service_role']) as actor;

-- The other scheme: the time is signed too, and must be near.
select test.answer('client', 'select alogistics.open_wallet(''EUR'')') \g /dev/null
select test.intent('12.5', 'stripe', 'EUR') \g /dev/null
select id as euros,
  format('{"event": "charge.late", "data": {"key": 77, "object": {"amount": 1250, "currency": "eur", "metadata": {"our/id": "%s"}}}}', id) as charge
from alogistics.payment_intents where provider = 'stripe' \gset
create function test.stamp(payload text, age interval default '0',
  secret text default 'a secret of the test') returns text language sql as $$
  select format('t=%s,v1=%s', s, test.sign(s || '.' || payload, secret))
    from (select extract(epoch from clock_timestamp() - age)::bigint as s) as t
$$;
select is(test.would('anon', test.receive(:'charge', 'stripe', signature)), outcome, 'stamped ' || name)
from (values ('now', test.stamp(:'charge'), 'done'),
  ('two hundred seconds ago', test.stamp(:'charge', '200 s'), 'done'),
  ('after another key was tried', 't=' || split_part(substr(test.stamp(:'charge'), 3), ',',
  1) || ',v0=abc,v1=' || repeat('0', 64) || ',' || split_part(test.stamp(:'charge'), ',', 2), 'done'),
  ('too long ago', test.stamp(:'charge', '310 s'), 'invalid_signature'),
  ('in the future', test.stamp(:'charge', '-310 s'), 'invalid_signature'),
  ('with another secret', test.stamp(:'charge', '0', 'a secret of the rest'), 'invalid_signature'),
  ('without its time', test.sign(:'charge'), 'invalid_signature'),
  ('with another time', regexp_replace(test.stamp(:'charge'), 't=\d', 't=2'), 'invalid_signature'),
  ('not at all', '', 'invalid_signature')) as s(name, signature, outcome);
select is(test.moves('anon', test.receive(:'charge', 'stripe', test.stamp(:'charge'))),
  'done: client EUR +1250, external EUR -1250', 'pointers find what the provider says, in cents');
select is((event_id, type, reference, amount, currency, outcome),
  ('77'::text, 'charge.late'::text, :'euros'::text, 1250::bigint, 'EUR'::text, 'processed'::text), 'and it is noted')
from alogistics.payment_events where provider = 'stripe';

-- What is no event is refused, and what means nothing here is noted.
select is(test.answer('anon', test.receive(payload)), outcome, left(payload, 60))
from (values ('no JSON', 'invalid_value'), ('[]', 'invalid_value'),
  ('{"type": "payment.succeeded"}', 'invalid_value'), ('{"id": "e0"}', 'invalid_value'),
  ('{"id": "", "type": "x"}', 'invalid_value'), ('{"id": "e0", "type": 5}', 'invalid_value'),
  ('{"id": {}, "type": "x"}', 'invalid_value'),
  (format('{"id": "%s", "type": "x"}', repeat('x', 256)), 'invalid_value'),
  ('{"id": "e00", "type": "customer.created"}', 'ignored'),
  (test.event('e0', 'payment.succeeded', :'intent', '"5e"'), 'invalid_value'),
  (test.event('e0', 'payment.succeeded', :'intent', '0.5'), 'fractional_amount'),
  (test.event('e0', 'payment.succeeded', :'intent', '50000', '"ABC"'), 'unknown_currency'),
  (test.event('e0', 'payment.succeeded', :'intent', '1e30'), 'invalid_value'),
  (test.event('e0', 'payment.succeeded', :'intent', repeat('9', 20)), 'amount_out_of_range'),
  (test.event('e0', 'payment.succeeded', :'intent', '-5'), 'invalid_value'),
  (format('{"id": "e0", "type": "x", "pad": "%s"}', repeat('x', 100000)), 'invalid_value')) as p(payload, outcome);

-- Each event once; each top-up once.
select is(test.told(:'paid'), 'processed 50000', 'the money has come');
select is(test.told(:'paid'), 'duplicate', 'the provider says it again');
select is(test.told(test.event('e2', 'payment.succeeded', :'intent')), 'conflict', 'or says it with another id');
select is(test.told(test.event('e1', 'payment.failed', :'intent')), 'duplicate',
  'or says something else with the same id');
select is(test.told(test.event('e3', 'payment.failed', :'intent')), 'conflict', 'what was paid has not failed');
select is((status::text, paid_at is not null), ('paid'::text, true), 'it is paid') from alogistics.payment_intents
  where id = :'intent';
select is((kind, request_id, actor_id, reason), ('top_up'::text, :'intent'::uuid, null::uuid, 'wave'::text),
  'by one transfer that names it')
from alogistics.ledger_transfers where request_id = :'intent';
select is(test.last_message('client'),
  'Votre portefeuille a été crédité de 50 000 FCFA. Nouveau solde : 10 050 000 FCFA.', 'the owner is told');
select is((outcome, payload, processed_at is not null), ('processed'::text, :'paid'::text, true),
  'the event stands as it came') from alogistics.payment_events where event_id = 'e1';

-- Out of order: what failed, expired or was not known yet.
select test.intent('700') as late \gset
select is(test.told(test.event('f1', 'payment.failed', :'late')), 'processed', 'a payment fails');
select is(test.told(test.event('f2', 'payment.failed', :'late')), 'ignored', 'twice');
select is(test.told(test.event('f3', 'payment.succeeded', :'late', '700')), 'processed 700',
  'and the money comes all the same');
select test.intent('800') as gone \gset
update alogistics.payment_intents set expires_at = now() where id = :'gone';
select is(test.answer('service_role', 'select alogistics.run_due()'), '1', 'one expires');
select is(status::text, 'expired', 'it says so') from alogistics.payment_intents where id = :'gone';
select is(test.told(test.event('g1', 'payment.succeeded', :'gone', '800')), 'processed 800', 'its money is not lost');
select is(test.told(test.event('u1', 'payment.succeeded', 'b0000000-0000-4000-8000-000000000001', '900')),
  'unmatched', 'an event of a top-up that nobody knows waits');
select
  is(test.told('{"id": "u2", "type": "payment.succeeded", "reference": "order 7", "amount": 5, "currency": "XOF"}'),
  'unmatched', 'or of what is no id at all');
select is(test.told(test.event('u1', 'payment.succeeded', 'b0000000-0000-4000-8000-000000000001', '900')),
  'unmatched', 'said again, it is looked up again');
insert into alogistics.payment_intents (id, wallet_id, user_id, provider, amount, currency, expires_at)
values ('b0000000-0000-4000-8000-000000000001', test.wallet('client'), test.id('client'), 'wave', 900, 'XOF', now());
select is(test.told(test.event('u1', 'payment.succeeded', 'b0000000-0000-4000-8000-000000000001', '900')),
  'processed 900', 'and credited when it is there');
select test.intent('650', 'stripe') as other \gset
select is(test.told(test.event('o1', 'payment.succeeded', :'other', '650')), 'unmatched',
  'a provider speaks of its own top-ups only');

-- Says otherwise than what is known: staff decide.
select test.intent('400') as four \gset
select is(test.told(test.event('c' || number, 'payment.succeeded', :'four', amount, currency)), 'conflict',
  format('%s %s instead of 400 XOF', amount, currency))
from (values (1, '401', '"XOF"'), (2, '399', '"XOF"'), (3, '4', '"EUR"'), (4, '400', '"XAF"'),
  (5, 'null', '"XOF"')) as c(number, amount, currency);
select is(test.told(test.event('c1', 'payment.succeeded', :'four', '400')), 'duplicate',
  'a conflict is not talked away under the same id');
select test.outcome('moderator', 'select alogistics.freeze_wallet(test.wallet(''client''), ''Fraud'')') \g /dev/null
select is(test.told(test.event('z1', 'payment.succeeded', :'four', '400')), 'conflict',
  'the wallet is frozen when its money comes');
create function test.retry(event text) returns text language sql
  as $$ select format('select alogistics.retry_payment_event(%s)',
    (select id from alogistics.payment_events where event_id = event)) $$;
select is(test.answer('moderator', test.retry('z1')), 'conflict', 'tried again while it is');
select test.outcome('moderator', 'select alogistics.unfreeze_wallet(test.wallet(''client''), ''All clear'')')
  \g /dev/null
select is(test.would(actor, test.retry('z1')), outcome, actor || ' tries it again')
from (values ('anon', 'denied'), ('client', 'not_allowed'), ('staff:client', 'not_allowed'), ('moderator', 'done'),
  ('service_role', 'done')) as a(actor, outcome);
select is(test.moves('moderator', test.retry('z1')), 'done: client +400, external -400',
  'tried again after its release');
select is(test.answer('moderator', test.retry(event)), outcome, event || ' tried again')
from (values ('z1', 'processed'), ('e00', 'ignored'), ('c1', 'conflict'), ('u2', 'unmatched')) as e(event, outcome);
select is(test.would('moderator', 'select alogistics.retry_payment_event(' || event || ')'), outcome,
  'event ' || event)
from (values ('null', 'missing_value'), ('-1', 'not_found')) as e(event, outcome);
-- What staff have set right by other means is put away, with how.
create function test.resolve(event text, reason text default 'Credited by hand') returns text language sql as $$
  select format('select alogistics.resolve_payment_event(%s, %L)', (select id from alogistics.payment_events
    where event_id = event), reason)
$$;
select is(test.would(actor, test.resolve('c1')), outcome, actor || ' puts an event away')
from (values ('anon', 'denied'), ('client', 'not_allowed'), ('staff:client', 'not_allowed'), ('moderator', 'done'),
  ('service_role', 'done')) as a(actor, outcome);
select is(test.would('moderator', test.resolve(event, reason)), outcome, format('%s for %L', event, left(reason, 9)))
from (values ('c1', null, 'reason_required'), ('c1', ' ', 'reason_required'),
  ('c1', repeat('x', 1001), 'invalid_value'),
  ('u2', 'Of another shop', 'done'), ('e1', 'Paid', 'invalid_transition'), ('e00', 'No matter', 'invalid_transition'))
  as r(event, reason, outcome);
select is(test.moves('moderator', test.resolve('c1')), 'done', 'which moves nothing');
select is((outcome, resolution), ('resolved'::text, 'Credited by hand'::text), 'and says how')
from alogistics.payment_events where event_id = 'c1';
select is(test.would('moderator', test.resolve('c1')), 'invalid_transition', 'once');
select is(test.answer('moderator', test.retry('c1')), 'resolved', 'it is not tried again');
select is(test.told(test.event('c1', 'payment.succeeded', :'four', '400')), 'duplicate', 'nor listened to');
select is(test.count(actor, 'select from alogistics.payment_events'), rows, actor || ' reads events')
from (values ('client', 'denied'), ('moderator', (select count(*)::text from alogistics.payment_events))) as a(actor,
  rows);

-- Withdrawals: the provider's answer settles or fails them, once, also when it is faster than we are.
create function test.payout(to_status text) returns uuid language plpgsql as $$
declare
  id uuid := test.answer('client', 'select alogistics.request_withdrawal(1000, ''{"phone": "1"}'')');
begin
  if to_status <> 'requested' then perform alogistics.approve_withdrawal(id); end if;
  if to_status = 'sent' then perform alogistics.mark_withdrawal_sent(id); end if;
  return id;
end
$$;
select test.payout('requested') as requested, test.payout('approved') as approved, test.payout('sent') as sent \gset
select is(test.told(test.event('p1', 'payout.settled', :'requested', '1000')), 'conflict',
  'what nobody approved has not arrived');
select is(test.told(test.event('p2', 'payout.settled', :'sent', '999')), 'conflict', 'nor with another amount');
select is(test.moves('anon', test.receive(test.event('p3', 'payout.settled', :'sent', '1000'))),
  'done: payout -1010, platform +10, external +1000', 'it has arrived');
select is(test.told(test.event('p4', 'payout.settled', :'sent', '1000')), 'ignored', 'twice');
select is(test.told(test.event('p5', 'payout.failed', :'sent', '1000')), 'conflict',
  'what has arrived has not failed');
select is(test.told(test.event('p6', 'payout.failed', :'approved', '1000')), 'processed 1010',
  'it has failed before we noted that it was sent');
select is((status::text, reason), ('failed'::text, 'payout.failed'::text), 'and says so') from alogistics.withdrawals
  where id = :'approved';
select is(test.told(test.event('p7', 'payout.settled', :'approved', '1000')), 'conflict',
  'what has failed has not arrived');
select test.answer('client', 'select alogistics.request_withdrawal(1000, ''{"provider": "stripe"}'')') as elsewhere
  \gset
select test.answer('moderator', format('select alogistics.approve_withdrawal(%L)', :'elsewhere')) \g /dev/null
select is(test.told(test.event('p8', 'payout.settled', :'elsewhere', '1000')), 'unmatched',
  'a provider speaks of its own payouts only');
select is_empty('select * from alogistics.reconcile()', 'the books are sound');
select * from finish();
rollback;
