-- Tracking.

create or replace function alogistics.prepare_tracking_update() returns trigger
language c security definer
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_prepare_tracking_update';
comment on function alogistics.prepare_tracking_update() is
'BEFORE INSERT on tracking_updates: the caller carries this job and it is in progress. DEFINER; only as a trigger.
Errors: tracking_not_allowed (PT409), not_allowed (PT403), not_found, invalid_value.';
