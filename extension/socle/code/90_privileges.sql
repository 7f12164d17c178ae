-- Nobody may execute anything unless named here.
do $$
declare
  member regprocedure;
begin
  for member in
    select p.oid
    from pg_catalog.pg_extension as e
      join pg_catalog.pg_depend as d
        on d.refclassid = 'pg_extension'::regclass and d.refobjid = e.oid and d.deptype = 'e'
      join pg_catalog.pg_proc as p on d.classid = 'pg_proc'::regclass and d.objid = p.oid
    where e.extname = 'socle'
  loop
    execute format('revoke all on function %s from public, anon, authenticated, staff, service_role',
                   member);
  end loop;
end
$$;
grant execute on function socle.capture_event(), socle.is_active_in(text) to socle_owner;
grant execute on function socle.is_active_in(text) to authenticated, staff;
grant execute on function socle.stream_position(), socle.stream_fetch(bigint, integer), socle.roll_events()
  to service_role;
grant execute on function socle.uid(), socle.claims(), socle.pre_request(), socle.error_catalogue(), socle.jwks()
  to anon, authenticated, staff, service_role;
-- Direct SQL clients sign in with their login role, whatever its name is; a token is needed anyway.
grant execute on function socle.sign_in(text, boolean), socle.sign_out() to public;
grant execute on function socle.health() to staff, service_role;
grant execute on function socle.migrate(boolean), socle.doctor(), socle.catalog_facts(text),
  socle.error_catalogue() to socle_owner;
revoke all on socle.errors from public, anon, authenticated, staff, service_role;
grant select on socle.errors to anon, authenticated, staff, service_role, socle_owner;
