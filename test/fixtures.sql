-- People, vehicles and requests for tests, in a schema of their own. Loaded by a superuser into a
-- database that is thrown away. Everything goes through the public functions.
create schema test;
grant usage on schema test to public;

-- The id of the person, vehicle or request that a test calls by this name.
create function test.id(name text) returns uuid language sql immutable
  return md5('socle test ' || name)::uuid;

-- Acts as this person over the API: claims as a gateway sets them, and the role that
-- socle.pre_request() gives. NULL goes back to the superuser.
create function test.act_as(name text) returns void language plpgsql as $$
begin
  perform set_config('role', 'none', false);
  perform set_config('request.jwt.claims', '', false);
  if name is null then
    return;
  end if;
  perform set_config('request.jwt.claims',
    json_build_object('sub', test.id(name), 'role', 'authenticated')::text, false);
  -- The test of socle.pre_request() itself is over HTTP; its choice lasts for one transaction only.
  perform set_config('role', case when alogistics.is_admin_or_moderator() then 'staff'
                                  else 'authenticated' end, false);
end
$$;

-- Signs up a person; as the superuser, because staff are made by staff.
create function test.sign_up(name text, role text default 'client') returns uuid
language plpgsql as $$
begin
  insert into auth.users (id, email, phone, raw_user_meta_data)
  values (test.id(name), lower(name) || '@example.com', '+22177' || right(abs(hashtext(name))::text, 7),
          json_build_object('first_name', initcap(name), 'last_name', 'Test', 'city', 'Dakar',
                            'country', 'SN', 'role', role));
  if role in ('moderator', 'admin') then
    perform alogistics.set_role(test.id(name), role);
  end if;
  if role = 'transporter' then
    perform alogistics.verify_profile(test.id(name));
  end if;
  return test.id(name);
end
$$;

-- A verified truck with papers for ten years.
create function test.vehicle(name text, owner text, vehicle_type text default 'truck',
                             capacity_kg double precision default 10000) returns uuid
language plpgsql as $$
begin
  insert into alogistics.vehicles (id, owner_id, type, brand, model, plate_number, capacity_kg,
                                   capacity_m3, insurance_expiry, inspection_expiry)
  values (test.id(name), test.id(owner), vehicle_type::alogistics.vehicle_type, 'Renault', 'T480',
          'DK-' || left(test.id(name)::text, 8), capacity_kg, 40,
          current_date + 3650, current_date + 3650);
  perform alogistics.verify_vehicle(test.id(name));
  return test.id(name);
end
$$;

-- Puts money into a person's wallet, as a payment provider's adapter does.
create function test.credit(name text, amount bigint) returns void language sql
begin atomic
  insert into alogistics.wallet_transactions (wallet_id, type, amount, description)
  select id, 'credit', amount, 'test' from alogistics.wallets where user_id = test.id(name);
end;

-- A request from Dakar to Bamako, made by the superuser for the client; day n of the future.
create function test.request(name text, client text default 'client', day integer default 10,
                             weight_kg double precision default 1000) returns uuid
language plpgsql as $$
begin
  insert into alogistics.transport_requests
    (id, client_id, transport_type, cargo_description, cargo_weight_kg, cargo_volume_m3,
     pickup_address, pickup_city, pickup_lat, pickup_lng,
     delivery_address, delivery_city, delivery_lat, delivery_lng, pickup_date, delivery_date)
  values (test.id(name), test.id(client), 'standard', 'Rice in sacks', weight_kg, 2,
     '12 rue Carnot', 'Dakar', 14.6928, -17.4467, 'Marché Rose', 'Bamako', 12.6392, -8.0029,
     date_trunc('day', now()) + make_interval(days => day),
     date_trunc('day', now()) + make_interval(days => day + 2));
  return test.id(name);
end
$$;

-- What a transporter shows of a delivery: who took it, and the hash of the signature.
create function test.proof() returns jsonb language sql immutable as $$
  select '{"received_by": "M. Traoré",
    "signature_sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}'::jsonb
$$;

-- A request that stands at this status, brought there by the functions of each step.
create function test.request_at(name text, status text, day integer default 10) returns uuid
language plpgsql as $$
declare
  request uuid := test.request(name, 'client', day);
begin
  if status = 'pending' then
    return request;
  end if;
  perform alogistics.validate_transport_request(request, test.id('moderator'));
  if status = 'validated' then
    return request;
  end if;
  perform alogistics.assign_transporter(request, test.id('transporter'), test.id('truck'),
                                        test.id('moderator'));
  if status = 'assigned' then
    return request;
  end if;
  perform alogistics.process_payment(request, (select final_price from alogistics.transport_requests
                                               where id = request));
  if status = 'in_progress' then
    return request;
  end if;
  perform alogistics.complete_transport_request(request, test.proof(), 'test');
  return request;
end
$$;

-- The usual people: client, stranger, transporter with a truck, rival with a van, moderator, admin.
create function test.cast_of_characters() returns void language plpgsql as $$
begin
  perform test.sign_up('client');
  perform test.sign_up('stranger');
  perform test.sign_up('transporter', 'transporter');
  perform test.sign_up('rival', 'transporter');
  perform test.sign_up('moderator', 'moderator');
  perform test.sign_up('admin', 'admin');
  perform test.vehicle('truck', 'transporter');
  perform test.vehicle('van', 'rival', 'van', 1500);
  perform test.credit('client', 10000000);
end
$$;
grant execute on all functions in schema test to public;
