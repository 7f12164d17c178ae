-- Functions on row types.

create or replace function alogistics.create_transport_request(
  cargo_description text, cargo_weight_kg double precision,
  pickup_address text, pickup_city text, pickup_lat double precision, pickup_lng double precision,
  delivery_address text, delivery_city text, delivery_lat double precision,
  delivery_lng double precision, pickup_date timestamptz, delivery_date timestamptz,
  transport_type alogistics.transport_type default 'standard',
  cargo_volume_m3 double precision default null, client_uuid uuid default null)
returns alogistics.transport_requests
language sql volatile
set search_path = pg_catalog, pg_temp
as $$
  insert into alogistics.transport_requests (
    client_id, transport_type, cargo_description, cargo_weight_kg, cargo_volume_m3,
    pickup_address, pickup_city, pickup_lat, pickup_lng,
    delivery_address, delivery_city, delivery_lat, delivery_lng, pickup_date, delivery_date)
  values (
    coalesce(client_uuid, socle.uid()), transport_type, cargo_description, cargo_weight_kg,
    cargo_volume_m3, pickup_address, pickup_city, pickup_lat, pickup_lng,
    delivery_address, delivery_city, delivery_lat, delivery_lng, pickup_date, delivery_date)
  returning *
$$;
comment on function alogistics.create_transport_request is
'Asks for a transport and returns the request, priced by the tariff, as pending.
For clients; staff and service_role name the client. INVOKER, guarded by row security and the triggers of the table.

Errors: authentication_required (PT401), account_disabled, not_allowed (PT403), missing_value, invalid_value (PT400).
Source: A-78.';

create or replace function alogistics.reconcile()
returns table ("check" text, object text, expected text, found text)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select 'lines of a transfer sum to zero', 'transfer ' || transfer_id, '0', sum(amount)::text
  from alogistics.ledger_entries group by transfer_id having sum(amount) <> 0
  union all
  select 'transfer has lines', 'transfer ' || t.id, '2 or more', count(e.transfer_id)::text
  from alogistics.ledger_transfers as t
    left join alogistics.ledger_entries as e on e.transfer_id = t.id
  group by t.id having count(e.transfer_id) < 2
  union all
  select 'line has its transfer', format('account %s, line %s', e.account_id, e.seq), e.transfer_id::text, null
  from alogistics.ledger_entries as e
    left join alogistics.ledger_transfers as t on t.id = e.transfer_id
  where t.id is null
  union all
  select 'line has its account', format('account %s, line %s', e.account_id, e.seq), e.account_id::text, null
  from alogistics.ledger_entries as e
    left join alogistics.ledger_accounts as a on a.id = e.account_id
  where a.id is null
  union all
  select 'balance is the sum of its lines', 'account ' || a.id, coalesce(l.total, 0)::text, a.balance::text
  from alogistics.ledger_accounts as a
    left join (select account_id, sum(amount) as total, max(seq) as last_seq
               from alogistics.ledger_entries group by account_id) as l on l.account_id = a.id
  where a.balance <> coalesce(l.total, 0) or a.seq <> coalesce(l.last_seq, 0)
  union all
  select 'lines follow each other', format('account %s, line %s', account_id, seq),
         format('line %s, balance %s', before_seq + 1, before_balance + amount),
         format('line %s, balance %s', seq, balance_after)
  from (select account_id, seq, amount, balance_after,
               coalesce(lag(seq) over w, 0) as before_seq,
               coalesce(lag(balance_after) over w, 0) as before_balance
        from alogistics.ledger_entries window w as (partition by account_id order by seq)) as lines
  where seq <> before_seq + 1 or balance_after <> before_balance + amount
  union all
  select 'all accounts sum to zero', currency, '0', sum(balance)::text
  from alogistics.ledger_accounts group by currency having sum(balance) <> 0
  union all
  select 'escrow holds the price while the job runs', 'request ' || r.id,
         case when r.status in ('in_progress', 'disputed') then r.final_price::text
              when r.status in ('validated', 'assigned') then '0 or ' || r.final_price
              else '0' end,
         coalesce(a.balance, 0)::text
  from alogistics.transport_requests as r
    left join alogistics.ledger_accounts as a on a.request_id = r.id
  where case when r.status in ('in_progress', 'disputed') then coalesce(a.balance, 0) <> r.final_price
             when r.status in ('completed', 'cancelled', 'pending') then coalesce(a.balance, 0) <> 0
             else coalesce(a.balance, 0) not in (0, r.final_price) end
  union all
  select 'platform holds the commissions', 'request ' || r.id, r.platform_commission::text,
         coalesce(sum(e.amount), 0)::text
  from alogistics.transport_requests as r
    left join alogistics.ledger_transfers as t on t.request_id = r.id and t.kind = 'settlement'
    left join alogistics.ledger_entries as e on e.transfer_id = t.id
      and e.account_id in (select id from alogistics.ledger_accounts where kind = 'platform')
  where r.status = 'completed'
  group by r.id having coalesce(sum(e.amount), 0) <> r.platform_commission
$$;
comment on function alogistics.reconcile() is
'Every difference between lines, balances, escrows and requests; empty when the books are sound.
INVOKER: staff and service_role see all rows, others only their own.';

revoke all on function
  alogistics.create_transport_request(text, double precision, text, text, double precision,
    double precision, text, text, double precision, double precision, timestamptz, timestamptz,
    alogistics.transport_type, double precision, uuid),
  alogistics.reconcile(), alogistics.transactions(alogistics.wallets), alogistics.stamp_read()
  from public;
grant execute on function
  alogistics.create_transport_request(text, double precision, text, text, double precision,
    double precision, text, text, double precision, double precision, timestamptz, timestamptz,
    alogistics.transport_type, double precision, uuid)
  to authenticated, staff, service_role;
grant execute on function alogistics.transactions(alogistics.wallets) to authenticated, staff, service_role;
grant execute on function alogistics.reconcile() to staff, service_role;
