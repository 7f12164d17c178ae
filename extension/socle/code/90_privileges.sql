-- Nobody may execute anything unless named here.
revoke all on all functions in schema socle
  from public, anon, authenticated, staff, service_role;
grant execute on function socle.uid(), socle.claims(), socle.pre_request(), socle.error_catalogue()
  to anon, authenticated, staff, service_role;
-- Direct SQL clients sign in with their login role, whatever its name is; a token is needed anyway.
grant execute on function socle.sign_in(text, boolean), socle.sign_out() to public;
grant execute on function socle.health() to staff, service_role;
grant execute on function socle.migrate(boolean), socle.doctor(), socle.catalog_facts(text) to socle_owner;
grant select on socle.errors to anon, authenticated, staff, service_role;
