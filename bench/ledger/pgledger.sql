-- Double entry after the design of pgledger (github.com/pgr0ss/pgledger), written anew for this
-- comparison: text keys with a prefix and a ULID made in the database, numeric amounts, accounts locked
-- in the order of their keys, every line with the balance before and after and the account's version.
create schema pgledger;

-- A uuid v7 with microseconds; PostgreSQL has none of its own before 18.
create function pgledger.new_uuid7() returns uuid language sql volatile as $$
  select encode(substring(int8send(us / 1000) from 3)
                || int2send((x'7000'::integer | (us % 1000 * 4096 / 1000)::integer)::smallint)
                || substring(uuid_send(gen_random_uuid()) from 9), 'hex')::uuid
  from (select (extract(epoch from clock_timestamp()) * 1000000)::bigint as us) as clock
$$;

-- The same as a ULID: 26 characters in Crockford's base 32.
create function pgledger.as_ulid(id uuid) returns text language plpgsql immutable as $$
declare
  alphabet constant bytea := '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  bits constant bit(130) := B'00' || ('x' || encode(uuid_send(id), 'hex'))::bit(128);
  ulid text := '';
begin
  for place in 0..25 loop
    ulid := ulid || chr(get_byte(alphabet, (bits << 5 * place)::bit(5)::integer));
  end loop;
  return ulid;
end
$$;
create function pgledger.new_id(prefix text) returns text language sql volatile as $$
  select prefix || '_' || pgledger.as_ulid(pgledger.new_uuid7())
$$;

create table pgledger.accounts (
  id text primary key default pgledger.new_id('pgla'),
  name text not null,
  currency text not null,
  balance numeric not null default 0,
  version bigint not null default 0,
  may_be_negative boolean not null,
  may_be_positive boolean not null,
  metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create table pgledger.transfers (
  id text primary key default pgledger.new_id('pglt'),
  payer_id text not null references pgledger.accounts (id),
  payee_id text not null references pgledger.accounts (id),
  amount numeric not null,
  created_at timestamptz not null default now(),
  event_at timestamptz not null,
  metadata jsonb,
  check (amount > 0 and payer_id <> payee_id)
);
create index on pgledger.transfers (payer_id);
create index on pgledger.transfers (payee_id);
create index on pgledger.transfers (event_at);
create table pgledger.entries (
  id text primary key default pgledger.new_id('pgle'),
  account_id text not null references pgledger.accounts (id),
  transfer_id text not null references pgledger.transfers (id),
  amount numeric not null,
  balance_before numeric not null,
  balance_after numeric not null,
  account_version bigint not null,
  created_at timestamptz not null default now()
);
create index on pgledger.entries (account_id);
create index on pgledger.entries (transfer_id);

create function pgledger.check_sign(account pgledger.accounts) returns void language plpgsql as $$
begin
  if account.balance < 0 and not account.may_be_negative then
    raise exception 'account % may not be negative', account.id;
  end if;
  if account.balance > 0 and not account.may_be_positive then
    raise exception 'account % may not be positive', account.id;
  end if;
end
$$;

create type pgledger.order_to_pay as (payer_id text, payee_id text, amount numeric);

create function pgledger.transfer_many(orders pgledger.order_to_pay[], event_at timestamptz default null,
                                       metadata jsonb default null)
returns setof pgledger.transfers language plpgsql as $$
declare
  account_ids text[];
  account_id text;
  wanted pgledger.order_to_pay;
  payer pgledger.accounts;
  payee pgledger.accounts;
  transfer_id text;
  transfer_ids text[] := '{}';
begin
  select array_agg(distinct id order by id) into account_ids
  from unnest(orders) as o, lateral (values (o.payer_id), (o.payee_id)) as ids (id);
  foreach account_id in array account_ids loop
    perform from pgledger.accounts as a where a.id = account_id for update;
  end loop;
  foreach wanted in array orders loop
    if wanted.amount <= 0 then
      raise exception 'amount % is not positive', wanted.amount;
    end if;
    if wanted.payer_id = wanted.payee_id then
      raise exception 'account % cannot pay itself', wanted.payer_id;
    end if;
    update pgledger.accounts as a
    set balance = a.balance - wanted.amount, version = a.version + 1, updated_at = now()
    where a.id = wanted.payer_id returning * into payer;
    perform pgledger.check_sign(payer);
    update pgledger.accounts as a
    set balance = a.balance + wanted.amount, version = a.version + 1, updated_at = now()
    where a.id = wanted.payee_id returning * into payee;
    perform pgledger.check_sign(payee);
    if payer.currency <> payee.currency then
      raise exception 'currencies differ: % and %', payer.currency, payee.currency;
    end if;
    insert into pgledger.transfers (payer_id, payee_id, amount, event_at, metadata)
    values (wanted.payer_id, wanted.payee_id, wanted.amount,
            coalesce(transfer_many.event_at, now()), transfer_many.metadata)
    returning id into transfer_id;
    insert into pgledger.entries
      (account_id, transfer_id, amount, balance_before, balance_after, account_version)
    values (payer.id, transfer_id, -wanted.amount, payer.balance + wanted.amount, payer.balance,
            payer.version);
    insert into pgledger.entries
      (account_id, transfer_id, amount, balance_before, balance_after, account_version)
    values (payee.id, transfer_id, wanted.amount, payee.balance - wanted.amount, payee.balance,
            payee.version);
    transfer_ids := transfer_ids || transfer_id;
  end loop;
  return query select * from pgledger.transfers as t where t.id = any (transfer_ids) order by t.id;
end
$$;

create function pgledger.transfer(payer_id text, payee_id text, amount numeric)
returns setof pgledger.transfers language plpgsql as $$
begin
  return query select * from pgledger.transfer_many(
    array[row(payer_id, payee_id, amount)::pgledger.order_to_pay]);
end
$$;

-- Ids that pgbench can put together from a number of twelve digits.
insert into pgledger.accounts (id, name, currency, balance, may_be_negative, may_be_positive)
  select 'pgla_01J00000000000' || 100000000000 + n, 'account ' || n, 'XOF', :funds, false, true
  from generate_series(1, :accounts) as n;
