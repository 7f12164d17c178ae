-- A past that is known to the minute: a request from Dakar to Thiès of this price, made then, validated 30 minutes, assigned an
-- hour and, if it is completed, paid two hours later; completed or cancelled after so many hours. To be written round the triggers.
create function test.past(name text, status text, created timestamptz, hours integer, price bigint, money text default 'XOF')
returns void language sql as $$
  insert into alogistics.transport_requests
    (id, client_id, transport_type, cargo_description, cargo_weight_kg, pickup_address, pickup_city, pickup_lat, pickup_lng,
     delivery_address, delivery_city, delivery_lat, delivery_lng, pickup_date, delivery_date, distance_m, currency, estimated_price,
     final_price, commission_bps, platform_commission, transporter_earnings, status, assigned_transporter_id, assigned_vehicle_id,
     validated_at, assigned_at, paid_at, completed_at, cancelled_at, created_at)
  select test.id(name), test.id('client'), 'standard', 'Rice', 10, 'A', 'Dakar', 14.6, -17.4, 'B', 'Thiès', 14.7, -16.9, created,
         created + interval '5 hours', 1000, money, price, price, 1500, case when is_done then price * 15 / 100 end,
         case when is_done then price - price * 15 / 100 end, status::alogistics.request_status, test.id('transporter'), test.id('truck'),
         created + interval '30 minutes', created + interval '1 hour', case when is_done then created + interval '2 hours' end,
         case when is_done then created + make_interval(hours => hours) end,
         case when not is_done then created + make_interval(hours => hours) end, created
  from (select status = 'completed') as s(is_done)
$$;
