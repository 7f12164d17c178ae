-- AsRole: other rights for a while, and never longer.
select no_plan();

create role test_helper;
create role test_client;
create table test.safe (id bigint);
alter table test.safe owner to test_helper;
grant insert on test.safe to test_helper;
grant usage on schema test to test_client, test_helper;

set role test_client;
select is(test.as_role('test_helper', 'insert into test.safe values (1)'),
          '{test_client, test_helper, test_client}', 'a role acts as another, and is itself again');
select is((test.error('insert into test.safe values (2)')).sqlstate, '42501',
          'its own rights are as they were');
select is((test.error($$ select test.as_role('test_helper', 'select 1/0') $$)).sqlstate, '22012',
          'an error passes');
select is(current_user::text, 'test_client', 'the role is itself after an error');
select is((test.error($$ select test.as_role('test_helper', 'select test.throw(''int'')') $$)).sqlstate,
          'XX000', 'an exception passes');
select is(current_user::text, 'test_client', 'and after an exception');
select is(test.as_role_in_attempt('test_helper', 'select 1/0'),
          '{22012, test_client, test_helper, test_client}',
          'around a survived error and inside of it the role is the right one');
select is((test.error($$ select test.as_role('no_such_role', 'select 1') $$)).sqlstate, '42704',
          'nobody acts as a role that does not exist');
select is(test.as_role('test_helper', $$ select test.as_role('postgres', 'select 1') $$),
          '{test_client, test_helper, test_client}', 'roles nest');
select is((test.error($$ select test.as_role('test_helper', 'set role postgres') $$)).sqlstate, '42501',
          'SET ROLE is refused meanwhile');
select is((test.error($$ select test.as_role('test_helper', 'reset session authorization') $$)).sqlstate,
          '42501', 'and so is SET SESSION AUTHORIZATION');
select is(test.roles(), '{postgres, test_client, test_client}',
          'the session''s role, the client''s and the one in force');
reset role;

create function test.definer() returns text[] language sql security definer
  begin atomic select test.roles(); end;
alter function test.definer() owner to test_helper;
set role test_client;
select is(test.definer(), '{postgres, test_client, test_helper}',
          'a SECURITY DEFINER function does not change the client''s role');
reset role;

-- The tables are as the rights allowed.
select results_eq('select id from test.safe', array[1::bigint], 'one row was written');

-- The client goes away in the middle, and the next transaction has its own rights.
select test.open('client');
select is(test.tell('client', 'begin; set local role test_client'), 'done', 'a transaction as a role');
select is(test.ask_session('client', $$ select test.as_role('test_helper', 'select 1/0')::text $$),
          '22012', 'it fails while it acts as another');
select is(test.tell('client', 'rollback'), 'done', 'and is rolled back');
select is(test.ask_session('client', 'select current_user::text'), 'postgres',
          'the session has its own role');

select finish();
