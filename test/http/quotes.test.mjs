// A quote over HTTP: asked for, read, used once, for what was quoted. A-29, logistics.md §4 point 6.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { as, draft, good, id, sql } from './api.mjs';

const transportOf = ({ cargo_description: _, pickup_address: __, delivery_address: ___, ...transport }) =>
  transport;
const refusalOf = async (call) => {
  const { error, status } = await call;
  return [status, JSON.parse(error.details)];
};

describe('a quote', () => {
  const wish = draft();
  let quote;

  it('says line by line what a transport costs', async () => {
    quote = good(await as('client').rpc('quote_transport', transportOf(wish)));
    assert.equal(quote.price, 221700);
    assert.equal(quote.lines.reduce((sum, line) => sum + line.amount, 0), quote.price);
    assert.deepEqual(quote.lines.map((line) => line.code), ['base', 'distance', 'weight', 'volume']);
    assert.ok(new Date(quote.expires_at) > new Date());
  });

  it('is read by its client and staff, and changed by nobody', async () => {
    for (const [name, rows] of [['client', 1], ['moderator', 1], ['stranger', 0], ['transporter', 0]]) {
      const seen = good(await as(name).from('quotes').select('id').eq('id', quote.id));
      assert.equal(seen.length, rows, name);
    }
    for (const name of ['client', 'moderator', 'admin']) {
      const { error } = await as(name).from('quotes').update({ price: 1 }).eq('id', quote.id);
      assert.equal(error.code, '42501', name);
    }
    const { error } = await as('client').from('quotes').insert({ client_id: id('client') });
    assert.equal(error.code, '42501');
  });

  it('binds for what was quoted', async () => {
    const other = { ...wish, cargo_weight_kg: 1500, quote_uuid: quote.id };
    assert.deepEqual(await refusalOf(as('client').rpc('create_transport_request', other)),
      [422, { error: 'quote_mismatch', field: 'cargo_weight_kg' }]);
    const stolen = { ...wish, quote_uuid: quote.id };
    assert.deepEqual((await refusalOf(as('stranger').rpc('create_transport_request', stolen)))[0], 404);
  });

  it('is used once, by call or by POST', async () => {
    const row = good(await as('client').rpc('create_transport_request', { ...wish, quote_uuid: quote.id }));
    assert.deepEqual([row.estimated_price, row.quote_id], [221700, quote.id]);
    const again = { ...wish, client_id: id('client'), quote_id: quote.id };
    assert.deepEqual(await refusalOf(as('client').from('transport_requests').insert(again)),
      [409, { error: 'quote_used' }]);
  });

  it('refuses what has no price, by name', async () => {
    for (const [changes, status, error] of [
      [{ cargo_weight_kg: 0 }, 400, 'invalid_value'], [{ pickup_lat: 91 }, 400, 'invalid_value'],
      [{ delivery_lng: 150 }, 422, 'distance_out_of_range'], [{ road_distance_m: 1 }, 403, 'not_allowed'],
    ]) {
      const [found, facts] = await refusalOf(
        as('client').rpc('quote_transport', { ...transportOf(wish), ...changes }));
      assert.deepEqual([found, facts.error], [status, error]);
    }
  });
});

describe('stops', () => {
  it('come with the request, and are read as rows', async () => {
    const stops = [{ address: 'Gare', city: 'Thiès', lat: 14.79, lng: -16.93 }];
    const row = good(await as('client').rpc('create_transport_request', draft({ stops })));
    assert.deepEqual(row.stops, stops);
    const read = good(await as('client').from('request_stops').select('position, city').eq('request_id', row.id));
    assert.deepEqual(read, [{ position: 1, city: 'Thiès' }]);
    good(await as('client').from('transport_requests').update({ stops: [] }).eq('id', row.id));
    assert.equal(sql(`select count(*) from alogistics.quotes where request_id = '${row.id}'`), '2');
  });
});
