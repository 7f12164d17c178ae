// After the whole suite, at the most talkative settings: no password and no token of anybody stands in the
// server's log, nor in PostgREST's. platform.md §6.2.10.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { assertRefused, call, newcomer, newPassword } from '../accounts_api.mjs';
import { good, sql } from '../api.mjs';
import { remember } from '../secrets.mjs';

const { CLUSTER, SECRETS_FILE } = process.env;
const read = (name) => readFileSync(join(CLUSTER, name), 'utf8');
const secrets = () =>
  [...new Set(readFileSync(SECRETS_FILE, 'utf8').trim().split('\n').map((line) => JSON.parse(line)))];

function leaked(log) {
  const found = secrets().filter((secret) => log.includes(secret));
  // Where it stands, not what it is.
  return found.map((secret) => {
    const line = log.slice(0, log.indexOf(secret)).split('\n').at(-1);
    return `${secret.slice(0, 4)}…: ${line.slice(0, 300)}`;
  });
}

describe('the log', () => {
  it('is as talkative as it can be, and the tests have used many secrets', () => {
    assert.match(read('server.log'), /LOG: .*(execute|statement)[^\n]*pgrst_source/);
    assert.match(read('server.log'), /duration: [\d.]+ ms/);
    const count = secrets().length;
    assert.ok(count > 300, `only ${count}`);
  });

  it('has errors with their context, but not what the caller sent', async () => {
    const { session } = await newcomer();
    const typo = { scope: remember(newPassword()) };
    assertRefused(await call('logout', typo, { bearer: session.access_token }), 400, 'invalid_value');
    assert.match(read('server.log'), /ERROR: .*a value is not valid/);
    assert.deepEqual(leaked(read('server.log')), []);
  });

  it('of the server holds none of them', () => assert.deepEqual(leaked(read('server.log')), []));
  it('of PostgREST holds none of them', () => assert.deepEqual(leaked(read('postgrest.log')), []));

  it('would hold them without our setting of the role authenticator', async () => {
    const setting = 'alter role authenticator set log_parameter_max_length';
    const endConnections = () =>
      sql(`select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = 'authenticator'`);
    const before = leaked(read('server.log')).length;
    sql(`${setting} = -1`);
    endConnections();
    try {
      await logInAgain();
    } finally {
      sql(`${setting} = 0`);
      endConnections();
    }
    assert.ok(leaked(read('server.log')).length > before);
  });
});

// PostgREST notices that its connections are gone when it wants to use them.
async function logInAgain() {
  for (let n = 0; ; n += 1)
    try {
      const { app, email, password } = await newcomer();
      return good(await app.auth.signInWithPassword({ email, password }));
    } catch (error) {
      if (n === 20) throw error;
    }
}
