-- In an empty database.
-- Where the administrator gives everybody everything by default, our objects are no exception to our own lists.
begin;
select plan(5);
alter default privileges grant all on tables to anon, authenticated, staff, service_role;
alter default privileges grant all on functions to anon, authenticated, staff, service_role;
alter default privileges grant all on schemas to anon, authenticated, staff, service_role;
create schema extensions;
set search_path = extensions, public;
create extension alogistics cascade;
select alogistics.migrate() \g /dev/null

create temporary table roles as select unnest(array['anon', 'authenticated', 'staff', 'service_role']) as role;
create temporary table relations as
select oid, oid::regclass::text as name, relkind from pg_class
  where relnamespace::regnamespace::text in ('alogistics', 'auth', 'socle') and relkind in ('r', 'p', 'v')
  and not relispartition;
select set_eq($$ select p.oid::regproc::text from pg_proc as p
  where p.pronamespace::regnamespace::text in ('alogistics', 'auth', 'socle')
  and has_function_privilege('anon', p.oid, 'execute') $$,
  array['socle.uid', 'socle.claims', 'socle.pre_request', 'socle.error_catalogue', 'socle.sign_in', 'socle.sign_out',
    'auth.uid', 'auth.jwt', 'auth.role', 'alogistics.receive_payment_event',
    'alogistics.register', 'alogistics.login', 'alogistics.refresh',
    'alogistics.request_email_confirmation', 'alogistics.confirm_email', 'alogistics.request_password_reset',
    'alogistics.reset_password', 'alogistics.track', 'alogistics.health', 'socle.jwks'], 'what anon executes');
select set_eq($$ select name from relations where has_table_privilege('anon', oid,
  'select, insert, update, delete, truncate, references, trigger') or has_any_column_privilege('anon', oid,
  'select, insert, update') $$,
  array['socle.errors'], 'what anon reads');
select set_eq($$ select name || ' ' || role from relations, roles
  where has_table_privilege(role, oid, 'delete, truncate, references, trigger') $$,
  array['alogistics.ratings staff'], 'nobody deletes or truncates, but what is no rating');
select set_eq($$ select name from relations where has_table_privilege('authenticated', oid,
  'insert') or has_table_privilege('authenticated', oid, 'update') $$,
  array[]::text[], 'no table is open to people as a whole');
select is_empty('select * from alogistics.doctor() where severity = ''error'' union all select * from socle.doctor() where severity = ''error''',
  'doctor() is content');
select * from finish();
rollback;
