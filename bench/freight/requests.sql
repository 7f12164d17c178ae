-- :requests requests of the last two years, in the order in which they were made. The last fiftieth is
-- what is going on: of a hundred of these 20 wait for a moderator, 20 for a transporter, 15 for money,
-- 40 are under way and 5 disputed. What is older is completed, or (1 of 20) cancelled.
-- Client 1 asks for 1 in 50, and transporter 1 carried as many. Of those that are going on, each has a transporter of its own, as long as there are enough vehicles.
set session_replication_role = replica;
call bench.unindex('alogistics.transport_requests');

with numbered as (
  select n, case when bench.pick(n, 9, 50) = 0 then 1 else bench.pick(n, 10, :clients) + 1 end as client, bench.pick(n, 11, 100) as chance,
         n > :requests - :requests / 50 as is_recent,
         now() - (:requests - n) * (interval '730 days' / :requests) as created_at
  from generate_series(1, :requests) as n
), placed as (
  select *, case when is_recent then 1 + n % :vehicles
                 when bench.pick(n, 8, 50) = 0 then 1 else 1 + bench.pick(n, 12, :vehicles) end as carrier,
    case when not is_recent then case when chance < 5 then 'cancelled' else 'completed' end
         when chance < 20 then 'pending' when chance < 40 then 'validated' when chance < 55 then 'assigned'
         when chance < 95 then 'in_progress' else 'disputed' end::alogistics.request_status as status,
    created_at + (1 + bench.pick(n, 13, 10)) * interval '1 day' as pickup_date,
    5000 + 100 * bench.pick(n, 14, 5000) as price
  from numbered
), told as (
  select *, status in ('assigned', 'in_progress', 'completed', 'disputed') as is_assigned,
    status in ('in_progress', 'completed', 'disputed') as is_paid, (price * 15 + 50) / 100 as commission
  from placed
)
insert into alogistics.transport_requests
  (id, client_id, transport_type, cargo_description, cargo_weight_kg, cargo_volume_m3,
   pickup_address, pickup_city, pickup_lat, pickup_lng,
   delivery_address, delivery_city, delivery_lat, delivery_lng, pickup_date, delivery_date,
   distance_m, currency, estimated_price, final_price, commission_bps, platform_commission,
   transporter_earnings, status, disputed_from, assigned_transporter_id, assigned_vehicle_id, validated_by, assigned_by,
   proof_of_delivery, validated_at, assigned_at, paid_at, completed_at, cancelled_at, created_at, updated_at)
select bench.key('request', n), bench.key('client', client),
       (enum_range(null::alogistics.transport_type))[1 + bench.pick(n, 15, 5)],
       g.name || ', lot ' || n, 10 + bench.pick(n, 16, 9000), 1 + bench.pick(n, 17, 30),
       1 + bench.pick(n, 18, 200) || ' rue ' || (1 + bench.pick(n, 19, 900)), a.name,
       a.lat + bench.off(n, 20), a.lng + bench.off(n, 21),
       'Quartier ' || (1 + bench.pick(n, 22, 60)), b.name, b.lat + bench.off(n, 23), b.lng + bench.off(n, 24),
       pickup_date, pickup_date + (1 + bench.pick(n, 25, 3)) * interval '1 day',
       50000 + 1000 * bench.pick(n, 26, 2000), 'XOF', price, case when status <> 'pending' then price end,
       case when is_assigned then 1500 end, case when status = 'completed' then commission end,
       case when status = 'completed' then price - commission end, status,
       case when status = 'disputed' then 'in_progress' end::alogistics.request_status,
       case when is_assigned then bench.key('transporter', carrier) end,
       case when is_assigned then bench.key('vehicle', carrier) end,
       case when status <> 'pending' then bench.key('moderator', 1) end,
       case when is_assigned then bench.key('moderator', 1) end,
       case when status = 'completed' then '{"received_by": "Mme Keïta"}'::jsonb end,
       case when status <> 'pending' then created_at + interval '1 hour' end,
       case when is_assigned then created_at + interval '3 hours' end,
       case when is_paid then created_at + interval '4 hours' end,
       case when status = 'completed' then created_at + interval '4 days' end,
       case when status = 'cancelled' then created_at + interval '2 hours' end, created_at, created_at
from told
  join bench.goods as g on g.number = bench.pick(n, 27, 16)
  join bench.cities as a on a.number = bench.pick(n, 28, 20)
  join bench.cities as b on b.number = (bench.pick(n, 28, 20) + 1 + bench.pick(n, 29, 19)) % 20
order by n;
call bench.index('alogistics.transport_requests');

-- Two of five clients rate what was completed; a dispute is open for each disputed job, and
-- one job of twenty had one.
call bench.unindex('alogistics.ratings');
insert into alogistics.ratings (id, request_id, rater_id, rated_id, score, published, window_ends_at)
  select bench.key('rating', n), r.id, r.client_id, r.assigned_transporter_id, 5 - bench.pick(n, 30, 100) / 40, true,
         r.completed_at + interval '14 days'
  from generate_series(1, :requests) as n
    join alogistics.transport_requests as r on r.id = bench.key('request', n)
  where bench.pick(n, 31, 5) < 2 and r.status = 'completed';
call bench.index('alogistics.ratings');
update alogistics.profiles as p set rating_count = r.number, rating_sum = r.total
from (select rated_id, count(*) as number, sum(score) as total from alogistics.ratings group by rated_id) as r
where p.id = r.rated_id;
insert into alogistics.disputes (request_id, opened_by, client_id, transporter_id, disputed_from, assigned_moderator,
                                 category, description, currency, created_at, status, outcome, resolution, resolved_by,
                                 resolved_at)
  select id, client_id, client_id, assigned_transporter_id, coalesce(disputed_from, 'in_progress'),
         bench.key('moderator', 1), 'damage', 'Two sacks are wet', currency, created_at + interval '1 day',
         case when status = 'disputed' then 'open' else 'resolved' end::alogistics.dispute_status,
         case when status <> 'disputed' then status end, case when status <> 'disputed' then 'They were' end,
         case when status <> 'disputed' then bench.key('moderator', 1) end,
         case when status <> 'disputed' then created_at + interval '3 days' end
  from alogistics.transport_requests
  where status = 'disputed' or status = 'completed' and abs(hashtext(id::text)) % 20 = 0
  on conflict do nothing;
analyze alogistics.profiles;
analyze alogistics.disputes;

reset session_replication_role;
