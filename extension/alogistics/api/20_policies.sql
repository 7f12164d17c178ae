-- Row-level security: one policy per table, verb and role. The column stands first, so that its index
-- is used; staff are a role of their own, which each statement must deserve: see only_for_staff(). What
-- has no policy is refused.
-- Reading (USING) asks in a (select …), once for all rows. Writing (WITH CHECK) asks for each row: most
-- statements write one, and a (select …) costs more than a call.
-- What an earlier version made goes first; policies that a user added stay.
do $$
declare
  policy record;
begin
  for policy in select p.schemaname, p.tablename, p.policyname
                from pg_catalog.pg_policies as p
                  join socle.expected_objects as e
                    on e.object = pg_catalog.format('%I.%I.%I', p.schemaname, p.tablename, p.policyname)
                where p.schemaname = 'alogistics' and e.system = 'alogistics' and e.kind = 'policy'
  loop
    execute pg_catalog.format('drop policy %I on %I.%I', policy.policyname, policy.schemaname, policy.tablename);
  end loop;
end
$$;

-- A deactivated account sees and changes nothing, in whatever session it still is.
do $$
declare
  target record;
begin
  for target in
    select * from (values
      ('audit_seals', 'audit_seals'),
      ('error_reports', 'error_reports'),
      ('campaigns', 'campaigns'), ('cancellation_policies', 'cancellation'),
      ('city_pair_surcharges', 'surcharges'),
      ('deadlines', 'deadlines'),
      ('documents', 'documents'),
      ('delivery_codes', 'codes'),
      ('dispute_messages', 'messages'),
      ('disputes', 'disputes'),
      ('figures', 'figures'),
      ('figures_position', 'figures_position'),
      ('figures_queue', 'figures_queue'),
      ('holds', 'holds'),
      ('idempotency_keys', 'keys'),
      ('job_penalties', 'penalties'),
      ('ledger_accounts', 'wallets'),
      ('ledger_entries', 'entries'),
      ('ledger_queue', 'queue'),
      ('ledger_seals', 'seals'),
      ('ledger_transfers', 'transfers'),
      ('notification_templates', 'templates'), ('notification_types', 'notification_types'),
      ('notifications', 'notifications'),
      ('offers', 'offers'),
      ('job_functions', 'job_functions'),
      ('job_queues', 'queues'),
      ('job_runs', 'runs'),
      ('job_schedule_runs', 'schedule_runs'),
      ('job_schedules', 'schedules'),
      ('jobs', 'jobs'),
      ('payment_events', 'events'),
      ('payment_intents', 'intents'),
      ('payment_providers', 'providers'),
      ('platform_settings', 'settings'),
      ('scheduled_settings', 'scheduled_settings'),
      ('setting_changes', 'setting_changes'),
      ('profiles', 'profiles'),
      ('ratings', 'ratings'),
      ('tariffs', 'tariffs'),
      ('geofence_events', 'geofence_events'),
      ('geofences', 'geofences'),
      ('journeys', 'journeys'),
      ('positions', 'positions'),
      ('tracking_alerts', 'alerts'),
      ('transport_requests', 'requests'),
      ('unread_changes', 'unread_changes'), ('unread_counts', 'unread_counts'),
      ('vehicle_positions', 'vehicle_positions'),
      ('vehicles', 'vehicles'),
      ('webhook_endpoints', 'webhooks'),
      ('withdrawals', 'withdrawals'),
      ('quotes', 'quotes')
    ) as tables(name, prefix)
  loop
    execute pg_catalog.format(
      'create policy %I on alogistics.%I as restrictive to authenticated
       using ((select alogistics.is_active_user())) with check (alogistics.is_active_user())',
      target.prefix || '_active_only', target.name);
  end loop;
end
$$;

-- People. Columns are limited by grants: everybody sees names, few see phones.
create policy profiles_select_all on alogistics.profiles for select to authenticated
  using (is_active or id = socle.uid());
create policy profiles_update_own on alogistics.profiles for update to authenticated
  using (id = socle.uid()) with check (id = socle.uid());
create policy profiles_select_staff on alogistics.profiles for select to staff
  using (alogistics.only_for_staff());
create policy profiles_update_admin on alogistics.profiles for update to staff
  using (id = socle.uid() or (select alogistics.is_admin()))
  with check (id = socle.uid() or alogistics.is_admin());

create policy vehicles_select_owner on alogistics.vehicles for select to authenticated
  using (owner_id = socle.uid() or id = any ((select alogistics.job_vehicle_ids())::uuid[]));
create policy vehicles_insert_owner on alogistics.vehicles for insert to authenticated
  with check (owner_id = socle.uid());
create policy vehicles_update_owner on alogistics.vehicles for update to authenticated
  using (owner_id = socle.uid()) with check (owner_id = socle.uid());
create policy vehicles_select_staff on alogistics.vehicles for select to staff
  using (alogistics.only_for_staff());
create policy vehicles_update_staff on alogistics.vehicles for update to staff
  using ((select alogistics.is_admin_or_moderator()));

create policy documents_select_own on alogistics.documents for select to authenticated
  using (owner_id = socle.uid());
create policy documents_select_staff on alogistics.documents for select to staff
  using (alogistics.only_for_staff());

create policy offers_select_own on alogistics.offers for select to authenticated
  using (transporter_id = socle.uid());
create policy offers_select_staff on alogistics.offers for select to staff
  using (alogistics.only_for_staff());
create policy vehicle_positions_select_staff on alogistics.vehicle_positions for select to staff
  using (alogistics.only_for_staff());

create policy requests_select_party on alogistics.transport_requests for select to authenticated
  using (client_id = socle.uid() or assigned_transporter_id = socle.uid());
create policy requests_insert_client on alogistics.transport_requests for insert to authenticated
  with check (client_id = socle.uid());
create policy requests_update_party on alogistics.transport_requests for update to authenticated
  using (client_id = socle.uid() or assigned_transporter_id = socle.uid());
create policy requests_select_moderator on alogistics.transport_requests for select to staff
  using (alogistics.only_for_staff());
create policy requests_insert_moderator on alogistics.transport_requests for insert to staff
  with check (alogistics.is_admin_or_moderator());
create policy requests_update_moderator on alogistics.transport_requests for update to staff
  using ((select alogistics.is_admin_or_moderator()));

-- What transports cost: everybody reads the tariff, each client his quotes.
create policy tariffs_select_all on alogistics.tariffs for select to authenticated
  using (true);
create policy tariffs_select_staff on alogistics.tariffs for select to staff
  using (alogistics.only_for_staff());
create policy surcharges_select_all on alogistics.city_pair_surcharges for select to authenticated
  using (true);
create policy surcharges_select_staff on alogistics.city_pair_surcharges for select to staff
  using (alogistics.only_for_staff());
create policy quotes_select_client on alogistics.quotes for select to authenticated
  using (client_id = socle.uid());
create policy quotes_select_staff on alogistics.quotes for select to staff
  using (alogistics.only_for_staff());

-- Money: readable, never writable.
create policy wallets_select_own on alogistics.ledger_accounts for select to authenticated
  using (owner_id = socle.uid());
create policy wallets_select_admin on alogistics.ledger_accounts for select to staff
  using (alogistics.only_for_staff());
create policy entries_select_own on alogistics.ledger_entries for select to authenticated
  using (account_id = any ((select alogistics.own_account_ids())::bigint[]));
create policy entries_select_admin on alogistics.ledger_entries for select to staff
  using (alogistics.only_for_staff());
create policy transfers_select_own on alogistics.ledger_transfers for select to authenticated
  using (socle.uid() = any (parties));
create policy transfers_select_admin on alogistics.ledger_transfers for select to staff
  using (alogistics.only_for_staff());
create policy queue_select_staff on alogistics.ledger_queue for select to staff
  using (alogistics.only_for_staff());
create policy seals_select_staff on alogistics.ledger_seals for select to staff
  using (alogistics.only_for_staff());
create policy holds_select_own on alogistics.holds for select to authenticated
  using (user_id = socle.uid());
create policy holds_select_staff on alogistics.holds for select to staff
  using (alogistics.only_for_staff());
create policy withdrawals_select_own on alogistics.withdrawals for select to authenticated
  using (user_id = socle.uid());
create policy withdrawals_select_staff on alogistics.withdrawals for select to staff
  using (alogistics.only_for_staff());
create policy intents_select_own on alogistics.payment_intents for select to authenticated
  using (user_id = socle.uid());
create policy intents_select_staff on alogistics.payment_intents for select to staff
  using (alogistics.only_for_staff());
create policy events_select_staff on alogistics.payment_events for select to staff
  using (alogistics.only_for_staff());
create policy providers_select_all on alogistics.payment_providers for select to authenticated
  using (is_active);
create policy providers_select_staff on alogistics.payment_providers for select to staff
  using (alogistics.only_for_staff());

-- Written by functions only.
create policy journeys_select_party on alogistics.journeys for select to authenticated
  using (client_id = socle.uid() or transporter_id = socle.uid());
create policy journeys_select_staff on alogistics.journeys for select to staff
  using (alogistics.only_for_staff());
create policy positions_select_party on alogistics.positions for select to authenticated
  using (client_id = socle.uid() or transporter_id = socle.uid());
create policy positions_select_staff on alogistics.positions for select to staff
  using (alogistics.only_for_staff());
create policy geofences_select_party on alogistics.geofences for select to authenticated
  using (client_id = socle.uid() or transporter_id = socle.uid());
create policy geofences_select_staff on alogistics.geofences for select to staff
  using (alogistics.only_for_staff());
create policy geofence_events_select_party on alogistics.geofence_events for select to authenticated
  using (client_id = socle.uid() or transporter_id = socle.uid());
create policy geofence_events_select_staff on alogistics.geofence_events for select to staff
  using (alogistics.only_for_staff());
create policy alerts_select_staff on alogistics.tracking_alerts for select to staff
  using (alogistics.only_for_staff());

create policy ratings_select_visible on alogistics.ratings for select to authenticated
  using ((published and is_visible) or rater_id = socle.uid());
create policy ratings_insert_party on alogistics.ratings for insert to authenticated
  with check (rater_id = socle.uid());
create policy ratings_update_rater on alogistics.ratings for update to authenticated
  using (rater_id = socle.uid()) with check (rater_id = socle.uid());
create policy ratings_select_staff on alogistics.ratings for select to staff
  using (alogistics.only_for_staff());
create policy ratings_update_staff on alogistics.ratings for update to staff
  using ((select alogistics.is_admin_or_moderator()));
create policy ratings_delete_staff on alogistics.ratings for delete to staff
  using (rated_id <> socle.uid() and rater_id <> socle.uid() and (select alogistics.is_admin_or_moderator()));

create policy disputes_select_party on alogistics.disputes for select to authenticated
  using (client_id = socle.uid() or transporter_id = socle.uid());
create policy disputes_insert_party on alogistics.disputes for insert to authenticated
  with check (opened_by = socle.uid());
create policy disputes_select_staff on alogistics.disputes for select to staff
  using (alogistics.only_for_staff());
create policy messages_select_party on alogistics.dispute_messages for select to authenticated
  using (client_id = socle.uid() or transporter_id = socle.uid());
create policy messages_insert_party on alogistics.dispute_messages for insert to authenticated
  with check (sender_id = socle.uid());
create policy messages_insert_staff on alogistics.dispute_messages for insert to staff
  with check (sender_id = socle.uid() and alogistics.is_admin_or_moderator());
create policy messages_select_staff on alogistics.dispute_messages for select to staff
  using (alogistics.only_for_staff());

-- Nobody reads unread_counts and its changes but their functions, nor delivery_codes.
create policy cancellation_select_all on alogistics.cancellation_policies for select to authenticated
  using (true);
create policy cancellation_select_staff on alogistics.cancellation_policies for select to staff
  using (alogistics.only_for_staff());
create policy cancellation_insert_admin on alogistics.cancellation_policies for insert to staff
  with check (alogistics.is_admin());
create policy cancellation_update_admin on alogistics.cancellation_policies for update to staff
  using ((select alogistics.is_admin()));
create policy penalties_select_own on alogistics.job_penalties for select to authenticated
  using (transporter_id = socle.uid());
create policy penalties_select_staff on alogistics.job_penalties for select to staff
  using (alogistics.only_for_staff());

create policy deadlines_select_staff on alogistics.deadlines for select to staff
  using (alogistics.only_for_staff());

-- Columns are limited by grants: payloads hold secrets.
create policy jobs_select_staff on alogistics.jobs for select to staff using (alogistics.only_for_staff());
create policy queues_select_staff on alogistics.job_queues for select to staff using (alogistics.only_for_staff());
create policy runs_select_staff on alogistics.job_runs for select to staff using (alogistics.only_for_staff());
create policy job_functions_select_staff on alogistics.job_functions for select to staff using (alogistics.only_for_staff());
create policy schedules_select_staff on alogistics.job_schedules for select to staff using (alogistics.only_for_staff());
create policy schedule_runs_select_staff on alogistics.job_schedule_runs for select to staff using (alogistics.only_for_staff());

create policy figures_select_staff on alogistics.figures for select to staff using (alogistics.only_for_staff());
create policy figures_queue_select_staff on alogistics.figures_queue for select to staff using (alogistics.only_for_staff());

create policy audit_select_admin on alogistics.audit_logs for select to staff
  using ((select alogistics.is_admin()));
create policy errors_select_admin on alogistics.error_reports for select to staff
  using ((select alogistics.is_admin()));
create policy seals_select_admin on alogistics.audit_seals for select to staff
  using ((select alogistics.is_admin()));
create policy webhooks_select_admin on alogistics.webhook_endpoints for select to staff
  using ((select alogistics.is_admin()));

create policy settings_select_all on alogistics.platform_settings for select to authenticated
  using (true);
create policy settings_select_staff on alogistics.platform_settings for select to staff
  using (alogistics.only_for_staff());
create policy settings_insert_admin on alogistics.platform_settings for insert to staff
  with check (alogistics.is_admin());
create policy settings_update_admin on alogistics.platform_settings for update to staff
  using ((select alogistics.is_admin()));
create policy scheduled_settings_select_staff on alogistics.scheduled_settings for select to staff
  using (alogistics.only_for_staff());
create policy setting_changes_select_staff on alogistics.setting_changes for select to staff
  using (alogistics.only_for_staff());
--! include shared/notification_policies.sql
