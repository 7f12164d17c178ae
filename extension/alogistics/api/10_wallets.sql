-- The face of the ledger: the source's tables, as views that obey the reader's own rights. They are
-- replaced and not dropped, because a user's own views may stand on them.
create or replace view alogistics.wallets with (security_invoker = true) as
  select public_id as id, owner_id as user_id, balance, currency, is_active, created_at,
         last_at as updated_at, closed_at, state_reason
  from alogistics.ledger_accounts
  where kind = 'wallet';
comment on view alogistics.wallets is
'Wallets with their balances. People read their own, staff all. Only movements change a balance. Source: A-11.';
comment on column alogistics.wallets.id is 'Key.';
comment on column alogistics.wallets.user_id is 'The person.';
comment on column alogistics.wallets.balance is 'Minor units of the currency; XOF has none, so 1 is 1 FCFA.';
comment on column alogistics.wallets.currency is 'ISO 4217.';
comment on column alogistics.wallets.is_active is 'A frozen wallet refuses every movement.';
comment on column alogistics.wallets.created_at is 'When it was opened.';
comment on column alogistics.wallets.updated_at is 'Time of the last movement.';
comment on column alogistics.wallets.closed_at is 'When it was closed, for good.';
comment on column alogistics.wallets.state_reason is 'Why it was frozen, released or closed.';

create or replace view alogistics.wallet_transactions with (security_invoker = true) as
  select (lpad(to_hex(e.account_id), 16, '0') || lpad(to_hex(e.seq), 16, '0'))::uuid as id,
         a.public_id as wallet_id, e.type, abs(e.amount) as amount,
         e.balance_after - e.amount as balance_before, e.balance_after,
         t.request_id as related_request_id, t.reason as description, e.seq, e.created_at
  from alogistics.ledger_accounts as a
    join alogistics.ledger_entries as e on e.account_id = a.id
    join alogistics.ledger_transfers as t on t.id = e.transfer_id
  where a.kind = 'wallet';
comment on view alogistics.wallet_transactions is
'Every movement of every wallet. People read their own, staff all; nobody changes one.
An INSERT by service_role posts the movement through the ledger against the world outside (credit, debit, withdrawal),
the penalties account (penalty) or the platform (commission, refund). Source: A-15 … A-18.';
comment on column alogistics.wallet_transactions.id is 'Made of wallet and seq.';
comment on column alogistics.wallet_transactions.wallet_id is 'In wallets.';
comment on column alogistics.wallet_transactions.type is 'credit, debit, penalty, commission, refund or withdrawal.';
comment on column alogistics.wallet_transactions.amount is 'Minor units, without sign: balance_after tells the direction.';
comment on column alogistics.wallet_transactions.balance_before is 'Equals balance_after of seq − 1.';
comment on column alogistics.wallet_transactions.balance_after is 'Minor units.';
comment on column alogistics.wallet_transactions.related_request_id is 'The transport request, or the top-up, that it is for.';
comment on column alogistics.wallet_transactions.description is 'For people.';
comment on column alogistics.wallet_transactions.seq is '1, 2, 3 … without gap in each wallet.';
comment on column alogistics.wallet_transactions.created_at is 'Grows with seq.';
create or replace trigger update_wallet_balance instead of insert on alogistics.wallet_transactions
  for each row execute function alogistics.update_wallet_balance();
create or replace trigger append_only instead of update or delete on alogistics.wallet_transactions
  for each row execute function alogistics.deny_change();

create or replace view alogistics.ledger_lines with (security_invoker = true) as
  select account_id, seq, transfer_id, amount, balance_after, type, created_at
  from alogistics.ledger_entries
  union all
  select account_id, null, transfer_id, amount, null, type, created_at
  from alogistics.ledger_queue;
comment on view alogistics.ledger_lines is
'All lines of all transfers, those that wait for their number too. People read their own, staff all.';
comment on column alogistics.ledger_lines.account_id is 'In ledger_accounts.';
comment on column alogistics.ledger_lines.seq is 'NULL while it waits.';
comment on column alogistics.ledger_lines.transfer_id is 'In ledger_transfers.';
comment on column alogistics.ledger_lines.amount is 'Minor units, signed.';
comment on column alogistics.ledger_lines.balance_after is 'NULL while it waits.';
comment on column alogistics.ledger_lines.type is 'For people.';
comment on column alogistics.ledger_lines.created_at is 'When.';

create or replace view alogistics.ledger_balances with (security_invoker = true) as
  select a.id, a.kind, a.currency,
         (a.balance + coalesce((select sum(q.amount) from alogistics.ledger_queue as q
                                where q.account_id = a.id
                                  and a.kind in ('platform', 'penalties', 'external')), 0))::bigint as balance,
         a.is_active, a.owner_id, a.subject_id
  from alogistics.ledger_accounts as a;
comment on view alogistics.ledger_balances is
'What each account holds at this moment, waiting lines included. People read their own, staff all.';
comment on column alogistics.ledger_balances.id is 'In ledger_accounts.';
comment on column alogistics.ledger_balances.kind is 'Whose money it is.';
comment on column alogistics.ledger_balances.currency is 'ISO 4217.';
comment on column alogistics.ledger_balances.balance is 'Minor units.';
comment on column alogistics.ledger_balances.is_active is 'False if frozen or closed.';
comment on column alogistics.ledger_balances.owner_id is 'The person, for a wallet.';
comment on column alogistics.ledger_balances.subject_id is 'What it holds money for.';

create or replace function alogistics.transactions(wallet alogistics.wallets)
returns setof alogistics.wallet_transactions
language sql stable rows 100
set search_path = pg_catalog, pg_temp
as $$
  select * from alogistics.wallet_transactions where wallet_id = wallet.id
$$;
comment on function alogistics.transactions(alogistics.wallets) is
'The movements of a wallet, to be embedded: GET /wallets?select=*,transactions(*). INVOKER, guarded by row security.';
