-- Phone, e-mail and address of a person are for himself, for staff and, while a job lives, for the other party: A-55,
-- requirements §2. Every way to read them in SQL that a client has; the ways of HTTP are in test/http/attacks.test.mjs.
begin;
select plan(331);
select test.request_at('live', 'assigned', 10), test.request_at('over', 'completed', 20), test.request('wish') \g /dev/null

-- Ways to a column, whichever it is.
create temporary table columns as
select name from unnest(array['phone', 'email', 'address', 'locale']) as name;
create temporary table ways (statement text);
insert into ways values
  ('select %s from alogistics.profiles'), ('select %s from alogistics.profiles where id = test.id(''client'')'),
  ('select %s from only alogistics.profiles'), ('select count(%s) from alogistics.profiles'),
  ('select max(%s::text) from alogistics.profiles'), ('select id from alogistics.profiles where %s is not null'),
  ('select id from alogistics.profiles where %s::text like ''%%7%%'''), ('select id from alogistics.profiles order by %s'),
  ('select count(*) from alogistics.profiles group by %s'), ('select id, rank() over (order by %s) from alogistics.profiles'),
  ('select count(*) filter (where %s is null) from alogistics.profiles'),
  ('select id from alogistics.profiles tablesample system (100) where %s is not null'),
  ('select (p).%s from (select p from alogistics.profiles as p) as q(p)'),
  ('select p.%s from alogistics.transport_requests as r join alogistics.profiles as p on p.id = r.client_id'),
  ('select id from alogistics.profiles as a join (values (''x'')) as b(%1$s) using (%1$s)'),
  ('select pg_typeof(%s) from alogistics.profiles'), ('explain select %s from alogistics.profiles'),
  ('update alogistics.profiles set city = city returning %s'),
  ('update alogistics.profiles set city = %s::text where id = test.id(''client'')'),
  ('update alogistics.profiles set city = ''X'' where %s is not null'),
  ('update alogistics.profiles set (city, country) = (select %s::text, null)'),
  ('copy (select %s from alogistics.profiles) to ''/dev/null'''),
  ('create temporary view spy as select %s from alogistics.profiles; select * from spy'),
  ('create temporary table spy as select %s from alogistics.profiles'),
  ('declare spy cursor for select %s from alogistics.profiles'),
  ('deallocate all; prepare spy as select %s from alogistics.profiles; execute spy'),
  ('do $d$ begin perform %s from alogistics.profiles; end $d$'),
  ('create function pg_temp.spy() returns text language sql as ''select %s::text from alogistics.profiles''; select pg_temp.spy()');
create temporary table whole as select * from unnest(array[
  'select * from alogistics.profiles', 'table alogistics.profiles', 'select p from alogistics.profiles as p',
  'select p.* from alogistics.profiles as p', 'select row_to_json(p) from alogistics.profiles as p',
  'select to_jsonb(p) ->> ''phone'' from alogistics.profiles as p', 'select p::text from alogistics.profiles as p',
  'select count(p) from alogistics.profiles as p', 'select p is null from alogistics.profiles as p',
  'select md5(p::text) from alogistics.profiles as p', 'select array_agg(p) from alogistics.profiles as p',
  'select ctid from alogistics.profiles', 'select xmin from alogistics.profiles',
  'select * from alogistics.profiles natural join (select 1) as x', 'copy alogistics.profiles to ''/dev/null''',
  'select * from alogistics.profiles for update', 'lock table alogistics.profiles in exclusive mode',
  'select pg_read_file(''postgresql.conf'')', 'select * from pg_statistic', 'select email from auth.users',
  'select count(*) from auth.users', 'select new_data from alogistics.audit_logs',
  'select secret from alogistics.payment_providers', 'select * from alogistics.payment_providers']) as statement;
-- What PostgreSQL gathered, and what the caches keep.
analyze alogistics.profiles;
select is(test.would(actor, format(statement, name)), 'denied', format('%s: %s', actor, format(statement, name)))
from columns, ways, unnest(array['client', 'transporter']) as actor;
select is(test.would(actor, statement), 'denied', format('%s: %s', actor, statement))
from whole, unnest(array['client', 'transporter']) as actor;
select is(test.count('client', format('select from pg_stats where tablename = %L and attname in (%L, %L, %L)', 'profiles',
  'phone', 'email', 'address')), '0', 'the planner''s statistics show none of it');

-- Whom the other party's contacts are for, and when.
create temporary table viewers as
select * from unnest(array['client', 'transporter', 'rival', 'stranger', 'moderator', 'anon']) as viewer;
create function test.contacts_of(actor text, request text) returns text language plpgsql as $$
declare
  answer text;
  error test.error;
begin
  perform test.become(actor);
  select string_agg(key || ' ' || (value ->> 'email'), ', ' order by key) into answer
  from jsonb_each(alogistics.contacts(test.id(request)));
  perform test.become(null);
  return answer;
exception when others then
  get stacked diagnostics error.sqlstate := returned_sqlstate, error.detail := pg_exception_detail;
  return test.name_of(error);
end
$$;
select is(test.contacts_of(viewer, request), case
    when viewer = 'anon' then 'denied' when request <> 'live' or viewer in ('rival', 'stranger') then 'not_found'
    else 'client client@example.com, transporter transporter@example.com' end,
  format('contacts of the request that is %s, for %s', request, viewer))
from viewers, unnest(array['live', 'over', 'wish', 'no request']) as request;
select is(replace((test.error('stranger', format('select alogistics.contacts(%L)', test.id('live')))).detail,
                  test.id('live')::text, ''),
          replace((test.error('stranger', format('select alogistics.contacts(%L)', test.id('no request')))).detail,
                  test.id('no request')::text, ''), 'a job of others is refused as one that does not exist');

-- A function that tells what it is given is given no row that its caller may not see.
create function test.tell_tale(said text) returns boolean language plpgsql cost 0.0000001 as $$
begin
  perform set_config('test.told', current_setting('test.told', true) || ' ' || said, true);
  return true;
end
$$;
grant execute on function test.tell_tale(text) to public;
create function test.told(actor text, statement text) returns text language plpgsql as $$
begin
  perform set_config('test.told', '', true);
  perform test.become(actor);
  execute statement;
  perform test.become(null);
  return current_setting('test.told');
exception when sqlstate 'PT403' then
  return 'refused';
end
$$;
select is(test.told(actor, format('select from alogistics.%s where test.tell_tale(id::text)', relation)),
  case actor when 'staff:client' then 'refused' else '' end, format('%s learns nothing of %s', actor, relation))
from unnest(array['authenticated:rival', 'authenticated:stranger', 'staff:client', 'authenticated']) as actor,
  unnest(array['transport_requests', 'wallet_transactions', 'withdrawals', 'holds', 'payment_intents', 'disputes']) as relation;
select isnt(test.told('client', 'select from alogistics.transport_requests where test.tell_tale(id::text)'), '',
  'who sees rows, is told of them');
select is(test.count('stranger', 'select 1 / (weight - 1000) from (select cargo_weight_kg as weight, id
  from alogistics.transport_requests offset 0) as r'), '0', 'nor does an error tell');

-- Nor do refusals hold what they refuse to show.
create temporary table refusals as
select statement, test.error('stranger', statement) as error from (values
  (format('update alogistics.profiles set first_name = null where id = %L', test.id('stranger'))),
  (format('select alogistics.process_payment(%L, 1)', test.id('live'))),
  (format('select alogistics.cancel_transport_request(%L)', test.id('live'))),
  (format('insert into alogistics.ratings (request_id, score) values (%L, 5)', test.id('over'))),
  (format('insert into alogistics.tracking_updates (request_id, lat, lng) values (%L, 1, 1)', test.id('live'))),
  (format('select alogistics.top_up(1, ''wave'', (select public_id from alogistics.ledger_accounts where owner_id = %L))',
          test.id('client'))),
  (format('insert into alogistics.transport_requests (client_id, cargo_description) values (%L, ''x'')', test.id('client'))))
    as s(statement);
select ok((error).sqlstate is not null and concat(error) !~ '(\+221|@example|Client|rue Carnot)', statement) from refusals;
select * from finish();
rollback;
