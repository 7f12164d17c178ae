-- Accounts, log-in and sessions; one implementation for every system.

create or replace function @schema@.register(email text, password text, profile jsonb default '{}')
returns jsonb
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_register';
comment on function @schema@.register(text, text, jsonb) is
'Opens an account: user, profile and wallet in one transaction, and logs it in. INVOKER; acts with the owner''s rights.

profile may hold first_name, last_name, phone, city, country, locale and role (client or transporter), at most 4 KiB.
Answers as login(). With the setting auth.email_confirmation = required the answer is {"confirmation_sent": true}, for a
known address too, and log-in waits for confirm_email(). Refusals are answers with code and message, see login():
missing_value, invalid_value (400), weak_password (422), already_exists (409), too_many_attempts (429),
sign_in_elsewhere (501). Source: A-08, A-65.';

create or replace function @schema@.login(email text, password text)
returns jsonb
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_login';
comment on function @schema@.login(text, text) is
'Checks e-mail and password and opens a session. INVOKER; acts with the owner''s rights.

Answers {access_token, token_type, expires_in (seconds), expires_at, refresh_token, user}. A refusal is no error, because
what it counts must stay: it answers {code, message, hint …} with that HTTP status: missing_value (400),
invalid_credentials (401) for unknown address and wrong password alike, account_disabled and email_not_confirmed (403)
after a right password only, too_many_attempts (429, Retry-After), sign_in_elsewhere (501). Source: A-64, A-92.';

create or replace function @schema@.refresh(refresh_token text)
returns jsonb
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_refresh';
comment on function @schema@.refresh(text) is
'Gives a new access token and a new refresh token for a refresh token. INVOKER; acts with the owner''s rights.

Each refresh token is good for one use. The last one is answered once more within 60 s, with the same new token, for
answers that were lost and for tabs that ask at once. An older one ends the session for good. Answers and refuses as
login(): invalid_refresh_token, refresh_token_reused (401), account_disabled (403).';

create or replace function @schema@.logout(scope text default 'local')
returns jsonb
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_logout';
comment on function @schema@.logout(text) is
'Ends sessions of the caller: local (this one), others, or global. INVOKER; acts with the owner''s rights.

Answers {"ended": number}. Their access tokens are refused from the next statement on. Errors: authentication_required
(PT401), invalid_value (PT400). Source: A-66.';

create or replace function @schema@.sessions()
returns jsonb
language c stable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_sessions';
comment on function @schema@.sessions() is
'The caller''s live sessions, newest first, as a JSON array. INVOKER; reads with the owner''s rights.

Each with id, created_at, last_used_at, expires_at, ip_address, user_agent, is_current. Errors: authentication_required
(PT401), account_disabled (PT403).';

create or replace function @schema@.request_email_confirmation(email text default null)
returns jsonb
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_request_email_confirmation';
comment on function @schema@.request_email_confirmation(text) is
'Mails a token that proves an address: the caller''s own, or a new one that the account is to have.
INVOKER; acts with the owner''s rights.

Without being signed in it mails to the account of that address, if it is not confirmed yet, and never tells whether
there is one. Answers {"sent": true}; refuses as login(): missing_value, invalid_value (400), too_many_attempts (429).
The mail is a row of the outbox. Errors: account_disabled (PT403).';

create or replace function @schema@.confirm_email(token text)
returns jsonb
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_confirm_email';
comment on function @schema@.confirm_email(text) is
'Proves an e-mail address by the token that was mailed to it. INVOKER; acts with the owner''s rights.

Answers {"confirmed": true, "email": …}; refuses as login(): invalid_one_time_token (422), already_exists (409) if
another account has taken the address meanwhile.';

create or replace function @schema@.request_password_reset(email text)
returns jsonb
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_request_password_reset';
comment on function @schema@.request_password_reset(text) is
'Mails a token for a new password, if there is an account of that address. INVOKER; acts with the owner''s rights.

Answers {"sent": true} in any case; refuses as login(): missing_value (400), too_many_attempts (429).';

create or replace function @schema@.reset_password(token text, new_password text)
returns jsonb
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_reset_password';
comment on function @schema@.reset_password(text, text) is
'Sets a new password by the token that was mailed, and ends all sessions. INVOKER; acts with the owner''s rights.

Answers {"changed": true}; refuses as login(): invalid_one_time_token, weak_password (422).';

create or replace function @schema@.change_password(current_password text, new_password text)
returns jsonb
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_change_password';
comment on function @schema@.change_password(text, text) is
'Sets a new password for the caller, who knows the present one, and ends the other sessions.
INVOKER; acts with the owner''s rights.

Answers {"changed": true}; refuses as login(): invalid_credentials (401), weak_password (422), too_many_attempts (429).
Errors: authentication_required (PT401).';
