-- What the ledger counts for. Transfers never change, so they are not counted by triggers, which do not
-- act there, but read behind the ledger by fold_figures(): up to an id, and of the smaller ones later those
-- whose transactions may still have been running. The lines in figures_queue and the position are of one
-- transaction.
create or replace function @schema@.ledger_figures(ids int8multirange)
returns table (at timestamptz, figure text, detail text, currency text, times bigint, total bigint)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  with line as materialized (
    select date_bin('15 minutes', t.created_at, '2000-01-01 00:00+00') as at, t.id, t.kind, a.currency,
           a.kind::text as account, l.amount
    from unnest(ids) as r(ids)
      cross join lateral (
        select n.transfer_id, n.account_id, n.amount from @schema@.ledger_lines as n
        where n.transfer_id >= lower(r.ids) and n.transfer_id < coalesce(upper(r.ids), 9223372036854775807)) as l
      join @schema@.ledger_transfers as t on t.id = l.transfer_id
      join @schema@.ledger_accounts as a on a.id = l.account_id
  )
  select at, 'transfers', kind, currency, count(distinct id), coalesce(sum(amount) filter (where amount > 0), 0)::bigint
  from line group by at, kind, currency
  union all
  select at, case account when 'platform' then 'revenue' else 'penalties' end, kind, currency, count(distinct id),
         sum(amount)::bigint
  from line where account in ('platform', 'penalties') group by at, account, kind, currency
$$;
comment on function @schema@.ledger_figures(int8multirange) is
'What these transfers count for, by their ids: what they moved, and what the platform and the penalties got or gave.
INVOKER; for the functions of the house.';

create or replace function @schema@.figures_waiting()
returns table (at timestamptz, figure text, detail text, currency text, times bigint, total bigint)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select q.at, q.figure, q.detail, q.currency, q.times, q.total from @schema@.figures_queue as q
  union all
  select l.at, l.figure, l.detail, l.currency, l.times, l.total
  from (select coalesce(max(n.last_id), 0) as last_id, coalesce(range_agg(n.open_ids), '{}') as open_ids
        from @schema@.figures_position as n) as p
    cross join lateral @schema@.ledger_figures(p.open_ids + int8multirange(int8range(p.last_id + 1, null))) as l
$$;
comment on function @schema@.figures_waiting() is
'All that is not in figures yet: what waits in figures_queue, and transfers that were not read. INVOKER; for the functions of the house.';
