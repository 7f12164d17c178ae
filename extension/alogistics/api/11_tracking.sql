-- The face of the positions: the source's table, as a view that obeys the reader's own rights. It is
-- replaced and not dropped, because a user's own views may stand on it.
create or replace view alogistics.tracking_updates with (security_invoker = true) as
  select (extract(epoch from device_time) * 1000000)::bigint as id, request_id, client_id, transporter_id,
         lat, lng, speed_kmh as speed, heading, status, notes, device_time as recorded_at,
         received_at as created_at
  from alogistics.positions;
alter view alogistics.tracking_updates alter column recorded_at set default clock_timestamp();
comment on view alogistics.tracking_updates is
'Positions during a transport. Visible to both parties and staff.
An INSERT by the transporter of a job in progress is a call of record_positions() with one point. Source: A-33.';
comment on column alogistics.tracking_updates.id is 'Microseconds since 1970 of recorded_at: grows with it, and is unique within a job.';
comment on column alogistics.tracking_updates.request_id is 'The job.';
comment on column alogistics.tracking_updates.client_id is 'Of the job.';
comment on column alogistics.tracking_updates.transporter_id is 'Who was there.';
comment on column alogistics.tracking_updates.lat is 'Degrees, WGS 84.';
comment on column alogistics.tracking_updates.lng is 'Degrees, WGS 84.';
comment on column alogistics.tracking_updates.speed is 'km/h, 0 to 400.';
comment on column alogistics.tracking_updates.heading is 'Degrees clockwise from north, 0 to under 360.';
comment on column alogistics.tracking_updates.status is 'A word of the transporter''s: loaded, border, stopped …';
comment on column alogistics.tracking_updates.notes is 'For the client.';
comment on column alogistics.tracking_updates.recorded_at is 'Time of the device; now, if it is not given.';
comment on column alogistics.tracking_updates.created_at is 'When it arrived.';
create or replace trigger record_tracking_update instead of insert on alogistics.tracking_updates
  for each row execute function alogistics.record_tracking_update();
create or replace trigger append_only instead of update or delete on alogistics.tracking_updates
  for each row execute function alogistics.deny_change();
