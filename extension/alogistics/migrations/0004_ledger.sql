-- Money: a double-entry ledger in a narrow shape. wallets and wallet_transactions are views over it
-- (api/10_wallets.sql). Source: A-11 … A-18, design §5.
--! include shared/ledger.sql
alter table alogistics.ledger_accounts
  add constraint accounts_owner_fkey foreign key (owner_id) references alogistics.profiles (id);

create trigger create_wallet_on_profile after insert on alogistics.profiles
  for each row execute function alogistics.create_user_wallet();
