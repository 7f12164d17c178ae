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
