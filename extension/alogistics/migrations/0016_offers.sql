-- The load board: where vehicles are, and what transporters offer. Source: A-58, A-76.
create type alogistics.offer_status as enum ('open', 'accepted', 'rejected', 'withdrawn', 'expired');
comment on type alogistics.offer_status is 'An open offer is closed once, in one of the other ways.';

create table alogistics.offers (
  id uuid primary key default gen_random_uuid(),
  request_id uuid not null references alogistics.transport_requests (id),
  transporter_id uuid not null references alogistics.profiles (id),
  vehicle_id uuid not null references alogistics.vehicles (id),
  price bigint not null check (price > 0),
  price_before bigint check (price_before > 0),
  currency text not null,
  message text check (length(message) between 1 and 1000),
  status alogistics.offer_status not null default 'open',
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  closed_at timestamptz,
  closed_by uuid references alogistics.profiles (id),
  constraint offers_times check (expires_at > created_at),
  constraint offers_closed check ((closed_at is not null) = (status <> 'open'))
);
create unique index offers_open_key on alogistics.offers (request_id, transporter_id) where status = 'open';
create index offers_request_idx on alogistics.offers (request_id, created_at);
create index offers_transporter_idx on alogistics.offers (transporter_id, created_at);
create index offers_vehicle_idx on alogistics.offers (vehicle_id);
create index offers_closed_by_idx on alogistics.offers (closed_by);
comment on table alogistics.offers is
'What transporters offer to do for which price, on requests that wait for one. Visible to the transporter and staff.
Written by make_offer(), withdraw_offer() and accept_offer(); those of a request that no longer waits are rejected by
its trigger, whoever moved it. Source: A-58.';
comment on column alogistics.offers.id is 'Key.';
comment on column alogistics.offers.request_id is 'The request.';
comment on column alogistics.offers.transporter_id is 'Who offers; one open offer for each request.';
comment on column alogistics.offers.vehicle_id is 'With which vehicle.';
comment on column alogistics.offers.price is 'Minor units, at most 10 times the price of the request.';
comment on column alogistics.offers.price_before is
'What the request cost before this offer was accepted; it costs that again if the transporter goes before it is paid.';
comment on column alogistics.offers.currency is 'Of the request.';
comment on column alogistics.offers.message is 'For the moderator, at most 1,000 characters.';
comment on column alogistics.offers.status is 'open, accepted, rejected, withdrawn or expired.';
comment on column alogistics.offers.created_at is 'When it was made.';
comment on column alogistics.offers.expires_at is 'It is open until then: setting vehicle.offer_hours.';
comment on column alogistics.offers.closed_at is 'When it was accepted, rejected, withdrawn or expired.';
comment on column alogistics.offers.closed_by is 'Who closed it; NULL for the system.';
create trigger audit_changes after insert or update or delete on alogistics.offers
  for each row execute function alogistics.audit_changes();
alter table alogistics.offers enable row level security;

create trigger close_offers after update on alogistics.transport_requests
  for each row execute function alogistics.close_offers();

create table alogistics.vehicle_positions (
  vehicle_id uuid primary key references alogistics.vehicles (id),
  lat double precision not null check (lat between -90 and 90),
  lng double precision not null check (lng between -180 and 180),
  device_time timestamptz not null check (isfinite(device_time)),
  received_at timestamptz not null default now()
);
create index vehicle_positions_place_idx on alogistics.vehicle_positions
  using gist (alogistics.ll_to_earth(lat, lng));
comment on table alogistics.vehicle_positions is
'The last known position of each vehicle. Visible to staff.
Written by report_vehicle_position() and by the tracking of jobs; only a newer one replaces it. Source: A-76.';
comment on column alogistics.vehicle_positions.vehicle_id is 'The vehicle.';
comment on column alogistics.vehicle_positions.lat is 'Degrees, WGS 84.';
comment on column alogistics.vehicle_positions.lng is 'Degrees, WGS 84.';
comment on column alogistics.vehicle_positions.device_time is 'When it was there, by the clock of the device.';
comment on column alogistics.vehicle_positions.received_at is 'When we heard of it.';
alter table alogistics.vehicle_positions enable row level security;
