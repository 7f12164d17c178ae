-- Tables are not members of an extension (design §2): migrate() makes them, doctor() checks them.

--! include shared/migrations.sql

-- What the catalog says about the objects of one system, one row each, with the SQL that makes it so.
-- Facts about columns that a user added are there too; who owns which is decided by expected_objects.
create or replace function socle.catalog_facts(system text)
returns table (kind text, object text, definition text, mend text)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  with relations as (
    select c.oid, c.relname, c.relkind, c.relrowsecurity, c.relowner, c.relacl,
           coalesce(array_to_string(c.reloptions, ', '), '') as options,
           format('%I.%I', n.nspname, c.relname) as name
    from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname = system and c.relkind in ('r', 'p', 'v', 'S')
      -- Partitions come and go; what holds for the table holds for them.
      and not c.relispartition
      -- Neither members of an extension nor the sequences of identity columns.
      and not exists (select from pg_depend as d
                      where d.classid = 'pg_class'::regclass and d.objid = c.oid
                        and (d.deptype = 'e' or c.relkind = 'S' and d.deptype = 'i'))
  ), functions as (
    select p.oid, p.proacl, p.proowner, p.prosecdef, p.proconfig,
           md5(concat_ws(' ', l.lanname, p.prosrc, p.probin, pg_get_function_sqlbody(p.oid))) as body,
           format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid))
             as name
    from pg_proc as p
      join pg_namespace as n on n.oid = p.pronamespace
      join pg_language as l on l.oid = p.prolang
    where n.nspname = system and p.prokind = 'f'
  ), triggers as (
    -- Those on auth.users are ours by their function.
    select t.oid, t.tgname, t.tgenabled, c.relkind, format('%I.%I', n.nspname, c.relname) as relation
    from pg_trigger as t
      join pg_class as c on c.oid = t.tgrelid join pg_namespace as n on n.oid = c.relnamespace
      join pg_proc as p on p.oid = t.tgfoid join pg_namespace as f on f.oid = p.pronamespace
    where not t.tgisinternal and system in (n.nspname, f.nspname)
  )
  select case relkind when 'v' then 'view' when 'S' then 'sequence' else 'table' end, name,
         case relkind when 'v' then format('with (%s) as %s', options, pg_get_viewdef(oid))
                      else case when relrowsecurity then 'row security' else '' end end,
         case when relrowsecurity then format('alter table %s enable row level security', name)
              else 'select ' || quote_ident(system) || '.migrate(repair => true)' end
  from relations
  union all
  select 'owner', name, pg_get_userbyid(relowner),
         format('alter table %s owner to %I', name, pg_get_userbyid(relowner))
  from relations
  union all
  select 'column', r.name || '.' || quote_ident(a.attname),
         shape.type || case when a.attnotnull then ' not null' else '' end || coalesce(' default ' || shape.value, '')
           || coalesce(' generated ' || shape.identity, ''),
         format('alter table %1$s add column if not exists %2$I %3$s %4$s; alter table %1$s alter column %2$I %5$s null, ',
                r.name, a.attname, shape.type, 'default ' || shape.value, case when a.attnotnull then 'set not' else 'drop not' end)
           || case when shape.identity is null
                then format('alter column %I %s', a.attname, coalesce('set default ' || shape.value, 'drop default'))
                else format('alter column %1$I drop identity if exists, alter column %1$I add generated %2$s as identity; '
                            || 'select setval(pg_get_serial_sequence(%3$L, %4$L), coalesce(max(%1$I), 0) + 1, false) from %5$s',
                            a.attname, shape.identity, r.name, a.attname, r.name) end
  from relations as r
    join pg_attribute as a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
    cross join lateral (
      select format_type(a.atttypid, a.atttypmod),
             case when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end,
             case a.attidentity when 'a' then 'always' when 'd' then 'by default' end) as shape(type, value, identity)
  where r.relkind in ('r', 'p')
  union all
  select 'constraint', r.name || '.' || quote_ident(c.conname), pg_get_constraintdef(c.oid),
         format('alter table %s ', r.name)
           || case when c.contype in ('c', 'f', 'x') then format('drop constraint if exists %I, ', c.conname) else '' end
           || format('add constraint %I %s', c.conname, pg_get_constraintdef(c.oid))
  from relations as r join pg_constraint as c on c.conrelid = r.oid
  union all
  select 'index', r.name || '.' || quote_ident(i.relname), pg_get_indexdef(x.indexrelid),
         format('drop index if exists %I.%I; ', system, i.relname)
           || replace(pg_get_indexdef(x.indexrelid), ' ON ONLY ', ' ON ')
  from relations as r
    join pg_index as x on x.indrelid = r.oid
    join pg_class as i on i.oid = x.indexrelid
  where not exists (select from pg_constraint as c where c.conindid = x.indexrelid and c.contype in ('p', 'u', 'x'))
  union all
  select 'trigger', t.relation || '.' || quote_ident(t.tgname),
         pg_get_triggerdef(t.oid),
         replace(pg_get_triggerdef(t.oid), 'CREATE TRIGGER', 'CREATE OR REPLACE TRIGGER')
  from triggers as t
  union all
  select 'trigger state', t.relation || '.' || quote_ident(t.tgname), t.tgenabled::text,
         format('alter table %s %s trigger %I', t.relation,
                case t.tgenabled when 'A' then 'enable always' when 'R' then 'enable replica'
                  when 'D' then 'disable' else 'enable' end, t.tgname)
  from triggers as t where t.relkind <> 'v'
  union all
  select 'policy', r.name || '.' || quote_ident(p.polname), shape.definition,
         format('drop policy if exists %1$I on %2$s; create policy %1$I on %2$s %3$s', p.polname, r.name, shape.definition)
  from relations as r
    join pg_policy as p on p.polrelid = r.oid
    cross join lateral (
      select format('as %s for %s to %s%s%s',
        case when p.polpermissive then 'permissive' else 'restrictive' end,
        case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update'
                      when 'd' then 'delete' else 'all' end,
        (select string_agg(case when role = 0 then 'public' else quote_ident(pg_get_userbyid(role)) end,
                           ', ' order by role) from unnest(p.polroles) as role),
        coalesce(' using (' || pg_get_expr(p.polqual, p.polrelid) || ')', ''),
        coalesce(' with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', ''))) as shape(definition)
  union all
  select 'grant', format('%s on %s to %s', a.privilege_type, r.name, grantee.name), '',
         format('grant %s on %s to %s', a.privilege_type, r.name, grantee.name)
  from relations as r
    cross join lateral aclexplode(r.relacl) as a
    cross join lateral (select case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end) as grantee(name)
  where a.grantee <> r.relowner
  union all
  select 'grant', format('%s (%I) on %s to %s', a.privilege_type, c.attname, r.name, grantee.name), '',
         format('grant %s (%I) on %s to %s', a.privilege_type, c.attname, r.name, grantee.name)
  from relations as r
    join pg_attribute as c on c.attrelid = r.oid and c.attnum > 0 and not c.attisdropped
    cross join lateral aclexplode(c.attacl) as a
    cross join lateral (select case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end) as grantee(name)
  union all
  select 'grant', format('EXECUTE on function %s to %s', f.name, grantee.name), '',
         format('grant execute on function %s to %s', f.name, grantee.name)
  from functions as f
    cross join lateral aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) as a
    cross join lateral (select case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end) as grantee(name)
  where a.grantee <> f.proowner
  union all
  select 'function', f.name,
         format('%s, search_path %s, body %s', case when f.prosecdef then 'definer owned by ' || pg_get_userbyid(f.proowner) else 'invoker' end,
                coalesce(path.value, 'of the caller'), f.body),
         pg_get_functiondef(f.oid)
           || case when f.prosecdef then format('; alter function %s owner to %I', f.name, pg_get_userbyid(f.proowner)) else '' end
           -- Who may execute it is a matter of the grants; a new function is everybody's at first.
           || case when exists (select from aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) where grantee = 0)
                     then '' else format('; revoke execute on function %s from public', f.name) end
  from functions as f
    left join lateral (select substr(entry, 13) from unnest(f.proconfig) as entry
                       where entry like 'search\_path=%') as path(value) on true
  union all
  select 'grant', format('%s on schema %I to %s', a.privilege_type, n.nspname, grantee.name), '',
         format('grant %s on schema %I to %s', a.privilege_type, n.nspname, grantee.name)
  from pg_namespace as n
    cross join lateral aclexplode(n.nspacl) as a
    cross join lateral (select case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end) as grantee(name)
  where n.nspname = system and a.grantee <> n.nspowner
  union all
  select 'role', quote_ident(rolname),
         concat_ws(' ', case when rolcanlogin then 'login' else 'nologin' end,
                   case when rolsuper then 'superuser' else 'nosuperuser' end,
                   case when rolbypassrls then 'bypassrls' else 'nobypassrls' end,
                   case when rolinherit then 'inherit' else 'noinherit' end),
         format('alter role %I %s', rolname,
                concat_ws(' ', case when rolcanlogin then 'login' else 'nologin' end,
                   case when rolsuper then 'superuser' else 'nosuperuser' end,
                   case when rolbypassrls then 'bypassrls' else 'nobypassrls' end,
                   case when rolinherit then 'inherit' else 'noinherit' end))
  from pg_roles
  where system = 'socle'
    and rolname in ('socle_owner', 'anon', 'authenticated', 'staff', 'service_role', 'authenticator')
  union all
  select 'member', format('%I of %I', pg_get_userbyid(m.member), pg_get_userbyid(m.roleid)), '',
         format('grant %I to %I', pg_get_userbyid(m.roleid), pg_get_userbyid(m.member))
  from pg_auth_members as m
  where system = 'socle'
    and pg_get_userbyid(m.member) in ('authenticator', 'anon', 'authenticated', 'staff', 'service_role', 'socle_owner')
$$;
comment on function socle.catalog_facts(text) is
'What the catalog says about the objects in the schema of one system, with the SQL that makes it so. INVOKER.';

create or replace function socle.health() returns jsonb
language c stable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_health';
comment on function socle.health() is
'{"library", "preloaded", "worker", "worker_ticks"}: what of the library is running. INVOKER.';
