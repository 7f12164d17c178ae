create or replace function @schema@.migrate(repair boolean default false) returns integer
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_migrate';
comment on function @schema@.migrate(boolean) is
'Creates or upgrades the tables, policies, views and grants of this system; returns how many scripts ran.
INVOKER, for superusers and members of socle_owner.

Safe to repeat: runs each numbered migration once and each api script when it changed. With repair,
runs all api scripts again. Errors: installer_required (42501), migration_changed (55000).';

create or replace function @schema@.doctor()
returns table (severity text, object text, problem text, mend text)
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_doctor';
comment on function @schema@.doctor() is
'What differs between the objects of this schema and what migrate() made, with the SQL that mends it; empty is healthy.
INVOKER, for superusers and members of socle_owner.

Roles, and who is a member of which, are looked at by socle.doctor() alone: ask both.
severity is error (something is missing, altered or open that must not be), or notice (a part of the
library is off). Errors: schema_outdated (55000) before the first migrate().';
