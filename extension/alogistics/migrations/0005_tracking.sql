-- Where the goods are. Source: A-33 … A-36, A-76, logistics.md §4.7.
create type alogistics.position_standing as enum ('counted', 'too_fast', 'inaccurate');
comment on type alogistics.position_standing is
'What is thought of a position: only counted ones are in the distance, in trips and in geofences. Source: A-34.';

-- One row for each job that was assigned: what is locked while positions are recorded, and what is known now.
create table alogistics.journeys (
  request_id uuid primary key references alogistics.transport_requests (id),
  client_id uuid not null references alogistics.profiles (id),
  transporter_id uuid not null references alogistics.profiles (id),
  vehicle_id uuid not null references alogistics.vehicles (id),
  tracking_token text not null unique check (tracking_token ~ '^[A-Za-z0-9_-]{22}$'),
  watch_from timestamptz not null,
  opened_at timestamptz,
  closed_at timestamptz,
  distance_cm bigint not null default 0 check (distance_cm >= 0),
  points bigint not null default 0 check (points >= 0),
  first_at timestamptz,
  last_at timestamptz,
  lat double precision check (lat between -90 and 90),
  lng double precision check (lng between -180 and 180),
  device_time timestamptz,
  speed_kmh double precision check (speed_kmh >= 0),
  heading double precision check (heading between 0 and 360),
  received_at timestamptz,
  constraint journeys_span check (first_at <= last_at and (first_at is null) = (last_at is null)),
  constraint journeys_current check (num_nonnulls(lat, lng, device_time, received_at) in (0, 4))
);
create index journeys_client_idx on alogistics.journeys (client_id);
create index journeys_transporter_idx on alogistics.journeys (transporter_id);
comment on table alogistics.journeys is
'The journey of each assigned job: its length, and where the goods are now. Visible to both parties and staff.
Written by record_positions() and by the steps of the job; a new transporter begins a new journey.';
comment on column alogistics.journeys.request_id is 'The job.';
comment on column alogistics.journeys.client_id is 'Filled from the job, for row security.';
comment on column alogistics.journeys.transporter_id is 'Who carries, or carried until the job was taken back.';
comment on column alogistics.journeys.vehicle_id is 'With what.';
comment on column alogistics.journeys.tracking_token is '128 random bits, base64url; see track(). No role reads it.';
comment on column alogistics.journeys.watch_from is 'The assignment: positions of before are not of this job.';
comment on column alogistics.journeys.opened_at is 'When the job began, and positions with it; NULL while nobody may send any.';
comment on column alogistics.journeys.closed_at is 'When the job ended; positions of before are taken for another 24 hours.';
comment on column alogistics.journeys.distance_cm is 'Sum of segment_cm of the journey''s positions.';
comment on column alogistics.journeys.points is 'How many positions are stored.';
comment on column alogistics.journeys.first_at is 'Device time of the earliest position.';
comment on column alogistics.journeys.last_at is 'Device time of the latest position.';
comment on column alogistics.journeys.lat is 'Of the latest counted position: degrees, WGS 84.';
comment on column alogistics.journeys.lng is 'Of the latest counted position: degrees, WGS 84.';
comment on column alogistics.journeys.device_time is 'Of the latest counted position.';
comment on column alogistics.journeys.speed_kmh is 'Of the latest counted position: km/h, as the device said.';
comment on column alogistics.journeys.heading is 'Of the latest counted position: degrees clockwise from north.';
comment on column alogistics.journeys.received_at is 'When the latest counted position arrived.';
alter table alogistics.journeys enable row level security;

create table alogistics.positions (
  request_id uuid not null references alogistics.transport_requests (id),
  device_time timestamptz not null,
  transporter_id uuid not null,
  client_id uuid not null,
  lat double precision not null check (lat between -90 and 90),
  lng double precision not null check (lng between -180 and 180),
  accuracy_m double precision check (accuracy_m >= 0),
  speed_kmh double precision check (speed_kmh >= 0),
  heading double precision check (heading between 0 and 360),
  status text check (length(status) <= 50),
  notes text check (length(notes) <= 1000),
  standing alogistics.position_standing not null,
  segment_cm integer not null check (segment_cm between 0 and 2001511444),
  received_at timestamptz not null,
  primary key (request_id, device_time),
  constraint positions_segment check (standing = 'counted' or segment_cm = 0)
) partition by range (device_time);
create index positions_client_idx on alogistics.positions (client_id);
create index positions_transporter_idx on alogistics.positions (transporter_id);
comment on table alogistics.positions is
'Positions during a transport, as record_positions() judged them, by month. Visible to both parties and staff.
A function of the set of positions that arrived: their order, and how often they were sent, make no difference.';
comment on column alogistics.positions.request_id is 'The job.';
comment on column alogistics.positions.device_time is 'When the device was there, by its own clock; at most five minutes ahead of the server''s.';
comment on column alogistics.positions.transporter_id is 'Filled from the journey, for row security.';
comment on column alogistics.positions.client_id is 'Filled from the journey, for row security.';
comment on column alogistics.positions.lat is 'Degrees, WGS 84.';
comment on column alogistics.positions.lng is 'Degrees, WGS 84.';
comment on column alogistics.positions.accuracy_m is 'Radius in metres within which the device believes to be; NULL if it did not say.';
comment on column alogistics.positions.speed_kmh is 'km/h, as the device said; nothing is decided by it.';
comment on column alogistics.positions.heading is 'Degrees clockwise from north, 0 to 360.';
comment on column alogistics.positions.status is 'A word of the transporter''s: loaded, border, stopped …';
comment on column alogistics.positions.notes is 'For the client.';
comment on column alogistics.positions.standing is 'What is thought of it, in the light of the positions around it.';
comment on column alogistics.positions.segment_cm is 'Centimetres from the counted position before it; 0 for the first, for those not counted and for a jump.';
comment on column alogistics.positions.received_at is 'When it arrived; how far the device''s clock was ahead is device_time - received_at.';
alter table alogistics.positions enable row level security;

-- What belongs to no month that is there; prune_positions() makes the months to come, and moves it there.
create table alogistics.positions_default partition of alogistics.positions default;
alter table alogistics.positions_default enable row level security;
do $$
declare
  month date;
begin
  for month in select generate_series(date_trunc('month', now() at time zone 'UTC') - interval '1 month',
                                      date_trunc('month', now() at time zone 'UTC') + interval '3 months',
                                      '1 month') loop
    execute format('create table alogistics.%I partition of alogistics.positions for values from (%L) to (%L)',
                   to_char(month, '"positions_"YYYY"_"MM'), month || ' 00:00+00',
                   (month + interval '1 month')::date || ' 00:00+00');
    execute format('alter table alogistics.%I enable row level security', to_char(month, '"positions_"YYYY"_"MM'));
  end loop;
end
$$;

create trigger follow_journey after update on alogistics.transport_requests
  for each row execute function alogistics.follow_journey();
