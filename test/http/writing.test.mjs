// A PATCH and a POST obey the same machine as the functions: the rules are the table's.;
// design §6.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { as, balanceOf, client, draft, good, id, inSeconds, mint, proofOfDelivery, request as plainRequest,
  requestAt, requestOf, sql, statusOf, token } from './api.mjs';

const patch = (name, request, changes) =>
  as(name).from('transport_requests').update(changes).eq('id', request).select();
const nameOf = (error) => JSON.parse(error.details).error;
const price = 221700;

const column = (request, name) =>
  sql(`select ${name} from alogistics.transport_requests where id = '${request}'`);

describe('a PATCH of status', () => {
  it('takes a job from pending to completed as the functions do', async () => {
    const request = requestAt('pending');
    const [client, transporter] = [balanceOf('client'), balanceOf('transporter')];
    good(await patch('moderator', request, { status: 'validated', final_price: 100001 }));
    good(await patch('moderator', request, {
      status: 'assigned',
      assigned_transporter_id: id('transporter'),
      assigned_vehicle_id: id('truck'),
    }));
    good(await patch('client', request, { status: 'in_progress' }));
    good(await patch('transporter', request,
      { status: 'completed', proof_of_delivery: proofOfDelivery }));
    assert.equal(balanceOf('client'), client - 100001);
    assert.equal(balanceOf('transporter'), transporter + 85001);
    assert.equal(column(request, 'platform_commission'), '15000');
    const audit = sql(`select string_agg(action, ' ' order by id) from alogistics.audit_logs
                       where entity_id = '${request}'`);
    assert.equal(audit.replaceAll('transport_request.', ''), 'create validate assign pay complete');
  });

  const refused = [
    ['a client validates', 'client', 'pending', { status: 'validated' }, 403, 'not_allowed'],
    ['a client skips to the end', 'client', 'assigned', { status: 'completed' }, 409, 'invalid_transition'],
    ['a client begins the job before it is assigned', 'client', 'validated', { status: 'in_progress' }, 409,
      'invalid_transition'],
    ['a moderator pays for the client', 'moderator', 'assigned', { status: 'in_progress' }, 403, 'not_allowed'],
    ['a transporter goes without a proof', 'transporter', 'in_progress', { status: 'completed' }, 422,
      'proof_required'],
    ['a client goes back', 'client', 'validated', { status: 'pending' }, 409, 'invalid_transition'],
    ['a completed job is reopened', 'moderator', 'completed', { status: 'in_progress' }, 409,
      'invalid_transition'],
    ['a moderator rejects without a reason', 'moderator', 'pending', { status: 'cancelled' }, 422,
      'reason_required'],
    ['a dispute is declared by hand', 'client', 'in_progress', { status: 'disputed' }, 403, 'not_allowed'],
    ['a moderator assigns nobody', 'moderator', 'validated', { status: 'assigned' }, 400, 'missing_value'],
    ['a moderator asks nothing', 'moderator', 'pending', { status: 'validated', final_price: 0 }, 400,
      'invalid_amount'],
    ['the proof is a list', 'transporter', 'in_progress', { status: 'completed', proof_of_delivery: [1] },
      400, 'invalid_value'],
    ['a moderator hides another price in the payment', 'moderator', 'in_progress',
      { status: 'completed', status_reason: 'x', final_price: 1 }, 409, 'field_locked'],
  ];
  for (const [title, name, from, changes, status, error] of refused)
    it(`is refused where ${title}`, async () => {
      const request = requestAt(from);
      const answer = await patch(name, request, changes);
      assert.deepEqual([answer.status, nameOf(answer.error)], [status, error]);
      assert.equal(statusOf(request), from);
    });

  it('needs the wallet that the function needs', async () => {
    sql(`select test.sign_up('broke')`);
    const request = requestOf('broke', 'assigned');
    const answer = await patch('broke', request, { status: 'in_progress' });
    assert.deepEqual([answer.status, nameOf(answer.error)], [402, 'insufficient_funds']);
    assert.equal(statusOf(request), 'assigned');
  });

  it('of every row at once moves none when one may not move', async () => {
    const [first, second] = [requestAt('pending'), requestAt('validated')];
    const { status } = await as('moderator').from('transport_requests')
      .update({ status: 'cancelled' }).in('id', [first, second]);
    assert.equal(status, 422);
    assert.deepEqual([statusOf(first), statusOf(second)], ['pending', 'validated']);
  });
});

describe('a PATCH of other columns', () => {
  it('of a stranger\'s row finds nothing and changes nothing', async () => {
    const request = requestAt('pending');
    for (const name of ['stranger', 'transporter']) {
      const answer = await patch(name, request, { cargo_description: 'mine now' });
      assert.deepEqual([answer.status, answer.data], [200, []]);
      const silent = await as(name).from('transport_requests').update({ status: 'cancelled' }).eq('id', request);
      assert.equal(silent.status, 204);
    }
    assert.equal(column(request, 'cargo_description'), 'Rice in sacks');
    assert.equal(statusOf(request), 'pending');
  });

  it('of final_price is the moderator\'s until money moves', async () => {
    const request = requestAt('validated');
    const [row] = good(await patch('moderator', request, { final_price: 200000 }));
    assert.equal(row.final_price, 200000);
    const byClient = await patch('client', request, { final_price: 1 });
    assert.deepEqual([byClient.status, byClient.error.code], [403, '42501']);
    const paid = requestAt('in_progress');
    const late = await patch('moderator', paid, { final_price: 1 });
    assert.deepEqual([late.status, nameOf(late.error)], [409, 'field_locked']);
    const negative = await patch('moderator', request, { final_price: -5 });
    assert.deepEqual([negative.status, nameOf(negative.error)], [400, 'invalid_amount']);
    const none = await patch('moderator', request, { final_price: null });
    assert.deepEqual([none.status, nameOf(none.error)], [400, 'missing_value']);
  });

  it('of a pending draft prices it anew', async () => {
    const request = requestAt('pending');
    const before = Number(column(request, 'estimated_price'));
    const [row] = good(await patch('client', request, { cargo_weight_kg: 5000 }));
    assert.ok(row.estimated_price > before);
    assert.equal(row.status, 'pending');
  });

  it('of what only the machine writes is refused by the grants', async () => {
    const request = requestAt('pending');
    for (const changes of [{ client_id: id('stranger') }, { estimated_price: 1 }, { commission_bps: 0 },
      { platform_commission: 0 }, { paid_at: '2020-01-01' }, { validated_by: id('client') }])
      for (const name of ['client', 'moderator']) {
        const { status, error } = await patch(name, request, changes);
        assert.deepEqual([status, error?.code], [403, '42501'], `${name} ${JSON.stringify(changes)}`);
      }
  });

  it('of money is nobody\'s', async () => {
    const wallet = sql(`select id from alogistics.wallets where user_id = test.id('client')`);
    const before = balanceOf('client');
    for (const name of ['client', 'moderator', 'admin']) {
      const answers = [
        await as(name).from('wallets').update({ balance: 1 }).eq('id', wallet),
        await as(name).from('wallet_transactions').insert({ wallet_id: wallet, type: 'credit', amount: 5 }),
        await as(name).from('ledger_accounts').update({ balance: 1 }).eq('public_id', wallet),
        await as(name).from('ledger_entries').delete().eq('seq', 1),
      ];
      for (const { status, error } of answers)
        assert.deepEqual([status, error.code], [403, '42501'], name);
    }
    assert.equal(balanceOf('client'), before);
  });

  it('nothing is deleted', async () => {
    const request = requestAt('pending');
    for (const name of ['client', 'moderator', 'admin']) {
      const { status, error } = await as(name).from('transport_requests').delete().eq('id', request);
      assert.deepEqual([status, error.code], [403, '42501']);
    }
    assert.equal(statusOf(request), 'pending');
  });
});

describe('a POST', () => {
  const fixed = ({ id, quote_id, created_at, updated_at, ...rest }) => rest;

  it('to /transport_requests is the same as the function, and returns the row', async () => {
    const cargo = draft({ transport_type: 'fragile', cargo_volume_m3: 3 });
    const byFunction = good(await as('client').rpc('create_transport_request', cargo));
    const answer = await as('client').from('transport_requests')
      .insert({ ...cargo, client_id: id('client') }).select().single();
    assert.equal(answer.status, 201);
    assert.deepEqual(fixed(answer.data), fixed(byFunction));
    assert.notEqual(answer.data.id, byFunction.id);
  });

  it('does not need to say who asks, and cannot ask for another', async () => {
    const row = good(await as('client').from('transport_requests').insert(draft()).select().single());
    assert.equal(row.client_id, id('client'));
    const other = await as('client').from('transport_requests').insert({ ...draft(), client_id: id('stranger') });
    assert.deepEqual([other.status, nameOf(other.error)], [403, 'actor_mismatch']);
  });

  it('cannot start half-way', async () => {
    for (const changes of [{ status: 'assigned' }, { final_price: 1 }, { estimated_price: 1 }]) {
      const { status, error } = await as('client').from('transport_requests').insert({ ...draft(), ...changes });
      assert.deepEqual([status, error.code], [403, '42501']);
    }
  });

  it('of many is all or nothing', async () => {
    const before = sql(`select count(*) from alogistics.transport_requests`);
    const { status } = await as('client').from('transport_requests')
      .insert([draft(), draft({ cargo_weight_kg: -1 })]);
    assert.equal(status, 400);
    assert.equal(sql(`select count(*) from alogistics.transport_requests`), before);
  });

  it('of a draft by staff names the client', async () => {
    const row = good(await as('moderator').rpc('create_transport_request', draft({ client_uuid: id('client') })));
    assert.equal(row.client_id, id('client'));
    const forStaff = await as('moderator').rpc('create_transport_request', draft());
    assert.deepEqual([forStaff.status, nameOf(forStaff.error)], [403, 'not_allowed']);
  });

  it('of money by the back office goes through the ledger', async () => {
    const office = client(mint({ role: 'service_role', exp: inSeconds(60) }));
    const wallet = sql(`select id from alogistics.wallets where user_id = test.id('stranger')`);
    const row = good(await office.from('wallet_transactions')
      .insert({ wallet_id: wallet, type: 'credit', amount: 5000, description: 'top-up' }).select().single());
    assert.deepEqual([row.balance_before, row.balance_after, row.amount], [0, 5000, 5000]);
    assert.equal(balanceOf('stranger'), 5000);
  });
});

describe('a body that is none', () => {
  const call = async (path, body) => {
    const headers = { 'Content-Type': 'application/json' };
    const response = await plainRequest(path, token('client'), { method: 'POST', headers, body });
    return [response.status, (await response.json()).code];
  };

  it('is a bad request, or a function that is not there', async () => {
    const validate = '/rpc/process_payment';
    assert.deepEqual(await call(validate, '{"request_uuid":'), [400, 'PGRST102']);
    assert.deepEqual(await call(validate, '{"request_uuid":"x","amount":1}'), [400, '22P02']);
    assert.deepEqual(await call(validate, '{"request":"x"}'), [404, 'PGRST202']);
    assert.deepEqual(await call('/transport_requests', '{"cargo":"x"}'), [400, 'PGRST204']);
    const draftOf = JSON.stringify({ ...draft(), transport_type: 'teleport' });
    assert.deepEqual(await call('/transport_requests', draftOf), [400, '22P02']);
  });
});

describe('a double click', () => {
  it('pays once: one 200, one 409, and the money moves once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const request = requestAt('assigned');
      const before = balanceOf('client');
      const pay = () => as('client').rpc('process_payment', { request_uuid: request, amount: price });
      const answers = await Promise.all([pay(), pay()]);
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
      assert.equal(balanceOf('client'), before - price);
    }
  });

  it('completes once, however often it is sent', async () => {
    const request = requestAt('in_progress');
    const before = balanceOf('transporter');
    const complete = () => as('transporter').rpc('complete_transport_request',
      { request_uuid: request, proof_of_delivery: proofOfDelivery });
    const answers = await Promise.all([complete(), complete(), complete(), complete()]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409, 409]);
    assert.equal(balanceOf('transporter') - before, 188445);
    assert.equal(sql('select count(*) from alogistics.reconcile()'), '0');
  });
});
