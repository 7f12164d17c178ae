-- Disputes that nobody decides go up by time: each level exactly once, in order, also after downtime. A-44, logistics.md §4 points 13 and 14.
begin;
select plan(27);
\ir lib/money.sql
select test.sign_up('deputy', 'moderator'), test.sign_up('chief', 'admin') \g /dev/null
create function test.dispute_about(job text) returns uuid language sql stable security definer as $$
  select id from alogistics.disputes where request_id = test.id(job) order by created_at desc limit 1
$$;
create sequence test.day start 10 increment 10;
create function test.dispute_of(job text) returns uuid language plpgsql as $$
begin
  perform test.request_at(job, 'in_progress', nextval('test.day')::integer);
  perform set_config('request.jwt.claims', json_build_object('sub', test.id('client'))::text, true);
  perform alogistics.open_dispute(test.id(job), 'damage', 'Wet sacks');
  perform set_config('request.jwt.claims', '', true);
  return test.dispute_about(job);
end
$$;
-- So many hours pass for this dispute.
create function test.pass(job text, hours integer) returns void language sql as $$
  update alogistics.deadlines set due_at = due_at - hours * interval '1 hour', next_attempt_at = next_attempt_at - hours * interval '1 hour'
  where subject_id = test.dispute_about(job) and done_at is null
$$;
create function test.run_due(max_count integer default 100) returns text language sql as $$
  select test.answer('service_role', format('select alogistics.run_due(%s)', max_count))
$$;
create function test.standing(job text) returns text language sql volatile security definer as $$
  select status || ' level ' || escalation_level from alogistics.disputes where id = test.dispute_about(job)
$$;
create function test.heard(job text) returns text language sql volatile security definer as $$
  select coalesce(string_agg(format('%s %s', lower(p.first_name), split_part(n.data ->> 'template', '.', 2)), ', ' order by p.first_name, n.id), 'nobody')
  from alogistics.notifications as n join alogistics.profiles as p on p.id = n.user_id
  where n.data ->> 'request_id' = test.id(job)::text and n.data ->> 'template' in ('dispute.escalated.admin', 'dispute.reminder.staff')
$$;

select test.dispute_of('first') \g /dev/null
select is(array(select extract(hours from due_at - now()) + 24 * extract(days from due_at - now()) || ' level ' || level from alogistics.deadlines
                where subject_id = test.dispute_about('first') order by level), array['48 level 1', '96 level 2'], 'two deadlines');
select test.pass('first', 47) \g /dev/null
select is(test.run_due() || ' ' || test.standing('first'), '0 open level 0', 'after 47 hours nothing');
select test.pass('first', 1) \g /dev/null
select is(test.run_due() || ' ' || test.standing('first'), '1 escalated level 1', 'logistics.md §4 point 13: after 48 hours it goes to the admins');
select is(test.heard('first'), 'admin escalated, chief escalated', 'who are told');
select is(test.run_due() || ' ' || test.heard('first'), '0 admin escalated, chief escalated', 'logistics.md §4 point 13: exactly once');
select is(test.would('deputy', format('select alogistics.resolve_dispute(%L, ''cancelled'', ''Late'')', test.dispute_about('first'))), 'not_allowed',
  'the moderator has it no more');
select test.pass('first', 48) \g /dev/null
select is(test.run_due() || ' ' || test.standing('first'), '1 escalated level 2', 'after 96 hours they are reminded');
select is(test.heard('first'), 'admin escalated, admin reminder, chief escalated, chief reminder', 'once each');
select is(test.run_due(), '0', 'and that is all');

-- Downtime of a week: both levels, each once, in due order.
select test.dispute_of('downtime'), test.pass('downtime', 168) \g /dev/null
select is(test.run_due(1) || ' ' || test.standing('downtime'), '1 escalated level 1', 'logistics.md §4 point 14: after downtime, the first level first');
select is(test.run_due() || ' ' || test.standing('downtime'), '1 escalated level 2', 'then the second');
select is(test.heard('downtime'), 'admin escalated, admin reminder, chief escalated, chief reminder', 'each level exactly once');
update alogistics.deadlines set done_at = null where subject_id = test.dispute_about('downtime');
select is(test.run_due() || ' ' || test.standing('downtime') || ' ' || test.heard('downtime'),
  '2 escalated level 2 admin escalated, admin reminder, chief escalated, chief reminder', 'even if a deadline came twice');

-- By hand before its time; handed back.
select test.dispute_of('by hand') \g /dev/null
select is(test.outcome('deputy', format('select alogistics.escalate_dispute(%L, ''Large sum'')', test.dispute_about('by hand'))), 'done', 'escalated by hand');
select is(test.standing('by hand') || ' ' || test.heard('by hand'), 'escalated level 1 admin escalated, chief escalated', 'is level 1');
select is(test.would('client', format('select alogistics.withdraw_dispute(%L)', test.dispute_about('by hand'))), 'invalid_transition', 'and not withdrawn any more');
select is(test.would('admin', format('select alogistics.reassign_dispute(%L, test.id(''deputy''))', test.dispute_about('by hand'))), 'reason_required',
  'it is handed back with a reason');
select is(test.outcome('admin', format('select alogistics.reassign_dispute(%L, test.id(''deputy''), ''Not large'')', test.dispute_about('by hand'))), 'done', 'handed back');
select test.pass('by hand', 96) \g /dev/null
select is(test.run_due() || ' ' || test.standing('by hand'), '2 investigating level 2', 'its time comes: it is not escalated again');
select is(test.heard('by hand'), 'admin escalated, admin reminder, chief escalated, chief reminder, deputy reminder', 'but everybody is reminded');

-- What is decided has no deadline; what is reopened has new ones.
select test.dispute_of('decided') \g /dev/null
select is(test.outcome('deputy', format('select alogistics.resolve_dispute(%L, ''in_progress'', ''Go on'')', test.dispute_about('decided'))), 'done', 'decided');
select is((select count(*) from alogistics.deadlines where subject_id = test.dispute_about('decided')), 0::bigint, 'nothing is due');
select is(test.outcome('admin', format('select alogistics.reopen_dispute(%L, ''New photos'')', test.dispute_about('decided'))), 'done', 'reopened');
select test.pass('decided', 48) \g /dev/null
select is(test.run_due() || ' ' || test.standing('decided'), '1 escalated level 1', 'it goes up anew');

-- The settings.
insert into alogistics.platform_settings (key, value) values ('dispute.escalate_hours', '10'), ('dispute.remind_hours', '10');
select test.dispute_of('quick') \g /dev/null
select is((select string_agg(level::text, ' ') from alogistics.deadlines where subject_id = test.dispute_about('quick')), '1', 'no reminder before the escalation');
select test.pass('quick', 10) \g /dev/null
select is(test.run_due() || ' ' || test.standing('quick'), '1 escalated level 1', 'after 10 hours');
select is((select count(*) from alogistics.reconcile()), 0::bigint, 'the books are right');
select * from finish();
rollback;
