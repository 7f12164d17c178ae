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

create or replace function @schema@.snooze_notification(id bigint, until timestamptz)
returns void
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_snooze_notification';
comment on function @schema@.snooze_notification(bigint, timestamptz) is
'Puts one of the caller''s own notifications off, also one that was read or put off before; it comes back unread.
INVOKER; writes with the owner''s rights after the check.

until: up to 30 days ahead; null brings it back now. Reading it ends it. Errors: authentication_required (PT401),
account_disabled (PT403), missing_value, invalid_value (PT400), not_found (PT404). Source: realtime.md §4.1, N7.';

create or replace function @schema@.wake_notifications() returns bigint
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_wake_notifications';
comment on function @schema@.wake_notifications() is
'Brings back notifications that were put off until now, at most 1,000, and says how many. The worker does the same each second.
For service_role; INVOKER; writes with the owner''s rights after the check.

Errors: not_allowed (PT403).';

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

create or replace function @schema@.notification_texts_changed() returns trigger
language c
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_notification_texts_changed';
comment on function @schema@.notification_texts_changed() is
'AFTER trigger on notification_types and notification_templates: every backend forgets what it read of them. INVOKER; touches no table.';

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

create or replace function @schema@.set_notification_channels(
  key text, channels text[], is_critical boolean default false, digest_minutes integer default 0)
returns void
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_set_notification_channels';
comment on function @schema@.set_notification_channels(text, text[], boolean, integer) is
'By which of email, sms and push people are told of a type too. For admins and the system; INVOKER; writes with the owner''s rights after the check.

is_critical: nobody can turn these channels off, and nothing of the type waits for the end of quiet hours.
digest_minutes: 15 to 1440, so long mails and messages to one person are gathered to go out as one; 0 for each by itself.
Errors: not_allowed (PT403), not_found (PT404), missing_value, invalid_value (PT400). Source: realtime.md §4.1, N1, N5, N6.';

create or replace function @schema@.notification_choices()
returns table (key text, type text, title text, channel text, is_told boolean, is_locked boolean, digest_minutes integer)
language c stable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_notification_choices';
comment on function @schema@.notification_choices() is
'Each type and channel: whether the caller is told by it, whether that is locked, and for how long it is gathered. INVOKER; reads with the owner''s rights.

title: in the caller''s language. What is told to staff only is shown to staff only.
Errors: authentication_required (PT401), account_disabled (PT403). Source: realtime.md §4.1, N5.';

create or replace function @schema@.set_channel_preference(
  about text, channel text, is_wanted boolean, digest_minutes integer default null)
returns void
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_set_channel_preference';
comment on function @schema@.set_channel_preference(text, text, boolean, integer) is
'Says whether the caller wants to be told by email, sms or push too. INVOKER; writes with the owner''s rights after the check.

about: a key of notification_types, a subject such as payment, or all; the narrowest counts. is_wanted: null forgets what was
said. digest_minutes: 15 to 1440, 0 for each by itself, null for as the type says.
Errors: authentication_required (PT401), account_disabled, not_allowed (PT403) for turning off or gathering what is critical,
missing_value, invalid_value (PT400), not_found (PT404). Source: realtime.md §4.1, N5.';

create or replace function @schema@.set_quiet_hours(from_time text, until_time text, time_zone text default null)
returns void
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_set_quiet_hours';
comment on function @schema@.set_quiet_hours(text, text, text) is
'When the caller is not to be disturbed by mails and messages: ''22:00'', ''07:00''; null and null for never.
INVOKER; writes with the owner''s rights after the check.

time_zone: platform.time_zone unless given. What is critical does not wait. Errors: authentication_required (PT401),
account_disabled (PT403), missing_value, invalid_value (PT400). Source: realtime.md §4.1, N7.';

create or replace function @schema@.release_digests() returns bigint
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_release_digests';
comment on function @schema@.release_digests() is
'Writes one job for what has been gathered for a person, a type and a channel, of at most 1,000 of them, and says how many jobs.
For service_role; INVOKER; writes with the owner''s rights after the check. The worker does the same every five seconds.

Errors: not_allowed (PT403). Source: realtime.md §4.1, N6.';

create or replace function @schema@.follow_delivery() returns trigger
language c security definer
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_follow_delivery';
comment on function @schema@.follow_delivery() is
'AFTER UPDATE of jobs, FOR EACH ROW: the delivery of a notification, or all of a digest, follows its job. DEFINER; only as a trigger.';

create or replace function @schema@.report_delivery(job_id bigint, outcome text, reason text default null)
returns text
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_report_delivery';
comment on function @schema@.report_delivery(bigint, text, text) is
'What the provider says of a mail or message: delivered or bounced. Answers with the state that it is in then.
For service_role; INVOKER; writes with the owner''s rights after the check.

What bounced stays so, and saying it again changes nothing. reason: kept, its first 500 bytes.
Errors: not_allowed (PT403), missing_value, invalid_value (PT400), not_found (PT404) where the job delivers no notification.
Source: realtime.md §4.1, N4.';
