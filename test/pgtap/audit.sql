-- The audit trail: a trigger for any table, what it shows and hides, whose word it takes for where a request came from,
-- and that nobody changes it. A-51, A-52.
select plan(61);
\ir lib/logins.sql
-- What the trail says last.
create function test.last_audit(column_name text) returns text language plpgsql as $$
declare
  said text;
begin
  execute format('select (%s)::text from alogistics.audit_logs order by id desc limit 1', column_name) into said;
  return said;
end
$$;
create role shop login noinherit;
grant authenticated, staff to shop;
alter role shop set search_path = alogistics, public;
grant usage on schema test to shop, authenticator;
grant execute on all functions in schema test to public;

-- Where a request came from: sessions of gateways and of others, each change undone.
create function test.context(session text) returns text language sql as $$
  select concat_ws(' | ',
    test.tell(session, $s$ insert into alogistics.platform_settings (key, value) values ('quote.valid_minutes', '70') $s$),
    test.ask(session, $s$ select concat_ws(' | ', coalesce(request_id, '-'), coalesce(ip_address, '-'), coalesce(user_agent, '-'),
      database_role) from alogistics.audit_logs order by id desc limit 1 $s$))
$$;
create function test.describe(headers jsonb) returns text language sql as $$
  select format('do $d$ begin perform set_config(''request.headers'', %L, true); end $d$', headers)
$$;
create function test.arrive(person text) returns text language sql as $$
  select format('do $d$ begin perform set_config(''request.jwt.claims'', %L, true),
    set_config(''role'', ''staff'', true); end $d$', json_build_object('sub', test.id(person)))
$$;
select test.open('gateway', 'authenticator'), test.open('client', 'shop'), test.open('root', 'postgres') \g /dev/null
select is(test.tell('gateway', 'begin'), 'done', 'a request of a gateway')
union all select is(test.tell('gateway', test.arrive('admin')), 'done', 'for an admin')
union all select is(test.tell('gateway', test.describe('{"x-request-id": "r-1", "user-agent": "A phone",
  "x-forwarded-for": "10.9.9.9, 203.0.113.7"}')), 'done', 'with headers')
union all select is(test.context('gateway'), 'done | r-1 | 203.0.113.7 | A phone | staff', 'is in the trail: the address is the proxy''s word')
union all select is(test.tell('gateway', 'rollback'), 'done', 'undone');
select is(test.tell('gateway', 'begin'), 'done', 'another')
union all select is(test.tell('gateway', test.arrive('admin')), 'done', 'without headers')
union all select is(test.context('gateway'), 'done | - | - | - | staff', 'has nothing of the one before')
union all select is(test.tell('gateway', test.describe('{"x-request-id": "r-2"}')), 'done', 'and if it says it late')
union all select is(test.context('gateway'), '23505 | 25P02', 'or twice, nothing more is written')
union all select is(test.tell('gateway', 'rollback'), 'done', 'undone');
select is(test.tell('gateway', 'begin'), 'done', 'a third')
union all select is(test.tell('gateway', test.describe('{"x-request-id": "r-3"}')), 'done', 'says it')
union all select is(test.tell('gateway', test.arrive('admin')), 'done', 'for whom')
union all select is(test.tell('gateway', 'savepoint s'), 'done', 'and what runs later in it')
union all select is(test.tell('gateway', test.describe('{"x-request-id": "forged"}')), '42501', 'cannot say otherwise')
union all select is(test.tell('gateway', 'rollback to s'), 'done', 'nor')
union all select is(test.tell('gateway', test.describe('{}')), '42501', 'take it back')
union all select is(test.tell('gateway', 'rollback to s'), 'done', 'so')
union all select is(test.context('gateway'), 'done | r-3 | - | - | staff', 'it stays')
union all select is(test.tell('gateway', 'rollback'), 'done', 'undone');
select is(test.ask('client', test.sign_in('admin')), test.id('admin')::text, 'an admin by a login of his own')
union all select is(test.tell('client', 'begin'), 'done', 'begins')
union all select is(test.tell('client', test.describe('{"x-request-id": "forged", "x-forwarded-for": "192.0.2.1", "user-agent": "x"}')), 'done',
  'says what he likes')
union all select is(test.context('client'), 'done | - | - | - | staff', 'and is not believed')
union all select is(test.tell('client', 'rollback'), 'done', 'undone');
select is(test.tell('root', 'begin'), 'done', 'a superuser')
union all select is(test.tell('root', test.describe(jsonb_build_object('x-request-id', repeat('é', 150),
  'user-agent', repeat('u', 600), 'x-forwarded-for', repeat('10.0.0.1, ', 9000)))), 'done', 'with headers that are too long')
union all select is(test.context('root'), concat_ws(' | ', 'done', repeat('é', 100), 'unknown', repeat('u', 500), 'postgres'),
  'has them cut, and no address of a list that was cut')
union all select is(test.tell('root', 'rollback'), 'done', 'undone');

-- A table of any kind takes the trigger, in whichever schema.
create table test.things (shelf integer, place text, amount numeric(12, 2), secret text, note text, at timestamptz, data jsonb,
  primary key (shelf, place));
alter table test.things drop column amount, add column amount numeric(12, 2);
create trigger audit_changes after insert or update or delete on test.things
  for each row execute function alogistics.audit_changes('key=shelf,place', 'redact=note,data');
begin;
set local timezone = 'Asia/Tokyo';
insert into test.things values (1, 'left', null, 'a note', '2026-01-01 00:00+00', '{"a": 1}', 1.50);
select is(test.last_audit('action, entity_type, entity_id, user_id, old_data'), '(things.insert,things,"1,left",,)', 'a new row');
select is(test.last_audit('new_data')::jsonb, '{"shelf": 1, "place": "left", "note": "***", "data": "***",
  "at": "2026-01-01T00:00:00+00:00", "amount": 1.50}', 'all that is not NULL, in UTC; what is redacted is ***');
update test.things set secret = 'knock knock', amount = 2, place = 'right';
select is(test.last_audit('entity_id'), '1,right', 'the key is the new one');
select is(test.last_audit('old_data')::jsonb, '{"secret": null, "amount": 1.50, "place": "left"}', 'of an update only what was otherwise');
select is(test.last_audit('new_data')::jsonb, '{"secret": "***", "amount": 2.00, "place": "right"}', 'a secret is one by its name');
update test.things set secret = 'who is there', note = null;
select is(test.last_audit('old_data, new_data'), '("{""note"": ""***"", ""secret"": ""***""}","{""note"": null, ""secret"": ""***""}")',
  'that it changed shows, not what it was');
select is((select count(*) from alogistics.audit_logs where entity_type = 'things'), 3::bigint, 'three rows so far');
update test.things set amount = 2.00, at = at;
select is((select count(*) from alogistics.audit_logs where entity_type = 'things'), 3::bigint, 'where nothing changed nothing is written');
delete from test.things;
select is(test.last_audit('action, entity_id, new_data'), '(things.delete,"1,right",)', 'a row that goes');
select is(test.last_audit('old_data')::jsonb - 'at', '{"shelf": 1, "place": "right", "secret": "***", "data": "***",
  "amount": 2.00}', 'is all there, but for what was NULL');
select is_empty($$ select id from alogistics.audit_logs as a where a::text ~ 'knock|who is there|a note' $$, 'no secret is in the trail');
-- A trigger that is made wrong is no trigger.
create function test.with_arguments(arguments text) returns text language plpgsql as $$
begin
  drop trigger audit_changes on test.things;
  execute format('create trigger audit_changes after insert on test.things for each row
    execute function alogistics.audit_changes(%s)', arguments);
  return test.would('superuser', 'insert into test.things (shelf, place) values (2, ''x'')');
end
$$;
select is(test.with_arguments(arguments), outcome, 'arguments: ' || arguments)
from (values ('''key=shelf''', 'done'), ('''redact=nots'', ''key=shelf''', '42703'), ('''key=shelv''', '42703'),
  ('''shelf''', 'invalid_value'), ('', '42703')) as a(arguments, outcome);
rollback;

-- The trail stays as it is.
select is(test.would(actor, statement), outcome, format('%s: %s', actor, statement))
from (values ('superuser', 'append_only'), ('socle_owner', 'append_only')) as a(actor, outcome),
  unnest(array['update alogistics.audit_logs set action = ''x''', 'delete from alogistics.audit_logs',
    'truncate alogistics.audit_logs', 'insert into alogistics.audit_seals values (1000, 1, 2, ''3'')',
    'update alogistics.audit_seals set digest = ''x''', 'delete from alogistics.audit_seals',
    'truncate alogistics.audit_seals']) as statement;
begin;
set local session_replication_role = replica;
select is(test.would('superuser', 'delete from alogistics.audit_logs'), 'append_only', 'also where the session says that triggers rest');
rollback;
select * from finish();
drop table test.things;
drop owned by shop;
drop role shop;
