--! as installer
-- Log-in inside the database. Where the schema auth is somebody else's (Supabase), GoTrue does it.
do $$
begin
  if (select pg_catalog.pg_get_userbyid(relowner) from pg_catalog.pg_class
      where oid = 'auth.users'::regclass) <> 'socle_owner' then
    return;
  end if;

  create table auth.sessions (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references auth.users (id),
    salt bytea not null check (octet_length(salt) = 32),
    counter bigint not null default 0 check (counter >= 0),
    rotated_at timestamptz not null default clock_timestamp(),
    created_at timestamptz not null default now(),
    last_used_at timestamptz not null default now(),
    expires_at timestamptz not null,
    ended_at timestamptz,
    end_reason text check (end_reason in ('logout', 'reuse', 'password', 'deactivated')),
    ip_address text,
    user_agent text,
    constraint sessions_end check ((ended_at is null) = (end_reason is null))
  );
  create index sessions_user_idx on auth.sessions (user_id, created_at);
  comment on table auth.sessions is
'Log-ins, one row each, with the family of refresh tokens that came from it.
No token is here, not even hashed: a refresh token is an HMAC over id, counter and salt under the server''s key file.';
  comment on column auth.sessions.id is 'Claim session_id of the access tokens.';
  comment on column auth.sessions.user_id is 'Who logged in.';
  comment on column auth.sessions.salt is 'Random; goes into the refresh tokens. Readable by no API role.';
  comment on column auth.sessions.counter is 'Number of the refresh token that is valid now.';
  comment on column auth.sessions.rotated_at is 'When that number was given out.';
  comment on column auth.sessions.created_at is 'When the person logged in.';
  comment on column auth.sessions.last_used_at is 'Last log-in or refresh.';
  comment on column auth.sessions.expires_at is 'Without a refresh the session ends then.';
  comment on column auth.sessions.ended_at is 'From then on nothing of this session is accepted, for good.';
  comment on column auth.sessions.end_reason is 'logout; reuse of an old refresh token; password changed; account deactivated.';
  comment on column auth.sessions.ip_address is 'Where it was last used from, as far as the server can tell.';
  comment on column auth.sessions.user_agent is 'Header user-agent of the last use, at most 500 characters.';

  create table auth.one_time_tokens (
    hash bytea primary key check (octet_length(hash) = 32),
    user_id uuid not null references auth.users (id),
    purpose text not null check (purpose in ('confirm_email', 'reset_password')),
    email text not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at timestamptz
  );
  create unique index one_time_tokens_open_key on auth.one_time_tokens (user_id, purpose)
    where used_at is null;
  comment on table auth.one_time_tokens is
'Tokens that were mailed to somebody, each for one purpose and one use.
A new one replaces the last of its purpose.';
  comment on column auth.one_time_tokens.hash is 'SHA-256 of the token; the token itself is only in the mail.';
  comment on column auth.one_time_tokens.user_id is 'Whose it is.';
  comment on column auth.one_time_tokens.purpose is 'What it is good for.';
  comment on column auth.one_time_tokens.email is 'The address that it was mailed to; confirm_email makes it the account''s.';
  comment on column auth.one_time_tokens.created_at is 'When it was made.';
  comment on column auth.one_time_tokens.expires_at is 'Worthless from then on.';
  comment on column auth.one_time_tokens.used_at is 'When it was used.';

  create table auth.attempts (
    bucket bytea primary key check (octet_length(bucket) = 32),
    failures bigint not null check (failures > 0),
    free_at timestamptz not null,
    last_at timestamptz not null
  );
  create index attempts_last_idx on auth.attempts (last_at);
  comment on table auth.attempts is 'Failures by account and by address, and when the next try is allowed.';
  comment on column auth.attempts.bucket is 'SHA-256 of kind and value: what was tried stands nowhere.';
  comment on column auth.attempts.failures is 'In a row; a success of the account or an hour of rest clears them.';
  comment on column auth.attempts.free_at is 'Not before.';
  comment on column auth.attempts.last_at is 'Of the last failure.';

  alter table auth.sessions owner to socle_owner;
  alter table auth.one_time_tokens owner to socle_owner;
  alter table auth.attempts owner to socle_owner;
  alter table auth.sessions enable row level security;
  alter table auth.one_time_tokens enable row level security;
  alter table auth.attempts enable row level security;
  revoke all on auth.sessions, auth.one_time_tokens, auth.attempts
    from public, anon, authenticated, staff, service_role;
  grant select (id, user_id, created_at, last_used_at, expires_at, ended_at, end_reason, ip_address,
                user_agent) on auth.sessions to service_role;
  create policy sessions_service on auth.sessions for select to service_role using (true);
end
$$;
