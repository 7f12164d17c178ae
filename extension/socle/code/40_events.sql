-- The event stream.

create or replace function socle.capture_event() returns trigger
language c
as 'MODULE_PATHNAME', 'socle_capture_event';
comment on function socle.capture_event() is
'AFTER trigger: as capture_event() of a system, for tables of the base. INVOKER; only as a trigger.';

create or replace function socle.is_active_in(system text) returns boolean
language c stable parallel safe
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_is_active_in';
comment on function socle.is_active_in(text) is
'Whether the caller has an active account in the system of this schema, by the database. INVOKER; cached per backend.';

create or replace function socle.stream_position(out oldest bigint, out newest bigint)
returns setof record
language c stable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_stream_position';
comment on function socle.stream_position() is
'Where the stream is: the oldest id that may still be there, and the newest that can be read now. For service_role; INVOKER.

A cursor below oldest - 1 has missed events, one above newest is of another database: start anew. Errors: not_allowed
(PT403), or 55000 where the library is not preloaded.';

create or replace function socle.stream_fetch(after bigint, max_count integer default 1000)
returns table (id bigint, at timestamptz, system text, topic text, recipient uuid, kind text,
               entity text, entity_id text, payload jsonb, actor uuid)
language c stable
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_sort = off
as 'MODULE_PATHNAME', 'socle_stream_fetch';
comment on function socle.stream_fetch(bigint, integer) is
'The events of all systems after a cursor, oldest first. For gateways that serve many people; service_role; INVOKER.

Every event that commits is read once by a reader that goes on from the last id. max_count: 1 to 10,000. Errors: not_allowed
(PT403), missing_value, invalid_value (PT400), or 55000 where the library is not preloaded.';

create or replace function socle.roll_events() returns bigint
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_roll_events';
comment on function socle.roll_events() is
'Makes the days to come and drops those that no system keeps (events.retention_hours); notes the topics of what is new.

For service_role; INVOKER; writes with the owner''s rights after the check. The worker calls it.

Returns how many days were dropped. Errors: not_allowed (PT403).';
