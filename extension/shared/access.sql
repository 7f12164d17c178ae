create or replace function @schema@.is_active_user() returns boolean
language c stable parallel safe
as 'MODULE_PATHNAME', 'socle_is_active_user';
comment on function @schema@.is_active_user() is
'Whether the caller has an active account in this system, by the database. INVOKER; cached per backend.';

create or replace function @schema@.is_admin() returns boolean
language c stable parallel safe
as 'MODULE_PATHNAME', 'socle_is_admin';
comment on function @schema@.is_admin() is
'Whether the caller is an active admin of this system, by the database. INVOKER; cached per backend.';

create or replace function @schema@.is_admin_or_moderator() returns boolean
language c stable parallel safe
as 'MODULE_PATHNAME', 'socle_is_admin_or_moderator';
comment on function @schema@.is_admin_or_moderator() is
'Whether the caller is active staff of this system, by the database. INVOKER; cached per backend.';

create or replace function @schema@.only_for_staff() returns boolean
language c immutable parallel safe
as 'MODULE_PATHNAME', 'socle_only_for_staff';
comment on function @schema@.only_for_staff() is
'True; what the policies for staff call, so that the planner loads the library into every session. INVOKER.

The library then refuses each statement of the role staff on these tables, unless the caller is active staff by the
database: once per statement, where a policy would ask for each row. Errors: authentication_required, session_revoked
(PT401), account_disabled, not_allowed (PT403).';
