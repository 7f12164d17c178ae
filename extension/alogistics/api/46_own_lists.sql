-- The lists of the two parties, and the searches; the reader's own rights decide what they show.

create or replace view alogistics.my_requests with (security_invoker = true) as
  select r.id, r.status, r.status_reason, r.transport_type, r.cargo_description, r.cargo_weight_kg,
         r.cargo_volume_m3, r.pickup_address, r.pickup_city, r.delivery_address, r.delivery_city,
         r.pickup_date, r.delivery_date, coalesce(r.final_price, r.estimated_price) as price, r.currency,
         r.assigned_transporter_id as transporter_id,
         (select concat_ws(' ', t.first_name, t.last_name) from alogistics.profiles as t
          where t.id = r.assigned_transporter_id) as transporter_name, r.assigned_vehicle_id as vehicle_id,
         (select v.plate_number from alogistics.vehicles as v where v.id = r.assigned_vehicle_id) as plate_number,
         r.created_at
  from alogistics.transport_requests as r
  where r.client_id = socle.uid();
comment on view alogistics.my_requests is
'What the caller asked for. Order: created_at, id, from the end for the newest first. Source: A-68.';
comment on column alogistics.my_requests.id is 'Key of the request.';
comment on column alogistics.my_requests.status is 'Where it stands; a filter for tabs.';
comment on column alogistics.my_requests.status_reason is 'Why it was rejected, unassigned, cancelled, or completed by staff.';
comment on column alogistics.my_requests.transport_type is 'Kind of transport.';
comment on column alogistics.my_requests.cargo_description is 'At most 2,000 bytes.';
comment on column alogistics.my_requests.cargo_weight_kg is 'Kilograms.';
comment on column alogistics.my_requests.cargo_volume_m3 is 'Cubic metres.';
comment on column alogistics.my_requests.pickup_address is 'From where.';
comment on column alogistics.my_requests.pickup_city is 'From where.';
comment on column alogistics.my_requests.delivery_address is 'To where.';
comment on column alogistics.my_requests.delivery_city is 'To where.';
comment on column alogistics.my_requests.pickup_date is 'Start of the time window.';
comment on column alogistics.my_requests.delivery_date is 'End of the time window.';
comment on column alogistics.my_requests.price is 'Minor units: what is to be paid, the estimate before that is set.';
comment on column alogistics.my_requests.currency is 'ISO 4217.';
comment on column alogistics.my_requests.transporter_id is 'Who carries; NULL as long as nobody does.';
comment on column alogistics.my_requests.transporter_name is 'First and last name; contacts() has the phone.';
comment on column alogistics.my_requests.vehicle_id is 'With what.';
comment on column alogistics.my_requests.plate_number is 'Of the vehicle.';
comment on column alogistics.my_requests.created_at is 'When it was asked for.';

create or replace view alogistics.my_jobs with (security_invoker = true) as
  select r.id, r.status, r.status_reason, r.client_id,
         (select concat_ws(' ', c.first_name, c.last_name) from alogistics.profiles as c
          where c.id = r.client_id) as client_name, r.assigned_vehicle_id as vehicle_id,
         (select v.plate_number from alogistics.vehicles as v where v.id = r.assigned_vehicle_id) as plate_number,
         r.transport_type, r.cargo_description, r.cargo_weight_kg, r.cargo_volume_m3,
         r.pickup_address, r.pickup_city, r.pickup_lat, r.pickup_lng, r.delivery_address, r.delivery_city,
         r.delivery_lat, r.delivery_lng, r.pickup_date, r.delivery_date, r.final_price as price,
         r.transporter_earnings as earnings, r.currency, r.assigned_at, r.paid_at, r.completed_at
  from alogistics.transport_requests as r
  where r.assigned_transporter_id = socle.uid();
comment on view alogistics.my_jobs is
'What the caller carries, or carried. Order: pickup_date, id, from the beginning for the next, from the end for the last. Source: A-68.';
comment on column alogistics.my_jobs.id is 'Key of the request.';
comment on column alogistics.my_jobs.status is 'Where it stands; a filter for tabs.';
comment on column alogistics.my_jobs.status_reason is 'Why it was cancelled, or completed by staff.';
comment on column alogistics.my_jobs.client_id is 'Who pays.';
comment on column alogistics.my_jobs.client_name is 'First and last name; contacts() has the phone.';
comment on column alogistics.my_jobs.vehicle_id is 'With what.';
comment on column alogistics.my_jobs.plate_number is 'Of the vehicle.';
comment on column alogistics.my_jobs.transport_type is 'Kind of transport.';
comment on column alogistics.my_jobs.cargo_description is 'At most 2,000 bytes.';
comment on column alogistics.my_jobs.cargo_weight_kg is 'Kilograms.';
comment on column alogistics.my_jobs.cargo_volume_m3 is 'Cubic metres.';
comment on column alogistics.my_jobs.pickup_address is 'From where.';
comment on column alogistics.my_jobs.pickup_city is 'From where.';
comment on column alogistics.my_jobs.pickup_lat is 'Degrees, WGS 84.';
comment on column alogistics.my_jobs.pickup_lng is 'Degrees, WGS 84.';
comment on column alogistics.my_jobs.delivery_address is 'To where.';
comment on column alogistics.my_jobs.delivery_city is 'To where.';
comment on column alogistics.my_jobs.delivery_lat is 'Degrees, WGS 84.';
comment on column alogistics.my_jobs.delivery_lng is 'Degrees, WGS 84.';
comment on column alogistics.my_jobs.pickup_date is 'Start of the time window.';
comment on column alogistics.my_jobs.delivery_date is 'End of the time window.';
comment on column alogistics.my_jobs.price is 'Minor units: what the client pays.';
comment on column alogistics.my_jobs.earnings is 'Minor units, once it is completed: price less commission.';
comment on column alogistics.my_jobs.currency is 'ISO 4217.';
comment on column alogistics.my_jobs.assigned_at is 'When it was assigned.';
comment on column alogistics.my_jobs.paid_at is 'When it was paid.';
comment on column alogistics.my_jobs.completed_at is 'When it was delivered and paid out.';
