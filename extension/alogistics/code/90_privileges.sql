-- Privileged functions belong to a role that is no superuser; nobody executes what is not named here.
do $$
declare
  privileged regprocedure;
begin
  for privileged in
    select p.oid from pg_catalog.pg_proc as p
    where p.pronamespace = 'alogistics'::regnamespace and p.prosecdef
  loop
    execute format('alter function %s owner to socle_owner', privileged);
  end loop;
end
$$;
revoke all on all functions in schema alogistics
  from public, anon, authenticated, staff, service_role;
-- Triggers are checked when they are created, by the role that creates them.
do $$
declare
  trigger_function regprocedure;
begin
  for trigger_function in
    select p.oid from pg_catalog.pg_proc as p
    where p.pronamespace = 'alogistics'::regnamespace and p.prorettype = 'trigger'::regtype
  loop
    execute format('grant execute on function %s to socle_owner', trigger_function);
  end loop;
end
$$;
grant execute on function alogistics.migrate(boolean), alogistics.doctor() to socle_owner;
grant execute on function
  alogistics.is_active_user(), alogistics.is_admin(), alogistics.is_admin_or_moderator(),
  alogistics.job_vehicle_ids(),
  alogistics.own_account_ids(), alogistics.me(), alogistics.contacts(uuid),
  alogistics.ll_to_earth(double precision, double precision),
  alogistics.validate_transport_request(uuid, uuid, numeric),
  alogistics.reject_transport_request(uuid, text, uuid),
  alogistics.assign_transporter(uuid, uuid, uuid, uuid),
  alogistics.unassign_transporter(uuid, text, uuid),
  alogistics.process_payment(uuid, numeric),
  alogistics.complete_transport_request(uuid, jsonb, text),
  alogistics.cancel_transport_request(uuid, text),
  alogistics.verify_profile(uuid, boolean), alogistics.verify_vehicle(uuid, boolean),
  alogistics.deactivate_profile(uuid), alogistics.reactivate_profile(uuid),
  alogistics.set_role(uuid, text)
  to authenticated, staff, service_role, socle_owner;
