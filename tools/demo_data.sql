-- Demo data: 200 people, 60 vehicles and 1,000 requests between West African cities, in every status
-- that the workflow reaches. Everything goes through the doors that an application has (sign-up,
-- functions, tables under row security), as the person who would do it. The same on every run, but for
-- generated ids and the clock.
\set QUIET on
select setseed(0.2025) \g /dev/null

-- Becomes a person of the platform for the rest of the transaction; NULL is the superuser again.
create function pg_temp.become(person uuid) returns void language plpgsql as $$
begin
  perform set_config('role', 'none', true);
  perform set_config('request.jwt.claims',
    coalesce(json_build_object('sub', person, 'role', 'authenticated')::text, ''), true);
  if person is not null then
    perform set_config('role', case when alogistics.is_admin_or_moderator() then 'staff'
                                    else 'authenticated' end, true);
  end if;
end
$$;

create temporary table cities (n int primary key, name text, country text, lat float8, lng float8,
                               street text);
insert into cities values
  (0, 'Dakar', 'SN', 14.6928, -17.4467, 'Avenue Lamine Guèye'),
  (1, 'Thiès', 'SN', 14.7910, -16.9256, 'Avenue Caen'),
  (2, 'Saint-Louis', 'SN', 16.0179, -16.4896, 'Quai Roume'),
  (3, 'Bamako', 'ML', 12.6392, -8.0029, 'Route de Koulikoro'),
  (4, 'Kayes', 'ML', 14.4469, -11.4445, 'Quartier Liberté'),
  (5, 'Abidjan', 'CI', 5.3600, -4.0083, 'Boulevard de Marseille'),
  (6, 'Bouaké', 'CI', 7.6906, -5.0303, 'Avenue Gabriel Dadié'),
  (7, 'Ouagadougou', 'BF', 12.3714, -1.5197, 'Avenue Kwame Nkrumah'),
  (8, 'Bobo-Dioulasso', 'BF', 11.1771, -4.2979, 'Rue de la Gare'),
  (9, 'Lomé', 'TG', 6.1725, 1.2314, 'Boulevard du Mono'),
  (10, 'Cotonou', 'BJ', 6.3703, 2.3912, 'Avenue Steinmetz'),
  (11, 'Niamey', 'NE', 13.5116, 2.1254, 'Boulevard Mali Béro'),
  (12, 'Conakry', 'GN', 9.6412, -13.5784, 'Route du Niger'),
  (13, 'Ziguinchor', 'SN', 12.5598, -16.2733, 'Rue de Santhiaba'),
  (14, 'Tambacounda', 'SN', 13.7707, -13.6673, 'Avenue Léopold Senghor'),
  (15, 'Sikasso', 'ML', 11.3176, -5.6665, 'Route de Bobo');

create temporary table people (n int primary key, id uuid, role text);
create temporary table fleet (n int primary key, id uuid, owner_id uuid, type text, kg float8,
                              m3 float8);
-- The steps below look these up while they are somebody else.
grant select on cities, people, fleet to public;

-- 1 admin, 5 moderators, 60 transporters, 134 clients.
create function pg_temp.sign_up(i int) returns void language plpgsql as $$
declare
  first_names text[] := '{Awa,Moussa,Fatou,Ibrahim,Aminata,Ousmane,Mariam,Kofi,Adjoa,Sékou,Rokia,Yao,Binta,Abdoulaye,Salimata,Cheikh,Akossiwa,Issa,Hawa,Mamadou}';
  last_names text[] := '{Diop,Traoré,Ouédraogo,Koné,Keïta,Sow,Mensah,Diallo,Coulibaly,Ndiaye,Sawadogo,Kouassi,Barry,Agbessi,Cissé,Touré,Fall}';
  role text := case when i = 0 then 'admin' when i < 6 then 'moderator'
                    when i < 66 then 'transporter' else 'client' end;
  person uuid := md5('socle demo ' || i)::uuid;
  -- Everybody's password is socle-demo; hashed once, because 200 hashes take a minute.
  demo_password text := '$2b$12$SocleDemoSocleDemoSoc.v7CCTC2GyEzdl6dHc45/MptO14Ev7sq';
  home cities := (select c from cities as c where c.n = (i * 7) % 16);
begin
  insert into auth.users (id, email, encrypted_password, phone, raw_user_meta_data) values (
    person, format('%s%s@demo.example', role, lpad((i + 1)::text, 3, '0')), demo_password,
    '+2217' || lpad((60000000 + i * 137)::text, 8, '0'),
    json_build_object('first_name', first_names[1 + i % 20], 'last_name', last_names[1 + i % 17],
                      'city', home.name, 'country', home.country,
                      'locale', case when i % 9 = 8 then 'en' else 'fr' end, 'role', role));
  insert into people values (i, person, role);
  if role in ('admin', 'moderator') then
    perform alogistics.set_role(person, role);
  elsif role = 'transporter' then
    perform alogistics.verify_profile(person);
  else
    insert into alogistics.wallet_transactions (wallet_id, type, amount, description)
    select id, 'credit', 50000000, 'Rechargement Mobile Money' from alogistics.wallets
    where user_id = person;
  end if;
end
$$;

create function pg_temp.register_vehicle(k int) returns void language plpgsql as $$
declare
  owner uuid := (select id from people where n = 6 + k);
  vehicle_type text := (array['truck', 'van', 'trailer', 'truck', 'car', 'moto'])[1 + k % 6];
  kg float8 := case vehicle_type when 'moto' then 80 when 'car' then 400 when 'van' then 1500
                                 when 'truck' then 12000 else 28000 end;
  m3 float8 := case vehicle_type when 'moto' then 0.3 when 'car' then 2 when 'van' then 11
                                 when 'truck' then 45 else 80 end;
  vehicle uuid;
  insurance uuid;
  inspection uuid;
begin
  perform pg_temp.become(owner);
  insert into alogistics.vehicles (owner_id, type, brand, model, plate_number, capacity_kg,
                                   capacity_m3)
  values (owner, vehicle_type::alogistics.vehicle_type,
          (array['Renault', 'Toyota', 'Mercedes-Benz', 'Iveco', 'Peugeot', 'Yamaha'])[1 + k % 6],
          (array['T480', 'HiAce', 'Actros', 'Eurocargo', 'Partner', 'AG200'])[1 + k % 6],
          format('DK-%s-%s', lpad((1000 + k * 37)::text, 4, '0'), chr(65 + k % 26)), kg, m3)
  returning id into vehicle;
  insurance := alogistics.submit_document('insurance', encode(sha256(('insurance ' || k)::bytea), 'hex'), vehicle,
                                          'AXA ' || 4000 + k, current_date + 400 + k);
  inspection := alogistics.submit_document('inspection', encode(sha256(('inspection ' || k)::bytea), 'hex'), vehicle,
                                           'CT ' || 7000 + k, current_date + 380 + k);
  perform pg_temp.become((select id from people where n = 1 + k % 5));
  perform alogistics.approve_document(insurance), alogistics.approve_document(inspection),
          alogistics.verify_vehicle(vehicle);
  perform pg_temp.become(null);
  insert into fleet values (k, vehicle, owner, vehicle_type, kg, m3);
end
$$;

-- Sends a few positions along the way, the last one `share` of it.
create function pg_temp.track(request alogistics.transport_requests, share float8) returns void
language sql as $$
  insert into alogistics.tracking_updates (request_id, lat, lng, speed, heading, status)
  select request.id,
         request.pickup_lat + (request.delivery_lat - request.pickup_lat) * share * step / 3,
         request.pickup_lng + (request.delivery_lng - request.pickup_lng) * share * step / 3,
         50 + step * 5, 90, (array['loaded', 'on the way', 'on the way', 'on the way'])[step + 1]
  from generate_series(0, 3) as step
$$;

-- Request n of 1,000 goes as far as n modulo 20 says: 3 pending, 3 validated, 3 assigned, 3 in
-- progress, 6 completed, 1 rejected, 1 cancelled.
create procedure pg_temp.request(i int) language plpgsql as $$
declare
  stage text := (array['pending', 'completed', 'validated', 'completed', 'assigned', 'in_progress',
    'completed', 'pending', 'rejected', 'validated', 'completed', 'assigned', 'in_progress',
    'completed', 'cancelled', 'pending', 'validated', 'assigned', 'in_progress', 'completed'])[1 + i % 20];
  client uuid := (select id from people where people.n = 66 + (i * 31) % 134);
  moderator uuid := (select id from people where people.n = 1 + i % 5);
  vehicle fleet := (select f from fleet as f where f.n = i % 60);
  origin cities := (select c from cities as c where c.n = (i * 5) % 16);
  target cities := (select c from cities as c
                    where c.n = ((i * 5) + 1 + i % 15) % 16);
  goods text[] := '{Riz en sacs,Ciment,Pièces détachées,Téléphones,Mangues,Textile,Médicaments,Mobilier,Oignons,Coton}';
  kinds text[] := case when vehicle.type = 'moto' then '{standard,express}'
                       when vehicle.type = 'car' then '{standard,express,fragile}'
                       else '{standard,standard,express,fragile,refrigerated,hazardous}' end;
  -- A vehicle's live jobs follow each other: its next slot every four days.
  start timestamptz := date_trunc('hour', now()) + make_interval(days => 1 + 4 * (i / 60));
  request alogistics.transport_requests;
begin
  perform pg_temp.become(client);
  request := alogistics.create_transport_request(
    goods[1 + i % 10], round((vehicle.kg * (0.2 + 0.6 * random()))::numeric, 0)::float8,
    (1 + i % 90) || ' ' || origin.street, origin.name, origin.lat, origin.lng,
    (1 + i % 70) || ' ' || target.street, target.name, target.lat, target.lng,
    start, start + interval '3 days',
    kinds[1 + (i / 7) % array_length(kinds, 1)]::alogistics.transport_type,
    round((vehicle.m3 * (0.1 + 0.7 * random()))::numeric, 2)::float8);
  if stage = 'cancelled' then
    perform alogistics.cancel_transport_request(request.id, 'Marchandise vendue sur place');
  end if;
  if stage in ('pending', 'cancelled') then
    return;
  end if;
  perform pg_temp.become(moderator);
  if stage = 'rejected' then
    perform alogistics.reject_transport_request(request.id, 'Adresse de livraison introuvable');
    return;
  end if;
  -- Every tenth price is the moderator's own.
  perform alogistics.validate_transport_request(request.id,
    price => case when i % 10 = 3 then request.estimated_price + 5000 end);
  if stage = 'validated' then
    return;
  end if;
  perform alogistics.assign_transporter(request.id, vehicle.owner_id, vehicle.id);
  if stage = 'assigned' then
    return;
  end if;
  perform pg_temp.become(client);
  perform alogistics.process_payment(request.id,
    (select final_price from alogistics.transport_requests where id = request.id));
  perform pg_temp.become(vehicle.owner_id);
  perform pg_temp.track(request, case stage when 'completed' then 1 else 0.6 end);
  if stage = 'completed' then
    perform alogistics.complete_transport_request(request.id,
      json_build_object('received_by', 'Magasinier ' || target.name, 'signature_sha256',
        encode(sha256(i::text::bytea), 'hex'))::jsonb);
    perform pg_temp.become(client);
    insert into alogistics.ratings (request_id, score, comment)
    values (request.id, 3 + i % 3, 'Livraison ' || (array['correcte', 'soignée', 'rapide'])[1 + i % 3]);
  end if;
end
$$;

create procedure pg_temp.requests(first int, last int) language plpgsql as $$
begin
  for n in first..last loop
    call pg_temp.request(n);
    perform pg_temp.become(null);
    commit;
  end loop;
end
$$;

\o /dev/null
select pg_temp.sign_up(n) from generate_series(0, 199) as n;
\echo '        200 people'
select pg_temp.register_vehicle(k) from generate_series(0, 59) as k;
\echo '        60 vehicles'
call pg_temp.requests(0, 249);
\echo '        250 of 1,000 requests'
call pg_temp.requests(250, 499);
\echo '        500 of 1,000 requests'
call pg_temp.requests(500, 749);
\echo '        750 of 1,000 requests'
call pg_temp.requests(750, 999);
\echo '        1,000 of 1,000 requests'
\o
