-- A step that fails late leaves every table as it was: A-82.
begin;
select plan(47);

select test.request_at('pending', 'pending', 10);
select test.request_at('validated', 'validated', 20);
select test.request_at('assigned', 'assigned', 30);
select test.request_at('in_progress', 'in_progress', 40);
select test.request_at('completed', 'completed', 50);
insert into alogistics.platform_settings values ('payment.debit_at', '"validation"');
select test.request_at('held', 'validated', 60);

create temporary table steps (name text, actor text, statement text);
insert into steps values
  ('create', 'client',
    $$ select alogistics.create_transport_request('Rice', 1000, '12 rue Carnot', 'Dakar', 14.6928, -17.4467,
     'Marché Rose', 'Bamako', 12.6392, -8.0029, '2031-03-01', '2031-03-03') $$),
  ('validate', 'moderator', $$ select alogistics.validate_transport_request(test.id('pending')) $$),
  ('assign', 'moderator',
    $$ select alogistics.assign_transporter(test.id('validated'), test.id('transporter'), test.id('truck')) $$),
  ('unassign', 'moderator', $$ select alogistics.unassign_transporter(test.id('assigned'), 'Broken down') $$),
  ('pay', 'client', $$ select alogistics.process_payment(test.id('assigned'), 221700) $$),
  ('complete', 'transporter',
    $$ select alogistics.complete_transport_request(test.id('in_progress'), test.proof()) $$),
  ('cancel', 'client', $$ select alogistics.cancel_transport_request(test.id('held')) $$);

-- What the step answers, and which tables it changed in spite of its refusal.
create function test.attempt(actor text, statement text) returns text language plpgsql as $$
declare
  before text[] := array(select test.state());
  outcome text := test.outcome(actor, statement);
begin
  return outcome || coalesce(
    (select ' but changed ' || string_agg(split_part(line, ' ', 1), ', ' order by line)
     from (select test.state() except select unnest(before)) as changed(line)), '');
end
$$;

-- Each of them works, and would be noticed if it did half of its work.
select is(test.would(actor, statement), 'done', name || ' works') from steps;
select matches(test.attempt('superuser', $$ insert into alogistics.notifications (user_id, type, title, message)
    values (test.id('client'), 'system', 'A', 'B') $$), 'done but changed alogistics.notifications, alogistics.unread_changes, socle.events',
      'a change is seen');

-- Whichever table breaks, and when all else is written already.
create function test.break() returns trigger language plpgsql as $$
begin
  raise exception sqlstate '58030' using message = 'the disk is broken';
end
$$;
create function test.attempt_with_broken(table_name text, actor text, statement text) returns text
language plpgsql as $$
declare
  answer text;
begin
  execute format('create trigger zz_break after insert or update on alogistics.%I
                  for each row execute function test.break()', table_name);
  answer := test.attempt(actor, statement);
  execute format('drop trigger zz_break on alogistics.%I', table_name);
  return answer;
end
$$;
-- The posting core fires no triggers: it refuses a table that has one.
select matches(test.attempt_with_broken(broken.name, actor, statement),
  case when broken.name like 'ledger%' then '^(58030|55000)$' else '^58030$' end,
  format('%s when %s breaks', s.name, broken.name))
from steps as s
  join (values ('transport_requests', '{create,validate,assign,unassign,pay,complete,cancel}'::text[]),
               ('notifications', '{create,validate,assign,unassign,pay,complete,cancel}'),
               ('audit_logs', '{create,validate,assign,unassign,pay,complete,cancel}'),
               ('ledger_accounts', '{validate,pay,complete,cancel}'),
                 ('ledger_entries', '{validate,pay,complete,cancel}'),
               ('ledger_transfers', '{validate,pay,complete,cancel}')) as broken(name,
                 steps) on s.name = any (broken.steps);

-- Whoever's account is frozen, and whoever has no money.
create function test.freeze(account text) returns void language sql as $$
  update alogistics.ledger_accounts set is_active = not is_active
  where owner_id = test.id(account)
$$;
create function test.attempt_frozen(account text, step text) returns text language plpgsql as $$
declare
  answer text;
begin
  perform test.freeze(account);
  select test.attempt(actor, statement) into answer from steps where name = step;
  perform test.freeze(account);
  return answer;
end
$$;
select is(test.attempt_frozen(account, step), 'wallet_frozen', format('%s while %s is frozen', step, account))
from (values ('client', 'validate'), ('client', 'cancel'), ('transporter', 'complete')) as frozen(account, step);
select test.outcome('service_role', format($$ insert into alogistics.wallet_transactions (wallet_id, type, amount)
  select id, 'withdrawal', balance - 221699 from alogistics.wallets where user_id = %L $$, test.id('client')));
select is(test.attempt(actor, statement), 'insufficient_funds', name || ' with a franc too little')
from steps where name = 'validate';
delete from alogistics.platform_settings;
select is(test.attempt(actor, statement), 'insufficient_funds', name || ' with a franc too little')
from steps where name = 'pay';
select is_empty('select * from alogistics.reconcile()', 'the books are sound');
select * from finish();
rollback;
