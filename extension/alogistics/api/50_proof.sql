-- Proof: what the books say of themselves, and of the business.
--! include shared/ledger_proof.sql

create or replace function alogistics.reconcile_business()
returns table ("check" text, object text, expected text, found text)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select 'escrow holds the price while the job runs', 'request ' || r.id,
         case when 'in_progress' in (r.status, r.disputed_from) then (r.final_price - r.advance_paid)::text
              when r.status in ('validated', 'assigned') then '0 or ' || r.final_price
              else '0' end,
         coalesce(a.balance, 0)::text
  from alogistics.transport_requests as r
    left join alogistics.ledger_accounts as a on a.kind = 'escrow' and a.subject_id = r.id
  where case when 'in_progress' in (r.status, r.disputed_from) then coalesce(a.balance, 0) <> r.final_price - r.advance_paid
             when r.status in ('completed', 'cancelled', 'pending', 'disputed') then coalesce(a.balance, 0) <> 0
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
    left join alogistics.ledger_transfers as t on t.request_id = r.id and t.kind in ('settlement', 'resolution')
    left join alogistics.ledger_lines as l on l.transfer_id = t.id
      and l.account_id in (select id from alogistics.ledger_accounts where kind = 'platform')
  where r.status = 'completed'
  group by r.id having coalesce(sum(l.amount), 0) <> r.platform_commission
  union all
  select 'advance was paid out', 'request ' || r.id, r.advance_paid::text,
         coalesce(sum(l.amount), 0)::text
  from alogistics.transport_requests as r
    left join alogistics.ledger_transfers as t on t.request_id = r.id and t.kind = 'advance'
    left join alogistics.ledger_lines as l on l.transfer_id = t.id and l.amount > 0
  where r.pickup_confirmed_at is not null
  group by r.id having coalesce(sum(l.amount), 0) <> r.advance_paid
  union all
  select 'penalty was charged', 'request ' || p.request_id, sum(p.charged)::text,
         (select coalesce(sum(l.amount), 0) from alogistics.ledger_transfers as t
            join alogistics.ledger_lines as l on l.transfer_id = t.id and l.amount > 0
          where t.request_id = p.request_id and t.kind = 'job_penalty')::text
  from alogistics.job_penalties as p
  group by p.request_id
  having sum(p.charged) <> (select coalesce(sum(l.amount), 0) from alogistics.ledger_transfers as t
                              join alogistics.ledger_lines as l on l.transfer_id = t.id and l.amount > 0
                            where t.request_id = p.request_id and t.kind = 'job_penalty')
  union all
  select 'commission follows the frozen rate', 'request ' || id,
         round(final_price::numeric * commission_bps / 10000)::text, platform_commission::text
  from alogistics.transport_requests
  where status = 'completed'
    and (platform_commission <> round(final_price::numeric * commission_bps / 10000)
         or platform_commission + transporter_earnings <> final_price)
  union all
  select 'disputed request has its dispute', 'request ' || coalesce(r.id, d.request_id),
         coalesce(r.disputed_from::text, 'not disputed'), coalesce(d.disputed_from::text, 'no open dispute')
  from (select id, disputed_from from alogistics.transport_requests where status = 'disputed') as r
    full join (select request_id, disputed_from from alogistics.disputes where status <> 'resolved') as d
      on d.request_id = r.id
  where r.disputed_from is distinct from d.disputed_from
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

create or replace function alogistics.recount_ratings()
returns table ("check" text, object text, expected text, found text)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select 'ratings of a person add up', 'profile ' || p.id,
         format('%s ratings, %s', coalesce(r.count, 0), coalesce(r.sum, 0)),
         format('%s ratings, %s', p.rating_count, p.rating_sum)
  from alogistics.profiles as p
    left join (select rated_id, count(*), sum(score) from alogistics.ratings
               where published and is_visible group by rated_id) as r on r.rated_id = p.id
  where (p.rating_count, p.rating_sum) <> (coalesce(r.count, 0), coalesce(r.sum, 0))
$$;
comment on function alogistics.recount_ratings() is
'Every profile whose count and sum of ratings are not those of the ratings that are published and not hidden.
INVOKER: for staff and service_role. Source: A-38.';

create or replace function alogistics.reconcile()
returns table ("check" text, object text, expected text, found text)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select * from alogistics.reconcile_ledger()
  union all
  select * from alogistics.reconcile_business()
  union all
  select * from alogistics.recount_ratings()
$$;
comment on function alogistics.reconcile() is
'Every difference between lines, balances, escrows, holds, withdrawals, top-ups, requests, disputes and ratings; empty when the books are sound.
INVOKER: staff and service_role see all rows, others only their own.';

revoke all on function alogistics.reconcile(), alogistics.reconcile_business(), alogistics.recount_ratings() from public;
grant execute on function alogistics.reconcile(), alogistics.reconcile_business(), alogistics.recount_ratings()
  to staff, service_role;
