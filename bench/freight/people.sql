-- Clients 1 … :clients; transporters 1 … :vehicles, each with a vehicle of the same number; a moderator.
set session_replication_role = replica;

insert into auth.users (id, email)
  select bench.key(kind, n), format('%s%s@example.com', kind, n)
  from (values ('client', :clients), ('transporter', :vehicles), ('moderator', 1)) as kinds(kind, number),
    generate_series(1, number) as n;
insert into alogistics.profiles (id, email, first_name, last_name, role, is_verified, city, country)
  select bench.key(kind, n), format('%s%s@example.com', kind, n),
         (array['Awa', 'Moussa', 'Fatou', 'Ibrahima', 'Aminata', 'Kofi', 'Mariam'])[1 + bench.pick(n, 1, 7)],
         (array['Diop', 'Traoré', 'Koné', 'Ouédraogo', 'Mensah', 'Keïta'])[1 + bench.pick(n, 2, 6)] || ' ' || n,
         kind::alogistics.user_role, true, c.name, 'SN'
  from (values ('client', :clients), ('transporter', :vehicles), ('moderator', 1)) as kinds(kind, number),
    generate_series(1, number) as n
    join bench.cities as c on c.number = bench.pick(n, 3, 20);

call bench.unindex('alogistics.vehicles');
insert into alogistics.vehicles (id, owner_id, type, brand, model, plate_number, capacity_kg, capacity_m3,
                                 is_available, is_verified, insurance_expiry, inspection_expiry)
  select bench.key('vehicle', n), bench.key('transporter', n),
         (enum_range(null::alogistics.vehicle_type))[1 + bench.pick(n, 4, 5)], 'Renault', 'T480', 'DK-' || n,
         (array[100, 500, 1500, 10000, 25000])[1 + bench.pick(n, 4, 5)],
         (array[1, 3, 10, 40, 80])[1 + bench.pick(n, 4, 5)],
         bench.pick(n, 5, 10) > 0, bench.pick(n, 6, 20) > 0,
         current_date + bench.pick(n, 7, 700) - 30, current_date + bench.pick(n, 8, 700) - 30
  from generate_series(1, :vehicles) as n;
call bench.index('alogistics.vehicles');
analyze auth.users;
analyze alogistics.profiles;

-- A transporter of twenty has sent papers that nobody has looked at yet; the others' are approved.
call bench.unindex('alogistics.documents');
insert into alogistics.documents (id, owner_id, vehicle_id, kind, number, file_sha256, valid_until, status, submitted_at)
  select bench.key('insurance', n), bench.key('transporter', n), bench.key('vehicle', n), 'insurance', 'A-' || n,
         encode(sha256(n::text::bytea), 'hex'), current_date + 200,
         case when bench.pick(n, 32, 20) = 0 then 'submitted' else 'approved' end::alogistics.document_status,
         now() - bench.pick(n, 33, 10000) * interval '1 minute'
  from generate_series(1, :vehicles) as n;
call bench.index('alogistics.documents');

reset session_replication_role;
