alter schema alogistics owner to socle_owner;
grant usage on schema alogistics to anon, authenticated, staff, service_role;
comment on schema alogistics is
'A-Logistics: a freight marketplace. Requests, assignment, escrow payments, tracking, ratings.';

--! include shared/migrations.sql
--! include shared/access.sql
--! include shared/triggers.sql

-- earthdistance's own ll_to_earth finds its helpers by search_path, so that an index on it cannot be
-- restored from a dump. The body of this one names them once, when it is made; without a SET clause it
-- is inlined where it is called, so that a search among many places costs little.
do $$
declare
  home text := (select quote_ident(n.nspname)
                from pg_catalog.pg_extension as e
                  join pg_catalog.pg_namespace as n on n.oid = e.extnamespace
                where e.extname = 'earthdistance');
  cube_home text := (select quote_ident(n.nspname)
                     from pg_catalog.pg_extension as e
                       join pg_catalog.pg_namespace as n on n.oid = e.extnamespace
                     where e.extname = 'cube');
begin
  execute format(
    'create or replace function alogistics.ll_to_earth(lat double precision, lng double precision)
     returns %1$s.cube language sql immutable strict parallel safe
     return %1$s.cube(%1$s.cube(%1$s.cube(
              %2$s.earth() * pg_catalog.cos(pg_catalog.radians(lat)) * pg_catalog.cos(pg_catalog.radians(lng))),
              %2$s.earth() * pg_catalog.cos(pg_catalog.radians(lat)) * pg_catalog.sin(pg_catalog.radians(lng))),
              %2$s.earth() * pg_catalog.sin(pg_catalog.radians(lat)))', cube_home, home);
  execute format('grant usage on schema %s, %s to socle_owner, authenticated, staff, service_role',
                 cube_home, home);
end
$$;
comment on function alogistics.ll_to_earth(double precision, double precision) is
'A point on the earth in degrees (WGS 84) as a cube in metres, for distance searches. INVOKER; touches no table.

Same as earthdistance''s, but an index on it survives dump and restore.';
