-- Where the goods are. Source: A-33 … A-36, A-76.

create or replace function alogistics.record_positions(request_uuid uuid, positions jsonb) returns jsonb
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_record_positions';
comment on function alogistics.record_positions(uuid, jsonb) is
'Records positions of a job, each with the time of the device, and says what is thought of each.
For the assigned transporter while the job is in progress and 24 hours after; service_role. Any order, split or repetition
of the same positions ends in the same rows, so a device that is not sure sends them again. INVOKER; writes with the
owner''s rights after the check.

positions: [{"t", "lat", "lng", "accuracy", "speed", "heading", "status", "notes"}, …], at most 5,000; t is ISO 8601 with a
zone or milliseconds since 1970, degrees WGS 84, metres, km/h, degrees from north; the last five may be missing. Returns
{"verdicts": [accepted, late, duplicate, future, too_fast, inaccurate, not_yours or invalid, …], "distance_m": of the
journey}. Errors: not_found (PT404), not_allowed (PT403), tracking_not_allowed (PT409), missing_value, invalid_value
(PT400). Source: A-33, A-34.';

create or replace function alogistics.record_tracking_update() returns trigger
language c security definer
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_record_tracking_update';
comment on function alogistics.record_tracking_update() is
'INSTEAD OF INSERT on tracking_updates: record_positions() with one point; a verdict that stores nothing is an error.
DEFINER; only as a trigger. Errors: tracking_not_allowed (PT409), not_allowed (PT403), not_found, missing_value,
invalid_value.';

create or replace function alogistics.follow_journey() returns trigger
language c security definer
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_follow_journey';
comment on function alogistics.follow_journey() is
'AFTER UPDATE of a request''s status: opens its journey with the places to watch, and closes it. DEFINER; only as a trigger.';

create or replace function alogistics.eta(request_uuid uuid)
returns table (eta timestamptz, remaining_m bigint, speed_kmh double precision, reason text, as_of timestamptz)
language c stable rows 1
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_eta';
comment on function alogistics.eta(uuid) is
'When the goods will be there, by the way that remains and the recent speed; no time without a reason.
For both parties and staff. INVOKER, guarded by row security.

remaining_m: by road, through the stops still to be made. reason: not_in_progress, no_fix, stale_fix, not_moving or
arrived. Errors: not_found (PT404), missing_value. Source: A-36.';

create or replace function alogistics.trip_summary(request_uuid uuid)
returns table (distance_m bigint, moving_s bigint, started_at timestamptz, ended_at timestamptz, trips jsonb, stops jsonb)
language c stable rows 1
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_trip_summary';
comment on function alogistics.trip_summary(uuid) is
'What a journey consisted of: trips between gaps of more than an hour, and stops of five minutes and more.
For both parties and staff. INVOKER, guarded by row security.

trips: [{"started_at", "ended_at", "distance_m", "moving_s"}, …]; stops: [{"started_at", "ended_at", "lat", "lng"}, …].
Errors: not_found (PT404), missing_value. Source: A-36.';

create or replace function alogistics.track_geojson(request_uuid uuid) returns jsonb
language c stable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_track_geojson';
comment on function alogistics.track_geojson(uuid) is
'The track of a journey as a GeoJSON Feature (RFC 7946), to be drawn on a map.
A LineString, cut at the antimeridian; a Point if there is one position, no geometry if there is none. For both parties
and staff. INVOKER, guarded by row security. Errors: not_found (PT404), missing_value. Source: A-36.';

create or replace function alogistics.set_geofence(
  request_uuid uuid, name text, shape text, core jsonb, enter_m double precision, exit_m double precision)
returns bigint
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_set_geofence';
comment on function alogistics.set_geofence(uuid, text, text, jsonb, double precision, double precision) is
'Draws a place on a job''s journey, or draws it anew under the same name; returns its id.
For moderators and admins. What happened at it until now is found at once. A corridor is also the planned road, for the
alert about deviations. INVOKER; writes with the owner''s rights after the check.

shape: circle, polygon or corridor; core: [[lng, lat], …], the centre, the ring or the middle line; enter_m, exit_m: metres
from the core. Errors: not_found (PT404), not_allowed (PT403), missing_value, invalid_value (PT400). Source: A-35.';

create or replace function alogistics.tracking_token(request_uuid uuid) returns text
language c stable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_tracking_token';
comment on function alogistics.tracking_token(uuid) is
'The token of a job''s public page, for the client to share with the receiver; see track().
For the client and staff. INVOKER; reads with the owner''s rights after the check. Errors: not_found (PT404), missing_value.';

create or replace function alogistics.rotate_tracking_token(request_uuid uuid) returns text
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_rotate_tracking_token';
comment on function alogistics.rotate_tracking_token(uuid) is
'Makes a new token for a job''s public page; the old link shows nothing any more.
For the client and staff. INVOKER; writes with the owner''s rights after the check. Errors: not_found (PT404), missing_value.';

create or replace function alogistics.track(token text) returns jsonb
language c stable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_track';
comment on function alogistics.track(text) is
'What the receiver of the goods sees: status, cities, the position to a tenth of a degree, the expected arrival.
For everybody who has the token. INVOKER; reads with the owner''s rights, by the token only.

Returns {"status", "pickup_city", "delivery_city", "position": {"lat", "lng"}, "position_time", "eta", "eta_reason"}.
Errors: not_found (PT404), missing_value. Source: A-76.';

create or replace function alogistics.prune_positions() returns bigint
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_prune_positions';
comment on function alogistics.prune_positions() is
'Drops the months of positions that are older than tracking.retention_months, makes those to come; returns how many went.
For service_role, daily. INVOKER; works with the owner''s rights after the check. Errors: not_allowed (PT403).';
