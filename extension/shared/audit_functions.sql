-- The audit trail is sealed and pruned by the worker; by hand where there is none.

create or replace function @schema@.seal_audit()
returns bigint
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_seal_audit';
comment on function @schema@.seal_audit() is
'Seals the rows of the audit trail of which no earlier one can still come, at most 20,000, and says how many.
For service_role; INVOKER; writes with the owner''s rights after the check.

A call notes how far the next seal goes; it is closed by a later call, once the transactions that ran at this one have ended.
Who writes waits for none of this. Errors: not_allowed (PT403). Source: A-52.';

create or replace function @schema@.prune_audit()
returns bigint
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_prune_audit';
comment on function @schema@.prune_audit() is
'Deletes sealed rows of the audit trail that are older than audit.retention_days, five seals at a time, and says how many.
For service_role; INVOKER; writes with the owner''s rights after the check.

The seals keep their digests, so that the chain can still be verified; that rows were deleted is audited itself. Reports of
errors older than audit.errors_days go too, 1000 at a time.
Errors: not_allowed (PT403). Source: A-52.';

create or replace function @schema@.collect_errors()
returns bigint
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_collect_errors';
comment on function @schema@.collect_errors() is
'Writes the errors that were captured since the last call into error_reports, and says how many rows. The worker does it each second.
For service_role; INVOKER; writes with the owner''s rights after the check.

Errors are captured in the database in which they were collected last. Errors: not_allowed (PT403). Source: A-96.';
