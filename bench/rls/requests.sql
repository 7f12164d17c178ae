-- Jobs that are long done, so many of each client and as many of each transporter, in random order.
-- Without triggers and foreign keys: a million jobs in daily business would take an hour. Indexes
-- that no measured statement uses are left out for the same reason.
do $$
declare
  name name;
begin
  for name in select conname from pg_constraint
              where conrelid = 'alogistics.transport_requests'::regclass and contype in ('x', 'u') loop
    execute format('alter table alogistics.transport_requests drop constraint %I', name);
  end loop;
  for name in select indexrelid::regclass from pg_index
              where indrelid = 'alogistics.transport_requests'::regclass and not indisprimary loop
    execute format('drop index %s', name);
  end loop;
end
$$;
set session_replication_role = replica;
insert into alogistics.transport_requests
  (client_id, assigned_transporter_id, assigned_vehicle_id, cargo_description, cargo_weight_kg,
   pickup_address, pickup_city, pickup_lat, pickup_lng,
   delivery_address, delivery_city, delivery_lat, delivery_lng, pickup_date, delivery_date,
   distance_m, currency, estimated_price, final_price, commission_bps, platform_commission,
   transporter_earnings, status)
select client.id, transporter.id, transporter.id, 'Rice in sacks', 1000,
       '12 rue Carnot', 'Dakar', 14.6928, -17.4467,
       'Marché Rose', 'Bamako', 12.6392, -8.0029, now(), now() + interval '1 day',
       1050000, 'XOF', 500000, 500000, 1000, 50000, 450000, 'completed'
from bench.people as client
cross join generate_series(1, :rows_each) as n
join bench.people as transporter
  on transporter.number = 1 + (client.number + n * 37) % :people
order by random();
reset session_replication_role;
create index idx_requests_client on alogistics.transport_requests (client_id);
create index idx_requests_transporter on alogistics.transport_requests (assigned_transporter_id);
