-- Papers of vehicles and transporters: submitted by their owners, approved by staff, valid until they
-- expire. Source: A-25.
create type alogistics.document_kind as enum
  ('insurance', 'inspection', 'registration', 'licence', 'identity');
comment on type alogistics.document_kind is 'The first three are of a vehicle, the others of a transporter. Source: A-25.';
create type alogistics.document_status as enum
  ('submitted', 'approved', 'rejected', 'expired', 'withdrawn');
comment on type alogistics.document_status is 'Moves only as docs/vehicles.md says.';

create table alogistics.documents (
  id uuid primary key default gen_random_uuid(),
  owner_id uuid not null references alogistics.profiles (id),
  vehicle_id uuid references alogistics.vehicles (id),
  profile_id uuid,
  kind alogistics.document_kind not null,
  number text check (octet_length(number) between 1 and 100),
  file_sha256 text not null check (file_sha256 ~ '^[0-9a-f]{64}$'),
  file_url text check (octet_length(file_url) between 1 and 2000),
  valid_until date check (isfinite(valid_until)),
  status alogistics.document_status not null default 'submitted',
  reason text check (length(reason) <= 1000),
  submitted_by uuid references alogistics.profiles (id),
  submitted_at timestamptz not null default now(),
  reviewed_by uuid references alogistics.profiles (id),
  reviewed_at timestamptz,
  closed_at timestamptz,
  constraint documents_subject check
    (case when kind in ('insurance', 'inspection', 'registration')
          then vehicle_id is not null and profile_id is null
          else vehicle_id is null and profile_id is not null and profile_id = owner_id end),
  constraint documents_end check
    (kind in ('registration', 'identity') or valid_until is not null),
  constraint documents_closed check
    ((closed_at is not null) = (status in ('rejected', 'expired', 'withdrawn')))
);
create unique index documents_vehicle_live_key on alogistics.documents (vehicle_id, kind, status)
  where status in ('submitted', 'approved') and vehicle_id is not null;
create unique index documents_profile_live_key on alogistics.documents (profile_id, kind, status)
  where status in ('submitted', 'approved') and profile_id is not null;
create index documents_vehicle_idx on alogistics.documents (vehicle_id);
create index documents_profile_idx on alogistics.documents (profile_id);
create index documents_owner_idx on alogistics.documents (owner_id, submitted_at);
create index documents_submitted_by_idx on alogistics.documents (submitted_by);
create index documents_reviewed_by_idx on alogistics.documents (reviewed_by);
create index documents_queue_idx on alogistics.documents (submitted_at, id) where status = 'submitted';
comment on table alogistics.documents is
'Papers of vehicles and transporters; the files are kept outside, their SHA-256 here.
Written by submit_document(), approve_document(), reject_document() and withdraw_document(). Visible to the owner and to
staff. Of each kind a vehicle or person has at most one that is approved and one that waits. Source: A-25.';
comment on column alogistics.documents.id is 'Key.';
comment on column alogistics.documents.owner_id is 'The transporter; follows the vehicle when it changes hands.';
comment on column alogistics.documents.vehicle_id is 'The vehicle that it is of; NULL for a paper of a person.';
comment on column alogistics.documents.profile_id is 'The transporter that it is of; NULL for a paper of a vehicle.';
comment on column alogistics.documents.kind is 'insurance, inspection, registration: of a vehicle; licence, identity: of a transporter.';
comment on column alogistics.documents.number is 'As printed on it; at most 100 bytes.';
comment on column alogistics.documents.file_sha256 is 'Of the file, 64 hexadecimal digits in lower case.';
comment on column alogistics.documents.file_url is 'Where the file is; at most 2,000 bytes.';
comment on column alogistics.documents.valid_until is 'Last valid day; may be unknown for registration and identity.';
comment on column alogistics.documents.status is 'submitted, approved, rejected, expired or withdrawn.';
comment on column alogistics.documents.reason is 'Why it was rejected, or what replaced it.';
comment on column alogistics.documents.submitted_by is 'Who submitted it; NULL for the system.';
comment on column alogistics.documents.submitted_at is 'When.';
comment on column alogistics.documents.reviewed_by is 'The moderator who approved or rejected it; NULL for the system.';
comment on column alogistics.documents.reviewed_at is 'When it was approved or rejected.';
comment on column alogistics.documents.closed_at is 'When it was rejected, expired or withdrawn.';

create trigger follow_document after insert or update of kind, status, valid_until on alogistics.documents
  for each row execute function alogistics.follow_document();
create trigger audit_changes after insert or update or delete on alogistics.documents
  for each row execute function alogistics.audit_changes();
alter table alogistics.documents enable row level security;
