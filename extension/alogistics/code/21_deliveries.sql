-- Pick-up, delivery code and delivery; jobs that end early. docs/delivery.md, docs/cancellation.md.

create or replace function alogistics.confirm_pickup(
  request_uuid uuid, proof jsonb default null, device_time timestamptz default null,
  idempotency_key text default null)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_confirm_pickup';
comment on function alogistics.confirm_pickup(uuid, jsonb, timestamptz, text) is
'Says that the goods are on board; pays the advance of the setting payout.advance_at_pickup out of the escrow.
For the assigned transporter with a signature or a photograph, or staff with a reason in the notes. INVOKER, guarded by row
security and the lifecycle.

proof: {"received_by", "signature_sha256", "photo_sha256", "device_time", "notes"}. device_time: when it was, by a device that
was offline; between the payment and five minutes from now. Errors: not_found (PT404), invalid_transition, already_picked_up
(PT409), not_allowed (PT403), proof_required, reason_required (PT422), invalid_value (PT400). Source: A-31.';

create or replace function alogistics.issue_delivery_code(request_uuid uuid)
returns text
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_issue_delivery_code';
comment on function alogistics.issue_delivery_code(uuid) is
'Makes the six-digit code that the receiver tells the driver, and returns it this once; an earlier one no longer counts.
For the client of a job under way, or staff. INVOKER, guarded by row security; the code is kept as a salted hash that no role
of the API reads.

Errors: not_found (PT404), invalid_transition, too_many_codes (PT409), not_allowed (PT403). Source: A-31.';

create or replace function alogistics.confirm_delivery(
  request_uuid uuid, code text, proof jsonb default null, device_time timestamptz default null,
  idempotency_key text default null)
returns jsonb
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_confirm_delivery';
comment on function alogistics.confirm_delivery(uuid, text, jsonb, timestamptz, text) is
'Completes a job with its delivery code, which is counted if it is wrong.
Answers {"verdict", "attempts_left", "status"}, with HTTP status 422 unless the verdict is right: wrong, locked, expired or
used. For the assigned transporter. INVOKER, guarded by row security and the lifecycle.

proof, device_time: as in confirm_pickup(). Errors: not_found (PT404), invalid_transition (PT409), not_allowed (PT403),
missing_value, invalid_value (PT400), proof_required (PT422: the setting delivery.proof asks for a document). Source: A-31.';

create or replace function alogistics.decline_job(
  request_uuid uuid, reason text, idempotency_key text default null)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_decline_job';
comment on function alogistics.decline_job(uuid, text, text) is
'Gives a job back before the pick-up; the request returns to the board and its escrow stays.
For the assigned transporter, who pays the penalty of cancellation_policies as far as the wallet goes. INVOKER, guarded by row
security and the lifecycle.

Errors: not_found (PT404), invalid_transition, already_picked_up, cancellation_not_allowed (PT409), not_allowed (PT403),
reason_required (PT422), invalid_value (PT400). Source: A-81.';

create or replace function alogistics.report_no_show(
  request_uuid uuid, reason text, idempotency_key text default null)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_report_no_show';
comment on function alogistics.report_no_show(uuid, text, text) is
'Says that the transporter did not come to the pick-up: the request returns to the board and its escrow stays.
For moderators and admins, from the time of pick-up on. The transporter pays the setting cancellation.no_show_penalty as far as
the wallet goes. INVOKER, guarded by row security and the lifecycle.

Errors: not_found (PT404), invalid_transition, already_picked_up, pickup_not_due (PT409), not_allowed (PT403),
reason_required (PT422), invalid_value (PT400). Source: A-81.';

create or replace function alogistics.cancel_preview(request_uuid uuid)
returns jsonb
language c stable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_cancel_preview';
comment on function alogistics.cancel_preview(uuid) is
'What it would cost the caller to cancel (client, staff) or decline (transporter) now; writes nothing.
INVOKER, guarded by row security. Refuses what the step itself would refuse.

Answers {"by", "from", "to", "policy", "minutes_before_pickup", "done_bps", "currency", "held", "refund", "fee",
"compensation", "platform_fee", "penalty"}, amounts in minor units; refund + compensation + platform_fee = held where a
request is cancelled. Errors: not_found (PT404), invalid_transition, already_picked_up, cancellation_not_allowed (PT409),
not_allowed (PT403). Source: A-81.';
