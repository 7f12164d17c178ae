-- One line for each: how many transfers it has written down, and how many accounts (ours: differences
-- that reconcile() names) are wrong. A rival that skips work would win for nothing.
select 'one', (select count(*) from one.rows), 0
union all
select 'bare', (select count(*) from bare.transfers),
  (select count(*) from bare.accounts as a
     left join (select account_id, sum(amount) as total, count(*) as lines
                from bare.entries group by account_id) as e on e.account_id = a.id
   where a.balance <> :funds + coalesce(e.total, 0) or a.seq <> coalesce(e.lines, 0))
union all
select 'naive', (select count(*) from naive.wallet_transactions where type = 'debit'),
  (select count(*) from naive.wallets as w
     left join (select wallet_id, sum(balance_after - balance_before) as total
                from naive.wallet_transactions group by wallet_id) as t on t.wallet_id = w.id
   where w.balance <> :funds + coalesce(t.total, 0))
union all
select 'pgledger', (select count(*) from pgledger.transfers),
  (select count(*) from pgledger.accounts as a
     left join (select account_id, sum(amount) as total, count(*) as lines
                from pgledger.entries group by account_id) as e on e.account_id = a.id
   where a.balance <> :funds + coalesce(e.total, 0) or a.version <> coalesce(e.lines, 0))
union all
select 'socle', (select count(*) from alogistics.ledger_transfers where reason is distinct from 'bench'),
  (select count(*) from alogistics.reconcile());
