-- What row security costs, read off the plans: a client's rows come by index, also where a row has two
-- owners; staff's policies ask once per statement. The times are in bench/README.md. A-57, A-58.
-- Every policied table gets 5,000 rows that nobody checks: plans know of numbers, not of sense.
select * from no_plan();
set client_min_messages = warning;
create temporary table policied as
select distinct c.oid::regclass as name, has_any_column_privilege('authenticated', c.oid, 'select') as for_people,
  has_any_column_privilege('staff', c.oid, 'select') as for_staff
from pg_policy as p join pg_class as c on c.oid = p.polrelid
where c.relnamespace = 'alogistics'::regnamespace;
grant select on policied to public;

create function test.value(type oid, category "char") returns text language sql stable as $$
  select case
    when type = 'uuid'::regtype then 'case n when 1 then test.id(''client'') else gen_random_uuid() end'
    when type = 'uuid[]'::regtype then 'array[case n when 1 then test.id(''client'') else gen_random_uuid() end]'
    when type = 'bytea'::regtype then 'decode(md5(n::text), ''hex'')'
    when type::regtype::text like '%range' and type::regtype::text not like '%multirange' then '''empty'''
    when type in ('json'::regtype, 'jsonb'::regtype) or category in ('R', 'A') then '''{}'''
    when category = 'B' then 'true'
    when category = 'N' then '1000000 + n'
    when category = 'D' then 'now() + n * interval ''1 minute'''
    when category = 'E' then format('enum_first(null::%s)', type::regtype)
    when category = 'S' then 'n::text'
    else '''1''' end
$$;
create procedure test.fill(target regclass) language plpgsql as $$
declare
  name name;
  columns text;
  made text;
begin
  for name in select conname from pg_constraint where conrelid = target and contype in ('c', 'x') loop
    execute format('alter table %s drop constraint %I', target, name);
  end loop;
  execute format('alter table %s disable trigger all', target);
  select string_agg(quote_ident(attname), ', ' order by attnum),
         string_agg(format('(%s)::%s', test.value(atttypid, typcategory), format_type(atttypid, null)), ', ' order by attnum)
    into columns, made
  from pg_attribute join pg_type as t on t.oid = atttypid
  where attrelid = target and attnum > 0 and not attisdropped and attgenerated = '';
  execute format('insert into %s (%s) overriding system value select %s from generate_series(1, 5000) as n
                  on conflict do nothing', target, columns, made);
  execute format('analyze %s', target);
end
$$;
select format('call test.fill(%L)', name) from policied \gexec

-- The nodes and conditions of reading the whole table as this person. What runs once for the statement is left out.
create function test.plan_as(person text, relation regclass) returns setof text language plpgsql as $$
declare
  line text;
  depth integer;
  once integer;
begin
  perform test.act_as(person);
  for line in execute format('explain (verbose, costs off) select count(*) from %s', relation) loop
    depth := length(line) - length(ltrim(line));
    once := case when ltrim(line) ~ '^InitPlan' then depth when depth > once then once end;
    if once is null and ltrim(line) !~ '^Output:' then
      return next ltrim(line);
    end if;
  end loop;
  perform test.act_as(null);
end
$$;
-- 'a, b or c': the indexed columns by which the rows are found, or how else.
create function test.way(person text, relation regclass) returns text language sql as $$
  select case
    when bool_or(line ~ 'Seq Scan' and line !~ 'positions_') /* empty months */ then 'whole table'
    when bool_or(line ~ 'One-Time Filter: false') then 'nothing'
    else string_agg(distinct substring(line from '^Index Cond: \(\w+\.(.+)\)$'), ' or ') end
  from test.plan_as(person, relation) as line
$$;

create temporary table expected (relation regclass, way text);
insert into expected values
  ('alogistics.transport_requests', 'assigned_transporter_id = socle.uid() or client_id = socle.uid()'),
  ('alogistics.journeys', 'client_id = socle.uid() or transporter_id = socle.uid()'),
  ('alogistics.positions', 'client_id = socle.uid() or transporter_id = socle.uid()'),
  ('alogistics.geofences', 'client_id = socle.uid() or transporter_id = socle.uid()'),
  ('alogistics.geofence_events', 'client_id = socle.uid() or transporter_id = socle.uid()'),
  ('alogistics.disputes', 'client_id = socle.uid() or transporter_id = socle.uid()'),
  ('alogistics.dispute_messages', 'client_id = socle.uid() or transporter_id = socle.uid()'),
  ('alogistics.vehicles', 'id = ANY ($1) or owner_id = socle.uid()'),
  ('alogistics.wallets', 'owner_id = socle.uid()'),
  ('alogistics.ledger_entries', 'account_id = ANY ($1)'),
  ('alogistics.holds', 'user_id = socle.uid()'),
  ('alogistics.withdrawals', 'user_id = socle.uid()'),
  ('alogistics.payment_intents', 'user_id = socle.uid()'),
  ('alogistics.notifications', 'user_id = socle.uid()'),
  ('alogistics.message_deliveries', 'user_id = socle.uid()'),
  ('alogistics.channel_preferences', 'user_id = socle.uid()'),
  ('alogistics.quiet_hours', 'user_id = socle.uid()'),
  ('alogistics.job_penalties', 'transporter_id = socle.uid()'),
  ('alogistics.quotes', 'client_id = socle.uid()'),
  ('alogistics.documents', 'owner_id = socle.uid()'),
  ('alogistics.offers', 'transporter_id = socle.uid()'),
  -- Everybody reads nearly all of them.
  ('alogistics.profiles', 'whole table'),
  ('alogistics.ratings', 'whole table'),
  ('alogistics.platform_settings', 'whole table'),
  ('alogistics.tariffs', 'whole table'),
  ('alogistics.city_pair_surcharges', 'whole table'),
  ('alogistics.payment_providers', 'whole table'),
  ('alogistics.cancellation_policies', 'whole table'),
  -- Read through the view above, whose rows are the only ones with an owner.
  ('alogistics.ledger_accounts', 'whole table'),
  -- Reached by key from the lines of one's own accounts; an index of parties would cost every transfer.
  ('alogistics.ledger_transfers', 'whole table'),
  ('alogistics.ledger_queue', 'nothing');
select is(test.way('client', relation), way, format('a client finds own rows of %s: %s', relation, way)) from expected;
select set_eq('select name from policied where for_people',
  'select relation from expected where relation <> ''alogistics.wallets''::regclass', 'that was every table that people read');
select is((select count(*) from test.plan_as('client', 'alogistics.transport_requests') as line
           where line in ('->  BitmapOr', '->  Bitmap Index Scan on idx_requests_client',
                          '->  Bitmap Index Scan on idx_requests_transporter')), 3::bigint,
  'both indexes of a request''s two owners work together');
select is((select count(*) from test.plan_as('client', 'alogistics.wallet_transactions') as line where line ~ 'Seq Scan'),
  0::bigint, 'movements of one''s wallet are found by index in all three tables');
select is_empty($$
  select name, line from policied, test.plan_as('moderator', name) as line
  where for_staff and line ~ '^Filter:' and line <> 'Filter: $0'
$$, 'staff read no table with a call for each row');
select isnt((select count(*) from policied where for_staff), 0::bigint, 'though they read some');
-- Writing is the other way round: most statements write one row, and a sub-plan costs more than a call.
select is_empty($$
  select tablename, policyname from pg_policies where schemaname = 'alogistics' and with_check ~ 'SELECT'
$$, 'no row that is written starts a sub-plan');
select * from finish();
