-- Who may do what to which table, by grants and by policies, and who may execute which function:
-- expected/access_matrix.txt and expected/execute.txt, to be read by people. A-55 … A-60.
begin;
select * from no_plan();

-- Also what a role has as a member of another, or as everybody.
create role nobody; -- has what PUBLIC has
create temporary table roles as
select name, number from unnest(array['public', 'anon', 'authenticated', 'staff', 'service_role', 'authenticator'])
  with ordinality as r(name, number);
create temporary table relations as
select c.oid, format('%I.%I', n.nspname, c.relname) as name, c.relkind, c.relrowsecurity
from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
where n.nspname in ('alogistics', 'auth', 'socle') and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
  and not c.relispartition;

-- 'select, insert (a, b)': what the role may do, with the columns where it is not all of them.
create function test.rights(relation oid, role text) returns text language sql stable as $$
  select string_agg(verb || coalesce(columns.list, ''), ', ' order by number)
  from unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) with ordinality
    as v(verb, number)
    cross join lateral (
      select ' (' || string_agg(a.attname, ', ' order by a.attnum) || ')'
      from pg_attribute as a
      where a.attrelid = relation and a.attnum > 0 and not a.attisdropped and v.number in (1, 2, 3, 6)
        and has_column_privilege(role, relation, a.attnum, verb)) as columns(list)
  where has_table_privilege(role, relation, verb) or columns.list is not null
$$;
create function test.rights_in_short(relation oid, role text) returns text language sql stable as $$
  select replace(test.rights(relation, role),
                 (select ' (' || string_agg(attname, ', ' order by attnum) || ')' from pg_attribute
                  where attrelid = relation and attnum > 0 and not attisdropped), '')
$$;

-- A policy's expression, without the names that a sub-select gives to its columns.
create function test.brief(expression pg_node_tree, relation oid) returns text language sql stable
  return regexp_replace(pg_get_expr(expression, relation), '\( SELECT (\S+) AS \w+\)', '(select \1)', 'g');

create temporary table matrix as
select r.name as relation, 0 as part, 0 as number,
       r.name || case when r.relkind = 'v' then (select case when c.reloptions @> '{security_invoker=true}' then ', a view that obeys the reader''s rights'
                                                   else ', a view with its owner''s rights' end from pg_class as c where c.oid = r.oid)
                      when r.relkind = 'S' then ', a sequence'
                      when r.relrowsecurity then '' else ', without row security' end as line
from relations as r
where r.relkind <> 'S' or exists (select from roles where has_sequence_privilege(name, r.oid,
  'usage, select, update'))
union all
select r.name, 1, o.number, format('  %s: %s', o.name, rights)
from relations as r cross join roles as o
  cross join test.rights_in_short(r.oid, case o.name when 'public' then 'nobody' else o.name end) as rights
where r.relkind <> 'S' and rights is not null
union all
select r.name, 2, row_number() over (order by p.polname),
  format('    %s: %s to %s%s%s', p.polname,
    case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
    (select string_agg(case role when 0 then 'public' else role::regrole::text end, ', '
      order by role::regrole::text) from unnest(p.polroles) as role),
    coalesce(' where ' || test.brief(p.polqual, p.polrelid), ''),
      coalesce(' check ' || test.brief(p.polwithcheck, p.polrelid), ''))
  || case when p.polpermissive then '' else ' (restrictive)' end
from relations as r join pg_policy as p on p.polrelid = r.oid;

\set expected `cat test/pgtap/expected/access_matrix.txt`
select test.same_table(array(select line from matrix order by relation, part, number), :'expected');

create temporary table executable as
select format('%s.%s', p.pronamespace::regnamespace, p.proname) as function,
  coalesce((select string_agg(o.name, ', ' order by o.number) from roles as o
            where has_function_privilege(case o.name when 'public' then 'nobody' else o.name end, p.oid, 'execute')),
              'nobody') as roles
from pg_proc as p
where p.pronamespace in ('alogistics'::regnamespace, 'auth'::regnamespace, 'socle'::regnamespace);
\set expected `cat test/pgtap/expected/execute.txt`
select test.same_table(array(select function || ': ' || roles from executable order by function), :'expected');

-- The short lists that matter most, spelled out.
select set_eq($$ select function from executable where roles ~ '\manon\M' $$,
  array['socle.uid', 'socle.claims', 'socle.pre_request', 'socle.error_catalogue', 'socle.sign_in', 'socle.sign_out',
        'auth.uid', 'auth.jwt', 'auth.role', 'alogistics.receive_payment_event',
    'alogistics.register', 'alogistics.login', 'alogistics.refresh',
    'alogistics.request_email_confirmation', 'alogistics.confirm_email', 'alogistics.request_password_reset',
    'alogistics.reset_password', 'alogistics.track', 'alogistics.health', 'socle.jwks'], 'what anon may execute');
select set_eq($$ select function from executable where roles ~ '\mpublic\M' $$,
  array['socle.sign_in', 'socle.sign_out'], 'what everybody may execute');
select set_eq($$ select name from relations where test.rights(oid, 'anon') is not null $$, array['socle.errors'],
  'what anon may read');
select is_empty($$ select name from relations where test.rights(oid, 'nobody') is not null $$,
  'what everybody may read');
select set_eq($$ select r.name || ' ' || o.name from relations as r, roles as o
  where o.name not in ('public', 'authenticator')
                   and has_table_privilege(o.name, r.oid, 'delete, truncate, trigger, references') $$,
                   array['alogistics.ratings staff'],
                     'nobody deletes or truncates a table over the API, but what is no rating');
select is_empty($$ select nspname, o.name from pg_namespace, roles as o
  where nspname in ('alogistics', 'auth', 'socle')
                   and o.name <> 'public' and has_schema_privilege(o.name, nspname, 'create') $$,
                     'nobody creates objects in our schemas');
select * from finish();
rollback;
