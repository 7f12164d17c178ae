create or replace function @schema@.count_unread() returns trigger
language c security definer
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_count_unread';
comment on function @schema@.count_unread() is
'AFTER INSERT, UPDATE, DELETE or TRUNCATE, FOR EACH STATEMENT: writes how the numbers of unread notifications change.
DEFINER; only as a trigger.';

create or replace function @schema@.unread_count() returns bigint
language c stable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_unread_count';
comment on function @schema@.unread_count() is
'How many notifications the caller has not read, exact at the time of the statement. INVOKER; reads with the owner''s rights.

Errors: authentication_required (PT401), account_disabled (PT403). Source: A-50.';

create or replace function @schema@.mark_read(ids bigint[]) returns bigint
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_mark_read';
comment on function @schema@.mark_read(bigint[]) is
'Marks the caller''s own notifications among these as read, and says how many were not. INVOKER.

Errors: authentication_required (PT401), account_disabled (PT403), missing_value (PT400). Source: A-49.';

create or replace function @schema@.mark_all_read(until bigint default null) returns bigint
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_mark_all_read';
comment on function @schema@.mark_all_read(bigint) is
'Marks all notifications of the caller as read, and says how many were not. INVOKER.

until: the newest id that was on the screen; what came after it stays unread.
Errors: authentication_required (PT401), account_disabled (PT403). Source: A-49.';

create or replace function @schema@.prune_notifications() returns bigint
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_prune_notifications';
comment on function @schema@.prune_notifications() is
'Removes notifications older than notifications.retention_days, sums up changes of unread counters, and says how many it removed.
For service_role; INVOKER; writes with the owner''s rights after the check. The worker does the same.

At most 10,000 of each at a call.

Errors: not_allowed (PT403).';

create or replace function @schema@.check_notification_type() returns trigger
language c
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_check_notification_type';
comment on function @schema@.check_notification_type() is
'BEFORE INSERT OR UPDATE, FOR EACH ROW: variables have names and kinds, and the texts that are there name no others. INVOKER.';

create or replace function @schema@.check_notification_template() returns trigger
language c
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_check_notification_template';
comment on function @schema@.check_notification_template() is
'BEFORE INSERT OR UPDATE, FOR EACH ROW: a text names only what its type declares. INVOKER.';

create or replace function @schema@.set_notification_type(
  key text, type text, description text, variables jsonb default '{}')
returns void
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_set_notification_type';
comment on function @schema@.set_notification_type(text, text, text, jsonb) is
'Adds a type of notification, or changes one. For admins and the system; INVOKER; writes with the owner''s rights after the check.

type: request, payment, assignment, tracking, dispute or system. variables: {"name": "kind"}, of text, integer, date and link.
Errors: not_allowed (PT403), missing_value, invalid_value (PT400), also where a text of the type names
a variable that would no longer be declared. Source: realtime.md §4.1.';

create or replace function @schema@.set_notification_template(key text, locale text, title text, message text)
returns void
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_set_notification_template';
comment on function @schema@.set_notification_template(text, text, text, text) is
'Writes the words of a type in a locale. For admins and the system; INVOKER; writes with the owner''s rights after the check.

{name} stands for a variable of the type. Errors: not_allowed (PT403), not_found (PT404), missing_value, invalid_value (PT400)
for a name that is not declared, a brace without its other half, and what is empty or too long. Source: realtime.md §4.1.';

create or replace function @schema@.preview_notification(key text, data jsonb default '{}', locale text default 'fr')
returns jsonb
language c stable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_preview_notification';
comment on function @schema@.preview_notification(text, jsonb, text) is
'What somebody with this locale would read: {"title", "message"}. For staff and the system; INVOKER.

Reads with the owner''s rights after the check. Errors: not_allowed (PT403), not_found (PT404), missing_value, invalid_value (PT400)
for data that is not as declared.';
