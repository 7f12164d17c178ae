-- What becomes of each call by each person: every function that a role of the API may execute, on one's own, on the
-- other party's, on a stranger's. Answers are in expected/calls.txt, to be read by people. A-10, A-55 … A-63, requirements §2.
begin;
select * from no_plan();

-- Of the client: a request of each status, the transporter's with his truck. Of others: a wish and wallets.
select test.request_at('wish', 'pending', 10), test.request_at('ready', 'validated', 20),
  test.request_at('given', 'assigned', 30), test.request_at('underway', 'in_progress', 40),
  test.request_at('delivered', 'completed', 50), test.request('other wish', 'stranger', 60),
  test.money_scene(), test.board_scene(test.request_at('load', 'validated', 90)), test.sign_up('leaver'), alogistics.deactivate_profile(test.id('leaver')) \g /dev/null
-- A dispute of the client, one that is decided, and a rating of the stranger.
select test.request_at('disputed', 'in_progress', 70), test.request_at('decided', 'completed', 80), test.dispute('disputed') \g /dev/null
select test.dispute('decided'), test.act_as('admin') \g /dev/null
select alogistics.resolve_dispute(id, 'completed', 'test') from alogistics.disputes where request_id = test.id('decided') \g /dev/null
select test.act_as(null) \g /dev/null
set session_replication_role = replica;
insert into alogistics.ratings (id, request_id, rater_id, rated_id, score, window_ends_at)
values (test.id('rating'), test.id('decided'), test.id('transporter'), test.id('stranger'), 1, now() + interval '1 day');
set session_replication_role = origin;
\ir lib/money.sql
select alogistics.freeze_wallet(test.wallet('rival'), 'test') \g /dev/null

-- Somebody with a password; what its hash costs is not what is tested here.
insert into alogistics.platform_settings (key, value) values ('auth.bcrypt_cost', '8');
select alogistics.register('reader@example.com', 'a password of the test') \g /dev/null
-- An answer with a code is a refusal.
create function test.or_refuse(answer jsonb) returns jsonb language plpgsql as $$
begin
  if answer ? 'code' then
    raise exception using detail = jsonb_build_object('error', answer -> 'code');
  end if;
  return answer;
end
$$;

-- What they are called below.
create temporary table things (name text primary key, id text);
insert into things select name || '''s wallet', test.wallet(name)::text
  from unnest(array['client', 'transporter', 'rival', 'stranger']) as name;
insert into things select name || '''s account', test.account(name)::text from unnest(array['client', 'platform']) as name;
insert into things select 'hold', id::text from alogistics.holds where reason = 'Deposit';
insert into things select 'asked', id::text from alogistics.withdrawals;
insert into things select 'rating', test.id('rating')::text;
insert into things select case status when 'resolved' then 'decided' else 'dispute' end, id::text from alogistics.disputes;
insert into things select 'paper', id::text from alogistics.documents where kind = 'licence';
insert into things select 'offer', id::text from alogistics.offers;
insert into things select 'event', id::text from alogistics.payment_events;
insert into things select 'penalty', min(id)::text from alogistics.ledger_transfers where kind = 'penalty';
create function test.withdrawal(name text) returns void language plpgsql as $$
begin
  perform set_config('request.jwt.claims', json_build_object('sub', test.id('client'))::text, true);
  insert into things values (name, alogistics.request_withdrawal(1000, '{"phone": "+221770000000"}')::text);
  perform set_config('request.jwt.claims', '', true);
end
$$;
select test.withdrawal('approved'), test.withdrawal('sent') \g /dev/null
select alogistics.approve_withdrawal(id::uuid) from things where name in ('approved', 'sent') \g /dev/null
select alogistics.mark_withdrawal_sent(id::uuid) from things where name = 'sent' \g /dev/null

-- <thing> is the id of a thing, [name] that of a person, vehicle or request, ME the caller's own.
create temporary table calls (number serial, label text, call text);
\ir lib/calls.sql
create function test.call(call text, actor text) returns text language plpgsql as $$
declare
  thing record;
  statement text := replace(call, 'ME', quote_literal(test.id(regexp_replace(actor, '^.*:', ''))));
begin
  for thing in select * from things loop
    statement := replace(statement, '<' || thing.name || '>', quote_literal(thing.id));
  end loop;
  statement := regexp_replace(statement, '\[([a-z ]+)\]', 'test.id(''\1'')', 'g');
  return statement;
end
$$;

create temporary table actors as
select actor, number from unnest(array['client', 'transporter', 'rival', 'stranger', 'moderator', 'admin', 'service_role',
  'anon', 'authenticated', 'staff', 'staff:client', 'authenticated:leaver']) with ordinality as a(actor, number);
-- As PostgREST does, for pre_request().
set local search_path = alogistics, public;
create temporary table before as select * from test.state();
create temporary table outcomes as
select c.number, label, a.number as actor_number, actor, test.would(actor, test.call(call, actor)) as outcome
from calls as c cross join actors as a;

create temporary table lines as
select number, 0 as part, label as line from calls
union all
select number, min(actor_number), format('  %s: %s', outcome, string_agg(actor, ', ' order by actor_number))
from outcomes group by number, outcome;
\set expected `cat test/pgtap/expected/calls.txt`
select test.same_table(array(select line from lines order by number, part), :'expected');
select results_eq('select * from test.state()', 'select * from before', 'nothing is left of all that');

-- All of them.
select set_eq($$ select distinct substring(call from '((alogistics|auth|socle)\.[a-z_]+)\(') from calls $$,
  $$ select format('%s.%s', p.pronamespace::regnamespace, p.proname) from pg_proc as p
     where p.pronamespace in ('alogistics'::regnamespace, 'auth'::regnamespace, 'socle'::regnamespace)
       and p.prorettype <> 'trigger'::regtype
       and exists (select from unnest(array['anon', 'authenticated', 'staff', 'service_role']) as role
                   where has_function_privilege(role, p.oid, 'execute')) $$,
  'every function that somebody may execute is called here; a new one wants a line in lib/calls.sql');
select * from finish();
rollback;
