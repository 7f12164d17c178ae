create or replace function @schema@.health()
returns jsonb
language c stable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_system_health';
comment on function @schema@.health() is
'Whether the system can serve: {"ok": true}, or {"ok": false} with HTTP status 503. Staff and service_role learn why.
For everybody; INVOKER; reads with the owner''s rights.

problems: version_mismatch, migrations_pending, not_preloaded, worker_silent, relay_silent. warnings, with which it is still
ok: events_untold, deadlines_late, jobs_late. Then what they were told from: versions, silence of the worker and the relay,
the oldest deadline and job that wait beyond their time, replication. A server in recovery has no workers.';
