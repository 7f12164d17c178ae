-- migrate() brings the tables to what the installed version knows, once, and refuses what it cannot vouch for: design §2.

-- Code that meets tables of another version refuses, wherever it is entered. Asked in a young session.
begin;
delete from socle.schema_migrations where system = 'alogistics' and name = '0011_sign_up';
select json_object_agg(statement, test.would('client', statement)) as outdated from unnest(array[
  'select alogistics.me()', 'select alogistics.contacts(test.id(''x''))',
    'select alogistics.process_payment(test.id(''x''), 1)',
  'select alogistics.validate_transport_request(test.id(''x''))',
    'select alogistics.set_role(test.id(''rival''), ''client'')',
  'select alogistics.create_transport_request(''Rice'', 1000, ''A'', ''Dakar'', 14.6, -17.4, ''B'', ''Bamako'', 12.6, -8, ''2031-03-01'', ''2031-03-03'')',
  'insert into alogistics.vehicles (type, brand, model, plate_number, capacity_kg) values (''van'', ''A'', ''B'', ''DK-1'', 100)']) as statement \gset
rollback;

begin;
select plan(26);
select is(answer, 'schema_outdated', 'before the upgrade: ' || statement) from json_each_text(:'outdated')
  as o(statement, answer);

create temporary table before as select * from test.state();
select is(alogistics.migrate(), 0, 'a second migrate() has nothing to do');
select is(socle.migrate(), 0, 'nor has that of the base');
select results_eq('select * from test.state()', 'select * from before', 'and changes nothing');

-- Who may.
create role test_installer;
grant socle_owner to test_installer;
grant usage on schema test to test_installer, socle_owner;
select is(test.would(actor, 'select alogistics.migrate()'), outcome, actor || ' migrates')
from (values ('anon', 'denied'), ('client', 'denied'), ('admin', 'denied'), ('service_role', 'denied'),
  ('socle_owner', 'done'), ('superuser', 'done')) as a(actor, outcome);

-- An upgrade: what is new runs, in order, once; what was there stays.
create function test.migrated_after(change text, ask text, out applied integer, out again integer,
  out answer text) language plpgsql as $$
begin
  execute change;
  applied := alogistics.migrate();
  again := alogistics.migrate();
  execute ask into answer;
  raise sqlstate 'UNDO0';
exception when sqlstate 'UNDO0' then
  null;
end
$$;
select is((m.applied, m.again, m.answer), (u.applied, 0, u.answer), description)
from (values
  ('a migration that is new',
    'delete from socle.schema_migrations where name = ''0011_sign_up''; drop trigger create_profile_on_signup on auth.users; drop trigger sync_profile_from_account on auth.users',
   'select count(*)::text from pg_trigger where tgrelid = ''auth.users''::regclass and not tgisinternal', 1, '2'),
  ('an api script that changed',
    'update socle.schema_migrations set sha256 = ''old'' where name = ''10_wallets''; drop view alogistics.wallets cascade',
   'select count(*)::text from alogistics.wallets', 1, '6'),
  ('policies that changed',
    'update socle.schema_migrations set sha256 = ''old'' where name = ''20_policies''; drop policy requests_select_party on alogistics.transport_requests',
   'select count(*)::text from pg_policies where policyname = ''requests_select_party''', 1, '1')) as u(description,
     change, ask, applied, answer)
  cross join test.migrated_after(u.change, u.ask) as m;
select is(test.would('superuser',
  'update socle.schema_migrations set sha256 = ''other'' where name = ''0001_auth''; select socle.migrate()'),
  'migration_changed', 'a migration that was edited is refused');
select is(test.would('superuser',
  'update socle.schema_migrations set sha256 = ''other'' where name = ''0004_ledger''; select alogistics.migrate(repair => true)'),
  'migration_changed', 'also when repairing');

-- Repairing runs all api scripts again, and leaves alone what users added.
alter table alogistics.vehicles add column colour text;
create index mine_colour on alogistics.vehicles (colour);
create table alogistics.mine (id integer);
create view alogistics.mine_view with (security_invoker = true) as select id, balance from alogistics.wallets;
create function alogistics.mine() returns integer language sql return 1;
grant select on alogistics.mine, alogistics.mine_view to authenticated;
create policy mine on alogistics.disputes for select to authenticated using (opened_by = socle.uid());
create policy requests_of_partners on alogistics.transport_requests for select to authenticated using (cargo_description = 'Rice');
create temporary table facts as select kind, object, definition from socle.catalog_facts('alogistics');
select count(*) as api_scripts from socle.schema_migrations where folder = 'api' \gset
select is(alogistics.migrate(repair => true), :api_scripts, 'repair runs every api script');
select set_eq($$ select kind, object, definition from socle.catalog_facts('alogistics') $$, 'select * from facts',
  'and leaves the catalog as it was, what users added included');
select is_empty($$ select * from alogistics.doctor() where severity = 'error' $$, 'the database is healthy');
select is((select count(*)::integer from pg_depend where refclassid = 'pg_extension'::regclass
  and classid = 'pg_class'::regclass
             and refobjid = (select oid from pg_extension where extname = 'alogistics')), 0,
               'no table became a member of the extension');
-- In use, the extension stays.
select is(test.would('superuser', 'drop extension alogistics'), '2BP01', 'it is not dropped while tables use it');
select * from finish();
rollback;
