-- The stops of requests as rows. Source: A-29.
create or replace view alogistics.request_stops with (security_invoker = true) as
select r.id as request_id, s.position::integer as position, s.stop ->> 'address' as address,
  s.stop ->> 'city' as city, (s.stop ->> 'lat')::double precision as lat,
  (s.stop ->> 'lng')::double precision as lng
from alogistics.transport_requests as r
  cross join lateral jsonb_array_elements(r.stops) with ordinality as s(stop, position);
comment on view alogistics.request_stops is
'The stops of requests between pick-up and delivery, a row each. Visible to whom the request is.
They are written with the request: its column stops.';
comment on column alogistics.request_stops.request_id is 'The request.';
comment on column alogistics.request_stops.position is 'In the order of the journey, 1 to 19.';
comment on column alogistics.request_stops.address is 'At most 500 bytes.';
comment on column alogistics.request_stops.city is 'At most 200 bytes.';
comment on column alogistics.request_stops.lat is 'Degrees, WGS 84.';
comment on column alogistics.request_stops.lng is 'Degrees, WGS 84.';
