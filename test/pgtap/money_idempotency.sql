-- A call that is repeated with its key is answered again and not done again; the key stands for that call only.
-- Case 10 of the ledger's list, design §5.
begin;
select plan(203);
\ir lib/money.sql
select alogistics.set_payment_provider('wave', 'a secret of the test') \g /dev/null
select test.request_at('r' || n, status, 10 * n::integer)
  from unnest(array['pending', 'pending', 'validated', 'assigned', 'assigned', 'in_progress', 'assigned',
  'completed', 'in_progress', 'in_progress', 'in_progress', 'in_progress', 'in_progress']) with ordinality as r(status, n) \g /dev/null
-- Nobody came to the last one.
set session_replication_role = replica;
update alogistics.transport_requests set pickup_date = now() - interval '2 h', delivery_date = now() - interval '1 h'
where id = test.id('r13');
reset session_replication_role;
select set_config('test.code', alogistics.issue_delivery_code(test.id('r10')), false) \g /dev/null
create function test.withdrawal(name text, status text default 'requested') returns void language plpgsql as $$
declare
  id uuid := test.answer('client', 'select alogistics.request_withdrawal(1000, ''{"phone": "1"}'')');
begin
  if status <> 'requested' then perform alogistics.approve_withdrawal(id); end if;
  perform set_config('test.' || name, id::text, false);
end
$$;
select test.withdrawal('w1'), test.withdrawal('w2'), test.withdrawal('w3', 'approved'),
  test.withdrawal('w4', 'approved'), test.withdrawal('w5', 'approved'),
  set_config('test.h1', alogistics.hold(test.wallet('client'), 500, 'Deposit')::text, false),
    set_config('test.h2', alogistics.hold(test.wallet('client'), 500, 'Deposit')::text, false),
  set_config('test.h3', alogistics.hold(test.wallet('client'), 500, 'Deposit')::text, false),
  set_config('test.p1', alogistics.charge_penalty(test.wallet('client'), 50, 'No show')::text, false),
    set_config('test.p2', alogistics.charge_penalty(test.wallet('client'), 50, 'No show')::text, false) \g /dev/null
create function test.named(name text) returns text language sql stable as $$ select current_setting('test.' || name)
  $$;

-- Papers and offers that wait.
select test.board_scene(test.request_at('load', 'validated', 200)), test.request_at('load 2', 'validated', 210) \g /dev/null
select set_config('test.' || kind, id::text, false) from alogistics.documents \g /dev/null
select set_config('test.o1', id::text, false) from alogistics.offers \g /dev/null
select set_config('test.o2', test.answer('rival', format('select alogistics.make_offer(%L, %L)', test.id('load 2'),
  test.id('van'))), false) \g /dev/null

-- Jobs that are disputed, or may be: the dispute about job n is named d<n>.
select test.request_at('j' || n, 'in_progress', 300 + 10 * n) from generate_series(1, 8) as n \g /dev/null
select test.request_at('rated', 'completed', 400) \g /dev/null
insert into alogistics.disputes (request_id, opened_by, category, description)
select test.id('j' || n), test.id('client'), 'delay', 'Late' from generate_series(2, 8) as n;
select set_config('test.d' || n, id::text, false) from generate_series(2, 8) as n
  join alogistics.disputes on request_id = test.id('j' || n) \g /dev/null
select test.outcome('admin', format('select alogistics.take_dispute(%L)', test.named('d' || n))) from generate_series(7, 8) as n \g /dev/null
select test.outcome('admin', format('select alogistics.resolve_dispute(%L, ''completed'', ''Heard both'')', test.named('d7'))) \g /dev/null

-- What many are told.
select alogistics.set_notification_type('news.strike', 'system', 'A strike', '{"place": "text"}'),
  alogistics.set_notification_template('news.strike', 'en', 'Strike in {place}', 'No job begins.') \g /dev/null

-- Every function that moves money or a job, or tells many: how it is called, and how it is called otherwise.
create temporary table calls (name text, actor text, arguments text, other text);
insert into calls values
  ('post_transfer', 'service_role', format('%s, %s, 10', test.account('client'), test.account('rival')),
  format('%s, %s, 11', test.account('client'), test.account('rival'))),
  ('top_up', 'client', '900, ''wave''', '901, ''wave'''),
  ('request_withdrawal', 'client', '1000, ''{"phone": "1"}''', '1000, ''{"phone": "2"}'''),
  ('approve_withdrawal', 'moderator', format('%L', test.named('w1')), format('%L', test.named('w2'))),
  ('cancel_withdrawal', 'client', format('%L', test.named('w2')), format('%L, ''Mistaken''', test.named('w2'))),
  ('mark_withdrawal_sent', 'moderator', format('%L', test.named('w3')), format('%L, ''ref''', test.named('w3'))),
  ('settle_withdrawal', 'service_role', format('%L', test.named('w4')), format('%L', test.named('w5'))),
  ('fail_withdrawal', 'moderator', format('%L, ''No such number''', test.named('w5')),
  format('%L, ''Closed''', test.named('w5'))),
  ('hold', 'moderator', format('%L, 700, ''Deposit''', test.wallet('client')),
  format('%L, 700, ''Deposit'', now() + interval ''1 h''', test.wallet('client'))),
  ('capture', 'moderator', format('%L', test.named('h1')), format('%L, 200', test.named('h1'))),
  ('release', 'moderator', format('%L', test.named('h2')), format('%L', test.named('h3'))),
  ('refund', 'moderator', format('%L, 100, ''Late''', test.id('r8')), format('%L, 100, ''Wet''', test.id('r8'))),
  ('charge_penalty', 'moderator', format('%L, 100, ''No show''', test.wallet('client')),
  format('%L, 100, ''No show'', %L', test.wallet('client'), test.id('r8'))),
  ('reverse', 'moderator', format('%s, ''By mistake''', test.named('p1')),
  format('%s, ''By mistake''', test.named('p2'))),
  ('validate_transport_request', 'moderator', format('%L', test.id('r1')), format('%L, price => 5', test.id('r1'))),
  ('reject_transport_request', 'moderator', format('%L, ''No''', test.id('r2')),
  format('%L, ''No, thanks''', test.id('r2'))),
  ('assign_transporter', 'moderator', format('%L, %L, %L', test.id('r3'), test.id('transporter'), test.id('truck')),
    format('%L, %L, %L', test.id('r3'), test.id('rival'), test.id('van'))),
  ('unassign_transporter', 'moderator', format('%L, ''Ill''', test.id('r4')), format('%L, ''Ill''', test.id('r5'))),
  ('process_payment', 'client', format('%L, 221700', test.id('r5')), format('%L, 221700', test.id('r7'))),
  ('complete_transport_request', 'transporter', format('%L, test.proof()', test.id('r6')),
  format('%L, test.proof() || ''{"notes": "at the gate"}''', test.id('r6'))),
  ('cancel_transport_request', 'moderator', format('%L, ''Lost''', test.id('r9')),
  format('%L, ''Found''', test.id('r9'))),
  ('confirm_pickup', 'transporter', format('%L, test.proof()', test.id('r11')),
  format('%L, test.proof(), now()', test.id('r11'))),
  ('confirm_delivery', 'transporter', format('%L, %L', test.id('r10'), current_setting('test.code')),
  format('%L, %L, test.proof()', test.id('r10'), current_setting('test.code'))),
  ('decline_job', 'transporter', format('%L, ''Ill''', test.id('r12')), format('%L, ''Tired''', test.id('r12'))),
  ('report_no_show', 'moderator', format('%L, ''Nobody came''', test.id('r13')),
  format('%L, ''Who came?''', test.id('r13'))),
  ('create_transport_request', 'client',
  '''Rice'', 1000, ''12 rue Carnot'', ''Dakar'', 14.7, -17.4, ''Marché'', ''Bamako'', 12.6, -8, ''2031-03-01'', ''2031-03-03''',
    '''Tea'', 1000, ''12 rue Carnot'', ''Dakar'', 14.7, -17.4, ''Marché'', ''Bamako'', 12.6, -8, ''2031-03-01'', ''2031-03-03'''),
  ('submit_document', 'transporter',
    format('''inspection'', repeat(''a'', 64), %L, null, ''2099-01-01''', test.id('truck')),
    format('''inspection'', repeat(''b'', 64), %L, null, ''2099-01-01''', test.id('truck'))),
  ('approve_document', 'moderator', format('%L', test.named('licence')), format('%L', test.named('registration'))),
  ('reject_document', 'moderator', format('%L, ''x''', test.named('registration')),
    format('%L, ''y''', test.named('registration'))),
  ('make_offer', 'rival', format('%L, %L', test.id('load'), test.id('van')),
    format('%L, %L, 1', test.id('load'), test.id('van'))),
  ('withdraw_offer', 'transporter', format('%L', test.named('o1')), format('%L', test.named('o2'))),
  ('accept_offer', 'moderator', format('%L', test.named('o2')), format('%L', test.named('o1'))),
  ('quote_transport', 'client', '14.7, -17.4, 12.6, -8, 1000, ''2031-03-01''', '14.7, -17.4, 12.6, -8, 1001, ''2031-03-01'''),
  ('set_city_pair_surcharge', 'admin', '''Dakar'', ''Bamako'', 5000', '''Bamako'', ''Dakar'', 5000'),
  ('set_tariff', 'admin', '(select rules from alogistics.tariffs limit 1), ''2031-01-01''',
    '(select rules from alogistics.tariffs limit 1), ''2032-01-01'''),
  ('open_dispute', 'client', format('%L, ''delay'', ''Late''', test.id('j1')), format('%L, ''damage'', ''Late''', test.id('j1'))),
  ('add_dispute_message', 'client', format('%L, ''Hello''', test.named('d2')), format('%L, ''Hello?''', test.named('d2'))),
  ('take_dispute', 'admin', format('%L', test.named('d3')), format('%L', test.named('d2'))),
  ('reassign_dispute', 'admin', format('%L, %L', test.named('d4'), test.id('admin')), format('%L', test.named('d2'))),
  ('escalate_dispute', 'admin', format('%L, ''Too long''', test.named('d8')), format('%L, ''Far too long''', test.named('d8'))),
  ('withdraw_dispute', 'client', format('%L', test.named('d5')), format('%L', test.named('d2'))),
  ('resolve_dispute', 'admin', format('%L, ''completed'', ''Heard both''', test.named('d6')),
    format('%L, ''cancelled'', ''Heard both''', test.named('d6'))),
  ('reopen_dispute', 'admin', format('%L, ''New evidence''', test.named('d7')), format('%L, ''Newer evidence''', test.named('d7'))),
  ('notify_many', 'moderator', '''news.strike'', ''{"role": "client"}'', ''{"place": "Dakar"}''',
    '''news.strike'', ''{"role": "client"}'', ''{"place": "Kayes"}'''),
  ('rate_transport', 'client', format('%L, 5', test.id('rated')), format('%L, 4', test.id('rated')));
select set_eq('select name from calls', $$ select proname::text from pg_proc
  where pronamespace = 'alogistics'::regnamespace and proargnames @> '{idempotency_key}'
  and proname not in ('place_transport_request', 'place_quote') $$, 'these are all that take a key');
create function test.call(name text, arguments text, key text) returns text language sql
  as $$ select format('select alogistics.%s(%s, idempotency_key => %L)', name, arguments, key) $$;
-- Calls, calls again, and says what that changed.
create function test.repeat(actor text, statement text) returns text language plpgsql as $$
declare
  first text := test.answer(actor, statement);
  before text[] := array(select test.state());
  again text := test.answer(actor, statement);
begin
  return concat_ws(', ', case when first is null or first ~ '^[a-z]{3}' and first !~ '^[0-9a-f]{8}-' and first not like '(%'
    and first <> 'true' then 'refused: ' || coalesce(first, 'null')
                              when first is distinct from again then format('%s and then %s', first, again)
                                else 'the same' end,
    (select 'changed ' || string_agg(split_part(line, ' ', 1), ' ')
    from (select test.state() except select unnest(before)) as changed(line)));
end
$$;
select is(test.repeat(actor, test.call(name, arguments, 'key of ' || name)), 'the same', name || ' repeated')
  from calls;
select is(test.answer(actor, test.call(name, other, 'key of ' || name)), 'idempotency_key_reused',
  name || ' with other arguments') from calls;
select is(test.facts(actor, test.call(name, other, 'key of ' || name)),
  jsonb_build_object('key', 'key of ' || name, 'operation', name),
  'the refusal of ' || name || ' says what the key stands for') from calls;
select is(test.answer('moderator', test.call('charge_penalty', format('%L, 1, ''x''', test.wallet('client')),
  'key of refund')), 'idempotency_key_reused', 'another function with the key of refund');
select is(count(*), (select count(*) from calls), 'each has one key') from alogistics.idempotency_keys;
select is(count(*), 1::bigint, 'a transfer notes its key') from alogistics.ledger_transfers
  where idempotency_key = 'key of charge_penalty';
select is_empty('select * from alogistics.reconcile()', 'the books are sound');

-- The key is the caller's own: others use the same without meeting it.
create function test.penalty(key text, amount text default '7', wallet text default 'rival') returns text language sql
  as $$ select test.call('charge_penalty', format('%L, %s, ''Late''', test.wallet(wallet), amount), key) $$;
select alogistics.post_transfer(test.account('external'), test.account('rival'), 100000) \g /dev/null
select is(test.moves(actor, test.penalty('shared')), 'done: rival -7, penalties +7', actor || ' uses a key')
  from unnest(array['moderator', 'admin', 'service_role', 'superuser']) as actor;
select is(test.moves(actor, test.penalty('shared')), 'done', actor || ' repeats it')
  from unnest(array['moderator', 'admin', 'service_role', 'superuser']) as actor;
select is(count(distinct actor), 4::bigint, 'four callers, four keys') from alogistics.idempotency_keys
  where key = 'shared';
select is(test.would(actor, 'select * from alogistics.idempotency_keys'), 'denied', actor || ' reads no keys')
  from unnest(array['anon', 'client', 'moderator', 'admin', 'service_role']) as actor;
select is(test.answer('client', test.penalty('shared')), 'not_allowed', 'a key opens nothing for who may not call');

-- A refusal or a rollback frees it.
select is(test.answer('moderator', test.penalty('again', '200000')), 'insufficient_funds', 'a call is refused');
select is(test.moves('moderator', test.penalty('again', '8')), 'done: rival -8, penalties +8',
  'its key is free, for whatever call');
select is(test.would_move('moderator', test.penalty('undone')), 'done: rival -7, penalties +7',
  'a call is rolled back');
select is(test.moves('moderator', test.penalty('undone')), 'done: rival -7, penalties +7', 'its key is free too');
savepoint before_it;
select test.answer('moderator', test.penalty('savepoint')) \g /dev/null
rollback to before_it;
select is(test.moves('moderator', test.penalty('savepoint', '9')), 'done: rival -9, penalties +9',
  'also with a savepoint');
-- What was done stays done, whatever has become of the wallet since.
select test.outcome('moderator', 'select alogistics.freeze_wallet(test.wallet(''rival''), ''Fraud'')') \g /dev/null
select is(test.answer('moderator', test.penalty('savepoint', '9')),
  (select max(id)::text from alogistics.ledger_transfers where kind = 'penalty'),
  'the answer is the same after the wallet was frozen');
select is(test.answer('moderator', test.penalty('fresh')), 'wallet_frozen', 'while a new call is refused');
select test.outcome('moderator', 'select alogistics.unfreeze_wallet(test.wallet(''rival''), ''All clear'')')
  \g /dev/null
select is(test.moves('moderator', format('%s; %1$s; %1$s', test.penalty('thrice'))), 'done: rival -7, penalties +7',
  'three times in one statement is once');
select is(test.moves('moderator', test.penalty(null) || '; ' || test.penalty(null)), 'done: rival -14, penalties +14',
  'without a key twice is twice');

-- A call within the call that has the key has no answer to give; without it the key is free.
create function test.nest() returns trigger language plpgsql as
  $$ begin perform alogistics.top_up(500, 'wave', idempotency_key => 'nested'); return null; end $$;
create trigger nest after insert on alogistics.withdrawals for each row execute function test.nest();
select is(test.answer('client', test.call('request_withdrawal', '1000, ''{"phone": "1"}''', 'nested')),
  'idempotency_key_reused', 'the key of the call that is running');
drop trigger nest on alogistics.withdrawals;
select matches(test.answer('client', test.call('request_withdrawal', '1000, ''{"phone": "1"}''', 'nested')),
  '^[0-9a-f]{8}-', 'is free once that was refused');
select is_empty($$ select from pg_locks where locktype = 'advisory' and objsubid = 3 $$,
  'the row stands for the key once the call has ended, and no lock');

-- Which keys there are.
select is(test.would_move('moderator', test.penalty(key)), outcome, format('key %L', left(key, 12)))
from (values ('', 'invalid_value'), (repeat('k', 256), 'invalid_value'), (e'a\tb', 'invalid_value'),
  (e'a\nb', 'invalid_value'), (e'\x7f', 'invalid_value'), ('é', 'invalid_value'),
  (repeat('k', 255), 'done: rival -7, penalties +7'), (' ', 'done: rival -7, penalties +7'),
  ('~!"''\', 'done: rival -7, penalties +7')) as k(key, outcome);

-- The HTTP header counts where no argument is given.
create function test.with_headers(headers text, statement text) returns text language plpgsql as $$
declare
  answer text;
begin
  perform set_config('request.headers', headers, true);
  answer := test.moves('moderator', statement);
  perform set_config('request.headers', '', true);
  return answer;
end
$$;
create function test.plain_penalty(amount text default '7') returns text language sql as $$ select
  format('select alogistics.charge_penalty(%L, %s, ''Late'')', test.wallet('rival'), amount) $$;
select is(test.with_headers('{"accept": "*/*", "idempotency-key": "head"}', test.plain_penalty(amount)), outcome,
  format('%s with the header, %s', amount, outcome))
from (values (1, '7', 'done: rival -7, penalties +7'), (2, '7', 'done'),
  (3, '8', 'idempotency_key_reused')) as h(number, amount, outcome) order by number;
select is(test.with_headers('{"idempotency-key": "head"}', test.penalty('argument')), 'done: rival -7, penalties +7',
  'the argument counts before the header');
select is(test.moves('moderator', test.penalty('argument')), 'done', 'and is the key');
select is(test.moves('moderator', test.penalty('head')), 'done', 'header and argument are one key');
select is(test.with_headers(headers, test.plain_penalty()), outcome, headers)
from (values ('{"idempotency-key": ""}', 'invalid_value'), ('{"idempotency-key": "caf\u00e9"}', 'invalid_value'),
  ('{"idempotency-key": 5}', 'done: rival -7, penalties +7'),
  ('{"idempotency-key": null}', 'done: rival -7, penalties +7'),
  ('{"x": "idempotency-key"}', 'done: rival -7, penalties +7'),
  ('{"x": {"idempotency-key": "head"}}', 'done: rival -7, penalties +7'),
  ('["idempotency-key", "head"]', 'done: rival -7, penalties +7')) as h(headers, outcome);
select is(test.with_headers('{"idempotency-key": "head"}',
  format('select * from alogistics.wallet_statement(%L)', test.wallet('rival'))), 'done',
  'what only reads needs no key');

-- Keys end by the setting.
select is(expires_at - created_at, interval '24 hours', 'a key lives for a day') from alogistics.idempotency_keys
  where key = 'thrice';
insert into alogistics.platform_settings values ('idempotency.hours', '1');
select test.answer('moderator', test.penalty('short')) \g /dev/null
select is(expires_at - created_at, interval '1 hour', 'or as long as the setting says')
  from alogistics.idempotency_keys where key = 'short';
update alogistics.idempotency_keys set expires_at = clock_timestamp() where key in ('thrice', 'short', 'head');
select is(test.moves('moderator', test.penalty('thrice', '5')), 'done: rival -5, penalties +5',
  'then it is free for another call');
select is(test.moves('moderator', test.penalty('thrice', '5')), 'done', 'which has it from then on');
select is(test.answer('service_role', 'select alogistics.run_due()'), '2',
  'and run_due() clears up what nobody took');
select is(test.moves('moderator', test.penalty('again', '8')), 'done', 'but nothing that still stands');
select is(test.moves('moderator', test.penalty('short')), 'done: rival -7, penalties +7',
  'what is cleared up is free');
select test.outcome('admin', 'select alogistics.set_role(test.id(''moderator''), ''client'')') \g /dev/null
select is(test.answer('authenticated:moderator', test.penalty('again', '8')), 'not_allowed',
  'who may no longer call gets no old answer either');
-- The header counts for a row of wallet_transactions as well.
create function test.paid_in(key text, amount bigint) returns text language plpgsql as $$
declare
  given record;
begin
  perform set_config('request.headers', json_build_object('idempotency-key', key)::text, true);
  perform test.become('service_role');
  insert into alogistics.wallet_transactions (wallet_id, type, amount, description)
  select test.wallet('rival'), 'credit', amount, 'Mobile money' returning seq, balance_after into given;
  perform test.become(null);
  perform set_config('request.headers', '', true);
  return given.seq || ' ' || given.balance_after;
exception when others then
  perform test.become(null);
  perform set_config('request.headers', '', true);
  return sqlerrm;
end
$$;
select test.paid_in('came once', 40) as first \gset
select is(test.paid_in('came once', 40), :'first', 'the same row comes back');
select is((select count(*) from alogistics.wallet_transactions where description = 'Mobile money'), 1::bigint,
  'and was made once');
select is(test.paid_in('came once', 41), 'the idempotency key was used for another call',
  'another amount is another call');
select isnt(test.paid_in('came twice', 40), :'first', 'another key is another row');
select is_empty('select * from alogistics.reconcile()', 'the books are sound');
select * from finish();
rollback;
