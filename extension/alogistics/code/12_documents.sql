-- Papers of vehicles and transporters. Source: A-25.

create or replace function alogistics.submit_document(
  kind text, file_sha256 text, vehicle_uuid uuid default null, number text default null,
  valid_until date default null, file_url text default null, idempotency_key text default null)
returns uuid
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_submit_document';
comment on function alogistics.submit_document(text, text, uuid, text, date, text, text) is
'Submits a paper of one''s own vehicle or, without a vehicle, of oneself; returns its id. For transporters.
INVOKER; writes with the owner''s rights after the check.

kind: insurance, inspection or registration of a vehicle; licence or identity of a transporter. file_sha256: 64
hexadecimal digits; the file itself is kept outside, file_url says where. valid_until: the last valid day; needed for
insurance, inspection and licence. A paper of this kind that still waits for its review is withdrawn first. Errors:
authentication_required (PT401), not_allowed (PT403), not_found (PT404), missing_value, invalid_value (PT400),
already_exists (PT409), idempotency_key_reused (PT422). Source: A-25.';

create or replace function alogistics.approve_document(document_uuid uuid, idempotency_key text default null)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_approve_document';
comment on function alogistics.approve_document(uuid, text) is
'Accepts a paper that waits; it takes the place of the one before. For moderators and admins, not on their own.
INVOKER; writes with the owner''s rights after the check.

Sets the vehicle''s insurance_expiry or inspection_expiry, and the deadlines at which the owner is reminded: 30 and 7 days
before the end, and at the end. Errors: not_allowed (PT403), not_found (PT404), invalid_transition (PT409),
missing_value, invalid_value (PT400), idempotency_key_reused (PT422). Source: A-25.';

create or replace function alogistics.reject_document(
  document_uuid uuid, reason text, idempotency_key text default null)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_reject_document';
comment on function alogistics.reject_document(uuid, text, text) is
'Refuses a paper, also one that was approved, with a reason that its owner reads. For moderators and admins, not on their own.
INVOKER; writes with the owner''s rights after the check. Errors: not_allowed (PT403), not_found (PT404),
invalid_transition (PT409), missing_value, invalid_value (PT400), reason_required, idempotency_key_reused (PT422).';

create or replace function alogistics.withdraw_document(document_uuid uuid) returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_withdraw_document';
comment on function alogistics.withdraw_document(uuid) is
'Takes one''s own paper back, whether it waits or is approved. For its owner.
INVOKER; writes with the owner''s rights after the check. Errors: authentication_required (PT401), not_found (PT404),
invalid_transition (PT409), missing_value (PT400).';

create or replace function alogistics.follow_document() returns trigger
language c security definer
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_follow_document';
comment on function alogistics.follow_document() is
'AFTER INSERT OR UPDATE on documents: the vehicle''s columns say what its papers are. DEFINER; only as a trigger.';
