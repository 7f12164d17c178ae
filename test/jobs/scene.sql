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
