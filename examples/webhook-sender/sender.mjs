// Delivers webhooks: takes them from the database over its REST interface, posts them, and says what
// became of each. No dependency; any number of these may run at once.
//
//   API_URL       of PostgREST
//   SERVICE_TOKEN a token of the role service_role
//   ALLOW_PRIVATE 1 to post to private addresses too, for tests on one's own machine
import dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import os from 'node:os';
import { pathToFileURL } from 'node:url';
import { isPublic } from './addresses.mjs';

const timeoutMs = 10_000;
const leaseSeconds = 60;
const pauseMs = 1_000;
const retryAfterSecondsMax = 86_400;

// The function of the database of this name, as the back office.
export function database(apiUrl, token) {
  return async (name, values) => {
    const answer = await fetch(`${apiUrl}/rpc/${name}`, {
      method: 'POST',
      headers: {
        'Authorization': `Bearer ${token}`,
        'Content-Type': 'application/json',
        'Content-Profile': 'alogistics',
      },
      body: JSON.stringify(values),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${name}: ${answer.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  };
}

// Looks a name up and refuses it if any of its addresses is private. The connection goes to what was
// looked up here: a name that changes afterwards leads nowhere else.
function lookUp(name, options, done) {
  dns.lookup(name, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error);
    const bad = addresses.find(({ address }) => !isPublic(address));
    if (bad) return done(new Error(`${name} leads to a private address`));
    if (options.all) return done(null, addresses);
    return done(null, addresses[0].address, addresses[0].family);
  });
}

// What the header Retry-After asks for, which is a number of seconds or a date: whole seconds from
// now on, at least one and at most a day. Nothing if it is neither.
export function retryAfterSeconds(header, nowMs = Date.now()) {
  const text = String(header ?? '').trim();
  const seconds = /^\d+$/.test(text) ? Number(text) : Math.ceil((Date.parse(text) - nowMs) / 1000);
  if (Number.isNaN(seconds)) return undefined;
  return Math.min(Math.max(seconds, 1), retryAfterSecondsMax);
}

// The answer: its status and headers. Redirects are not followed: they could lead to a private
// address.
export function post(delivery, allowPrivate = false) {
  return new Promise((resolve, reject) => {
    const url = new URL(delivery.url);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (!allowPrivate && url.protocol !== 'https:') throw new Error('not https');
    if (!allowPrivate && net.isIP(host) && !isPublic(host)) throw new Error('a private address');
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      method: 'POST',
      agent: false,
      ...(allowPrivate ? {} : { lookup: lookUp }),
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(delivery.body),
        'User-Agent': 'socle-webhooks',
        'webhook-id': delivery.webhook_id,
        'webhook-timestamp': String(delivery.webhook_timestamp),
        'webhook-signature': delivery.webhook_signature,
      },
    }, (answer) => {
      // Nothing that it says is of interest, however long it is.
      answer.destroy();
      resolve({ status: answer.statusCode, headers: answer.headers });
    });
    request.on('error', reject);
    request.end(delivery.body);
  });
}

// Why it did not arrive, or nothing if it did.
async function failureOf(delivery, allowPrivate) {
  try {
    const { status, headers } = await post(delivery, allowPrivate);
    if (status >= 200 && status < 300) return null;
    const isBusy = status === 429 || status === 503;
    return { error: `status ${status}`, status,
      retry_after: isBusy ? retryAfterSeconds(headers['retry-after']) : undefined };
  } catch (error) {
    return { error: String(error.message || error.code).slice(0, 500) };
  }
}

// Whether it arrived. If the database cannot be told, the lease ends and it is delivered again.
async function deliver(call, worker, delivery, allowPrivate) {
  const failure = await failureOf(delivery, allowPrivate);
  try {
    if (failure) await call('fail_webhook', { id: delivery.id, worker, ...failure });
    else await call('complete_webhooks', { ids: [delivery.id], worker });
  } catch (error) {
    console.error(error.message);
  }
  return !failure;
}

// Takes what is due and delivers it; how many were taken, and how many arrived. What fails comes back
// later by itself.
export async function round(call, { worker, count = 10, allowPrivate = false }) {
  const deliveries = await call('claim_webhooks',
    { worker, max_count: count, lease_seconds: leaseSeconds });
  const arrived = await Promise.all(deliveries.map(
    (delivery) => deliver(call, worker, delivery, allowPrivate)));
  return { taken: deliveries.length, arrived: arrived.filter(Boolean).length };
}

async function main() {
  const { API_URL, SERVICE_TOKEN, ALLOW_PRIVATE } = process.env;
  const call = database(API_URL, SERVICE_TOKEN);
  const options = { worker: `webhooks ${os.hostname()} ${process.pid}`,
    allowPrivate: ALLOW_PRIVATE === '1' };
  let isOver = false;
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => { isOver = true; });
  while (!isOver) {
    let taken = 0;
    try {
      ({ taken } = await round(call, options));
    } catch (error) {
      console.error(error.message);
    }
    if (taken === 0) await new Promise((resolve) => { setTimeout(resolve, pauseMs); });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
