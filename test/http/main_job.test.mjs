// One freight job from request to payout, as the four people see it after each step. A-78 … A-82.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { as, balanceOf, draft, good, id, proofOfDelivery, requestAt, sql } from './api.mjs';

const price = 221700;
const commission = 33255;
const earnings = 188445;

describe('the main job', () => {
  let request;
  const start = {};

  const wallet = async (name) =>
    good(await as(name).from('wallets').select('balance').eq('user_id', id(name)).single()).balance;

  // What a person sees: the request's status, what she was last told of it, what her wallet gained.
  async function view(name) {
    const [row, told, balance] = [
      good(await as(name).from('transport_requests').select('status').eq('id', request).maybeSingle()),
      good(await as(name).from('notifications').select('type, data')
        .eq('data->>request_id', request).order('id', { ascending: false }).limit(1)),
      await wallet(name),
    ];
    return [row?.status ?? null, told[0]?.data.template ?? null, balance - start[name]];
  }

  async function audited() {
    const rows = good(await as('admin').from('audit_logs').select('action, user_id')
      .eq('entity_id', request).order('id'));
    return rows.map((row) => [row.action, row.user_id]);
  }

  async function assertSeen(expected) {
    const seen = {};
    for (const name of Object.keys(expected)) seen[name] = await view(name);
    assert.deepEqual(seen, expected);
  }

  before(async () => {
    for (const name of ['client', 'transporter', 'moderator', 'admin', 'stranger'])
      start[name] = await wallet(name);
  });

  it('the client asks: priced, pending, seen by staff and by nobody else', async () => {
    const row = good(await as('client').rpc('create_transport_request', draft()));
    request = row.id;
    assert.equal(row.status, 'pending');
    assert.equal(row.estimated_price, price);
    await assertSeen({
      client: ['pending', 'request.created.client', 0],
      transporter: [null, null, 0],
      moderator: ['pending', null, 0],
      admin: ['pending', null, 0],
      stranger: [null, null, 0],
    });
  });

  it('the moderator validates: the client learns the final price', async () => {
    const validation = { request_uuid: request, moderator_uuid: id('moderator') };
    assert.equal(good(await as('moderator').rpc('validate_transport_request', validation)), true);
    await assertSeen({
      client: ['validated', 'request.validated.client', 0],
      transporter: [null, null, 0],
      moderator: ['validated', null, 0],
      admin: ['validated', null, 0],
    });
  });

  it('the moderator assigns: the transporter sees the request', async () => {
    assert.equal(good(await as('moderator').rpc('assign_transporter', {
      request_uuid: request,
      transporter_uuid: id('transporter'),
      vehicle_uuid: id('truck'),
    })), true);
    await assertSeen({
      client: ['assigned', 'request.assigned.client', 0],
      transporter: ['assigned', 'request.assigned.transporter', 0],
      moderator: ['assigned', null, 0],
      admin: ['assigned', null, 0],
      stranger: [null, null, 0],
    });
  });

  it('the parties of the live job see how to reach each other, a stranger does not', async () => {
    const contacts = { request_uuid: request };
    for (const name of ['client', 'transporter', 'moderator']) {
      const data = good(await as(name).rpc('contacts', contacts, { get: true }));
      assert.equal(data.client.email, 'client@example.com');
      assert.equal(data.transporter.email, 'transporter@example.com');
    }
    assert.equal((await as('stranger').rpc('contacts', contacts, { get: true })).status, 404);
  });

  it('the client pays: the price leaves the wallet and the job begins', async () => {
    const payment = { request_uuid: request, amount: price };
    assert.equal(good(await as('client').rpc('process_payment', payment)), true);
    await assertSeen({
      client: ['in_progress', 'payment.held.client', -price],
      transporter: ['in_progress', 'payment.held.transporter', 0],
      moderator: ['in_progress', null, 0],
      admin: ['in_progress', null, 0],
    });
  });

  it('the transporter sends a position, which the client sees', async () => {
    const position = { request_id: request, lat: 14.1, lng: -12.3, speed: 72.5, heading: 90 };
    good(await as('transporter').from('tracking_updates').insert(position));
    const seen = good(await as('client').from('tracking_updates').select('lat, lng, speed, heading')
      .eq('request_id', request));
    assert.deepEqual(seen, [{ lat: 14.1, lng: -12.3, speed: 72.5, heading: 90 }]);
    const ofOthers = as('stranger').from('tracking_updates').select().eq('request_id', request);
    assert.deepEqual(good(await ofOthers), []);
  });

  it('the transporter delivers: 85 % are his, 15 % the platform\'s', async () => {
    const delivery = { request_uuid: request, proof_of_delivery: proofOfDelivery };
    assert.equal(good(await as('transporter').rpc('complete_transport_request', delivery)), true);
    await assertSeen({
      client: ['completed', 'request.completed.client', -price],
      transporter: ['completed', 'payment.released.transporter', earnings],
      moderator: ['completed', null, 0],
      admin: ['completed', null, 0],
      stranger: [null, null, 0],
    });
    const row = good(await as('transporter').from('transport_requests')
      .select('final_price, platform_commission, transporter_earnings').eq('id', request).single());
    assert.deepEqual(row, {
      final_price: price,
      platform_commission: commission,
      transporter_earnings: earnings,
    });
  });

  it('each step has one audit row with its actor, which the admin alone reads', async () => {
    assert.deepEqual(await audited(), [
      ['transport_request.create', id('client')],
      ['transport_request.validate', id('moderator')],
      ['transport_request.assign', id('moderator')],
      ['transport_request.pay', id('client')],
      ['transport_request.complete', id('transporter')],
    ]);
    for (const name of ['client', 'transporter', 'moderator']) {
      const { data, error } = await as(name).from('audit_logs').select().eq('entity_id', request);
      assert.ok(error?.code === '42501' || data.length === 0, `${name} reads the audit log`);
    }
  });

  it('both parties rate each other, once', async () => {
    for (const [rater, rated] of [['client', 'transporter'], ['transporter', 'client']]) {
      const rating = { request_id: request, score: 5, comment: 'Merci' };
      const row = good(await as(rater).from('ratings').insert(rating).select().single());
      assert.equal(row.rated_id, id(rated));
      const again = await as(rater).from('ratings').insert(rating);
      assert.equal(JSON.parse(again.error.details).error, 'already_rated');
      assert.equal(again.status, 409);
    }
  });

  it('the books are sound', async () => {
    assert.deepEqual(good(await as('admin').rpc('reconcile')), []);
  });
});

// Setting payment.debit_at: the money is held when the moderator validates. A-80.
describe('the main job with the debit at validation', () => {
  const settings = () => as('admin').from('platform_settings');
  before(async () => good(await settings().insert({ key: 'payment.debit_at', value: 'validation' })));
  after(async () => good(await settings().update({ value: 'assignment' }).eq('key', 'payment.debit_at')));

  const validate = (request) =>
    as('moderator').rpc('validate_transport_request', { request_uuid: request });
  const nameOf = (error) => JSON.parse(error.details).error;

  it('holds the price once, and pays it out once', async () => {
    const [client, transporter] = [balanceOf('client'), balanceOf('transporter')];
    const request = requestAt('pending');
    good(await validate(request));
    assert.equal(balanceOf('client'), client - price);
    good(await as('moderator').rpc('assign_transporter',
      { request_uuid: request, transporter_uuid: id('transporter'), vehicle_uuid: id('truck') }));
    good(await as('client').rpc('process_payment', { request_uuid: request, amount: price }));
    assert.equal(balanceOf('client'), client - price);
    good(await as('transporter').rpc('complete_transport_request',
      { request_uuid: request, proof_of_delivery: proofOfDelivery }));
    assert.equal(balanceOf('transporter'), transporter + earnings);
    assert.deepEqual(good(await as('admin').rpc('reconcile')), []);
  });

  it('needs the money then, and locks the price', async () => {
    sql(`select test.sign_up('moneyless')`);
    const poor = good(await as('moderator').rpc('create_transport_request',
      draft({ client_uuid: id('moneyless') })));
    const unpaid = await validate(poor.id);
    assert.deepEqual([unpaid.status, nameOf(unpaid.error)], [402, 'insufficient_funds']);
    const request = requestAt('validated');
    const changed = await as('moderator').from('transport_requests').update({ final_price: 1 })
      .eq('id', request);
    assert.deepEqual([changed.status, nameOf(changed.error)], [409, 'field_locked']);
  });

  it('gives the money back when the request is cancelled', async () => {
    const before = balanceOf('client');
    for (const status of ['validated', 'assigned']) {
      const request = requestAt(status);
      assert.equal(balanceOf('client'), before - price);
      good(await as('client').rpc('cancel_transport_request', { request_uuid: request }));
      assert.equal(balanceOf('client'), before);
      const told = good(await as('client').from('notifications').select('data')
        .eq('data->>request_id', request).order('id', { ascending: false }).limit(1).single());
      assert.equal(told.data.template, 'payment.refunded.client');
    }
    assert.deepEqual(good(await as('admin').rpc('reconcile')), []);
  });
});
