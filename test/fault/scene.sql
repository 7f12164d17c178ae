-- The people of the fault test: payer0 … payer7 with money, carrier0 … carrier7 with a truck each, and
-- what the programs need to speak for them and to see what is there.
create extension amcheck;
select test.cast_of_characters();
select test.sign_up('payer' || n), test.credit('payer' || n, 10000000) from generate_series(0, 7) as n;
select test.sign_up('carrier' || n, 'transporter') from generate_series(0, 7) as n;
-- Owns only what a race gives her.
select test.sign_up('thrifty');
select test.vehicle('truck' || n, 'carrier' || n) from generate_series(0, 7) as n;
update alogistics.vehicles set insurance_expiry = 'infinity', inspection_expiry = 'infinity';
insert into alogistics.platform_settings (key, value) values ('withdrawal.daily_cap', '0');
select alogistics.set_payment_provider('wave', 'sixteen bytes at least');
-- So that the accounts of the house are open.
select test.request_at('first', 'completed');
select alogistics.charge_penalty(id, 1, 'first') from alogistics.wallets where user_id = test.id('client');

-- For the rest of the transaction: as this person, or as service_role or anon, as a gateway does. A
-- key goes into the header.
create function test.speak_as(name text, key text default null) returns void language plpgsql as $$
begin
  if key is not null then
    perform set_config('request.headers', json_build_object('idempotency-key', key)::text, true);
  end if;
  if name in ('service_role', 'anon') then
    perform set_config('role', name, true);
  elsif name <> 'postgres' then
    perform set_config('request.jwt.claims',
      json_build_object('sub', test.id(name), 'role', 'authenticated')::text, true);
    perform set_config('role', case when name in ('moderator', 'admin') then 'staff'
                                    else 'authenticated' end, true);
  end if;
end
$$;

-- Requests of this payer with this price, validated; so many share the same days.
create sequence test.day start 1000 increment 3;
create function test.validated_requests(payer text, price bigint, number integer, sharing integer)
returns setof uuid language plpgsql as $$
declare
  day integer;
  request uuid;
begin
  for n in 0 .. number - 1 loop
    day := case when n % sharing = 0 then nextval('test.day') else day end;
    request := test.request(format('day %s, %s', day, n), payer, day);
    perform alogistics.validate_transport_request(request, test.id('moderator'), price);
    return next request;
  end loop;
end
$$;

-- Requests of this payer with this price that carrier0 will carry.
create function test.assigned_requests(payer text, price bigint, number integer) returns setof uuid
language sql as $$
  select r from test.validated_requests(payer, price, number, 1) as r
  where alogistics.assign_transporter(r, test.id('carrier0'), test.id('truck0'), test.id('moderator'))
$$;

-- The wallet of a person; the account that it is, for post_transfer(); an account of the house.
create function test.wallet(name text) returns uuid language sql stable as $$
  select id from alogistics.wallets where user_id = test.id(name)
$$;
create function test.account(name text) returns bigint language sql stable as $$
  select id from alogistics.ledger_accounts where kind = 'wallet' and owner_id = test.id(name)
$$;
create function test.house(house text) returns bigint language sql stable as $$
  select id from alogistics.ledger_accounts where kind::text = house and currency = 'XOF'
$$;

-- All that a client was ever told, as the database has it. crashes.py compares it with what it was
-- told, both ways: what is missing was lost, what is too much was done twice.
create view test.truth as
  select 'balance' as kind, id::text as object, balance::text as found
  from alogistics.ledger_balances where kind in ('wallet', 'platform', 'penalties')
  union all
  select 'wallet is active', public_id::text, is_active::text
  from alogistics.ledger_accounts where kind = 'wallet'
  union all
  select 'request', id::text, concat_ws(' ', status, final_price) from alogistics.transport_requests
  union all
  select 'hold', id::text, concat_ws(' ', status, amount, captured) from alogistics.holds
  union all
  select 'withdrawal', id::text, concat_ws(' ', status, amount, fee) from alogistics.withdrawals
  union all
  select 'top-up', id::text, concat_ws(' ', status, amount) from alogistics.payment_intents
  union all
  select 'transfer', t.id::text, sum(l.amount) filter (where l.amount > 0)::text
  from alogistics.ledger_transfers as t
    join alogistics.ledger_lines as l on l.transfer_id = t.id
  where t.kind in ('transfer', 'penalty', 'reversal')
  group by t.id
  union all
  select 'transfers of a request', r.id::text, count(t.id)::text
  from alogistics.transport_requests as r
    left join alogistics.ledger_transfers as t on t.request_id = r.id
  group by r.id;

-- The posting core writes tables and indexes itself: amcheck compares them.
create function test.damage() returns table (object text, found text) language plpgsql as $$
declare
  relation record;
begin
  for relation in select c.oid, relname, relkind from pg_class as c
                    join pg_am as m on m.oid = c.relam and amname in ('heap', 'btree')
                  where relnamespace = 'alogistics'::regnamespace
                    and (relname like 'ledger%' or relname like 'idempotency%')
  loop
    begin
      object := relation.relname;
      if relation.relkind = 'r' then
        return query select relation.relname::text, msg from verify_heapam(relation.oid);
      else
        perform bt_index_check(relation.oid, heapallindexed => true);
      end if;
    exception when data_corrupted or index_corrupted then
      found := sqlerrm;
      return next;
    end;
  end loop;
end
$$;
grant execute on all functions in schema test to public;
