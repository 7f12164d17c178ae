-- Numbers for operators: docs/metrics.md.

create or replace function alogistics.server_metrics_text() returns text
language c stable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_server_metrics_text';
comment on function alogistics.server_metrics_text() is
'The work of server_metrics(), with the owner''s rights after the check of who asks. For staff and service_role. INVOKER.
Errors: authentication_required (PT401), account_disabled, not_allowed (PT403).';
