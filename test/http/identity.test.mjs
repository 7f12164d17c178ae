// Who a request comes from is decided by its token and the database, by nothing else. Design §3;
//
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { as, client, draft, good, id, inSeconds, mint, request, requestAt, sql, statusOf, token }
  from './api.mjs';

const tables = ['profiles', 'vehicles', 'transport_requests', 'wallets', 'wallet_transactions',
  'ledger_accounts', 'ledger_entries', 'ledger_transfers', 'tracking_updates', 'ratings', 'disputes',
  'dispute_messages', 'notifications', 'audit_logs', 'platform_settings'];

const validate = (who, request, more) =>
  who.rpc('validate_transport_request', { request_uuid: request, ...more });
const nameOf = (error) => JSON.parse(error.details).error;

describe('tokens', () => {
  const refuse = async (bearer, message) => {
    const response = await request('/transport_requests', bearer);
    const body = await response.json();
    assert.equal(response.status, 401);
    assert.match(body.message, message);
  };

  it('none: nobody', () => refuse(null, /permission denied/));
  it('garbage', () => refuse('garbage', /JWSError/));
  it('expired', async () => {
    const bearer = mint({ sub: id('client'), role: 'authenticated', exp: inSeconds(-120) });
    await refuse(bearer, /JWT expired/);
  });
  it('another signature', async () => {
    const [head, body] = token('client').split('.');
    await refuse(`${head}.${body}.${'A'.repeat(43)}`, /JWSError/);
  });
  it('other claims under the same signature', async () => {
    const [head, , signature] = token('client').split('.');
    const [, body] = token('admin').split('.');
    await refuse(`${head}.${body}.${signature}`, /JWSError/);
  });
  it('no signature at all', async () => {
    const [, body] = token('admin').split('.');
    const head = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    await refuse(`${head}.${body}.`, /JWSError/);
  });
});

describe('nobody', () => {
  for (const table of tables)
    it(`reads no ${table}`, async () => {
      const { status, error } = await client().from(table).select('*');
      assert.deepEqual([status, error.code], [401, '42501']);
    });

  it('writes nothing', async () => {
    const answers = [
      await client().from('transport_requests').insert(draft()),
      await client().from('transport_requests').update({ status: 'validated' }).eq('id', id('client')),
      await client().from('profiles').delete().eq('id', id('client')),
      await client().rpc('create_transport_request', draft()),
      await client().rpc('set_role', { profile_uuid: id('client'), new_role: 'admin' }),
    ];
    for (const { status, error } of answers) assert.deepEqual([status, error.code], [401, '42501']);
  });
});

describe('actors', () => {
  it('an actor who is not the caller is refused, whoever he is', async () => {
    const pending = requestAt('pending');
    for (const name of ['admin', 'stranger']) {
      const answer = await validate(as('moderator'), pending, { moderator_uuid: id(name) });
      assert.deepEqual([answer.status, nameOf(answer.error)], [403, 'actor_mismatch']);
    }
    const asModerator = await validate(as('client'), pending, { moderator_uuid: id('moderator') });
    assert.deepEqual([asModerator.status, nameOf(asModerator.error)], [403, 'not_allowed']);
    assert.equal(statusOf(pending), 'pending');
  });

  it('the back office may name a moderator, and no other', async () => {
    const office = client(mint({ role: 'service_role', exp: inSeconds(60) }));
    const pending = requestAt('pending');
    const notStaff = await validate(office, pending, { moderator_uuid: id('client') });
    assert.deepEqual([notStaff.status, nameOf(notStaff.error)], [403, 'not_allowed']);
    good(await validate(office, pending, { moderator_uuid: id('moderator') }));
    const row = sql(`select validated_by = test.id('moderator') from alogistics.transport_requests
                     where id = '${pending}'`);
    assert.equal(row, 't');
  });
});

describe('claims', () => {
  before(() => sql(`
    create function alogistics.forge(setting text, value text) returns uuid language plpgsql as $$
    begin
      perform set_config(setting, value, true);
      return socle.uid();
    end $$;
    create function alogistics.validate_as_nobody(request uuid) returns boolean language plpgsql as $$
    begin
      perform set_config('request.jwt.claims', '', true);
      return alogistics.validate_transport_request(request);
    end $$;
    create function alogistics.whoami() returns uuid language sql stable return socle.uid();
    grant execute on function alogistics.forge(text, text), alogistics.validate_as_nobody(uuid),
      alogistics.whoami() to authenticated, staff;
    notify pgrst, 'reload schema'`));
  after(() => sql(`
    drop function alogistics.forge(text, text), alogistics.validate_as_nobody(uuid), alogistics.whoami();
    notify pgrst, 'reload schema'`));

  // The new schema takes a moment to reach PostgREST.
  const call = async (name, args, person = 'client') => {
    for (;;) {
      const answer = await as(person).rpc(name, args);
      if (answer.error?.code !== 'PGRST202') return answer;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };

  it('a function body cannot become somebody else', async () => {
    const claims = JSON.stringify({ sub: id('admin'), role: 'authenticated' });
    for (const [setting, value] of [['request.jwt.claims', claims],
      ['request.jwt.claim.sub', id('admin')], ['jwt.claims.sub', id('admin')],
      ['socle.identity', claims], ['socle.gateways', 'authenticator, anon']]) {
      const { status, data, error } = await call('forge', { setting, value });
      assert.deepEqual([status, error?.code, data], [403, '42501', null], setting);
    }
    assert.equal(good(await call('whoami', {})), id('client'));
  });

  it('nor nobody, whom the system could be taken for', async () => {
    const pending = requestAt('pending');
    const answer = await call('validate_as_nobody', { request: pending }, 'moderator');
    assert.deepEqual([answer.status, nameOf(answer.error)], [401, 'authentication_required']);
  });

  it('headers and settings of a request are not claims', async () => {
    const headers = { 'request.jwt.claims': `{"sub":"${id('admin')}"}`, 'x-user-id': id('admin'), role: 'staff' };
    const response = await request('/rpc/me', token('client'), { headers });
    assert.equal((await response.json()).id, id('client'));
    const setting = await as('client').rpc('set_config', { setting_name: 'role', new_value: 'staff' });
    assert.deepEqual([setting.status, setting.error.code], [404, 'PGRST202']);
  });

  it('a role in the token that is not the database\'s opens nothing', async () => {
    const bearer = mint({ sub: id('client'), role: 'staff', exp: inSeconds(60) });
    const answer = await client(bearer).from('transport_requests').select('id');
    assert.deepEqual([answer.status, nameOf(answer.error)], [403, 'not_allowed']);
    assert.equal((await validate(client(bearer), requestAt('pending'))).status, 403);
    const owner = mint({ sub: id('client'), role: 'socle_owner', exp: inSeconds(60) });
    assert.notEqual((await client(owner).from('transport_requests').select('id')).error, null);
  });
});

describe('a change of role or standing counts from the next request', () => {
  it('a moderator who was demoted is refused, though the token lives', async () => {
    sql(`select test.sign_up('demoted', 'moderator')`);
    const [first, second] = [requestAt('pending'), requestAt('pending')];
    good(await validate(as('demoted'), first));
    good(await as('admin').rpc('set_role', { profile_uuid: id('demoted'), new_role: 'client' }));
    const answer = await validate(as('demoted'), second);
    assert.deepEqual([answer.status, nameOf(answer.error)], [403, 'not_allowed']);
    assert.deepEqual(good(await as('demoted').from('transport_requests').select('id')), []);
    assert.equal(statusOf(second), 'pending');
  });

  it('a client who was made moderator works with the same token', async () => {
    sql(`select test.sign_up('promoted')`);
    const pending = requestAt('pending');
    assert.equal((await validate(as('promoted'), pending)).status, 403);
    good(await as('admin').rpc('set_role', { profile_uuid: id('promoted'), new_role: 'moderator' }));
    good(await validate(as('promoted'), pending));
  });

  it('a deactivated account is refused everywhere, and back once it is reactivated', async () => {
    sql(`select test.sign_up('suspended')`);
    const suspended = as('suspended');
    good(await suspended.rpc('me', {}, { get: true }));
    good(await as('admin').rpc('deactivate_profile', { profile_uuid: id('suspended') }));
    const answers = [
      await suspended.rpc('me', {}, { get: true }),
      await suspended.from('transport_requests').select('id'),
      await suspended.from('wallets').select('*'),
      await suspended.rpc('create_transport_request', draft()),
    ];
    for (const { status, error } of answers)
      assert.deepEqual([status, error.code, nameOf(error)], [403, 'PT403', 'account_disabled']);
    good(await as('admin').rpc('reactivate_profile', { profile_uuid: id('suspended') }));
    good(await suspended.rpc('me', {}, { get: true }));
  });

  it('nobody changes his own standing', async () => {
    const self = { profile_uuid: id('admin'), new_role: 'client' };
    assert.equal((await as('admin').rpc('set_role', self)).status, 403);
    for (const changes of [{ role: 'admin' }, { is_verified: true }, { is_active: true }]) {
      const { status, error } = await as('client').from('profiles').update(changes).eq('id', id('client'));
      assert.deepEqual([status, error.code], [403, '42501']);
    }
  });
});
