-- Where the goods are. Source: A-33 … A-35.
create table alogistics.tracking_updates (
  id bigint generated always as identity primary key,
  request_id uuid not null references alogistics.transport_requests (id),
  client_id uuid not null references alogistics.profiles (id),
  transporter_id uuid not null references alogistics.profiles (id),
  lat double precision not null check (lat between -90 and 90),
  lng double precision not null check (lng between -180 and 180),
  speed double precision check (speed between 0 and 400),
  heading double precision check (heading >= 0 and heading < 360),
  status text check (length(status) <= 50),
  notes text check (length(notes) <= 1000),
  recorded_at timestamptz not null default now(),
  created_at timestamptz not null default now()
);
create index tracking_updates_request_idx on alogistics.tracking_updates (request_id, recorded_at);
create index tracking_updates_client_idx on alogistics.tracking_updates (client_id);
create index tracking_updates_transporter_idx on alogistics.tracking_updates (transporter_id);
comment on table alogistics.tracking_updates is
'Positions during a transport, sent by its transporter while the job is in progress. Visible to both parties and staff.';
comment on column alogistics.tracking_updates.id is 'Grows in the order of arrival.';
comment on column alogistics.tracking_updates.request_id is 'The job.';
comment on column alogistics.tracking_updates.client_id is 'Filled from the job, for row security.';
comment on column alogistics.tracking_updates.transporter_id is 'Filled from the job, for row security.';
comment on column alogistics.tracking_updates.lat is 'Degrees, WGS 84.';
comment on column alogistics.tracking_updates.lng is 'Degrees, WGS 84.';
comment on column alogistics.tracking_updates.speed is 'km/h, 0 to 400.';
comment on column alogistics.tracking_updates.heading is 'Degrees clockwise from north, 0 to under 360.';
comment on column alogistics.tracking_updates.status is 'A word of the transporter''s: loaded, border, stopped …';
comment on column alogistics.tracking_updates.notes is 'For the client.';
comment on column alogistics.tracking_updates.recorded_at is 'Time of the device; at most five minutes ahead of the server''s and 90 days old.';
comment on column alogistics.tracking_updates.created_at is 'When it arrived.';
create trigger prepare_tracking_update before insert on alogistics.tracking_updates
  for each row execute function alogistics.prepare_tracking_update();
alter table alogistics.tracking_updates enable row level security;
