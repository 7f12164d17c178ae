-- The functions of test/module, which say there what they do, and the tables that they work on.
create schema test;
grant usage on schema test to public;

create type test.colour as enum ('red', 'green');
create table test.things (id bigint primary key, name text);
create table test.journal (id bigint generated always as identity, text text);
create table test.painted (
  id uuid, colour test.colour, price numeric, data jsonb, at timestamptz, is_done boolean,
  amount bigint, note text);

-- errors.cpp
create function test.run(sql text) returns bigint language c as 'socle_test', 'test_run';
create function test.throw(kind text, message text default '') returns void
  language c as 'socle_test', 'test_throw';
create function test.throw_refused_with_long_detail(length integer) returns void
  language c as 'socle_test', 'test_throw_refused_with_long_detail';
create function test.line_of_refusal() returns integer
  language c as 'socle_test', 'test_line_of_refusal';
create function test.allocate(bytes bigint) returns bigint language c as 'socle_test', 'test_allocate';
create function test.descend(level bigint) returns bigint stable
  language c as 'socle_test', 'test_descend';
create function test.alive() returns bigint language c as 'socle_test', 'test_alive';
create function test.destroyed() returns bigint language c as 'socle_test', 'test_destroyed';

-- state.cpp
create function test.changed_by_attempt(sql text) returns text
  language c as 'socle_test', 'test_changed_by_attempt';
create function test.changed_by_call() returns text language c as 'socle_test', 'test_changed_by_call';
create function test.changed_by_throw_in_call() returns text
  language c as 'socle_test', 'test_changed_by_throw_in_call';
create function test.is_exception_pending() returns boolean
  language c as 'socle_test', 'test_is_exception_pending';
create function test.is_parallel_worker() returns boolean parallel safe
  language c as 'socle_test', 'test_is_parallel_worker';
create function test.is_spi_open() returns boolean language c as 'socle_test', 'test_is_spi_open';
create function test.heap_bytes() returns bigint language c as 'socle_test', 'test_heap_bytes';

-- interrupts.cpp
create function test.loop() returns void language c as 'socle_test', 'test_loop';
create function test.sleep(seconds double precision) returns void
  language c as 'socle_test', 'test_sleep';
create function test.endless_rows() returns table (n bigint, label text)
  language c as 'socle_test', 'test_endless_rows';

-- attempts.cpp
create function test.attempt(sql text) returns text language c as 'socle_test', 'test_attempt';
create function test.attempt_in_spi(before text, sql text, after text) returns text
  language c as 'socle_test', 'test_attempt_in_spi';
create function test.attempt_twice(before text, sql text, after text) returns text
  language c as 'socle_test', 'test_attempt_twice';
create function test.attempt_refused(sql text, "only" text default '') returns text
  language c as 'socle_test', 'test_attempt_refused';
create function test.catch_refused(sql text) returns text
  language c as 'socle_test', 'test_catch_refused';

-- values.cpp
create function test.pass(boolean) returns boolean language c as 'socle_test', 'test_pass_bool';
create function test.pass(integer) returns integer language c as 'socle_test', 'test_pass_int4';
create function test.pass(bigint) returns bigint language c as 'socle_test', 'test_pass_int8';
create function test.pass(double precision) returns double precision
  language c as 'socle_test', 'test_pass_float8';
create function test.pass(text) returns text language c as 'socle_test', 'test_pass_text';
create function test.pass(uuid) returns uuid language c as 'socle_test', 'test_pass_uuid';
create function test.pass(numeric) returns numeric language c as 'socle_test', 'test_pass_numeric';
create function test.pass(timestamptz) returns timestamptz
  language c as 'socle_test', 'test_pass_timestamptz';
create function test.pass(date) returns date language c as 'socle_test', 'test_pass_date';
create function test.pass(jsonb) returns jsonb language c as 'socle_test', 'test_pass_jsonb';
create function test.pass(oid) returns oid language c as 'socle_test', 'test_pass_oid';
create function test.pass(uuid[]) returns uuid[] language c as 'socle_test', 'test_pass_uuids';
create function test.pass(bigint[]) returns bigint[] language c as 'socle_test', 'test_pass_int8s';
create function test.pass(text[]) returns text[] language c as 'socle_test', 'test_pass_texts';
create function test.need(number bigint, text text) returns bigint
  language c as 'socle_test', 'test_need';
create function test.need_all(numbers bigint[]) returns bigint
  language c as 'socle_test', 'test_need_all';
create function test.text_of_bytes(bytes bigint[]) returns text
  language c as 'socle_test', 'test_text_of_bytes';
create function test.json_of_text(text text) returns jsonb
  language c as 'socle_test', 'test_json_of_text';
create function test.json_of_bytes(bytes bigint[]) returns jsonb
  language c as 'socle_test', 'test_json_of_bytes';
create function test.numeric_of_text(text text) returns numeric
  language c as 'socle_test', 'test_numeric_of_text';

-- sets.cpp
create function test.series(count bigint) returns table (n bigint, label text)
  language c as 'socle_test', 'test_series';
create function test.series_as_things(count bigint) returns setof test.things
  language c as 'socle_test', 'test_series';
create function test.series_of_three(count bigint) returns table (n bigint, label text, more text)
  language c as 'socle_test', 'test_series';
create function test.series_of_integers(count bigint) returns table (n integer, label text)
  language c as 'socle_test', 'test_series';
create function test.single_column() returns setof bigint
  language c as 'socle_test', 'test_single_column';
create function test.named_single_column() returns table (n bigint)
  language c as 'socle_test', 'test_single_column';
create function test.rows_from_spi(count bigint) returns table (n bigint, label text)
  language c as 'socle_test', 'test_rows_from_spi';

-- statements.cpp
create function test.late(id bigint) returns text language c as 'socle_test', 'test_late';
create function test.places() returns bigint stable language c as 'socle_test', 'test_places';
create function test.entries_after_insert(text text) returns bigint[]
  language c as 'socle_test', 'test_entries_after_insert';
create function test.insert_while_reading(text text) returns void
  language c as 'socle_test', 'test_insert_while_reading';
create function test.insert_and_return(text text) returns text
  language c as 'socle_test', 'test_insert_and_return';
create function test.touch() returns bigint language c as 'socle_test', 'test_touch';
create function test.ask(what text) returns void language c as 'socle_test', 'test_ask';
create function test.things_after(id bigint) returns text[]
  language c as 'socle_test', 'test_things_after';
create function test.bytes_of_loop(rounds bigint) returns bigint
  language c as 'socle_test', 'test_bytes_of_loop';

-- security.cpp
create function test.as_role(role text, sql text) returns text[]
  language c as 'socle_test', 'test_as_role';
create function test.as_role_in_attempt(role text, sql text) returns text[]
  language c as 'socle_test', 'test_as_role_in_attempt';
create function test.secrets() returns bigint stable language c as 'socle_test', 'test_secrets';
create function test.roles() returns text[] language c as 'socle_test', 'test_roles';

-- cache.cpp
create function test.price() returns bigint language c as 'socle_test', 'test_price';
create function test.price_reads() returns bigint language c as 'socle_test', 'test_price_reads';
create function test.price_changed() returns trigger language c as 'socle_test', 'test_price_changed';

-- direct.cpp
create function test.insert_rows(parent uuid, name text, count integer default 1, last uuid default null) returns bigint
  language c as 'socle_test', 'test_insert_rows';
create function test.remove_entries(name text) returns integer[] language c as 'socle_test', 'test_remove_entries';
create function test.tell_level() returns trigger language c as 'socle_test', 'test_tell_level';

-- keyed_rows.cpp
create function test.read_keyed(key uuid) returns text stable language c as 'socle_test', 'test_read_keyed';
create function test.read_keyed_now(key uuid) returns text language c as 'socle_test', 'test_read_keyed_now';

-- worker.cpp
create function test.start_worker(function text) returns integer
  language c as 'socle_test', 'test_start_worker';

-- signatures.cpp
create function test.signature(library text, symbol text) returns text
  language c as 'socle_test', 'test_signature';
