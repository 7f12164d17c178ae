-- Webhooks: events of topics become jobs of the queue webhook, for each endpoint that asked for them.

create or replace function @schema@.add_webhook(url text, kinds text[], description text)
returns jsonb
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_add_webhook';
comment on function @schema@.add_webhook(text, text[], text) is
'Tells an endpoint of events from now on: {"id": …, "secret": …}. The secret is shown this once.
For admins and service_role; INVOKER; writes with the owner''s rights after the check.

url: https, and no private host unless webhooks.private_targets is allowed. kinds: request.updated, request.* or *; 1 to 50.
Errors: not_allowed (PT403), missing_value, invalid_value (PT400). Source: design §7.';

create or replace function @schema@.rotate_webhook_secret(webhook_uuid uuid, overlap_hours integer default 24)
returns text
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_rotate_webhook_secret';
comment on function @schema@.rotate_webhook_secret(uuid, integer) is
'Gives an endpoint a new secret, which is shown this once; the old one signs too for overlap_hours (0 to 720).
For admins and service_role; INVOKER; writes with the owner''s rights after the check.
Errors: not_allowed (PT403), missing_value, invalid_value (PT400), not_found (PT404). Source: design §7.';

create or replace function @schema@.set_webhook_active(webhook_uuid uuid, is_active boolean)
returns void
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_set_webhook_active';
comment on function @schema@.set_webhook_active(uuid, boolean) is
'Stops telling an endpoint of events, or begins again; what happens meanwhile it is never told of.
Also where the platform has switched it off, which is forgotten.
For admins and service_role; INVOKER; writes with the owner''s rights after the check.
Errors: not_allowed (PT403), missing_value (PT400), not_found (PT404). Source: design §7.';

create or replace function @schema@.remove_webhook(webhook_uuid uuid)
returns void
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_remove_webhook';
comment on function @schema@.remove_webhook(uuid) is
'Forgets an endpoint; what waits for it is not delivered.
For admins and service_role; INVOKER; writes with the owner''s rights after the check.
Errors: not_allowed (PT403), missing_value (PT400), not_found (PT404). Source: design §7.';

create or replace function @schema@.claim_webhooks(worker text, max_count integer default 10, lease_seconds integer default 60)
returns table (id bigint, url text, body text, webhook_id text, webhook_timestamp bigint, webhook_signature text,
               attempt integer, max_attempts integer, leased_until timestamptz)
language c volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as 'MODULE_PATHNAME', 'socle_claim_webhooks';
comment on function @schema@.claim_webhooks(text, integer, integer) is
'Takes deliveries that are due, as claim_jobs() does, with the headers that they are signed by.
For service_role; INVOKER; writes with the owner''s rights after the check.

Post body to url with webhook-id, which is the same at each attempt, webhook-timestamp and webhook-signature; then
complete_webhooks() or fail_webhook(). One whose endpoint is gone or inactive is dead. max_count: 1 to 1000.
Errors: not_allowed (PT403), missing_value, invalid_value (PT400). Source: design §7.';

create or replace function @schema@.complete_webhooks(ids bigint[], worker text)
returns bigint
language c volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as 'MODULE_PATHNAME', 'socle_complete_webhooks';
comment on function @schema@.complete_webhooks(bigint[], text) is
'Marks a worker''s deliveries that arrived as done, and says how many: their endpoints are not failing any more.
For service_role; INVOKER; writes with the owner''s rights after the check.
Errors: not_allowed (PT403), missing_value, invalid_value (PT400), lease_lost (PT409). Source: design §7.';

create or replace function @schema@.fail_webhook(
  id bigint, worker text, error text, status integer default null, retry_after integer default null)
returns text
language c volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as 'MODULE_PATHNAME', 'socle_fail_webhook';
comment on function @schema@.fail_webhook(bigint, text, text, integer, integer) is
'Puts a worker''s delivery back for another attempt, as fail_job() does, and answers ready or dead.
For service_role; INVOKER; writes with the owner''s rights after the check.

status: of the answer, 100 to 599; NULL if there was none. 410 switches the endpoint off at once, and so does any failure when
nothing has arrived for webhooks.failing_days_max; admins are told. retry_after: what the receiver asked for, in seconds.
Errors: not_allowed (PT403), missing_value, invalid_value (PT400), lease_lost (PT409). Source: design §7.';
