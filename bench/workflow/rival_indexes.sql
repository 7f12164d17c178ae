-- The indexes of the rival's tables beside keys and exclusion constraints: what a good developer would give them on
-- Supabase for the same lists and searches. One on each foreign key, as Supabase's advisor asks; words and places on the
-- row itself, as its guides show. An explicit list, so that one that we learn to do without stays here. Words are merged
-- into their index as often as with us: what is put off beyond the end of the bench would cost nothing.
do $$
declare
  index regclass;
begin
  for index in select i.indexrelid from pg_index as i join pg_class as c on c.oid = i.indrelid
               where c.relnamespace = 'rival'::regnamespace
                 and not exists (select from pg_constraint as k
                                 where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
  loop
    execute format('drop index %s', index);
  end loop;
end
$$;
-- That of earthdistance finds its helpers by search_path, so it is written anew where that is locked.
create extension earthdistance with schema extensions;
create function rival.ll_to_earth(lat double precision, lng double precision) returns extensions.cube
  language sql immutable strict parallel safe
  return extensions.cube(extensions.cube(extensions.cube(
           extensions.earth() * cos(radians(lat)) * cos(radians(lng))),
           extensions.earth() * cos(radians(lat)) * sin(radians(lng))),
           extensions.earth() * sin(radians(lat)));

create index on rival.profiles (role, created_at);
create index on rival.profiles (created_at, id);
create index on rival.profiles
  using gin (to_tsvector('simple', alogistics.plain_words(first_name || ' ' || last_name || ' ' ||
  coalesce(email, '') || ' ' || coalesce(phone, '') || ' ' || coalesce(city, ''))))
  with (gin_pending_list_limit = 128);

create unique index on rival.vehicles (upper(regexp_replace(plate_number, '[^[:alnum:]]', '', 'g')));
create index on rival.vehicles (owner_id);
create index on rival.vehicles (verified_by);

create unique index on rival.documents (vehicle_id, kind, status)
  where status in ('submitted', 'approved') and vehicle_id is not null;
create unique index on rival.documents (profile_id, kind, status)
  where status in ('submitted', 'approved') and profile_id is not null;
create index on rival.documents (vehicle_id);
create index on rival.documents (profile_id);
create index on rival.documents (owner_id, submitted_at);
create index on rival.documents (submitted_by);
create index on rival.documents (reviewed_by);
create index on rival.documents (submitted_at, id) where status = 'submitted';

create index on rival.tariffs (created_by);

create index on rival.city_pair_surcharges (created_by);

create index on rival.quotes (client_id, created_at desc);
create index on rival.quotes (tariff_id);

create index on rival.transport_requests (status);
create index on rival.transport_requests (client_id, created_at, id);
create index on rival.transport_requests (assigned_transporter_id, pickup_date, id);
create index on rival.transport_requests (created_at, id) where status = 'pending';
create index on rival.transport_requests (created_at, id) where status in ('completed', 'cancelled');
create index on rival.transport_requests (pickup_date, delivery_date);
create index on rival.transport_requests (pickup_date, id) where status = 'validated';
create index on rival.transport_requests (delivery_date, id) where status in ('assigned', 'in_progress', 'disputed');
create index on rival.transport_requests using gist (rival.ll_to_earth(pickup_lat, pickup_lng))
  where status in ('pending', 'validated');
create index on rival.transport_requests (created_at) include (client_id);
create index on rival.transport_requests (completed_at)
  include (assigned_transporter_id, pickup_city, delivery_city, currency, final_price, transporter_earnings, delivery_date)
  where status = 'completed';
create index on rival.transport_requests
  using gin (to_tsvector('french', alogistics.plain_words(cargo_description || ' ' || pickup_address || ' ' ||
  pickup_city || ' ' || delivery_address || ' ' || delivery_city)))
  with (gin_pending_list_limit = 128);
create index on rival.transport_requests (assigned_vehicle_id);
create index on rival.transport_requests (validated_by);
create index on rival.transport_requests (assigned_by);

create unique index on rival.offers (request_id, transporter_id) where status = 'open';
create index on rival.offers (request_id, created_at);
create index on rival.offers (transporter_id, created_at);
create index on rival.offers (vehicle_id);
create index on rival.offers (closed_by);

create index on rival.journeys (client_id);
create index on rival.journeys (transporter_id);
create index on rival.journeys (vehicle_id);

create unique index on rival.geofences (request_id, kind, coalesce(stop_position, 0)) where kind <> 'custom';
create unique index on rival.geofences (request_id, name) where kind = 'custom';
create index on rival.geofences (request_id);
create index on rival.geofences (client_id);
create index on rival.geofences (transporter_id);
create index on rival.geofences (created_by);

create unique index on rival.tracking_alerts (request_id, kind) where ended_at is null;
create index on rival.tracking_alerts (request_id);

create unique index on rival.ledger_accounts (owner_id, currency) where kind = 'wallet';
create unique index on rival.ledger_accounts (subject_id) where subject_id is not null;
create unique index on rival.ledger_accounts (kind, currency) where kind in ('platform', 'penalties', 'external');

create index on rival.ledger_transfers (request_id) where request_id is not null;
create unique index on rival.ledger_transfers (reverses_id) where reverses_id is not null;

create index on rival.ledger_entries using brin (transfer_id) with (pages_per_range = 32, autosummarize = on);

create index on rival.notification_types (updated_by);

create index on rival.notification_templates (updated_by);

create unique index on rival.notifications (campaign_id, user_id) where campaign_id is not null;
create index on rival.notifications (user_id, id);
create index on rival.notifications (user_id) where not is_read and snoozed_until is null;
create index on rival.notifications (snoozed_until) where snoozed_until is not null;

create index on rival.unread_changes (user_id);

create index on rival.audit_logs (entity_type, entity_id, id);
create index on rival.audit_logs (user_id, id);
create index on rival.audit_logs (created_at, user_id) where action in ('auth.login_failed', 'auth.password_changed');

create unique index on rival.deadlines (id);
create index on rival.deadlines (next_attempt_at, id) where done_at is null;

create index on rival.idempotency_keys (expires_at);

create index on rival.platform_settings (updated_by);

alter table rival.events add primary key (id);
create index on rival.events (recipient, id) where recipient is not null;
create index on rival.events using brin (topic text_bloom_ops) with (pages_per_range = 32) where recipient is null;
