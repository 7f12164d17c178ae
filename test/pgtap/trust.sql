-- Positions: who may send them, about which job, and what they may say. A-33 … A-36.
begin;
select plan(42);
select test.request_at(status, status, 10 * number::integer)
from unnest(array['pending', 'validated', 'assigned', 'in_progress', 'completed']) with ordinality
  as s(status, number) \g /dev/null
select test.request_at('cancelled', 'assigned', 60), alogistics.cancel_transport_request(test.id('cancelled'),
  'test') \g /dev/null

-- Positions.
create function test.track(job text, more text default '', value text default '') returns text language sql as $$
  select format('insert into alogistics.tracking_updates (request_id, lat, lng%s) values (test.id(%L), 14.5, -16%s)',
    more, job, value)
$$;
select is(test.would(actor, test.track('in_progress')), outcome, actor || ' sends a position')
from (values ('transporter', 'done'), ('client', 'not_allowed'), ('rival', 'not_allowed'),
  ('stranger', 'not_allowed'), ('moderator', 'denied'), ('service_role', 'done'), ('anon', 'denied'))
  as a(actor, outcome);
select is(test.would('transporter', test.track(job)), outcome, 'of a job that is ' || job)
from (values ('pending', 'not_allowed'), ('validated', 'not_allowed'), ('assigned', 'tracking_not_allowed'),
  ('in_progress', 'done'), ('completed', 'tracking_not_allowed'), ('cancelled', 'tracking_not_allowed'),
  ('nothing', 'not_found')) as j(job, outcome);
select is(test.would('transporter', replace(replace(test.track('in_progress', case when field in ('lat',
  'lng') then '' else ', ' || field end, case when field in ('lat', 'lng') then '' else ', ' || value end),
    '14.5', case field when 'lat' then value else '14.5' end), '-16',
      case field when 'lng' then value else '-16' end)), outcome, format('%s = %s', field, value))
from (values ('lat', '90.1', 'invalid_value'), ('lat', '''NaN''', 'invalid_value'), ('lat', 'null', 'missing_value'),
  ('lng', '-181', 'invalid_value'), ('speed', '0', 'done'), ('speed', '-1', 'invalid_value'),
  ('speed', '401', 'invalid_value'),
  ('heading', '0', 'done'), ('heading', '359.9', 'done'), ('heading', '360', 'invalid_value'),
    ('heading', '-1', 'invalid_value'), ('status', 'repeat(''a'', 51)', 'invalid_value'),
    ('notes', 'repeat(''é'', 1000)', 'done'), ('notes', 'repeat(''é'', 1001)', 'invalid_value'),
  ('recorded_at', 'now() + interval ''4 minutes''', 'done'),
    ('recorded_at', 'now() + interval ''6 minutes''', 'invalid_value'),
    ('recorded_at', '''infinity''', 'invalid_value'), ('recorded_at', 'now()', 'done'),
  ('recorded_at', 'now() - interval ''1 second''', 'tracking_not_allowed'), ('recorded_at', 'null', 'missing_value'),
    ('client_id', 'test.id(''stranger'')', 'denied'), ('created_at', 'now()', 'denied')) as f(field, value, outcome);
select is(test.outcome('transporter', test.track('in_progress')), 'done', 'a position');
select is((client_id, transporter_id), (test.id('client'), test.id('transporter')), 'belongs to both parties')
  from alogistics.tracking_updates;
select is(test.count(actor, 'select from alogistics.tracking_updates'), n, actor || ' sees it')
  from (values ('client', '1'), ('transporter', '1'), ('rival', '0'), ('moderator', '1')) as a(actor, n);

select * from finish();
rollback;
