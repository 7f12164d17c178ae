-- Which column of a request may be edited at which status, and by whom; and what an INSERT may bring.
begin;
select plan(139);

select test.request_at_every_status();

-- An UPDATE of this column to another value of its type.
create function test.edit(column_name text, type text, request text) returns text language sql as $$
  select format('update alogistics.transport_requests set %1$I = %2$s where id = test.id(%3$L)', column_name,
    case when type like 'timestamp%' then format('coalesce(%I, now()) + interval ''1 hour''', column_name)
         when type in ('bigint', 'integer', 'double precision') then format('coalesce(%I, 0) + 1', column_name)
         when type = 'uuid' then 'gen_random_uuid()'
         when type = 'text' then format('case when %1$I = ''EUR'' then ''XOF'' else ''EUR'' end', column_name)
         when column_name = 'stops' then '''[{"address": "Gare", "city": "Thiès", "lat": 14.79, "lng": -16.93}]'''
         when column_name = 'vehicle_type' then '''van'''
         when column_name = 'disputed_from' then '''completed'''
         when type = 'jsonb' then 'test.proof() || ''{"notes": "other"}'''
         when column_name = 'transport_type' then '''express''' end, request)
$$;

create temporary table columns as
select column_name::text, data_type::text as type from information_schema.columns
where table_schema = 'alogistics' and table_name = 'transport_requests'
  and column_name not in ('status', 'updated_at');
create temporary table before as select * from test.state();
create temporary table edits as
select a.number as actor_number, a.actor, c.column_name,
  string_agg(format('%-13s',
    case o.outcome when 'done' then 'yes' when 'nothing' then '-' when 'field_locked' then 'locked'
                                            else o.outcome end), '' order by s.number) as outcomes
from unnest(array['client', 'transporter', 'moderator', 'admin', 'service_role', 'superuser']) with ordinality
  as a(actor, number)
  cross join columns as c
  cross join unnest(enum_range(null::alogistics.request_status)) with ordinality as s(status, number)
  cross join test.would(a.actor, test.edit(c.column_name, c.type, s.status::text)) as o(outcome)
group by 1, 2, 3;

\set expected `cat test/pgtap/expected/field_locks.txt`
select test.same_table(array(
  select format('%-13s%s%s', actor, outcomes, string_agg(column_name, ' ' order by column_name))
  from edits group by actor_number, actor, outcomes order by actor_number, outcomes), :'expected');

-- What may come along with a step, when the superuser takes it; every other column is locked.
create temporary table steps (event text, request text, assignments text);
insert into steps values
  ('validate', 'pending', 'status = ''validated'''), ('reject', 'pending',
    'status = ''cancelled'', status_reason = ''because'''),
  ('assign', 'validated',
    'status = ''assigned'', assigned_transporter_id = test.id(''transporter''), assigned_vehicle_id = test.id(''truck'')'),
  ('unassign', 'assigned', 'status = ''validated'', status_reason = ''because'''),
    ('pay', 'assigned', 'status = ''in_progress'''),
  ('complete', 'in_progress', 'status = ''completed'', status_reason = ''because'''),
  ('cancel', 'assigned', 'status = ''cancelled'', status_reason = ''because''');
create temporary table along as
select event, column_name, o.outcome
from steps cross join columns
  cross join test.would('superuser', replace(test.edit(column_name, type, request), ' set ',
    ' set ' || assignments || ', ')) as o(outcome)
where assignments !~ ('\m' || column_name || '\M');
select test.same_lines(array(
  select format('%s: %s', event, string_agg(column_name, ' ' order by column_name) filter (where outcome = 'done'))
  from along group by event order by event), $$
assign: status_reason
cancel: 
complete: platform_commission proof_of_delivery transporter_earnings
pay: status_reason
reject: 
unassign: assigned_transporter_id assigned_vehicle_id
validate: final_price status_reason
$$);
select is(test.outcome('superuser',
  $$ update alogistics.transport_requests set status = 'completed', status_reason = 'because',
    platform_commission = 1, transporter_earnings = 1 where id = test.id('in_progress') $$), 'done',
      'amounts that come along with completion');
select is((platform_commission, transporter_earnings), (33255::bigint, 188445::bigint), 'are not those that count')
from alogistics.transport_requests where id = test.id('in_progress');
select is(test.outcome('superuser',
  $$ update alogistics.transport_requests set status = 'validated', status_reason = 'because',
    assigned_vehicle_id = test.id('van') where id = test.id('assigned') $$), 'done',
      'a vehicle that comes along with an unassignment');
select is((assigned_transporter_id, assigned_vehicle_id), (null::uuid, null::uuid), 'is not assigned')
from alogistics.transport_requests where id = test.id('assigned');

select is_empty($$ select * from along where outcome not in ('done', 'field_locked') $$, 'all others are locked');

-- An INSERT starts afresh, whatever it brings.
create function test.insert_with(column_name text, type text) returns text language sql as $$
  select format('insert into alogistics.transport_requests (client_id, cargo_description, cargo_weight_kg, pickup_address,
      pickup_city, pickup_lat, pickup_lng, delivery_address, delivery_city, delivery_lat, delivery_lng, pickup_date,
      delivery_date, %I) values (test.id(''client''), ''Rice'', 10, ''A'', ''Dakar'', 14.6, -17.4, ''B'', ''Thiès'',
        14.7, -16.9,
      ''2031-01-01'', ''2031-01-02'', %s)', column_name,
    case when column_name = 'status' then '''completed''' when type like 'timestamp%' then '''2020-01-01'''
         when type in ('bigint', 'integer') then '1' when type = 'uuid' then 'test.id(''rival'')'
         when type = 'jsonb' then 'test.proof()' when column_name = 'transport_type' then '''standard'''
         when column_name = 'disputed_from' then '''completed''' else '''EUR''' end)
$$;
create temporary table managed as
select column_name::text, data_type::text as type from information_schema.columns
where table_schema = 'alogistics' and table_name = 'transport_requests'
  and not has_column_privilege('authenticated', 'alogistics.transport_requests', column_name, 'INSERT');
select is(count(*)::integer, 26, 'columns that are not the client''s to fill in') from managed;
select is(test.would(actor, test.insert_with(column_name, type)), 'denied', format('%s cannot insert %s', actor,
  column_name))
from managed cross join unnest(array['client', 'moderator']) as actor;
-- The back office may name the columns, and chooses the id; all others are set as for everybody.
create function test.inserted(actor text, column_name text, statement text) returns text language plpgsql as $$
declare
  value text;
begin
  perform test.become(actor);
  execute format('%s returning %I::text', statement, column_name) into value;
  perform test.become(null);
  return value;
end
$$;
select is(test.inserted(actor, column_name, test.insert_with(column_name, type)),
          test.inserted('client', column_name, test.insert_with('transport_type', 'express')),
          format('%s cannot set %s', actor, column_name))
from managed cross join unnest(array['service_role', 'superuser']) as actor where column_name <> 'id';
select * from finish();
rollback;
