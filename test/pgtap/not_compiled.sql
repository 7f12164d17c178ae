-- Statements of ours are not compiled (JIT), whatever the planner expects of them: that takes a second at each call.
begin;
select plan(2);
create function test.has_compiled() returns boolean language sql return pg_read_file('/proc/self/maps') ~ 'llvmjit';
select test.act_as('client') \g /dev/null
-- The first call plans its statements; what is on top of it costs less.
set local jit = on;
set local jit_above_cost = 5;
select alogistics.unread_count() \g /dev/null
set local jit_above_cost = 100000;
select test.act_as(null) \g /dev/null
select ok(not test.has_compiled(), 'a statement of ours is not compiled');
set local jit_above_cost = 0;
select count(*) from alogistics.notifications \g /dev/null
set local jit_above_cost = 100000;
select ok(test.has_compiled() or not pg_jit_available(), 'where a statement of others is');
select * from finish();
rollback;
