-- A ledger in use, on top of test/fixtures.sql: holds, withdrawals and top-ups at every step,
-- wallets in two currencies, frozen and closed ones, idempotency keys and a seal.
select test.cast_of_characters();
create function test.wallet(name text, currency text default 'XOF') returns uuid
language sql stable as $$
  select id from alogistics.wallets as w
  where user_id = test.id(name) and w.currency = wallet.currency
$$;
create function test.account(name text) returns bigint language sql stable as $$
  select id from alogistics.ledger_accounts where public_id = test.wallet(name)
$$;
create function test.house(kind text) returns bigint language sql stable as $$
  select id from alogistics.ledger_accounts as a
  where a.kind::text = house.kind and subject_id is null and currency = 'XOF'
$$;
-- A call of the client's with a key, and the same again.
create function test.repeat_call(amount bigint default 7000) returns uuid language plpgsql as $$
declare
  answer uuid;
begin
  perform test.act_as('client');
  answer := alogistics.request_withdrawal(amount, '{"phone": "+221770000000"}',
                                          idempotency_key => 'answered');
  perform test.act_as(null);
  return answer;
end
$$;
create table test.answer as select null::uuid as withdrawal;

select alogistics.set_payment_provider('mobile', 'shared with the provider');
select test.request_at('completed', 'completed', 10), test.request_at('running', 'in_progress', 20);
select alogistics.refund(test.id('completed'), 1000, 'a torn sack');
update test.answer set withdrawal = test.repeat_call();
select alogistics.approve_withdrawal(withdrawal),
       alogistics.mark_withdrawal_sent(withdrawal, 'their 1')
from test.answer;
select test.act_as('client') \g /dev/null
select alogistics.request_withdrawal(3000, '{"phone": "1"}'), alogistics.open_wallet('EUR'),
       alogistics.top_up(5000, 'mobile');
select test.act_as('stranger') \g /dev/null
select alogistics.open_wallet('XAF');
select test.act_as(null) \g /dev/null
insert into alogistics.wallet_transactions (wallet_id, type, amount)
values (test.wallet('client', 'EUR'), 'credit', 1050);
select alogistics.hold(test.wallet('client'), 400, 'deposit', now() + interval '1 day'),
       alogistics.capture(alogistics.hold(test.wallet('client'), 300, 'deposit'), 100),
       alogistics.release(alogistics.hold(test.wallet('client'), 200, 'deposit'));
select alogistics.charge_penalty(test.wallet('client'), 50, 'late', idempotency_key => 'a penalty');
select alogistics.reverse(max(id), 'not late')
from alogistics.ledger_transfers where kind = 'penalty';
select alogistics.freeze_wallet(test.wallet('rival'), 'under inquiry');
select alogistics.close_wallet(test.wallet('stranger', 'XAF'), 'unused');
select alogistics.seal_ledger();
