// The page of examples/live in Chromium: a job moves on its map, over a break of the gateway and of the
// token..
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { after, before, describe, it } from 'node:test';
import { chromium } from 'playwright-core';
import { id, requestAt, sql, until, url } from './reader.mjs';

const files = new URL('../../examples/live/', import.meta.url);
const types = { html: 'text/html', mjs: 'text/javascript' };
const password = 'a long Passw0rd';

let server;
let browser;
let page;
let job;

// Positions of the transporter, so many minutes ago, on the way from Dakar to Bamako.
function drive(...minutes) {
  sql(`select test.act_as('transporter');
       select alogistics.record_positions('${job}', jsonb_agg(jsonb_build_object(
         't', date_trunc('minute', now()) - make_interval(mins => m),
         'lat', 14.6928 - (60 - m) * 0.001, 'lng', -17.4467 + (60 - m) * 0.006, 'speed', 40)))
       from unnest(array[${minutes}]) as m`);
}

const text = (selector) => page.locator(selector).textContent();
const points = async () => ((await page.locator('#track').getAttribute('d')) ?? '').split(/[ML]/).length - 1;
const place = () => page.locator('#truck').evaluate((truck) => truck.style.transform);

before(async () => {
  server = http.createServer(async (request, response) => {
    const name = new URL(request.url, 'http://x').pathname.slice(1) || 'index.html';
    const body = await readFile(new URL(name, files)).catch(() => undefined);
    response.writeHead(body ? 200 : 404, { 'Content-Type': types[name.split('.').pop()] ?? 'text/plain' });
    response.end(body);
  }).listen(Number(process.env.PAGE_PORT), '127.0.0.1');
  job = requestAt('in_progress');
  sql(`update alogistics.journeys set watch_from = now() - interval '2 hours', opened_at = now() - interval '2 hours'
       where request_id = '${job}';
       select alogistics.register('page@example.com', '${password}',
         '{"first_name": "P", "last_name": "T", "phone": "+221770000002", "city": "Dakar", "country": "SN"}');
       update auth.users set encrypted_password = (select encrypted_password from auth.users where email = 'page@example.com')
       where id = '${id('client')}'`);
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
  page = await browser.newPage();
});

after(async () => {
  await browser?.close();
  server?.close();
});

describe('the page of a job', () => {
  it('shows it after log-in, and where the goods are as they move', async () => {
    await page.goto(`http://127.0.0.1:${process.env.PAGE_PORT}/?api=${process.env.API_URL}&stream=${url}`);
    await page.fill('[name=email]', 'client@example.com');
    await page.fill('[name=password]', password);
    await page.click('button');
    await until(async () => await text('#connection') === 'live', 'live');
    assert.equal(await text('#status'), 'in_progress');
    assert.equal(await page.locator('#truck').isVisible(), false);
    drive(60, 50);
    await page.locator('#truck').waitFor({ state: 'visible' });
    const first = await place();
    drive(40);
    await until(async () => await place() !== first, 'the truck to move');
    if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT });
    assert.equal(await points(), 2, 'once for each batch');
  });

  it('hears what came while the connection was broken', async () => {
    const before = await place();
    await page.context().setOffline(true);
    sql(`select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = 'authenticator'`);
    drive(30);
    await page.context().setOffline(false);
    await until(async () => await place() !== before, 'the truck to move');
    sql(`select test.act_as(null);
         select alogistics.cancel_transport_request('${job}', 'the goods were sold on the way')`);
    await until(async () => await text('#status') === 'cancelled', 'the end of the job');
  });
});
