-- Who asks, who carries and who decides, and jobs of the past: all through our own functions, so that all that
-- belongs to them is there. The ids can be told from a number.
create schema bench;
grant usage on schema bench to public;
create extension pg_prewarm schema bench;
\ir ../cpu.sql

create function bench.key(kind text, n bigint) returns uuid language sql immutable parallel safe
return md5(kind || ' ' || n::text)::uuid;

insert into auth.users (id, email, phone, raw_user_meta_data)
  select bench.key(role, n), format('%s%s@example.com', role, n), '+22177' || 1000000 * length(role) + n,
         json_build_object('first_name', 'Awa', 'last_name', 'Diop ' || n, 'city', 'Dakar', 'country', 'SN', 'role', role)
  from (values ('client', :people), ('transporter', :people), ('moderator', 1)) as roles(role, number),
    generate_series(1, number) as n;
do $$ begin perform alogistics.set_role(bench.key('moderator', 1), 'moderator'); end $$;
select count(alogistics.verify_profile(id)) from alogistics.profiles where role = 'transporter';
insert into alogistics.vehicles (id, owner_id, type, brand, model, plate_number, capacity_kg, capacity_m3,
                                 insurance_expiry, inspection_expiry)
  select bench.key('vehicle', n), bench.key('transporter', n), 'truck', 'Renault', 'T480', 'DK-' || n, 10000, 40,
         current_date + 9000, current_date + 9000
  from generate_series(1, :people) as n;
select count(alogistics.verify_vehicle(id)) from alogistics.vehicles;
insert into alogistics.wallet_transactions (wallet_id, type, amount, description)
  select w.id, 'credit', 100000000000, 'bench'
  from alogistics.wallets as w join alogistics.profiles as p on p.id = w.user_id where p.role = 'client';

-- Each has a log-in, so that the session of a token is checked too.
insert into auth.sessions (id, user_id, salt, expires_at)
  select id, id, sha256(id::text::bytea), now() + interval '1 day' from auth.users;

-- What a job of this number is: each transporter has one every third day from :first_day on.
create function bench.pickup(n bigint) returns timestamptz language sql stable
return date_trunc('day', now()) + (10 + 3 * (n / :people)) * interval '1 day' + interval '8 hours';
create function bench.person(kind text, n bigint) returns uuid language sql stable
return bench.key(kind, 1 + n % :people);
create function bench.proof() returns jsonb language sql immutable
return '{"received_by": "M. Traoré",
  "signature_sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}'::jsonb;

-- One job from beginning to end, by the system.
create function bench.past_job(n bigint) returns void language plpgsql as $$
declare
  request uuid;
begin
  select id into request from alogistics.create_transport_request(
    'Riz brisé en sacs de 50 kg', 1000, '12 rue Carnot', 'Dakar', 14.6928, -17.4467, 'Marché Rose', 'Bamako',
    12.6392, -8.0029, bench.pickup(n), bench.pickup(n) + interval '2 days', 'standard', 2, bench.person('client', n * 7));
  perform alogistics.validate_transport_request(request, bench.key('moderator', 1));
  perform alogistics.assign_transporter(request, bench.person('transporter', n), bench.person('vehicle', n),
                                        bench.key('moderator', 1));
  perform alogistics.process_payment(request, (select final_price from alogistics.transport_requests where id = request));
  perform alogistics.confirm_pickup(request, bench.proof() || '{"notes": "bench"}');
  perform alogistics.complete_transport_request(request, bench.proof(), 'bench');
end
$$;
create procedure bench.past(jobs integer) language plpgsql as $$
begin
  for n in 0 .. jobs - 1 loop
    perform bench.past_job(n);
    if n % 100 = 99 then commit; end if;
  end loop;
end
$$;
call bench.past(:history);

-- As GoTrue's, about 600 bytes.
create function bench.claims(person uuid) returns text language sql stable
return replace('{"iss": "https://bench.supabase.co/auth/v1", "sub": "<person>", "aud": "authenticated", "iat": 1700000000,
  "exp": 4000000000, "email": "somebody@example.com", "phone": "+221770000000", "role": "authenticated", "aal": "aal1",
  "app_metadata": {"provider": "email", "providers": ["email"]}, "user_metadata": {"email": "somebody@example.com",
  "email_verified": true, "first_name": "Somebody", "last_name": "Else", "sub": "<person>", "city": "Dakar", "country": "SN",
  "locale": "fr"}, "amr": [{"method": "password", "timestamp": 1700000000}], "session_id": "<person>",
  "is_anonymous": false}', '<person>', person::text);

-- The people of a job, and what they are to a gateway. PostgreSQL writes a function of this form out where it is called,
-- so who measures jobs does not plan it for each of them.
create function bench.job(n bigint)
returns table (number bigint, client uuid, transporter uuid, vehicle uuid, moderator uuid, pickup timestamptz,
               delivery timestamptz, client_claims text, transporter_claims text, moderator_claims text)
language sql stable
begin atomic
  select job.n, bench.person('client', job.n * 7), bench.person('transporter', job.n), bench.person('vehicle', job.n),
         bench.key('moderator', 1), bench.pickup(job.n), bench.pickup(job.n) + interval '2 days',
         bench.claims(bench.person('client', job.n * 7)), bench.claims(bench.person('transporter', job.n)),
         bench.claims(bench.key('moderator', 1));
end;
-- For clients that do not count together: far behind the numbers of others.
create sequence bench.job_numbers start 100000;
grant usage on sequence bench.job_numbers to public;
grant execute on all functions in schema bench to public;
