// Settings over HTTP: listed, changed now or later, and seen by every connection of PostgREST's pool at its next
// request. A-54.
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { as, client, draft, good, sql } from './api.mjs';

const key = 'pricing.road_factor_bps';
const set = (name, value, more = {}) =>
  as(name).rpc('set_setting', { key, value, reason: 'a test', ...more });
const refusalOf = async (call) => {
  const { error, status } = await call;
  return [status, error.details ? JSON.parse(error.details).error : error.code];
};
// By many connections at once, each of which remembers what it read.
const { cargo_description: _, pickup_address: __, delivery_address: ___, ...transport } = draft();
const distances = async () => {
  const quotes = await Promise.all(Array.from({ length: 12 }, () => as('client').rpc('quote_transport', transport)));
  return [...new Set(quotes.map((answer) => good(answer).distance_m))];
};

describe('settings', () => {
  after(() => sql(`select alogistics.reset_setting('${key}')`));

  it('are listed for who has signed in, by GET too', async () => {
    const [row] = good(await as('client').rpc('settings', {}, { get: true }).eq('key', key));
    assert.deepEqual([row.kind, row.minimum, row.maximum, row.unit, row.value, row.is_default],
      ['integer', 10000, 50000, 'bps', 13000, true]);
    assert.deepEqual(await refusalOf(client().rpc('settings')), [401, '42501']);
  });

  it('are refused by name', async () => {
    assert.deepEqual(await refusalOf(set('moderator', 20000)), [403, 'not_allowed']);
    assert.deepEqual(await refusalOf(set('client', 20000)), [403, 'not_allowed']);
    assert.deepEqual(await refusalOf(set('admin', 9999)), [422, 'invalid_setting']);
    assert.deepEqual(await refusalOf(set('admin', '20000')), [422, 'invalid_setting']);
    assert.deepEqual(await refusalOf(set('admin', 20000, { key: 'pricing.road' })), [422, 'invalid_setting']);
    assert.deepEqual(await refusalOf(set('admin', 20000, { effective_at: '2001-01-01T00:00:00Z' })),
      [400, 'invalid_value']);
  });

  it('count for all connections at the next request', async () => {
    const before = await distances();
    assert.equal(before.length, 1);
    for (const factor of [20000, 10000, 26000]) {
      good(await set('admin', factor));
      const now = await distances();
      assert.equal(now.length, 1);
      assert.ok(Math.abs(now[0] - (before[0] * factor) / 13000) <= 3, `${now[0]} with ${factor}`);
    }
    const changes = good(await as('moderator').from('setting_changes').select('new_value, reason').eq('key', key)
      .order('id', { ascending: false }).limit(2));
    assert.deepEqual(changes, [{ new_value: 26000, reason: 'a test' }, { new_value: 10000, reason: 'a test' }]);
  });

  it('count for all of them when their time has come', async () => {
    good(await set('admin', 10000));
    const before = await distances();
    const at = Date.now() + 5000;
    const change = good(await set('admin', 20000, { effective_at: new Date(at).toISOString() }));
    assert.deepEqual(await distances(), before);
    const late = good(await set('admin', 30000, { effective_at: new Date(at + 3600000).toISOString() }));
    const waiting = good(await as('moderator').from('scheduled_settings').select('id').order('id'));
    assert.deepEqual(waiting.map((row) => row.id), [change, late]);
    good(await as('admin').rpc('cancel_setting_change', { id: late, reason: 'a test' }));
    await sleep(at - Date.now() + 50);
    const now = await distances();
    assert.equal(now.length, 1);
    assert.ok(Math.abs(now[0] - before[0] * 2) <= 3, `${now[0]}, before ${before[0]}`);
    assert.deepEqual(await refusalOf(as('admin').rpc('cancel_setting_change', { id: change })), [404, 'not_found']);
  });
});
