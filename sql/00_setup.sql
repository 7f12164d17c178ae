-- The extensions, their tables, and the people of the other files. Needs a server that has them installed.
set client_min_messages = warning;
create schema extensions;
set search_path = extensions;
create extension alogistics cascade;
select alogistics.migrate() > 0 as migrated;
\getenv folder PG_ABS_SRCDIR
\set fixtures :folder '/test/fixtures.sql'
\set ECHO none
\i :fixtures
\set ECHO all
select from test.cast_of_characters();
select first_name, role, is_verified from alogistics.profiles order by first_name;
