-- What happens because its time has come.
create or replace function alogistics.run_due(max_count integer default 100)
returns bigint
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_run_due';
comment on function alogistics.run_due(integer) is
'Does what is due: deadlines in due order, then holds and top-ups whose time has come and old idempotency keys (at most 1000 of each).
For service_role; INVOKER; writes with the owner''s rights after the check.

max_count: deadlines per call, 1 to 10,000. Returns how many things were done; 0 if nothing is left. Call it every minute, and
again at once while it returns more than 0: a call ends early after a deadline that moved money. What fails is tried
again later, see deadlines. Errors: not_allowed (PT403), invalid_value (PT400). Source: design §7.';
