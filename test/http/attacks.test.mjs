// What somebody tries who has a token of his own and nothing else: to be another, to be more, to read what is others'.
// Each way is tried in SQL too: test/pgtap/forged_identity.sql, escalation.sql, private_columns.sql. Design §3;
//
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { as, client, good, id, inSeconds, mint, request, requestAt, sql, token } from './api.mjs';

const nameOf = (error) => JSON.parse(error.details).error;
const json = { 'Content-Type': 'application/json' };

// Status and code of the plain interface as this person; the text is kept for what it must not hold.
async function call(name, path, { method = 'GET', headers = {}, body } = {}) {
  const options = { method, headers: body ? { ...json, ...headers } : headers, body: body && JSON.stringify(body) };
  const response = await request(path, name && token(name), options);
  const text = await response.text();
  let code;
  try { ({ code } = JSON.parse(text)); } catch { /* not JSON */ }
  return { status: response.status, code, text };
}
const answer = ({ status, code }) => [status, code];
const denied = [403, '42501'];

describe('the private face of others', () => {
  let job, phone;
  before(() => {
    job = requestAt('assigned');
    phone = sql(`select phone from alogistics.profiles where id = test.id('transporter')`);
    sql(`update alogistics.profiles set address = '7 rue secrète' where id = test.id('transporter')`);
  });

  const ways = (column) => [
    `/profiles?select=${column}`, `/profiles?select=id,x:${column}`, `/profiles?select=${column}::text`,
    `/profiles?select=id&${column}=like.*7*`, `/profiles?select=id&${column}=ilike.*a*`,
    `/profiles?select=id&${column}=eq.x`, `/profiles?select=id&${column}=is.null`, `/profiles?select=id&${column}=not.is.null`,
    `/profiles?select=id&${column}=in.(x,y)`, `/profiles?select=id&${column}=match.%5E.`, `/profiles?select=id&${column}=gt.a`,
    `/profiles?select=id&or=(${column}.like.*7*,id.is.null)`, `/profiles?select=id&not.and=(${column}.eq.x,id.is.null)`,
    `/profiles?select=id&order=${column}`, `/profiles?select=id&order=city,${column}.desc.nullslast`,
    `/transport_requests?select=id,client:profiles!client_id(${column})`,
    `/transport_requests?select=id,...profiles!client_id(${column})`,
    `/transport_requests?select=id,t:profiles!assigned_transporter_id(id)&t.${column}=like.*7*`,
    `/transport_requests?select=id,t:profiles!assigned_transporter_id!inner(id)&t.${column}=like.*7*`,
    `/transport_requests?select=id,t:profiles!assigned_transporter_id(id)&t.order=${column}`,
    `/vehicles?select=id,owner:profiles!owner_id(${column})`,
  ];
  for (const column of ['phone', 'email', 'address'])
    it(`${column}: no select, cast, alias, filter, order or embedding reads it`, async () => {
      for (const name of ['client', 'stranger'])
        for (const path of ways(column)) assert.deepEqual(answer(await call(name, path)), denied, `${name} ${path}`);
      // There it looks at what is embedded only.
      const byEmbedded = `/transport_requests?select=id,t:profiles!assigned_transporter_id(id)&order=t(${column})`;
      assert.deepEqual(answer(await call('client', byEmbedded)), [400, '42703']);
    });

  it('nor a count, a page, a plan or another format', async () => {
    for (const [headers, wanted] of [
      [{ Prefer: 'count=exact' }, denied], [{ Prefer: 'count=planned' }, denied], [{ Prefer: 'count=estimated' }, denied],
      [{ Range: '0-0' }, denied], [{ Accept: 'text/csv' }, denied], [{ Accept: 'application/vnd.pgrst.object+json' }, denied],
      [{ Accept: 'application/vnd.pgrst.plan+json' }, [415, 'PGRST107']]])
      assert.deepEqual(answer(await call('client', '/profiles?select=id&phone=like.*7*', { headers })), wanted,
        JSON.stringify(headers));
    const { status } = await call('client', '/profiles?phone=like.*7*&select=id', { method: 'HEAD', headers: { Prefer: 'count=exact' } });
    assert.equal(status, 403);
    for (const sum of ['phone.max()', 'email.min()', 'phone.count()'])
      assert.ok((await call('client', `/profiles?select=${sum}`)).status >= 400, sum);
  });

  it('nor all columns at once, nor a row as a whole', async () => {
    for (const path of ['/profiles', '/profiles?select=*', '/profiles?select=*&id=is.null',
      '/transport_requests?select=*,profiles!client_id(*)'])
      assert.deepEqual(answer(await call('client', path)), denied, path);
  });

  it('nor what a change returns', async () => {
    const path = `/profiles?id=eq.${id('client')}`;
    for (const select of ['', '&select=phone', '&select=*'])
      assert.deepEqual(answer(await call('client', path + select,
        { method: 'PATCH', headers: { Prefer: 'return=representation' }, body: { city: 'Dakar' } })), denied);
    assert.deepEqual(answer(await call('client', '/profiles?phone=like.*7*',
      { method: 'PATCH', body: { city: 'Dakar' } })), denied);
  });

  it('contacts() are for the parties of a live job and for staff', async () => {
    for (const name of ['client', 'transporter', 'moderator'])
      assert.equal(good(await as(name).rpc('contacts', { request_uuid: job })).transporter.phone, phone);
    const unknown = '00000000-0000-4000-8000-000000000000';
    const refusals = [];
    for (const [name, which] of [['stranger', job], ['rival', job], ['stranger', unknown], ['client', requestAt('completed')],
      ['client', requestAt('pending')]]) {
      const { status, error } = await as(name).rpc('contacts', { request_uuid: which });
      refusals.push([status, error.message, error.hint, error.details.replace(which, '')].join());
    }
    assert.equal(new Set(refusals).size, 1, 'a job of others is refused as one that is not there');
  });

  it('no refusal holds it', async () => {
    for (const [path, options] of [['/profiles?select=phone', {}], [`/profiles?phone=eq.${phone.slice(1)}`, {}],
      [`/rpc/contacts?request_uuid=${job}`, {}],
      ['/profiles', { method: 'POST', body: { id: id('transporter'), phone } }],
      [`/profiles?id=eq.${id('transporter')}`, { method: 'PATCH', body: { phone: 'x' } }],
      ['/rpc/process_payment', { method: 'POST', body: { request_uuid: job, amount: 1 } }],
      ['/rpc/set_role', { method: 'POST', body: { profile_uuid: id('transporter'), new_role: 'client' } }]]) {
      const { status, text } = await call('stranger', path, options);
      assert.ok(status >= 400, path);
      assert.doesNotMatch(text, /transporter@example|7 rue|\+221/, path);
    }
  });
});

describe('one\'s own profile', () => {
  const standing = () => sql(`select concat_ws(' ', role, is_verified, is_active, email, phone, created_at)
                              from alogistics.profiles where id = test.id('client')`);
  const upsert = { Prefer: 'resolution=merge-duplicates,return=minimal' };

  for (const change of [{ role: 'admin' }, { is_verified: true }, { is_active: true }, { email: 'a@example.com' },
    { phone: '+221770000000' }, { created_at: '2000-01-01' }, { updated_at: '2000-01-01' },
    { id: '00000000-0000-4000-8000-000000000000' }])
    it(`${Object.keys(change)} is changed by no PATCH, POST, upsert or PUT`, async () => {
      const before = standing();
      const own = `/profiles?id=eq.${id('client')}`;
      const body = { id: id('client'), ...change };
      for (const [path, options] of [[own, { method: 'PATCH', body: change }],
        [own, { method: 'PATCH', body: { city: 'Thiès', ...change } }],
        ['/profiles', { method: 'PATCH', body: change }], ['/profiles', { method: 'POST', body }],
        ['/profiles', { method: 'POST', headers: upsert, body }], ['/profiles?on_conflict=id', { method: 'POST', headers: upsert, body }],
        ['/profiles', { method: 'POST', headers: upsert, body: [body] }],
        [own, { method: 'PUT', body: { id: id('client'), ...change } }]]) {
        const { status } = await call('client', path, options);
        assert.ok(status === 403 || (status === 400 && options.method === 'PUT'), `${status} ${options.method} ${path}`);
      }
      assert.equal(standing(), before);
    });

  it('a column that the request hides is not written', async () => {
    const before = standing();
    const { status } = await call('client', `/profiles?id=eq.${id('client')}&columns=city`,
      { method: 'PATCH', body: { city: 'Dakar', role: 'admin', is_verified: true } });
    assert.deepEqual([status, standing()], [204, before]);
  });

  it('nor by a function, for oneself', async () => {
    for (const [name, args] of [['set_role', { new_role: 'admin' }], ['verify_profile', {}], ['reactivate_profile', {}]]) {
      const { status, error } = await as('client').rpc(name, { profile_uuid: id('client'), ...args });
      assert.deepEqual([status, nameOf(error)], [403, 'not_allowed'], name);
    }
  });

  it('of another is not found', async () => {
    const rows = good(await as('client').from('profiles').update({ first_name: 'X' }).eq('id', id('stranger')).select('id'));
    assert.deepEqual(rows, []);
  });
});

describe('another identity', () => {
  it('claims that the token does not have, or that no database role may carry, open nothing', async () => {
    const claims = { sub: id('client'), exp: inSeconds(60) };
    for (const role of ['authenticator', 'socle_owner', 'postgres', 'pg_read_all_data', 'pg_write_all_data', 'no such role', ''])
      assert.ok((await client(mint({ ...claims, role })).from('transport_requests').select('id')).status >= 400, role);
    const proud = mint({ ...claims, role: 'authenticated', user_role: 'admin', is_admin: true,
      app_metadata: { role: 'admin' }, user_metadata: { role: 'admin', is_verified: true } });
    assert.equal(good(await client(proud).rpc('is_admin_or_moderator', {}, { get: true })), false);
    assert.equal((await client(proud).rpc('set_role', { profile_uuid: id('client'), new_role: 'admin' })).status, 403);
  });

  it('no schema but the system\'s is served', async () => {
    for (const schema of ['auth', 'socle', 'pg_catalog', 'public', 'test', 'information_schema', 'alogistics, auth'])
      for (const [path, options] of [['/users', {}], ['/rpc/sign_out', { method: 'POST', body: {} }],
        ['/rpc/set_config', { method: 'POST', body: { setting_name: 'role', new_value: 'service_role', is_local: true } }]]) {
        const headers = { 'Accept-Profile': schema, 'Content-Profile': schema };
        assert.deepEqual(answer(await call('client', path, { ...options, headers })), [406, 'PGRST106'], `${schema} ${path}`);
      }
  });

  it('no function of the system\'s schema sets a role, a claim or a setting', async () => {
    for (const name of ['set_config', 'sign_in', 'sign_out', 'mint_token', 'pre_request', 'handle_new_user',
      'access_changed', 'pg_read_file', 'lo_import', 'dblink', 'query_to_xml'])
      assert.equal((await call('client', `/rpc/${name}`, { method: 'POST', body: {} })).status, 404, name);
    for (const name of ['migrate', 'doctor'])
      assert.deepEqual(answer(await call('admin', `/rpc/${name}`, { method: 'POST', body: {} })), denied, name);
  });

  it('neither do headers, parameters or cookies', async () => {
    const headers = { 'request.jwt.claims': '{"role":"service_role"}', 'X-Role': 'service_role', Role: 'service_role',
      Cookie: `sub=${id('admin')}; role=admin`, 'X-Forwarded-User': id('admin'), Prefer: 'handling=lenient, role=service_role',
      apikey: mint({ role: 'service_role', exp: inSeconds(60) }) };
    const response = await request('/rpc/me', token('client'), { headers });
    assert.equal((await response.json()).id, id('client'));
    for (const query of ['role=service_role', `sub=${id('admin')}`, `request.jwt.claims=%7B%7D`])
      assert.ok((await call('client', `/rpc/me?${query}`)).status >= 400, query);
  });

  it('requests at the same time are each their own', async () => {
    const names = ['client', 'stranger', 'transporter', 'moderator', 'admin'];
    const calls = Array.from({ length: 100 }, (_, number) => names[number % names.length]);
    const found = await Promise.all(calls.map(async (name) => (await as(name).rpc('me', {}, { get: true })).data.id));
    assert.deepEqual(found, calls.map((name) => id(name)));
  });
});

describe('an actor in an argument', () => {
  const cases = {
    validate_transport_request: () => ({ request_uuid: requestAt('pending'), moderator_uuid: null }),
    reject_transport_request: () => ({ request_uuid: requestAt('pending'), reason: 'test', moderator_uuid: null }),
    assign_transporter: () => ({ request_uuid: requestAt('validated'), transporter_uuid: id('transporter'),
      vehicle_uuid: id('truck'), assigned_by_uuid: null }),
    unassign_transporter: () => ({ request_uuid: requestAt('assigned'), reason: 'test', unassigned_by_uuid: null }),
  };
  for (const [name, args] of Object.entries(cases))
    it(`${name}: nobody but oneself`, async () => {
      const said = args();
      const actor = Object.keys(said).at(-1);
      for (const [caller, named, error] of [['moderator', 'admin', 'actor_mismatch'], ['admin', 'moderator', 'actor_mismatch'],
        ['moderator', 'nobody', 'actor_mismatch'], ['client', 'moderator', 'not_allowed'], ['client', 'client', 'not_allowed'],
        ['transporter', 'admin', 'not_allowed'], ['stranger', 'moderator', 'not_allowed']]) {
        const answer = await as(caller).rpc(name, { ...said, [actor]: id(named) });
        assert.deepEqual([answer.status, nameOf(answer.error)], [403, error], `${caller} as ${named}`);
      }
      good(await as('moderator').rpc(name, { ...said, [actor]: id('moderator') }));
    });

  it('a row of another is refused, or the writer is who asks', async () => {
    const [job, done] = [requestAt('in_progress'), requestAt('completed')];
    for (const [name, table, row, error] of [
      ['stranger', 'transport_requests', { client_id: id('client') }, 'actor_mismatch'],
      ['rival', 'tracking_updates', { request_id: job, lat: 1, lng: 1 }, 'not_allowed'],
      ['stranger', 'ratings', { request_id: done, score: 1 }, 'rating_not_allowed'],
      ['client', 'ratings', { request_id: done, score: 1, rater_id: id('transporter') }, '42501'],
      ['client', 'tracking_updates', { request_id: job, lat: 1, lng: 1, transporter_id: id('client') }, '42501'],
      ['rival', 'vehicles', { owner_id: id('transporter'), type: 'van', brand: 'A', model: 'B', plate_number: 'DK-X', capacity_kg: 1 }, '42501'],
      ['client', 'notifications', { user_id: id('stranger'), type: 'system', title: 'a', message: 'b' }, '42501'],
      ['admin', 'platform_settings', { key: 'payment.debit_at', value: 'validation', updated_by: id('client') }, '42501'],
      ['admin', 'audit_logs', { action: 'a', entity_type: 'b', user_id: id('client') }, '42501']]) {
      const answer = await as(name).from(table).insert(row);
      const found = answer.error.code === '42501' ? '42501' : nameOf(answer.error);
      const status = error === 'rating_not_allowed' ? 409 : 403;
      assert.deepEqual([answer.status, found], [status, error], `${name} ${table}`);
    }
  });
});
