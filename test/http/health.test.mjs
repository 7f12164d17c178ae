// What a load balancer and a monitor ask: 200 or 503 for everybody, why for staff.
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { request, sql, token } from './api.mjs';

const ask = async (bearer) => {
  const answer = await request('/rpc/health', bearer, { headers: { 'Accept-Profile': 'alogistics' } });
  return [answer.status, await answer.json()];
};
const version = sql(`select extversion from pg_extension where extname = 'alogistics'`);

describe('health', () => {
  after(() => sql(`update pg_extension set extversion = '${version}' where extname = 'alogistics'`));

  it('is a yes to everybody, and details to staff', async () => {
    assert.deepEqual(await ask(), [200, { ok: true }]);
    assert.deepEqual(await ask(token('client')), [200, { ok: true }]);
    const [status, facts] = await ask(token('moderator'));
    assert.deepEqual([status, facts.ok, facts.problems, facts.library], [200, true, [], version]);
  });

  it('is 503 when it cannot serve', async () => {
    sql(`update pg_extension set extversion = '0.0.9' where extname = 'alogistics'`);
    assert.deepEqual(await ask(), [503, { ok: false }]);
    const [status, facts] = await ask(token('admin'));
    assert.deepEqual([status, facts.ok, facts.problems], [503, false, ['version_mismatch']]);
    sql(`update pg_extension set extversion = '${version}' where extname = 'alogistics'`);
    assert.deepEqual(await ask(), [200, { ok: true }]);
  });
});
