// Accounts as an app has them: supabase-js, by the adapter of examples/supabase-js, so that the example
// is what the tests prove.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createSocleClient } from '../../examples/supabase-js/socle-auth.mjs';
import { apiUrl, client, good, inSeconds, mint, request } from './api.mjs';
import { watchedFetch } from './secrets.mjs';

let last = 0;
const next = () => `${process.pid}${(last += 1)}`;

export const newPassword = () => randomBytes(18).toString('base64url');

// An address of the network that nobody has used, because failures count by address.
export function newAddress() {
  last += 1;
  return `10.${process.pid % 256}.${last >> 8}.${last & 255}`;
}

// An app on a device at `address`.
export function app(address = newAddress(), api = apiUrl) {
  const headers = { 'x-forwarded-for': address, 'user-agent': 'An app of the tests' };
  return createSocleClient(api, {
    auth: { persistSession: false, autoRefreshToken: false },
    global: { headers, fetch: watchedFetch },
  });
}

// Somebody who has just signed up: {email, password, app, id, session}.
export async function newcomer(data = {}, address = newAddress()) {
  const email = `person-${next()}@example.com`;
  const password = newPassword();
  const own = app(address);
  const { user, session } = good(await own.auth.signUp({ email, password, options: { data } }));
  return { email, password, app: own, id: user.id, session };
}

// The plain interface: {status, body, retryAfter}.
export async function call(name, values, { bearer, address = newAddress(), api } = {}) {
  const headers = { 'content-type': 'application/json' };
  if (address) headers['x-forwarded-for'] = address;
  const answer = await request(`/rpc/${name}`, bearer,
    { method: 'POST', headers, body: JSON.stringify(values) }, api);
  const text = await answer.text();
  return { status: answer.status, body: text && JSON.parse(text), retryAfter: answer.headers.get('retry-after') };
}

// `refused` is status and stable name, of an answer of call() or of supabase.auth.
export function assertRefused(answer, status, code, title) {
  const error = answer.error ?? { ...answer.body, status: answer.status };
  const name = error.details ? JSON.parse(error.details).error : error.code;
  assert.deepEqual([error.status ?? answer.status, name], [status, code], title);
}

// The back office, which sends the mails.
export const office = client(mint({ role: 'service_role', exp: inSeconds(3600) }));

// Takes the mails to this address out of the outbox, oldest first. Cancelled and not claimed: a claim
// would take those of other tests too.
export async function takeMails(email) {
  const rows = good(await office.from('outbox').select().eq('recipient', email).order('id'));
  for (const { id } of rows) good(await office.rpc('cancel_job', { id }));
  return rows;
}

export const tokenOf = (mails, template) => mails.findLast((mail) => mail.template === template).data.token;

export const claimsOf = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));

export const sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

// Whether this access token is let in: undefined, or [status, stable name].
export async function refusalOf(bearer, api) {
  const answer = await request('/rpc/me', bearer, {}, api);
  if (answer.ok) return undefined;
  const body = await answer.json();
  return [answer.status, body.details ? JSON.parse(body.details).error : body.code];
}
