create or replace function @schema@.access_changed() returns trigger
language c
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_access_changed';
comment on function @schema@.access_changed() is
'AFTER UPDATE OR DELETE on profiles: every backend forgets what it cached of roles. INVOKER; touches no table.';

create or replace function @schema@.audit_changes() returns trigger
language c security definer
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_audit_changes';
comment on function @schema@.audit_changes() is
'AFTER INSERT, UPDATE or DELETE, FOR EACH ROW: writes into audit_logs who changed what. DEFINER; only as a trigger.

For any table. Arguments: key=COLUMN,… of the row''s key (default id); redact=COLUMN,… whose values are shown as ***, as are
those whose name says that they hold a secret. Of an update only the columns that changed are written.
Errors: invalid_value (PT400), or 42703 for a column that is not there.';

create or replace function @schema@.deny_change() returns trigger
language c
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_deny_change';
comment on function @schema@.deny_change() is
'BEFORE trigger: refuses the change whoever asks, the owner included. INVOKER; touches no table. Errors: append_only (PT403).';

create or replace function @schema@.guard_audit() returns trigger
language c
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_guard_audit';
comment on function @schema@.guard_audit() is
'BEFORE trigger of audit_logs and audit_seals: refuses everybody but seal_audit() and prune_audit(). INVOKER.

Also the owner and superusers; touches no table. Errors: append_only (PT403).';

create or replace function @schema@.check_setting() returns trigger
language c security definer
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_check_setting';
comment on function @schema@.check_setting() is
'BEFORE trigger on platform_settings: checks key, type and bounds, stamps updated_by. DEFINER; only as a trigger.
Errors: invalid_setting (PT422).';

create or replace function @schema@.lock_settings() returns trigger
language c
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_lock_settings';
comment on function @schema@.lock_settings() is
'BEFORE trigger on platform_settings: settings are changed by one transaction at a time. INVOKER; touches no table.';

create or replace function @schema@.guard_schedule() returns trigger
language c
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_guard_schedule';
comment on function @schema@.guard_schedule() is
'BEFORE trigger on scheduled_settings: refuses every writer but the functions of settings. INVOKER; touches no table.
Errors: not_allowed (PT403).';

create or replace function @schema@.record_setting() returns trigger
language c security definer
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_record_setting';
comment on function @schema@.record_setting() is
'AFTER trigger on platform_settings: writes the change into setting_changes. DEFINER; only as a trigger.
Errors: missing_value (PT400) where settings.reason asks for one.';

create or replace function @schema@.webhooks_changed() returns trigger
language c
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_webhooks_changed';
comment on function @schema@.webhooks_changed() is
'AFTER trigger on webhook_endpoints: every backend forgets whether there are any. INVOKER; touches no table.';

create or replace function @schema@.setting_changed() returns trigger
language c
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_setting_changed';
comment on function @schema@.setting_changed() is
'AFTER trigger on platform_settings: every backend forgets what it cached of settings. INVOKER; touches no table.';
