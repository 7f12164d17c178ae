-- Withdrawals: the money leaves the wallet when it is asked for, waits, and goes out or comes back; once.
-- A-19, case 41 of the ledger's list.
begin;
select plan(180);
\ir lib/money.sql
select test.answer('client', 'select alogistics.open_wallet(''EUR'')'),
  test.answer('client', 'select alogistics.open_wallet(''GNF'')') \g /dev/null
insert into alogistics.wallet_transactions (wallet_id, type, amount)
values (test.wallet('client', 'EUR'), 'credit', 5000), (test.wallet('client', 'GNF'), 'credit', 5000);
create function test.withdraw(amount text, wallet text default 'null',
  destination text default '{"phone": "+221770000000"}') returns text
language sql as $$ select format('select alogistics.request_withdrawal(%s, %L, %s)', amount, destination, wallet) $$;
create function test.set(setting text, value text) returns void language sql as $$
  insert into alogistics.platform_settings (key, value) values (setting, value::jsonb)
  on conflict (key) do update set value = excluded.value
$$;

-- Asking for it.
select is(test.would(actor, test.withdraw('1000')), outcome, actor || ' asks for a withdrawal')
from (values ('anon', 'denied'), ('client', 'done'), ('rival', 'insufficient_funds'),
  ('moderator', 'insufficient_funds'),
  ('service_role', 'authentication_required'), ('superuser', 'authentication_required')) as a(actor, outcome);
select is(test.would(actor, test.withdraw('1000', 'test.wallet(''client'')')), outcome,
  actor || ' out of the client''s wallet')
from (values ('client', 'done'), ('rival', 'not_found'), ('moderator', 'not_found'),
  ('staff:moderator', 'not_found')) as a(actor, outcome);
select is(test.would_move('client', test.withdraw(amount, wallet)), outcome, format('%s out of %s', amount, wallet))
from (values ('1000', 'null', 'done: client -1010, payout +1010'),
  ('1000.00', 'null', 'done: client -1010, payout +1010'),
  ('1049', 'null', 'done: client -1059, payout +1059'), ('1050', 'null', 'done: client -1061, payout +1061'),
  ('999', 'null', 'withdrawal_too_small'), ('2000000', 'null', 'done: client -2020000, payout +2020000'),
  ('2000001', 'null', 'daily_cap_exceeded'), ('0', 'null', 'invalid_amount'), ('-1000', 'null', 'invalid_amount'),
  ('1000.5', 'null', 'fractional_amount'), ('''NaN''', 'null', 'invalid_amount'),
  ('''Infinity''', 'null', 'invalid_amount'),
  ('null', 'null', 'missing_value'), ('1e19', 'null', 'amount_out_of_range'),
  ('1000', 'gen_random_uuid()', 'not_found'),
  ('12.50', 'test.wallet(''client'', ''EUR'')', 'done: client EUR -1263, payout EUR +1263'),
  ('0.01', 'test.wallet(''client'', ''EUR'')', 'done: client EUR -1, payout EUR +1'),
  ('49.50', 'test.wallet(''client'', ''EUR'')', 'done: client EUR -5000, payout EUR +5000'),
  ('49.51', 'test.wallet(''client'', ''EUR'')', 'insufficient_funds'),
  ('0.001', 'test.wallet(''client'', ''EUR'')', 'fractional_amount'),
  ('1', 'test.wallet(''client'', ''GNF'')', 'done: client GNF -1, payout GNF +1')) as a(amount, wallet, outcome);
select is(test.would('client', test.withdraw('1000', 'null', destination)), outcome, 'to ' || left(destination, 30))
from (values ('{"iban": "SN08"}', 'done'), ('{}', 'invalid_value'), ('[1]', 'invalid_value'),
  ('"wave"', 'invalid_value'), ('null', 'invalid_value'),
  ('{"x": "' || repeat('x', 1991) || '"}', 'done'),
  ('{"x": "' || repeat('x', 1992) || '"}', 'invalid_value')) as d(destination, outcome);
select is(test.would('client', 'select alogistics.request_withdrawal(1000, null)'), 'missing_value', 'to nowhere');

-- The settings: minimum, cap and fixed fee bind wallets in the platform's currency; rate and days bind all.
create function test.under(settings jsonb, statement text) returns text language plpgsql as $$
declare
  answer text;
begin
  perform test.set('withdrawal.' || key, value) from jsonb_each_text(settings);
  answer := test.moves('client', statement);
  raise sqlstate 'UNDO0';
exception when sqlstate 'UNDO0' then
  return answer;
end
$$;
select is(test.under(settings::jsonb, test.withdraw(amount, wallet)), outcome, format('%s with %s', amount, settings))
from (values ('1', 'null', '{"minimum": 0}', 'done: client -1, payout +1'),
  ('4999', 'null', '{"minimum": 5000}', 'withdrawal_too_small'),
  ('5000', 'null', '{"minimum": 5000}', 'done: client -5050, payout +5050'),
  ('1000', 'null', '{"fee": 25}', 'done: client -1035, payout +1035'),
  ('1000', 'null', '{"fee": 25, "fee_bps": 0}', 'done: client -1025, payout +1025'),
  ('1000', 'null', '{"fee_bps": 10000}', 'done: client -2000, payout +2000'),
  ('9900991', 'null', '{"daily_cap": 0}', 'insufficient_funds'),
  ('9900990', 'null', '{"daily_cap": 0}', 'done: client -10000000, payout +10000000'),
  ('1001', 'null', '{"daily_cap": 1000}', 'daily_cap_exceeded'),
  ('1000', 'null', '{"hold_days": 1}', 'funds_not_cleared'),
  ('1', 'test.wallet(''client'', ''EUR'')', '{"minimum": 5000, "daily_cap": 10, "fee": 100, "fee_bps": 1000}',
  'done: client EUR -110, payout EUR +110'),
  ('1', 'test.wallet(''client'', ''EUR'')', '{"hold_days": 1}', 'funds_not_cleared')) as s(amount, wallet, settings,
  outcome);
select is(test.facts('client', test.withdraw('10')), '{"minimum": 1000, "currency": "XOF"}', 'the minimum is named');
select is(test.facts('client', test.withdraw('2000001')), '{"cap": 2000000, "withdrawn": 0, "currency": "XOF"}',
  'and the cap');
select is(test.would('client', test.withdraw('1500000') || '; ' || test.withdraw(second)), outcome,
  'after 1500000 on the same day, ' || second)
from (values ('500000', 'done'), ('500001', 'daily_cap_exceeded')) as s(second, outcome);

-- Money that came less than the days ago stays; what came before may go, and what went is not missed twice.
savepoint days;
select test.set('withdrawal.hold_days', '7') \g /dev/null
alter table alogistics.ledger_entries disable trigger guard_ledger;
update alogistics.ledger_entries set created_at = created_at - interval '8 days'
  where account_id = test.account('client');
alter table alogistics.ledger_entries enable always trigger guard_ledger;
insert into alogistics.wallet_transactions (wallet_id, type, amount) values (test.wallet('client'), 'credit',
  4000000);
select is(test.would('client', test.withdraw('2000000')), 'done', 'what came eight days ago may go');
select test.answer('client', format('select alogistics.process_payment(%L, 221700)',
  test.request_at('due', 'assigned'))),
  alogistics.post_transfer(test.account('client'), test.account('external'), 8000000) \g /dev/null
select is(test.facts('client', test.withdraw('1800000')),
  '{"available": 1778300, "required": 1818000, "hold_days": 7, "currency": "XOF"}',
  'of 5778300, the 4000000 that came today stay');
select is(test.would('client', test.withdraw('1760000')), 'done', 'and the rest may go');
rollback to days;

-- Its life: each step, from each status, by each actor.
create function test.withdrawal_that_is(status text) returns uuid language plpgsql as $$
declare
  id uuid := test.answer('client', test.withdraw('1000'));
  way text[] := case status when 'requested' then '{}' when 'approved' then '{approve}' when 'sent' then
    '{approve,send}'
    when 'settled' then '{approve,send,settle}' when 'failed' then '{approve,send,fail}' else '{cancel}' end;
  step text;
begin
  foreach step in array way loop
    perform test.outcome('moderator', test.take_step(step, id));
  end loop;
  return id;
end
$$;
create function test.take_step(step text, id uuid) returns text language sql as $$
  select format(case step when 'approve' then 'select alogistics.approve_withdrawal(%L)' when 'send' then
    'select alogistics.mark_withdrawal_sent(%L, ''ref 1'')' when 'settle' then
      'select alogistics.settle_withdrawal(%L)'
    when 'fail' then 'select alogistics.fail_withdrawal(%L, ''No such number'')'
    when 'cancel' then 'select alogistics.cancel_withdrawal(%L, ''Mistaken'')' end, id)
$$;
create temporary table withdrawals as select status, test.withdrawal_that_is(status) as id
from unnest(array['requested', 'approved', 'sent', 'settled', 'failed', 'cancelled']) as status;
select is((select string_agg(status::text, ' ' order by status) from alogistics.withdrawals),
  'requested approved sent settled failed cancelled', 'one of each stands there');
create temporary table outcomes (step text, status text, moves text);
insert into outcomes values ('approve', 'requested', 'done'), ('send', 'approved', 'done'),
  ('settle', 'approved', 'done: payout -1010, platform +10, external +1000'),
  ('settle', 'sent', 'done: payout -1010, platform +10, external +1000'),
  ('fail', 'approved', 'done: client +1010, payout -1010'), ('fail', 'sent', 'done: client +1010, payout -1010'),
  ('cancel', 'requested', 'done: client +1010, payout -1010'),
  ('cancel', 'approved', 'done: client +1010, payout -1010');
select is(test.would_move(actor, test.take_step(step, w.id)), coalesce(o.moves, 'invalid_transition'),
  format('%s: %s what is %s', actor, step, w.status))
from unnest(array['moderator', 'service_role']) as actor,
  unnest(array['approve', 'send', 'settle', 'fail', 'cancel']) as step
  cross join withdrawals as w left join outcomes as o using (step, status);
select is(test.facts('moderator', test.take_step('approve', id)), facts::jsonb,
  'a refusal names what is allowed from ' || status)
from withdrawals join (values ('approved',
  '{"from": "approved", "to": "approved", "allowed": ["sent", "settled", "failed", "cancelled"]}'),
  ('sent', '{"from": "sent", "to": "approved", "allowed": ["settled", "failed"]}'),
  ('settled', '{"from": "settled", "to": "approved", "allowed": []}')) as f(status, facts) using (status);
select is(test.would(actor, test.take_step(step, id)), outcome, format('%s: %s', actor, step))
from withdrawals, unnest(array['approve', 'send', 'settle', 'fail']) as step,
  (values ('anon', 'denied'), ('client', 'not_allowed'), ('rival', 'not_allowed'),
  ('staff:rival', 'not_allowed')) as a(actor, outcome)
where status = 'approved';
select is(test.would(actor, format('select alogistics.cancel_withdrawal(%L%s)', id, reason)), outcome,
  format('%s: cancel%s what is %s', actor, reason, status))
from withdrawals join (values ('requested', 'client', '', 'done'),
  ('requested', 'client', ', ''Changed my mind''', 'done'),
  ('requested', 'rival', '', 'not_found'), ('requested', 'anon', '', 'denied'),
  ('requested', 'staff:rival', ', ''x''', 'not_found'),
  ('requested', 'moderator', '', 'reason_required'), ('requested', 'moderator', ', '' ''', 'reason_required'),
  ('requested', 'admin', ', ''Fraud''', 'done'), ('requested', 'service_role', ', ''Fraud''', 'done'),
  ('requested', 'service_role', '', 'reason_required'),
  ('approved', 'client', '', 'not_allowed'), ('approved', 'moderator', ', ''Fraud''', 'done'),
  ('sent', 'client', '', 'invalid_transition'),
  ('settled', 'client', '', 'invalid_transition'), ('cancelled', 'client', '', 'invalid_transition'),
  ('requested', 'client', ', repeat(''x'', 1001)', 'invalid_value')) as c(status, actor, reason,
  outcome) using (status);
select is(test.would('moderator', statement), outcome, statement)
from (select id from withdrawals where status = 'approved') as w, lateral (values
  ('select alogistics.approve_withdrawal(null)', 'missing_value'),
  ('select alogistics.approve_withdrawal(gen_random_uuid())', 'not_found'),
  ('select alogistics.cancel_withdrawal(gen_random_uuid(), ''x'')', 'not_found'),
  (format('select alogistics.fail_withdrawal(%L, null)', w.id), 'reason_required'),
  (format('select alogistics.fail_withdrawal(%L, '' '')', w.id), 'reason_required'),
  (format('select alogistics.fail_withdrawal(%L, repeat(''x'', 1001))', w.id), 'invalid_value'),
  (format('select alogistics.mark_withdrawal_sent(%L)', w.id), 'done'),
  (format('select alogistics.mark_withdrawal_sent(%L, '''')', w.id), 'invalid_value'),
  (format('select alogistics.mark_withdrawal_sent(%L, repeat(''é'', 255))', w.id), 'done'),
  (format('select alogistics.mark_withdrawal_sent(%L, repeat(''x'', 256))', w.id), 'invalid_value')) as s(statement,
  outcome);
select alogistics.post_transfer(test.account('external'), test.account('moderator'), 10000) \g /dev/null
select test.answer('moderator', test.withdraw('1000')) as own \gset
select is(test.would('moderator', test.take_step(step, :'own')), outcome,
  'on one''s own, a moderator may ' || step || ': ' || outcome)
from (values ('approve', 'not_allowed'), ('send', 'not_allowed'), ('settle', 'not_allowed'), ('fail', 'not_allowed'),
  ('cancel', 'done')) as s(step, outcome);

-- What each leaves behind.
select results_eq($$ select o.status, amount, fee, w.currency, w.provider_reference, w.reason,
  w.approved_by = test.id('moderator'), sent_at is not null,
    w.closed_at is not null, balance from alogistics.withdrawals as w
      join withdrawals as o on (o.id, o.status) = (w.id, w.status::text)
    join alogistics.ledger_accounts as a on a.subject_id = o.id order by w.status $$,
  $$ values ('requested'::text, 1000::bigint, 10::bigint, 'XOF'::text, null, null, null, false, false, 1010::bigint),
    ('approved', 1000, 10, 'XOF', null, null, true, false, false, 1010),
    ('sent', 1000, 10, 'XOF', 'ref 1', null, true, true, false, 1010),
    ('settled', 1000, 10, 'XOF', 'ref 1', null, true, true, true, 0),
    ('failed', 1000, 10, 'XOF', 'ref 1', 'No such number', true, true, true, 0),
    ('cancelled', 1000, 10, 'XOF', null, 'Mistaken', null, false, true, 0) $$, 'who, when and why stand with each');
select is(test.count(actor, 'select * from alogistics.withdrawals'), rows, actor || ' sees withdrawals')
from (values ('client', '6'), ('rival', '0'), ('moderator', '7'), ('service_role', '7'),
  ('anon', 'denied')) as a(actor, rows);
select results_eq($$ select title, translate(message, u&'\00a0', ' ') from alogistics.notifications
    where user_id = test.id('client') and data ->> 'template' like 'withdrawal.%' order by id desc limit 2 $$,
  $$ values ('Retrait annulé', '1 010 FCFA sont revenus dans votre portefeuille. Motif : Mistaken'),
    ('Retrait demandé', 'Votre retrait de 1 000 FCFA est enregistré. Frais : 10 FCFA.') $$,
    'the owner is told of each step');
select is(count(distinct data ->> 'template'), 4::bigint, 'asked for, sent, arrived, come back')
  from alogistics.notifications
where user_id = test.id('client') and data ->> 'template' like 'withdrawal.%';
select is(array_agg(coalesce(old_data ->> 'status', '—') || ' → ' || (new_data ->> 'status') order by a.id),
  array['— → requested', 'requested → approved', 'approved → sent', 'sent → settled'], 'and its life is written down')
from alogistics.audit_logs as a join withdrawals as w on w.id::text = a.entity_id and w.status = 'settled';
-- The cap counts what went and what may still go, not what came back.
select is(test.facts('client', test.withdraw('2000000')) ->> 'withdrawn', '4000',
  'failed and cancelled withdrawals do not count under the cap');
select is_empty('select * from alogistics.reconcile()', 'the books are sound');
select * from finish();
rollback;
