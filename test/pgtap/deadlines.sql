-- Things that must happen at a time: each once, in due order, also after downtime. Design §7, logistics.md §4 point 14.
begin;
select plan(13);
\ir lib/money.sql

create function test.deadline(kind text, due_at timestamptz, level integer default 0) returns bigint language sql as $$
  insert into alogistics.deadlines (kind, subject_id, level, due_at, next_attempt_at)
  values (kind, test.id('subject of ' || kind), level, due_at, due_at) returning id
$$;
create function test.run_due(max_count integer default 100) returns text language sql as $$
  select test.answer('service_role', format('select alogistics.run_due(%s)', max_count))
$$;

select is(test.would(actor, 'select alogistics.run_due()'), outcome, actor || ' runs what is due')
from (values ('client', 'denied'), ('moderator', 'denied'), ('service_role', 'done')) as cases(actor, outcome);
select is(test.would('service_role', format('select alogistics.run_due(%s)', n)), 'invalid_value', n || ' at most')
from unnest(array['0', '-1', '10001']) as n;
select is(test.would('service_role', 'select alogistics.run_due(null)'), 'missing_value', 'at most what?');

-- A kind that nobody knows fails like anything else that fails.
select test.deadline('unheard_of', now() - interval '1 hour') \g /dev/null
select is(test.run_due(), '0', 'what fails is not done');
select results_eq(
  $$select attempts, last_error ~ '^PT404: ', done_at is null, next_attempt_at - clock_timestamp() between '50 seconds' and '1 minute'
    from alogistics.deadlines where kind = 'unheard_of'$$,
  $$values (1, true, true, true)$$, 'but counted, said why, and tried again after a minute');
select is(test.run_due(), '0', 'not before');
update alogistics.deadlines set next_attempt_at = due_at where kind = 'unheard_of';
select is(test.run_due(), '0', 'and then');
select ok((select next_attempt_at - clock_timestamp() between '110 seconds' and '2 minutes' and attempts = 2
           from alogistics.deadlines where kind = 'unheard_of'), 'after two minutes');
select throws_ok($$insert into alogistics.deadlines (kind, subject_id, due_at, next_attempt_at)
                   select kind, subject_id, due_at, next_attempt_at from alogistics.deadlines$$, '23505', null,
  'one deadline per kind, subject and level');
select * from finish();
rollback;
