-- Tables are made by migrate(), and checked by doctor().
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
begin;
select alogistics.migrate() as scripts_run;
select system, folder, name from socle.schema_migrations where folder <> 'code' order by 1, 2, 3;
select * from socle.doctor();
select * from alogistics.doctor() where severity = 'error';

-- What is missing, altered or open that must not be is named with its mend.
drop policy requests_select_party on alogistics.transport_requests;
drop function alogistics.transactions(alogistics.wallets);
alter table alogistics.audit_logs disable trigger audit_logs_append_only;
grant select on alogistics.audit_logs to anon;
create index my_own on alogistics.profiles (city);
select object, left(problem, 30) as problem from alogistics.doctor() where severity = 'error';
select mend from alogistics.doctor() where object like 'grant%';
select mend from alogistics.doctor() where object like 'policy%' \gexec
revoke select on alogistics.audit_logs from anon;
alter table alogistics.audit_logs enable always trigger audit_logs_append_only;
select alogistics.migrate(repair => true) as scripts_run;
select * from alogistics.doctor() where severity = 'error';

-- Not for everybody.
set role service_role;
select alogistics.migrate();
reset role;
create role regress_installer;
grant execute on function alogistics.migrate(boolean) to regress_installer;
grant usage on schema alogistics to regress_installer;
set role regress_installer;
select alogistics.migrate();
\echo :LAST_ERROR_SQLSTATE
reset role;

-- A migration that was changed after it ran.
update socle.schema_migrations set sha256 = 'other' where system = 'alogistics' and name = '0001_profiles';
select alogistics.migrate();
\echo :LAST_ERROR_SQLSTATE
rollback;

-- Tables of another version, in a session that has not met them yet.
\connect
begin;
delete from socle.schema_migrations where name = '0011_sign_up';
select alogistics.me();
\echo :LAST_ERROR_SQLSTATE
rollback;

-- Dropping is refused while the tables use it.
\set VERBOSITY terse
drop extension alogistics;
\echo :LAST_ERROR_SQLSTATE
