-- Which columns a role may touch at all. Money, roles, verification and stamps are in no list: they move
-- through functions and triggers. anon has nothing.
-- What an earlier version granted on its tables goes first; a user's own tables are not ours to touch.
do $$
declare
  relation record;
begin
  for relation in select object from socle.expected_objects
                  where system = 'alogistics' and kind in ('table', 'view')
                    and pg_catalog.to_regclass(object) is not null
  loop
    execute pg_catalog.format('revoke all on %s from public, anon, authenticated, staff, service_role',
                              relation.object);
  end loop;
end
$$;

-- The public face of a person; the rest is for me(), contacts() and staff.
grant select (id, first_name, last_name, role, is_verified, is_active, city, country,
              rating_count, rating_average, created_at)
  on alogistics.profiles to authenticated;
grant update (first_name, last_name, address, city, country, locale)
  on alogistics.profiles to authenticated;
grant select on alogistics.profiles to staff;
grant update (first_name, last_name, address, city, country, locale)
  on alogistics.profiles to staff;

grant select on alogistics.vehicles to authenticated, staff;
-- How long its papers are valid is in documents, which staff approve.
grant insert (owner_id, type, brand, model, plate_number, capacity_kg, capacity_m3, is_available)
  on alogistics.vehicles to authenticated;
grant update (type, brand, model, plate_number, capacity_kg, capacity_m3, is_available)
  on alogistics.vehicles to authenticated;
grant update (is_available, insurance_expiry, inspection_expiry) on alogistics.vehicles to staff;

grant select on alogistics.documents, alogistics.offers to authenticated, staff, service_role;
grant select on alogistics.vehicle_positions to staff, service_role;

grant select on alogistics.transport_requests to authenticated, staff;
grant insert (client_id, transport_type, vehicle_type, cargo_description, cargo_weight_kg, cargo_volume_m3,
              pickup_address, pickup_city, pickup_lat, pickup_lng, delivery_address, delivery_city,
              delivery_lat, delivery_lng, stops, pickup_date, delivery_date, quote_id)
  on alogistics.transport_requests to authenticated, staff;
grant update (status, status_reason, pickup_proof, proof_of_delivery, transport_type, vehicle_type,
              cargo_description, cargo_weight_kg, cargo_volume_m3,
              pickup_address, pickup_city, pickup_lat, pickup_lng, delivery_address, delivery_city,
              delivery_lat, delivery_lng, stops, pickup_date, delivery_date)
  on alogistics.transport_requests to authenticated, staff;
grant update (final_price, assigned_transporter_id, assigned_vehicle_id)
  on alogistics.transport_requests to staff;

grant select on alogistics.tariffs, alogistics.city_pair_surcharges, alogistics.quotes, alogistics.request_stops
  to authenticated, staff, service_role;

grant select on alogistics.wallets, alogistics.wallet_transactions to authenticated, staff, service_role;
grant select on alogistics.ledger_accounts, alogistics.ledger_entries, alogistics.ledger_transfers,
  alogistics.ledger_queue, alogistics.ledger_lines, alogistics.ledger_balances
  to authenticated, staff, service_role;
grant select on alogistics.ledger_seals, alogistics.payment_events to staff, service_role;
grant select on alogistics.holds, alogistics.withdrawals, alogistics.payment_intents
  to authenticated, staff, service_role;
-- Not the secret.
grant select (name, scheme, tolerance_s, mapping, is_active, created_at) on alogistics.payment_providers
  to staff, service_role;
grant select (name, is_active) on alogistics.payment_providers to authenticated;
grant insert (wallet_id, type, amount, related_request_id, description)
  on alogistics.wallet_transactions to service_role;

grant select on alogistics.tracking_updates, alogistics.positions, alogistics.geofences,
  alogistics.geofence_events to authenticated, staff, service_role;
grant select on alogistics.tracking_alerts to staff, service_role;
-- Not the token: the client asks for it, and the transporter never has it.
grant select (request_id, client_id, transporter_id, vehicle_id, watch_from, opened_at, closed_at, distance_cm,
              points, first_at, last_at, lat, lng, device_time, speed_kmh, heading, received_at)
  on alogistics.journeys to authenticated, staff, service_role;
grant insert (request_id, lat, lng, speed, heading, status, notes, recorded_at)
  on alogistics.tracking_updates to authenticated, service_role;

grant select on alogistics.ratings to authenticated, staff;
grant insert (request_id, score, comment), update (score, comment) on alogistics.ratings
  to authenticated;
grant update (is_visible, hidden_reason), delete on alogistics.ratings to staff;

grant select on alogistics.disputes, alogistics.dispute_messages to authenticated, staff;
grant insert (request_id, category, description, evidence) on alogistics.disputes to authenticated;
grant insert (dispute_id, message, attachments) on alogistics.dispute_messages to authenticated, staff;

grant select on alogistics.notifications to authenticated, staff;
grant update (is_read) on alogistics.notifications to authenticated, staff;
grant select on alogistics.notification_types, alogistics.notification_templates to staff, service_role;
grant select on alogistics.campaigns to staff, service_role;
grant select on alogistics.channel_preferences, alogistics.quiet_hours to authenticated, staff, service_role;
-- The reason is in the words of a mail server or a provider.
grant select (id, notification_id, user_id, channel, state, digest, release_at, queued_at, sent_at, delivered_at, ended_at)
  on alogistics.message_deliveries to authenticated;
grant select on alogistics.message_deliveries to staff, service_role;

grant select on alogistics.audit_logs, alogistics.audit_seals, alogistics.error_reports to staff;
grant select on alogistics.deadlines to staff, service_role;
grant select on alogistics.figures, alogistics.figures_queue to staff, service_role;

-- Rules end by their validity; none is deleted.
grant select on alogistics.cancellation_policies to authenticated, staff, service_role;
grant insert (rank, status, by, minutes_before_pickup_min, minutes_before_pickup_max, done_bps_min,
              fee_bps, compensation_bps, transporter_penalty, valid, description), update (valid)
  on alogistics.cancellation_policies to staff, service_role;
grant select on alogistics.job_penalties to authenticated, staff, service_role;

grant select on alogistics.platform_settings to authenticated, staff;
grant insert (key, value, description), update (value, description)
  on alogistics.platform_settings to staff;
grant select on alogistics.scheduled_settings, alogistics.setting_changes to staff, service_role;

-- Payloads hold secrets. Jobs change by their functions only.
grant select on alogistics.jobs, alogistics.outbox to service_role;
grant select (id, queue, kind, key, key_until, group_key, priority, state, run_at, attempts, max_attempts, started_at,
              leased_until, leased_by, last_error, expires_at, created_at, finished_at)
  on alogistics.jobs to staff;
grant select on alogistics.job_functions, alogistics.job_queues, alogistics.job_runs, alogistics.job_schedules,
  alogistics.job_schedule_runs to staff, service_role;
-- Secrets sign; nobody reads them. Addresses may hold some too, so that only admins see endpoints.
grant select (id, url, kinds, description, old_secret_until, is_active, failing_since, switched_off_at,
              switched_off_because, created_at)
  on alogistics.webhook_endpoints to staff, service_role;

-- The back office: all rows, but history and money only by their own doors.
grant select on alogistics.profiles, alogistics.vehicles, alogistics.transport_requests,
  alogistics.ratings, alogistics.disputes, alogistics.dispute_messages,
  alogistics.notifications, alogistics.audit_logs, alogistics.audit_seals, alogistics.error_reports,
  alogistics.platform_settings to service_role;
-- A role or an account's standing changes by set_role(), verify_profile() and deactivate_profile().
grant update (email, phone, first_name, last_name, address, city, country, locale)
  on alogistics.profiles to service_role;
grant insert, update on alogistics.vehicles, alogistics.transport_requests,
  alogistics.ratings, alogistics.notifications,
  alogistics.platform_settings to service_role;
grant insert on alogistics.disputes, alogistics.dispute_messages to service_role;
