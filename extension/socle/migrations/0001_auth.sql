--! as installer
-- Identity. An existing auth schema (Supabase) is used as it is and never changed.
do $$
begin
  if to_regnamespace('auth') is not null then
    return;
  end if;
  create schema auth authorization socle_owner;
  comment on schema auth is 'Accounts, in the shape that Supabase uses.';
  grant usage on schema auth to anon, authenticated, staff, service_role;

  create table auth.users (
    id uuid primary key default gen_random_uuid(),
    aud text not null default 'authenticated',
    role text not null default 'authenticated',
    email text check (email = lower(email) and email ~ '^[^@\s]+@[^@\s]+$'),
    phone text unique,
    encrypted_password text,
    email_confirmed_at timestamptz,
    phone_confirmed_at timestamptz,
    last_sign_in_at timestamptz,
    banned_until timestamptz,
    deleted_at timestamptz,
    raw_app_meta_data jsonb not null default '{}',
    raw_user_meta_data jsonb not null default '{}',
    is_anonymous boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  );
  create unique index users_email_key on auth.users (email);
  alter table auth.users owner to socle_owner;
  alter table auth.users enable row level security;
  comment on table auth.users is 'One row per account. Readable by no API role.';
  comment on column auth.users.id is 'The id that tokens carry as sub.';
  comment on column auth.users.aud is 'Audience of the tokens.';
  comment on column auth.users.role is 'Database role that the account acts as.';
  comment on column auth.users.email is 'Lower case, unique.';
  comment on column auth.users.phone is 'International form, unique.';
  comment on column auth.users.encrypted_password is 'bcrypt; never leaves the database.';
  comment on column auth.users.email_confirmed_at is 'When the address was proven.';
  comment on column auth.users.phone_confirmed_at is 'When the number was proven.';
  comment on column auth.users.last_sign_in_at is 'When the account last signed in.';
  comment on column auth.users.banned_until is 'No sign-in before this time.';
  comment on column auth.users.deleted_at is 'Set when the account was closed; its money history stays.';
  comment on column auth.users.raw_app_meta_data is 'Written by the server only.';
  comment on column auth.users.raw_user_meta_data is 'Written by the person: names, locale.';
  comment on column auth.users.is_anonymous is 'An account without proven identity.';
  comment on column auth.users.created_at is 'When the row was made.';
  comment on column auth.users.updated_at is 'When the row was last changed.';
  revoke all on auth.users from public, anon, authenticated, staff, service_role;
  grant select, insert, update on auth.users to service_role;
  create policy users_service on auth.users to service_role using (true) with check (true);

  create function auth.uid() returns uuid language sql stable parallel safe
    return socle.uid();
  create function auth.jwt() returns jsonb language sql stable parallel safe
    return socle.claims();
  create function auth.role() returns text language sql stable parallel safe
    return socle.claims() ->> 'role';
  alter function auth.uid() owner to socle_owner;
  alter function auth.jwt() owner to socle_owner;
  alter function auth.role() owner to socle_owner;
  comment on function auth.uid() is 'As socle.uid(); the name that Supabase uses. INVOKER.';
  comment on function auth.jwt() is 'As socle.claims(); the name that Supabase uses. INVOKER.';
  comment on function auth.role() is 'The role in the claims, or NULL. INVOKER.';
  revoke all on function auth.uid(), auth.jwt(), auth.role() from public;
  grant execute on function auth.uid(), auth.jwt(), auth.role()
    to anon, authenticated, staff, service_role;
end
$$;

-- What our tables need of it: foreign keys and the e-mail and phone at sign-up.
grant usage on schema auth to socle_owner;
grant select, references on auth.users to socle_owner;

alter default privileges for role socle_owner revoke execute on functions from public;
