-- Disputes: opened by a party, decided by staff who have no part in the job. Money moves when they are decided.

create or replace function alogistics.prepare_dispute() returns trigger
language c security definer
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_prepare_dispute';
comment on function alogistics.prepare_dispute() is
'BEFORE INSERT on disputes: a party of a job that runs, or has ended within the window; chooses the moderator.
DEFINER; only as a trigger. Errors: not_found (PT404), not_allowed, actor_mismatch (PT403), missing_value, invalid_value
(PT400), already_exists, invalid_transition, dispute_closed (PT409).';

create or replace function alogistics.guard_dispute() returns trigger
language c
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_guard_dispute';
comment on function alogistics.guard_dispute() is
'BEFORE UPDATE on disputes: only the functions of disputes change one, whoever asks. INVOKER; touches no table.
Errors: not_allowed (PT403).';

create or replace function alogistics.follow_dispute() returns trigger
language c security definer
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_follow_dispute';
comment on function alogistics.follow_dispute() is
'AFTER INSERT on disputes: freezes the job, sets the deadlines, tells the other party and the moderator.
DEFINER; only as a trigger.';

create or replace function alogistics.prepare_dispute_message() returns trigger
language c security definer
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_prepare_dispute_message';
comment on function alogistics.prepare_dispute_message() is
'BEFORE INSERT on dispute_messages: a party, the assigned moderator or an admin, while it is not decided.
DEFINER; only as a trigger. Errors: not_found (PT404), not_allowed, actor_mismatch (PT403), missing_value, invalid_value
(PT400), dispute_closed (PT409).';

create or replace function alogistics.follow_dispute_message() returns trigger
language c security definer
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_follow_dispute_message';
comment on function alogistics.follow_dispute_message() is
'AFTER INSERT on dispute_messages: tells the others. DEFINER; only as a trigger. Source: A-45.';

create or replace function alogistics.open_dispute(
  request_uuid uuid, category text, description text, evidence jsonb default '[]',
  idempotency_key text default null)
returns uuid
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_open_dispute';
comment on function alogistics.open_dispute(uuid, text, text, jsonb, text) is
'Disputes a job and returns the id of the dispute: its money stands still until the dispute is decided or withdrawn.
For the client and the transporter, while the job runs and dispute.window_days after its completion. INVOKER; writes with the
owner''s rights, and only in the caller''s name. The same as an INSERT into disputes.

category: damage, loss, delay, payment, conduct or other. evidence: files as [{"name", "sha256", "url"}], kept elsewhere.
Errors: authentication_required (PT401), not_found (PT404), not_allowed (PT403), missing_value, invalid_value (PT400),
already_exists, invalid_transition, dispute_closed (PT409), idempotency_key_reused (PT422). Source: A-41, A-42.';

create or replace function alogistics.add_dispute_message(
  dispute_uuid uuid, message text, attachments jsonb default '[]', idempotency_key text default null)
returns bigint
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_add_dispute_message';
comment on function alogistics.add_dispute_message(uuid, text, jsonb, text) is
'Writes into the thread of a dispute, tells the others, and returns the id of the message.
For both parties, the assigned moderator and admins, until it is decided. INVOKER; writes with the owner''s rights, and only in
the caller''s name. The same as an INSERT into dispute_messages.

attachments: files as in open_dispute(). Errors: authentication_required (PT401), not_found (PT404), not_allowed (PT403),
missing_value, invalid_value (PT400), dispute_closed (PT409), idempotency_key_reused (PT422). Source: A-45.';

create or replace function alogistics.take_dispute(dispute_uuid uuid, idempotency_key text default null)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_take_dispute';
comment on function alogistics.take_dispute(uuid, text) is
'Says that the dispute is being looked into. For its moderator; an admin who takes it becomes its moderator.
INVOKER; writes with the owner''s rights after the check. Errors: not_found (PT404), not_allowed (PT403),
invalid_transition (PT409).';

create or replace function alogistics.reassign_dispute(
  dispute_uuid uuid, assignee_uuid uuid default null, reason text default null,
  idempotency_key text default null)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_reassign_dispute';
comment on function alogistics.reassign_dispute(uuid, uuid, text, text) is
'Gives a dispute to another moderator, or to the one with the fewest. For admins who are no party of the job.
INVOKER; writes with the owner''s rights after the check.

assignee_uuid: active staff, no party, and not who validated the request. reason: needed to hand an escalated dispute back.
Errors: not_found (PT404), not_allowed (PT403), no_moderator, invalid_transition (PT409), reason_required (PT422). Source:
A-43.';

create or replace function alogistics.escalate_dispute(
  dispute_uuid uuid, reason text, idempotency_key text default null)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_escalate_dispute';
comment on function alogistics.escalate_dispute(uuid, text, text) is
'Leaves the decision to an admin. For the dispute''s moderator and admins; by itself after dispute.escalate_hours.
INVOKER; writes with the owner''s rights after the check. Errors: not_found (PT404), not_allowed (PT403), invalid_transition
(PT409), reason_required (PT422). Source: A-44.';

create or replace function alogistics.withdraw_dispute(
  dispute_uuid uuid, idempotency_key text default null)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_withdraw_dispute';
comment on function alogistics.withdraw_dispute(uuid, text) is
'Takes a dispute back: the job stands again where it stood. For the party that opened it, unless it is escalated.
INVOKER; writes with the owner''s rights after the check. Errors: not_found (PT404), not_allowed (PT403), invalid_transition
(PT409).';

create or replace function alogistics.resolve_dispute(
  dispute_uuid uuid, outcome text, resolution text, refund numeric default null,
  platform_covers boolean default false, idempotency_key text default null)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_resolve_dispute';
comment on function alogistics.resolve_dispute(uuid, text, text, numeric, boolean, text) is
'Decides a dispute, once: what becomes of the job, and of its money, to the franc.
For the dispute''s moderator and admins; what is escalated for admins only; never for a party. INVOKER; writes with the
owner''s rights after the check.

outcome: completed, cancelled, or in_progress if the job was not completed before. refund: to the client, in units of the
currency; if it is left out, all that is left for cancelled and nothing otherwise. Before the release the rest of the escrow is
divided between transporter and platform by the frozen rate (not for in_progress, where the job goes on at the lower price);
after it both give back what they got of the refund. platform_covers: the platform pays what the transporter''s wallet cannot.
Errors: not_found (PT404), not_allowed (PT403), missing_value, invalid_value, invalid_amount (PT400), invalid_transition
(PT409), reason_required, refund_too_large, fractional_amount (PT422), insufficient_funds (PT402). Source: A-46.';

create or replace function alogistics.reopen_dispute(
  dispute_uuid uuid, reason text, idempotency_key text default null)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_reopen_dispute';
comment on function alogistics.reopen_dispute(uuid, text, text) is
'Opens a decided dispute again, with the moderator who has the fewest.
For admins who are no party of the job, within dispute.window_days of the decision, unless the job was cancelled. INVOKER; writes with the owner''s rights after the check.

What was paid stays paid until the next decision. Errors: not_found (PT404), not_allowed (PT403), invalid_transition,
already_exists, dispute_closed (PT409), reason_required (PT422). Source: A-47.';
