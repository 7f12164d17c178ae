// Who signs tokens and who believes them: key files of three kinds, their rotation, and what attackers make
// of a token, both before the real PostgREST and before socle.sign_in(). RFC 8725.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { call, claimsOf, newcomer, refusalOf } from './accounts_api.mjs';
import { inSeconds, sql } from './api.mjs';
import { encode, forge, jwks, logIn, newKey, signIn, startPostgrest, useKeys } from './keys_api.mjs';

const headerOf = (token) => JSON.parse(Buffer.from(token.split('.')[0], 'base64url'));
const secret = readFileSync(join(process.env.CLUSTER, 'jwt_secret'), 'utf8');
let person;
before(async () => { person = await newcomer(); });

// [title, token]; `other` is a key that the verifiers do not have.
function attacks(token, key, other) {
  const [head, body, signature] = token.split('.');
  const header = headerOf(token);
  const claims = claimsOf(token);
  const { exp, ...endless } = claims;
  const signed = (changes) => forge({ ...claims, ...changes }, key, header);
  const flipped = `${signature[0] === 'A' ? 'B' : 'A'}${signature.slice(1)}`;
  return [
    ['alg none, without a signature', `${encode({ alg: 'none', typ: 'JWT' })}.${body}.`],
    ['alg none, with the signature', `${encode({ alg: 'none', typ: 'JWT' })}.${body}.${signature}`],
    ['alg None', `${encode({ ...header, alg: 'None' })}.${body}.`],
    ['another algorithm in the header', `${encode({ ...header, alg: 'ES256' })}.${body}.${signature}`],
    ['a key that it brings along', forge(claims, other, { ...header, jwk: { kty: 'oct', k: encode('x') } })],
    ['another key', forge(claims, other, header)],
    ['another key under its own name', forge(claims, other, { ...header, kid: 'mine' })],
    ['no signature', `${head}.${body}.`],
    ['a changed signature', `${head}.${body}.${flipped}`],
    ['other claims', `${head}.${encode({ ...claims, sub: person.id, role: 'service_role' })}.${signature}`],
    ['two parts', `${head}.${body}`],
    ['four parts', `${token}.${signature}`],
    ['five parts', `${token}..`],
    ['expired', signed({ exp: inSeconds(-120) })],
    ['exp is a text', signed({ exp: 'tomorrow' })],
    ['exp is negative', signed({ exp: -1 })],
    ['not valid yet', signed({ nbf: inSeconds(3600) })],
    [noExpiry, forge(endless, key, header)],
    ['1 MB', `${head}.${encode({ ...claims, x: 'x'.repeat(1000000) })}.${signature}`],
    ['1 MB, rightly signed', signed({ x: 'x'.repeat(1000000) })],
  ];
}

// PostgREST lets a token in that never ends. To make one takes the key, and nothing of ours does.
const noExpiry = 'no exp';

// HTTP servers may hang up on a header of 1 MB.
const isRefused = (token, api) =>
  refusalOf(token, api).then((refusal) => refusal !== undefined && refusal[0] < 500, () => true);

async function assertAllRefused(list, api) {
  for (const [title, token] of list) {
    assert.match(signIn(token).error ?? 'let in', /^(invalid_token|token_expired)$/, `sign_in, ${title}`);
    if (title !== noExpiry) assert.ok(await isRefused(token, api), `PostgREST, ${title}`);
  }
  const { status } = await call('login', { email: person.email, password: person.password }, { api });
  assert.equal(status, 200, 'and both still work');
}

async function assertAccepted(token, api) {
  assert.equal(await refusalOf(token, api), undefined);
  assert.equal(signIn(token), person.id);
}

describe('a secret (HS256), which is the default', () => {
  it('is believed by PostgREST and sign_in()', async () => {
    const { access_token } = await logIn(person);
    assert.equal(headerOf(access_token).alg, 'HS256');
    await assertAccepted(access_token);
    assert.deepEqual(jwks(), { keys: [] }, 'a secret is not shown');
  });

  it('is shown nowhere: only the name of its file is a setting, for superusers', async () => {
    const shown = sql('select string_agg(setting, \' \') from pg_settings');
    assert.ok(shown.includes('jwt_secret') && !shown.includes(secret));
    const read = (name) => sql(`set role service_role; select current_setting('${name}')`);
    for (const name of ['socle.jwt_key_file', 'socle.jwt_previous_key_file'])
      assert.throws(() => read(name), /permission denied|must be superuser/);
  });

  it('withstands the attacks', async () => {
    const { access_token } = await logIn(person);
    const rsa = newKey('rsa');
    const confused = forge(claimsOf(access_token), rsa.privateKey, { alg: 'RS256' });
    await assertAllRefused([...attacks(access_token, secret, 'x'.repeat(32)),
      ['an empty secret', forge(claimsOf(access_token), '', headerOf(access_token))],
      ['RSA where a secret is', confused]]);
  });
});

for (const [kind, algorithm] of [['ed25519', 'EdDSA'], ['rsa', 'RS256']])
  describe(`a private key (${algorithm})`, () => {
    let key, rest;
    before(async () => {
      key = newKey(kind);
      await useKeys(key.file);
      rest = await startPostgrest(JSON.stringify(jwks()));
    });
    after(async () => {
      await rest.stop();
      await useKeys(null);
    });

    it('is believed by a PostgREST that knows jwks() alone', async () => {
      const { access_token } = await logIn(person, rest.api);
      const [jwk, ...others] = jwks().keys;
      assert.deepEqual([headerOf(access_token).alg, headerOf(access_token).kid, jwk.alg, others.length],
        [algorithm, jwk.kid, algorithm, 0]);
      assert.equal(jwk.d, undefined, 'the private half stays');
      await assertAccepted(access_token, rest.api);
      const { body } = await call('me', {}, { bearer: access_token, api: rest.api });
      assert.equal(body.id, person.id);
    });

    it('makes refresh tokens that work', async () => {
      const { refresh_token } = await logIn(person, rest.api);
      const { body } = await call('refresh', { refresh_token }, { api: rest.api });
      await assertAccepted(body.access_token, rest.api);
    });

    it('withstands the attacks', async () => {
      const { access_token } = await logIn(person, rest.api);
      const { publicPem } = key;
      const { privateKey: other } = newKey(kind);
      const claims = claimsOf(access_token);
      const { kid } = headerOf(access_token);
      const confusions = [publicPem, publicPem.trim(), JSON.stringify(jwks()), JSON.stringify(jwks().keys[0]), secret]
        .flatMap((known) => [{ alg: 'HS256' }, { alg: 'HS256', kid }, { alg: algorithm, kid }]
          .map((header) => [`a public key as a secret, ${JSON.stringify(header)}`,
            forge(claims, known, header, 'HS256')]));
      await assertAllRefused([...attacks(access_token, key.privateKey, other), ...confusions], rest.api);
    });
  });

describe('rotation of keys', () => {
  after(() => useKeys(null));

  it('from a secret to a private key and on, and nobody is signed out', async () => {
    const start = await logIn(person);
    const [first, second] = [newKey('rsa'), newKey('ed25519')];

    // PostgREST learns of the new key before anything is signed with it.
    const oldSecret = join(process.env.CLUSTER, 'jwt_secret');
    await useKeys(oldSecret, first.file);
    const both = { keys: [...jwks().keys, { kty: 'oct', alg: 'HS256', k: encode(secret) }] };
    await useKeys(first.file, oldSecret);
    const between = await startPostgrest(JSON.stringify(both));
    try {
      await assertAccepted(start.access_token, between.api);
      await assertAccepted((await logIn(person, between.api)).access_token, between.api);
    } finally {
      await between.stop();
    }
    const renewed = (await call('refresh', { refresh_token: start.refresh_token })).body;
    assert.equal(headerOf(renewed.access_token).alg, 'RS256');

    await useKeys(second.file, first.file);
    assert.deepEqual(jwks().keys.map((jwk) => jwk.alg), ['EdDSA', 'RS256']);
    const rest = await startPostgrest(JSON.stringify(jwks()));
    try {
      await assertAccepted(renewed.access_token, rest.api);
      const last = (await call('refresh', { refresh_token: renewed.refresh_token }, { api: rest.api })).body;
      assert.equal(headerOf(last.access_token).alg, 'EdDSA');
      await assertAccepted(last.access_token, rest.api);
      assert.equal(signIn(start.access_token).error, 'invalid_token', 'two keys ago');

      await useKeys(second.file);
      assert.equal(signIn(renewed.access_token).error, 'invalid_token');
      assert.equal(signIn(last.access_token), person.id);
    } finally {
      await rest.stop();
    }
  });
});
