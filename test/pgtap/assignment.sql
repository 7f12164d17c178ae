-- Who may be given a job: every reason against it at once, and nobody and nothing has two jobs at a time.
-- logistics.md §4 point 5; A-22, A-24, A-25, A-62.
begin;
select plan(54);

select test.vehicle('second truck', 'transporter') \g /dev/null
select test.request_at('job', 'validated', 20) \g /dev/null
create function test.assign(request text, transporter text, vehicle text) returns text language sql as $$
  select format('select alogistics.assign_transporter(%L, %L, %L)', test.id(request), test.id(transporter), test.id(vehicle))
$$;
-- The names in the detail, in their order.
create function test.reasons(statement text, preparation text default 'select') returns text language plpgsql as $$
declare
  error test.error;
begin
  execute preparation;
  error := test.error('moderator', statement);
  raise sqlstate 'UNDO0';
exception when sqlstate 'UNDO0' then
  return (select coalesce(string_agg(reason ->> 'error', ' '), 'none')
          from jsonb_array_elements(error.detail::jsonb -> 'reasons') as reason);
end
$$;
create function test.require_papers(which text) returns void language sql as $$
  insert into alogistics.platform_settings (key, value) values ('vehicle.required_documents', to_jsonb(which))
  on conflict (key) do update set value = excluded.value
$$;

-- Every reason.
select is(test.would('moderator', test.assign('job', 'transporter', 'truck')), 'done', 'what fits is assigned');
select is(test.reasons(test.assign('job', 'transporter', 'truck'), preparation), reasons,
  'logistics.md §4 point 5: every failing reason, not the first: ' || reasons)
from (values
  ('select alogistics.verify_profile(test.id(''transporter''), false)', 'transporter_not_verified'),
  ('select alogistics.deactivate_profile(test.id(''transporter''))', 'transporter_inactive'),
  ('select alogistics.verify_vehicle(test.id(''truck''), false); update alogistics.vehicles set is_available = false',
   'vehicle_not_verified vehicle_unavailable'),
  ('update alogistics.vehicles set capacity_kg = 9, capacity_m3 = null', 'vehicle_too_small vehicle_too_small'),
  ('update alogistics.vehicles set insurance_expiry = null, inspection_expiry = current_date + 21',
   'insurance_expired inspection_expired'),
  ('select test.request_at(''rush'', ''assigned'', 19)', 'vehicle_busy transporter_busy'),
  ('select test.request_at(''rush'', ''assigned'', 20); update alogistics.vehicles set capacity_kg = 9, is_available = false',
   'vehicle_unavailable vehicle_too_small vehicle_busy transporter_busy')) as cases(preparation, reasons);
select is(test.reasons(test.assign('job', 'stranger', 'van')),
  'not_a_transporter transporter_not_verified vehicle_not_owned', 'a client with another''s vehicle');
select is(test.reasons(test.assign('job', 'client', 'truck'),
  'select test.require_papers(''all''); update alogistics.vehicles set capacity_kg = 9, is_available = false, insurance_expiry = null'),
  'self_dealing not_a_transporter transporter_not_verified vehicle_not_owned vehicle_unavailable vehicle_too_small '
  'insurance_expired licence_expired identity_missing', 'everything is wrong');
-- The last day is the one where the platform works (A-24).
create function test.until(day date, moment timestamptz, zone text) returns void language sql as $$
  select set_config('session_replication_role', 'replica', true);
  update alogistics.transport_requests set pickup_date = moment - interval '1 day', delivery_date = moment where id = test.id('job');
  select set_config('session_replication_role', 'origin', true);
  update alogistics.vehicles set insurance_expiry = day, inspection_expiry = day;
  insert into alogistics.platform_settings (key, value) values ('platform.time_zone', to_jsonb(zone))
  on conflict (key) do update set value = excluded.value
$$;
select is(test.reasons(test.assign('job', 'transporter', 'truck'), format('select test.until(%L, %L, %L)', day, moment, zone)),
  reasons, format('insured until %s, needed until %s in %s', day, moment, zone))
from (values ('2030-07-01', '2030-07-01 21:59:59.999999Z', 'Europe/Paris', 'none'),
  ('2030-07-01', '2030-07-01 22:00Z', 'Europe/Paris', 'insurance_expired inspection_expired'),
  ('2030-01-01', '2030-01-01 22:59Z', 'Europe/Paris', 'none'),
  ('2030-01-01', '2030-01-01 23:00Z', 'Europe/Paris', 'insurance_expired inspection_expired'),
  ('2030-07-01', '2030-07-02 03:59:59Z', 'America/New_York', 'none'),
  ('2030-07-01', '2030-07-02 04:00Z', 'America/New_York', 'insurance_expired inspection_expired'),
  -- An abbreviation as well, which has no summer.
  ('2030-07-01', '2030-07-01 22:30Z', 'CET', 'none'),
  ('2030-07-01', '2030-07-01 23:00Z', 'CET', 'insurance_expired inspection_expired')) as t(day, moment, zone, reasons);
update alogistics.vehicles set capacity_kg = 9, insurance_expiry = '2020-01-31' where id = test.id('truck');
select is((test.error('moderator', test.assign('job', 'transporter', 'truck'))).detail::jsonb,
  jsonb_build_object('error', 'vehicle_too_small', 'dimension', 'weight_kg', 'capacity', 9, 'required', 1000,
    'reasons', jsonb_build_array(
      jsonb_build_object('error', 'vehicle_too_small', 'dimension', 'weight_kg', 'capacity', 9, 'required', 1000),
      jsonb_build_object('error', 'insurance_expired', 'expires', '2020-01-31', 'needed_until', current_date + 22))),
  'each with its facts; the first is the error, as ever');
select is(test.reasons(format('update alogistics.transport_requests set status = ''assigned'', assigned_transporter_id = %L,
  assigned_vehicle_id = %L where id = %L', test.id('transporter'), test.id('truck'), test.id('job'))),
  'vehicle_too_small insurance_expired', 'a PATCH answers the same');
update alogistics.vehicles set capacity_kg = 10000, insurance_expiry = current_date + 3650 where id = test.id('truck');

-- Papers, to the end of the window.
select is(test.reasons(test.assign('job', 'transporter', 'truck'), format(
  'update alogistics.vehicles set insurance_expiry = current_date + %s, inspection_expiry = current_date + %s', insurance,
  inspection)), reasons, format('A-24: insured for %s days, inspected for %s', insurance, inspection))
from (values (22, 22, 'none'), (21, 22, 'insurance_expired'), (22, 21, 'inspection_expired'),
  (-1, -1, 'insurance_expired inspection_expired')) as papers(insurance, inspection, reasons);
select is(test.reasons(test.assign('job', 'transporter', 'truck'), format(
  'select test.require_papers(%L); update alogistics.vehicles set insurance_expiry = null', which)), reasons,
  'A-25: setting vehicle.required_documents: ' || which)
from (values ('none', 'none'), ('vehicle', 'insurance_expired'),
  ('all', 'insurance_expired licence_expired identity_missing')) as settings(which, reasons);
insert into alogistics.documents (owner_id, profile_id, kind, file_sha256, valid_until, status)
values (test.id('transporter'), test.id('transporter'), 'licence', repeat('a', 64), current_date + 22, 'approved'),
  (test.id('transporter'), test.id('transporter'), 'identity', repeat('b', 64), null, 'approved');
select is(test.reasons(test.assign('job', 'transporter', 'truck'), 'select test.require_papers(''all'');' || change), reasons,
  'all, and ' || change)
from (values ('select', 'none'),
  ('update alogistics.documents set valid_until = valid_until - 1', 'licence_expired'),
  ('update alogistics.documents set status = ''submitted''', 'licence_expired identity_missing'),
  ('update alogistics.documents set status = ''expired'', closed_at = now() where kind = ''identity''', 'identity_missing'))
  as changes(change, reasons);

-- One job at a time: of a vehicle, and of a transporter with whatever vehicle.
select test.request_at('early', 'assigned', 18) \g /dev/null
select is(test.would('moderator', test.assign('job', 'transporter', 'truck')), 'done',
  'logistics.md §4 point 5: touching windows [a,b)[b,c) are allowed');
update alogistics.transport_requests set status = 'validated', status_reason = 'test' where id = test.id('early');
select test.request('long', 'client', 18) \g /dev/null
update alogistics.transport_requests set delivery_date = delivery_date + interval '1 microsecond' where id = test.id('long');
select alogistics.validate_transport_request(test.id('long')),
  alogistics.assign_transporter(test.id('long'), test.id('transporter'), test.id('truck')) \g /dev/null
select is(test.reasons(test.assign('job', 'transporter', 'truck')), 'vehicle_busy transporter_busy',
  'a microsecond too long is not');
select is(test.reasons(test.assign('job', 'transporter', 'second truck')), 'transporter_busy',
  'logistics.md §4 point 5: a transporter has one job at a time, with whatever vehicle');
select is(test.reasons(test.assign('job', 'rival', 'van')), 'none', 'another has time');
create function test.stands(status text, disputed_from text default null) returns text language sql as $$
  select format('set local session_replication_role = replica; update alogistics.transport_requests set status = %L, '
    'disputed_from = %L, platform_commission = 0, transporter_earnings = final_price where id = %L; '
    'set local session_replication_role = origin', status, disputed_from, test.id('long'))
$$;
select is(test.reasons(test.assign('job', 'transporter', 'truck'), test.stands(status, disputed_from)), reasons,
  concat_ws(' ', 'while the other job is', status, 'from ' || disputed_from))
from (values ('assigned', null, 'vehicle_busy transporter_busy'), ('in_progress', null, 'vehicle_busy transporter_busy'),
  ('disputed', 'in_progress', 'vehicle_busy transporter_busy'), ('disputed', 'completed', 'none'),
  ('completed', null, 'none')) as others(status, disputed_from, reasons);

-- The constraints hold where no trigger looks.
create function test.force(vehicle text, transporter text) returns text language plpgsql as $$
declare
  name text;
begin
  set local session_replication_role = replica;
  update alogistics.transport_requests set status = 'assigned', commission_bps = 1500, assigned_by = test.id('moderator'),
    assigned_transporter_id = test.id(transporter), assigned_vehicle_id = test.id(vehicle) where id = test.id('job');
  set local session_replication_role = origin;
  return 'done';
exception when others then
  get stacked diagnostics name := constraint_name;
  set local session_replication_role = origin;
  return sqlstate || ' ' || name;
end
$$;
select is(test.force('truck', 'rival'), '23P01 requests_vehicle_free', 'EXCLUDE: one vehicle');
select is(test.force('second truck', 'transporter'), '23P01 requests_transporter_free', 'EXCLUDE: one transporter');

-- A window has a length.
select is((test.error('client', format('select alogistics.create_transport_request(''Rice'', 10, ''A'', ''Dakar'', 14.6, '
  '-17.4, ''B'', ''Thiès'', 14.7, -16.9, %L, %L)', at, at + length))).detail::jsonb ->> 'reason', reason,
  'a delivery after ' || length)
from (select now() + interval '5 days' as at) as t, (values (interval '0', 'not after the pick-up'),
  (interval '-1 microsecond', 'not after the pick-up'), (interval '1 microsecond', null)) as l(length, reason);

-- Plates: as given, compared by their letters and digits.
select is(test.would('rival', format('insert into alogistics.vehicles (type, brand, model, plate_number, capacity_kg)
  values (''van'', ''A'', ''B'', %L, 100)', plate)), outcome, 'a plate like ' || plate)
from (values ('DK 1234 É', 'done'), ('--', 'invalid_value'), ('dk-1234-ab', 'done')) as plates(plate, outcome);
select test.outcome('rival', 'insert into alogistics.vehicles (type, brand, model, plate_number, capacity_kg)
  values (''van'', ''A'', ''B'', '' dk-1234-é'', 100)') \g /dev/null
select is(test.would('transporter', format('insert into alogistics.vehicles (type, brand, model, plate_number, capacity_kg)
  values (''van'', ''A'', ''B'', %L, 100)', plate)), outcome, 'beside it, ' || plate)
from (values ('DK1234É', 'already_exists'), ('DK·1234·é', 'already_exists'), ('DK 1234 E', 'done'), ('DK 1234', 'done'))
  as plates(plate, outcome);
select is((select plate_number from alogistics.vehicles where owner_id = test.id('rival') and id <> test.id('van')),
  ' dk-1234-é', 'it stands as it was given');
select is(test.would('rival', 'update alogistics.vehicles set plate_number = ''DK 1234 É'' where plate_number like ''%é'''),
  'done', 'its owner may write it better');
select * from finish();
rollback;
