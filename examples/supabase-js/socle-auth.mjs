// supabase-js against plain PostgREST: `supabase.auth` talks to Socle's functions instead of GoTrue,
// `supabase.from()` and `.rpc()` go where they always went. README.md lists what is mapped.
import { createClient } from '@supabase/supabase-js';

// supabase-js wants a key for people who have not signed in. PostgREST wants no token from them.
const noKey = 'nobody';

// A client as createClient() makes it; `api` is the address of PostgREST.
export function createSocleClient(api, options = {}) {
  const schema = options.db?.schema ?? 'alogistics';
  return createClient(api, noKey, {
    ...options,
    db: { ...options.db, schema },
    global: { ...options.global, fetch: socleFetch(api, schema, options.global?.fetch) },
  });
}

// The `fetch` that does it, for clients that are made in another way.
export function socleFetch(api, schema = 'alogistics', send = (...request) => fetch(...request)) {
  return async (input, options = {}) => {
    const url = new URL(String(input));
    const headers = new Headers(options.headers);
    if (headers.get('authorization') === `Bearer ${noKey}`) headers.delete('authorization');
    const [, service, path] = /^.*?\/(rest|auth)\/v1(\/.*)$/.exec(url.pathname) ?? [];
    if (service === 'rest') return send(api + path + url.search, { ...options, headers });
    if (service !== 'auth') return send(input, options);

    const method = options.method ?? 'GET';
    const endpoint = endpoints[`${method} ${path}`];
    if (!endpoint) return refusal(501, 'not_supported', `Socle has no ${method} ${path}`);
    const call = (name, values = {}) => callFunction(send, `${api}/rpc/${name}`, headers, schema, values);
    const body = typeof options.body === 'string' ? JSON.parse(options.body) : {};
    try {
      return await endpoint({ call, body, query: url.searchParams, headers });
    } catch (error) {
      if (error instanceof Refused) return refusal(error.status, error.code, error.message, error.more);
      throw error;
    }
  };
}

class Refused extends Error {
  constructor(status, { code, message, ...more }) {
    super(message);
    Object.assign(this, { status, code, more });
  }
}

async function callFunction(send, url, given, schema, values) {
  const headers = new Headers(given);
  headers.set('content-type', 'application/json');
  headers.set('content-profile', schema);
  headers.delete('x-supabase-api-version');
  const answer = await send(url, { method: 'POST', headers, body: JSON.stringify(values) });
  const body = await answer.json();
  if (!answer.ok) throw new Refused(answer.status, named(body));
  return body;
}

// Refusals of log-in are answers with `code`; other errors have their stable name in `details`.
function named({ details, ...body }) {
  try {
    const { error: code, ...more } = JSON.parse(details);
    return code ? { ...body, ...more, code } : body;
  } catch {
    return body;
  }
}

// As GoTrue's: what apps find in `error.code` is the stable name.
const answer = (body, status = 200) => new Response(status === 204 ? null : JSON.stringify(body),
  { status, headers: { 'content-type': 'application/json', 'x-supabase-api-version': '2024-01-01' } });
const refusal = (status, code, message, more = {}) => answer({
  code, message, ...more,
  ...(code === 'weak_password' ? { weak_password: { reasons: [more.reason ?? ''], message } } : {}),
}, status);

const endpoints = {
  async 'POST /signup'({ call, body: { email, password, data } }) {
    const opened = await call('register', { email, password, profile: data ?? {} });
    // The address is to be confirmed first: no session, and no id, which would tell who is known.
    return answer(opened.confirmation_sent ? { user: userWithoutSession(email) } : opened);
  },

  async 'POST /token'({ call, body, query }) {
    const kind = query.get('grant_type');
    if (kind === 'password')
      return answer(await call('login', { email: body.email, password: body.password }));
    if (kind === 'refresh_token')
      return answer(await call('refresh', { refresh_token: body.refresh_token }));
    return refusal(501, 'not_supported', `Socle has no grant_type ${kind}`);
  },

  async 'GET /user'({ call, headers }) {
    return answer(userOf(await call('me'), headers));
  },

  // A new password needs the present one: updateUser({ password, current_password }).
  async 'PUT /user'({ call, body, headers }) {
    if (body.password !== undefined)
      await call('change_password',
        { current_password: body.current_password ?? null, new_password: body.password });
    if (body.email !== undefined) await call('request_email_confirmation', { email: body.email });
    const changes = { ...body.data, ...(body.phone === undefined ? {} : { phone: body.phone }) };
    const isProfileChanged = Object.keys(changes).length > 0;
    return answer(userOf(await (isProfileChanged ? call('update_profile', { changes }) : call('me')), headers));
  },

  async 'POST /logout'({ call, query }) {
    await call('logout', { scope: query.get('scope') ?? 'global' });
    return answer(null, 204);
  },

  async 'POST /recover'({ call, body }) {
    await call('request_password_reset', { email: body.email });
    return answer({});
  },

  async 'POST /resend'({ call, body }) {
    await call('request_email_confirmation', { email: body.email });
    return answer({});
  },

  // The token of the mail opens no session here. For a forgotten password it is given together with
  // the new one: verifyOtp({ type: 'recovery', token_hash, new_password }).
  async 'POST /verify'({ call, body }) {
    const token = body.token_hash ?? body.token;
    if (body.type === 'recovery') {
      await call('reset_password', { token, new_password: body.new_password ?? null });
      return answer({ user: userWithoutSession(body.email) });
    }
    const { email } = await call('confirm_email', { token });
    return answer({ user: { ...userWithoutSession(email), email_confirmed_at: new Date().toISOString() } });
  },
};

const userWithoutSession = (email) =>
  ({ aud: 'authenticated', role: 'authenticated', email, app_metadata: {}, user_metadata: {}, identities: [] });

// GoTrue's user object from a profile; what the profile does not hold is in the token.
function userOf(profile, headers) {
  const claims = claimsOf(headers.get('authorization'));
  return {
    id: profile.id,
    aud: 'authenticated',
    role: 'authenticated',
    email: profile.email,
    phone: profile.phone,
    app_metadata: claims.app_metadata ?? {},
    user_metadata: { ...claims.user_metadata, ...profile },
    is_anonymous: claims.is_anonymous ?? false,
    created_at: profile.created_at,
    updated_at: profile.updated_at,
  };
}

function claimsOf(authorization) {
  const [, payload] = authorization.split('.');
  const bytes = atob(payload.replaceAll('-', '+').replaceAll('_', '/'));
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, (c) => c.charCodeAt(0))));
}
