-- Nobody makes more of himself than he is, nor acts in another's name: by an update of his own profile, by an upsert, by
-- what he says at sign-up, by an argument. A-10, A-56, requirements §2.1; the same over HTTP in test/http/attacks.test.mjs.
begin;
select * from no_plan();
select test.request_at('wish', 'pending', 10), test.request_at('ready', 'validated', 20),
  test.request_at('given', 'assigned', 30) \g /dev/null
create temporary table before as select * from test.state();
create temporary table people as
select actor from unnest(array['client', 'transporter', 'moderator', 'admin']) as actor;

-- One's own profile: what is not one's to say is in no grant.
create temporary table standing (name text, value text);
insert into standing values ('role', '''admin''::alogistics.user_role'), ('is_verified', 'true'), ('is_active', 'true'),
  ('id', 'gen_random_uuid()'), ('email', '''admin@example.com'''), ('phone', '''+221770000000'''),
  ('created_at', 'timestamptz ''2000-01-01'''), ('updated_at', 'timestamptz ''2000-01-01''');
create temporary table ways (statement text);
insert into ways values
  ('update alogistics.profiles set %1$I = %2$s where id = ME'),
  ('update alogistics.profiles set city = ''Thiès'', %1$I = %2$s where id = ME'),
  ('update alogistics.profiles set (city, %1$I) = (select ''Thiès'', %2$s) where id = ME'),
  ('update alogistics.profiles set %1$I = default where id = ME'),
  ('update alogistics.profiles set %1$I = %1$I where id = ME'),
  ('insert into alogistics.profiles (id, %1$I) values (ME, %2$s)'),
  ('insert into alogistics.profiles (id) values (ME) on conflict (id) do update set %1$I = %2$s'),
  ('insert into alogistics.profiles (id, first_name) values (ME, ''X'') on conflict (id) do update set first_name = ''X'''),
  ('merge into alogistics.profiles as p using (select ME as id) as me on p.id = me.id when matched then update set %1$I = %2$s'),
  ('with mine as (update alogistics.profiles set %1$I = %2$s where id = ME returning 1) select from mine');
create function test.mine(statement text, actor text) returns text language sql as $$
  select replace(statement, 'ME', format('test.id(%L)', actor))
$$;
select is(test.would(actor, test.mine(format(statement, name, value), actor)), 'denied',
  format('%s: %s', actor, format(statement, name, value)))
from people, standing, ways
where not (name = 'id' and (statement like '%(id, \%1$I)%')); -- the same column twice is no SQL

-- By function neither.
select is(test.would(actor, test.mine(statement, actor)), 'not_allowed', format('%s: %s', actor, statement))
from people, unnest(array['select alogistics.set_role(ME, ''admin'')', 'select alogistics.set_role(ME, ''moderator'')',
  'select alogistics.verify_profile(ME)', 'select alogistics.deactivate_profile(ME)',
  'select alogistics.reactivate_profile(ME)']) as statement;
select is(test.would(actor, statement), 'denied', format('%s: %s', actor, statement))
from people, unnest(array['update auth.users set raw_user_meta_data = ''{"role": "admin"}''',
  'update auth.users set role = ''service_role''', 'insert into auth.users (email) values (''me2@example.com'')',
  'select alogistics.handle_new_user()', 'update alogistics.platform_settings set updated_by = null',
  'insert into alogistics.audit_logs (action, entity_type, database_role) values (''a'', ''b'', ''c'')']) as statement;
select results_eq('select * from test.state()', 'select * from before', 'nothing is left of all that');

-- update_profile() takes what is one's own to say, and nothing beside it.
create function test.said(name text, value text) returns jsonb language plpgsql as $$
declare
  said jsonb;
begin
  execute format('select jsonb_build_object(%L, %s)', name, value) into said;
  return said;
end
$$;
select isnt(test.would(actor, format('select alogistics.update_profile(%L)', said)), 'done', format('%s: %s', actor, said))
from people, standing, lateral (values (test.said(name, value)), (test.said(name, value) || '{"city": "Thiès"}')) as s(said)
where name <> 'phone'; -- which is one's own to say
select results_eq('select * from test.state()', 'select * from before', 'nor is anything left of that');

-- Whatever is said at sign-up, or later of the account, makes nobody more than a client or a transporter to be verified.
create temporary table said (name text, column_name text, meta text);
insert into said
select format('said %s %s', column_name, number), column_name, meta
from unnest(array['raw_user_meta_data', 'raw_app_meta_data']) as column_name,
  unnest(array['{"role": "admin"}', '{"role": "moderator"}', '{"role": "staff"}', '{"role": "service_role"}',
    '{"role": "ADMIN"}', '{"role": " admin"}', '{"user_role": "admin", "is_admin": true}', '{"role": {"role": "admin"}}',
    '{"role": "client", "role": "admin"}', '{"is_verified": true, "role": "transporter"}', '{"is_active": false}',
    '{"id": "00000000-0000-0000-0000-000000000001", "created_at": "2000-01-01"}',
    '{"balance": 1000000, "wallet": {"balance": 5}}']) with ordinality as m(meta, number);
create function test.standing(name text) returns text language sql stable as $$
  select concat_ws(' ', role, is_verified, is_active,
    (select sum(balance) from alogistics.wallets where user_id = p.id))
  from alogistics.profiles as p where id = test.id(name)
$$;
select is(test.outcome('service_role', format('insert into auth.users (id, email, %I) values (test.id(%L), %L, %L)',
  column_name, name, replace(name, ' ', '') || '@example.com', meta)), 'done', column_name || ' ' || meta) from said;
select is(test.standing(name), case when column_name = 'raw_user_meta_data' and meta like '%transporter%'
  then 'transporter f t 0' else 'client f t 0' end, 'makes nobody more: ' || column_name || ' ' || meta) from said;
select is_empty($$ select from alogistics.profiles where created_at < now() - interval '1 day' $$, 'nor older than it is');
select ok(not alogistics.register(name || '@example.com', 'a password of the test', profile::jsonb) ? 'code', 'register: ' || profile)
from (values ('r1', '{"role": "admin"}'), ('r2', '{"role": "client", "is_verified": true, "is_active": false}'),
  ('r3', '{"id": "00000000-0000-0000-0000-000000000001", "email": "x@example.com", "app_metadata": {"role": "admin"}}'))
    as r(name, profile);
select is(concat_ws(' ', role, is_verified, is_active), 'client f t', 'makes nobody more: ' || email)
from alogistics.profiles where email in ('r1@example.com', 'r2@example.com', 'r3@example.com');
select is(test.outcome('service_role', format('update auth.users set raw_user_meta_data = %L, raw_app_meta_data = %1$L,
  role = %L where id = test.id(%L)', '{"role": "admin", "is_verified": true}', 'service_role', 'client')), 'done',
  'the account says what it likes');
select is(test.standing('client'), 'client f t 10000000', 'the profile does not follow');
select is(test.would('client', 'select alogistics.set_role(test.id(''stranger''), ''admin'')'), 'not_allowed',
  'nor does any function believe it');
select is(test.would('authenticated:nobody', statement), outcome, 'who has a token and no profile: ' || statement)
from (values ('select alogistics.me()', 'not_found'), ('select alogistics.validate_transport_request(test.id(''wish''))',
  'authentication_required'), ('insert into alogistics.profiles (id, role) values (test.id(''nobody''), ''admin'')', 'denied'),
  ('select from alogistics.profiles', 'nothing')) as s(statement, outcome);

-- Actors in arguments: these are all, and each is the caller or refused.
create temporary table actors (function text, argument text, statement text, allowed text);
insert into actors values
  ('validate_transport_request', 'moderator_uuid',
   'select alogistics.validate_transport_request(test.id(''wish''), %L)', 'staff'),
  ('reject_transport_request', 'moderator_uuid',
   'select alogistics.reject_transport_request(test.id(''wish''), ''test'', %L)', 'staff'),
  ('assign_transporter', 'assigned_by_uuid',
   'select alogistics.assign_transporter(test.id(''ready''), test.id(''transporter''), test.id(''truck''), %L)', 'staff'),
  ('unassign_transporter', 'unassigned_by_uuid',
   'select alogistics.unassign_transporter(test.id(''given''), ''test'', %L)', 'staff'),
  ('create_transport_request', 'client_uuid', 'select alogistics.create_transport_request(''Rice'', 10, ''A'', ''Dakar'',
   14.6, -17.4, ''B'', ''Thiès'', 14.7, -16.9, ''2031-01-01'', ''2031-01-02'', client_uuid => %L)', 'client'),
  ('quote_transport', 'client_uuid',
   'select alogistics.quote_transport(14.6, -17.4, 14.7, -16.9, 10, ''2031-01-01'', client_uuid => %L)', 'client');
select set_eq($$ select proname || '.' || argument from pg_proc cross join lateral unnest(proargnames[1:pronargs]) as argument
  where pronamespace in ('alogistics'::regnamespace, 'socle'::regnamespace) and prorettype <> 'trigger'::regtype
    and argument ~ '(moderator|client|user|owner|sender|caller|actor|admin|person|_by)_?(uuid|id)?$' $$,
  'select function || ''.'' || argument from actors', 'every argument that names who acts');
select is(test.would(caller, format(statement, test.id(named))), case
    when caller = named then case when (allowed = 'staff') = (caller in ('moderator', 'admin')) and (allowed = 'staff' or caller = 'client') then 'done'
      else 'not_allowed' end
    when allowed = 'client' and caller in ('moderator', 'admin') then case named
      when 'client' then 'done' when 'no person' then 'not_found' else 'not_allowed' end
    when allowed = 'staff' and caller in ('client', 'transporter') then 'not_allowed' else 'actor_mismatch' end,
  format('%s as %s: %s', caller, named, function))
from actors, unnest(array['client', 'transporter', 'moderator', 'admin']) as caller,
  unnest(array['client', 'transporter', 'moderator', 'admin', 'no person']) as named;

-- Columns that say whose a row is are nobody's to change; two may be given with a new row, where a policy compares them.
select set_eq($$ select distinct format('%s %s.%s', verb, c.relname, a.attname)
  from pg_class as c join pg_attribute as a on attrelid = c.oid, unnest(array['insert', 'update']) as verb,
    unnest(array['anon', 'authenticated', 'staff']) as role
  where relnamespace in ('alogistics'::regnamespace, 'auth'::regnamespace) and relkind in ('r', 'p', 'v') and attnum > 0
    and attname ~ '(^id|_id|_by)$' and has_column_privilege(role, c.oid, attnum, verb) $$,
  array['insert vehicles.owner_id', 'insert transport_requests.client_id', 'insert transport_requests.quote_id', 'insert ratings.request_id',
    'insert disputes.request_id', 'insert dispute_messages.dispute_id',
    'insert tracking_updates.request_id', 'update transport_requests.assigned_transporter_id',
    'update transport_requests.assigned_vehicle_id'], 'whose a row is, is written by triggers');
select is(test.would('client', 'update alogistics.transport_requests set assigned_transporter_id = test.id(''transporter'')
  where id = test.id(''ready'')'), 'denied', 'of which a client assigns nobody');
select * from finish();
rollback;
