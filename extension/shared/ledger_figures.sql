-- What the ledger counts for. Transfers never change, so they are not counted by triggers, which do not
-- act there, but read behind the ledger by fold_figures(): up to an id, and of the smaller ones later those
-- whose transactions may still have been running. The lines in figures_queue and the position are of one
-- transaction.
create or replace function @schema@.ledger_figures(ids int8multirange)
returns table (at timestamptz, figure text, detail text, currency text, times bigint, total bigint)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  -- The lines of each range by the index on transfers, the transfer and the account of each by their keys: the
  -- planner would read them all, because it does not know that the ids are few.
  with line as materialized (
    select date_bin('15 minutes', t.created_at, '2000-01-01 00:00+00') as at, n.transfer_id as id, t.kind, a.currency,
           a.kind as account, n.amount
    from unnest(ledger_figures.ids) as r(ids)
      cross join lateral (
        select l.transfer_id, l.account_id, l.amount from @schema@.ledger_lines as l
        where l.transfer_id >= lower(r.ids) and l.transfer_id < coalesce(upper(r.ids), 9223372036854775807)
        offset 0) as n
      cross join lateral (
        select f.kind, f.created_at from @schema@.ledger_transfers as f where f.id = n.transfer_id offset 0) as t
      cross join lateral (
        select c.kind::text, c.currency from @schema@.ledger_accounts as c where c.id = n.account_id offset 0) as a
  )
  select line.at, 'transfers', line.kind, line.currency, count(distinct line.id),
         coalesce(sum(line.amount) filter (where line.amount > 0), 0)::bigint
  from line group by line.at, line.kind, line.currency
  union all
  select line.at, case line.account when 'platform' then 'revenue' else 'penalties' end, line.kind, line.currency,
         count(distinct line.id), sum(line.amount)::bigint
  from line where line.account in ('platform', 'penalties') group by line.at, line.account, line.kind, line.currency
$$;
comment on function @schema@.ledger_figures(int8multirange) is
'What these transfers count for, by their ids: what they moved, and what the platform and the penalties got or gave.
INVOKER; for the functions of the house.';

create or replace function @schema@.figures_waiting()
returns table (at timestamptz, figure text, detail text, currency text, times bigint, total bigint)
language sql stable
begin atomic
  select q.at, q.figure, q.detail, q.currency, q.times, q.total from @schema@.figures_queue as q
  union all
  select l.at, l.figure, l.detail, l.currency, l.times, l.total
  from (select coalesce(max(n.last_id), 0) as last_id, coalesce(range_agg(n.open_ids), '{}') as open_ids
        from @schema@.figures_position as n) as p
    cross join lateral @schema@.ledger_figures(p.open_ids + int8multirange(int8range(p.last_id + 1, null))) as l;
end;
comment on function @schema@.figures_waiting() is
'All that is not in figures yet: what waits in figures_queue, and transfers that were not read. INVOKER; for the functions of the house.';
