-- Privileged functions belong to a role that is no superuser; nobody executes what is not named here.
-- Triggers are checked when they are created, by the role that creates them. Only the extension's own
-- functions are touched: what migrate() made, and what a user added, keep their rights.
do $$
declare
  member record;
begin
  for member in
    select p.oid::regprocedure as name, p.prosecdef as is_definer,
           p.prorettype = 'trigger'::regtype as is_trigger
    from pg_catalog.pg_extension as e
      join pg_catalog.pg_depend as d
        on d.refclassid = 'pg_extension'::regclass and d.refobjid = e.oid and d.deptype = 'e'
      join pg_catalog.pg_proc as p on d.classid = 'pg_proc'::regclass and d.objid = p.oid
    where e.extname = 'alogistics'
  loop
    if member.is_definer then
      execute format('alter function %s owner to socle_owner', member.name);
    end if;
    execute format('revoke all on function %s from public, anon, authenticated, staff, service_role',
                   member.name);
    if member.is_trigger then
      execute format('grant execute on function %s to socle_owner', member.name);
    end if;
  end loop;
end
$$;
grant execute on function alogistics.migrate(boolean), alogistics.doctor() to socle_owner;
grant execute on function
  alogistics.is_active_user(), alogistics.is_admin(), alogistics.is_admin_or_moderator(),
  alogistics.only_for_staff(),
  alogistics.job_vehicle_ids(),
  alogistics.own_account_ids(), alogistics.me(), alogistics.update_profile(jsonb), alogistics.contacts(uuid),
  alogistics.logout(text), alogistics.sessions(), alogistics.change_password(text, text),
  alogistics.ll_to_earth(double precision, double precision), alogistics.plain_words(text),
  alogistics.submit_document(text, text, uuid, text, date, text, text), alogistics.approve_document(uuid, text),
  alogistics.reject_document(uuid, text, text), alogistics.withdraw_document(uuid),
  alogistics.is_verified_transporter(), alogistics.make_offer(uuid, uuid, numeric, text, text),
  alogistics.withdraw_offer(uuid, text), alogistics.accept_offer(uuid, text),
  alogistics.report_vehicle_position(uuid, double precision, double precision, timestamptz),
  alogistics.suggest_transporters(uuid, numeric, integer),
  alogistics.validate_transport_request(uuid, uuid, numeric, text),
  alogistics.reject_transport_request(uuid, text, uuid, text),
  alogistics.assign_transporter(uuid, uuid, uuid, uuid, text),
  alogistics.unassign_transporter(uuid, text, uuid, text),
  alogistics.process_payment(uuid, numeric, text),
  alogistics.complete_transport_request(uuid, jsonb, text, text),
  alogistics.cancel_transport_request(uuid, text, text),
  alogistics.place_transport_request(jsonb, text), alogistics.place_quote(jsonb, text),
  alogistics.set_tariff(jsonb, timestamptz, text, text, text),
  alogistics.set_city_pair_surcharge(text, text, numeric, timestamptz, text),
  alogistics.confirm_pickup(uuid, jsonb, timestamptz, text), alogistics.issue_delivery_code(uuid),
  alogistics.confirm_delivery(uuid, text, jsonb, timestamptz, text),
  alogistics.decline_job(uuid, text, text), alogistics.report_no_show(uuid, text, text),
  alogistics.cancel_preview(uuid),
  alogistics.open_wallet(text),
  alogistics.freeze_wallet(uuid, text), alogistics.unfreeze_wallet(uuid, text),
  alogistics.close_wallet(uuid, text),
  alogistics.top_up(numeric, text, uuid, text),
  alogistics.request_withdrawal(numeric, jsonb, uuid, text),
  alogistics.approve_withdrawal(uuid, text), alogistics.cancel_withdrawal(uuid, text, text),
  alogistics.mark_withdrawal_sent(uuid, text, text), alogistics.settle_withdrawal(uuid, text),
  alogistics.fail_withdrawal(uuid, text, text),
  alogistics.hold(uuid, numeric, text, timestamptz, uuid, text),
  alogistics.capture(uuid, numeric, uuid, text), alogistics.release(uuid, text),
  alogistics.refund(uuid, numeric, text, text),
  alogistics.charge_penalty(uuid, numeric, text, uuid, text), alogistics.reverse(bigint, text, text),
  alogistics.set_payment_provider(text, text, text, integer, jsonb, boolean),
  alogistics.retry_payment_event(bigint), alogistics.resolve_payment_event(bigint, text),
  alogistics.wallet_statement(uuid, timestamptz, timestamptz),
  alogistics.account_statement(bigint, timestamptz, timestamptz),
  alogistics.wallet_statement_text(uuid, timestamptz, timestamptz),
  alogistics.balance_at(uuid, timestamptz),
  alogistics.verify_profile(uuid, boolean), alogistics.verify_vehicle(uuid, boolean),
  alogistics.deactivate_profile(uuid), alogistics.reactivate_profile(uuid),
  alogistics.set_role(uuid, text),
  alogistics.set_schedule(text, text, text, text, text, jsonb, text, text, integer, integer),
  alogistics.pause_schedule(text), alogistics.resume_schedule(text), alogistics.remove_schedule(text),
  alogistics.add_webhook(text, text[], text), alogistics.rotate_webhook_secret(uuid, integer),
  alogistics.set_webhook_active(uuid, boolean), alogistics.remove_webhook(uuid),
  alogistics.admin_kpis(date, date, text),
  alogistics.figures_differ(), alogistics.admin_daily(date, date, text),
  alogistics.admin_top_routes(date, date, text, integer), alogistics.admin_top_transporters(date, date, text, integer),
  alogistics.csv_add(internal, anyelement), alogistics.csv_end(internal), alogistics.csv(anyelement),
  alogistics.rate_transport(uuid, integer, text, text),
  alogistics.hide_rating(uuid, text), alogistics.show_rating(uuid),
  alogistics.open_dispute(uuid, text, text, jsonb, text),
  alogistics.add_dispute_message(uuid, text, jsonb, text),
  alogistics.take_dispute(uuid, text), alogistics.reassign_dispute(uuid, uuid, text, text),
  alogistics.escalate_dispute(uuid, text, text), alogistics.withdraw_dispute(uuid, text),
  alogistics.resolve_dispute(uuid, text, text, numeric, boolean, text),
  alogistics.reopen_dispute(uuid, text, text),
  alogistics.record_positions(uuid, jsonb), alogistics.eta(uuid), alogistics.trip_summary(uuid),
  alogistics.track_geojson(uuid), alogistics.tracking_token(uuid), alogistics.rotate_tracking_token(uuid),
  alogistics.set_geofence(uuid, text, text, jsonb, double precision, double precision),
  alogistics.settings(), alogistics.set_setting(text, jsonb, text, timestamptz),
  alogistics.reset_setting(text, text, timestamptz), alogistics.cancel_setting_change(bigint, text),
  alogistics.events_position(), alogistics.events_fetch(bigint, text[], integer), alogistics.may_follow(text[]),
  alogistics.unread_count(), alogistics.mark_read(bigint[]), alogistics.mark_all_read(bigint),
  alogistics.snooze_notification(bigint, timestamptz),
  alogistics.set_notification_type(text, text, text, jsonb),
  alogistics.set_notification_template(text, text, text, text),
  alogistics.preview_notification(text, jsonb, text),
  alogistics.notify_many(text, jsonb, jsonb, timestamptz, text), alogistics.cancel_campaign(uuid),
  alogistics.campaign_statistics(uuid),
  alogistics.set_notification_channels(text, text[], boolean, integer),
  alogistics.notification_choices(), alogistics.set_channel_preference(text, text, boolean, integer),
  alogistics.set_quiet_hours(text, text, text)
  to authenticated, staff, service_role, socle_owner;
-- What rows count for: for the functions of the house.
grant execute on function
  alogistics.profile_figures(timestamptz, text, boolean, boolean),
  alogistics.request_figures(timestamptz, timestamptz, timestamptz, timestamptz, timestamptz, timestamptz,
    timestamptz, text, text, bigint, bigint),
  alogistics.dispute_figures(timestamptz, timestamptz, text, text, text, bigint, text),
  alogistics.rating_figures(timestamptz, integer, boolean, boolean)
  to socle_owner;
grant execute on function
  alogistics.enqueue_job(text, text, jsonb, text, text, integer, timestamptz, integer, timestamptz, text, integer),
  alogistics.claim_jobs(text, text, integer, integer), alogistics.extend_lease(bigint[], text, integer),
  alogistics.complete_jobs(bigint[], text), alogistics.fail_job(bigint, text, text, integer, boolean),
  alogistics.redrive_jobs(text, text, bigint[], integer), alogistics.cancel_job(bigint),
  alogistics.set_queue(text, text, integer, integer), alogistics.pause_queue(text),
  alogistics.resume_queue(text), alogistics.allow_job_function(text, text, integer),
  alogistics.forbid_job_function(text), alogistics.claim_webhooks(text, integer, integer),
  alogistics.complete_webhooks(bigint[], text), alogistics.fail_webhook(bigint, text, text, integer, integer),
  alogistics.fold_ledger(integer), alogistics.fold_figures(integer), alogistics.rebuild_figures(),
  alogistics.post_transfer(bigint, bigint, bigint, text, text),
  alogistics.prune_positions(), alogistics.run_due(integer), alogistics.run_schedules(),
  alogistics.seal_ledger(), alogistics.seal_audit(), alogistics.prune_audit(),
  alogistics.collect_errors(),
  alogistics.emit(text, text, jsonb, uuid[]), alogistics.prune_notifications(),
  alogistics.wake_notifications(), alogistics.release_digests(),
  alogistics.report_delivery(bigint, text, text)
  to service_role, socle_owner;
grant execute on function alogistics.server_metrics_text() to staff, service_role, socle_owner;
-- Accounts and log-in, for everybody.
grant execute on function
  alogistics.register(text, text, jsonb), alogistics.login(text, text), alogistics.refresh(text),
  alogistics.request_email_confirmation(text), alogistics.confirm_email(text),
  alogistics.request_password_reset(text), alogistics.reset_password(text, text)
  to anon, authenticated, staff, service_role, socle_owner;
-- A provider has no account here; its signature is checked.
grant execute on function alogistics.receive_payment_event(text, text, text)
  to anon, authenticated, service_role, socle_owner;
-- Who asks whether the system is up has no account: it learns yes or no.
grant execute on function alogistics.health() to anon, authenticated, staff, service_role, socle_owner;
-- A receiver has no account either; the token is what he has.
grant execute on function alogistics.track(text) to anon, authenticated, staff, service_role, socle_owner;
