// A dispute and two ratings as apps make them, by functions and by rows. A-37 … A-47.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { as, good, id, proofOfDelivery, requestAt } from './api.mjs';

const nameOf = (error) => JSON.parse(error.details).error;

describe('a dispute', () => {
  const request = requestAt('in_progress');
  let dispute;

  it('is a row that a party inserts', async () => {
    const row = good(await as('client').from('disputes')
      .insert({ request_id: request, category: 'damage', description: 'Wet sacks' }).select().single());
    dispute = row.id;
    assert.deepEqual([row.opened_by, row.status, row.disputed_from], [id('client'), 'open', 'in_progress']);
    const again = await as('transporter').rpc('open_dispute',
      { request_uuid: request, category: 'conduct', description: 'Shouted' });
    assert.deepEqual([again.status, nameOf(again.error)], [409, 'already_exists']);
  });

  it('freezes the job', async () => {
    const answer = await as('transporter').from('transport_requests')
      .update({ status: 'completed', proof_of_delivery: proofOfDelivery }).eq('id', request).select();
    assert.deepEqual([answer.status, nameOf(answer.error)], [403, 'not_allowed']);
  });

  it('has a thread that its people read', async () => {
    const attachments = [{ name: 'sacks.jpg', sha256: '0a'.repeat(32), url: 'https://example.com/sacks.jpg' }];
    good(await as('client').rpc('add_dispute_message', { dispute_uuid: dispute, message: 'Look', attachments }));
    for (const [name, count] of [['client', 1], ['transporter', 1], ['stranger', 0], ['admin', 1]])
      assert.equal(good(await as(name).from('dispute_messages').select().eq('dispute_id', dispute)).length, count, name);
    const written = await as('stranger').from('dispute_messages').insert({ dispute_id: dispute, message: 'Me too' });
    assert.deepEqual([written.status, nameOf(written.error)], [404, 'not_found']);
  });

  it('is decided by staff, not by a PATCH', async () => {
    const patched = await as('admin').from('disputes').update({ status: 'resolved' }).eq('id', dispute);
    assert.equal(patched.error.code, '42501');
    assert.equal(good(await as('admin').rpc('resolve_dispute',
      { dispute_uuid: dispute, outcome: 'completed', resolution: 'A part goes back', refund: 21700 })), true);
    const { status, final_price } = good(await as('client').from('transport_requests').select().eq('id', request).single());
    assert.deepEqual([status, final_price], ['completed', 200000]);
    const again = await as('admin').rpc('resolve_dispute',
      { dispute_uuid: dispute, outcome: 'cancelled', resolution: 'After all' });
    assert.deepEqual([again.status, nameOf(again.error)], [409, 'invalid_transition']);
  });

  it('ends with ratings that neither sees before both have spoken', async () => {
    good(await as('client').rpc('rate_transport', { request_uuid: request, score: 2, comment: 'Wet' }));
    const seen = async () => good(await as('stranger').from('ratings').select('score').eq('request_id', request).order('score'));
    assert.deepEqual(await seen(), []);
    assert.equal(good(await as('client').from('ratings').update({ score: 3 })
      .eq('request_id', request).select()).length, 1);
    good(await as('transporter').from('ratings').insert({ request_id: request, score: 4 }));
    assert.deepEqual(await seen(), [{ score: 3 }, { score: 4 }]);
    const changed = await as('client').from('ratings').update({ score: 1 }).eq('request_id', request).eq('rater_id', id('client'));
    assert.deepEqual([changed.status, nameOf(changed.error)], [409, 'rating_closed']);
    const { rating_count } = good(await as('stranger').from('profiles').select('rating_count, rating_average')
      .eq('id', id('transporter')).single());
    assert.ok(rating_count >= 1);
  });

  it('leaves the books sound', async () => {
    assert.deepEqual(good(await as('admin').rpc('reconcile')), []);
  });
});
