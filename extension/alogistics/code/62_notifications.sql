-- Notifications. Source: A-48 … A-50.
--! include shared/notification_functions.sql

create or replace function alogistics.notify_many(
  key text, target jsonb, data jsonb default '{}', send_at timestamptz default null, idempotency_key text default null)
returns uuid
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_notify_many';
comment on function alogistics.notify_many(text, jsonb, jsonb, timestamptz, text) is
'Tells one person or many, each in their language, now or at a time; returns the id of the campaign.

For staff and the system; INVOKER; writes with the owner''s rights after the check.

target: {"people": [id …]} (1,000 at most), {"role": "client"}, {"request": id} for its client and transporter, or {"everyone": true}; who has no
active account is left out. data: the variables of the type. send_at: up to a year ahead; the worker sends it then.
Errors: not_allowed (PT403), missing_value, invalid_value (PT400), not_found (PT404), idempotency_key_reused (PT409). Source: L-12, L-13.';

create or replace function alogistics.cancel_campaign(campaign_uuid uuid)
returns void
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_cancel_campaign';
comment on function alogistics.cancel_campaign(uuid) is
'Ends a campaign that was not sent yet. For staff and the system; INVOKER; writes with the owner''s rights after the check.

Errors: not_allowed (PT403), missing_value (PT400), not_found (PT404), invalid_transition (PT409) for one that was sent or cancelled. Source: L-13.';

create or replace function alogistics.campaign_statistics(campaign_uuid uuid)
returns jsonb
language c stable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_campaign_statistics';
comment on function alogistics.campaign_statistics(uuid) is
'How many a campaign told, and how many of those read it: {"state", "recipients", "kept", "read", "read_percent"}.

For staff and the system; INVOKER; reads with the owner''s rights after the check.
kept: how many of its notifications are still there; read and read_percent are of those.
Errors: not_allowed (PT403), missing_value (PT400), not_found (PT404). Source: L-19.';
