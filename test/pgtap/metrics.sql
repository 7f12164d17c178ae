-- Counters in shared memory and gauges, as Prometheus reads them. A-97, L-50.
select no_plan();
create function test.value(sample text) returns numeric language plpgsql as $$
declare
  found text;
begin
  perform test.become('service_role');
  select split_part(line, ' ', -1) into found
  from string_to_table(alogistics.server_metrics(), E'\n') as line where line like sample || ' %';
  perform test.become(null);
  return found;
end
$$;
-- One request through the gateway, which fails at the end if it is told to.
create function test.through(path text, method text default 'GET', broken boolean default false) returns text
language sql as $$
  select format($sql$ select set_config('request.jwt.claims', %L, true), set_config('search_path', 'alogistics', true),
    set_config('request.method', %L, true), set_config('request.path', %L, true), set_config('role', 'authenticated', true);
    select socle.pre_request() $sql$ || case when broken then '; select 1 / 0' else '' end,
    json_build_object('sub', test.id('client'), 'role', 'authenticated'), method, path)
$$;
select test.through('/wallets') as one, test.through('/wallets', 'GET', true) as broken, test.through('/no_such_thing') as unknown,
  test.through('/rpc/me', 'POST') as me \gset

select is(test.value('socle_up'), 1.0, 'the library is preloaded');
select is(test.value('socle_requests_total{system="alogistics",operation="wallets",method="GET",outcome="committed"}'), null, 'nothing yet');
begin; :one \g /dev/null
commit;
begin; :one \g /dev/null
commit;
begin read only; :me \g /dev/null
commit;
begin; :unknown \g /dev/null
commit;
begin; :one \g /dev/null
rollback;
select is(test.value('socle_requests_total{system="alogistics",operation="wallets",method="GET",outcome="committed"}'), 2.0, 'two requests');
select is(test.value('socle_requests_total{system="alogistics",operation="wallets",method="GET",outcome="failed"}'), 1.0, 'one that failed');
select is(test.value('socle_requests_total{system="alogistics",operation="rpc/me",method="POST",outcome="committed"}'), 1.0, 'one that only reads');
select is(test.value('socle_requests_total{system="alogistics",operation="other",method="GET",outcome="committed"}'), 1.0, 'what names nothing');
select is(test.value('socle_request_duration_seconds_count{system="alogistics",operation="wallets",method="GET"}'), 3.0, 'their durations');
select is(test.value('socle_request_duration_seconds_bucket{system="alogistics",operation="wallets",method="GET",le="+Inf"}'), 3.0, 'add up');
select cmp_ok(test.value('socle_request_duration_seconds_sum{system="alogistics",operation="wallets",method="GET"}'), '>', 0.0, 'to some time');

-- Errors by SQLSTATE and name, caught ones not.
create extension if not exists dblink;
create function test.provoke(statement text) returns text language plpgsql as $$
begin
  perform dblink_exec(format('dbname=%s port=%s host=%s user=postgres', current_database(), current_setting('port'),
    split_part(current_setting('unix_socket_directories'), ',', 1)), statement);
  return 'done';
exception when others then
  return sqlstate;
end
$$;
select is(test.provoke('do ''begin perform 1 / 0; end'''), '22012', 'an error of PostgreSQL');
select is(test.provoke('do ''begin perform alogistics.process_payment(null, 1); end'''), 'PT400', 'one of the catalogue');
select cmp_ok(test.value('socle_errors_total{sqlstate="22012",error=""}'), '>=', 1.0, 'are counted');
select cmp_ok(test.value('socle_errors_total{sqlstate="PT400",error="missing_value"}'), '>=', 1.0, 'by name');
select is(test.provoke('do ''begin begin perform 1 / 0; exception when division_by_zero then null; end; end'''), 'done', 'one that is caught');
select is(test.value('socle_errors_total{sqlstate="22012",error=""}'), 1.0, 'is not');

-- Gauges.
select test.request_at('a', 'pending', 10), test.request_at('b', 'pending', 20), test.request_at('c', 'validated', 30) \g /dev/null
select is(test.value('alogistics_requests{status="pending"}'), 2.0, 'requests by status');
select is(test.value('alogistics_balance_minor_units{kind="wallet",currency="XOF"}'),
  (select sum(balance)::numeric from alogistics.ledger_accounts where kind = 'wallet' and currency = 'XOF'), 'money in wallets');
select is(test.value('socle_deadlines_due'), (select count(*)::numeric from alogistics.deadlines
  where done_at is null and next_attempt_at <= clock_timestamp()), 'deadlines');
insert into alogistics.jobs (queue, kind, max_attempts, run_at) values ('sms', 'x', 1, now() - interval '1 minute'), ('sms', 'x', 1, now());
select is(test.value('socle_jobs{queue="sms",state="ready"}'), 2.0, 'jobs');
select cmp_ok(test.value('socle_job_oldest_seconds{queue="sms"}'), '>=', 60.0, 'how long they have waited');
select cmp_ok(test.value('socle_connections'), '>=', 1.0, 'connections');

-- For whom.
select is(test.would(actor, 'select alogistics.server_metrics()'), outcome, actor)
from (values ('anon', 'denied'), ('client', 'denied'), ('transporter', 'denied'), ('moderator', 'done'), ('admin', 'done'),
  ('service_role', 'done')) as v(actor, outcome);
select * from finish();
