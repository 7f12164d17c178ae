-- Searches. Their search_path is not locked, so that the planner takes them for what they say, knows the
-- words and the place, and reads the index; their bodies are parsed here, and a caller's path is too late.

create or replace function alogistics.search_requests(query text, max_count integer default 50)
returns setof alogistics.transport_requests
language sql stable rows 50
begin atomic
  select * from alogistics.transport_requests as r
  where to_tsvector('pg_catalog.french', alogistics.plain_words(
          r.cargo_description || ' ' || r.pickup_address || ' ' || r.pickup_city || ' ' || r.delivery_address
          || ' ' || r.delivery_city))
        @@ websearch_to_tsquery('pg_catalog.french', alogistics.plain_words(left(query, 1000)))
  order by r.created_at desc, r.id desc
  limit least(greatest(max_count, 0), 1000);
end;
comment on function alogistics.search_requests(text, integer) is
'Requests whose goods, addresses and cities hold these words, newest first. INVOKER, guarded by row security.

query: as in a web search: all words, "a phrase", either or, -without; French endings, accents and capitals do not
matter; of its first 1,000 characters. max_count: at most 1,000. Source: A-68, A-86.';

-- The operators of cube are where that extension is.
do $$
declare
  home text := (select pg_catalog.quote_ident(n.nspname)
                from pg_catalog.pg_extension as e
                  join pg_catalog.pg_namespace as n on n.oid = e.extnamespace
                where e.extname = 'cube');
begin
  execute pg_catalog.format($body$
    create or replace function alogistics.requests_near(
      lat double precision, lng double precision, radius_km double precision default 50,
      max_count integer default 50)
    returns table (id uuid, distance_km numeric, status alogistics.request_status,
                   transport_type alogistics.transport_type, cargo_description text,
                   cargo_weight_kg double precision, cargo_volume_m3 double precision,
                   pickup_city text, pickup_lat double precision, pickup_lng double precision,
                   delivery_city text, pickup_date timestamptz, delivery_date timestamptz,
                   price bigint, currency text)
    language sql stable rows 50
    begin atomic
      -- The nearest by the index, and of these the ones in the circle: a circle that the index had to keep
      -- to would be sorted whole. The sphere of earthdistance is a little larger than ours.
      select n.id, pg_catalog.round((2 * 6371.0088 * pg_catalog.asin(least(1, n.chord / (2 * 6378168))))::numeric, 1),
             n.status, n.transport_type, n.cargo_description, n.cargo_weight_kg, n.cargo_volume_m3,
             n.pickup_city, n.pickup_lat, n.pickup_lng, n.delivery_city, n.pickup_date, n.delivery_date,
             coalesce(n.final_price, n.estimated_price), n.currency
      from (select r.*, alogistics.ll_to_earth(r.pickup_lat, r.pickup_lng) operator(%1$s.<->) here.point as chord
            from (select case when abs(requests_near.lat) <= 90 and abs(requests_near.lng) <= 180
                              then alogistics.ll_to_earth(requests_near.lat, requests_near.lng) end as point) as here,
              alogistics.transport_requests as r
            where r.status in ('pending', 'validated') and here.point is not null
            order by alogistics.ll_to_earth(r.pickup_lat, r.pickup_lng) operator(%1$s.<->) here.point
            limit least(greatest(max_count, 0), 1000)) as n
      -- Half the way around is everywhere.
      where n.chord <= 2 * 6378168 * pg_catalog.sin(least(greatest(radius_km, 0), 20015.2) / (2 * 6371.0088)) + 0.01
      order by n.chord, n.id;
    end $body$, home);
end
$$;
comment on function alogistics.requests_near(double precision, double precision, double precision, integer) is
'Requests that still need a transporter, by how far their pick-up is from a place, nearest first.
INVOKER, guarded by row security.

lat, lng: degrees, WGS 84; a place that is none has nothing near. radius_km: great circle. max_count: at most 1,000.
Source: A-85.';

revoke all on function alogistics.search_requests(text, integer),
  alogistics.requests_near(double precision, double precision, double precision, integer) from public;
grant execute on function alogistics.search_requests(text, integer),
  alogistics.requests_near(double precision, double precision, double precision, integer)
  to authenticated, staff, service_role;
grant select on alogistics.my_requests, alogistics.my_jobs to authenticated, staff;
grant select on alogistics.pending_requests, alogistics.unassigned_requests, alogistics.active_jobs,
  alogistics.past_requests to staff, service_role;
