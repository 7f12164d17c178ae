-- The heart: transport requests and their life. Source: A-26 … A-32, A-84, A-85.
create type alogistics.transport_type as enum
  ('standard', 'express', 'fragile', 'refrigerated', 'hazardous');
comment on type alogistics.transport_type is 'Source: A-26.';
create type alogistics.request_status as enum
  ('pending', 'validated', 'assigned', 'in_progress', 'completed', 'cancelled', 'disputed');
comment on type alogistics.request_status is 'Moves only as docs/workflow.md says. Source: A-31.';

create table alogistics.transport_requests (
  id uuid primary key default gen_random_uuid(),
  client_id uuid not null default socle.uid() references alogistics.profiles (id),
  transport_type alogistics.transport_type not null default 'standard',
  vehicle_type alogistics.vehicle_type,
  cargo_description text not null,
  cargo_weight_kg double precision not null check (cargo_weight_kg > 0),
  cargo_volume_m3 double precision check (cargo_volume_m3 > 0),
  pickup_address text not null,
  pickup_city text not null,
  pickup_lat double precision not null check (pickup_lat between -90 and 90),
  pickup_lng double precision not null check (pickup_lng between -180 and 180),
  delivery_address text not null,
  delivery_city text not null,
  delivery_lat double precision not null check (delivery_lat between -90 and 90),
  delivery_lng double precision not null check (delivery_lng between -180 and 180),
  stops jsonb not null default '[]'
    check (jsonb_typeof(stops) = 'array' and jsonb_array_length(stops) <= 19),
  pickup_date timestamptz not null,
  delivery_date timestamptz not null,
  quote_id uuid,
  distance_m bigint not null check (distance_m >= 0),
  currency text not null,
  estimated_price bigint not null check (estimated_price > 0),
  final_price bigint check (final_price > 0),
  commission_bps integer check (commission_bps between 0 and 10000),
  platform_commission bigint check (platform_commission >= 0),
  transporter_earnings bigint check (transporter_earnings >= 0),
  status alogistics.request_status not null default 'pending',
  disputed_from alogistics.request_status check (disputed_from in ('in_progress', 'completed')),
  status_reason text check (length(status_reason) <= 1000),
  assigned_transporter_id uuid references alogistics.profiles (id),
  assigned_vehicle_id uuid references alogistics.vehicles (id),
  validated_by uuid references alogistics.profiles (id),
  assigned_by uuid references alogistics.profiles (id),
  pickup_proof jsonb check (jsonb_typeof(pickup_proof) = 'object'),
  pickup_confirmed_at timestamptz,
  advance_paid bigint not null default 0 check (advance_paid >= 0),
  proof_of_delivery jsonb check (jsonb_typeof(proof_of_delivery) = 'object'),
  validated_at timestamptz,
  assigned_at timestamptz,
  paid_at timestamptz,
  completed_at timestamptz,
  cancelled_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint requests_window check (delivery_date > pickup_date),
  constraint requests_priced check
    (status in ('pending', 'cancelled') or final_price is not null),
  constraint requests_assigned check
    ((assigned_transporter_id is null) = (assigned_vehicle_id is null)),
  constraint requests_carried check
    (status not in ('assigned', 'in_progress', 'completed', 'disputed')
     or (assigned_transporter_id is not null and commission_bps is not null)),
  constraint requests_no_self_dealing check (assigned_transporter_id <> client_id),
  constraint requests_settled check
    (status <> 'completed' or (platform_commission is not null and transporter_earnings is not null)),
  constraint requests_disputed check ((status = 'disputed') = (disputed_from is not null)),
  constraint requests_split check (platform_commission + transporter_earnings = final_price),
  constraint requests_picked_up check
    ((pickup_confirmed_at is null) = (pickup_proof is null)
     and (advance_paid = 0 or pickup_confirmed_at is not null)
     and (pickup_confirmed_at is null or status in ('in_progress', 'completed', 'cancelled', 'disputed'))),
  -- Two live jobs never share a vehicle or a transporter at the same time, whoever writes. A job may
  -- begin the moment another ends. Both ranges are the same; were they written in the same way, the
  -- planner could look for a vehicle in the index of transporters, all of whose jobs it would go through.
  constraint requests_vehicle_free exclude using gist
    (assigned_vehicle_id with =, tstzrange(pickup_date, delivery_date) with &&)
    where (status in ('assigned', 'in_progress') or disputed_from = 'in_progress'),
  constraint requests_transporter_free exclude using gist
    (assigned_transporter_id with =, tstzrange(pickup_date, delivery_date, '[)') with &&)
    where (status in ('assigned', 'in_progress') or disputed_from = 'in_progress')
);
-- The orders of the lists (api/45_lists.sql, docs/lists.md): a page is read from where the last one ended.
-- Those of staff are partial and not led by status: comparing an enum is not leakproof, so under row
-- security the planner does not see that rows of one status are in the order of what follows it.
-- Each step of a job makes an entry in every one that has no condition, so there is none that no list, search or policy
-- goes by: nobody deletes vehicles or staff, so the foreign keys to them need none. A request that nobody carries yet
-- is nobody's job.
create index idx_requests_status on alogistics.transport_requests (status);
create index idx_requests_client on alogistics.transport_requests (client_id, created_at, id);
create index idx_requests_transporter on alogistics.transport_requests
  (assigned_transporter_id, pickup_date, id) where assigned_transporter_id is not null;
-- Of one column, as idx_requests_created: under row security the planner takes a fifth of all to be pending, and an
-- index of two columns to lie less in order than one of one, so it would look for the few through all requests.
create index idx_requests_pending on alogistics.transport_requests (created_at)
  where status = 'pending';
create index idx_requests_past on alogistics.transport_requests (created_at)
  where status in ('completed', 'cancelled');
create index idx_requests_dates on alogistics.transport_requests (pickup_date, delivery_date);
create index idx_requests_open on alogistics.transport_requests (pickup_date, id)
  where status = 'validated';
create index idx_requests_live on alogistics.transport_requests (delivery_date, id)
  where status in ('assigned', 'in_progress', 'disputed');
-- Only what may still be given to somebody nearby: what is over would be the most of it.
create index idx_requests_pickup_location on alogistics.transport_requests
  using gist (alogistics.ll_to_earth(pickup_lat, pickup_lng))
  where status in ('pending', 'validated');
-- For who was active, and for the best routes and transporters of a period.
create index idx_requests_created on alogistics.transport_requests (created_at) include (client_id);
create index idx_requests_completed on alogistics.transport_requests (completed_at)
  include (assigned_transporter_id, pickup_city, delivery_city, currency, final_price, transporter_earnings, delivery_date)
  where status = 'completed';
-- Every search reads the whole list of what is new, so it is kept short; merging it more often costs no more.
create index idx_requests_words on alogistics.transport_requests using gin
  (to_tsvector('pg_catalog.french', alogistics.plain_words(
    cargo_description || ' ' || pickup_address || ' ' || pickup_city || ' ' || delivery_address || ' '
    || delivery_city)))
  with (gin_pending_list_limit = 128);

comment on table alogistics.transport_requests is
'Transport requests. Visible to the client, the assigned transporter and staff.
An UPDATE or PATCH of status is the same as the function for that step: allowed moves, guards, money, notifications
and audit are the table''s own.';
comment on column alogistics.transport_requests.id is 'Key.';
comment on column alogistics.transport_requests.client_id is 'Who asks, and pays.';
comment on column alogistics.transport_requests.transport_type is 'Decides price and suitable vehicles.';
comment on column alogistics.transport_requests.vehicle_type is 'What the client wants it carried with; NULL leaves the choice. Decides the price.';
comment on column alogistics.transport_requests.cargo_description is 'At most 2,000 bytes.';
comment on column alogistics.transport_requests.cargo_weight_kg is 'Kilograms, at most 100,000.';
comment on column alogistics.transport_requests.cargo_volume_m3 is 'Cubic metres, at most 1,000.';
comment on column alogistics.transport_requests.pickup_address is 'At most 500 bytes.';
comment on column alogistics.transport_requests.pickup_city is 'At most 200 bytes.';
comment on column alogistics.transport_requests.pickup_lat is 'Degrees, WGS 84.';
comment on column alogistics.transport_requests.pickup_lng is 'Degrees, WGS 84.';
comment on column alogistics.transport_requests.delivery_address is 'At most 500 bytes.';
comment on column alogistics.transport_requests.delivery_city is 'At most 200 bytes.';
comment on column alogistics.transport_requests.delivery_lat is 'Degrees, WGS 84.';
comment on column alogistics.transport_requests.delivery_lng is 'Degrees, WGS 84.';
comment on column alogistics.transport_requests.pickup_date is 'Start of the job''s time window.';
comment on column alogistics.transport_requests.delivery_date is 'End of the job''s time window, which it does not contain.';
comment on column alogistics.transport_requests.stops is
'Places between pick-up and delivery, in order, at most 19: [{"address", "city", "lat", "lng"}, …]. As rows: request_stops.';
comment on column alogistics.transport_requests.quote_id is 'The quote that the estimate is from, with its lines.';
comment on column alogistics.transport_requests.distance_m is 'Metres by road from pick-up over all stops to delivery, by the quote.';
comment on column alogistics.transport_requests.currency is 'ISO 4217; of all amounts of this row.';
comment on column alogistics.transport_requests.estimated_price is 'Minor units, by the quote.';
comment on column alogistics.transport_requests.final_price is 'Minor units, set by the moderator; the estimate if not.';
comment on column alogistics.transport_requests.commission_bps is 'Basis points, frozen at assignment.';
comment on column alogistics.transport_requests.platform_commission is 'Minor units, at completion: price × rate, rounded half up.';
comment on column alogistics.transport_requests.transporter_earnings is 'Minor units, at completion: price − commission.';
comment on column alogistics.transport_requests.status is 'Where the request stands.';
comment on column alogistics.transport_requests.disputed_from is 'Where it stood before the dispute that is open.';
comment on column alogistics.transport_requests.status_reason is 'Why it was rejected, unassigned, declined, cancelled, or completed by staff.';
comment on column alogistics.transport_requests.assigned_transporter_id is 'Who carries.';
comment on column alogistics.transport_requests.assigned_vehicle_id is 'With what.';
comment on column alogistics.transport_requests.validated_by is 'The moderator who validated; NULL for the system.';
comment on column alogistics.transport_requests.assigned_by is 'The moderator who assigned; NULL for the system.';
comment on column alogistics.transport_requests.pickup_proof is 'What proves the pick-up, shaped like proof_of_delivery. Source: A-31.';
comment on column alogistics.transport_requests.pickup_confirmed_at is 'When the pick-up was confirmed.';
comment on column alogistics.transport_requests.advance_paid is 'Minor units of the earnings that were paid out at the pick-up.';
comment on column alogistics.transport_requests.proof_of_delivery is 'What proves the delivery: {"received_by", "signature_sha256", "photo_sha256", "device_time", "notes"}; code_confirmed is added where the delivery code was right.';
comment on column alogistics.transport_requests.validated_at is 'When it was validated.';
comment on column alogistics.transport_requests.assigned_at is 'When it was assigned.';
comment on column alogistics.transport_requests.paid_at is 'When the price went into escrow and the job began.';
comment on column alogistics.transport_requests.completed_at is 'When it was delivered and paid out.';
comment on column alogistics.transport_requests.cancelled_at is 'When it was cancelled or rejected.';
comment on column alogistics.transport_requests.created_at is 'When it was asked for.';
comment on column alogistics.transport_requests.updated_at is 'When the row was last changed.';

create trigger prepare_transport_request before insert on alogistics.transport_requests
  for each row execute function alogistics.prepare_transport_request();
-- None of this table's triggers says WHEN: each UPDATE would read such a condition from its text, which
-- costs more than the call of a function that looks at the rows.
-- Fires before enforce_lifecycle (triggers fire by name), which refuses the change if it may not be.
create trigger calculate_commission before update on alogistics.transport_requests
  for each row execute function alogistics.calculate_platform_commission();
create trigger enforce_lifecycle before update on alogistics.transport_requests
  for each row execute function alogistics.enforce_lifecycle();
create trigger follow_lifecycle after insert or update on alogistics.transport_requests
  for each row execute function alogistics.follow_lifecycle();
create trigger deny_delete before delete or truncate on alogistics.transport_requests
  for each statement execute function alogistics.deny_change();
alter table alogistics.transport_requests enable row level security;
