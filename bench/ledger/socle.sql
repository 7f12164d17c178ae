-- Ours: people who sign up, and get their wallets and their money as in daily business.
insert into auth.users (id, email, raw_user_meta_data)
  select gen_random_uuid(), format('bench%s@example.com', n),
         json_build_object('first_name', 'Bench', 'last_name', n, 'role', 'client')
  from generate_series(1, :accounts) as n;
insert into alogistics.wallet_transactions (wallet_id, type, amount, description)
  select id, 'credit', :funds, 'bench' from alogistics.wallets order by created_at, id;
-- The platform's account is opened by its first commission.
insert into alogistics.wallet_transactions (wallet_id, type, amount, description)
  select id, 'commission', 1, 'bench' from alogistics.wallets limit 1;
