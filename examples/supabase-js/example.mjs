// One freight job from sign-up to sign-out, by supabase-js. README.md says how to run it.
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { createSocleClient } from './socle-auth.mjs';

const { API } = process.env;
const options = { auth: { persistSession: false, autoRefreshToken: false } };
const newClient = () => createSocleClient(API, options);

// The data of an answer that is no error.
function good({ data, error }) {
  if (error) throw new Error(`${error.code}: ${error.message} ${error.details ?? ''}`);
  return data;
}

// Once per run, so that it can run again on the same server.
const run = Date.now();
const password = 'correct horse battery staple';
const person = (role, first_name) => ({
  email: `${role}-${run}@example.com`,
  password,
  options: { data: { role, first_name, last_name: 'Exemple', city: 'Dakar', country: 'SN', locale: 'fr' } },
});

console.log('Sign up: a client and a transporter');
const client = newClient();
client.auth.onAuthStateChange((event) => console.log(`  the client's app hears: ${event}`));
const awa = good(await client.auth.signUp(person('client', 'Awa'))).user;
const transporter = newClient();
const moussa = good(await transporter.auth.signUp(person('transporter', 'Moussa'))).user;

console.log('Sign in, and be the same person in a second app');
const wrong = await client.auth.signInWithPassword({ email: awa.email, password: 'something else' });
console.log(`  a wrong password: ${wrong.error.status} ${wrong.error.code}`);
const { session } = good(await client.auth.signInWithPassword({ email: awa.email, password }));
const tablet = newClient();
good(await tablet.auth.setSession(session));
assert.equal(good(await tablet.auth.getUser()).user.id, awa.id);
assert.equal(good(await tablet.auth.updateUser({ data: { city: 'Thiès' } })).user.user_metadata.city, 'Thiès');
good(await tablet.auth.refreshSession());

// Staff sign in like everybody else. These are of the demo data.
async function staff(email) {
  const someone = newClient();
  good(await someone.auth.signInWithPassword({ email, password: 'socle-demo' }));
  return someone;
}
const moderator = await staff('moderator002@demo.example');
const admin = await staff('admin001@demo.example');

console.log('The moderator verifies the transporter and his truck');
good(await moderator.rpc('verify_profile', { profile_uuid: moussa.id }));
const truck = good(await transporter.from('vehicles').insert({
  owner_id: moussa.id, type: 'truck', brand: 'Renault', model: 'T480', plate_number: `DK-${run}`,
  capacity_kg: 10000, capacity_m3: 40,
}).select('id').single());
good(await moderator.rpc('verify_vehicle', { vehicle_uuid: truck.id }));
for (const kind of ['insurance', 'inspection']) {
  const file_sha256 = createHash('sha256').update(`the scan of the ${kind}`).digest('hex');
  const paper = good(await transporter.rpc('submit_document',
    { kind, file_sha256, vehicle_uuid: truck.id, valid_until: '2099-12-31' }));
  good(await moderator.rpc('approve_document', { document_uuid: paper }));
}

console.log('The client tops up her wallet; the payment provider says that it was paid');
const provider = 'example';
const secret = `secret of run ${run}`;
good(await admin.rpc('set_payment_provider', { name: provider, secret }));
const intent = good(await client.rpc('top_up', { amount: 1000000, provider }));
const payload = JSON.stringify(
  { id: `example ${run}`, type: 'payment.succeeded', reference: intent, amount: 1000000, currency: 'XOF' });
const signature = createHmac('sha256', secret).update(payload).digest('hex');
assert.equal(good(await newClient().rpc('receive_payment_event', { provider, payload, signature })), 'processed');
const balanceOf = async (someone) => good(await someone.from('wallets').select('balance').single()).balance;

console.log('The job: ask, validate, assign, pay, track, deliver, rate');
const request = good(await client.rpc('create_transport_request', {
  cargo_description: 'Riz en sacs', cargo_weight_kg: 1000,
  pickup_address: '12 rue Carnot', pickup_city: 'Dakar', pickup_lat: 14.6928, pickup_lng: -17.4467,
  delivery_address: 'Marché Rose', delivery_city: 'Bamako', delivery_lat: 12.6392, delivery_lng: -8.0029,
  pickup_date: '2099-03-10T08:00:00Z', delivery_date: '2099-03-12T18:00:00Z',
}));
const request_uuid = request.id;
good(await moderator.rpc('validate_transport_request', { request_uuid }));
good(await moderator.rpc('assign_transporter',
  { request_uuid, transporter_uuid: moussa.id, vehicle_uuid: truck.id }));
good(await tablet.rpc('process_payment', { request_uuid, amount: request.estimated_price }));
good(await transporter.from('tracking_updates').insert({ request_id: request_uuid, lat: 14.1, lng: -12.3 }));
assert.equal(good(await client.from('tracking_updates').select('lat').eq('request_id', request_uuid)).length, 1);
good(await transporter.rpc('complete_transport_request',
  { request_uuid, proof_of_delivery: {
    received_by: 'M. Traoré',
    signature_sha256: createHash('sha256').update('the file with the signature').digest('hex'),
  } }));
good(await client.from('ratings').insert({ request_id: request_uuid, score: 5, comment: 'Merci' }));
const { status } = good(await client.from('transport_requests').select('status').eq('id', request_uuid).single());
console.log(`  ${status}; the client has ${await balanceOf(client)}, the transporter ${await balanceOf(transporter)}`);
assert.deepEqual(good(await admin.rpc('reconcile')), []);

console.log('Sign out everywhere: the access token of the second app still lives, and is refused');
const { data: { session: last } } = await tablet.auth.getSession();
good(await client.auth.signOut({ scope: 'global' }));
const refused = await tablet.from('wallets').select('balance');
console.log(`  ${refused.status} ${JSON.parse(refused.error.details).error}`);
const late = await newClient().auth.refreshSession(last);
console.log(`  ${late.error.status} ${late.error.code}`);
for (const someone of [moderator, admin, transporter]) good(await someone.auth.signOut({ scope: 'local' }));
