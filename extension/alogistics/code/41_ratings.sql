-- Ratings: once per party of a completed job, in the window, seen by others when both have rated or it is over.

create or replace function alogistics.prepare_rating() returns trigger
language c security definer
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_prepare_rating';
comment on function alogistics.prepare_rating() is
'BEFORE INSERT OR UPDATE on ratings: who may rate whom, until when; the author changes what nobody has seen, staff hide.
DEFINER; only as a trigger. Errors: rating_not_allowed, already_rated, rating_closed, field_locked (PT409), actor_mismatch,
not_allowed (PT403), not_found (PT404), missing_value, invalid_value (PT400), reason_required (PT422).';

create or replace function alogistics.follow_rating() returns trigger
language c security definer
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_follow_rating';
comment on function alogistics.follow_rating() is
'AFTER INSERT OR UPDATE OR DELETE on ratings: publishes both when both are given, and keeps the counts of the profiles.
DEFINER; only as a trigger. Source: A-38.';

create or replace function alogistics.rate_transport(
  request_uuid uuid, score integer, comment text default null, idempotency_key text default null)
returns uuid
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_rate_transport';
comment on function alogistics.rate_transport(uuid, integer, text, text) is
'Rates the other party of a completed job; returns the id of the rating. The same as an INSERT into ratings.
For the client and the transporter, once each, until rating.window_days after the completion. INVOKER; writes with the
owner''s rights, and only in the caller''s name.

score: 1 (bad) to 5 (good). Errors: authentication_required (PT401), missing_value, invalid_value (PT400), not_found (PT404),
rating_not_allowed, already_rated, rating_closed (PT409). Source: A-37, A-39.';

create or replace function alogistics.hide_rating(rating_uuid uuid, reason text) returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_hide_rating';
comment on function alogistics.hide_rating(uuid, text) is
'Takes a rating out of sight and out of the average. For moderators and admins, not on ratings by or of themselves.
INVOKER; writes with the owner''s rights after the check. Errors: not_allowed (PT403), not_found (PT404), missing_value,
invalid_value (PT400), reason_required (PT422). Source: A-40.';

create or replace function alogistics.show_rating(rating_uuid uuid) returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_show_rating';
comment on function alogistics.show_rating(uuid) is
'Takes hide_rating() back. For moderators and admins, not on ratings by or of themselves.
INVOKER; writes with the owner''s rights after the check. Errors: not_allowed (PT403), not_found (PT404), missing_value
(PT400). Source: A-40.';
