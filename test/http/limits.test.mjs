// Too many requests: 429 with Retry-After, on GET and for requests that fail. A-46, T-16, T-36.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { mint, request, sql, token } from './api.mjs';

const limits = { reads: [3600, 3], writes: [3600, 3], anonymous: [3600, 2], sign_in: [3600, 2] };
const people = ['hurried', 'failing', 'patient'];
const sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

before(() => {
  sql(people.map((name) => `select test.sign_up('${name}');`).join(''));
  for (const [kind, [perHour, burst]] of Object.entries(limits))
    sql(`insert into alogistics.platform_settings (key, value)
         values ('limits.${kind}_per_hour', '${perHour}'), ('limits.${kind}_burst', '${burst}')`);
});
after(() => sql(`delete from alogistics.platform_settings where key like 'limits.%'`));

// How many of so many requests at the same time had which status; and how many more than the burst can
// have been granted meanwhile, one a second.
async function statuses(count, ...call) {
  const began = Date.now();
  const answers = await Promise.all(Array.from({ length: count }, () => request(...call)));
  const refilled = Math.ceil((Date.now() - began) / 1000);
  const number = (status) => answers.filter((answer) => answer.status === status).length;
  return { number, refilled };
}

// Asks until it is refused; the refusal.
async function refusal(...call) {
  for (let i = 0; i < 50; i += 1) {
    const answer = await request(...call);
    if (answer.status === 429) return answer;
  }
  throw new Error('never refused');
}

describe('too many requests', () => {
  it('are refused with 429, Retry-After and an error of the catalogue, also on GET', async () => {
    const bearer = token('hurried');
    const answer = await refusal('/wallets?select=id', bearer);
    const body = await answer.json();
    const expected = JSON.parse(sql(`select to_json(e) from socle.errors as e where name = 'rate_limited'`));
    assert.deepEqual([body.code, body.message, body.hint], ['PT429', expected.message, expected.hint]);
    assert.deepEqual(JSON.parse(body.details), { error: 'rate_limited', limit: 'reads', retry_after: 1 });
    assert.equal(answer.headers.get('retry-after'), '1');
  });

  it('are granted again after the seconds of Retry-After', async () => {
    const bearer = token('hurried');
    const answer = await refusal('/wallets?select=id', bearer);
    await sleep(Number(answer.headers.get('retry-after')));
    assert.equal((await request('/wallets?select=id', bearer)).status, 200);
  });

  it('are counted when they come at the same time, over all connections', async () => {
    const { number, refilled } = await statuses(12, '/wallets?select=id', token('patient'));
    assert.ok(number(200) >= 3 && number(200) <= 3 + refilled, `${number(200)} of 12 granted`);
    assert.equal(number(429), 12 - number(200));
  });

  it('are counted when they fail', async () => {
    const broken = ['/transport_requests?id=eq.x', token('failing'), {
      method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: '{"status": "x"}',
    }];
    const { number, refilled } = await statuses(12, ...broken);
    assert.ok(number(400) >= 3 && number(400) <= 3 + refilled, `${number(400)} of 12 granted`);
    assert.equal(number(429), 12 - number(400));
  });

  it('without a token are counted by address', async () => {
    const from = (address) => ['/', undefined, { headers: { 'X-Forwarded-For': address } }];
    const answer = await refusal(...from('9.9.9.9, 203.0.113.5'));
    assert.equal(JSON.parse((await answer.json()).details).limit, 'anonymous');
    assert.equal((await request(...from('203.0.113.6'))).status, 200);
    assert.equal((await request(...from('203.0.113.5, 203.0.113.7'))).status, 200);
    const { number, refilled } = await statuses(9, ...from('8.8.8.8, 203.0.113.8'));
    assert.ok(number(429) >= 9 - 2 - refilled, `${number(429)} of 9 refused`);
  });

  it('to log in are counted by address', async () => {
    const answer = await refusal('/rpc/login', undefined, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': '203.0.113.9' },
      body: JSON.stringify({ email: 'nobody@example.com', password: 'a password' }),
    });
    const { details } = await answer.json();
    // The wait for failures of docs/accounts.md answers 429 as well, without details.
    assert.equal(JSON.parse(details).limit, 'sign_in');
  });

  it('of the system are not counted', async () => {
    const bearer = mint({ role: 'service_role', exp: 4102444800 });
    const { number } = await statuses(9, '/wallets?select=id&limit=1', bearer);
    assert.equal(number(200), 9);
  });
});
