create or replace function @schema@.capture_event() returns trigger
language c
as 'MODULE_PATHNAME', 'socle_capture_event';
comment on function @schema@.capture_event() is
'AFTER INSERT, UPDATE or DELETE, FOR EACH ROW: writes an event. INVOKER; only as a trigger; needs no right on the stream.
After INSERT also FOR EACH STATEMENT with a transition table, where many rows come at once.

Arguments: topic, with columns in braces (request:{id}; person:{user_id} is for that person alone); kind, to which .created,
.updated or .deleted is added; columns that decide who may follow, separated by commas: an event of kind access comes
before where they change; then each column that the payload shows, the key first where there is no column id. The kind access writes nothing but that event.
Errors: invalid_value (PT400).';

create or replace function @schema@.emit(topic text, kind text, payload jsonb, recipients uuid[] default null)
returns void
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_emit';
comment on function @schema@.emit(text, text, jsonb, uuid[]) is
'Writes an event into the stream of this transaction. For service_role; INVOKER; writes with the owner''s rights after the check.

topic: like request:ID, or person with recipients, each of whom gets an event of his own. kind: lower-case words joined by
dots. Errors: not_allowed (PT403), missing_value, invalid_value (PT400).';

create or replace function @schema@.events_position() returns bigint
language c stable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_events_position';
comment on function @schema@.events_position() is
'The cursor of now: take it, read what you show, then follow with events_fetch() from it. INVOKER.

Errors: authentication_required (PT401), account_disabled (PT403), or 55000 where the library is not preloaded.';

create or replace function @schema@.events_fetch("cursor" bigint, topics text[] default '{}', max_count integer default 100)
returns table (id bigint, at timestamptz, topic text, kind text, entity text, entity_id text, payload jsonb)
language c stable
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
as 'MODULE_PATHNAME', 'socle_events_fetch';
comment on function @schema@.events_fetch(bigint, text[], integer) is
'The caller''s own events and those of the topics, after a cursor, oldest first. INVOKER; reads topics with the owner''s rights after the check.

cursor: the last id seen, or events_position(). topics: at most 100, like request:ID; each is checked at every call.
max_count: 1 to 10,000. A row of kind reset says that events are missing: read what you show anew and go on from its id.
Errors: authentication_required (PT401), account_disabled (PT403), missing_value, invalid_value (PT400), not_found (PT404) for
a topic that the caller may not follow, or 55000 where the library is not preloaded.';
