// What the tests share: signed-in people as apps have them, and the database behind their backs.
import { execFileSync } from 'node:child_process';
import { createClient } from '@supabase/supabase-js';
import { remember, watchedFetch } from './secrets.mjs';

export const apiUrl = process.env.API_URL;

// The answer of psql as a superuser: what a test prepares, or checks behind the interface.
export function sql(text) {
  const options = ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', process.env.TEST_DATABASE];
  return execFileSync('psql', options, { input: text, encoding: 'utf8' }).trim();
}

const ids = new Map();

// The id that test/fixtures.sql gives to the person, vehicle or request of this name.
export function id(name) {
  if (!ids.has(name)) ids.set(name, sql(`select test.id('${name}')`));
  return ids.get(name);
}

export function mint(claims) {
  return remember(sql(`select socle.mint_token('${JSON.stringify(claims)}')`));
}

const hour = 3600;
export const inSeconds = (seconds) => Math.floor(Date.now() / 1000) + seconds;

export function token(name) {
  return mint({ sub: id(name), role: 'authenticated', exp: inSeconds(hour) });
}

// PostgREST stands alone here: no gateway strips /rest/v1, which the client puts before each path.
const withoutGateway = (url, options) =>
  watchedFetch(String(url).replace('/rest/v1/', '/'), options);

const anonymousKey = mint({ role: 'anon', exp: inSeconds(hour) });

// A client as an app makes it; `bearer` is the person's token.
export function client(bearer = anonymousKey) {
  return createClient(apiUrl, anonymousKey, {
    auth: { persistSession: false, autoRefreshToken: false },
    db: { schema: 'alogistics' },
    global: { fetch: withoutGateway, headers: { Authorization: `Bearer ${bearer}` } },
  });
}

const people = new Map();

// The person of this name, signed in.
export function as(name) {
  if (!people.has(name)) people.set(name, client(token(name)));
  return people.get(name);
}

// The plain interface, for what the client hides.
export function request(path, bearer, options = {}, api = apiUrl) {
  const headers = { ...options.headers };
  if (bearer) headers.Authorization = `Bearer ${bearer}`;
  return watchedFetch(`${api}${path}`, { ...options, headers });
}

// A day of its own for each request, so that no two of them want one vehicle at the same time.
const nextDay = () => Number(sql(`select nextval('test.day')`));

let lastRequest = 0;
const nextName = () => `${process.pid} ${(lastRequest += 1)}`;

// A request that has come as far as `status`; returns its id.
export const requestAt = (status) =>
  sql(`select test.request_at('${nextName()}', '${status}', ${nextDay()})`);

// The same for another client: validated, or assigned to the transporter with his truck.
export function requestOf(person, status) {
  const request = sql(`select test.request('${nextName()}', '${person}', ${nextDay()})`);
  sql(`select alogistics.validate_transport_request('${request}')`);
  if (status === 'assigned')
    sql(`select alogistics.assign_transporter('${request}', test.id('transporter'), test.id('truck'))`);
  return request;
}

// What a client sends to ask for a transport from Dakar to Bamako.
export function draft(changes = {}) {
  const day = nextDay();
  const at = (offset) => new Date(Date.now() + (day + offset) * 24 * hour * 1000).toISOString();
  return {
    cargo_description: 'Rice in sacks',
    cargo_weight_kg: 1000,
    cargo_volume_m3: 2,
    pickup_address: '12 rue Carnot',
    pickup_city: 'Dakar',
    pickup_lat: 14.6928,
    pickup_lng: -17.4467,
    delivery_address: 'Marché Rose',
    delivery_city: 'Bamako',
    delivery_lat: 12.6392,
    delivery_lng: -8.0029,
    pickup_date: at(0),
    delivery_date: at(2),
    ...changes,
  };
}

// What a transporter shows of a delivery.
export const proofOfDelivery = { received_by: 'M. Traoré', signature_sha256: '0123456789abcdef'.repeat(4) };

// The data of an answer that is no error.
export function good({ data, error, status }) {
  if (error) throw new Error(`${status} ${JSON.stringify(error)}`);
  return data;
}

export const statusOf = (request) =>
  sql(`select status from alogistics.transport_requests where id = '${request}'`);
export const balanceOf = (name) =>
  Number(sql(`select balance from alogistics.wallets where user_id = test.id('${name}')`));
