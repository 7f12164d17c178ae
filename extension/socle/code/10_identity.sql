-- Who is asking.

create or replace function socle.uid() returns uuid
language c stable parallel safe
as 'MODULE_PATHNAME', 'socle_uid';
comment on function socle.uid() is
'The id of the person behind this request, or NULL. INVOKER.

Sources, in order: the token given to socle.sign_in() in this session; request.jwt.claims (PostgREST,
Supabase); request.jwt.claim.sub; jwt.claims.sub (PostGraphile). Errors: invalid_token (PT401) if the
claims are not readable. Constant time after the first call of a request.';

create or replace function socle.claims() returns jsonb
language c stable parallel safe
as 'MODULE_PATHNAME', 'socle_claims';
comment on function socle.claims() is
'The claims behind this request as JSON, or NULL. INVOKER. Same sources as socle.uid().';

create or replace function socle.sign_in(token text, only_transaction boolean default false)
returns uuid
language c volatile
as 'MODULE_PATHNAME', 'socle_sign_in';
comment on function socle.sign_in(text, boolean) is
'Signs this session in by a token and returns the person''s id. For direct SQL clients. INVOKER.

Checks the token strictly (the algorithm of the key, exactly three parts, exp required) against the
keys in the files that socle.jwt_key_file and socle.jwt_previous_key_file name, then acts as staff or
authenticated, as the database says of this person in the first schema of search_path. Ends with
sign_out(), DISCARD ALL, or the transaction if only_transaction; gateways, and logins with
socle.session_sign_in = off, must give that. Errors: invalid_token, token_expired, session_revoked
(PT401), account_disabled (PT403), identity_protected (42501) for a login role that inherits staff or
that must give only_transaction, 42501 if it may not act as that role.';

create or replace function socle.sign_out() returns void
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_sign_out';
comment on function socle.sign_out() is
'Forgets the person given to socle.sign_in() and goes back to the login role. INVOKER.';

create or replace function socle.mint_token(claims jsonb) returns text
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_mint_token';
comment on function socle.mint_token(jsonb) is
'Signs claims into a token with the server''s key. INVOKER, superusers only.

For development and tests. The key is in the file that socle.jwt_key_file names. Errors: not_allowed
(PT403), invalid_token (PT401) for claims that no token may carry, secret_missing (55000).';

create or replace function socle.pre_request() returns void
language c volatile
as 'MODULE_PATHNAME', 'socle_pre_request';
comment on function socle.pre_request() is
'PostgREST''s db-pre-request: counts the request, lets staff act as the role staff, and refuses deactivated accounts.
INVOKER.

The database decides, not the token: the profile in the first schema of search_path, which PostgREST
sets to the schema asked for. Counts by person, or by address without a token, and by kind of
request, as the settings limits.* say, also for requests that only read or that fail. Errors:
rate_limited (PT429, raised as PostgREST''s SQLSTATE PGRST, which carries Retry-After),
account_disabled (PT403).';

create or replace function socle.jwks() returns jsonb
language c stable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_jwks';
comment on function socle.jwks() is
'The public keys that tokens are checked with, as a JWK Set (RFC 7517): the present one and, during rotation, the last.
INVOKER. A secret (HS256) has no public half and is not shown.';

create or replace function socle.bootstrap_admin(email text, system text default null) returns uuid
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_bootstrap_admin';
comment on function socle.bootstrap_admin(text, text) is
'Makes the account of this address an active admin of a system: the first admin, or a new one when all are lost.
INVOKER, superusers only; audited. system is the schema; it may be left out where there is only one. Returns the
person''s id. Errors: not_allowed (PT403), missing_value (PT400), not_found (PT404).';
