-- People and their vehicles.

create or replace function alogistics.handle_new_user() returns trigger
language c security definer
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_handle_new_user';
comment on function alogistics.handle_new_user() is
'AFTER INSERT on auth.users: makes the profile. DEFINER; only as a trigger. Source: A-08.

Takes first_name, last_name, phone, city, country, locale and role (client or transporter; anything else is client)
from raw_user_meta_data. Values that the profile refuses are left out: signing up never fails by them.';

create or replace function alogistics.handle_user_update() returns trigger
language c security definer
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_handle_user_update';
comment on function alogistics.handle_user_update() is
'AFTER UPDATE on auth.users: e-mail and phone follow. DEFINER; only as a trigger. Source: A-09.';

create or replace function alogistics.prepare_profile() returns trigger
language c
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_prepare_profile';
comment on function alogistics.prepare_profile() is
'BEFORE UPDATE on profiles: lengths, country and locale; stamps updated_at. INVOKER; touches no table.
Errors: missing_value, invalid_value (PT400). Source: A-67.';

create or replace function alogistics.create_user_wallet() returns trigger
language c security definer
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_create_user_wallet';
comment on function alogistics.create_user_wallet() is
'AFTER INSERT on profiles: opens a wallet in the platform''s currency. DEFINER; only as a trigger. Source: A-12.';

create or replace function alogistics.prepare_vehicle() returns trigger
language c security definer
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_prepare_vehicle';
comment on function alogistics.prepare_vehicle() is
'BEFORE INSERT OR UPDATE on vehicles: owners are transporters; what staff verified does not survive a change by the owner.
DEFINER; only as a trigger. Errors: not_a_transporter (PT422), not_allowed (PT403), already_exists (PT409).';

create or replace function alogistics.me() returns jsonb
language c stable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_me';
comment on function alogistics.me() is
'The caller''s own profile, whole, as JSON. INVOKER; reads with the owner''s rights, and only the caller''s row.

Errors: authentication_required (PT401), account_disabled (PT403), not_found (PT404) if the account has no profile.';

create or replace function alogistics.update_profile(changes jsonb) returns jsonb
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_update_profile';
comment on function alogistics.update_profile(jsonb) is
'Changes the caller''s own profile and returns it as me() does.
INVOKER; writes with the owner''s rights, and only the caller''s row.

changes may hold first_name, last_name, phone, address, city, country and locale; what is not named stays, null clears.
The e-mail address changes by request_email_confirmation(). Errors: authentication_required (PT401), account_disabled
(PT403), missing_value, invalid_value (PT400), already_exists (PT409) for a phone of another account. Source: A-67.';

create or replace function alogistics.contacts(request_uuid uuid) returns jsonb
language c stable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_contacts';
comment on function alogistics.contacts(uuid) is
'Names, phones and e-mails of the parties of a live job: {"client": {…}, "transporter": {…}}.
INVOKER; reads with the owner''s rights after checking that the caller is a party or staff, and that the job is
assigned, in progress or disputed.

Errors: authentication_required (PT401), not_found (PT404).';

create or replace function alogistics.job_vehicle_ids() returns uuid[]
language c stable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_job_vehicle_ids';
comment on function alogistics.job_vehicle_ids() is
'The vehicles of the caller''s own requests as a client, for the policy on vehicles. INVOKER; reads with the owner''s rights.';

create or replace function alogistics.own_account_ids() returns bigint[]
language c stable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_own_account_ids';
comment on function alogistics.own_account_ids() is
'The caller''s own ledger accounts, for the policy on ledger_entries. INVOKER; reads with the owner''s rights.';
