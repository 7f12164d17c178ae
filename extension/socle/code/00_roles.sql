do $$
begin
  if getdatabaseencoding() <> 'UTF8' then
    raise exception 'socle needs a database in UTF8, not %', getdatabaseencoding();
  end if;
  if exists (select from pg_catalog.pg_roles where rolname = 'socle_owner' and rolsuper) then
    raise exception 'role socle_owner must not be a superuser';
  end if;
end
$$;

-- The roles that everything is granted to: compatible with PostgREST and Supabase. A role that is
-- there already is left as it is, but for the memberships that our policies rely on.
do $$
declare
  wanted record;
begin
  for wanted in
    select * from (values
      ('socle_owner', 'nologin noinherit'),
      ('anon', 'nologin noinherit'),
      ('authenticated', 'nologin noinherit'),
      ('staff', 'nologin noinherit'),
      ('service_role', 'nologin noinherit bypassrls'),
      ('authenticator', 'login noinherit')) as roles(name, options)
  loop
    if not exists (select from pg_catalog.pg_roles where rolname = wanted.name) then
      execute pg_catalog.format('create role %I %s', wanted.name, wanted.options);
    end if;
  end loop;
  for wanted in
    select * from (values ('anon'), ('authenticated'), ('staff'), ('service_role')) as roles(name)
  loop
    if not exists (select from pg_catalog.pg_auth_members
                   where roleid = pg_catalog.to_regrole(wanted.name)
                     and member = pg_catalog.to_regrole('authenticator')) then
      execute pg_catalog.format('grant %I to authenticator', wanted.name);
    end if;
  end loop;
end
$$;

alter schema socle owner to socle_owner;
-- Direct SQL clients, whatever their login role, find socle.sign_in() here.
grant usage on schema socle to public;
comment on schema socle is 'The base that every Socle system stands on: identity, access, errors, migrations.';

-- The library must be there before PostgREST's first request, or its claims would be a plain
-- setting that anyone can write (design §3). Nothing to do where it is preloaded for the server;
-- somebody else's list (Supabase has safeupdate here) is kept.
do $$
declare
  loaded text := (select pg_catalog.split_part(setting, '=', 2)
                  from pg_catalog.pg_db_role_setting as s, pg_catalog.unnest(s.setconfig) as setting
                  where s.setrole = pg_catalog.to_regrole('authenticator') and s.setdatabase = 0
                    and setting like 'session\_preload\_libraries=%');
begin
  if loaded is null then
    alter role authenticator set session_preload_libraries = 'socle';
  elsif loaded !~ '\msocle\M' then
    execute 'alter role authenticator set session_preload_libraries = ' || loaded || ', socle';
  end if;
end
$$;

-- PostgREST sends bodies and tokens as parameters of its statements: a slow log-in would write the
-- password into the server's log, and so would one that fails, where somebody wants to see why.
do $$
declare
  wanted text;
begin
  foreach wanted in array array['log_parameter_max_length', 'log_parameter_max_length_on_error'] loop
    if not exists (select from pg_catalog.pg_db_role_setting as s, pg_catalog.unnest(s.setconfig) as setting
                   where s.setrole = pg_catalog.to_regrole('authenticator') and s.setdatabase = 0
                     and pg_catalog.split_part(setting, '=', 1) = wanted) then
      execute pg_catalog.format('alter role authenticator set %I = 0', wanted);
    end if;
  end loop;
end
$$;
