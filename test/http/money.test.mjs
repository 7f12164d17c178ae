// Money over HTTP: paid in through a provider's webhook, held, paid out, given back; calls that are
// repeated with a key; files for spreadsheets. A-11 …; design §5.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { as, balanceOf, client, good, id, request, requestAt, sql, token } from './api.mjs';

const secret = 'a secret of the test';
const phone = { phone: '+221770000000' };
const walletOf = (name) => sql(`select id from alogistics.wallets where user_id = test.id('${name}')
                                and currency = 'XOF'`);
async function assertRefused(call, status, name, title) {
  const answer = await call;
  const details = answer.error && JSON.parse(answer.error.details);
  assert.deepEqual([answer.status, details?.error], [status, name], title);
  return details;
}
const eightTimes = (call) => Promise.all(Array.from({ length: 8 }, async () => good(await call())));

let lastEvent = 0;

// What a provider sends, signed; `changes` are made after it was signed.
function event(type, reference, amount, changes = {}) {
  const id = `http ${(lastEvent += 1)}`;
  const payload = JSON.stringify({ id, type, reference, amount, currency: 'XOF' });
  const signature = createHmac('sha256', secret).update(payload).digest('hex');
  return { provider: 'wave', payload, signature, ...changes };
}
const webhook = (body) => client().rpc('receive_payment_event', body);

before(() => sql(`
  select test.sign_up('payer'), test.sign_up('payee');
  select test.credit('payer', 100000)`));

describe('a top-up', () => {
  it('goes through a provider that an admin sets up, and whose secret nobody reads', async () => {
    const provider = { name: 'wave', secret };
    await assertRefused(as('moderator').rpc('set_payment_provider', provider), 403, 'not_allowed');
    good(await as('admin').rpc('set_payment_provider', provider));
    for (const name of ['payer', 'moderator', 'admin']) {
      assert.equal((await as(name).from('payment_providers').select('secret')).error.code, '42501');
      assert.deepEqual(good(await as(name).from('payment_providers').select('name, is_active')),
        [{ name: 'wave', is_active: true }]);
    }
  });

  it('is credited when the webhook says so, as anon, and once', async () => {
    const start = balanceOf('payer');
    const intent = good(await as('payer').rpc('top_up', { amount: 5000, provider: 'wave' }));
    assert.equal(balanceOf('payer'), start);
    const paid = event('payment.succeeded', intent, 5000);
    assert.equal(good(await webhook(paid)), 'processed');
    assert.equal(good(await webhook(paid)), 'duplicate');
    assert.equal(good(await webhook(event('payment.succeeded', intent, 5000))), 'conflict');
    assert.equal(balanceOf('payer'), start + 5000);
    const row = good(await as('payer').from('payment_intents').select('status, amount')
      .eq('id', intent).single());
    assert.deepEqual(row, { status: 'paid', amount: 5000 });
  });

  it('is credited once also when the provider is impatient', async () => {
    const start = balanceOf('payer');
    const intent = good(await as('payer').rpc('top_up', { amount: 700, provider: 'wave' }));
    const paid = event('payment.succeeded', intent, 700);
    const answers = await eightTimes(() => webhook(paid));
    assert.deepEqual(answers.sort(), [...Array(7).fill('duplicate'), 'processed']);
    assert.equal(balanceOf('payer'), start + 700);
  });

  it('believes no other signature', async () => {
    const intent = good(await as('payer').rpc('top_up', { amount: 5000, provider: 'wave' }));
    const signed = event('payment.succeeded', intent, 5000);
    for (const changes of [{ signature: '0'.repeat(64) }, { provider: 'visa' },
      { payload: signed.payload.replace('5000', '9000') }])
      await assertRefused(webhook({ ...signed, ...changes }), 401, 'invalid_signature');
    const events = as('moderator').from('payment_events').select('id').eq('reference', intent);
    assert.deepEqual(good(await events), []);
  });

  it('of a frozen wallet waits for staff', async () => {
    const intent = good(await as('payee').rpc('top_up', { amount: 900, provider: 'wave' }));
    const wallet = { wallet_uuid: walletOf('payee'), reason: 'Fraud' };
    good(await as('moderator').rpc('freeze_wallet', wallet));
    assert.equal(good(await webhook(event('payment.succeeded', intent, 900))), 'conflict');
    good(await as('moderator').rpc('unfreeze_wallet', wallet));
    const open = good(await as('moderator').from('payment_events').select('id')
      .eq('outcome', 'conflict').eq('reference', intent).single());
    const retry = { event: open.id };
    assert.equal(good(await as('moderator').rpc('retry_payment_event', retry)), 'processed');
    assert.equal(balanceOf('payee'), 900);
  });
});

describe('a statement', () => {
  it('is a list, of one\'s own wallet', async () => {
    const statementFor = (name) =>
      as(name).rpc('wallet_statement', { wallet_uuid: walletOf('payer') }, { get: true });
    const lines = good(await statementFor('payer'));
    assert.equal(lines[0].line, 'opening');
    assert.deepEqual([lines.at(-1).line, lines.at(-1).balance], ['closing', balanceOf('payer')]);
    await assertRefused(statementFor('payee'), 404, 'not_found');
  });

  it('is a file for spreadsheets where the caller asks for text/csv', async () => {
    sql(`select alogistics.charge_penalty('${walletOf('payer')}', 5, '=1+1')`);
    const path = `/rpc/wallet_statement_csv?wallet_uuid=${walletOf('payer')}`;
    const answer = await request(path, token('payer'), { headers: { Accept: 'text/csv' } });
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('content-type'), /^text\/csv/);
    const lines = (await answer.text()).split('\r\n');
    assert.equal(lines[0], 'line,seq,at,type,description,related_request_id,amount,balance,currency');
    assert.match(lines.at(-3), /^movement,\d+,[^,]+Z,penalty,'=1\+1,,-5,\d+,XOF$/);
    assert.equal(lines.at(-2), `closing,,,,,,,${balanceOf('payer')},XOF`);
    const foreign = await request(path, token('payee'), { headers: { Accept: 'text/csv' } });
    assert.equal(foreign.status, 404);
  });

  it('says what the wallet held at any moment', async () => {
    const first = good(await as('payer').from('wallet_transactions')
      .select('created_at, balance_after').eq('wallet_id', walletOf('payer')).eq('seq', 1).single());
    const at = { wallet_uuid: walletOf('payer'), at_time: first.created_at };
    assert.equal(good(await as('payer').rpc('balance_at', at, { get: true })), first.balance_after);
  });
});

describe('the header Idempotency-Key', () => {
  const withdraw = (name, amount, key) => as(name)
    .rpc('request_withdrawal', { amount, destination: phone }).setHeader('Idempotency-Key', key);
  const count = (name) =>
    Number(sql(`select count(*) from alogistics.withdrawals where user_id = test.id('${name}')`));

  it('makes a repeated call one call, with one answer', async () => {
    const first = good(await withdraw('payer', 1000, 'once'));
    const [start, rows] = [balanceOf('payer'), count('payer')];
    assert.equal(good(await withdraw('payer', 1000, 'once')), first);
    assert.deepEqual([balanceOf('payer'), count('payer')], [start, rows]);
  });

  it('refuses another call with the same key', async () => {
    const other = withdraw('payer', 2000, 'once');
    const details = await assertRefused(other, 422, 'idempotency_key_reused');
    assert.deepEqual([details.key, details.operation], ['once', 'request_withdrawal']);
    const elsewhere = as('payer').rpc('top_up', { amount: 1000, provider: 'wave' })
      .setHeader('Idempotency-Key', 'once');
    await assertRefused(elsewhere, 422, 'idempotency_key_reused');
    await assertRefused(withdraw('payer', 1000, 'k'.repeat(256)), 400, 'invalid_value');
  });

  it('is free again after a refusal, and belongs to one person', async () => {
    await assertRefused(withdraw('payee', 1000, 'once'), 402, 'insufficient_funds');
    sql(`select test.credit('payee', 5000)`);
    const first = good(await withdraw('payee', 1000, 'once'));
    assert.equal(good(await withdraw('payee', 1000, 'once')), first);
    assert.notEqual(first, good(await withdraw('payer', 1000, 'once')));
  });

  it('holds also for eight calls at once', async () => {
    const rows = count('payer');
    const answers = await eightTimes(() => withdraw('payer', 1100, 'crowd'));
    assert.equal(new Set(answers).size, 1);
    assert.equal(count('payer'), rows + 1);
  });

  it('can be the argument instead', async () => {
    const call = { amount: 1000, destination: phone, idempotency_key: 'argument' };
    const first = good(await as('payer').rpc('request_withdrawal', call));
    assert.equal(good(await withdraw('payer', 1000, 'argument')), first);
  });
});

describe('a withdrawal', () => {
  const step = (name, verb, withdrawal, more) =>
    as(name).rpc(verb, { withdrawal_uuid: withdrawal, ...more });
  const request = { amount: 2000, destination: phone };
  const ask = async () => good(await as('payer').rpc('request_withdrawal', request));
  const statusOf = async (withdrawal) =>
    good(await as('payer').from('withdrawals').select('status').eq('id', withdrawal).single()).status;

  it('is asked for, approved, sent, and settled by the provider', async () => {
    const start = balanceOf('payer');
    const withdrawal = await ask();
    assert.equal(balanceOf('payer'), start - 2020);
    const seen = [await statusOf(withdrawal)];
    good(await step('moderator', 'approve_withdrawal', withdrawal));
    seen.push(await statusOf(withdrawal));
    good(await step('moderator', 'mark_withdrawal_sent', withdrawal, { provider_reference: 'wv_1' }));
    seen.push(await statusOf(withdrawal));
    assert.equal(good(await webhook(event('payout.settled', withdrawal, 2000))), 'processed');
    seen.push(await statusOf(withdrawal));
    assert.deepEqual(seen, ['requested', 'approved', 'sent', 'settled']);
    const late = step('moderator', 'fail_withdrawal', withdrawal, { reason: 'No such number' });
    await assertRefused(late, 409, 'invalid_transition');
    assert.equal(balanceOf('payer'), start - 2020);
  });

  it('comes back with its fee when the owner takes it back, or it fails', async () => {
    const start = balanceOf('payer');
    good(await step('payer', 'cancel_withdrawal', await ask()));
    const failed = await ask();
    good(await step('moderator', 'approve_withdrawal', failed));
    assert.equal(good(await webhook(event('payout.failed', failed, 2000))), 'processed');
    assert.equal(balanceOf('payer'), start);
    assert.equal(await statusOf(failed), 'failed');
  });

  it('says why not', async () => {
    const cases = [
      [{ amount: 999, destination: phone }, [422, 'withdrawal_too_small']],
      [{ amount: 2000001, destination: phone }, [422, 'daily_cap_exceeded']],
      [{ amount: 1000000, destination: phone }, [402, 'insufficient_funds']],
      [{ amount: 1000.5, destination: phone }, [422, 'fractional_amount']],
      [{ amount: 1000, destination: [] }, [400, 'invalid_value']],
      [{ amount: 1000, destination: phone, wallet_uuid: walletOf('payee') }, [404, 'not_found']],
    ];
    for (const [call, expected] of cases)
      await assertRefused(as('payer').rpc('request_withdrawal', call), ...expected);
    await assertRefused(step('payee', 'cancel_withdrawal', await ask()), 404, 'not_found');
  });
});

describe('a frozen wallet', () => {
  it('answers 423, until staff release it', async () => {
    const wallet = { wallet_uuid: walletOf('payer'), reason: 'Fraud' };
    good(await as('moderator').rpc('freeze_wallet', wallet));
    const withdrawal = { amount: 1000, destination: phone };
    const topUp = { amount: 5, provider: 'wave' };
    await assertRefused(as('payer').rpc('request_withdrawal', withdrawal), 423, 'wallet_frozen');
    await assertRefused(as('payer').rpc('top_up', topUp), 423, 'wallet_frozen');
    const row = good(await as('payer').from('wallets').select('is_active, state_reason')
      .eq('id', wallet.wallet_uuid).single());
    assert.deepEqual(row, { is_active: false, state_reason: 'Fraud' });
    good(await as('moderator').rpc('unfreeze_wallet', wallet));
    good(await as('payer').rpc('request_withdrawal', withdrawal));
  });
});

describe('staff', () => {
  it('set aside, take, fine and give back', async () => {
    const start = balanceOf('payer');
    const wallet_uuid = walletOf('payer');
    const deposit = { wallet_uuid, amount: 3000, reason: 'Deposit' };
    const hold = good(await as('moderator').rpc('hold', deposit));
    good(await as('moderator').rpc('capture', { hold_uuid: hold, amount: 1000 }));
    assert.equal(balanceOf('payer'), start - 1000);
    await assertRefused(as('moderator').rpc('release', { hold_uuid: hold }), 409, 'invalid_transition');
    const fine = { wallet_uuid, amount: 500, reason: 'No show' };
    const penalty = good(await as('moderator').rpc('charge_penalty', fine));
    const reversal = { transfer: penalty, reason: 'By mistake' };
    good(await as('moderator').rpc('reverse', reversal));
    await assertRefused(as('moderator').rpc('reverse', reversal), 409, 'already_reversed');
    assert.equal(balanceOf('payer'), start - 1000);
    const refund = { request_uuid: requestAt('completed'), amount: 1000, reason: 'Late' };
    const client = balanceOf('client');
    good(await as('moderator').rpc('refund', refund));
    assert.equal(balanceOf('client'), client + 1000);
    const tooMuch = as('moderator').rpc('refund', { ...refund, amount: 221700 });
    await assertRefused(tooMuch, 422, 'refund_too_large');
  });

  it('alone do so', async () => {
    const [wallet_uuid, unknown] = [walletOf('payee'), id('nobody')];
    const calls = {
      freeze_wallet: { wallet_uuid, reason: 'x' },
      unfreeze_wallet: { wallet_uuid, reason: 'x' },
      close_wallet: { wallet_uuid, reason: 'x' },
      hold: { wallet_uuid, amount: 1, reason: 'x' },
      capture: { hold_uuid: unknown },
      release: { hold_uuid: unknown },
      charge_penalty: { wallet_uuid, amount: 1, reason: 'x' },
      reverse: { transfer: 1, reason: 'x' },
      refund: { request_uuid: unknown, amount: 1, reason: 'x' },
      approve_withdrawal: { withdrawal_uuid: unknown },
      mark_withdrawal_sent: { withdrawal_uuid: unknown },
      settle_withdrawal: { withdrawal_uuid: unknown },
      fail_withdrawal: { withdrawal_uuid: unknown, reason: 'x' },
      retry_payment_event: { event: 1 },
      set_payment_provider: { name: 'mine', secret },
    };
    for (const [name, call] of Object.entries(calls)) {
      await assertRefused(as('payer').rpc(name, call), 403, 'not_allowed', name);
      const nobody = await client().rpc(name, call);
      assert.deepEqual([nobody.status, nobody.error.code], [401, '42501'], name);
    }
    const post = { debit_account: 1, credit_account: 2, amount: 1 };
    const system = { post_transfer: post, seal_ledger: {}, fold_ledger: {}, run_due: {} };
    for (const [name, call] of Object.entries(system))
      for (const person of ['payer', 'moderator', 'admin'])
        assert.equal((await as(person).rpc(name, call)).error.code, '42501', `${person}: ${name}`);
  });

  it('read that the books are sound', async () => {
    for (const name of ['reconcile', 'verify_ledger'])
      assert.deepEqual(good(await as('moderator').rpc(name, {}, { get: true })), [], name);
    const rows = good(await as('moderator').rpc('trial_balance', {}, { get: true }));
    const totals = rows.filter((row) => row.kind === 'total');
    assert.ok(totals.length > 0 && totals.every((row) => row.balance === 0));
    assert.equal((await as('payer').rpc('reconcile', {}, { get: true })).error.code, '42501');
  });
});
