// Sessions over HTTP: refresh tokens that are good for one use, log-out, and what happens to those who try
// too often. What a refusal counts or ends must stay, although the request failed..
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { app, assertRefused, call, claimsOf, newAddress, newPassword, newcomer, refusalOf, sleep }
  from './accounts_api.mjs';
import { good, sql } from './api.mjs';
import { startPostgrest } from './keys_api.mjs';

const refresh = (refresh_token, more) => call('refresh', { refresh_token }, more);
const sessionOf = (token) => claimsOf(token).session_id;
const rowOf = (session, column) =>
  sql(`select ${column} from auth.sessions where id = '${sessionOf(session.access_token)}'`);
// As if the last use had been long ago.
const wait61s = (session) => sql(`update auth.sessions set rotated_at = rotated_at - interval '61 s'
                                  where id = '${sessionOf(session.access_token)}'`);

async function refreshed(session) {
  const { status, body } = await refresh(session.refresh_token);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}

describe('a refresh token', () => {
  it('gives both tokens anew, in the same session', async () => {
    const { app: own, session: first } = await newcomer();
    const { session: second } = good(await own.auth.refreshSession());
    assert.notEqual(second.refresh_token, first.refresh_token);
    assert.equal(sessionOf(second.access_token), sessionOf(first.access_token));
    const { session: third } = good(await own.auth.refreshSession());
    assert.notEqual(third.refresh_token, second.refresh_token);
    assert.equal(await refusalOf(third.access_token), undefined);
    assert.equal(claimsOf(third.access_token).amr[0].timestamp, claimsOf(first.access_token).amr[0].timestamp);
  });

  it('is answered once more when the answer was lost, with the same new token', async () => {
    const { session: first } = await newcomer();
    const second = await refreshed(first);
    assert.equal((await refreshed(first)).refresh_token, second.refresh_token);
    assert.equal(rowOf(first, 'counter'), '1');
    const third = await refreshed(second);
    assert.notEqual(third.refresh_token, second.refresh_token);
  });

  it('makes one lineage of 20 requests at once, and all of them succeed', async () => {
    const { session: first } = await newcomer();
    const answers = await Promise.all(Array.from({ length: 20 }, () => refreshed(first)));
    assert.equal(new Set(answers.map((answer) => answer.refresh_token)).size, 1);
    assert.equal(rowOf(first, 'counter'), '1');
    await refreshed(answers[0]);
  });

  for (const [title, prepare] of [
    ['after the one that followed it was used', async (second) => refreshed(second)],
    ['a minute after it was used', async (second) => { wait61s(second); return second; }],
  ])
    it(`kills its session for good when it is used ${title}`, async () => {
      const { session: first, email, password } = await newcomer();
      const newest = await prepare(await refreshed(first));
      const elsewhere = good(await app().auth.signInWithPassword({ email, password })).session;
      assertRefused(await refresh(first.refresh_token), 401, 'refresh_token_reused');
      // Of another connection, after the request that failed: it was committed.
      assert.deepEqual([rowOf(first, 'end_reason'), rowOf(first, 'ended_at is not null')], ['reuse', 't']);
      for (const session of [newest, first])
        assertRefused(await refresh(session.refresh_token), 401, 'invalid_refresh_token');
      assert.deepEqual(await refusalOf(newest.access_token), [401, 'session_revoked']);
      assert.equal(await refusalOf(elsewhere.access_token), undefined, 'another session of the same person');
      await refreshed(elsewhere);
      const audited = sql(`select count(*) from alogistics.audit_logs where action = 'auth.refresh_reused'
                           and entity_id = '${sessionOf(first.access_token)}'`);
      assert.equal(audited, '1');
    });

  it('that is forged, cut or of another kind is refused', async () => {
    const { session } = await newcomer();
    const token = session.refresh_token;
    const bytes = Buffer.from(token, 'base64url');
    bytes[23] += 1; // the counter
    const other = (await newcomer()).session.refresh_token;
    for (const wrong of [bytes.toString('base64url'), token.slice(0, -1), `${token}A`, `${token}=`, 'A'.repeat(75),
      session.access_token, token.slice(0, 22) + other.slice(22), 'x'.repeat(1000000)])
      assertRefused(await refresh(wrong), 401, 'invalid_refresh_token', wrong.slice(0, 80));
    assertRefused(await refresh(''), 400, 'missing_value');
    assertRefused(await refresh(null), 400, 'missing_value');
    await refreshed(session);
  });

  it('ends with its session\'s time', async () => {
    const { session } = await newcomer();
    sql(`update auth.sessions set expires_at = now() where id = '${sessionOf(session.access_token)}'`);
    assertRefused(await refresh(session.refresh_token), 401, 'invalid_refresh_token');
  });
});

describe('log-out', () => {
  const twoMore = async () => {
    const person = await newcomer();
    const logIn = async () =>
      good(await app().auth.signInWithPassword({ email: person.email, password: person.password })).session;
    return { ...person, others: [await logIn(), await logIn()] };
  };
  const refusals = (sessions) => Promise.all(sessions.map(async ({ access_token }) => refusalOf(access_token)));
  const revoked = [401, 'session_revoked'];

  it('local: this session, whose access token still lives, is refused at its next request', async () => {
    const { app: own, session, others } = await twoMore();
    good(await own.auth.signOut({ scope: 'local' }).then((answer) => ({ ...answer, data: true })));
    assert.deepEqual(await refusals([session, ...others]), [revoked, undefined, undefined]);
    assertRefused(await refresh(session.refresh_token), 401, 'invalid_refresh_token');
    for (const path of ['transport_requests', 'wallets', 'notifications'])
      assertRefused(await app().from(path).select().setHeader('Authorization', `Bearer ${session.access_token}`),
        401, 'session_revoked', path);
  });

  it('others: all but this one', async () => {
    const { app: own, session, others } = await twoMore();
    await own.auth.signOut({ scope: 'others' });
    assert.deepEqual(await refusals([session, ...others]), [undefined, revoked, revoked]);
  });

  it('global: all of them, and it is over in every app', async () => {
    const { app: own, session, others } = await twoMore();
    const events = [];
    own.auth.onAuthStateChange((event) => events.push(event));
    await own.auth.signOut();
    assert.deepEqual(await refusals([session, ...others]), [revoked, revoked, revoked]);
    for (const { refresh_token } of others)
      assertRefused(await refresh(refresh_token), 401, 'invalid_refresh_token');
    assert.ok(events.includes('SIGNED_OUT'));
    assert.equal(good(await own.auth.getSession()).session, null);
  });

  it('knows no other scope, and needs a session', async () => {
    const { session } = await newcomer();
    const bearer = session.access_token;
    assertRefused(await call('logout', { scope: 'everybody' }, { bearer }), 400, 'invalid_value');
    assertRefused(await call('logout', {}), 401, '42501');
    assert.deepEqual((await call('logout', {}, { bearer })).body, { ended: 1 });
    assertRefused(await call('logout', {}, { bearer }), 401, 'session_revoked');
  });
});

describe('the list of sessions', () => {
  it('shows one\'s own, with where they are', async () => {
    const address = newAddress();
    const { app: own, session, email, password } = await newcomer({}, address);
    const elsewhere = newAddress();
    good(await app(elsewhere).auth.signInWithPassword({ email, password }));
    await newcomer();
    const list = good(await own.rpc('sessions'));
    assert.deepEqual(list.map((row) => [row.ip_address, row.is_current]), [[elsewhere, false], [address, true]]);
    assert.equal(list[1].id, sessionOf(session.access_token));
    assert.equal(list[1].user_agent, 'An app of the tests');
    assert.deepEqual(Object.keys(list[0]).sort(), ['created_at', 'expires_at', 'id', 'ip_address', 'is_current',
      'last_used_at', 'user_agent']);
  });
});

describe('who tries too often', () => {
  const logIn = (email, password, address) => call('login', { email, password }, { address });

  it('waits, after five wrong passwords for an account, though it was never rolled back', async () => {
    const { email, password } = await newcomer();
    const answers = [];
    for (let n = 0; n < 7; n += 1) answers.push(await logIn(email, newPassword(), newAddress()));
    assert.deepEqual(answers.map(({ status }) => status), [401, 401, 401, 401, 401, 401, 429]);
    const last = answers.at(-1);
    assertRefused(last, 429, 'too_many_attempts');
    assert.equal(last.retryAfter, String(last.body.retry_after));
    assert.equal(last.retryAfter, '1');
    assertRefused(await logIn(email, password, newAddress()), 429, 'too_many_attempts', 'the right one too');
    await sleep(1.1);
    assert.equal((await logIn(email, password, newAddress())).status, 200);
    assert.equal((await logIn(email, newPassword(), newAddress())).status, 401, 'a success forgets');
  });

  it('waits the same for an account that is not there', async () => {
    const email = `absent-${newPassword()}@example.com`;
    const statuses = [];
    for (let n = 0; n < 7; n += 1) statuses.push((await logIn(email, newPassword(), newAddress())).status);
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 401, 429]);
  });

  it('waits by the address that the gateway added last, whatever the client wrote before it', async () => {
    const { email, password } = await newcomer();
    const address = newAddress();
    const from = (claimed) => `${claimed}, ${address}`;
    const statuses = [];
    for (let n = 0; n < 22; n += 1)
      statuses.push((await logIn(`nobody-${n}-${newPassword()}@example.com`, newPassword(), from(newAddress()))).status);
    assert.deepEqual(statuses, [...Array(21).fill(401), 429]);
    assertRefused(await logIn(email, password, from('10.9.9.9')), 429, 'too_many_attempts');
    assert.equal((await logIn(email, password, newAddress())).status, 200, 'from elsewhere');
    const found = sql(`select string_agg(a::text, '') from auth.attempts as a`);
    assert.ok(!found.includes(address) && !found.includes(email), 'what was tried stands nowhere');
  });

  it('does not keep others waiting who come by the same PostgREST, when no gateway says from where', async () => {
    const password = newPassword();
    sql(`alter role authenticator password '${password}'`);
    const rest = await startPostgrest(process.env.JWT_SECRET, `host=127.0.0.1 password=${password}`);
    const tryTo = (email) =>
      call('login', { email, password: newPassword() }, { address: '', api: rest.api });
    try {
      const statuses = [];
      for (let n = 0; n < 22; n += 1)
        statuses.push((await tryTo(`nobody-${n}-${newPassword()}@example.com`)).status);
      assert.deepEqual(statuses, Array(22).fill(401));
    } finally {
      await rest.stop();
      sql('alter role authenticator password null');
    }
  });

  it('waits for his turn when he asks for one account many times at once', async () => {
    const { email } = await newcomer();
    const answers = await Promise.all(Array.from({ length: 12 }, () => logIn(email, newPassword(), newAddress())));
    const statuses = new Set(answers.map(({ status }) => status));
    assert.deepEqual([...statuses].sort(), [401, 429]);
    for (const { status, retryAfter } of answers) assert.equal(retryAfter, status === 429 ? '1' : null);
  });

  it('waits too who guesses tokens', async () => {
    const address = newAddress();
    const statuses = [];
    for (let n = 0; n < 22; n += 1)
      statuses.push((await call(n % 2 ? 'refresh' : 'confirm_email',
        n % 2 ? { refresh_token: newPassword() } : { token: newPassword() }, { address })).status);
    assert.deepEqual(new Set(statuses.slice(0, 21)), new Set([401, 422]));
    assert.equal(statuses[21], 429);
  });
});
