// What apps read: lists that are filtered, ordered, paged and embedded by the database..
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { as, good, id, request as plainRequest, requestAt, sql, token } from './api.mjs';

const face = 'id, first_name, role, is_verified';
const withParties = `
  id, status, final_price,
  client:profiles!client_id(${face}),
  transporter:profiles!assigned_transporter_id(${face}),
  vehicle:vehicles!assigned_vehicle_id(plate_number, type, capacity_kg),
  tracking_updates(lat, lng)`;

describe('embedding', () => {
  let running;
  before(() => {
    running = requestAt('in_progress');
    sql(`insert into alogistics.tracking_updates (request_id, lat, lng)
         values ('${running}', 14, -12), ('${running}', 13.5, -11)`);
  });

  for (const name of ['client', 'transporter', 'moderator', 'admin']) {
    it(`the ${name} reads a job with its parties, vehicle and positions in one select`, async () => {
      const row = good(await as(name).from('transport_requests').select(withParties)
        .eq('id', running).order('id', { referencedTable: 'tracking_updates' }).single());
      assert.deepEqual(row, {
        id: running,
        status: 'in_progress',
        final_price: 221700,
        client: { id: id('client'), first_name: 'Client', role: 'client', is_verified: false },
        transporter: { id: id('transporter'), first_name: 'Transporter', role: 'transporter', is_verified: true },
        vehicle: { plate_number: `DK-${id('truck').slice(0, 8)}`, type: 'truck', capacity_kg: 10000 },
        tracking_updates: [{ lat: 14, lng: -12 }, { lat: 13.5, lng: -11 }],
      });
    });
  }

  it('a stranger reads nothing of it, from whichever side', async () => {
    const me = as('stranger');
    assert.deepEqual(good(await me.from('transport_requests').select(withParties)), []);
    assert.deepEqual(good(await me.from('tracking_updates').select('*, transport_requests(*)')), []);
    assert.deepEqual(good(await me.from('vehicles').select('*, transport_requests(*)')), []);
    const people = good(await me.from('profiles').select(`${face}, vehicles!owner_id(*)`).eq('id', id('transporter')));
    assert.deepEqual(people[0].vehicles, []);
  });

  it('the private face of a person cannot be embedded', async () => {
    for (const column of ['email', 'phone', 'address']) {
      const { status, error } = await as('client').from('transport_requests')
        .select(`id, transporter:profiles!assigned_transporter_id(${column})`);
      assert.deepEqual([status, error.code], [403, '42501'], column);
    }
  });

  it('a wallet carries its movements, each continuing the one before', async () => {
    const wallet = good(await as('client').from('wallets').select('balance, transactions(*)')
      .order('seq', { referencedTable: 'transactions' }).single());
    assert.equal(wallet.transactions.at(-1).balance_after, wallet.balance);
    let balance = 0;
    for (const movement of wallet.transactions) {
      assert.equal(movement.balance_before, balance);
      assert.equal(Math.abs(movement.balance_after - balance), movement.amount);
      balance = movement.balance_after;
    }
    const mine = good(await as('stranger').from('wallets').select('*, transactions(*)'));
    assert.deepEqual(mine.map((row) => [row.user_id, row.transactions.length]), [[id('stranger'), 0]]);
  });

  it('movements can be filtered while they are embedded', async () => {
    const wallet = good(await as('client').from('wallets').select('transactions(type, amount)')
      .eq('transactions.type', 'credit').single());
    assert.ok(wallet.transactions.length > 0);
    assert.ok(wallet.transactions.every((row) => row.type === 'credit'));
  });
});

describe('lists', () => {
  const total = 7;
  before(() => {
    sql(`select test.sign_up('shipper');
         select test.request('list ' || n, 'shipper', 10, 100 * n) from generate_series(1, ${total}) n;
         select alogistics.validate_transport_request(test.id('list ' || n)) from generate_series(1, 3) n;`);
  });
  const list = (columns, options) =>
    as('shipper').from('transport_requests').select(columns, options);

  it('count: exact comes with a page', async () => {
    const { data, count, status } = await list('cargo_weight_kg', { count: 'exact' })
      .order('cargo_weight_kg', { ascending: false }).range(2, 4);
    assert.deepEqual([status, count], [206, total]);
    assert.deepEqual(data.map((row) => row.cargo_weight_kg), [500, 400, 300]);
  });

  it('head only counts', async () => {
    const { data, count } = await list('*', { count: 'exact', head: true }).eq('status', 'pending');
    assert.deepEqual([data, count], [null, 4]);
  });

  it('a page beyond the end is refused, an open one is empty', async () => {
    const { status, error } = await list('id', { count: 'exact' }).range(100, 110);
    assert.deepEqual([status, error.code], [416, 'PGRST103']);
    assert.deepEqual(good(await list('id').range(100, 110)), []);
  });

  it('filters combine', async () => {
    const rows = good(await list('cargo_weight_kg').in('status', ['validated', 'assigned'])
      .gt('cargo_weight_kg', 100).order('cargo_weight_kg'));
    assert.deepEqual(rows.map((row) => row.cargo_weight_kg), [200, 300]);
    const either = good(await list('cargo_weight_kg')
      .or('cargo_weight_kg.eq.700,status.eq.validated').order('cargo_weight_kg'));
    assert.deepEqual(either.map((row) => row.cargo_weight_kg), [100, 200, 300, 700]);
    assert.equal(good(await list('id').ilike('pickup_city', 'dak%')).length, total);
  });

  it('an unknown status is a bad request, not an empty list', async () => {
    const { status, error } = await list('id').eq('status', 'lost');
    assert.deepEqual([status, error.code], [400, '22P02']);
  });

  it('an update returns what it changed', async () => {
    const one = good(await as('shipper').from('transport_requests')
      .update({ cargo_description: 'Millet' }).eq('id', id('list 7')).select('cargo_description'));
    assert.deepEqual(one, [{ cargo_description: 'Millet' }]);
  });

  it('lists go out as CSV too', async () => {
    const csv = good(await list('status, cargo_weight_kg').order('cargo_weight_kg').limit(1).csv());
    assert.equal(csv.trim(), 'status,cargo_weight_kg\nvalidated,100');
  });
});

describe('numbers', () => {
  it('money comes as JSON numbers, everywhere', async () => {
    const paid = requestAt('completed');
    const row = good(await as('client').from('transport_requests').select().eq('id', paid).single());
    for (const column of ['estimated_price', 'final_price', 'platform_commission', 'transporter_earnings'])
      assert.equal(typeof row[column], 'number', column);
    const movement = good(await as('client').from('wallet_transactions').select()
      .eq('related_request_id', paid).single());
    for (const column of ['amount', 'balance_before', 'balance_after'])
      assert.equal(typeof movement[column], 'number', column);
    assert.deepEqual([movement.type, movement.amount], ['debit', 221700]);
  });
});

describe('functions that read', () => {
  const functions = [['me', {}], ['is_admin', {}], ['is_admin_or_moderator', {}]];
  for (const [name, args] of functions) {
    it(`${name} answers GET`, async () => {
      const { status, data } = await as('admin').rpc(name, args, { get: true });
      assert.equal(status, 200);
      assert.ok(data);
    });
  }

  it('me is the whole of the own profile, and of no other', async () => {
    const me = good(await as('client').rpc('me', {}, { get: true }));
    assert.deepEqual([me.id, me.email, me.role], [id('client'), 'client@example.com', 'client']);
    assert.match(me.phone, /^\+221/);
  });

  it('a function that writes refuses GET', async () => {
    const { status, error } = await as('moderator').rpc('validate_transport_request',
      { request_uuid: requestAt('pending') }, { get: true });
    assert.deepEqual([status, error.code], [405, '25006']);
  });
});

describe('OpenAPI', () => {
  let paths;
  before(async () => {
    paths = (await (await plainRequest('/', token('admin'))).json()).paths;
  });

  it('lists the functions of the main job and the tables', () => {
    for (const path of ['/transport_requests', '/wallets', '/rpc/create_transport_request',
      '/rpc/validate_transport_request', '/rpc/assign_transporter', '/rpc/process_payment',
      '/rpc/complete_transport_request', '/rpc/reconcile'])
      assert.ok(paths[path], path);
  });

  it('gives each of them a summary', () => {
    for (const [path, verbs] of Object.entries(paths))
      for (const [verb, { summary }] of Object.entries(verbs))
        if (path !== '/') assert.ok(summary, `${verb} ${path}`);
  });

  it('shows nobody what only the installer may call', async () => {
    assert.equal(paths['/rpc/migrate'], undefined);
    assert.equal(paths['/rpc/doctor'], undefined);
    const anonymous = (await (await plainRequest('/')).json()).paths;
    const doors = ['confirm_email', 'health', 'login', 'receive_payment_event', 'refresh', 'register',
      'request_email_confirmation', 'request_password_reset', 'reset_password', 'track'];
    assert.deepEqual(Object.keys(anonymous).sort(), ['/', ...doors.map((name) => `/rpc/${name}`)]);
  });
});
