-- One person, and requests as a gateway makes them, in one session without the network between.
create schema bench;
grant usage on schema bench to authenticator;

\ir ../cpu.sql

-- CPU nanoseconds of each of `count` requests, a transaction each. Without claims it is nobody, from an address.
create procedure bench.requests(claims text, count integer, inout each bigint default 0)
language plpgsql as $$
declare
  began bigint := bench.cpu_ns();
begin
  commit;
  for number in 1 .. count loop
    perform set_config('search_path', 'alogistics', true),
            set_config('request.method', 'POST', true), set_config('request.path', '/rpc/is_admin', true),
            set_config('request.headers', '{"x-forwarded-for": "41.82.10.' || number % 250 || '"}', true),
            set_config('request.jwt.claims', claims, true),
            set_config('role', case when claims = '' then 'anon' else 'authenticated' end, true);
    perform socle.pre_request();
    commit;
  end loop;
  each := (bench.cpu_ns() - began) / count;
end
$$;
grant execute on all routines in schema bench to authenticator, anon, authenticated;
grant usage on schema bench to anon, authenticated;

insert into alogistics.platform_settings (key, value)
select 'limits.' || kind || bound.name, to_jsonb(bound.value)
from unnest(array['reads', 'writes', 'money', 'sign_in', 'anonymous', 'staff']) as kind,
     (values ('_per_hour', 10000000), ('_burst', 1000000)) as bound(name, value);
