-- The lists that people work with. Each is a view or function with the reader's own rights and says in
-- which order it is read; an index of transport_requests has that order. docs/lists.md.

create or replace view alogistics.pending_requests with (security_invoker = true) as
  select r.id, r.client_id, (select concat_ws(' ', c.first_name, c.last_name) from alogistics.profiles as c
          where c.id = r.client_id) as client_name, r.transport_type,
         r.cargo_description, r.cargo_weight_kg, r.cargo_volume_m3, r.pickup_city, r.delivery_city,
         r.pickup_date, r.delivery_date, r.distance_m, r.estimated_price, r.currency, r.created_at
  from alogistics.transport_requests as r
  where r.status = 'pending';
comment on view alogistics.pending_requests is
'Requests that wait for a moderator. For staff. Order: created_at, id, so that who waits longest comes first. Source: A-72.';
comment on column alogistics.pending_requests.id is 'Key of the request.';
comment on column alogistics.pending_requests.client_id is 'Who asks.';
comment on column alogistics.pending_requests.client_name is 'First and last name.';
comment on column alogistics.pending_requests.transport_type is 'Decides price and suitable vehicles.';
comment on column alogistics.pending_requests.cargo_description is 'At most 2,000 bytes.';
comment on column alogistics.pending_requests.cargo_weight_kg is 'Kilograms.';
comment on column alogistics.pending_requests.cargo_volume_m3 is 'Cubic metres.';
comment on column alogistics.pending_requests.pickup_city is 'From where.';
comment on column alogistics.pending_requests.delivery_city is 'To where.';
comment on column alogistics.pending_requests.pickup_date is 'Start of the time window.';
comment on column alogistics.pending_requests.delivery_date is 'End of the time window.';
comment on column alogistics.pending_requests.distance_m is 'Metres.';
comment on column alogistics.pending_requests.estimated_price is 'Minor units, by the tariff.';
comment on column alogistics.pending_requests.currency is 'ISO 4217.';
comment on column alogistics.pending_requests.created_at is 'When it was asked for.';

create or replace view alogistics.unassigned_requests with (security_invoker = true) as
  select r.id, r.client_id, (select concat_ws(' ', c.first_name, c.last_name) from alogistics.profiles as c
          where c.id = r.client_id) as client_name, r.transport_type,
         r.cargo_description, r.cargo_weight_kg, r.cargo_volume_m3, r.pickup_city, r.delivery_city,
         r.pickup_date, r.delivery_date, r.distance_m, r.final_price as price, r.currency, r.validated_by,
         r.validated_at
  from alogistics.transport_requests as r
  where r.status = 'validated';
comment on view alogistics.unassigned_requests is
'Validated requests that nobody carries yet. For staff. Order: pickup_date, id, so that what is urgent comes first.';
comment on column alogistics.unassigned_requests.id is 'Key of the request.';
comment on column alogistics.unassigned_requests.client_id is 'Who asks.';
comment on column alogistics.unassigned_requests.client_name is 'First and last name.';
comment on column alogistics.unassigned_requests.transport_type is 'Decides suitable vehicles.';
comment on column alogistics.unassigned_requests.cargo_description is 'At most 2,000 bytes.';
comment on column alogistics.unassigned_requests.cargo_weight_kg is 'Kilograms.';
comment on column alogistics.unassigned_requests.cargo_volume_m3 is 'Cubic metres.';
comment on column alogistics.unassigned_requests.pickup_city is 'From where.';
comment on column alogistics.unassigned_requests.delivery_city is 'To where.';
comment on column alogistics.unassigned_requests.pickup_date is 'Start of the time window.';
comment on column alogistics.unassigned_requests.delivery_date is 'End of the time window.';
comment on column alogistics.unassigned_requests.distance_m is 'Metres.';
comment on column alogistics.unassigned_requests.price is 'Minor units.';
comment on column alogistics.unassigned_requests.currency is 'ISO 4217.';
comment on column alogistics.unassigned_requests.validated_by is 'The moderator who validated; NULL for the system.';
comment on column alogistics.unassigned_requests.validated_at is 'When it was validated.';

create or replace view alogistics.active_jobs with (security_invoker = true) as
  select r.id, r.status, r.client_id, (select concat_ws(' ', c.first_name, c.last_name) from alogistics.profiles as c
          where c.id = r.client_id) as client_name,
         r.assigned_transporter_id as transporter_id,
         (select concat_ws(' ', t.first_name, t.last_name) from alogistics.profiles as t
          where t.id = r.assigned_transporter_id) as transporter_name, r.assigned_vehicle_id as vehicle_id,
         (select v.plate_number from alogistics.vehicles as v where v.id = r.assigned_vehicle_id) as plate_number,
         r.transport_type, r.cargo_description, r.pickup_city, r.delivery_city,
         r.pickup_date, r.delivery_date, r.delivery_date < now() as is_late, r.final_price as price,
         r.currency, r.assigned_at, r.paid_at
  from alogistics.transport_requests as r
  where r.status in ('assigned', 'in_progress', 'disputed');
comment on view alogistics.active_jobs is
'Jobs that are assigned, under way or disputed. For staff. Order: delivery_date, id, so that what is late comes first.';
comment on column alogistics.active_jobs.id is 'Key of the request.';
comment on column alogistics.active_jobs.status is 'assigned, in_progress or disputed.';
comment on column alogistics.active_jobs.client_id is 'Who pays.';
comment on column alogistics.active_jobs.client_name is 'First and last name.';
comment on column alogistics.active_jobs.transporter_id is 'Who carries.';
comment on column alogistics.active_jobs.transporter_name is 'First and last name.';
comment on column alogistics.active_jobs.vehicle_id is 'With what.';
comment on column alogistics.active_jobs.plate_number is 'Of the vehicle.';
comment on column alogistics.active_jobs.transport_type is 'Kind of transport.';
comment on column alogistics.active_jobs.cargo_description is 'At most 2,000 bytes.';
comment on column alogistics.active_jobs.pickup_city is 'From where.';
comment on column alogistics.active_jobs.delivery_city is 'To where.';
comment on column alogistics.active_jobs.pickup_date is 'Start of the time window.';
comment on column alogistics.active_jobs.delivery_date is 'End of the time window.';
comment on column alogistics.active_jobs.is_late is 'Whether the time window is over.';
comment on column alogistics.active_jobs.price is 'Minor units.';
comment on column alogistics.active_jobs.currency is 'ISO 4217.';
comment on column alogistics.active_jobs.assigned_at is 'When it was assigned.';
comment on column alogistics.active_jobs.paid_at is 'When it was paid; NULL as long as it is not.';

create or replace view alogistics.past_requests with (security_invoker = true) as
  select r.id, r.status, r.status_reason, r.client_id,
         (select concat_ws(' ', c.first_name, c.last_name) from alogistics.profiles as c
          where c.id = r.client_id) as client_name,
         r.assigned_transporter_id as transporter_id,
         (select concat_ws(' ', t.first_name, t.last_name) from alogistics.profiles as t
          where t.id = r.assigned_transporter_id) as transporter_name, r.transport_type,
         r.cargo_description, r.pickup_city, r.delivery_city, r.pickup_date, r.delivery_date,
         r.final_price as price, r.platform_commission as commission, r.currency, r.created_at,
         coalesce(r.completed_at, r.cancelled_at) as ended_at
  from alogistics.transport_requests as r
  where r.status in ('completed', 'cancelled');
comment on view alogistics.past_requests is
'Requests that are completed or cancelled. For staff. Order: created_at, id, from the end for the newest first.';
comment on column alogistics.past_requests.id is 'Key of the request.';
comment on column alogistics.past_requests.status is 'completed or cancelled.';
comment on column alogistics.past_requests.status_reason is 'Why it was rejected, cancelled, or completed by staff.';
comment on column alogistics.past_requests.client_id is 'Who asked.';
comment on column alogistics.past_requests.client_name is 'First and last name.';
comment on column alogistics.past_requests.transporter_id is 'Who carried.';
comment on column alogistics.past_requests.transporter_name is 'First and last name.';
comment on column alogistics.past_requests.transport_type is 'Kind of transport.';
comment on column alogistics.past_requests.cargo_description is 'At most 2,000 bytes.';
comment on column alogistics.past_requests.pickup_city is 'From where.';
comment on column alogistics.past_requests.delivery_city is 'To where.';
comment on column alogistics.past_requests.pickup_date is 'Start of the time window.';
comment on column alogistics.past_requests.delivery_date is 'End of the time window.';
comment on column alogistics.past_requests.price is 'Minor units.';
comment on column alogistics.past_requests.commission is 'Minor units, of a completed one.';
comment on column alogistics.past_requests.currency is 'ISO 4217.';
comment on column alogistics.past_requests.created_at is 'When it was asked for.';
comment on column alogistics.past_requests.ended_at is 'When it was completed or cancelled.';
