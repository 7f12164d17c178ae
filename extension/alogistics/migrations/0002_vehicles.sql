-- What transporters drive. Source: A-21 … A-25.
create type alogistics.vehicle_type as enum ('moto', 'car', 'van', 'truck', 'trailer');
comment on type alogistics.vehicle_type is 'Source: A-21.';

create table alogistics.vehicles (
  id uuid primary key default gen_random_uuid(),
  owner_id uuid not null default socle.uid() references alogistics.profiles (id),
  type alogistics.vehicle_type not null,
  brand text not null check (length(brand) between 1 and 100),
  model text not null check (length(model) between 1 and 100),
  plate_number text not null check (plate_number ~ '[[:alnum:]]' and length(plate_number) between 2 and 20),
  capacity_kg double precision not null check (capacity_kg > 0 and capacity_kg <= 100000),
  capacity_m3 double precision check (capacity_m3 > 0 and capacity_m3 <= 1000),
  is_available boolean not null default true,
  is_verified boolean not null default false,
  verified_by uuid references alogistics.profiles (id),
  verified_at timestamptz,
  insurance_expiry date,
  inspection_expiry date,
  documents jsonb not null default '[]' check (jsonb_typeof(documents) = 'array'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
-- The same plate however it is written: DK 1234 AB, dk-1234-ab.
create unique index vehicles_plate_number_key on alogistics.vehicles
  (upper(regexp_replace(plate_number, '[^[:alnum:]]', '', 'g')));
create index vehicles_owner_idx on alogistics.vehicles (owner_id);
create index vehicles_verified_by_idx on alogistics.vehicles (verified_by);
comment on table alogistics.vehicles is
'Vehicles of transporters. Visible to the owner, to the client of a job that uses it, and to staff.';
comment on column alogistics.vehicles.id is 'Key.';
comment on column alogistics.vehicles.owner_id is 'The transporter.';
comment on column alogistics.vehicles.type is 'Decides which goods it may carry.';
comment on column alogistics.vehicles.brand is 'Maker.';
comment on column alogistics.vehicles.model is 'Model.';
comment on column alogistics.vehicles.plate_number is 'As given, 2 to 20 characters; unique on the platform by its letters and digits.';
comment on column alogistics.vehicles.capacity_kg is 'Kilograms, at most 100,000.';
comment on column alogistics.vehicles.capacity_m3 is 'Cubic metres, at most 1,000; unknown carries no goods with a volume.';
comment on column alogistics.vehicles.is_available is 'Set by the owner: free for jobs.';
comment on column alogistics.vehicles.is_verified is 'Set by staff; undone when the owner changes what was verified.';
comment on column alogistics.vehicles.verified_by is 'The moderator who verified it.';
comment on column alogistics.vehicles.verified_at is 'When it was verified.';
comment on column alogistics.vehicles.insurance_expiry is 'Last day of validity: of the approved document, or as staff wrote it.';
comment on column alogistics.vehicles.inspection_expiry is 'Last day of validity: of the approved document, or as staff wrote it.';
comment on column alogistics.vehicles.documents is 'What is approved or waits in documents: [{"kind", "status", "valid_until"}]; written by nobody.';
comment on column alogistics.vehicles.created_at is 'When the row was made.';
comment on column alogistics.vehicles.updated_at is 'When the row was last changed.';

create trigger prepare_vehicle before insert or update on alogistics.vehicles
  for each row execute function alogistics.prepare_vehicle();
create trigger audit_changes
  after update of owner_id, is_verified, insurance_expiry, inspection_expiry or delete
  on alogistics.vehicles
  for each row execute function alogistics.audit_changes();
alter table alogistics.vehicles enable row level security;
