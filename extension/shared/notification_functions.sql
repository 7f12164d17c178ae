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
