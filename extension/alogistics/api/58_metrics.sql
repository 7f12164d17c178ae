-- Numbers for operators: docs/metrics.md.

create or replace function alogistics.server_metrics() returns alogistics."text/plain"
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select alogistics.server_metrics_text()
$$;
comment on function alogistics.server_metrics() is
'What the server has done and what waits, in the text format of Prometheus (0.0.4): Accept: text/plain.
For staff and service_role. INVOKER.
Errors: authentication_required (PT401), account_disabled, not_allowed (PT403). Source: A-97.';
revoke all on function alogistics.server_metrics() from public;
grant execute on function alogistics.server_metrics() to staff, service_role;
