-- Who reads what people are told; part of the script that drops what an earlier version made.
create policy notifications_select_own on @schema@.notifications for select to authenticated
  using (user_id = socle.uid());
create policy notifications_update_own on @schema@.notifications for update to authenticated
  using (user_id = socle.uid()) with check (user_id = socle.uid());
create policy notifications_select_staff on @schema@.notifications for select to staff
  using (user_id = socle.uid() and (select @schema@.is_admin_or_moderator()));
create policy notifications_update_staff on @schema@.notifications for update to staff
  using (user_id = socle.uid() and (select @schema@.is_admin_or_moderator()))
  with check (user_id = socle.uid());
create policy notification_types_select_staff on @schema@.notification_types for select to staff
  using (@schema@.only_for_staff());
create policy campaigns_select_staff on @schema@.campaigns for select to staff
  using (@schema@.only_for_staff());
create policy templates_select_staff on @schema@.notification_templates for select to staff
  using (@schema@.only_for_staff());

-- A deactivated account sees nothing.
create policy preferences_active_only on @schema@.channel_preferences as restrictive to authenticated
  using ((select @schema@.is_active_user())) with check (@schema@.is_active_user());
create policy message_deliveries_active_only on @schema@.message_deliveries as restrictive to authenticated
  using ((select @schema@.is_active_user())) with check (@schema@.is_active_user());
create policy quiet_hours_active_only on @schema@.quiet_hours as restrictive to authenticated
  using ((select @schema@.is_active_user())) with check (@schema@.is_active_user());

create policy message_deliveries_select_own on @schema@.message_deliveries for select to authenticated
  using (user_id = socle.uid());
create policy message_deliveries_select_staff on @schema@.message_deliveries for select to staff
  using (@schema@.only_for_staff());
create policy preferences_select_own on @schema@.channel_preferences for select to authenticated
  using (user_id = socle.uid());
create policy preferences_select_staff on @schema@.channel_preferences for select to staff
  using (user_id = socle.uid() and (select @schema@.is_admin_or_moderator()));
create policy quiet_hours_select_own on @schema@.quiet_hours for select to authenticated
  using (user_id = socle.uid());
create policy quiet_hours_select_staff on @schema@.quiet_hours for select to staff
  using (user_id = socle.uid() and (select @schema@.is_admin_or_moderator()));
