-- The life of a request, for every pair of statuses and every actor, by a plain UPDATE: A-31, logistics.md §4 point 1.
-- The UPDATE brings everything that the step could ask for, so that only the table decides.
begin;
select plan(68);

select test.request_at_every_status();
-- To be assigned where nobody is assigned: columns that only some actors may name at all.
create function test.update_to(actor text, was text, becomes text) returns text language sql as $$
  select format('update alogistics.transport_requests set status = %L%s where id = test.id(%L)', becomes,
    case when was = becomes then ''
         else ', status_reason = ''because'''
           || case when becomes = 'completed' then ', proof_of_delivery = test.proof()' else '' end
           || case when becomes = 'assigned' and was in ('pending', 'validated', 'cancelled')
                        and actor in ('moderator', 'admin', 'service_role', 'superuser')
                   then ', assigned_transporter_id = test.id(''transporter''), assigned_vehicle_id = test.id(''truck'')'
                   else '' end end, was)
$$;
grant execute on all functions in schema test to public;

create temporary table before as select * from test.state();
-- One line per actor and status: what becomes of an UPDATE to each of the seven statuses.
create temporary table found as
select array_agg(line order by actor_number, was_number) as lines from (
  select a.number as actor_number, w.number as was_number,
    format('%-12s %-12s', a.actor, w.status) || string_agg(
      format('%-19s', case outcome when 'done' then 'yes' when 'nothing' then '-' else outcome end),
      '' order by b.number) as line
  from unnest(array['client', 'transporter', 'rival', 'stranger', 'moderator', 'admin', 'anon', 'service_role',
    'superuser'])
         with ordinality as a(actor, number)
    cross join unnest(enum_range(null::alogistics.request_status)) with ordinality as w(status, number)
    cross join unnest(enum_range(null::alogistics.request_status)) with ordinality as b(status, number)
    cross join test.would(a.actor, test.update_to(a.actor, w.status::text, b.status::text)) as outcome
  group by 1, 2, a.actor, w.status) as lines;

\set expected `cat test/pgtap/expected/lifecycle.txt`
select test.same_table(array(select rtrim(line) from found, unnest(lines) as line), :'expected');
-- What follows from a step follows when its statement has ended, and only if the step still stands.
create function test.touch(request uuid) returns bigint language sql as $$
  with touched as (update alogistics.transport_requests set status = status where id = request returning 1) select count(*) from touched
$$;
select is(test.would('service_role', format('with v as (update alogistics.transport_requests set status = ''validated'' where id = %L returning id)
  select %s from v', test.id('pending'), call)), outcome, format('then %s in the same statement', call))
from (values ('1', 'done'), ('test.touch(id)', 'done'), ('alogistics.cancel_transport_request(id, ''x'')', 'invalid_transition'),
  ('alogistics.assign_transporter(id, test.id(''transporter''), test.id(''truck''))', 'invalid_transition')) as c(call, outcome);
select results_eq('select * from test.state()', 'select * from before', 'nothing is left of all that');
select * from finish();
rollback;
