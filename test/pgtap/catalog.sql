-- House rules over every object of ours, so that the next one keeps them too: design §2, §3, §8.
begin;
select plan(50);
create temporary table ours as select oid, nspname::text as name from pg_namespace
  where nspname in ('alogistics', 'auth', 'socle');
create temporary table functions as
select p.*, format('%s.%s', o.name, p.proname) as name, o.name as schema, obj_description(p.oid,
  'pg_proc') as comment,
       (select substr(setting, 13) from unnest(p.proconfig) as setting where setting like 'search\_path=%') as path,
       exists (select from pg_depend where classid = 'pg_proc'::regclass and objid = p.oid
         and deptype = 'e') as is_member
from pg_proc as p join ours as o on o.oid = p.pronamespace;
create temporary table relations as
select c.*, format('%s.%s', o.name, c.relname) as name, o.name as schema, obj_description(c.oid,
  'pg_class') as comment,
       exists (select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid
         and deptype = 'e') as is_member
from pg_class as c join ours as o on o.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
  and not c.relispartition; -- nobody reads one by its own name; tracking_positions.sql looks at them
create temporary table policies as
select p.*, r.name as relation, format('%s.%s', r.name, p.polname) as name,
       concat_ws(' ', pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) as expression,
       pg_get_expr(p.polqual, p.polrelid) as reading, pg_get_expr(p.polwithcheck, p.polrelid) as writing
from pg_policy as p join relations as r on r.oid = p.polrelid;

-- Comments: for people, and the first line is the summary in OpenAPI.
select is_empty($$ select name from functions where comment is null $$, 'every function has a comment');
select is_empty($$ select name from relations where comment is null and relkind <> 'S' $$,
  'every table and view has a comment');
select is_empty($$ select r.name, a.attname from relations as r join pg_attribute as a on a.attrelid = r.oid
  where r.relkind <> 'S' and a.attnum > 0 and not a.attisdropped and col_description(r.oid, a.attnum) is null $$,
    'every column has a comment');
select is_empty($$ select t.oid::regtype from pg_type as t join ours as o on o.oid = t.typnamespace
  where t.typtype in ('e', 'd') and obj_description(t.oid, 'pg_type') is null $$,
    'every enum and domain has a comment');
select is_empty($$ select name from ours where obj_description(oid, 'pg_namespace') is null $$,
  'every schema has a comment');
select is_empty($$ select name, split_part(comment, e'\n', 1) from functions
  where split_part(comment, e'\n', 1) !~ '\.$' $$,
  'the first line of a function''s comment is a whole sentence');
select is_empty($$ select name, split_part(comment, e'\n', 1) from relations
  where split_part(comment, e'\n', 1) !~ '\.$' $$,
  'the first line of a table''s comment, too');
select is_empty($$ select name from functions
  where comment !~ case when prosecdef then '\mDEFINER\M' else '\mINVOKER\M' end
                   or comment ~ case when prosecdef then '\mINVOKER\M' else '\mDEFINER\M' end $$,
                     'a comment says INVOKER or DEFINER, and is right');
select is_empty($$ select name, error from functions, regexp_matches(comment, 'Errors: (.*)', 'n') as list,
  regexp_matches(list[1], '\m[a-z]+_[a-z_]+\M', 'g') as words, unnest(words) as error
  where error not in (select e.name from socle.errors as e)
    and error not in ('socle_owner', 'service_role', 'wallet_transactions', 'transport_requests') $$,
    'the errors in a comment are in the catalogue');

-- Functions.
select set_eq($$ select name from functions where path is null $$,
  array['socle.uid', 'socle.claims', -- read settings, run no SQL, and are called per row
        'alogistics.is_active_user', 'alogistics.is_admin', 'alogistics.is_admin_or_moderator',
        'alogistics.only_for_staff',
          -- called per row; their SQL names every schema
        'socle.capture_event', 'alogistics.capture_event', -- run no SQL, and are called per row
        'socle.sign_in', 'socle.pre_request', -- look at the caller's path
        'alogistics.post_transfer', -- locks it itself where it runs SQL
        'alogistics.ll_to_earth', 'alogistics.plain_words', -- run no SQL, and are called per row
        'alogistics.search_requests', 'alogistics.requests_near', 'alogistics.open_loads_near', -- inlined; parsed when they were made
        'alogistics.search_users', 'alogistics.figures_waiting', 'alogistics.figures_between', -- the same
        'alogistics.profile_figures', 'alogistics.request_figures', 'alogistics.dispute_figures', 'alogistics.rating_figures',
          -- run no SQL, and are called per row
        'alogistics.csv', -- an aggregate
        'auth.uid', 'auth.jwt', 'auth.role'], -- parsed when they were made
  'search_path is locked, but for those that run no SQL that depends on it');
select is_empty($$ select name, path from functions where path !~ ', pg_temp$' or path ~ 'public|user' $$,
  'a locked path ends with pg_temp');
select is_empty($$ select name, proowner::regrole from functions where prosecdef
  and proowner::regrole::text <> 'socle_owner' $$,
  'DEFINER functions are socle_owner''s');
select is_empty($$ select rolname from pg_roles where rolname = 'socle_owner'
  and (rolsuper or rolbypassrls or rolcanlogin or rolcreaterole or rolcreatedb or rolreplication) $$,
  'who is no superuser and never logs in');
select is_empty($$ select f.name, r.rolname from functions as f, pg_roles as r
  where f.prosecdef and r.rolname in ('anon', 'authenticated', 'staff', 'service_role', 'authenticator')
    and has_function_privilege(r.oid, f.oid, 'execute') $$,
  'no DEFINER function can be called over the API');
select is_empty($$ select name from functions group by name having count(*) > 1 $$,
  'no function is overloaded: PostgREST could not choose');
select is_empty($$ select name from functions where proargnames is null and pronargs > 0 or exists (select
  from unnest(proargnames) as n where n = '') $$,
  'every argument has a name, but for that of a computed field');
select set_eq($$ select name from functions where provolatile = 's' $$,
  array['socle.uid', 'socle.claims', 'socle.health', 'socle.catalog_facts', 'alogistics.is_active_user',
    'alogistics.is_admin', 'alogistics.is_admin_or_moderator',
        'socle.jwks', 'alogistics.custom_access_token_hook', 'alogistics.sessions', 'alogistics.me', 'alogistics.contacts', 'alogistics.job_vehicle_ids', 'alogistics.own_account_ids',
          'alogistics.is_verified_transporter', 'alogistics.suggest_transporters', 'alogistics.nearest_vehicles',
          'alogistics.reconcile', 'alogistics.reconcile_ledger', 'alogistics.reconcile_business', 'alogistics.recount_ratings', 'alogistics.transactions',
        'alogistics.trial_balance', 'alogistics.ledger_digest', 'alogistics.verify_ledger', 'alogistics.balance_at',
        'alogistics.wallet_statement', 'alogistics.wallet_statement_text', 'alogistics.wallet_statement_csv',
        'alogistics.account_statement', 'alogistics.cancel_preview', 'alogistics.search_requests', 'alogistics.requests_near', 'alogistics.open_loads_near',
        'alogistics.eta', 'alogistics.trip_summary', 'alogistics.track_geojson', 'alogistics.tracking_token', 'alogistics.track',
        'alogistics.verify_audit', 'alogistics.audit_head', 'alogistics.events_fetch', 'alogistics.events_position', 'alogistics.may_follow', 'socle.is_active_in',
        'socle.stream_fetch', 'socle.stream_position', 'alogistics.settings', 'alogistics.health',
        'alogistics.unread_count', 'alogistics.preview_notification', 'alogistics.notification_choices', 'alogistics.campaign_statistics', 'alogistics.server_metrics', 'alogistics.server_metrics_text',
        'alogistics.admin_kpis', 'alogistics.kpis', 'alogistics.metrics', 'alogistics.figures_between', 'alogistics.figures_waiting',
        'alogistics.ledger_figures', 'alogistics.admin_daily', 'alogistics.admin_top_routes', 'alogistics.admin_top_transporters',
        'alogistics.admin_kpis_csv', 'alogistics.admin_daily_csv', 'alogistics.admin_top_routes_csv', 'alogistics.admin_top_transporters_csv', 'alogistics.admin_users_csv', 'alogistics.admin_transactions_csv',
        'alogistics.search_users', 'alogistics.daily', 'alogistics.top_routes', 'alogistics.top_transporters',
        'alogistics.figures_counted', 'alogistics.compare_figures', 'alogistics.figures_differ',
        'auth.uid', 'auth.jwt', 'auth.role'], 'what only reads is STABLE, so that GET works; a new one wants its name here');
select set_eq($$ select name from functions where provolatile = 'i' $$,
  array['socle.error_catalogue', 'socle.migration_files', 'alogistics.migration_files', 'alogistics.ll_to_earth',
        'alogistics.plain_words', 'alogistics.only_for_staff', 'alogistics.profile_figures',
        'alogistics.request_figures', 'alogistics.dispute_figures', 'alogistics.rating_figures',
        'alogistics.audit_digest', 'alogistics.audit_content_digest', 'alogistics.audit_seal_digest',
        'alogistics.csv', 'alogistics.csv_add', 'alogistics.csv_end'],
    'what is constant is IMMUTABLE');
select set_eq($$ select name from functions where proisstrict $$, array['alogistics.ll_to_earth', 'alogistics.plain_words'],
  'a missing argument is an error, not a NULL result');
select is_empty($$ select name from functions where proparallel = 's' and provolatile = 'v' $$,
  'what writes is not PARALLEL SAFE');
select is_empty($$ select name from functions where not is_member and proowner::regrole::text <> 'socle_owner'
  and schema <> 'auth' $$,
  'a function is the extension''s or socle_owner''s');

-- Tables belong to the application: design §2.
select is_empty($$ select name from relations where is_member and name <> 'socle.errors' $$,
  'no table is a member of an extension');
select is_empty($$ select name, relowner::regrole from relations where not is_member
  and relowner::regrole::text <> 'socle_owner' $$,
  'all are socle_owner''s');
select is_empty($$ select name from relations where relkind in ('r', 'p') and not relrowsecurity $$,
  'row security is on');
select set_eq($$ select name from relations where relkind = 'v'
  and not 'security_invoker=true' = any (coalesce(reloptions, '{}')) $$,
  array['alogistics.open_loads'], 'views obey the reader''s rights, but for one that has a check of its own');
select is_empty($$ select name from relations where relkind in ('m', 'f') $$,
  'no materialised view, no foreign table');
select set_eq($$ select r.name from relations as r where relkind in ('r', 'p') and not exists (select from pg_index
  where indrelid = r.oid and indisprimary) $$,
  array['alogistics.ledger_queue', 'alogistics.figures_queue', -- inserted by every change, and short
        'socle.events'], -- ids are given out once, so a key checks nothing and costs every change
  'every table has a primary key');
select set_eq($$ select c.oid::regclass::text from pg_class as c join ours as o on o.oid = c.relnamespace
  where c.relkind = 'r' and c.relreplident <> 'f' and not exists (select from pg_index where indrelid = c.oid and indisprimary) $$,
  $$ select inhrelid::regclass::text from pg_inherits
     where inhparent = 'socle.events'::regclass and inhrelid <> 'socle.events_default'::regclass $$,
  'rows can be deleted where a publication follows, but for days of events, which go as tables');
select is_empty($$ select r.name, a.attname, format_type(a.atttypid, a.atttypmod) from relations as r
  join pg_attribute as a on a.attrelid = r.oid
  where a.attnum > 0 and r.relkind in ('r', 'p') and format_type(a.atttypid,
    a.atttypmod) ~ '^(timestamp without|character|money|real|reg|json$|oid)' $$, 'no column of a type to regret');
select is_empty($$ select r.name, a.attname from relations as r join pg_attribute as a on a.attrelid = r.oid
  where a.attname ~ '(amount|balance|price|earnings|commission$)' and a.atttypid <> 'bigint'::regtype
    and a.attnum > 0 $$, 'money is bigint, in minor units (design §5)');

-- Policies.
select is_empty($$ select name from policies where polroles = '{0}' $$, 'every policy names its roles');
select is_empty($$ select name, expression from policies
  where expression ~ '(uid|own_account_ids|job_vehicle_ids)\(\)[^=]{0,3}='
    and expression !~ '^\(socle\.uid\(\) = ANY \(parties\)\)$' $$,
    'the column stands first, so that its index is used');
-- A sub-plan costs one row that is written more than the call does, so checks of what is written call.
select is_empty($$ select name, reading from policies
  where regexp_replace(reading, '\( SELECT alogistics\.\w+\(\) AS \w+\)', '', 'g') ~ 'alogistics\.\w+\('
    and reading <> 'alogistics.only_for_staff()' -- a constant to the planner
  $$, 'what does not depend on the row is asked once per statement that reads');
select is_empty($$ select p.name, d.refobjid::regclass from policies as p
  join pg_depend as d on d.classid = 'pg_policy'::regclass and d.objid = p.oid
  where d.refclassid = 'pg_class'::regclass and d.refobjid <> p.polrelid $$, 'no policy reads another table');
select is_empty($$ select relation, polcmd, role from policies, unnest(polroles) as role where polpermissive
  group by 1, 2, 3 having count(*) > 1 $$,
  'one policy per table, verb and role');
select is_empty($$ select name, expression from policies where polcmd <> 'r' and expression ~ '^true'
  and polroles <> array['service_role'::regrole::oid] $$,
  'no policy lets everybody write everything');
select is_empty($$ select relation from relations as r join policies as p on p.polrelid = r.oid
  where not r.relrowsecurity $$,
  'no policy without row security');
select is_empty($$ select r.name from relations as r where r.schema = 'alogistics' and r.relkind = 'r'
  and r.relname <> 'audit_logs'
  and not exists (select from policies as p where p.polrelid = r.oid and not p.polpermissive
    and p.reading = '( SELECT alogistics.is_active_user() AS is_active_user)'
                  and p.writing = 'alogistics.is_active_user()' and p.polcmd = '*' and p.polroles = array['authenticated'::regrole::oid]) $$,
                    'a deactivated account is kept from every table');
select is_empty($$ select name, expression from policies where expression ~ 'meta_?data|claims|jwt' $$,
  'no policy believes what a token or a person says of himself');
select is_empty($$ select r.ev_class::regclass from pg_depend as d join pg_rewrite as r on r.oid = d.objid
  where d.classid = 'pg_rewrite'::regclass and d.refobjid = 'auth.users'::regclass $$, 'no view shows accounts');
select is_empty($$ select e.extname from pg_extension as e, pg_extension as ours, pg_depend as d
  where ours.extname in ('alogistics', 'socle') and d.objid = ours.oid and d.refobjid = e.oid
    and d.refclassid = 'pg_extension'::regclass and e.extnamespace = 'public'::regnamespace $$,
  'what our extensions require is not in public');

-- Keys and indexes.
select set_eq($$ select c.conrelid::regclass || '.' || a.attname from pg_constraint as c
  join relations as r on r.oid = c.conrelid
    join pg_attribute as a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
  where c.contype = 'f' and not exists (select from pg_index as i where i.indrelid = c.conrelid
    and i.indkey[0] = c.conkey[1] and i.indisvalid) $$,
  array['alogistics.transport_requests.validated_by', 'alogistics.transport_requests.assigned_by',
    'alogistics.journeys.vehicle_id', 'alogistics.geofences.created_by'],
  'a foreign key has an index, but those that each job writes, nothing is looked up by, and whose parents stay');
select is_empty($$ select p.name, r.rolname from unnest(array['alogistics.vehicles', 'alogistics.profiles']) as p(name), pg_roles as r
  where not r.rolsuper and r.rolname !~ '^pg_|^socle_owner$' and has_table_privilege(r.oid, p.name, 'delete') $$,
  'nobody deletes people or vehicles');
select is_empty($$ select a.indexrelid::regclass, b.indexrelid::regclass from pg_index as a
  join pg_index as b on a.indrelid = b.indrelid and a.indexrelid < b.indexrelid
    join relations as r on r.oid = a.indrelid
  where a.indkey = b.indkey and a.indclass = b.indclass and pg_get_expr(a.indpred, a.indrelid) is not distinct
    from pg_get_expr(b.indpred, b.indrelid)
    and pg_get_expr(a.indexprs, a.indrelid) is not distinct from pg_get_expr(b.indexprs, b.indrelid) $$,
      'no index stands twice');
select is_empty($$ select c.conname from pg_constraint as c join relations as r on r.oid = c.conrelid
  where not c.convalidated $$,
  'every constraint is valid');
select is_empty($$ select c.conrelid::regclass, c.conname from pg_constraint as c
  join relations as r on r.oid = c.conrelid
  where c.contype = 'f' and c.confrelid = 'auth.users'::regclass and c.confkey <> array[1::smallint] $$,
    'accounts are referred to by their key only');
select is_empty($$ select t.tgrelid::regclass, t.tgname from pg_trigger as t join relations as r on r.oid = t.tgrelid
  where not t.tgisinternal and t.tgenabled <> case when t.tgrelid::regclass::text ~ 'ledger|audit_'
    and t.tgname ~ '^(guard|audit_logs)' then 'A' else 'O' end $$,
  'every trigger is enabled, ledger and audit trail guarded also while replicating');

-- The library's idea of the tables is the repository's.
\set files `ls extension/alogistics/migrations/*.sql | wc -l`
\set known `sed -n 's/.*migrations = \([0-9]*\);.*/\1/p' src/alogistics/system.cpp`
select is(:known, :files, 'src/alogistics/system.cpp counts the migrations');
select is((select count(*)::integer from socle.schema_migrations where system = 'alogistics'
  and folder = 'migrations'), :files, 'all of them ran');
select is(socle.health() ->> 'library', (select extversion from pg_extension where extname = 'socle'),
  'health() names the version that is installed');
select * from finish();
rollback;
