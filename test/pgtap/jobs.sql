-- Jobs: enqueued in the transaction, claimed by lease, retried, dead, redriven. realtime.md §4.2, J1 to J13.
begin;
select * from no_plan();
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
  $$select alogistics.pause_queue('work')$$, $$select alogistics.resume_queue('work')$$,
  $$select alogistics.allow_job_function('is_admin', 'd')$$, $$select alogistics.forbid_job_function('seal_ledger')$$]) as statement;

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
  ($$enqueue_job('work', 'a', period_seconds => 60)$$, 'missing_value'),
  ($$enqueue_job('work', 'a', key => 'k', period_seconds => 0)$$, 'invalid_value'),
  ($$enqueue_job('work', 'a', key => 'k', period_seconds => 31536001)$$, 'invalid_value'),
  ($$enqueue_job('work', 'a', key => 'k', on_conflict => 'replace', period_seconds => 60)$$, 'invalid_value'),
  ($$enqueue_job('sql', 'no_such_function')$$, 'not_found'),
  ($$enqueue_job('sql', 'handle_new_user')$$, 'not_found'),
  ($$enqueue_job('sql', 'is_admin')$$, 'not_allowed'), ($$enqueue_job('sql', 'seal_ledger')$$, 'done'),
  ($$allow_job_function('no_such_function', 'd')$$, 'not_found'), ($$allow_job_function('handle_new_user', 'd')$$, 'not_found'),
  ($$allow_job_function('login', 'd')$$, 'not_found'), ($$allow_job_function('is_admin', '')$$, 'invalid_value'),
  ($$allow_job_function('is_admin', 'd', 0)$$, 'invalid_value'), ($$allow_job_function('is_admin', 'd', 3601)$$, 'invalid_value'),
  ($$allow_job_function(null, 'd')$$, 'missing_value'), ($$allow_job_function('is_admin', null)$$, 'missing_value'),
  ($$allow_job_function('is_admin', 'd', null)$$, 'missing_value'), ($$forbid_job_function('is_admin')$$, 'not_found'),
  ($$allow_job_function('is_admin', 'd', 10)$$, 'done'),
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

-- Retries, dead letters, redrive.
delete from alogistics.jobs;
select test.enqueue($$'work', 'frail', max_attempts => 2$$), test.claim($$'work', 'one'$$) \g /dev/null
select is(test.failed('frail', 'one'), 'ready', 'one that failed is tried again');
select ok((j).run_at - clock_timestamp() between '4 seconds' and '10 seconds' and (j).last_error = 'no luck',
  'after a pause, and says why') from test.job('frail') as j;
select is(test.claim($$'work', 'one'$$), '-', 'not before');
update alogistics.jobs set run_at = clock_timestamp();
select is(test.claim($$'work', 'one'$$), 'frail', 'then');
select is(test.failed('frail', 'one'), 'dead', 'it dies of its last attempt');
select is(test.claim($$'work', 'one'$$), '-', 'and is claimed no more');
select is(test.answer('service_role', $$select alogistics.redrive_jobs('work')$$), '1', 'it is brought back');
select is(test.answer('service_role', $$select alogistics.redrive_jobs('work')$$), '0', 'once');
select is(test.claim($$'work', 'one'$$), 'frail', 'and is done');
select is(test.failed('frail', 'one', ', 3600'), 'ready', 'with another pause');
select ok((j).run_at - clock_timestamp() between '59 minutes' and '60 minutes', 'as long as was asked') from test.job('frail') as j;
update alogistics.jobs set run_at = clock_timestamp();
select test.claim($$'work', 'one'$$), test.end_leases() \g /dev/null
select is(test.claim($$'work', 'one'$$), '-', 'one whose last lease ended is not claimed');
select is((test.job('frail')).state, 'dead', 'but dead');
select test.enqueue($$'work', 'hopeless'$$), test.claim($$'work', 'one'$$) \g /dev/null
select is(test.failed('hopeless', 'one', ', is_final => true'), 'dead', 'one that is of no use dies at once');
select test.enqueue($$'work', 'late', expires_at => now() - interval '1 second'$$) \g /dev/null
select is(test.claim($$'work', 'one'$$), '-', 'one that expired is not claimed');
select is((test.job('late')).state, 'cancelled', 'but cancelled');

-- Errors of any length.
select test.enqueue($$'work', 'wordy'$$), test.claim($$'work', 'one'$$) \g /dev/null
select is(test.answer('service_role', format($$select alogistics.fail_job(%s, 'one', 'a' || repeat('é', 2000))$$, test.job_id('wordy'))),
  'ready', 'a long error is no error');
select is((test.job('wordy')).last_error, 'a' || repeat('é', 999), 'its beginning is kept');

-- Functions as jobs.
select is(test.outcome('service_role', $$select alogistics.allow_job_function('is_admin', 'For this test.', 5)$$), 'done', 'a function can be allowed');
select is(test.would('service_role', $$select alogistics.enqueue_job('sql', 'is_admin')$$), 'done', 'then it can be a job');
select is(test.outcome('service_role', $$select alogistics.forbid_job_function('is_admin')$$), 'done', 'and forbidden');
select is(test.would('service_role', $$select alogistics.enqueue_job('sql', 'is_admin')$$), 'not_allowed', 'then it cannot');

-- Keys.
select is(test.enqueue($$'work', 'again', key => 'k'$$), test.enqueue($$'work', 'never', key => 'k'$$), 'a second with the key is the first');
select is(test.enqueue($$'work', 'instead', '{"n": 2}', key => 'k', on_conflict => 'replace'$$), test.job_id('instead'), 'or takes its place');
select is(test.job('again'), null, 'which is gone');
select is(test.claim($$'work', 'one'$$), 'instead', 'it is claimed');
select isnt(test.enqueue($$'work', 'next', key => 'k', on_conflict => 'replace'$$), test.job_id('instead'), 'one that runs is left alone');
select is(test.done('instead', 'one'), 'done', 'to its end');
select is(test.claim($$'work', 'one'$$), 'next', 'and the new one comes after');
select isnt(test.enqueue($$'sql', 'seal_ledger', key => 'k'$$), test.job_id('next'), 'keys are of a queue');
select is(test.done('next', 'one'), 'done', 'the key is free');
select isnt(test.enqueue($$'work', 'new', key => 'k'$$), test.job_id('next'), 'then');

-- One for each key and period.
delete from alogistics.jobs;
create function test.throttled(kind text, key text default 'k') returns bigint language sql as $$
  select test.enqueue(format('''work'', %L, key => %L, period_seconds => 60', kind, key))
$$;
create function test.end_period(kind text) returns void language sql as $$
  update alogistics.jobs set key_until = clock_timestamp() - interval '1 second' where id = test.job_id($1)
$$;
select is(test.throttled('p.first'), test.throttled('p.second'), 'a second in the period is the first');
select ok((j).key_until - (j).created_at between '59 seconds' and '61 seconds', 'whose period is as long as was asked')
from test.job('p.first') as j;
select is(test.claim($$'work', 'one'$$), 'p.first', 'it is claimed');
select is(test.throttled('p.second'), test.job_id('p.first'), 'it still is while it runs');
select is(test.done('p.first', 'one'), 'done', 'to its end');
select is(test.throttled('p.second'), test.job_id('p.first'), 'and when it is done');
select isnt(test.throttled('p.other', 'l'), test.job_id('p.first'), 'another key has its own');
select isnt(test.enqueue($$'work', 'p.plain', key => 'k'$$), test.job_id('p.first'), 'who asks for no period waits for none');
select is(test.throttled('p.second'), test.job_id('p.plain'), 'there is one that is not finished, too');
delete from alogistics.jobs where kind in ('p.plain', 'p.other');
select test.end_period('p.first') \g /dev/null
select is(test.throttled('p.second'), test.job_id('p.second'), 'when the period is over, the next is written');
select test.end_period('p.second') \g /dev/null
select is(test.throttled('p.third'), test.job_id('p.second'), 'but not beside one that is not finished');
select is(test.claim($$'work', 'one'$$), 'p.second', 'it runs');
update alogistics.jobs set key_until = clock_timestamp() + interval '60 seconds' where kind = 'p.second';
select is(test.failed('p.second', 'one', ', is_final => true'), 'dead', 'and dies');
select is(test.throttled('p.third'), test.job_id('p.third'), 'one that is dead does not count');
select is(test.outcome('service_role', format('select alogistics.cancel_job(%s)', test.job_id('p.third'))), 'done', 'one that waits can be cancelled');
select is(test.throttled('p.fourth'), test.job_id('p.fourth'), 'and does not count either');

-- Groups.
delete from alogistics.jobs;
select test.enqueue(format($$'work', '%s', group_key => 'g', priority => %s$$, kind, -number))
from unnest(array['g1', 'g2', 'g3']) with ordinality as k(kind, number) \g /dev/null
select is(test.claim($$'work', 'one', 10$$), 'g1', 'of a group the first, whatever the priority');
select is(test.claim($$'work', 'two', 10$$), '-', 'and no other while it runs');
select is(test.failed('g1', 'one', ', 3600'), 'ready', 'nor while it waits');
select is(test.claim($$'work', 'two', 10$$), '-', 'for its next attempt');
update alogistics.jobs set run_at = clock_timestamp();
select is(test.claim($$'work', 'two', 10$$), 'g1', 'it goes on');
select is(test.done('g1', 'two'), 'done', 'is done');
select is(test.claim($$'work', 'two', 10$$), 'g2', 'and the next comes');

-- Queues.
delete from alogistics.jobs;
select test.answer('service_role', $$select alogistics.set_queue('work', 'Two at once.', 2)$$),
  test.enqueue($$'work', 'q1'$$), test.enqueue($$'work', 'q2'$$), test.enqueue($$'work', 'q3'$$) \g /dev/null
select is(test.claim($$'work', 'one', 10$$), 'q1 q2', 'no more than the limit');
select is(test.claim($$'work', 'one', 10$$), '-', 'at once');
select is(test.done('q1', 'one'), 'done', 'when one is done');
select test.answer('service_role', $$select alogistics.pause_queue('work')$$) \g /dev/null
select is(test.claim($$'work', 'one', 10$$), '-', 'nothing while it is paused');
select is(test.done('q2', 'one'), 'done', 'but what runs is done');
select test.answer('service_role', $$select alogistics.resume_queue('work')$$) \g /dev/null
select is(test.claim($$'work', 'one', 10$$), 'q3', 'then again');
select is(test.outcome('service_role', format('select alogistics.cancel_job(%s)', test.job_id('q3'))), 'done', 'one that runs can be cancelled');
select is(test.done('q3', 'one'), 'lease_lost', 'its worker hears of it');
select is(test.outcome('service_role', format('select alogistics.cancel_job(%s)', test.job_id('q3'))), 'job_finished', 'once');

-- Mails: in the outbox until they are sent, and without secrets afterwards.
select test.enqueue($$'email', 'mail.test', '{"recipient": "a@example.com", "body": "secret", "data": {"token": "secret"}}'$$) \g /dev/null
select is((select recipient || ' ' || (data ->> 'token') from alogistics.outbox where template = 'mail.test'), 'a@example.com secret', 'a mail waits');
select is(test.claim($$'email', 'mailer', 10$$), 'mail.test', 'is taken');
select is(test.done('mail.test', 'mailer'), 'done', 'and sent');
select is((test.job('mail.test')).payload, '{"recipient": "a@example.com"}', 'its secrets go');
select is((select count(*) from alogistics.outbox), 0::bigint, 'and the outbox is empty');
select is(test.count('admin', 'select state from alogistics.jobs'), '4', 'staff read jobs');
select is(test.count('admin', 'select payload from alogistics.jobs'), 'denied', 'but no payloads');
select * from finish();
rollback;
