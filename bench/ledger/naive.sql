-- Single entry, as it is written on Supabase: a table of wallets, a table of movements, and a function
-- that locks the wallet, looks, changes it and writes the movement down. Nothing says that what one
-- wallet lost another one got.
create schema naive;
create table naive.wallets (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null unique,
  balance numeric(14, 2) not null default 0,
  currency text not null default 'XOF',
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create table naive.wallet_transactions (
  id uuid primary key default gen_random_uuid(),
  wallet_id uuid not null references naive.wallets (id),
  type text not null check (type in ('credit', 'debit', 'penalty', 'commission', 'refund', 'withdrawal')),
  amount numeric(14, 2) not null,
  balance_before numeric(14, 2) not null,
  balance_after numeric(14, 2) not null,
  related_request_id uuid,
  description text,
  created_at timestamptz not null default now()
);
-- An app lists the movements of one wallet.
create index on naive.wallet_transactions (wallet_id);

create function naive.debit_wallet(p_wallet_id uuid, p_amount numeric, p_description text)
returns uuid language plpgsql security definer as $$
declare
  v_wallet naive.wallets;
  v_transaction_id uuid;
begin
  if p_amount <= 0 then
    raise exception 'Amount must be positive';
  end if;
  select * into v_wallet from naive.wallets where id = p_wallet_id for update;
  if not found then
    raise exception 'Wallet not found';
  end if;
  if not v_wallet.is_active then
    raise exception 'Wallet is blocked';
  end if;
  if v_wallet.balance < p_amount then
    raise exception 'Insufficient balance';
  end if;
  update naive.wallets set balance = balance - p_amount, updated_at = now() where id = p_wallet_id;
  insert into naive.wallet_transactions
    (wallet_id, type, amount, balance_before, balance_after, description)
  values (p_wallet_id, 'debit', p_amount, v_wallet.balance, v_wallet.balance - p_amount, p_description)
  returning id into v_transaction_id;
  return v_transaction_id;
end
$$;

create function naive.credit_wallet(p_wallet_id uuid, p_amount numeric, p_description text)
returns uuid language plpgsql security definer as $$
declare
  v_wallet naive.wallets;
  v_transaction_id uuid;
begin
  if p_amount <= 0 then
    raise exception 'Amount must be positive';
  end if;
  select * into v_wallet from naive.wallets where id = p_wallet_id for update;
  if not found then
    raise exception 'Wallet not found';
  end if;
  if not v_wallet.is_active then
    raise exception 'Wallet is blocked';
  end if;
  update naive.wallets set balance = balance + p_amount, updated_at = now() where id = p_wallet_id;
  insert into naive.wallet_transactions
    (wallet_id, type, amount, balance_before, balance_after, description)
  values (p_wallet_id, 'credit', p_amount, v_wallet.balance, v_wallet.balance + p_amount, p_description)
  returning id into v_transaction_id;
  return v_transaction_id;
end
$$;

-- Ids that pgbench can put together from a number of twelve digits.
insert into naive.wallets (id, user_id, balance)
  select ('00000000-0000-4000-8000-' || 100000000000 + n)::uuid, gen_random_uuid(), :funds
  from generate_series(1, :accounts) as n;
