-- Places that a journey comes by, and what is odd about it. Source: A-35, logistics.md §4.9.
create type alogistics.geofence_kind as enum ('pickup', 'stop', 'delivery', 'custom');
comment on type alogistics.geofence_kind is 'What a place is to a job; custom ones are drawn by staff. Source: A-35.';
create type alogistics.fence_shape as enum ('circle', 'polygon', 'corridor');
comment on type alogistics.fence_shape is 'A point, a ring or a line, with a distance around it. Source: A-35.';
create type alogistics.geofence_event_kind as enum ('arrival', 'departure');
comment on type alogistics.geofence_event_kind is 'An arrival opens a visit, a departure ends it. Source: A-35.';
create type alogistics.tracking_alert_kind as enum ('deviation', 'prolonged_stop');
comment on type alogistics.tracking_alert_kind is 'What staff are told of a journey. Source: A-35.';

create table alogistics.geofences (
  id bigint generated always as identity primary key,
  request_id uuid not null references alogistics.transport_requests (id),
  client_id uuid not null references alogistics.profiles (id),
  transporter_id uuid not null references alogistics.profiles (id),
  kind alogistics.geofence_kind not null,
  stop_position integer check (stop_position between 1 and 19),
  name text not null check (length(name) between 1 and 200),
  shape alogistics.fence_shape not null,
  core jsonb not null check (jsonb_typeof(core) = 'array'),
  enter_m double precision not null check (enter_m >= 0 and enter_m <= 1000000),
  exit_m double precision not null check (exit_m >= 0 and exit_m <= 1000000),
  created_by uuid references alogistics.profiles (id),
  created_at timestamptz not null default now(),
  constraint geofences_thresholds check (exit_m >= enter_m),
  constraint geofences_stop check ((kind = 'stop') = (stop_position is not null))
);
create unique index geofences_place_key on alogistics.geofences (request_id, kind, coalesce(stop_position, 0))
  where kind <> 'custom';
create unique index geofences_name_key on alogistics.geofences (request_id, name) where kind = 'custom';
create index geofences_request_idx on alogistics.geofences (request_id);
create index geofences_client_idx on alogistics.geofences (client_id);
create index geofences_transporter_idx on alogistics.geofences (transporter_id);
comment on table alogistics.geofences is
'Places that a journey is watched at: pick-up, stops and delivery from the assignment on, and what staff draw.
Visible to both parties and staff.';
comment on column alogistics.geofences.id is 'Key.';
comment on column alogistics.geofences.request_id is 'The job.';
comment on column alogistics.geofences.client_id is 'Filled from the job, for row security.';
comment on column alogistics.geofences.transporter_id is 'Filled from the job, for row security.';
comment on column alogistics.geofences.kind is 'What the place is to the job.';
comment on column alogistics.geofences.stop_position is 'Which stop it is, from 1.';
comment on column alogistics.geofences.name is 'For people: the city, or what staff call it.';
comment on column alogistics.geofences.shape is 'What core is.';
comment on column alogistics.geofences.core is '[[lng, lat], …] in degrees: the centre, the ring, or the middle line.';
comment on column alogistics.geofences.enter_m is 'One arrives by coming as near as this to the core, in metres.';
comment on column alogistics.geofences.exit_m is 'One leaves by going farther than this, in metres; not less than enter_m.';
comment on column alogistics.geofences.created_by is 'Who drew it; NULL for the system.';
comment on column alogistics.geofences.created_at is 'When.';
alter table alogistics.geofences enable row level security;

create table alogistics.geofence_events (
  id bigint generated always as identity primary key,
  geofence_id bigint not null references alogistics.geofences (id),
  request_id uuid not null references alogistics.transport_requests (id),
  client_id uuid not null references alogistics.profiles (id),
  transporter_id uuid not null references alogistics.profiles (id),
  kind alogistics.geofence_event_kind not null,
  visit integer not null check (visit > 0),
  device_time timestamptz not null,
  created_at timestamptz not null default now(),
  withdrawn_at timestamptz
);
-- One arrival and one departure for each visit, whoever writes.
create unique index geofence_events_visit_key
  on alogistics.geofence_events (geofence_id, transporter_id, visit, kind) where withdrawn_at is null;
create index geofence_events_geofence_idx on alogistics.geofence_events (geofence_id);
create index geofence_events_request_idx on alogistics.geofence_events (request_id, device_time);
create index geofence_events_client_idx on alogistics.geofence_events (client_id);
create index geofence_events_transporter_idx on alogistics.geofence_events (transporter_id);
comment on table alogistics.geofence_events is
'Arrivals at places and departures from them. Visible to both parties and staff.
A function of the counted positions: late ones withdraw what they prove wrong, and add what they show.';
comment on column alogistics.geofence_events.id is 'Key.';
comment on column alogistics.geofence_events.geofence_id is 'The place.';
comment on column alogistics.geofence_events.request_id is 'The job.';
comment on column alogistics.geofence_events.client_id is 'Filled from the job, for row security.';
comment on column alogistics.geofence_events.transporter_id is 'Filled from the job, for row security.';
comment on column alogistics.geofence_events.kind is 'Arrival or departure.';
comment on column alogistics.geofence_events.visit is '1 for the first visit of the place.';
comment on column alogistics.geofence_events.device_time is 'Of the position that shows it.';
comment on column alogistics.geofence_events.created_at is 'When it was found.';
comment on column alogistics.geofence_events.withdrawn_at is 'When late positions proved it wrong; NULL if it stands.';
alter table alogistics.geofence_events enable row level security;

create table alogistics.tracking_alerts (
  id bigint generated always as identity primary key,
  request_id uuid not null references alogistics.transport_requests (id),
  kind alogistics.tracking_alert_kind not null,
  lat double precision not null check (lat between -90 and 90),
  lng double precision not null check (lng between -180 and 180),
  data jsonb not null default '{}' check (jsonb_typeof(data) = 'object'),
  started_at timestamptz not null,
  ended_at timestamptz,
  created_at timestamptz not null default now(),
  constraint tracking_alerts_span check (ended_at >= started_at)
);
create unique index tracking_alerts_open_key on alogistics.tracking_alerts (request_id, kind) where ended_at is null;
create index tracking_alerts_request_idx on alogistics.tracking_alerts (request_id);
comment on table alogistics.tracking_alerts is
'What is odd about a journey: off the planned way, or standing for long. Visible to staff.';
comment on column alogistics.tracking_alerts.id is 'Key.';
comment on column alogistics.tracking_alerts.request_id is 'The job.';
comment on column alogistics.tracking_alerts.kind is 'What is odd.';
comment on column alogistics.tracking_alerts.lat is 'Where it began: degrees, WGS 84.';
comment on column alogistics.tracking_alerts.lng is 'Where it began: degrees, WGS 84.';
comment on column alogistics.tracking_alerts.data is '{"distance_m": …} off the way, or {"minutes": …} that it stood already.';
comment on column alogistics.tracking_alerts.started_at is 'Device time at which it began.';
comment on column alogistics.tracking_alerts.ended_at is 'Device time at which it was over; NULL while it lasts.';
comment on column alogistics.tracking_alerts.created_at is 'When it was found.';
alter table alogistics.tracking_alerts enable row level security;
