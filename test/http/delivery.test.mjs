// Delivery codes and cancellation as apps meet them: the status of the answer, and GET for what only reads.
// logistics.md §4 points 4 and 8.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { as, good, proofOfDelivery, request as plainRequest, requestAt, sql, statusOf, token } from './api.mjs';

const confirm = (request, code, more = {}) =>
  as('transporter').rpc('confirm_delivery', { request_uuid: request, code, ...more });
const wrong = (code) => String((Number(code) + 1) % 1000000).padStart(6, '0');
const attempts = (request) =>
  Number(sql(`select attempts from alogistics.delivery_codes where request_id = '${request}'`));

describe('a delivery code', () => {
  it('that is wrong is answered with 422 and counted; the right one completes the job', async () => {
    const request = requestAt('in_progress');
    const code = good(await as('client').rpc('issue_delivery_code', { request_uuid: request }));
    assert.match(code, /^[0-9]{6}$/);
    const refused = await confirm(request, wrong(code));
    assert.equal(refused.status, 422);
    assert.deepEqual([refused.error.verdict, refused.error.attempts_left], ['wrong', 4]);
    assert.equal(attempts(request), 1);
    const { data, status } = await confirm(request, code, { proof: proofOfDelivery });
    assert.equal(status, 200);
    assert.deepEqual(data, { verdict: 'right', attempts_left: 4, status: 'completed' });
    assert.equal(statusOf(request), 'completed');
  });

  it('is no table of the API', async () => {
    for (const name of ['client', 'transporter', 'moderator', 'admin']) {
      const { error } = await as(name).from('delivery_codes').select('hash');
      assert.equal(error.code, '42501', name);
    }
  });
});

describe('cancellation', () => {
  it('says by GET what it costs, and costs that', async () => {
    const request = requestAt('in_progress');
    const answer = await plainRequest(`/rpc/cancel_preview?request_uuid=${request}`, token('client'));
    assert.equal(answer.status, 200);
    const preview = await answer.json();
    assert.deepEqual([preview.by, preview.from, preview.to, preview.fee], ['client', 'in_progress', 'cancelled', 0]);
    assert.equal(preview.refund, preview.held);
    good(await as('client').rpc('cancel_transport_request', { request_uuid: request, reason: 'Changed' }));
    assert.equal(statusOf(request), 'cancelled');
  });

  it('has a policy that everybody reads and admins write', async () => {
    const rules = good(await as('client').from('cancellation_policies').select('by, status, fee_bps'));
    assert.ok(rules.some((rule) => rule.by === 'client' && rule.fee_bps === 2500));
    const rule = { rank: 900, status: 'in_progress', by: 'client', description: 'Never reached' };
    assert.equal((await as('moderator').from('cancellation_policies').insert(rule)).error.code, '42501');
    good(await as('admin').from('cancellation_policies').insert(rule));
    const twice = await as('admin').from('cancellation_policies').insert(rule);
    assert.equal(twice.error.code, '23P01');
  });

  it('after the pick-up is for staff', async () => {
    const request = requestAt('in_progress');
    good(await as('transporter').rpc('confirm_pickup', { request_uuid: request, proof: proofOfDelivery }));
    const refused = await as('client').rpc('cancel_transport_request', { request_uuid: request });
    assert.deepEqual([refused.status, JSON.parse(refused.error.details).error], [409, 'already_picked_up']);
    good(await as('moderator').rpc('cancel_transport_request', { request_uuid: request, reason: 'Lost' }));
    assert.deepEqual(good(await as('admin').rpc('reconcile')), []);
  });
});
