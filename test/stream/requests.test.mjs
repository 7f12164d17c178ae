// Requests that are not as they should be, and what is not the stream.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import net from 'node:net';
import { describe, it } from 'node:test';
import { request, token, url } from './reader.mjs';

const headers = { Authorization: `Bearer ${token('client')}` };
const topic = (n) => `request:00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const answers = async (query, options = {}) => {
  const answer = await request(`/events?${query}`, { headers, ...options });
  answer.reader?.close();
  return [answer.status, answer.body && JSON.parse(answer.body.details).field];
};

// The first line of the answer to these bytes.
const raw = (bytes) => new Promise((resolve, reject) => {
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port), hostname, () => socket.write(bytes));
  let text = '';
  socket.on('data', (part) => { text += part; });
  socket.on('close', () => resolve(text.split('\r\n')[0]));
  socket.on('error', reject);
});

describe('a request', () => {
  it('with topics, cursor or encoding that cannot be is refused', async () => {
    assert.deepEqual(await answers(`topics=${Array.from({ length: 100 }, (_, n) => topic(n)).join(',')}`), [200, undefined]);
    for (const [query, field] of [
      [`topics=${Array.from({ length: 101 }, (_, n) => topic(n)).join(',')}`, 'topics'],
      ['topics=request:%7B%7D', 'topics'], ['topics=request:1%22', 'topics'], ['topics=,', 'topics'], ['topics=%4', 'topics'],
      ['topics=%zz', 'topics'], [`topics=request:${'a'.repeat(200)}`, 'topics'],
      ['topics=request:1', 'topics'], ['topics=wallet:1', 'topics'],
      ['cursor=x', 'cursor'], ['cursor=-1', 'cursor'], ['cursor=99999999999999999999', 'cursor'], ['cursor=1%3B', 'cursor']])
      assert.deepEqual(await answers(query), [400, field], query);
    assert.deepEqual(await answers('', { headers: { ...headers, 'Last-Event-ID': '1 or 2' } }), [400, 'cursor']);
  });

  it('by another method or to another path is refused', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'HEAD'])
      assert.equal((await request('/events', { method, headers })).status, 405, method);
    for (const path of ['/', '/event', '/events/', '/metrics/x'])
      assert.equal((await request(path, { headers })).status, 404, path);
  });

  it('that is no HTTP, too long or has a body is refused, and hurts nobody', async () => {
    assert.match(await raw('hello\r\n\r\n'), /^HTTP\/1.1 400/);
    assert.match(await raw(`GET /events?${'x'.repeat(40_000)} HTTP/1.1\r\n\r\n`), /^HTTP\/1.1 4(31|00)/);
    assert.match(await raw(`GET /health HTTP/1.1\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`), /^HTTP\/1.1 431/);
    assert.match(await raw('GET /health HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello'), /^HTTP\/1.1 4/);
    assert.match(await raw('GET /health HTTP/1.0\r\n\r\n'), /^HTTP\/1.1 200/);
    assert.deepEqual((await request('/health')).body.ok, true);
  });

  it('of a page that may read says so, of another page not', async () => {
    const allowed = async (Origin, method) => {
      const answer = await request('/events', { method, headers: { ...headers, Origin } });
      answer.reader?.close();
      return [answer.status, answer.headers['access-control-allow-origin'], answer.headers.vary];
    };
    assert.deepEqual(await allowed('https://app.example.com'), [200, 'https://app.example.com', 'Origin']);
    assert.deepEqual(await allowed('https://evil.example.com'), [200, undefined, 'Origin']);
    assert.deepEqual(await allowed('https://admin.example.com', 'OPTIONS'), [204, 'https://admin.example.com', 'Origin']);
    const preflight = await request('/events', { method: 'OPTIONS', headers: { Origin: 'https://app.example.com' } });
    assert.match(preflight.headers['access-control-allow-headers'], /authorization, last-event-id/);
    const refusal = await request('/events', { headers: { Origin: 'https://app.example.com' } });
    assert.deepEqual([refusal.status, refusal.headers['access-control-allow-origin']], [401, 'https://app.example.com']);
  });
});

describe('the metrics', () => {
  it('are what Prometheus reads', async () => {
    const { text, headers: answered } = await request('/metrics');
    assert.match(answered['content-type'], /^text\/plain; version=0.0.4/);
    execFileSync('promtool', ['check', 'metrics'], { input: text, stdio: ['pipe', 'inherit', 'inherit'] });
    assert.match(text, /^socle_stream_database_up\{connection="feed"\} 1$/m);
    assert.match(text, /^socle_stream_requests_refused_total [1-9]/m);
  });
});
