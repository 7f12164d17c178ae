// Accounts over HTTP, as supabase-js sees them: sign up, log in, one's own profile, passwords and
// addresses by mail. ….
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { app, assertRefused, call, claimsOf, newAddress, newPassword, newcomer, office, refusalOf, takeMails,
  tokenOf } from './accounts_api.mjs';
import { as, good, sql } from './api.mjs';

const setting = (key, value) => sql(`
  insert into alogistics.platform_settings (key, value) values ('${key}', '${value}')
  on conflict (key) do update set value = excluded.value`);
const reset = (key) => sql(`delete from alogistics.platform_settings where key = '${key}'`);

describe('sign-up', () => {
  it('opens user, profile and wallet, and a session that works at once', async () => {
    const awa = await newcomer({ first_name: 'Awa', city: 'Thiès', country: 'SN' });
    assert.ok(awa.session.access_token && awa.session.refresh_token);
    assert.equal(awa.session.token_type, 'bearer');
    assert.equal(awa.session.expires_in, 900);
    const me = good(await awa.app.rpc('me'));
    assert.deepEqual([me.id, me.email, me.first_name, me.city, me.role, me.is_verified],
      [awa.id, awa.email, 'Awa', 'Thiès', 'client', false]);
    const wallets = good(await awa.app.from('wallets').select('currency, balance'));
    assert.deepEqual(wallets, [{ currency: 'XOF', balance: 0 }]);
  });

  it('makes transporters, and nobody staff or verified, whatever is asked', async () => {
    const transporter = await newcomer({ role: 'transporter' });
    assert.equal(good(await transporter.app.rpc('me')).role, 'transporter');
    for (const role of ['admin', 'moderator', 'service_role']) {
      const email = `${role}-${newPassword()}@example.com`;
      const claim = { role, is_verified: true, is_active: true, app_metadata: { role } };
      await app().auth.signUp({ email, password: newPassword(), options: { data: claim } });
      const made = sql(`select role, is_verified from alogistics.profiles where email = lower('${email}')`);
      assert.ok(['', 'client|f'].includes(made), `${role}: ${made}`);
    }
  });

  it('gives a token with the claims of GoTrue', async () => {
    const { id, email, session } = await newcomer();
    const { iat, exp, amr, session_id, phone, app_metadata, user_metadata, ...rest } =
      claimsOf(session.access_token);
    assert.deepEqual(rest, { iss: 'socle', sub: id, aud: 'authenticated', email, role: 'authenticated',
      aal: 'aal1', is_anonymous: false });
    assert.equal(exp - iat, 900);
    assert.equal(amr[0].method, 'password');
    assert.match(session_id, /^[0-9a-f-]{36}$/);
    assert.deepEqual([phone ?? '', typeof app_metadata, typeof user_metadata], ['', 'object', 'object']);
  });

  it('is refused, with the reason', async () => {
    const { email } = await newcomer();
    const password = newPassword();
    const refused = [
      ['a known address', { email, password }, 409, 'already_exists'],
      ['a known address in capitals', { email: email.toUpperCase(), password }, 409, 'already_exists'],
      ['no address', { email: 'nobody', password }, 400, 'invalid_value'],
      ['a short password', { email: 'a@example.com', password: 'short' }, 422, 'weak_password'],
      ['a password over 72 bytes', { email: 'a@example.com', password: 'x'.repeat(73) }, 422, 'weak_password'],
      ['no password', { email: 'a@example.com', password: null }, 400, 'missing_value'],
      ['a list as profile', { email: 'a@example.com', password, profile: [1] }, 400, 'invalid_value'],
      ['a long profile', { email: 'a@example.com', password, profile: { city: 'x'.repeat(5000) } }, 400,
        'invalid_value'],
    ];
    for (const [title, values, status, code] of refused)
      assertRefused(await call('register', values), status, code, title);
    assert.equal(sql(`select count(*) from auth.users where email = 'a@example.com'`), '0');
  });
});

describe('log-in', () => {
  it('takes the address in any case, and the password to the letter', async () => {
    const { email, password, id } = await newcomer();
    const { user, session } = good(await app().auth.signInWithPassword(
      { email: ` ${email.toUpperCase()}`, password }));
    assert.equal(user.id, id);
    assert.equal(await refusalOf(session.access_token), undefined);
    for (const wrong of [`${password} `, password.slice(0, -1), ''])
      assert.notEqual((await app().auth.signInWithPassword({ email, password: wrong })).error, null);
  });

  it('answers the same for an unknown address and a wrong password', async () => {
    const { email } = await newcomer();
    const wrong = await call('login', { email, password: newPassword() });
    const unknown = await call('login', { email: 'nobody@example.com', password: newPassword() });
    assertRefused(wrong, 401, 'invalid_credentials');
    assert.deepEqual(unknown, wrong);
  });

  it('tells a deactivated person only after the right password', async () => {
    const { id, email, password, app: own, session } = await newcomer();
    const { access_token, refresh_token } = session;
    good(await as('admin').rpc('deactivate_profile', { profile_uuid: id }));
    assertRefused(await own.from('wallets').select(), 401, 'session_revoked');
    assertRefused(await own.auth.getUser(), 401, 'session_revoked');
    assertRefused(await call('refresh', { refresh_token }), 401, 'invalid_refresh_token');
    assertRefused(await call('login', { email, password: newPassword() }), 401, 'invalid_credentials');
    assertRefused(await call('login', { email, password }), 403, 'account_disabled');
    good(await as('admin').rpc('reactivate_profile', { profile_uuid: id }));
    assert.deepEqual(await refusalOf(access_token), [401, 'session_revoked'], 'what has ended stays so');
    good(await own.auth.signInWithPassword({ email, password }));
  });

  it('leaves an audit row, for good and bad', async () => {
    const { id, email, password } = await newcomer();
    await call('login', { email, password: newPassword() });
    await call('login', { email, password });
    const actions = good(await as('admin').from('audit_logs').select('action').eq('user_id', id)
      .like('action', 'auth.%').order('id'));
    assert.deepEqual(actions.map((row) => row.action),
      ['auth.register', 'auth.login', 'auth.login_failed', 'auth.login']);
  });
});

describe('one\'s own data', () => {
  it('are what getUser says, and change by updateUser', async () => {
    const { app: own, id, email } = await newcomer({ first_name: 'Awa' });
    const { user } = good(await own.auth.getUser());
    assert.deepEqual([user.id, user.email, user.role, user.user_metadata.first_name],
      [id, email, 'authenticated', 'Awa']);
    const changed = good(await own.auth.updateUser({ data: { city: 'Kayes', first_name: 'Hawa' } })).user;
    assert.deepEqual([changed.user_metadata.city, changed.user_metadata.first_name], ['Kayes', 'Hawa']);
    for (const data of [{ role: 'admin' }, { is_verified: true }, { id: newPassword() }])
      assertRefused(await own.auth.updateUser({ data }), 400, 'invalid_value');
    assert.equal(good(await own.rpc('me')).role, 'client');
  });

  it('need a session', async () => {
    assert.equal((await app().auth.getUser()).error.name, 'AuthSessionMissingError');
    assertRefused(await call('me', {}), 401, '42501');
    assertRefused(await call('update_profile', { changes: {} }), 401, '42501');
  });
});

describe('the password', () => {
  it('changes for who knows the present one, and ends the other sessions', async () => {
    const { app: own, email, password, session } = await newcomer();
    const other = good(await app().auth.signInWithPassword({ email, password })).session;
    const fresh = newPassword();
    assertRefused(await own.auth.updateUser({ password: fresh, current_password: newPassword() }), 401,
      'invalid_credentials');
    assertRefused(await own.auth.updateUser({ password: fresh }), 400, 'missing_value');
    const weak = await own.auth.updateUser({ password: 'short', current_password: password });
    assert.deepEqual([weak.error.name, weak.error.status], ['AuthWeakPasswordError', 422]);
    good(await own.auth.updateUser({ password: fresh, current_password: password }));
    assert.equal(await refusalOf(session.access_token), undefined);
    assert.deepEqual(await refusalOf(other.access_token), [401, 'session_revoked']);
    assertRefused(await call('login', { email, password }), 401, 'invalid_credentials');
    good(await app().auth.signInWithPassword({ email, password: fresh }));
  });

  it('is set anew by a mail, once, and all sessions end', async () => {
    const { email, password, session } = await newcomer();
    await takeMails(email);
    good(await app().auth.resetPasswordForEmail(email));
    const mails = await takeMails(email);
    const token_hash = tokenOf(mails, 'mail.reset_password');
    assert.ok(mails.at(-1).body.includes(token_hash));
    const fresh = newPassword();
    const verify = (token, new_password) =>
      app().auth.verifyOtp({ type: 'recovery', token_hash: token, new_password });
    assertRefused(await verify(newPassword(), fresh), 422, 'invalid_one_time_token', 'another token');
    assertRefused(await call('confirm_email', { token: token_hash }), 422, 'invalid_one_time_token',
      'for another purpose');
    assert.equal((await verify(token_hash, 'short')).error.status, 422);
    good(await verify(token_hash, fresh));
    assertRefused(await verify(token_hash, newPassword()), 422, 'invalid_one_time_token', 'a second time');
    assert.deepEqual(await refusalOf(session.access_token), [401, 'session_revoked']);
    assertRefused(await call('login', { email, password }), 401, 'invalid_credentials');
    good(await app().auth.signInWithPassword({ email, password: fresh }));
    assert.deepEqual((await takeMails(email)).map((mail) => mail.template), ['mail.password_changed']);
  });

  it('is not forgotten by who only asks, and the answer tells nothing', async () => {
    const { email, password } = await newcomer();
    const asked = await call('request_password_reset', { email });
    const unknown = await call('request_password_reset', { email: 'nobody-at-all@example.com' });
    assert.deepEqual(unknown, asked);
    assert.equal(asked.status, 200);
    assert.deepEqual(await takeMails('nobody-at-all@example.com'), []);
    good(await app().auth.signInWithPassword({ email, password }));
  });

  it('token that a newer mail replaced, or that is late, is worthless', async () => {
    const { email } = await newcomer();
    await call('request_password_reset', { email });
    const first = tokenOf(await takeMails(email), 'mail.reset_password');
    await call('request_password_reset', { email });
    const second = tokenOf(await takeMails(email), 'mail.reset_password');
    const use = (token) => call('reset_password', { token, new_password: newPassword() });
    assertRefused(await use(first), 422, 'invalid_one_time_token');
    sql(`update auth.one_time_tokens set expires_at = now() where email = '${email}'`);
    assertRefused(await use(second), 422, 'invalid_one_time_token');
  });
});

describe('the address', () => {
  it('is proven by the mail of sign-up', async () => {
    const { email, app: own } = await newcomer();
    const token_hash = tokenOf(await takeMails(email), 'mail.confirm_email');
    const { user } = good(await own.auth.verifyOtp({ type: 'email', token_hash }));
    assert.equal(user.email, email);
    const at = sql(`select email_confirmed_at is not null from auth.users where email = '${email}'`);
    assert.equal(at, 't');
  });

  it('changes once the new one is proven', async () => {
    const { email, app: own } = await newcomer();
    const fresh = `new-${email}`;
    assert.equal(good(await own.auth.updateUser({ email: fresh })).user.email, email);
    const token_hash = tokenOf(await takeMails(fresh), 'mail.confirm_email');
    good(await own.auth.verifyOtp({ type: 'email_change', token_hash }));
    assert.equal(good(await own.auth.getUser()).user.email, fresh);
  });

  it('of somebody else is not taken', async () => {
    const [first, second] = [await newcomer(), await newcomer()];
    await takeMails(first.email);
    good(await second.app.auth.updateUser({ email: first.email }));
    const token = tokenOf(await takeMails(first.email), 'mail.confirm_email');
    assertRefused(await call('confirm_email', { token }), 409, 'already_exists');
  });

  describe('where it must be confirmed first', () => {
    before(() => setting('auth.email_confirmation', '"required"'));
    after(() => reset('auth.email_confirmation'));

    it('log-in waits for it, and sign-up does not tell who is known', async () => {
      const email = `careful-${newPassword()}@example.com`.toLowerCase();
      const password = newPassword();
      const signUp = (address) => app().auth.signUp({ email: address, password });
      const { user, session } = good(await signUp(email));
      assert.deepEqual([session, user.id], [null, undefined]);
      assertRefused(await call('login', { email, password }), 403, 'email_not_confirmed');
      assertRefused(await call('login', { email, password: newPassword() }), 401, 'invalid_credentials');
      const token_hash = tokenOf(await takeMails(email), 'mail.confirm_email');
      const known = good(await signUp(email));
      assert.deepEqual(known, { user, session });
      assert.deepEqual((await takeMails(email)).map((mail) => mail.template), ['mail.account_exists']);
      good(await app().auth.verifyOtp({ type: 'email', token_hash }));
      good(await app().auth.signInWithPassword({ email, password }));
    });
  });
});

describe('mails', () => {
  it('are for the back office alone', async () => {
    const { app: own } = await newcomer();
    for (const someone of [own, app(), as('moderator'), as('admin')])
      assert.equal((await someone.from('outbox').select('id')).error.code, '42501');
    assert.equal(good(await office.from('outbox').select('id').limit(1)).length, 1);
    const write = { channel: 'email', recipient: 'x@example.com', template: 't', locale: 'fr', subject: 's', body: 'b' };
    // 0A000: a view of jobs, which nobody writes.
    assert.equal((await office.from('outbox').insert(write)).error.code, '0A000');
  });

  it('to one address come ever slower', async () => {
    const email = `flooded-${newPassword()}@example.com`;
    const statuses = [];
    for (let n = 0; n < 5; n += 1)
      statuses.push((await call('request_password_reset', { email }, { address: newAddress() })).status);
    assert.deepEqual(statuses, [200, 200, 200, 200, 429]);
  });
});
