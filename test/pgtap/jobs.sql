-- Jobs: enqueued in the transaction, claimed by lease, retried, dead, redriven. realtime.md §4.2, J1 to J13.
begin;
select plan(67);
\ir lib/money.sql

create function test.enqueue(arguments text) returns bigint language sql as $$
  select test.answer('service_role', format('select alogistics.enqueue_job(%s)', arguments))::bigint
$$;
-- The kinds of what a worker gets.
create function test.claim(arguments text) returns text language sql as $$
  select test.answer('service_role',
    format('select coalesce(string_agg(kind, '' '' order by ord), ''-'')
            from alogistics.claim_jobs(%s) with ordinality as c(id, kind, a, b, c, d, e, f, g, ord)', arguments))
$$;
create function test.job(kind text) returns alogistics.jobs language sql as $$
  select j from alogistics.jobs as j where j.kind = $1 order by id desc limit 1
$$;
create function test.job_id(kind text) returns bigint language sql as $$ select (test.job(kind)).id $$;
create function test.done(kind text, worker text) returns text language sql as $$
  select test.outcome('service_role',
    format('select alogistics.complete_jobs(array[%s]::bigint[], %L)', test.job_id(kind), worker))
$$;
create function test.failed(kind text, worker text, more text default '') returns text language sql as $$
  select test.answer('service_role',
    format('select alogistics.fail_job(%s, %L, ''no luck''%s)', test.job_id(kind), worker, more))
$$;
create function test.end_leases() returns void language sql as $$
  update alogistics.jobs set leased_until = clock_timestamp() - interval '1 second' where state = 'running'
$$;
delete from alogistics.jobs;
select test.answer('service_role', $$select alogistics.set_queue('work', 'For this test.')$$) \g /dev/null

-- Who may.
select is(test.would(actor, statement), 'denied', actor || ' may not: ' || statement)
from unnest(array['client', 'admin']) as actor, unnest(array[
  $$select alogistics.enqueue_job('work', 'a')$$, $$select alogistics.claim_jobs('work', 'w')$$,
  $$select alogistics.extend_lease('{1}', 'w')$$, $$select alogistics.complete_jobs('{1}', 'w')$$,
  $$select alogistics.fail_job(1, 'w', 'e')$$, $$select alogistics.redrive_jobs('work')$$,
  $$select alogistics.cancel_job(1)$$, $$select alogistics.set_queue('a', 'b')$$,
  $$select alogistics.pause_queue('work')$$, $$select alogistics.resume_queue('work')$$]) as statement;

-- What is refused.
select is(test.would('service_role', format('select alogistics.%s', call)), outcome, call)
from (values
  ($$enqueue_job(null, 'a')$$, 'missing_value'), ($$enqueue_job('work', null)$$, 'missing_value'),
  ($$enqueue_job('work', 'a', null)$$, 'missing_value'), ($$enqueue_job('nowhere', 'a')$$, 'not_found'),
  ($$enqueue_job('work', 'No kind')$$, 'invalid_value'), ($$enqueue_job('work', 'a', '[]')$$, 'invalid_value'),
  ($$enqueue_job('work', 'a', key => '')$$, 'invalid_value'),
  ($$enqueue_job('work', 'a', group_key => '')$$, 'invalid_value'),
  ($$enqueue_job('work', 'a', priority => 101)$$, 'invalid_value'),
  ($$enqueue_job('work', 'a', max_attempts => 0)$$, 'invalid_value'),
  ($$enqueue_job('work', 'a', on_conflict => 'fight')$$, 'invalid_value'),
  ($$enqueue_job('sql', 'no_such_function')$$, 'not_found'),
  ($$enqueue_job('sql', 'handle_new_user')$$, 'not_found'),
  ($$enqueue_job('sql', 'is_admin')$$, 'done'),
  ($$claim_jobs('nowhere', 'w')$$, 'not_found'), ($$claim_jobs('work', null)$$, 'missing_value'),
  ($$claim_jobs('work', '')$$, 'invalid_value'), ($$claim_jobs('work', 'w', 0)$$, 'invalid_value'),
  ($$claim_jobs('work', 'w', 1, 0)$$, 'invalid_value'), ($$complete_jobs('{0}', 'w')$$, 'lease_lost'),
  ($$extend_lease('{0}', 'w')$$, 'lease_lost'), ($$fail_job(0, 'w', 'e')$$, 'lease_lost'),
  ($$fail_job(0, 'w', 'e', -1)$$, 'invalid_value'), ($$redrive_jobs('nowhere')$$, 'not_found'),
  ($$redrive_jobs('work', max_count => 0)$$, 'invalid_value'), ($$cancel_job(0)$$, 'not_found'),
  ($$set_queue('No queue', 'b')$$, 'invalid_value'), ($$set_queue('a', 'b', 0)$$, 'invalid_value'),
  ($$set_queue('a', 'b', null, 0)$$, 'invalid_value'), ($$pause_queue('nowhere')$$, 'not_found')
) as cases(call, outcome);
select is((select count(*) from alogistics.jobs), 0::bigint, 'what is refused leaves nothing');

-- Order: priority, run_at, id.
select test.enqueue($$'work', 'c.later', run_at => now() + interval '1 hour'$$),
  test.enqueue($$'work', 'b.second'$$), test.enqueue($$'work', 'b.third'$$),
  test.enqueue($$'work', 'z.last', priority => 5$$), test.enqueue($$'work', 'a.first', priority => -5$$) \g /dev/null
select is(test.claim($$'work', 'one', 2$$), 'a.first b.second', 'by priority, run_at and id');
select is(test.claim($$'work', 'two', 10$$), 'b.third z.last', 'nobody gets what another has, nor what is not due');
select is(test.claim($$'work', 'three', 10$$), '-', 'then nothing');

-- Leases.
select is(test.done('a.first', 'two'), 'lease_lost', 'another worker cannot complete it');
select is(test.done('a.first', 'one'), 'done', 'its own can');
select is(test.done('a.first', 'one'), 'lease_lost', 'once');
select is((select array[state, leased_by] from test.job('a.first')), array['done', null], 'it is done');
select is(test.answer('service_role', format($$select alogistics.extend_lease(array[%s::bigint], 'one', 500)$$, test.job_id('b.second'))), '1', 'more time');
select ok((test.job('b.second')).leased_until > clock_timestamp() + interval '8 minutes', 'is given');
select test.end_leases() \g /dev/null
select is(test.claim($$'work', 'four', 1$$), 'b.second', 'when its lease has ended, another gets it');
select is((test.job('b.second')).attempts, 2, 'as its second attempt');
select is(test.done('b.second', 'one'), 'lease_lost', 'the first cannot complete it any more');
select is(test.would('service_role', format($$select alogistics.extend_lease(array[%s::bigint], 'one')$$, test.job_id('b.second'))), 'lease_lost', 'nor get more time');
select is(test.done('b.third', 'two'), 'done', 'a late one can, where nobody else claimed it');
select is(test.done('b.second', 'four'), 'done', 'and the second');
select results_eq($$select kind, attempt, worker, outcome from alogistics.job_runs order by id$$,
  $$values ('a.first', 1, 'one', 'done'), ('b.second', 1, 'one', 'lost'), ('b.third', 1, 'two', 'done'),
           ('b.second', 2, 'four', 'done')$$, 'the history has every attempt');
select * from finish();
rollback;
