--! include shared/audit_anomalies.sql

create or replace view alogistics.unusual_withdrawals with (security_invoker = true) as
  with rule as (
    select (select s.value::bigint from alogistics.settings() as s where s.key = 'withdrawal.unusual_factor') as factor,
           (select s.value::bigint from alogistics.settings() as s where s.key = 'withdrawal.unusual_count') as count,
           (select s.value::bigint from alogistics.settings() as s where s.key = 'withdrawal.unusual_hours')
             * interval '1 hour' as span,
           (select s.value::bigint from alogistics.settings() as s where s.key = 'withdrawal.unusual_days')
             * interval '1 day' as shown)
  select w.id, w.requested_at, w.user_id,
         (select concat_ws(' ', p.first_name, p.last_name) from alogistics.profiles as p where p.id = w.user_id) as user_name,
         w.wallet_id, w.amount, w.currency, w.status, w.destination, f.findings
  from alogistics.withdrawals as w
    cross join lateral (
      select avg(e.amount) filter (where e.status = 'settled' and e.currency = w.currency) as usual_amount,
             bool_and(e.destination <> w.destination) filter (where e.status not in ('failed', 'cancelled'))
               as is_elsewhere,
             max(e.requested_at) as last_at
      from alogistics.withdrawals as e
      where e.user_id = w.user_id and e.requested_at < w.requested_at) as earlier
    cross join lateral (
      select count(*) as count
      from alogistics.withdrawals as n
      where n.user_id = w.user_id and n.requested_at <= w.requested_at
        and n.requested_at > w.requested_at - (select r.span from rule as r)) as lately
    cross join lateral (
      select max(a.created_at) as at
      from alogistics.audit_logs as a
      where a.action = 'auth.password_changed' and a.user_id = w.user_id and a.created_at <= w.requested_at
        and a.created_at > w.requested_at - (select r.span from rule as r)) as password
    cross join lateral (
      select array_remove(array[
        case when w.amount > earlier.usual_amount * (select r.factor from rule as r) then 'large' end,
        case when lately.count >= (select r.count from rule as r) then 'frequent' end,
        case when earlier.is_elsewhere then 'new_destination' end,
        case when password.at > coalesce(earlier.last_at, '-infinity') then 'after_password_change' end],
        null) as findings) as f
  where f.findings <> '{}'
    and (w.closed_at is null or w.requested_at > now() - (select r.shown from rule as r))
    and (current_user <> 'staff' or (select alogistics.is_admin()));
comment on view alogistics.unusual_withdrawals is
'Withdrawals that are unlike those that the person asked for before: open ones, and those of the last withdrawal.unusual_days.
For admins. Order: requested_at, id, from the end. Source: A-53.';
comment on column alogistics.unusual_withdrawals.id is 'For approve_withdrawal() and cancel_withdrawal().';
comment on column alogistics.unusual_withdrawals.requested_at is 'When.';
comment on column alogistics.unusual_withdrawals.user_id is 'Whose money it is.';
comment on column alogistics.unusual_withdrawals.user_name is 'First and last name.';
comment on column alogistics.unusual_withdrawals.wallet_id is 'In wallets.';
comment on column alogistics.unusual_withdrawals.amount is 'Minor units.';
comment on column alogistics.unusual_withdrawals.currency is 'ISO 4217.';
comment on column alogistics.unusual_withdrawals.status is 'Where it stands.';
comment on column alogistics.unusual_withdrawals.destination is 'Where to.';
comment on column alogistics.unusual_withdrawals.findings is
'large: above withdrawal.unusual_factor times the average of the settled ones before it. frequent: with it, withdrawal.unusual_count
within withdrawal.unusual_hours. new_destination: there were earlier ones, all to other destinations. after_password_change: the
first since the password was changed, within withdrawal.unusual_hours.';
grant select on alogistics.unusual_withdrawals to staff, service_role;
