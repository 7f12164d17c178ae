-- Figures, recounted from the rows, and corrected. docs/figures.md.

create or replace function alogistics.figures_counted()
returns table (at timestamptz, figure text, detail text, currency text, times bigint, total bigint)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select f.* from alogistics.profiles as p
    cross join lateral alogistics.profile_figures(p.created_at, p.role::text, p.is_verified, p.is_active) as f
  union all
  select f.* from alogistics.transport_requests as r
    cross join lateral alogistics.request_figures(
      r.created_at, r.validated_at, r.assigned_at, r.paid_at, r.completed_at, r.cancelled_at, r.delivery_date,
      r.status::text, r.currency, r.final_price, r.platform_commission) as f
  union all
  select f.* from alogistics.disputes as d
    cross join lateral alogistics.dispute_figures(
      d.created_at, d.resolved_at, d.status::text, d.category, d.outcome::text, d.refund, d.currency) as f
  union all
  select f.* from alogistics.ratings as r
    cross join lateral alogistics.rating_figures(r.created_at, r.score, r.published, r.is_visible) as f
  union all
  select * from alogistics.ledger_figures('{[1,)}')
$$;
comment on function alogistics.figures_counted() is
'What every row of the business and the ledger counts for, one by one: the recount. INVOKER; for the functions of the house.';

create or replace function alogistics.compare_figures()
returns table (span text, at timestamptz, figure text, detail text, currency text, times bigint, total bigint,
               counted_times bigint, counted_total bigint)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  with spans(span) as (select unnest(enum_range(null::alogistics.figure_span))),
  waiting as materialized (
    select s.span, case s.span when 'quarter' then q.at when 'ever' then '-infinity'
                               else date_trunc(s.span::text, q.at, 'UTC') end as at, q.figure, q.detail, q.currency, q.times, q.total
    from alogistics.figures_waiting() as q cross join spans as s
  ), kept as (
    select n.span, n.at, n.figure, n.detail, n.currency, sum(n.times)::bigint as times, sum(n.total)::bigint as total
    from (select f.span, f.at, f.figure, f.detail, f.currency, f.times, f.total from alogistics.figures as f
          union all select * from waiting) as n
    group by n.span, n.at, n.figure, n.detail, n.currency having sum(n.times) <> 0 or sum(n.total) <> 0
  ), quarters as materialized (
    select c.at, c.figure, c.detail, c.currency, sum(c.times)::bigint as times, sum(c.total)::bigint as total
    from alogistics.figures_counted() as c group by c.at, c.figure, c.detail, c.currency
  ), counted as (
    select s.span, case s.span when 'quarter' then q.at when 'ever' then '-infinity'
                               else date_trunc(s.span::text, q.at, 'UTC') end as at, q.figure, q.detail, q.currency,
           sum(q.times)::bigint as times, sum(q.total)::bigint as total
    from quarters as q cross join spans as s
    group by 1, 2, 3, 4, 5 having sum(q.times) <> 0 or sum(q.total) <> 0
  )
  select span::text, at, figure, detail, currency, coalesce(k.times, 0), coalesce(k.total, 0),
         coalesce(c.times, 0), coalesce(c.total, 0)
  from kept as k full join counted as c using (span, at, figure, detail, currency)
  where (k.times, k.total) is distinct from (c.times, c.total)
$$;
comment on function alogistics.compare_figures() is
'The work of figures_differ(). INVOKER; for the functions of the house.';

-- The lock keeps who folds away, and others who correct; who counts goes on. A statement sees what
-- somebody changed and what he wrote of it, or neither.
create or replace function alogistics.correct_figures()
returns void
language sql volatile
set search_path = pg_catalog, pg_temp
as $$
  insert into alogistics.figures_position default values on conflict do nothing;
  select from alogistics.figures_position for update;
  insert into alogistics.figures_queue (at, figure, detail, currency, times, total)
    select at, figure, detail, currency, counted_times - times, counted_total - total
    from alogistics.compare_figures() where span = 'quarter';
  -- What is still wrong now are days and months that are not the sums of their quarters.
  insert into alogistics.figures as f (span, at, figure, detail, currency, times, total)
    select d.span::alogistics.figure_span, d.at, d.figure, d.detail, d.currency, d.counted_times - d.times,
           d.counted_total - d.total
    from alogistics.compare_figures() as d
    on conflict (span, at, figure, detail, currency)
      do update set times = f.times + excluded.times, total = f.total + excluded.total;
$$;
comment on function alogistics.correct_figures() is
'The work of rebuild_figures(). INVOKER; for the functions of the house.';

-- What was there before the triggers, or counts otherwise since this version.
do $$
begin
  if exists (select from alogistics.compare_figures()) then
    perform alogistics.correct_figures();
  end if;
end
$$;

revoke all on function alogistics.figures_counted(), alogistics.compare_figures(), alogistics.correct_figures() from public;
