-- Proof: what the books say of themselves.

create or replace function alogistics.reconcile_business()
returns table ("check" text, object text, expected text, found text)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select 'escrow holds the price while the job runs', 'request ' || r.id,
         case when r.status in ('in_progress', 'disputed') then r.final_price::text
              when r.status in ('validated', 'assigned') then '0 or ' || r.final_price
              else '0' end,
         coalesce(a.balance, 0)::text
  from alogistics.transport_requests as r
    left join alogistics.ledger_accounts as a on a.kind = 'escrow' and a.subject_id = r.id
  where case when r.status in ('in_progress', 'disputed') then coalesce(a.balance, 0) <> r.final_price
             when r.status in ('completed', 'cancelled', 'pending') then coalesce(a.balance, 0) <> 0
             else coalesce(a.balance, 0) not in (0, r.final_price) end
  union all
  select 'escrow has its request', 'account ' || a.id, a.subject_id::text, null
  from alogistics.ledger_accounts as a
    left join alogistics.transport_requests as r on r.id = a.subject_id
  where a.kind = 'escrow' and r.id is null
  union all
  select 'platform holds the commissions', 'request ' || r.id, r.platform_commission::text,
         coalesce(sum(l.amount), 0)::text
  from alogistics.transport_requests as r
    left join alogistics.ledger_transfers as t on t.request_id = r.id and t.kind = 'settlement'
    left join alogistics.ledger_lines as l on l.transfer_id = t.id
      and l.account_id in (select id from alogistics.ledger_accounts where kind = 'platform')
  where r.status = 'completed'
  group by r.id having coalesce(sum(l.amount), 0) <> r.platform_commission
  union all
  select 'commission follows the frozen rate', 'request ' || id,
         round(final_price::numeric * commission_bps / 10000)::text, platform_commission::text
  from alogistics.transport_requests
  where status = 'completed'
    and (platform_commission <> round(final_price::numeric * commission_bps / 10000)
         or platform_commission + transporter_earnings <> final_price)
  union all
  select 'open hold is in its account', 'hold ' || h.id,
         case when h.status = 'open' then h.amount else 0 end::text, coalesce(a.balance, 0)::text
  from alogistics.holds as h
    left join alogistics.ledger_accounts as a on a.kind = 'hold' and a.subject_id = h.id
  where coalesce(a.balance, 0) <> case when h.status = 'open' then h.amount else 0 end
  union all
  select 'open withdrawal is in its account', 'withdrawal ' || w.id,
         case when w.closed_at is null then w.amount + w.fee else 0 end::text, coalesce(a.balance, 0)::text
  from alogistics.withdrawals as w
    left join alogistics.ledger_accounts as a on a.kind = 'payout' and a.subject_id = w.id
  where coalesce(a.balance, 0) <> case when w.closed_at is null then w.amount + w.fee else 0 end
  union all
  select 'hold or payout has its row', 'account ' || a.id, a.subject_id::text, null
  from alogistics.ledger_accounts as a
  where a.kind in ('hold', 'payout')
    and not exists (select from alogistics.holds as h where h.id = a.subject_id)
    and not exists (select from alogistics.withdrawals as w where w.id = a.subject_id)
  union all
  select 'paid top-up was credited once', 'payment intent ' || i.id,
         case when i.status = 'paid' then 1 else 0 end::text, count(t.id)::text
  from alogistics.payment_intents as i
    left join alogistics.ledger_transfers as t on t.kind = 'top_up' and t.request_id = i.id
  group by i.id having count(t.id) <> case when i.status = 'paid' then 1 else 0 end
$$;
comment on function alogistics.reconcile_business() is
'The part of reconcile() that compares accounts with requests, holds, withdrawals and top-ups. INVOKER.';

create or replace function alogistics.reconcile()
returns table ("check" text, object text, expected text, found text)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  -- The lines against each other.
  select 'lines of a transfer sum to zero', 'transfer ' || transfer_id, '0', sum(amount)::text
  from alogistics.ledger_lines group by transfer_id having sum(amount) <> 0
  union all
  select 'transfer has lines', 'transfer ' || t.id, '2 or more', count(l.transfer_id)::text
  from alogistics.ledger_transfers as t
    left join alogistics.ledger_lines as l on l.transfer_id = t.id
  group by t.id having count(l.transfer_id) < 2
  union all
  select 'transfer names an account once', format('transfer %s, account %s', transfer_id, account_id), '1', count(*)::text
  from alogistics.ledger_lines group by transfer_id, account_id having count(*) > 1
  union all
  select 'lines of a transfer are in one currency', 'transfer ' || l.transfer_id, '1', count(distinct a.currency)::text
  from alogistics.ledger_lines as l join alogistics.ledger_accounts as a on a.id = l.account_id
  group by l.transfer_id having count(distinct a.currency) > 1
  union all
  select 'line has its transfer', format('account %s, line %s', l.account_id, l.seq), l.transfer_id::text, null
  from alogistics.ledger_lines as l
    left join alogistics.ledger_transfers as t on t.id = l.transfer_id
  where t.id is null
  union all
  select 'line has its account', format('account %s, line %s', l.account_id, l.seq), l.account_id::text, null
  from alogistics.ledger_lines as l
    left join alogistics.ledger_accounts as a on a.id = l.account_id
  where a.id is null
  union all
  select 'only lines of the house wait', 'account ' || q.account_id, 'platform, penalties, external', a.kind::text
  from alogistics.ledger_queue as q join alogistics.ledger_accounts as a on a.id = q.account_id
  where a.kind not in ('platform', 'penalties', 'external') or (q.amount < 0 and a.kind <> 'external')
  union all
  -- The lines against the balances.
  select 'balance is the sum of its lines', 'account ' || a.id, coalesce(l.total, 0)::text, a.balance::text
  from alogistics.ledger_accounts as a
    left join (select account_id, sum(amount) as total, max(seq) as last_seq, max(created_at) as last_at
               from alogistics.ledger_entries group by account_id) as l on l.account_id = a.id
  where a.balance <> coalesce(l.total, 0) or a.seq <> coalesce(l.last_seq, 0) or a.last_at < l.last_at
  union all
  select 'lines follow each other', format('account %s, line %s', account_id, seq),
         format('line %s, balance %s', before_seq + 1, before_balance + amount),
         format('line %s, balance %s', seq, balance_after)
  from (select account_id, seq, amount, balance_after, created_at,
               coalesce(lag(seq) over w, 0) as before_seq,
               coalesce(lag(balance_after) over w, 0) as before_balance,
               lag(created_at) over w as before_at
        from alogistics.ledger_entries window w as (partition by account_id order by seq)) as lines
  where seq <> before_seq + 1 or balance_after <> before_balance + amount or created_at < before_at
  union all
  select 'balance is not negative', 'account ' || id, '0 or more', balance::text
  from alogistics.ledger_balances where balance < 0 and kind <> 'external'
  union all
  select 'closed wallet is empty', 'account ' || id, '0', balance::text
  from alogistics.ledger_accounts where closed_at is not null and (balance <> 0 or is_active)
  union all
  select 'all accounts sum to zero', currency, '0', sum(balance)::text
  from alogistics.ledger_balances group by currency having sum(balance) <> 0
  union all
  -- The accounts against what they are for.
  select * from alogistics.reconcile_business()
$$;
comment on function alogistics.reconcile() is
'Every difference between lines, balances, escrows, holds, withdrawals and requests; empty when the books are sound.
INVOKER: staff and service_role see all rows, others only their own.';

revoke all on function alogistics.reconcile(), alogistics.reconcile_business() from public;
grant execute on function alogistics.reconcile(), alogistics.reconcile_business() to staff, service_role;
