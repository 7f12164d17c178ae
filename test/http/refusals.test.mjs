// Every refusal that the main job can meet, as the app gets it: HTTP status, code, message, hint and
// details, whose `error` is the stable name. Design §4; A-92 … A-94.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { as, client, draft, id, inSeconds, mint, proofOfDelivery, requestAt, requestOf, sql } from './api.mjs';

const catalogue = new Map();
const unknown = '00000000-0000-4000-8000-000000000000';

before(() => {
  for (const row of JSON.parse(sql('select json_agg(e) from socle.errors as e')))
    catalogue.set(row.name, row);
  sql(`
    select test.sign_up('poor'), test.sign_up('frozen'), test.sign_up('moonlighter'),
           test.sign_up('disabled'),
           test.sign_up('novice', 'transporter'), test.sign_up('retired', 'transporter');
    select test.vehicle('novice truck', 'novice'), test.vehicle('retired truck', 'retired'),
           test.vehicle('moto', 'transporter', 'moto', 120),
           test.vehicle('flatless van', 'transporter', 'van', 5000),
           test.vehicle('new', 'transporter'), test.vehicle('parked', 'transporter'),
           test.vehicle('uninsured', 'transporter'), test.vehicle('uninspected', 'transporter');
    select alogistics.verify_profile(test.id('novice'), false),
           alogistics.verify_vehicle(test.id('new'), false),
           alogistics.deactivate_profile(test.id('retired')),
           alogistics.deactivate_profile(test.id('disabled'));
    update alogistics.vehicles set capacity_m3 = 1 where id = test.id('flatless van');
    update alogistics.vehicles set is_available = false where id = test.id('parked');
    update alogistics.vehicles set insurance_expiry = current_date where id = test.id('uninsured');
    update alogistics.vehicles set inspection_expiry = null where id = test.id('uninspected');
    select test.credit('frozen', 1000000);
    update alogistics.ledger_accounts set is_active = false where owner_id = test.id('frozen');`);
});

const validate = (name, request, more) =>
  as(name).rpc('validate_transport_request', { request_uuid: request, ...more });
const assign = (request, transporter, vehicle, name = 'moderator') =>
  as(name).rpc('assign_transporter', {
    request_uuid: request,
    transporter_uuid: transporter && id(transporter),
    vehicle_uuid: vehicle && id(vehicle),
  });
const pay = (name, request, amount) =>
  as(name).rpc('process_payment', { request_uuid: request, amount });
const complete = (name, request, more) =>
  as(name).rpc('complete_transport_request', { request_uuid: request, ...more });
const create = (changes, name = 'client') =>
  as(name).rpc('create_transport_request', draft(changes));

// What a moderator asks for a validated request of `changes`.
async function assignTo(transporter, vehicle, changes = '') {
  const request = requestAt('pending');
  if (changes) sql(`update alogistics.transport_requests set ${changes} where id = '${request}'`);
  await validate('moderator', request);
  return assign(request, transporter, vehicle);
}

function selfDealing() {
  sql(`select alogistics.set_role(test.id('moonlighter'), 'client')`);
  const request = requestOf('moonlighter', 'validated');
  sql(`select alogistics.set_role(test.id('moonlighter'), 'transporter'),
              alogistics.verify_profile(test.id('moonlighter'))`);
  return assign(request, 'moonlighter', 'truck');
}

function busy() {
  const [first, second] = [requestAt('assigned'), requestAt('pending')];
  sql(`update alogistics.transport_requests as r
       set pickup_date = o.delivery_date - interval '1 hour', delivery_date = o.delivery_date + interval '1 day'
       from alogistics.transport_requests as o where o.id = '${first}' and r.id = '${second}';
       select alogistics.validate_transport_request('${second}')`);
  return assign(second, 'transporter', 'truck');
}

const nobody = () => client(mint({ sub: unknown, role: 'authenticated', exp: inSeconds(60) }));
const rate = (name, request) => as(name).from('ratings').insert({ request_id: request, score: 5 });
const track = (name, request) =>
  as(name).from('tracking_updates').insert({ request_id: request, lat: 1, lng: 1 });

// [what happens, status, error, the call, members of details]
const cases = [
  ['a draft without a city', 400, 'missing_value', () => create({ pickup_city: null }),
    { field: 'pickup_city' }],
  ['a blank description', 400, 'missing_value', () => create({ cargo_description: ' ' }),
    { field: 'cargo_description' }],
  ['cargo without weight', 400, 'invalid_value', () => create({ cargo_weight_kg: 0 }),
    { field: 'cargo_weight_kg', reason: 'not positive' }],
  ['a place that is none', 400, 'invalid_value', () => create({ pickup_lat: 91 }),
    { field: 'pickup_lat' }],
  ['a delivery before the pick-up', 400, 'invalid_value',
    () => create({ delivery_date: '2020-01-01T00:00:00Z' }), { field: 'delivery_date' }],
  ['a delivery that never comes', 400, 'invalid_value', () => create({ delivery_date: 'infinity' }),
    { field: 'delivery_date' }],
  ['a city too long for the books', 400, 'invalid_value',
    () => create({ pickup_city: 'x'.repeat(201) }), { field: 'pickup_city', reason: 'too long' }],
  ['no request', 400, 'missing_value', () => validate('moderator', null), { field: 'request_uuid' }],
  ['no vehicle', 400, 'missing_value',
    () => assign(requestAt('validated'), 'transporter', null), { field: 'vehicle_uuid' }],
  ['no amount', 400, 'missing_value', () => pay('client', requestAt('assigned'), null),
    { field: 'amount' }],
  ['an amount of nothing', 400, 'invalid_amount', () => pay('client', requestAt('assigned'), 0)],
  ['a negative amount', 400, 'invalid_amount', () => pay('client', requestAt('assigned'), -1)],
  ['a price that is no number', 400, 'invalid_amount',
    () => validate('moderator', requestAt('pending'), { price: 'NaN' })],
  ['a reason that is a novel', 400, 'invalid_value',
    () => as('moderator').rpc('reject_transport_request',
      { request_uuid: requestAt('pending'), reason: 'é'.repeat(1001) }),
    { field: 'status_reason', reason: 'too long', characters_max: 1000 }],
  ['a proof that is a list', 400, 'invalid_value',
    () => complete('transporter', requestAt('in_progress'), { proof_of_delivery: ['photo'] }),
    { field: 'proof_of_delivery' }],

  ['a token of nobody', 401, 'authentication_required',
    () => nobody().rpc('create_transport_request', draft())],

  ['a wallet without money', 402, 'insufficient_funds',
    () => pay('poor', requestOf('poor', 'assigned'), 221700),
    { balance: 0, required: 221700, currency: 'XOF' }],

  ['a deactivated account that asks', 403, 'account_disabled', () => create({}, 'disabled')],
  ['a transporter who asks', 403, 'not_allowed', () => create({}, 'transporter'),
    { event: 'create', allowed_for: ['client'] }],
  ['a client who asks in the name of another', 403, 'actor_mismatch',
    () => create({ client_uuid: id('stranger') })],
  ['a client who validates', 403, 'not_allowed', () => validate('client', requestAt('pending')),
    { allowed_for: ['staff', 'system'] }],
  ['a moderator who says he is the admin', 403, 'actor_mismatch',
    () => validate('moderator', requestAt('pending'), { moderator_uuid: id('admin') })],
  ['a transporter who assigns himself', 403, 'not_allowed',
    () => assign(requestAt('validated'), 'transporter', 'truck', 'transporter')],
  ['a moderator who pays', 403, 'not_allowed',
    () => pay('moderator', requestAt('assigned'), 221700), { event: 'pay' }],
  ['a transporter who pays', 403, 'not_allowed',
    () => pay('transporter', requestAt('assigned'), 221700), { event: 'pay' }],
  ['a client who completes', 403, 'not_allowed',
    () => complete('client', requestAt('in_progress'), { proof_of_delivery: proofOfDelivery }),
    { event: 'complete' }],
  ['a client who sends a position', 403, 'not_allowed',
    () => track('client', requestAt('in_progress'))],

  ['a request that does not exist', 404, 'not_found', () => validate('moderator', unknown),
    { entity: 'transport_request', id: unknown }],
  ['a request of somebody else', 404, 'not_found',
    () => pay('stranger', requestAt('assigned'), 221700), { entity: 'transport_request' }],
  ['a transporter who does not exist', 404, 'not_found',
    () => assign(requestAt('validated'), 'nobody at all', 'truck'), { entity: 'transporter' }],
  ['a vehicle that does not exist', 404, 'not_found',
    () => assign(requestAt('validated'), 'transporter', 'no such truck'), { entity: 'vehicle' }],

  ['validated twice', 409, 'invalid_transition', () => validate('moderator', requestAt('validated')),
    { from: 'validated', to: 'validated', allowed: ['assigned', 'cancelled'] }],
  ['assigned before it is validated', 409, 'invalid_transition',
    () => assign(requestAt('pending'), 'transporter', 'truck'),
    { from: 'pending', to: 'assigned', allowed: ['validated', 'cancelled'] }],
  ['paid before it is assigned', 409, 'invalid_transition',
    () => pay('client', requestAt('validated'), 221700),
    { from: 'validated', to: 'in_progress' }],
  ['paid twice', 409, 'invalid_transition', () => pay('client', requestAt('in_progress'), 221700),
    { from: 'in_progress', to: 'in_progress' }],
  ['completed twice', 409, 'invalid_transition',
    () => complete('transporter', requestAt('completed'), { proof_of_delivery: proofOfDelivery }),
    { from: 'completed', to: 'completed', allowed: ['disputed'] }],
  ['cancelled by the transporter', 403, 'not_allowed',
    () => as('transporter').rpc('cancel_transport_request', { request_uuid: requestAt('in_progress') }),
    { event: 'cancel', allowed_for: ['client', 'staff', 'system'] }],
  ['cargo changed after validation', 409, 'field_locked',
    () => as('client').from('transport_requests').update({ cargo_weight_kg: 9 })
      .eq('id', requestAt('validated')), { field: 'cargo', status: 'validated' }],
  ['a vehicle that its owner took out', 409, 'vehicle_unavailable',
    () => assignTo('transporter', 'parked')],
  ['a vehicle that has a job at that time', 409, 'vehicle_busy', busy],
  ['a position before the job began', 409, 'tracking_not_allowed',
    () => track('transporter', requestAt('assigned')), { status: 'assigned' }],
  ['a rating before the job ended', 409, 'rating_not_allowed',
    () => rate('client', requestAt('in_progress')), { status: 'in_progress' }],

  ['a price with a fraction of a franc', 422, 'fractional_amount',
    () => validate('moderator', requestAt('pending'), { price: 1000.5 })],
  ['a price beyond the ledger', 422, 'amount_out_of_range',
    () => validate('moderator', requestAt('pending'), { price: '9'.repeat(20) })],
  ['another amount than the price', 422, 'amount_mismatch',
    () => pay('client', requestAt('assigned'), 1000),
    { expected: 221700, given: 1000, currency: 'XOF' }],
  ['a rejection without a reason', 422, 'reason_required',
    () => as('moderator').rpc('reject_transport_request',
      { request_uuid: requestAt('pending'), reason: ' ' }), { event: 'reject' }],
  ['a completion by staff without a reason', 422, 'reason_required',
    () => complete('moderator', requestAt('in_progress')), { event: 'complete' }],
  ['a delivery without proof', 422, 'proof_required',
    () => complete('transporter', requestAt('in_progress')), { event: 'complete' }],
  ['the client as transporter', 422, 'self_dealing', selfDealing],
  ['a transporter who is none', 422, 'not_a_transporter',
    () => assign(requestAt('validated'), 'stranger', 'truck')],
  ['a transporter who was deactivated', 422, 'transporter_inactive',
    () => assign(requestAt('validated'), 'retired', 'retired truck')],
  ['a transporter without verified papers', 422, 'transporter_not_verified',
    () => assign(requestAt('validated'), 'novice', 'novice truck')],
  ['a vehicle of another transporter', 422, 'vehicle_not_owned',
    () => assign(requestAt('validated'), 'transporter', 'van')],
  ['a vehicle without verified papers', 422, 'vehicle_not_verified',
    () => assignTo('transporter', 'new')],
  ['a vehicle for less weight', 422, 'vehicle_too_small', () => assignTo('transporter', 'moto'),
    { dimension: 'weight_kg', capacity: 120, required: 1000 }],
  ['a vehicle for less volume', 422, 'vehicle_too_small',
    () => assignTo('transporter', 'flatless van'),
    { dimension: 'volume_m3', capacity: 1, required: 2 }],
  ['fragile goods on a moto', 422, 'vehicle_unsuitable',
    () => assignTo('transporter', 'moto', `transport_type = 'fragile', cargo_weight_kg = 20`),
    { vehicle_type: 'moto', transport_type: 'fragile' }],
  ['an insurance that ends before the delivery', 422, 'insurance_expired',
    () => assignTo('transporter', 'uninsured')],
  ['no inspection', 422, 'inspection_expired', () => assignTo('transporter', 'uninspected'),
    { expires: null }],

  ['a frozen wallet', 423, 'wallet_frozen',
    () => pay('frozen', requestOf('frozen', 'assigned'), 221700)],
];

describe('refusals', () => {
  for (const [title, status, name, call, members] of cases) {
    it(`${status} ${name}: ${title}`, async () => {
      const answer = await call();
      assert.ok(answer.error, `accepted: ${JSON.stringify(answer.data)}`);
      const details = JSON.parse(answer.error.details);
      const { sqlstate, message, hint } = catalogue.get(name);
      assert.deepEqual([answer.status, details.error], [status, name]);
      assert.equal(sqlstate, `PT${status}`);
      assert.deepEqual([answer.error.code, answer.error.message, answer.error.hint],
        [sqlstate, message, hint]);
      for (const [member, value] of Object.entries(members ?? {}))
        assert.deepEqual(details[member], value, `details.${member}`);
    });
  }
});
