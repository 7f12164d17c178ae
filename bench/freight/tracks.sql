-- :positions positions, a hundred for each of the newest paid jobs, a minute apart, in the months that they
-- are of; the journeys that they belong to; and where each vehicle was last.
set session_replication_role = replica;

call bench.months(25);

create table bench.tracked as
  select row_number() over (order by created_at desc, id) as n, id, client_id, assigned_transporter_id as transporter_id,
         assigned_vehicle_id as vehicle_id, paid_at, pickup_lat, pickup_lng, delivery_lat, delivery_lng
  from alogistics.transport_requests
  where paid_at is not null
  order by created_at desc, id limit :positions / 100;

insert into alogistics.journeys (request_id, client_id, transporter_id, vehicle_id, tracking_token, watch_from, opened_at,
                                 points, first_at, last_at, lat, lng, device_time, received_at)
  select id, client_id, transporter_id, vehicle_id, left(translate(encode(sha256(id::text::bytea), 'base64'), '+/', '-_'), 22),
         paid_at - interval '1 hour', paid_at, 100, paid_at, paid_at + interval '99 minutes',
         delivery_lat, delivery_lng, paid_at + interval '99 minutes', paid_at + interval '99 minutes'
  from bench.tracked;
insert into alogistics.positions (request_id, device_time, transporter_id, client_id, lat, lng, accuracy_m, speed_kmh,
                                  heading, standing, segment_cm, received_at)
  select id, paid_at + step * interval '1 minute', transporter_id, client_id,
         pickup_lat + (delivery_lat - pickup_lat) * step / 99, pickup_lng + (delivery_lng - pickup_lng) * step / 99,
         5 + bench.pick(n * 100 + step, 40, 20), 40 + bench.pick(n * 100 + step, 41, 50), 90, 'counted',
         case when step > 0 then 100000 else 0 end, paid_at + step * interval '1 minute'
  from bench.tracked, generate_series(0, 99) as step;
analyze alogistics.journeys;
analyze alogistics.positions;

-- Nine of ten were heard of within the day.
insert into alogistics.vehicle_positions (vehicle_id, lat, lng, device_time, received_at)
  select bench.key('vehicle', n), c.lat + 5 * bench.off(n, 42), c.lng + 5 * bench.off(n, 43), at, at
  from generate_series(1, :vehicles) as n
    join bench.cities as c on c.number = bench.pick(n, 44, 20),
    lateral (select now() - bench.pick(n, 45, 1600) * interval '1 minute') as t(at)
on conflict (vehicle_id) do nothing;
analyze alogistics.vehicle_positions;

reset session_replication_role;
