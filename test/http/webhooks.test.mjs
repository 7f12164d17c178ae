// Webhooks, delivered for real: the example's sender to a receiver on this machine. design §7.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Webhook } from 'standardwebhooks';
import { isPublic } from '../../examples/webhook-sender/addresses.mjs';
import { verify } from '../../examples/webhook-sender/receiver.mjs';
import { database, post, retryAfterSeconds, round } from '../../examples/webhook-sender/sender.mjs';
import { apiUrl, as, good, id, inSeconds, mint, sql } from './api.mjs';
import { remember } from './secrets.mjs';

const token = mint({ role: 'service_role', exp: inSeconds(3600) });
const call = database(apiUrl, token);
const received = [];
let status = 200;
// What the answer has besides.
let headers = {};
let server;
let url;

before(async () => {
  server = http.createServer(async (request, answer) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    received.push({ headers: request.headers, body });
    server.emit('delivery');
    // Silence: the sender waits.
    if (status === 0) return;
    answer.writeHead(status, status === 302 ? { location: url } : headers).end('thanks');
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  url = `http://127.0.0.1:${server.address().port}/hook`;
});
after(() => {
  server.close();
  server.closeAllConnections();
});

// What the example's receiver says, and the library of Standard Webhooks.
function isSigned({ headers, body }, secret) {
  const isRight = verify(headers, body, secret);
  const judge = () => new Webhook(secret).verify(body, headers);
  if (isRight) assert.equal(judge().type, JSON.parse(body).type);
  else assert.throws(judge, { name: 'WebhookVerificationError' });
  return isRight;
}

const send = (worker = 'test') => round(call, { worker, count: 100, allowPrivate: true });
const allowPrivate = (word) => sql(
  `insert into alogistics.platform_settings (key, value) values ('webhooks.private_targets', '"${word}"')
   on conflict (key) do update set value = excluded.value`);
const again = () => sql(
  `update alogistics.jobs set run_at = clock_timestamp() where queue = 'webhook' and state = 'ready'`);

const unsubscribe = ({ id: webhook_uuid }) => as('admin').rpc('remove_webhook', { webhook_uuid });

// An endpoint for the time of a test.
async function subscribe(context, kinds) {
  const data = good(await as('admin').rpc('add_webhook', { url, kinds, description: 'a test' }));
  context.after(() => unsubscribe(data));
  return { id: data.id, secret: remember(data.secret) };
}

const change = (request) =>
  sql(`update alogistics.transport_requests set pickup_city = 'Thiès ' || clock_timestamp() where id = '${request}'`);

test('an address on this machine is refused, unless it is allowed', async () => {
  const { error } = await as('admin').rpc('add_webhook', { url, kinds: ['*'], description: 'a test' });
  assert.equal(error.code, 'PT400');
  assert.match(error.details, /not https/);
  allowPrivate('allowed');
});

test('only admins and the back office have endpoints', async () => {
  for (const name of ['client', 'transporter', 'moderator']) {
    const { error } = await as(name).rpc('add_webhook', { url, kinds: ['*'], description: 'a test' });
    assert.equal(error.code, 'PT403', name);
  }
});

test('an event is delivered once, signed, in the order of its request', async (t) => {
  const endpoint = await subscribe(t, ['request.*']);
  const request = sql(`select test.request_at('webhooks', 'pending', nextval('test.day')::integer)`)
    || id('webhooks');
  await send();
  received.length = 0;
  sql(`begin; update alogistics.transport_requests set pickup_city = 'Nowhere' where id = '${request}'; rollback`);
  assert.deepEqual(await send(), { taken: 0, arrived: 0 }, 'what is rolled back is not told');
  change(request);
  change(request);
  assert.deepEqual(await send(), { taken: 1, arrived: 1 }, 'the first of the request');
  assert.deepEqual(await send(), { taken: 1, arrived: 1 }, 'then the second');
  assert.deepEqual(await send(), { taken: 0, arrived: 0 }, 'what arrived does not come again');
  assert.equal(received.length, 2);
  assert.notEqual(received[0].headers['webhook-id'], received[1].headers['webhook-id']);
  for (const delivery of received) {
    assert.ok(isSigned(delivery, endpoint.secret), 'the signature is right');
    assert.ok(!isSigned({ ...delivery, body: `${delivery.body} ` }, endpoint.secret), 'for this body');
    const body = JSON.parse(delivery.body);
    assert.equal(body.type, 'request.updated');
    assert.equal(body.data.entity_id, request);
    assert.match(body.data.payload.new.pickup_city, /^Thiès/);
  }
  assert.ok(JSON.parse(received[0].body).timestamp < JSON.parse(received[1].body).timestamp);
});

test('what fails is tried again, with the same id and a new signature', async (t) => {
  const endpoint = await subscribe(t, ['request.updated']);
  received.length = 0;
  change(id('webhooks'));
  for (status of [500, 302]) {
    assert.deepEqual(await send(), { taken: 1, arrived: 0 }, `after ${status}`);
    assert.equal(sql(`select state || ' ' || (run_at > r.finished_at + interval '4 s')
                      from alogistics.jobs as j join alogistics.job_runs as r on r.job_id = j.id
                      where j.payload ->> 'endpoint' = '${endpoint.id}' order by r.id desc limit 1`),
    'ready true', 'not at once');
    again();
  }
  status = 200;
  assert.deepEqual(await send(), { taken: 1, arrived: 1 });
  again();
  assert.deepEqual(await send(), { taken: 0, arrived: 0 });
  assert.equal(received.length, 3);
  assert.equal(new Set(received.map(({ headers }) => headers['webhook-id'])).size, 1);
  assert.equal(new Set(received.map(({ body }) => body)).size, 1);
  assert.ok(received.every((delivery) => isSigned(delivery, endpoint.secret)));
  assert.equal(sql(`select string_agg(outcome || coalesce(' ' || error, ''), ', ' order by r.id)
                    from alogistics.job_runs as r join alogistics.jobs as j on j.id = r.job_id
                    where j.payload ->> 'endpoint' = '${endpoint.id}'`),
  'failed status 500, failed status 302, done');
  change(id('webhooks'));
  status = 410;
  assert.deepEqual(await send(), { taken: 1, arrived: 0 });
  status = 200;
  again();
  assert.deepEqual(await send(), { taken: 0, arrived: 0 }, 'gone is gone');
  const { data: [off] } = await as('admin').from('webhook_endpoints')
    .select('is_active, switched_off_because, switched_off_at').eq('id', endpoint.id);
  assert.deepEqual([off.is_active, off.switched_off_because], [false, 'gone'], 'and its owner sees it');
  assert.ok(Date.parse(off.switched_off_at) <= Date.now());
  change(id('webhooks'));
  good(await as('admin').rpc('set_webhook_active', { webhook_uuid: endpoint.id, is_active: true }));
  change(id('webhooks'));
  assert.deepEqual(await send(), { taken: 1, arrived: 1 }, 'until an admin switches it on again');
});

test('a receiver that is busy says when to come again', async (t) => {
  const endpoint = await subscribe(t, ['request.updated']);
  change(id('webhooks'));
  const isDueIn = (seconds) => sql(`select run_at - clock_timestamp() between interval '${seconds - 600} s' and interval '${seconds} s'
                                    from alogistics.jobs where payload ->> 'endpoint' = '${endpoint.id}'`) === 't';
  for (const [code, value, seconds] of [[429, '7200', 7200], [503, new Date(Date.now() + 3_600_000).toUTCString(), 3600],
    [503, '9999999', 86_400]]) {
    status = code;
    headers = { 'retry-after': value };
    assert.deepEqual(await send(), { taken: 1, arrived: 0 });
    assert.ok(isDueIn(seconds), `${code} ${value}`);
    again();
  }
  status = 500;
  assert.deepEqual(await send(), { taken: 1, arrived: 0 });
  assert.ok(!isDueIn(86_400), 'others do not');
  status = 200;
  headers = {};
  again();
  assert.deepEqual(await send(), { taken: 1, arrived: 1 });
  const now = Date.parse('2026-01-01T00:00:00Z');
  for (const [text, seconds] of [['120', 120], [' 5 ', 5], ['0', 1], ['Thu, 01 Jan 2026 00:10:00 GMT', 600],
    ['Wed, 31 Dec 2025 23:00:00 GMT', 1], ['Fri, 01 Jan 2027 00:00:00 GMT', 86_400], ['soon', undefined], ['', undefined],
    [undefined, undefined]])
    assert.equal(retryAfterSeconds(text, now), seconds, String(text));
});

test('what fails too often is dead, and can be brought back', async (t) => {
  const endpoint = await subscribe(t, ['request.updated']);
  received.length = 0;
  change(id('webhooks'));
  const ofEndpoint = `from alogistics.jobs where payload ->> 'endpoint' = '${endpoint.id}'`;
  const state = () => sql(`select state || ' ' || attempts || ' ' || coalesce(last_error, '') ${ofEndpoint}`);
  status = 503;
  for (let attempt = 1; attempt <= 12; attempt += 1) {
    assert.deepEqual(await send(), { taken: 1, arrived: 0 }, `attempt ${attempt}`);
    again();
  }
  assert.equal(state(), 'dead 12 status 503');
  status = 200;
  assert.deepEqual(await send(), { taken: 0, arrived: 0 });
  assert.equal(await call('redrive_jobs', { queue: 'webhook', ids: [Number(sql(`select id ${ofEndpoint}`))] }), 1);
  assert.deepEqual(await send(), { taken: 1, arrived: 1 });
  assert.equal(state(), 'done 1');
  assert.equal(new Set(received.map(({ headers }) => headers['webhook-id'])).size, 1, 'always the same id');
});

test('what a sender that was killed had begun, another delivers', async (t) => {
  const endpoint = await subscribe(t, ['request.updated']);
  const start = () => spawn(process.execPath,
    [fileURLToPath(new URL('../../examples/webhook-sender/sender.mjs', import.meta.url))],
    { env: { ...process.env, API_URL: apiUrl, SERVICE_TOKEN: token, ALLOW_PRIVATE: '1' }, stdio: 'inherit' });
  received.length = 0;
  status = 0;
  change(id('webhooks'));
  const killed = start();
  await once(server, 'delivery');
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  status = 200;
  assert.deepEqual(await send(), { taken: 0, arrived: 0 }, 'as long as its lease lasts nobody else does');
  sql(`update alogistics.jobs set leased_until = clock_timestamp() where state = 'running'`);
  const other = start();
  await once(server, 'delivery');
  other.kill('SIGTERM');
  assert.deepEqual(await once(other, 'exit'), [0, null], 'it ends what it has begun');
  assert.equal(received.length, 2);
  assert.equal(received[0].headers['webhook-id'], received[1].headers['webhook-id'], 'by which the receiver knows it');
  assert.ok(isSigned(received[1], endpoint.secret));
  assert.equal(sql(`select string_agg(r.outcome || ' ' || r.attempt, ', ' order by r.id)
                    from alogistics.job_runs as r join alogistics.jobs as j on j.id = r.job_id
                    where j.payload ->> 'endpoint' = '${endpoint.id}'`), 'lost 1, done 2');
});

test('a secret is rotated without a gap', async (t) => {
  const endpoint = await subscribe(t, ['*']);
  const { data } = await as('admin').rpc('rotate_webhook_secret', { webhook_uuid: endpoint.id });
  const fresh = remember(data);
  received.length = 0;
  change(id('webhooks'));
  await send();
  assert.equal(received.length, 1);
  assert.ok(isSigned(received[0], endpoint.secret), 'the old one still does');
  assert.ok(isSigned(received[0], fresh), 'and the new one');
  sql(`update alogistics.webhook_endpoints set old_secret_until = now() where id = '${endpoint.id}'`);
  change(id('webhooks'));
  await send();
  assert.ok(!isSigned(received[1], endpoint.secret), 'until its end');
  assert.ok(isSigned(received[1], fresh));
});

test('an endpoint hears what it asked for, as long as it is active', async (t) => {
  await subscribe(t, ['dispute.*', 'request.created']);
  const paused = await subscribe(t, ['*']);
  await as('admin').rpc('set_webhook_active', { webhook_uuid: paused.id, is_active: false });
  change(id('webhooks'));
  assert.deepEqual(await send(), { taken: 0, arrived: 0 });
  await as('admin').rpc('set_webhook_active', { webhook_uuid: paused.id, is_active: true });
  change(id('webhooks'));
  await unsubscribe(paused);
  assert.deepEqual(await send(), { taken: 0, arrived: 0 }, 'what waits for one that is gone');
  assert.equal(sql(`select state || ' ' || last_error from alogistics.jobs
                    where payload ->> 'endpoint' = '${paused.id}'`),
  'dead its endpoint is gone or inactive');
  allowPrivate('refused');
});

test('nobody reads secrets', async () => {
  const { error } = await as('admin').from('webhook_endpoints').select('secret');
  assert.equal(error.code, '42501');
});

test('the sender goes to public addresses only', async () => {
  const delivery = { body: '{}', webhook_id: 'a', webhook_timestamp: 1, webhook_signature: 'v1,a' };
  const before_count = received.length;
  const port = server.address().port;
  await assert.rejects(post({ ...delivery, url }), /not https/);
  await assert.rejects(post({ ...delivery, url: `https://127.0.0.1:${port}/` }), /private/);
  await assert.rejects(post({ ...delivery, url: `https://[::ffff:127.0.0.1]:${port}/` }), /private/);
  await assert.rejects(post({ ...delivery, url: `https://localhost:${port}/` }), /private/);
  assert.equal(received.length, before_count);
  for (const address of ['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '169.254.169.254',
    '100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '::', '::1', 'fe80::1%eth0', 'fd00::1',
    '::ffff:8.8.8.8', '64:ff9b::7f00:1', '2002:7f00:1::', '2001:db8::1', 'example.com', '']) {
    assert.equal(isPublic(address), false, address);
  }
  for (const address of ['8.8.8.8', '172.32.0.1', '2606:4700::1111'])
    assert.equal(isPublic(address), true, address);
});
