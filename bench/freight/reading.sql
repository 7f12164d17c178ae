-- What the lists must read: for each statement that people page through, by which indexes of
-- transport_requests, and how many of its rows at most. test/pgtap/lists.sql holds 20,000 requests to it,
-- bench/freight/run a million.

-- Acts as client 1, transporter 1 or the moderator of people.sql, over the API.
create function bench.act_as(who text) returns void language plpgsql as $$
begin
  perform set_config('role', 'none', false);
  perform set_config('request.jwt.claims',
    case when who is not null then json_build_object('sub', bench.key(who, 1))::text else '' end, false);
  perform set_config('role', case when who = 'moderator' then 'staff' when who is not null then 'authenticated'
                                  else 'none' end, false);
end
$$;

create function bench.nodes(plan jsonb) returns setof jsonb language sql as $$
  with recursive nodes as (
    select $1 as node
    union all
    select child from nodes, jsonb_array_elements(node -> 'Plans') as child)
  select node from nodes
$$;
-- The indexes by which a statement reads the table, or '' if it reads the whole of it; how many rows of
-- the table it reads; and how long it took.
create function bench.reading(who text, statement text, relation text, out indexes text, out rows bigint,
                              out ms numeric) language plpgsql as $$
declare
  plan json;
begin
  perform bench.act_as(who);
  execute 'explain (analyze, costs off, timing off, format json) ' || statement into plan;
  perform bench.act_as(null);
  select case when bool_or(node ->> 'Node Type' = 'Seq Scan' and node ->> 'Relation Name' = relation) then ''
         else string_agg(distinct node ->> 'Index Name', ', ') filter (
                where to_regclass('alogistics.' || quote_ident(node ->> 'Index Name')) in
                  (select indexrelid from pg_index where indrelid = to_regclass('alogistics.' || relation))) end,
         sum(((node ->> 'Actual Rows')::numeric + coalesce((node ->> 'Rows Removed by Filter')::numeric, 0))
             * (node ->> 'Actual Loops')::numeric) filter (where node ->> 'Relation Name' = relation)::bigint,
         (plan -> 0 ->> 'Execution Time')::numeric
    into indexes, rows, ms
  from bench.nodes(plan::jsonb -> 0 -> 'Plan') as node;
end
$$;

-- indexes: a pattern of their names; most: rows, as an expression.
create table bench.lists (number serial, who text not null, statement text not null, relation text not null,
                          indexes text not null, most text not null);
insert into bench.lists (who, statement, relation, indexes, most)
select who, statement, 'transport_requests', regexp_replace(indexes, '\w+', 'idx_requests_\&', 'g'), most
from (values
  -- One more than the page, to know that the last is not one of several of the same time.
  ('moderator', 'select * from alogistics.pending_requests order by created_at, id limit 20', 'pending', '21'),
  ('moderator', 'select * from alogistics.pending_requests where (created_at, id) > (
     select created_at, id from alogistics.pending_requests order by created_at, id offset 30 limit 1)
     order by created_at, id limit 5', 'pending', '200'),
  ('moderator', 'select * from alogistics.pending_requests where transport_type = ''express''
     order by created_at, id limit 5', 'pending', '100'),
  ('moderator', 'select count(*) from alogistics.pending_requests', 'pending',
     '(select count(*) from alogistics.transport_requests where status = ''pending'')'),
  ('moderator', 'select * from alogistics.unassigned_requests order by pickup_date, id limit 20', 'open', '20'),
  ('moderator', 'select * from alogistics.active_jobs order by delivery_date, id limit 20', 'live', '20'),
  ('moderator', 'select * from alogistics.active_jobs where is_late order by delivery_date, id limit 20', 'live', '20'),
  ('moderator', 'select * from alogistics.past_requests order by created_at desc, id desc limit 20', 'past', '21'),
  ('moderator', 'select * from alogistics.past_requests where status = ''cancelled''
     order by created_at desc, id desc limit 5', 'past', '500'),
  ('moderator', 'select count(*) from alogistics.transport_requests where status = ''disputed''', 'status',
     '(select count(*) from alogistics.transport_requests where status = ''disputed'')'),
  ('moderator', 'select * from alogistics.transport_requests where pickup_date >= now()
     and pickup_date < now() + interval ''1 day'' order by pickup_date limit 20', 'dates', '20'),
  ('moderator', 'select * from alogistics.transport_requests where client_id = bench.key(''client'', 1)
     order by created_at desc, id desc limit 10', 'client', '10'),
  ('moderator', 'select * from alogistics.transport_requests where assigned_transporter_id = bench.key(''transporter'', 1)
     order by pickup_date desc, id desc limit 10', 'transporter', '10'),
  -- The parties' own rows are found by both indexes of the policy, and sorted.
  ('client', 'select * from alogistics.my_requests order by created_at desc, id desc limit 10', '(client|transporter)',
     '(select count(*) from alogistics.transport_requests where client_id = bench.key(''client'', 1))'),
  ('client', 'select * from alogistics.my_requests where created_at > now() - interval ''20 days''
     order by created_at desc, id desc limit 10', '(client|transporter)',
     '(select count(*) from alogistics.transport_requests where client_id = bench.key(''client'', 1)
         and created_at > now() - interval ''20 days'')'),
  ('transporter', 'select * from alogistics.my_jobs order by pickup_date desc, id desc limit 10', '(client|transporter)',
     '(select count(*) from alogistics.transport_requests where assigned_transporter_id = bench.key(''transporter'', 1))'),
  ('moderator', 'select * from alogistics.search_requests(''mangue bamako express'', 20)', 'words', '0'),
  ('moderator', 'select * from alogistics.search_requests(''"lot 777"'', 20)', 'words', '10'),
  ('client', 'select * from alogistics.search_requests(''mangue bamako'', 20)', '(client|transporter)',
     '(select count(*) from alogistics.transport_requests where client_id = bench.key(''client'', 1))'),
  ('moderator', 'select * from alogistics.requests_near(14.7, -17.4, 100, 10)', 'pickup_location', '20'))
  as l(who, statement, indexes, most);
insert into bench.lists (who, statement, relation, indexes, most) values
  ('moderator', 'select * from alogistics.dispute_queue order by created_at, id limit 10', 'disputes', 'disputes_queue_idx', '10'),
  ('moderator', 'select * from alogistics.dispute_queue where moderator_id = bench.key(''moderator'', 1)
     order by created_at, id limit 10', 'disputes', 'disputes_(queue|moderator)_idx',
     '(select count(*) from alogistics.disputes)'),
  ('moderator', 'select * from alogistics.document_queue order by submitted_at, id limit 20', 'documents',
     'documents_queue_idx', '20'),
  ('transporter', 'select * from alogistics.open_loads order by pickup_date, id limit 20', 'transport_requests',
     'idx_requests_(open|status|pickup_location)', '(select count(*) from alogistics.transport_requests where status = ''validated'')'),
  ('transporter', 'select * from alogistics.open_loads_near(14.7, -17.4, 300, 20)', 'transport_requests',
     'idx_requests_(open|status|pickup_location)', '(select count(*) from alogistics.transport_requests where status = ''validated'')');

-- What was found, and whether it is as it must be.
create function bench.check_lists() returns table (who text, statement text, indexes text, rows bigint, most bigint,
                                                   ms numeric, is_right boolean) language plpgsql as $$
declare
  list bench.lists;
begin
  for list in select * from bench.lists order by number loop
    who := list.who;
    statement := regexp_replace(list.statement, '\s+', ' ', 'g');
    select r.indexes, r.rows, r.ms into indexes, rows, ms
    from bench.reading(list.who, list.statement, list.relation) as r;
    execute 'select ' || list.most into most;
    is_right := coalesce(indexes ~ format('^(%s(, )?)+$', list.indexes) and rows <= most, false);
    return next;
  end loop;
end
$$;
grant select on all tables in schema bench to public;
