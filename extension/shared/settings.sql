-- What the platform can be told: the catalogue, and its changes with their reasons.

create or replace function @schema@.settings()
returns table (key text, kind text, minimum bigint, maximum bigint, choices text[], unit text,
               default_value jsonb, value jsonb, is_default boolean, since timestamptz,
               next_value jsonb, next_at timestamptz, description text, description_fr text)
language c stable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_settings';
comment on function @schema@.settings() is
'Every key that the platform knows: kind, bounds or choices, unit, default, what counts now and since when, what it is for.
For everybody who has signed in; INVOKER; reads with the owner''s rights after the check.

since: NULL for a key that never changed. next_value, next_at: the next scheduled change, for staff. Errors: authentication_required (PT401), account_disabled (PT403). Source: A-54.';

create or replace function @schema@.set_setting(
  key text, value jsonb, reason text default null, effective_at timestamptz default null)
returns bigint
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_set_setting';
comment on function @schema@.set_setting(text, jsonb, text, timestamptz) is
'Changes a setting from the next statement or from effective_at on, and says the id of the change in setting_changes.
NULL if it has that value already. For admins and service_role; INVOKER; writes with the owner''s rights after the check.

reason: at most 2000 bytes; asked for where settings.reason is required. effective_at: at most five years ahead; a key may
have several, at different times. Errors: not_allowed (PT403), missing_value, invalid_value (PT400), already_exists (PT409),
invalid_setting (PT422). Source: A-54.';

create or replace function @schema@.reset_setting(
  key text, reason text default null, effective_at timestamptz default null)
returns bigint
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_reset_setting';
comment on function @schema@.reset_setting(text, text, timestamptz) is
'Lets the default of a setting count again, now or from effective_at on, and says the id of the change; NULL if nothing was set.
For admins and service_role; INVOKER; writes with the owner''s rights after the check. Errors: not_allowed (PT403), missing_value,
invalid_value (PT400), already_exists (PT409), invalid_setting (PT422). Source: A-54.';

create or replace function @schema@.cancel_setting_change(id bigint, reason text default null)
returns void
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_cancel_setting_change';
comment on function @schema@.cancel_setting_change(bigint, text) is
'Takes back a scheduled change, which has not come into effect.
For admins and service_role; INVOKER; writes with the owner''s rights after the check.
Errors: not_allowed (PT403), missing_value, invalid_value (PT400), not_found (PT404). Source: A-54.';
