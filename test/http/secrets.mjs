// Notes every secret that goes over the wire while the tests run, so that after/log.test.mjs can look
// for them in the server's log.
import { appendFileSync } from 'node:fs';

const kept = ['password', 'new_password', 'current_password', 'secret', 'token', 'token_hash',
  'access_token', 'refresh_token'];
// What is shorter may stand in a log for other reasons.
const lengthMin = 12;

export function remember(secret) {
  if (process.env.SECRETS_FILE && secret.length >= lengthMin)
    appendFileSync(process.env.SECRETS_FILE, `${JSON.stringify(secret)}\n`);
  return secret;
}

function rememberAll(value, name) {
  if (typeof value === 'string' && kept.includes(name)) remember(value);
  if (value && typeof value === 'object')
    for (const [member, inner] of Object.entries(value)) rememberAll(inner, member);
}

function rememberBody(text) {
  try {
    rememberAll(JSON.parse(text));
  } catch {
    // Not JSON: no secret that we know by its name.
  }
}

export async function watchedFetch(url, options = {}) {
  if (typeof options.body === 'string') rememberBody(options.body);
  const answer = await fetch(url, options);
  rememberBody(await answer.clone().text());
  return answer;
}
