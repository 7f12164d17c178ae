alter schema alogistics owner to socle_owner;
grant usage on schema alogistics to anon, authenticated, staff, service_role;
comment on schema alogistics is
'A-Logistics: a freight marketplace. Requests, assignment, escrow payments, tracking, ratings.';

--! include shared/migrations.sql
--! include shared/access.sql
--! include shared/triggers.sql

-- Not earthdistance's own: that finds its helpers by search_path, so that an index on it cannot be restored from a
-- dump, and is planned anew for every row.
do $$
declare
  home text := (select quote_ident(n.nspname)
                from pg_catalog.pg_extension as e
                  join pg_catalog.pg_namespace as n on n.oid = e.extnamespace
                where e.extname = 'cube');
begin
  execute format(
    'create or replace function alogistics.ll_to_earth(lat double precision, lng double precision)
     returns %s.cube language c immutable strict parallel safe
     as ''MODULE_PATHNAME'', ''alogistics_ll_to_earth''', home);
  execute format('grant usage on schema %s to socle_owner, authenticated, staff, service_role', home);
end
$$;
comment on function alogistics.ll_to_earth(double precision, double precision) is
'A point on the earth in degrees (WGS 84) as a cube in metres, for distance searches. INVOKER; touches no table.

Same as that of the extension earthdistance, to the last bit.';
