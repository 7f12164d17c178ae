// Numbers for Prometheus, over HTTP, as promtool wants them. A-97, L-50.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { mint, request, token } from './api.mjs';

// What a scrape of Prometheus sends.
const scraped = 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.4,*/*;q=0.1';
const scrape = (bearer, accept = scraped) =>
  request('/rpc/server_metrics', bearer, { headers: { Accept: accept } });

describe('metrics', () => {
  it('are plain text that promtool accepts', async () => {
    await request('/wallets?select=id', token('client'));
    await request('/rpc/me', token('client'), { method: 'POST' });
    const answer = await scrape(mint({ role: 'service_role', exp: 4102444800 }));
    const text = await answer.text();
    assert.equal(answer.status, 200, text);
    assert.match(answer.headers.get('content-type'), /^text\/plain/);
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
    assert.equal(status, 0, `${stdout}${stderr}`);
    assert.match(text, /^socle_requests_total\{system="alogistics",operation="wallets",method="GET",outcome="committed"\} \d+$/m);
    assert.match(text, /^socle_request_duration_seconds_bucket\{.*operation="rpc\/me",method="POST",le="\+Inf"\} \d+$/m);
  });

  it('are all there that the dashboard shows', async () => {
    const dashboard = JSON.parse(readFileSync(new URL('../../docs/grafana/socle.json', import.meta.url), 'utf8'));
    const shown = new Set(dashboard.panels.flatMap((panel) => panel.targets)
      .flatMap(({ expr }) => expr.match(/\b(?:socle|alogistics)_\w+/g))
      .map((name) => name.replace(/_(?:bucket|sum|count)$/, '')));
    const text = await (await scrape(token('moderator'), 'text/plain')).text();
    const offered = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
    assert.ok(shown.size > 10);
    assert.deepEqual([...shown].filter((name) => !offered.has(name)), []);
    const ids = dashboard.panels.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('are for staff', async () => {
    assert.equal((await scrape(token('moderator'), 'text/plain')).status, 200);
    assert.equal((await scrape(token('client'), 'text/plain')).status, 403);
    assert.equal((await scrape(undefined, 'text/plain')).status, 401);
  });
});
