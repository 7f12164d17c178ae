-- Money: every movement by the posting core, and by nobody else.
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
begin;
set search_path = alogistics;
select test.request_at('job', 'completed', 100) = test.id('job') as made;
select p.first_name, w.balance, w.currency from wallets as w join profiles as p on p.id = w.user_id
where balance <> 0 order by 1;
select first_name, seq, type, amount, balance_before, balance_after, description
from wallet_transactions as t join wallets as w on w.id = t.wallet_id join profiles as p on p.id = w.user_id
order by first_name, seq;
select t.kind, a.kind as account, e.amount from ledger_transfers as t
  join ledger_lines as e on e.transfer_id = t.id join ledger_accounts as a on a.id = e.account_id
where t.request_id = test.id('job') order by t.id, e.amount;

-- People read their own.
select test.act_as('transporter') \g /dev/null
select balance from wallets;
select type, amount from wallet_transactions;
select test.act_as('stranger') \g /dev/null
select balance from wallets;
select count(*) from ledger_entries;
insert into wallet_transactions (wallet_id, type, amount) select id, 'credit', 1 from wallets;
\echo :LAST_ERROR_SQLSTATE
update ledger_accounts set balance = 1;

-- The back office moves money to and from the outside.
select test.act_as(null) \g /dev/null
select id as wallet from wallets where user_id = test.id('stranger') \gset
set role service_role;
insert into wallet_transactions (wallet_id, type, amount, description)
values (:'wallet', 'credit', 5000, 'Mobile money') returning type, amount, balance_before, balance_after, seq;
insert into wallet_transactions (wallet_id, type, amount) values (:'wallet', 'withdrawal', 6000);
\echo :LAST_ERROR_SQLSTATE
insert into wallet_transactions (wallet_id, type, amount) values (:'wallet', 'credit', 0);
\echo :LAST_ERROR_SQLSTATE
insert into wallet_transactions (wallet_id, type, amount) values (:'wallet', 'penalty', 1000)
returning balance_after;
update wallet_transactions set amount = 1;
reset role;

-- A client without money.
select test.request('poor', 'stranger', 200) = test.id('poor') as made;
select validate_transport_request(test.id('poor'), price => 10000);
select assign_transporter(test.id('poor'), test.id('transporter'), test.id('truck'));
select test.act_as('stranger') \g /dev/null
select process_payment(test.id('poor'), 10000);
\echo :LAST_ERROR_SQLSTATE
select status from transport_requests;

-- A frozen wallet moves neither in nor out.
select test.act_as(null) \g /dev/null
update ledger_accounts set is_active = false where owner_id = test.id('stranger');
insert into wallet_transactions (wallet_id, type, amount) values (:'wallet', 'credit', 10000);
\echo :LAST_ERROR_SQLSTATE

-- Not even the superuser writes around the core.
update ledger_accounts set balance = 0;
\echo :LAST_ERROR_SQLSTATE
insert into ledger_entries values (1, 1, 1, 1, 1, 'credit', now());
delete from ledger_transfers;
truncate ledger_entries;

-- The books are sound; and say so when they are not.
select * from reconcile();
alter table ledger_accounts disable trigger guard_ledger;
update ledger_accounts set balance = balance + 1 where owner_id = test.id('client');
select "check", expected, found from reconcile() order by 1;
rollback;
