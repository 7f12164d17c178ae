-- The queues of staff beside requests, and the load board by distance. docs/lists.md.

create or replace view alogistics.document_queue with (security_invoker = true) as
  select d.id, d.kind, d.vehicle_id,
         (select v.plate_number from alogistics.vehicles as v where v.id = d.vehicle_id) as plate_number,
         d.owner_id,
         (select concat_ws(' ', p.first_name, p.last_name) from alogistics.profiles as p
          where p.id = d.owner_id) as owner_name,
         d.number, d.file_sha256, d.file_url, d.valid_until, d.submitted_at
  from alogistics.documents as d
  where d.status = 'submitted';
comment on view alogistics.document_queue is
'Papers that wait for a review. For staff. Order: submitted_at, id, so that what waits longest comes first.';
comment on column alogistics.document_queue.id is 'For approve_document() and reject_document().';
comment on column alogistics.document_queue.kind is 'insurance, inspection, registration, licence or identity.';
comment on column alogistics.document_queue.vehicle_id is 'The vehicle that it is of; NULL for a paper of a person.';
comment on column alogistics.document_queue.plate_number is 'Of the vehicle.';
comment on column alogistics.document_queue.owner_id is 'The transporter.';
comment on column alogistics.document_queue.owner_name is 'First and last name.';
comment on column alogistics.document_queue.number is 'As printed on it.';
comment on column alogistics.document_queue.file_sha256 is 'Of the file.';
comment on column alogistics.document_queue.file_url is 'Where the file is.';
comment on column alogistics.document_queue.valid_until is 'Last valid day, if it has one.';
comment on column alogistics.document_queue.submitted_at is 'When it was submitted.';

create or replace view alogistics.dispute_queue with (security_invoker = true) as
  select d.id, d.status, d.category, d.description, d.request_id, d.assigned_moderator as moderator_id,
         (select concat_ws(' ', p.first_name, p.last_name) from alogistics.profiles as p
          where p.id = d.assigned_moderator) as moderator_name,
         d.opened_by, d.client_id,
         (select concat_ws(' ', p.first_name, p.last_name) from alogistics.profiles as p
          where p.id = d.client_id) as client_name,
         d.transporter_id,
         (select concat_ws(' ', p.first_name, p.last_name) from alogistics.profiles as p
          where p.id = d.transporter_id) as transporter_name,
         (select r.final_price from alogistics.transport_requests as r where r.id = d.request_id) as price,
         (select r.currency from alogistics.transport_requests as r where r.id = d.request_id) as currency,
         d.created_at
  from alogistics.disputes as d
  where d.status <> 'resolved';
comment on view alogistics.dispute_queue is
'Disputes that wait for a decision. For staff. Order: created_at, id, so that what waits longest comes first. Source: A-73.';
comment on column alogistics.dispute_queue.id is 'Key of the dispute.';
comment on column alogistics.dispute_queue.status is 'open, investigating or escalated.';
comment on column alogistics.dispute_queue.category is 'What it is about.';
comment on column alogistics.dispute_queue.description is 'In the words of who opened it.';
comment on column alogistics.dispute_queue.request_id is 'The job.';
comment on column alogistics.dispute_queue.moderator_id is 'Who decides; a filter for one''s own.';
comment on column alogistics.dispute_queue.moderator_name is 'First and last name.';
comment on column alogistics.dispute_queue.opened_by is 'The client or the transporter.';
comment on column alogistics.dispute_queue.client_id is 'Who pays.';
comment on column alogistics.dispute_queue.client_name is 'First and last name.';
comment on column alogistics.dispute_queue.transporter_id is 'Who carries.';
comment on column alogistics.dispute_queue.transporter_name is 'First and last name.';
comment on column alogistics.dispute_queue.price is 'Minor units: what the job costs.';
comment on column alogistics.dispute_queue.currency is 'ISO 4217.';
comment on column alogistics.dispute_queue.created_at is 'When it was opened.';

-- By the places that the view shows, which are rounded: who asks from many sides must not learn more.
create or replace function alogistics.open_loads_near(
  lat double precision, lng double precision, radius_km double precision default 100,
  max_count integer default 50)
returns table (id uuid, distance_km numeric, transport_type alogistics.transport_type, cargo_description text,
               cargo_weight_kg double precision, cargo_volume_m3 double precision, pickup_city text,
               delivery_city text, pickup_date timestamptz, delivery_date timestamptz, distance_m bigint,
               price bigint, currency text)
language sql stable rows 50
begin atomic
  select l.id, round(way.km::numeric, 0), l.transport_type, l.cargo_description, l.cargo_weight_kg,
         l.cargo_volume_m3, l.pickup_city, l.delivery_city, l.pickup_date, l.delivery_date, l.distance_m,
         l.price, l.currency
  from alogistics.open_loads as l,
    -- In a CASE, because the sine of an infinite place is an error, and constants are computed first.
    lateral (select case when abs(open_loads_near.lat) <= 90 and abs(open_loads_near.lng) <= 180
      then 2 * 6371.0088 * asin(least(1, sqrt(
        power(sind((l.pickup_lat::double precision - open_loads_near.lat) / 2), 2)
        + cosd(open_loads_near.lat) * cosd(l.pickup_lat::double precision)
          * power(sind((l.pickup_lng::double precision - open_loads_near.lng) / 2), 2)))) end as km) as way
  where way.km <= radius_km
  order by way.km, l.pickup_date, l.id
  limit least(greatest(max_count, 0), 1000);
end;
comment on function alogistics.open_loads_near(double precision, double precision, double precision, integer) is
'Loads of the board by how far their pick-up is from a place, nearest first. INVOKER, guarded by open_loads.
For verified transporters; others find nothing.

lat, lng: degrees, WGS 84; a place that is none has nothing near. The distance is to the place that open_loads shows, which
may be 8 km off. max_count: at most 1,000. Source: A-58, A-85.';
revoke all on function
  alogistics.open_loads_near(double precision, double precision, double precision, integer) from public;
grant execute on function
  alogistics.open_loads_near(double precision, double precision, double precision, integer) to authenticated;
grant select on alogistics.document_queue, alogistics.dispute_queue to staff, service_role;
