// Key files of the server, a second PostgREST that knows only the public halves, and tokens made by hand.
import { execFileSync, spawn } from 'node:child_process';
import { createHmac, generateKeyPairSync, sign as signWith } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { call, sleep } from './accounts_api.mjs';
import { sql } from './api.mjs';

const { CLUSTER, PGHOST, PGPORT, TEST_DATABASE } = process.env;
const folder = join(CLUSTER, 'keys');
mkdirSync(folder, { recursive: true });

export const encode = (value) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

const signers = {
  HS256: (text, secret) => createHmac('sha256', secret).update(text).digest('base64url'),
  RS256: (text, key) => signWith('sha256', text, key).toString('base64url'),
  EdDSA: (text, key) => signWith(null, text, key).toString('base64url'),
};

// A token with these claims, signed as `header.alg` says, or by `algorithm` if it is to lie.
export function forge(claims, key, header, algorithm = header.alg) {
  const text = `${encode({ typ: 'JWT', ...header })}.${encode(claims)}`;
  return `${text}.${signers[algorithm](text, key)}`;
}

// A new key of its own file, readable by the server.
export function newKey(kind) {
  const options = kind === 'rsa' ? { modulusLength: 2048 } : {};
  const { privateKey, publicKey } = generateKeyPairSync(kind, options);
  const file = join(folder, `${kind}.pem`);
  // The folder that it is in is closed to everybody but the server.
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o644 });
  return { file, privateKey, publicPem: publicKey.export({ type: 'spki', format: 'pem' }) };
}

// Makes these the server's key files; null is what the suite began with.
export async function useKeys(file, previous) {
  const set = (name, value) =>
    sql(value ? `alter system set ${name} = '${value}'` : `alter system reset ${name}`);
  set('socle.jwt_key_file', file);
  set('socle.jwt_previous_key_file', previous);
  // The server lets in the first session with new settings after it has told all others of them.
  const loaded = () => sql('select pg_conf_load_time()');
  const before = loaded();
  sql('select pg_reload_conf()');
  while (loaded() === before) await sleep(0.02);
}

export const jwks = () => JSON.parse(sql('select socle.jwks()'));

const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

// PostgREST with this jwt-secret: {api, stop}. `connection` is how it reaches the server.
export async function startPostgrest(secret, connection = `host='${PGHOST}'`) {
  const port = await freePort();
  const file = join(folder, `postgrest-${port}.conf`);
  writeFileSync(`${file}.secret`, secret);
  writeFileSync(file, `
    db-uri = "${connection} port=${PGPORT} user=authenticator dbname=${TEST_DATABASE}"
    db-schemas = "alogistics"
    db-anon-role = "anon"
    db-pre-request = "socle.pre_request"
    db-pool = 4
    jwt-secret = "@${file}.secret"
    server-host = "127.0.0.1"
    server-port = ${port}`);
  const child = spawn(join(CLUSTER, 'postgrest'), [file], { stdio: 'ignore' });
  const api = `http://127.0.0.1:${port}`;
  for (let n = 0; ; n += 1) {
    const isUp = await fetch(`${api}/`).then(({ status }) => status !== 503, () => false);
    if (isUp) break;
    if (n > 200) throw new Error(`PostgREST does not answer: ${file}`);
    await sleep(0.05);
  }
  return { api, stop: () => new Promise((resolve) => { child.on('exit', resolve); child.kill(); }) };
}

// What socle.sign_in() answers to a token: who it is, or the DETAIL of its refusal. The log must
// not have the token, and here it is a part of the text.
export function signIn(token) {
  const text = `set search_path = alogistics, public; select socle.sign_in('${token}');`;
  const quiet = ['log_statement=none', 'log_min_duration_statement=-1', 'log_min_error_statement=panic'];
  try {
    return execFileSync('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', TEST_DATABASE], {
      input: text, encoding: 'utf8', stdio: 'pipe',
      env: { ...process.env, PGOPTIONS: quiet.map((setting) => `-c ${setting}`).join(' ') },
    }).trim();
  } catch ({ stderr }) {
    return JSON.parse(/DETAIL: +(.*)/.exec(stderr)[1]);
  }
}

export async function logIn({ email, password }, api) {
  const { status, body } = await call('login', { email, password }, { api });
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body;
}
