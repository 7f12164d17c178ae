-- The people of the random jobs. Those whose number ends with 0 have little money.
select test.sign_up('client' || n), test.credit('client' || n, case when n % 10 = 0 then 50000 else 100000000 end)
from generate_series(0, 39) as n;
select test.sign_up('transporter' || n, 'transporter'), test.vehicle('truck' || n, 'transporter' || n)
from generate_series(0, 29) as n;
select test.sign_up('moderator' || n, 'moderator') from generate_series(0, 4) as n;
select test.sign_up('admin0', 'admin');
-- Jobs go on for years here.
update alogistics.vehicles set insurance_expiry = 'infinity', inspection_expiry = 'infinity';

-- What must not change its sum, whatever happens between the wallets.
create view test.money as
  select sum(balance)::bigint as total from alogistics.ledger_balances where kind <> 'external';

-- A job as it stands.
create function test.job(job uuid, out status text, out price bigint, out transporter text, out is_picked_up boolean,
                         out dispute text) language sql stable as $$
  select r.status, coalesce(final_price, estimated_price), assigned_transporter_id, pickup_confirmed_at is not null,
         (select d.id from alogistics.disputes as d where d.request_id = r.id order by created_at desc limit 1)
  from alogistics.transport_requests as r where r.id = job
$$;

-- The deadlines of a job, of its offers and of its disputes.
create view test.deadlines as
  select d.*, coalesce(o.request_id, p.request_id, d.subject_id) as job
  from alogistics.deadlines as d
    left join alogistics.offers as o on o.id = d.subject_id
    left join alogistics.disputes as p on p.id = d.subject_id;
create function test.let_time_come(job uuid) returns void language sql as $$
  update alogistics.deadlines set due_at = clock_timestamp()
  where id in (select d.id from test.deadlines as d where d.job = let_time_come.job)
    and done_at is null and due_at > clock_timestamp()
$$;
create function test.due(job uuid) returns setof test.deadlines language sql as $$
  select * from test.deadlines as d
  where d.job = due.job and done_at is null and due_at <= clock_timestamp() and attempts = 0
$$;
