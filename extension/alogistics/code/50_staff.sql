-- What staff do to accounts and vehicles. Source: A-07, A-10, A-23, requirements §2.1.

create or replace function alogistics.verify_profile(profile_uuid uuid, verified boolean default true)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_verify_profile';
comment on function alogistics.verify_profile(uuid, boolean) is
'Says that a person''s papers were checked, or takes that back. For moderators and admins, not on themselves.
INVOKER; writes with the owner''s rights after the check. Errors: not_allowed (PT403), not_found (PT404).';

create or replace function alogistics.verify_vehicle(vehicle_uuid uuid, verified boolean default true)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_verify_vehicle';
comment on function alogistics.verify_vehicle(uuid, boolean) is
'Says that a vehicle''s papers were checked, or takes that back. For moderators and admins.
INVOKER; writes with the owner''s rights after the check. Errors: not_allowed (PT403), not_found (PT404).';

create or replace function alogistics.deactivate_profile(profile_uuid uuid) returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_deactivate_profile';
comment on function alogistics.deactivate_profile(uuid) is
'Closes an account: it is refused everywhere from its next statement on. For admins, not on themselves nor on the last admin.
INVOKER; writes with the owner''s rights after the check. Errors: not_allowed (PT403), not_found (PT404).';

create or replace function alogistics.reactivate_profile(profile_uuid uuid) returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_reactivate_profile';
comment on function alogistics.reactivate_profile(uuid) is
'Opens a deactivated account again. For admins. INVOKER; writes with the owner''s rights after the check.
Errors: not_allowed (PT403), not_found (PT404).';

create or replace function alogistics.set_role(profile_uuid uuid, new_role text) returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_set_role';
comment on function alogistics.set_role(uuid, text) is
'Makes a person a client, transporter, moderator or admin.
For admins, not on themselves nor on the last admin; a superuser makes the first one. INVOKER; writes with the
owner''s rights after the check. Errors: not_allowed, not_found, invalid_value.';
