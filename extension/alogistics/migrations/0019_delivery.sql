-- The code of a delivery, what it costs to cancel, and what a transporter owes who does not come.
-- Source: A-31, A-81, research/logistics.md §4.4, §4.8.

create table alogistics.delivery_codes (
  request_id uuid primary key references alogistics.transport_requests (id),
  hash bytea not null check (length(hash) = 32),
  salt bytea not null check (length(salt) >= 16),
  attempts integer not null default 0 check (attempts >= 0),
  issued integer not null default 1 check (issued > 0),
  expires_at timestamptz not null,
  used_at timestamptz,
  issued_at timestamptz not null default now(),
  issued_by uuid references alogistics.profiles (id),
  constraint delivery_codes_live check (expires_at > issued_at)
);
create index delivery_codes_issued_by_idx on alogistics.delivery_codes (issued_by);
comment on table alogistics.delivery_codes is
'The code that the receiver tells the driver, one per job.
No role of the API reads it: whoever knows salt and hash tries a million codes in a second.';
comment on column alogistics.delivery_codes.request_id is 'The job.';
comment on column alogistics.delivery_codes.hash is 'HMAC-SHA256 of the six digits by the salt; 32 bytes.';
comment on column alogistics.delivery_codes.salt is 'Random bytes, new for each code.';
comment on column alogistics.delivery_codes.attempts is 'Wrong entries so far; delivery.code_attempts of them lock the code.';
comment on column alogistics.delivery_codes.issued is 'Codes that the job has had; at most delivery.codes_max.';
comment on column alogistics.delivery_codes.expires_at is 'The first moment at which it is too late.';
comment on column alogistics.delivery_codes.used_at is 'When it completed the job; a code is used once.';
comment on column alogistics.delivery_codes.issued_at is 'When this code was made.';
comment on column alogistics.delivery_codes.issued_by is 'The client, or who of the staff; NULL for the system.';
alter table alogistics.delivery_codes enable row level security;

create table alogistics.cancellation_policies (
  id uuid primary key default gen_random_uuid(),
  rank integer not null check (rank > 0),
  status alogistics.request_status not null,
  by text not null,
  minutes_before_pickup_min bigint,
  minutes_before_pickup_max bigint,
  done_bps_min integer not null default 0 check (done_bps_min between 0 and 10000),
  fee_bps integer not null default 0 check (fee_bps between 0 and 10000),
  compensation_bps integer not null default 0 check (compensation_bps between 0 and 10000),
  transporter_penalty bigint not null default 0
    check (transporter_penalty between 0 and 1000000000000),
  valid tstzrange not null default tstzrange(now(), null),
  description text not null check (length(description) between 1 and 500),
  created_by uuid default socle.uid() references alogistics.profiles (id),
  created_at timestamptz not null default now(),
  constraint policies_by check (by in ('client', 'transporter', 'staff')),
  constraint policies_status check
    (case by when 'transporter' then status in ('assigned', 'in_progress')
             else status in ('pending', 'validated', 'assigned', 'in_progress') end),
  constraint policies_window check (minutes_before_pickup_min <= minutes_before_pickup_max),
  constraint policies_valid check (not isempty(valid)),
  -- A transporter who declines leaves the escrow alone; who cancels pays from it.
  constraint policies_penalty check (transporter_penalty = 0 or by = 'transporter'),
  constraint policies_fee check (fee_bps = 0 or by <> 'transporter'),
  -- One order among the rules that can meet.
  constraint policies_rank exclude using gist
    (status with =, by with =, rank with =, valid with &&)
);
create index cancellation_policies_created_by_idx on alogistics.cancellation_policies (created_by);
comment on table alogistics.cancellation_policies is
'What it costs to end a job early.
Of the rows that match, the one with the lowest rank counts; where none does, the step is refused. Admins write them. Source: A-81, research/logistics.md §4.4.';
comment on column alogistics.cancellation_policies.id is 'Key.';
comment on column alogistics.cancellation_policies.rank is 'The lowest that matches counts.';
comment on column alogistics.cancellation_policies.status is 'Where the request stands.';
comment on column alogistics.cancellation_policies.by is 'Who ends it: client or staff cancel, a transporter declines.';
comment on column alogistics.cancellation_policies.minutes_before_pickup_min is 'Whole minutes to the pick-up, at least; negative after it. NULL: any.';
comment on column alogistics.cancellation_policies.minutes_before_pickup_max is 'Whole minutes to the pick-up, at most. NULL: any.';
comment on column alogistics.cancellation_policies.done_bps_min is 'Part of the way that is behind the last position, at least; basis points.';
comment on column alogistics.cancellation_policies.fee_bps is 'Of what is held in escrow, in basis points: what the client does not get back.';
comment on column alogistics.cancellation_policies.compensation_bps is 'Of that fee, in basis points: for the transporter; the platform has the rest.';
comment on column alogistics.cancellation_policies.transporter_penalty is 'Minor units of the request''s currency, from the wallet of a transporter who declines.';
comment on column alogistics.cancellation_policies.valid is 'When the row counts.';
comment on column alogistics.cancellation_policies.description is 'For people.';
comment on column alogistics.cancellation_policies.created_by is 'Who wrote it; NULL for the system.';
comment on column alogistics.cancellation_policies.created_at is 'When.';
alter table alogistics.cancellation_policies enable row level security;

insert into alogistics.cancellation_policies
  (rank, status, by, minutes_before_pickup_min, fee_bps, compensation_bps, transporter_penalty, valid, created_by, description)
values
  (100, 'pending', 'client', null, 0, 0, 0, '(,)', null, 'The client, before validation: free'),
  (100, 'validated', 'client', null, 0, 0, 0, '(,)', null, 'The client, before assignment: free'),
  (100, 'assigned', 'client', null, 0, 0, 0, '(,)', null, 'The client, before payment: free'),
  (100, 'in_progress', 'client', 1440, 0, 0, 0, '(,)', null, 'The client, at least 24 hours before the pick-up: free'),
  (200, 'in_progress', 'client', 120, 1000, 8000, 0, '(,)', null, 'The client, at least 2 hours before the pick-up: 10 %'),
  (300, 'in_progress', 'client', null, 2500, 8000, 0, '(,)', null, 'The client, later: 25 %'),
  (100, 'pending', 'staff', null, 0, 0, 0, '(,)', null, 'Staff: free'),
  (100, 'validated', 'staff', null, 0, 0, 0, '(,)', null, 'Staff: free'),
  (100, 'assigned', 'staff', null, 0, 0, 0, '(,)', null, 'Staff: free'),
  (100, 'in_progress', 'staff', null, 0, 0, 0, '(,)', null, 'Staff: free'),
  (100, 'assigned', 'transporter', 1440, 0, 0, 0, '(,)', null, 'The transporter, at least 24 hours before the pick-up: free'),
  (200, 'assigned', 'transporter', null, 0, 0, 5000, '(,)', null, 'The transporter, later: 5,000'),
  (100, 'in_progress', 'transporter', 1440, 0, 0, 5000, '(,)', null, 'The transporter, paid, at least 24 hours before the pick-up: 5,000'),
  (200, 'in_progress', 'transporter', null, 0, 0, 10000, '(,)', null, 'The transporter, paid, later: 10,000');
-- Rows to begin with are no history.
create trigger audit_changes after insert or update or delete on alogistics.cancellation_policies
  for each row execute function alogistics.audit_changes();

create table alogistics.job_penalties (
  id uuid primary key default gen_random_uuid(),
  request_id uuid not null references alogistics.transport_requests (id),
  transporter_id uuid not null references alogistics.profiles (id),
  cause text not null,
  amount bigint not null check (amount > 0),
  charged bigint not null,
  currency text not null,
  reason text not null check (length(reason) between 1 and 1000),
  created_by uuid references alogistics.profiles (id),
  created_at timestamptz not null default now(),
  constraint job_penalties_cause check (cause in ('declined', 'no_show')),
  constraint job_penalties_charged check (charged between 0 and amount)
);
create index job_penalties_transporter_idx on alogistics.job_penalties (transporter_id, created_at);
create index job_penalties_request_idx on alogistics.job_penalties (request_id);
create index job_penalties_created_by_idx on alogistics.job_penalties (created_by);
comment on table alogistics.job_penalties is
'What transporters were to pay for jobs that they declined or did not come to.
A wallet never goes below zero: what was not there is amount − charged, and still owed.';
comment on column alogistics.job_penalties.id is 'Key.';
comment on column alogistics.job_penalties.request_id is 'The job.';
comment on column alogistics.job_penalties.transporter_id is 'Who carried it until then.';
comment on column alogistics.job_penalties.cause is 'declined or no_show.';
comment on column alogistics.job_penalties.amount is 'Minor units, by the policy or the setting cancellation.no_show_penalty.';
comment on column alogistics.job_penalties.charged is 'What the wallet had, and paid.';
comment on column alogistics.job_penalties.currency is 'Of the request.';
comment on column alogistics.job_penalties.reason is 'As it was given.';
comment on column alogistics.job_penalties.created_by is 'The transporter who declined, or who of the staff reported; NULL for the system.';
comment on column alogistics.job_penalties.created_at is 'When.';
alter table alogistics.job_penalties enable row level security;
create trigger deny_change before update or delete or truncate on alogistics.job_penalties
  for each statement execute function alogistics.deny_change();

notify pgrst, 'reload schema';
