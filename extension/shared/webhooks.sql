create table @schema@.webhook_endpoints (
  id uuid primary key default gen_random_uuid(),
  url text not null check (length(url) between 1 and 2000),
  kinds text[] not null check (cardinality(kinds) between 1 and 50),
  description text not null check (description <> ''),
  secret text not null check (secret like 'whsec\_%'),
  old_secret text,
  old_secret_until timestamptz,
  is_active boolean not null default true,
  failing_since timestamptz,
  switched_off_at timestamptz,
  switched_off_because text check (switched_off_because in ('gone', 'failing')),
  created_at timestamptz not null default clock_timestamp(),
  constraint webhook_endpoints_old_secret_check check ((old_secret is null) = (old_secret_until is null)),
  constraint webhook_endpoints_switched_off_check check (
    (switched_off_at is null) = (switched_off_because is null) and (switched_off_at is null or not is_active))
);
comment on table @schema@.webhook_endpoints is
'Programs outside that are told of events, by jobs of the queue webhook. Admins read them, but no secrets; add_webhook() and its siblings change them.';
comment on column @schema@.webhook_endpoints.id is 'Key.';
comment on column @schema@.webhook_endpoints.url is 'Where to.';
comment on column @schema@.webhook_endpoints.kinds is 'Of the events: request.updated, request.* or *.';
comment on column @schema@.webhook_endpoints.description is 'Whose it is.';
comment on column @schema@.webhook_endpoints.secret is 'What deliveries are signed with. Nobody reads it.';
comment on column @schema@.webhook_endpoints.old_secret is 'The one before, which signs too until its end.';
comment on column @schema@.webhook_endpoints.old_secret_until is 'When that ends.';
comment on column @schema@.webhook_endpoints.is_active is 'Whether it is told of anything.';
comment on column @schema@.webhook_endpoints.failing_since is 'The first failure since something arrived.';
comment on column @schema@.webhook_endpoints.switched_off_at is 'When the platform switched it off; NULL if it did not.';
comment on column @schema@.webhook_endpoints.switched_off_because is 'gone: it answered 410; failing: nothing arrived for webhooks.failing_days_max.';
comment on column @schema@.webhook_endpoints.created_at is 'When it was added.';
alter table @schema@.webhook_endpoints enable row level security;
create trigger webhooks_changed after insert or update of is_active or delete or truncate on @schema@.webhook_endpoints
  for each statement execute function @schema@.webhooks_changed();
-- Secrets are hidden there, as in every table. That a delivery fails is no change of the endpoint.
create trigger audit_changes
  after insert or update of url, kinds, description, secret, old_secret, old_secret_until, is_active or delete
  on @schema@.webhook_endpoints
  for each row execute function @schema@.audit_changes();
