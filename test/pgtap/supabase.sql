-- In an empty database.
-- Beside an auth schema that is there already, as on Supabase: it is used as it is, and sign-up by its own
-- role makes profile and wallet. A-08, A-12, design §2, §3.
begin;
select plan(45);

-- The shape that GoTrue gives it, owned by GoTrue's role, with the grants that Supabase gives.
create role supabase_auth_admin login noinherit createrole;
create schema auth authorization supabase_auth_admin;
grant usage on schema auth to anon, authenticated, service_role;
grant usage on schema public to supabase_auth_admin;
set role supabase_auth_admin;
create table auth.users (
  instance_id uuid, id uuid primary key, aud varchar(255), role varchar(255), email varchar(255),
    encrypted_password varchar(255),
  email_confirmed_at timestamptz, invited_at timestamptz, confirmation_token varchar(255),
    confirmation_sent_at timestamptz,
  recovery_token varchar(255), recovery_sent_at timestamptz, email_change_token_new varchar(255),
    email_change varchar(255),
  email_change_sent_at timestamptz, last_sign_in_at timestamptz, raw_app_meta_data jsonb, raw_user_meta_data jsonb,
    is_super_admin boolean,
  created_at timestamptz, updated_at timestamptz, phone text unique default null, phone_confirmed_at timestamptz,
    phone_change text default '',
  phone_change_token varchar(255) default '', phone_change_sent_at timestamptz,
  confirmed_at timestamptz generated always as (least(email_confirmed_at, phone_confirmed_at)) stored,
  email_change_token_current varchar(255) default '',
    email_change_confirm_status smallint default 0 check (email_change_confirm_status between 0 and 2),
  banned_until timestamptz, reauthentication_token varchar(255) default '', reauthentication_sent_at timestamptz,
  is_sso_user boolean not null default false, deleted_at timestamptz, is_anonymous boolean not null default false);
create unique index users_email_partial_key on auth.users (email) where not is_sso_user;
alter table auth.users enable row level security;
create function auth.uid() returns uuid language sql stable as $$
  select coalesce(nullif(current_setting('request.jwt.claim.sub', true), ''),
                  nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid
$$;
create function auth.role() returns text language sql stable as $$ select nullif(current_setting('request.jwt.claims',
  true), '')::jsonb ->> 'role' $$;
create table auth.refresh_tokens (id bigserial primary key,
  user_id uuid references auth.users (id) on delete cascade);
-- Somebody was there before us.
insert into auth.users (id, email) values ('00000000-0000-0000-0000-000000000001', 'early@example.com');
reset role;
-- And the administrator of this database is generous by default.
alter default privileges grant all on tables to anon, authenticated, service_role;
alter default privileges grant all on functions to anon, authenticated, service_role;

-- All that the catalog says of the schema auth, but for what its owner gave us to read.
create view pg_temp.auth_catalog as
select 'relation' as kind, c.oid::regclass::text as object, concat_ws(' ', c.relkind, c.relowner::regrole,
  c.relrowsecurity, c.reloptions) as definition
from pg_class as c where c.relnamespace = 'auth'::regnamespace
union all select 'column', a.attrelid::regclass || '.' || a.attname, concat_ws(' ',
  format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated, pg_get_expr(d.adbin, d.adrelid), a.attacl)
from pg_attribute as a join pg_class as c on c.oid = a.attrelid left join pg_attrdef as d on d.adrelid = a.attrelid
  and d.adnum = a.attnum where c.relnamespace = 'auth'::regnamespace and a.attnum > 0
union all select 'constraint', conname, pg_get_constraintdef(oid) from pg_constraint
  where connamespace = 'auth'::regnamespace
union all select 'index', indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index
  join pg_class on oid = indrelid where relnamespace = 'auth'::regnamespace
union all select 'function', oid::regprocedure::text, concat_ws(' ', pg_get_functiondef(oid), proowner::regrole,
  proacl) from pg_proc where pronamespace = 'auth'::regnamespace
union all select 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(t.oid) from pg_trigger as t
  join pg_class as c on c.oid = tgrelid where not tgisinternal and relnamespace = 'auth'::regnamespace
union all select 'policy', polrelid::regclass || '.' || polname, pg_get_expr(polqual, polrelid) from pg_policy
  join pg_class as c on c.oid = polrelid where relnamespace = 'auth'::regnamespace
union all select 'comment', objoid::text || ' ' || objsubid, description from pg_description
  where objoid in (select oid from pg_class where relnamespace = 'auth'::regnamespace union select oid from pg_proc
  where pronamespace = 'auth'::regnamespace)
union all select 'grant', c.oid::regclass::text, a.grantee::regrole || ' ' || a.privilege_type from pg_class as c,
  aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) as a where c.relnamespace = 'auth'::regnamespace
  and c.relkind = 'r' and a.grantee <> 0
union all select 'grant', 'schema', a.grantee::regrole || ' ' || a.privilege_type from pg_namespace as n,
  aclexplode(n.nspacl) as a where n.nspname = 'auth';
create temporary table auth_before as select * from pg_temp.auth_catalog;

create schema extensions;
set search_path = extensions, public;
create extension alogistics cascade;
-- Only a superuser touches what is not ours; who may not, leaves nothing behind.
create role test_installer;
grant socle_owner to test_installer;
create function pg_temp.migrate_as(installer name) returns text language plpgsql as $$
begin
  perform set_config('role', installer, true);
  return alogistics.migrate()::text;
exception when sqlstate '42501' then
  return sqlerrm;
end
$$;
select is(pg_temp.migrate_as('test_installer'), 'this role may not migrate the tables',
  'a member of socle_owner cannot run the installer''s part');
select is(to_regclass('alogistics.profiles'), null, 'and nothing is left of the attempt');
select ok(alogistics.migrate() > 0, 'a superuser can');
select is(pg_temp.migrate_as('test_installer'), '0', 'from then on a member of socle_owner can, too');
reset role;

select set_eq('select * from pg_temp.auth_catalog except select * from auth_before', $$ values
  ('trigger', 'auth.users.create_profile_on_signup',
    'CREATE TRIGGER create_profile_on_signup AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION alogistics.handle_new_user()'),
  ('trigger', 'auth.users.sync_profile_from_account',
    'CREATE TRIGGER sync_profile_from_account AFTER UPDATE OF email, phone ON auth.users FOR EACH ROW EXECUTE FUNCTION alogistics.handle_user_update()'),
  ('grant', 'auth.users', 'socle_owner SELECT'), ('grant', 'auth.users', 'socle_owner REFERENCES'),
    ('grant', 'schema', 'socle_owner USAGE') $$,
  'the schema auth gets two triggers and our owner''s right to refer to it, and nothing else');
select is_empty('select * from auth_before except select * from pg_temp.auth_catalog',
  'nothing of it is changed or gone');
select is_empty('select * from alogistics.doctor() union all select * from socle.doctor()', 'doctor() is content');
select is((select count(*) from alogistics.profiles as p join alogistics.wallets as w on w.user_id = p.id
           where p.email = 'early@example.com'), 1::bigint, 'who was there before us has a profile and a wallet');

-- What generous defaults gave is taken back.
select set_eq($$ select oid::regproc::text from pg_proc
  where pronamespace in ('alogistics'::regnamespace, 'socle'::regnamespace)
  and has_function_privilege('anon', oid, 'execute') $$,
  array['socle.uid', 'socle.claims', 'socle.pre_request', 'socle.error_catalogue', 'socle.sign_in',
    'socle.sign_out', 'alogistics.receive_payment_event',
    'alogistics.register', 'alogistics.login', 'alogistics.refresh',
    'alogistics.request_email_confirmation', 'alogistics.confirm_email', 'alogistics.request_password_reset',
    'alogistics.reset_password', 'alogistics.track', 'alogistics.health', 'socle.jwks'], 'anon executes what it should');
select set_eq($$ select oid::regclass::text from pg_class
  where relnamespace in ('alogistics'::regnamespace, 'socle'::regnamespace) and relkind in ('r', 'v', 'S')
                   and (has_table_privilege('anon', oid,
                     'select, insert, update, delete, truncate') or has_any_column_privilege('anon', oid,
                     'select, insert, update')) $$,
  array['socle.errors'], 'anon reads what it should');
select is_empty($$ select oid::regclass from pg_class
  where relnamespace in ('alogistics'::regnamespace, 'socle'::regnamespace) and relkind = 'r'
                   and has_table_privilege('authenticated', oid, 'delete, truncate, trigger, references') $$,
                     'nobody deletes');

-- Sign-up, as GoTrue does it: with its own role and path.
\i test/fixtures.sql
\i test/pgtap/lib/outcomes.sql
grant usage on schema test to supabase_auth_admin;
create function test.as_gotrue(statement text) returns text language plpgsql as $$
begin
  perform set_config('role', 'supabase_auth_admin', true), set_config('search_path', 'auth', true);
  execute statement;
  perform set_config('role', 'none', true), set_config('search_path', 'extensions, public', true);
  return 'done';
exception when others then
  return sqlstate || ' ' || sqlerrm;
end
$$;
select is(test.as_gotrue($$ insert into users (instance_id, id, aud, role, email, encrypted_password,
  raw_app_meta_data, raw_user_meta_data, created_at, updated_at)
  values ('00000000-0000-0000-0000-000000000000', test.id('awa'), 'authenticated', 'authenticated',
    'awa@example.com', 'x', '{"provider": "email"}',
          '{"first_name": "Awa", "role": "transporter", "locale": "en"}', now(), now()) $$), 'done',
            'GoTrue signs somebody up');
select is((email, first_name, role, locale, is_verified),
  ('awa@example.com'::text, 'Awa'::text, 'transporter'::alogistics.user_role, 'en'::text, false), 'who has a profile')
from alogistics.profiles where id = test.id('awa');
select is((select balance from alogistics.wallets where user_id = test.id('awa')), 0::bigint, 'and a wallet');
select is((select count(*) from alogistics.notifications where user_id = test.id('awa')), 1::bigint, 'and a welcome');
select is(test.as_gotrue($$ insert into users (id, raw_user_meta_data) values (test.id('nobody'), null) $$), 'done',
  'also without any data');
select is(test.as_gotrue($$ update users set email = 'new@example.com', phone = '221771234567'
  where id = test.id('awa') $$),
  'done', 'GoTrue changes e-mail and phone');
select is((email, phone), ('new@example.com'::text, '221771234567'::text), 'and the profile follows (A-09)')
  from alogistics.profiles where id = test.id('awa');
select is(test.as_gotrue($$ update users set last_sign_in_at = now(), updated_at = now()
  where id = test.id('awa') $$),
  'done', 'signing in');

-- The main job runs on it, with Supabase's own auth.uid().
select test.cast_of_characters() \g /dev/null
select test.request_at('job', 'completed') \g /dev/null
select is(status, 'completed', 'the main job runs') from alogistics.transport_requests;
select is(test.count('client', 'select from alogistics.transport_requests where client_id = auth.uid()'), '1',
  'auth.uid() is who socle.uid() is');
select is(test.count('rival', 'select from alogistics.transport_requests'), '0', 'and others see nothing');
select is_empty('select * from alogistics.reconcile()', 'the books are sound');

-- GoTrue keeps the log-in: ours stand aside, and say so.
select ok(alogistics.login('awa@example.com', 'x') ->> 'code' = 'sign_in_elsewhere' and current_setting('response.status') = '501',
  'the first answer, and its status');
select is(answer ->> 'code', 'sign_in_elsewhere', name)
from (values ('register', alogistics.register('later@example.com', 'a good password')), ('login', alogistics.login('later@example.com', 'x')),
  ('refresh', alogistics.refresh('x')), ('request_email_confirmation', alogistics.request_email_confirmation('later@example.com')),
  ('confirm_email', alogistics.confirm_email('x')), ('request_password_reset', alogistics.request_password_reset('later@example.com')),
  ('reset_password', alogistics.reset_password('x', 'a good password'))) as a(name, answer);
select is(test.would('client', $$ select 1 / (alogistics.logout() ->> 'code' = 'sign_in_elsewhere')::integer $$), 'done', 'logout');
select is(test.would('client', $$ select 1 / (alogistics.sessions() ->> 'code' = 'sign_in_elsewhere')::integer $$), 'done', 'sessions');
select is(test.would('client', $$ select 1 / (alogistics.change_password('x', 'a good password') ->> 'code'
  = 'sign_in_elsewhere')::integer $$), 'done', 'change_password');
select is((select count(*) from auth.users where email = 'later@example.com'), 0::bigint, 'nothing was made');
select is(test.outcome('client', $$ select alogistics.update_profile('{"city": "Thiès", "phone": "+221770001122"}') $$), 'done',
  'a profile is ours');
select is((city, phone), ('Thiès'::text, '+221770001122'::text), 'the phone too, and the account''s is GoTrue''s')
from alogistics.profiles where id = test.id('client');
-- A token with a session of GoTrue's is not held against our tables.
select set_config('request.jwt.claims', json_build_object('sub', test.id('client'), 'session_id', gen_random_uuid())::text, true) \g /dev/null
select is(alogistics.me() ->> 'city', 'Thiès', 'its sessions are its business');
select set_config('request.jwt.claims', '', true) \g /dev/null

-- The hook that it may call before it signs a token.
create function test.hook(person uuid, claims jsonb) returns jsonb language plpgsql as $$
declare
  answer jsonb;
begin
  perform set_config('role', 'supabase_auth_admin', true);
  answer := alogistics.custom_access_token_hook(jsonb_build_object('user_id', person, 'claims', claims,
    'authentication_method', 'password'));
  perform set_config('role', 'none', true);
  return answer;
end
$$;
select is(test.hook(test.id('transporter'), '{"sub": "x", "app_metadata": {"provider": "email"}}') -> 'claims',
  '{"sub": "x", "app_metadata": {"provider": "email", "alogistics": {"role": "transporter", "is_verified": true}}}',
  'the hook adds what the database knows, and keeps the rest');
select is(test.hook(gen_random_uuid(), '{"sub": "x"}') -> 'claims', '{"sub": "x"}', 'of a stranger it knows nothing');
select alogistics.deactivate_profile(test.id('rival')) \g /dev/null
select is(test.hook(test.id('rival'), '{}') #>> '{error,http_code}', '403', 'who is deactivated gets no token');
select is(test.would(actor, 'select alogistics.custom_access_token_hook(''{}'')'), 'denied', actor || ' does not call it')
from unnest(array['anon', 'client', 'admin', 'service_role']) as actor;
select * from finish();
rollback;
