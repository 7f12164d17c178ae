-- Statements: one ends where the next begins, a balance is known at any moment, and the house's accounts read
-- the same whether their lines are numbered yet or not. A-15, A-16; cases 35, 43 and 44 of the ledger's list.
begin;
select plan(104);
\ir lib/money.sql

-- Movements of one wallet at times that we choose, two of them in one microsecond.
do $$
declare
  amount bigint;
begin
  foreach amount in array array[-100, 250, -50, 25, -25] loop
    perform alogistics.post_transfer(test.account(case when amount < 0 then 'client' else 'external' end),
      test.account(case when amount < 0 then 'rival' else 'client' end), abs(amount), 'n ' || amount);
  end loop;
end
$$;
alter table alogistics.ledger_entries disable trigger guard_ledger;
update alogistics.ledger_entries set created_at = '2030-01-01Z'::timestamptz + (array[0, 10, 20, 20, 30,
  40])[seq] * interval '1 minute'
where account_id = test.account('client');
alter table alogistics.ledger_entries enable always trigger guard_ledger;
alter table alogistics.ledger_accounts disable trigger guard_ledger;
update alogistics.ledger_accounts set last_at = '2030-01-01 00:40Z' where id = test.account('client');
alter table alogistics.ledger_accounts enable always trigger guard_ledger;

create function test.statement(more text default '',
  wallet uuid default test.wallet('client')) returns text language sql
  as $$ select
    format('select line, seq, at, type, description, amount, balance from alogistics.wallet_statement(%L%s)', wallet,
    more) $$;
select results_eq(test.statement(), $$ values ('opening', null::bigint, null::timestamptz, null, null, null::bigint,
  0::bigint),
  ('movement', 1, '2030-01-01 00:00Z', 'credit', 'test', 10000000, 10000000),
  ('movement', 2, '2030-01-01 00:10Z', 'debit', 'n -100', -100, 9999900),
  ('movement', 3, '2030-01-01 00:20Z', 'credit', 'n 250', 250, 10000150),
  ('movement', 4, '2030-01-01 00:20Z', 'debit', 'n -50', -50, 10000100),
  ('movement', 5, '2030-01-01 00:30Z', 'credit', 'n 25', 25, 10000125),
  ('movement', 6, '2030-01-01 00:40Z', 'debit', 'n -25', -25, 10000100),
  ('closing', null, null, null, null, null, 10000100) $$, 'from the beginning until now');
select results_eq(test.statement(', ''2030-01-01 00:10Z'', ''2030-01-01 00:30Z'''),
  $$ values ('opening', null::bigint, '2030-01-01 00:10Z'::timestamptz, null, null, null::bigint, 10000000::bigint),
  ('movement', 2, '2030-01-01 00:10Z', 'debit', 'n -100', -100, 9999900),
  ('movement', 3, '2030-01-01 00:20Z', 'credit', 'n 250', 250, 10000150),
  ('movement', 4, '2030-01-01 00:20Z', 'debit', 'n -50', -50, 10000100),
  ('closing', null, '2030-01-01 00:30Z', null, null, null, 10000100) $$,
  'the first moment counts in, the last does not');
select results_eq(test.statement(', ''2030-01-01 00:20Z'', ''2030-01-01 00:20Z'''),
  $$ values ('opening', null::bigint, '2030-01-01 00:20Z'::timestamptz, null, null, null::bigint, 9999900::bigint),
  ('closing', null, '2030-01-01 00:20Z', null, null, null, 9999900) $$, 'no time holds no movement');
select results_eq(test.statement(', to_time => ''2029-01-01Z'''),
  $$ values ('opening', null::bigint, null::timestamptz, null, null, null::bigint, 0::bigint),
  ('closing', null, '2029-01-01Z', null, null, null, 0) $$, 'before it all there was nothing');
select results_eq(test.statement(', ''infinity'''),
  $$ values ('opening', null::bigint, 'infinity'::timestamptz, null, null, null::bigint, 10000100::bigint),
  ('closing', null, null, null, null, null, 10000100) $$, 'after it all there is the balance');
select is(test.would('client', test.statement(arguments)), outcome, 'statement(' || arguments || ')')
from (values (', ''2030-01-02'', ''2030-01-01''', 'invalid_value'),
  (', ''infinity'', ''-infinity''', 'invalid_value'), (', null, null', 'done')) as s(arguments, outcome);

-- Cut at any moment, the second part begins where the first ended, and no movement is in both or in none.
create function test.part(account bigint, from_time timestamptz, to_time timestamptz, out opening bigint,
  out closing bigint, out numbers bigint[]) language sql stable as $$
  select max(balance) filter (where line = 'opening'), max(balance) filter (where line = 'closing'),
         array_agg(seq order by seq) filter (where line = 'movement')
  from alogistics.account_statement(account, from_time, to_time)
$$;
create function test.cut_anywhere(account bigint) returns setof text language sql stable as $$
  select format('%s: %s, %s', cut, first, second)
  from (select distinct at + shift * interval '1 microsecond' as cut
        from alogistics.account_statement(account) as l, generate_series(-1, 1) as shift
          where line = 'movement') as cuts,
    test.part(account, null, cut) as first, test.part(account, cut, null) as second,
      test.part(account, null, null) as whole
  where first.opening <> 0 or first.closing <> second.opening or second.closing <> whole.closing
     or coalesce(first.numbers, '{}') || coalesce(second.numbers, '{}') <> whole.numbers
$$;
select is_empty('select test.cut_anywhere(test.account(''client''))', 'the parts of a statement chain');

-- What it held at any moment: of two movements in one microsecond, both.
select is(alogistics.balance_at(test.wallet('client'), at), balance, 'at ' || at)
from (values ('-infinity'::timestamptz, 0::bigint), ('2029-12-31 23:59:59.999999Z', 0), ('2030-01-01Z', 10000000),
  ('2030-01-01 00:09:59.999999Z', 10000000),
  ('2030-01-01 00:10Z', 9999900), ('2030-01-01 00:20Z', 10000100), ('2030-01-01 00:19:59.999999Z', 9999900),
  ('infinity', 10000100)) as b(at, balance);
select is(alogistics.balance_at(test.wallet('client'), t), coalesce(sum(amount), 0)::bigint, 'at ' || t)
from (select '2030-01-01Z'::timestamptz + n * 137 % 41 * interval '1 minute' - interval '30 s' as t
  from generate_series(1, 20) as n) as times
  left join alogistics.ledger_entries as e on e.account_id = test.account('client') and e.created_at <= t group by t;

-- The clock is set back by years: the next movement still comes after the last.
select is(created_at, '2030-01-01 00:40Z', 'time does not run backwards in a wallet')
from alogistics.post_transfer(test.account('client'), test.account('rival'), 1, '=1+1') as id
  join alogistics.ledger_entries on transfer_id = id and account_id = test.account('client');
select is(alogistics.balance_at(test.wallet('client'), '2030-01-01 00:40Z'), 10000099::bigint,
  'and it counts at once');
select is_empty('select * from alogistics.reconcile()', 'the books are sound');

-- Whose statement it is.
select is(test.would(actor, statement), outcome, actor || ': ' || left(statement, 40))
from unnest(array[test.statement(), format('select alogistics.balance_at(%L, now())', test.wallet('client')),
    format('select alogistics.wallet_statement_csv(%L)', test.wallet('client')),
      format('select * from alogistics.account_statement(%s)', test.account('client'))]) as statement,
  (values ('anon', 'denied'), ('client', 'done'), ('rival', 'not_found'), ('transporter', 'not_found'),
  ('staff:rival', 'not_allowed'), ('moderator', 'done'),
    ('service_role', 'done')) as a(actor, outcome);
select is(test.would(actor, format('select * from alogistics.account_statement(%s)', test.account('external'))),
  outcome, actor || ' reads the account of the world outside')
from (values ('client', 'not_found'), ('moderator', 'done')) as a(actor, outcome);
select is(test.would('client', statement), outcome, statement)
from (values ('select alogistics.balance_at(null, now())', 'missing_value'),
  ('select alogistics.balance_at(test.wallet(''client''), null)', 'missing_value'),
  ('select * from alogistics.wallet_statement(null)', 'missing_value'),
  ('select * from alogistics.wallet_statement(gen_random_uuid())', 'not_found'),
  ('select * from alogistics.account_statement(null)', 'missing_value'),
  ('select alogistics.wallet_statement_csv(null)', 'missing_value'),
  ('select alogistics.wallet_statement_csv(gen_random_uuid())', 'not_found'),
  ('select alogistics.wallet_statement_csv(test.wallet(''client''), ''2030-01-02'', ''2030-01-01'')',
  'invalid_value'))
  as s(statement, outcome);

-- As a file: what people wrote is never a formula, and each amount is in units of its currency.
select test.answer('client', 'select alogistics.open_wallet(''EUR'')') \g /dev/null
insert into alogistics.wallet_transactions (wallet_id, type, amount, description)
values (test.wallet('client', 'EUR'), 'credit', 123456, '=HYPERLINK("http://x?"&A1,"a")');
select alogistics.charge_penalty(test.wallet('client', 'EUR'), 0.05, reason)
from unnest(array['+1', '-1', '@SUM(A1)', e'\t=1', e'\r=1', 'He said "no", twice', e'two\nlines', 'é, plain',
  '''=1']) as reason \g /dev/null
alter table alogistics.ledger_entries disable trigger guard_ledger;
update alogistics.ledger_entries set created_at = '2030-02-01Z'::timestamptz + seq * interval '1 microsecond'
  where account_id = test.account('client', 'EUR');
alter table alogistics.ledger_entries enable always trigger guard_ledger;
alter table alogistics.ledger_accounts disable trigger guard_ledger;
update alogistics.ledger_accounts set last_at = '2030-02-01 00:00:00.00001Z' where id = test.account('client', 'EUR');
alter table alogistics.ledger_accounts enable always trigger guard_ledger;
select test.same_lines(string_to_array(rtrim(replace(alogistics.wallet_statement_csv(test.wallet('client', 'EUR'),
  '2030-01-31Z'),
    e'\r\n', '⏎' || e'\n'), e'\n'), e'\n'),
  replace(replace($$line,seq,at,type,description,related_request_id,amount,balance,currency⏎
opening,,2030-01-31T00:00:00.000000Z,,,,,0.00,EUR⏎
movement,1,2030-02-01T00:00:00.000001Z,credit,"'=HYPERLINK(""http://x?""&A1,""a"")",,1234.56,1234.56,EUR⏎
movement,2,2030-02-01T00:00:00.000002Z,penalty,'+1,,-0.05,1234.51,EUR⏎
movement,3,2030-02-01T00:00:00.000003Z,penalty,'-1,,-0.05,1234.46,EUR⏎
movement,4,2030-02-01T00:00:00.000004Z,penalty,'@SUM(A1),,-0.05,1234.41,EUR⏎
movement,5,2030-02-01T00:00:00.000005Z,penalty,'TAB=1,,-0.05,1234.36,EUR⏎
movement,6,2030-02-01T00:00:00.000006Z,penalty,"'RETURN=1",,-0.05,1234.31,EUR⏎
movement,7,2030-02-01T00:00:00.000007Z,penalty,"He said ""no"", twice",,-0.05,1234.26,EUR⏎
movement,8,2030-02-01T00:00:00.000008Z,penalty,"two
lines",,-0.05,1234.21,EUR⏎
movement,9,2030-02-01T00:00:00.000009Z,penalty,"é, plain",,-0.05,1234.16,EUR⏎
movement,10,2030-02-01T00:00:00.000010Z,penalty,'=1,,-0.05,1234.11,EUR⏎
closing,,,,,,,1234.11,EUR⏎
$$, 'TAB', e'\t'), 'RETURN', e'\r'));
select alike(alogistics.wallet_statement_csv(test.wallet('client')), '%,-1,10000099,XOF' || e'\r\n%',
  'francs have no decimals');

-- The house's accounts, whose lines wait for their numbers: the same before and after.
select alogistics.fold_ledger() \g /dev/null
select test.request_at('job', 'completed') \g /dev/null
select alogistics.post_transfer(test.account('client'), test.account('platform'), n, 'n ' || n)
  from generate_series(1, 9) as n \g /dev/null
create function test.house() returns setof text language sql stable as $$
  select name || ': ' || l::text from unnest(array['platform', 'external']) as name,
    lateral alogistics.account_statement(test.account(name)) as l
$$;
select isnt_empty('select from alogistics.ledger_queue', 'lines wait');
create temporary table house as select * from test.house();
create temporary table moments as select distinct at from alogistics.account_statement(test.account('platform'))
  where line = 'movement';
create temporary table parts as select at, p.* from moments, test.part(test.account('platform'), at, null) as p;
select is_empty(format('select test.cut_anywhere(%s)', test.account(name)),
  name || ': its parts chain while lines wait') from unnest(array['platform', 'external']) as name;
select is(closing, test.holds('platform'), 'and end at what it holds')
  from test.part(test.account('platform'), null, null);
select is((opening, closing), (test.holds('platform'), test.holds('platform')),
  'after the last of them it holds all of it') from test.part(test.account('platform'), 'infinity', null);
select cmp_ok(alogistics.fold_ledger(2), '=', 2::bigint, 'some are numbered');
select bag_eq('select * from test.house()', 'select * from house', 'which changes nothing that one reads');
select cmp_ok(alogistics.fold_ledger(), '>', 0::bigint, 'all are numbered');
select bag_eq('select * from test.house()', 'select * from house', 'which changes nothing either');
select bag_eq('select at, p.* from moments, test.part(test.account(''platform''), at, null) as p',
  'select * from parts', 'from whatever moment');
select is_empty('select from alogistics.ledger_queue', 'none waits');
select is_empty('select * from alogistics.reconcile()', 'the books are sound');
select * from finish();
rollback;
