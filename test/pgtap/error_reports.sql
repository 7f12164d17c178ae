-- What was refused and what broke is known to admins, although the transaction that it happened in left nothing: A-96, A-97.
select plan(27);
\ir lib/logins.sql
create function test.collect() returns bigint language sql as $$
  select test.ask('keeper', 'select alogistics.collect_errors()::text')::bigint
$$;
-- A request of a gateway that fails, and is undone.
create function test.request_fails(person text, statement text) returns text language plpgsql as $$
declare
  outcome text;
begin
  perform test.tell('gateway', 'begin');
  perform test.tell('gateway', format('do $d$ begin perform set_config(''request.jwt.claims'', %L, true),
    set_config(''request.headers'', ''{"x-request-id": "r-9", "x-forwarded-for": "198.51.100.1, 203.0.113.9"}'', true),
    set_config(''request.path'', ''/rpc/test'', true), set_config(''search_path'', ''"alogistics", "public"'', true),
    set_config(''role'', ''authenticated'', true); end $d$', json_build_object('sub', test.id(person))));
  outcome := test.tell('gateway', statement);
  perform test.tell('gateway', 'rollback');
  return outcome;
end
$$;
create function test.last_report(columns text) returns text language plpgsql as $$
declare
  said text;
begin
  execute format('select (%s)::text from alogistics.error_reports order by id desc limit 1', columns) into said;
  return said;
end
$$;
grant usage on schema test to public;
grant execute on all functions in schema test to public;
select test.open('keeper', 'postgres'), test.open('gateway', 'authenticator') \g /dev/null
select is(test.collect(), 0::bigint, 'from now on errors of this database are captured');
select is(test.request_fails('client', 'do $d$ begin perform alogistics.deactivate_profile(test.id(''rival'')); end $d$'), 'PT403', 'a client oversteps');
select is(test.collect(), 1::bigint, 'which is reported');
select is(test.last_report('count, is_fault, sqlstate, error, path, user_id, database_role, request_id, ip_address'),
  format('(1,f,PT403,not_allowed,/rpc/test,%s,authenticated,r-9,203.0.113.9)', test.id('client')), 'with who, where and what');
select is(test.last_report('detail ->> ''error'''), 'not_allowed', 'and the facts of the catalogue');
select is(test.collect(), 0::bigint, 'once');
select is(count(test.request_fails('client', 'do $d$ begin perform alogistics.deactivate_profile(test.id(''rival'')); end $d$')), 5::bigint, 'five times more')
from generate_series(1, 5);
select is(test.collect(), 1::bigint, 'are one report');
select is(test.last_report('count, first_at < last_at'), '(5,t)', 'that counts them');
select is(test.request_fails('client', 'do $d$ begin perform alogistics.deactivate_profile(test.id(''rival'')); exception when others then null; end $d$'),
  'done', 'an error that is caught');
select is(test.collect(), 0::bigint, 'is nobody''s business');
select is(test.tell('keeper', 'do $d$ begin raise unique_violation using detail = ''Key (secret)=(knock knock)''; end $d$'), '23505', 'PostgreSQL''s own');
select is(test.collect(), 1::bigint, 'are reported');
select is(test.last_report('is_fault, sqlstate, error, detail, request_id, ip_address'), '(f,23505,,,,)', 'without a detail, which shows what is in rows');

-- What broke.
select is(test.tell('keeper', 'do $d$ begin raise internal_error using message = ''the disk is on fire''; end $d$'), 'XX000', 'something breaks');
select is(test.collect(), 1::bigint, 'is reported');
select is(test.last_report('is_fault, message, notified_at is not null'), '(t,"the disk is on fire",t)', 'as a fault');
select results_eq($$ select p.role::text, n.title, n.message from alogistics.notifications as n join alogistics.profiles as p on p.id = n.user_id
  where n.data ->> 'template' = 'error.fault.admin' $$, $$ values ('admin', 'Erreur du serveur XX000',
    'the disk is on fire. Les détails sont dans error_reports.') $$, 'and the admin is told, nobody else');
select is(test.tell('keeper', 'do $d$ begin raise internal_error using message = ''the house, too''; end $d$'), 'XX000', 'another of its kind');
select is(test.collect(), 1::bigint, 'is reported');
select is((select count(*) from alogistics.notifications where data ->> 'template' = 'error.fault.admin'), 1::bigint, 'but not told again within the hour');

-- A flood takes no more memory.
select is(count(*), 300::bigint, '300 errors, each another') from generate_series(1, 300) as n
where test.tell('gateway', format('do $d$ begin raise exception ''error %s''; end $d$', n)) = 'P0001';
select is(test.collect(), 256::bigint, 'as many as there is room for');
select is(test.last_report('count, message'), '(44,"more errors than could be captured")', 'and how many more there were');

-- Who sees them, and for how long.
select is(test.outcome('admin', 'select from alogistics.error_reports limit 1'), 'done', 'admins see them');
select is(test.outcome('moderator', 'select from alogistics.error_reports limit 1'), 'nothing', 'moderators do not');
update alogistics.error_reports set last_at = now() - case id when 1 then interval '31 days' else interval '29 days' end;
select alogistics.prune_audit() \g /dev/null
select is((select min(id) from alogistics.error_reports), 2::bigint, 'after audit.errors_days they go');
select * from finish();
