-- Ratings: who may rate whom, until when; double-blind until both have rated or the window is over; hidden by staff; and
-- averages that equal a recount. A-37 … A-40, logistics.md §4 point 13.
begin;
select plan(116);
\ir lib/money.sql
select test.request_at(status, status, 10 * number::integer)
from unnest(array['pending', 'validated', 'assigned', 'in_progress', 'completed', 'second', 'third']) with ordinality
  as s(status, number) \g /dev/null
select test.request_at('cancelled', 'assigned', 100), alogistics.cancel_transport_request(test.id('cancelled'), 'test') \g /dev/null
create function test.rate(job text, score text default '5', comment text default 'null') returns text language sql as $$
  select format('insert into alogistics.ratings (request_id, score, comment) values (test.id(%L), %s, %s)', job, score, comment)
$$;
create function test.rating(job text, rater text) returns uuid language sql stable security definer as $$
  select id from alogistics.ratings where request_id = test.id(job) and rater_id = test.id(rater)
$$;
-- What a profile shows: average (count).
create function test.average(person text) returns text language sql stable as $$
  select format('%s (%s)', coalesce(rating_average::text, '—'), rating_count) from alogistics.profiles where id = test.id(person)
$$;
-- The job was completed so long ago, and what was said of it as well.
create function test.age(job text, days numeric) returns void language plpgsql as $$
begin
  set local session_replication_role = replica;
  update alogistics.transport_requests set completed_at = now() - days * interval '1 day' where id = test.id(job);
  update alogistics.ratings set window_ends_at = now() + (14 - days) * interval '1 day' where request_id = test.id(job);
  update alogistics.deadlines set due_at = now() + (14 - days) * interval '1 day', next_attempt_at = now() + (14 - days) * interval '1 day'
    where subject_id = test.id(job) and done_at is null;
  set local session_replication_role = origin;
end
$$;

-- Who may, and what.
select is(test.would(actor, test.rate('completed')), outcome, actor || ' rates')
from (values ('client', 'done'), ('transporter', 'done'), ('rival', 'rating_not_allowed'),
  ('stranger', 'rating_not_allowed'), ('moderator', 'denied'), ('service_role', 'missing_value'), ('anon', 'denied'))
  as a(actor, outcome);
select is(test.would(actor, 'select alogistics.rate_transport(test.id(''completed''), 4)'), outcome, actor || ' calls rate_transport()')
from (values ('client', 'done'), ('transporter', 'done'), ('rival', 'rating_not_allowed'),
  ('moderator', 'rating_not_allowed'), ('service_role', 'authentication_required'), ('anon', 'denied'))
  as a(actor, outcome);
select is(test.would('client', format('select alogistics.rate_transport(%s)', arguments)), 'missing_value', arguments)
from unnest(array['null, 4', 'test.id(''completed''), null']) as arguments;
select is(test.would('client', test.rate(job)), outcome, 'a job that is ' || job)
from (values ('pending', 'rating_not_allowed'), ('assigned', 'rating_not_allowed'), ('in_progress', 'rating_not_allowed'),
  ('cancelled', 'rating_not_allowed'), ('nothing', 'not_found')) as j(job, outcome);
select is(test.would('client', test.rate('completed', score, comment)), outcome, format('%s: %s', score, left(comment, 20)))
from (values ('1', 'null', 'done'), ('0', 'null', 'invalid_value'), ('6', 'null', 'invalid_value'),
  ('null', 'null', 'missing_value'), ('5', 'repeat(''é'', 1000)', 'done'), ('5', 'repeat(''é'', 1001)', 'invalid_value'))
  as r(score, comment, outcome);
select is(test.would('superuser', format('insert into alogistics.ratings (request_id, rater_id, score) values (test.id(''completed''), test.id(%L), 5)',
  rater)), outcome, 'the system rates for ' || rater)
from (values ('client', 'done'), ('stranger', 'rating_not_allowed')) as r(rater, outcome);
select is(test.would('client', 'insert into alogistics.ratings (request_id, rater_id, score) values (test.id(''completed''), test.id(''transporter''), 5)'),
  'denied', 'nobody rates in another''s name');

-- The window: 14 days of 24 hours after the completion.
select test.age('completed', 13.999) \g /dev/null
select is(test.would('client', test.rate('completed')), 'done', 'on the last day');
select test.age('completed', 14) \g /dev/null
select is(test.would('client', test.rate('completed')), 'rating_closed', 'when the window is over');
insert into alogistics.platform_settings (key, value) values ('rating.window_days', '15');
select is(test.would('client', test.rate('completed')), 'done', 'unless the setting gives more days');
delete from alogistics.platform_settings where key = 'rating.window_days';
select test.age('completed', 1) \g /dev/null

-- Double-blind (logistics.md §4 point 13: until both have rated or the window is over).
select is(test.outcome('client', test.rate('completed', '2', '''Late''')), 'done', 'logistics.md §4 point 13: the client rates');
select is((rater_id, rated_id, published), (test.id('client'), test.id('transporter'), false), 'the transporter, unpublished')
  from alogistics.ratings;
select is(test.outcome('client', test.rate('completed', '5')), 'already_rated', 'logistics.md §4 point 13: once');
select is(test.count(actor, 'select from alogistics.ratings'), n, 'double-blind: now ' || actor || ' reads ' || n)
  from (values ('client', '1'), ('transporter', '0'), ('stranger', '0'), ('moderator', '1')) as a(actor, n);
select is(test.average('transporter'), '— (0)', 'double-blind: it counts in no average yet');
select is((select due_at from alogistics.deadlines where kind = 'rating_window' and subject_id = test.id('completed')),
  (select completed_at + interval '14 days' from alogistics.transport_requests where id = test.id('completed')),
  'the end of the window is a deadline');
select is(test.would(actor, 'update alogistics.ratings set score = 3, comment = null where score = 2'), outcome,
  actor || ' changes what nobody has seen')
  from (values ('client', 'done'), ('transporter', 'nothing'), ('stranger', 'nothing'), ('moderator', 'denied'),
  ('service_role', 'done')) as a(actor, outcome);
select is(test.would('client', format('update alogistics.ratings set %s', assignment)), outcome, assignment)
from (values ('score = 0', 'invalid_value'), ('score = null', 'missing_value'),
  ('comment = repeat(''é'', 1001)', 'invalid_value'), ('published = true', 'denied'), ('is_visible = false', 'denied'),
  ('rated_id = rater_id', 'denied')) as a(assignment, outcome);
select is(test.would('superuser', format('update alogistics.ratings set %s', assignment)), 'field_locked', 'nobody: ' || assignment)
from unnest(array['published = true', 'rater_id = test.id(''stranger'')', 'rated_id = test.id(''stranger'')',
  'request_id = test.id(''second'')', 'window_ends_at = now()', 'created_at = now() - interval ''1 day''']) as assignment;
select is(test.outcome('transporter', test.rate('completed', '4', '''Well packed''')), 'done', 'the transporter rates');
select is(test.count(actor, 'select from alogistics.ratings'), n, 'both have rated: ' || actor || ' reads ' || n)
  from (values ('client', '2'), ('transporter', '2'), ('stranger', '2')) as a(actor, n);
select is(test.average(person), average, person || ' is rated ' || average)
  from (values ('client', '4.00 (1)'), ('transporter', '2.00 (1)')) as a(person, average);
select is(test.last_message('client'), 'Vous avez reçu la note de 4 sur 5 pour le transport Dakar → Bamako.', 'and told so');
select is(test.would(actor, 'update alogistics.ratings set score = 5 where score = 2'), outcome,
  actor || ' changes what others have seen')
  from (values ('client', 'rating_closed'), ('superuser', 'rating_closed')) as a(actor, outcome);
select is(test.would('superuser', 'update alogistics.ratings set published = false'), 'field_locked', 'published is for good');

-- One alone is published when the window ends, by the deadline, once.
select test.outcome('client', test.rate('second', '5')) \g /dev/null
select is(test.answer('service_role', 'select alogistics.run_due()'), '0', 'nothing is due before its time');
update alogistics.deadlines set due_at = now(), next_attempt_at = now() where subject_id = test.id('second');
select is(test.answer('service_role', 'select alogistics.run_due()'), '0', 'a deadline that comes too early publishes nothing');
select ok((select last_error like '%field%' and done_at is null from alogistics.deadlines where subject_id = test.id('second')),
  'and stays');
select test.age('second', 14) \g /dev/null
select is(test.would('client', 'update alogistics.ratings set score = 1 where request_id = test.id(''second'')'), 'rating_closed',
  'when the window is over it stands, before the deadline ran');
select is(test.answer('service_role', 'select alogistics.run_due()'), '1', 'the deadline runs');
select is(test.average('transporter'), '3.50 (2)', 'logistics.md §4 point 13: the window''s end publishes');
select is(test.answer('service_role', 'select alogistics.run_due()'), '0', 'once');
select is(test.outcome('transporter', test.rate('second', '1')), 'rating_closed', 'nobody answers a rating with a rating');

-- Hidden by staff.
select is(test.would(actor, format('select alogistics.hide_rating(%L, ''Insults'')', test.rating('completed', 'client'))),
  outcome, actor || ' hides one (A-40)')
  from (values ('moderator', 'done'), ('admin', 'done'), ('service_role', 'done'), ('client', 'not_allowed'),
  ('transporter', 'not_allowed'), ('stranger', 'not_allowed'), ('anon', 'denied')) as a(actor, outcome);
select is(test.would('moderator', format('select alogistics.hide_rating(%s)', arguments)), outcome, 'hide_rating(' || left(arguments, 60) || ')')
  from (values (quote_literal(test.rating('completed', 'client')) || ', null', 'reason_required'),
  (quote_literal(test.rating('completed', 'client')) || ', '' ''', 'reason_required'),
  (quote_literal(test.rating('completed', 'client')) || ', repeat(''x'', 1001)', 'invalid_value'),
  ('gen_random_uuid(), ''Insults''', 'not_found'), ('null, ''Insults''', 'missing_value')) as a(arguments, outcome);
select is(test.would('moderator', 'update alogistics.ratings set is_visible = false where score = 2'), 'reason_required',
  'a PATCH needs a reason too');
select is(test.outcome('moderator', 'update alogistics.ratings set is_visible = false, hidden_reason = ''Insults'' where score = 2'),
  'done', 'and hides with one');
select is((action, user_id), ('ratings.update'::text, test.id('moderator')), 'which is written down')
  from alogistics.audit_logs order by id desc limit 1;
select is(test.average('transporter'), '5.00 (1)', 'logistics.md §4 point 13: hidden ones leave the average');
select is(test.count(actor, 'select from alogistics.ratings where score = 2'), n, 'hidden: ' || actor || ' reads ' || n)
  from (values ('client', '1'), ('transporter', '0'), ('stranger', '0'), ('admin', '1')) as a(actor, n);
select is(test.would('client', 'update alogistics.ratings set score = 5 where score = 2'), 'rating_closed', 'its author cannot change it');
select is(test.outcome('moderator', format('select alogistics.show_rating(%L)', test.rating('completed', 'client'))), 'done', 'shown again');
select is(test.average('transporter'), '3.50 (2)', 'it counts again');
select is(test.would('moderator', 'select alogistics.show_rating(gen_random_uuid())'), 'not_found', 'a rating that is none');
select is(test.would('client', format('select alogistics.show_rating(%L)', test.rating('completed', 'client'))), 'not_allowed', 'people show nothing');
select alogistics.set_role(test.id('transporter'), 'moderator') \g /dev/null
select is(test.would('transporter', format('select alogistics.hide_rating(%L, ''Lies'')', test.rating('completed', 'client'))), 'not_allowed',
  'staff do not hide what was said of them');
select is(test.would('transporter', 'delete from alogistics.ratings where score = 2'), 'nothing', 'nor delete it');
select alogistics.set_role(test.id('transporter'), 'transporter'), alogistics.verify_profile(test.id('transporter')) \g /dev/null
select is(test.would(actor, 'delete from alogistics.ratings where score = 2'), outcome, actor || ' deletes one')
  from (values ('client', 'denied'), ('transporter', 'denied'), ('moderator', 'done'), ('superuser', 'done')) as a(actor, outcome);
select is(test.would('superuser', 'truncate alogistics.ratings'), 'append_only', 'no average would follow a TRUNCATE');

-- A profile shows what it has.
select is(test.count('stranger', 'select rating_count, rating_average from alogistics.profiles where rating_average = 3.5'), '1',
  'everybody who is signed in sees averages (A-38)');
select is(test.would('transporter', 'update alogistics.profiles set rating_sum = 10, rating_count = 2'), 'denied', 'nobody writes them');

-- A repeated call is answered again.
select is(test.answer('client', 'select alogistics.rate_transport(test.id(''third''), 3, null, ''k'')'),
  test.answer('client', 'select alogistics.rate_transport(test.id(''third''), 3, null, ''k'')'), 'a key gives the same rating');

-- Averages equal a recount after anything that happens to ratings, in any order.
create function test.something(pick double precision) returns text language plpgsql as $$
declare
  picked uuid := (select id from alogistics.ratings order by random() limit 1);
  job text := 'job ' || (1 + floor(random() * 40));
begin
  return case floor(pick * 8)
    when 0 then test.outcome('client', test.rate(job, (1 + floor(random() * 5))::text))
    when 1 then test.outcome('transporter', test.rate(job, (1 + floor(random() * 5))::text))
    when 2 then test.outcome('superuser', format('update alogistics.ratings set score = %s where id = %L', 1 + floor(random() * 5), picked))
    when 3 then test.outcome('moderator', format('select alogistics.hide_rating(%L, ''test'')', picked))
    when 4 then test.outcome('moderator', format('select alogistics.show_rating(%L)', picked))
    when 5 then test.outcome('moderator', format('delete from alogistics.ratings where id = %L', picked))
    when 6 then test.outcome('superuser', 'update alogistics.ratings set is_visible = not is_visible,
      hidden_reason = case when is_visible then ''all'' end where rater_id = test.id(''client'')')
    else test.outcome('superuser', format('select test.age(%L, 14)', job)) || test.answer('service_role', 'select alogistics.run_due()')
  end;
end
$$;
select test.credit('client', 20000000), setseed(0.13) \g /dev/null
select test.request_at('job ' || n, 'completed', 200 + 10 * n) from generate_series(1, 40) as n \g /dev/null
create temporary table history (outcome text, differences bigint, counted bigint);
do $$
begin
  for n in 1 .. 400 loop
    insert into history (outcome) select test.something(random());
    update history set differences = (select count(*) from alogistics.recount_ratings()),
      counted = (select sum(rating_count) from alogistics.profiles) where counted is null;
  end loop;
end
$$;
select is(sum(differences), 0::numeric, 'logistics.md §4 point 13: after each of 400 random steps averages equal a recount') from history;
select ok(count(*) filter (where outcome = 'done') > 100 and count(distinct outcome) > 3, 'of which many did something') from history;
select ok(max(counted) > 5 and count(distinct counted) > 5, 'and averages moved') from history;
select is((select count(*) from alogistics.profiles as p where rating_average is distinct from
    (select round(avg(score), 2) from alogistics.ratings where rated_id = p.id and published and is_visible)), 0::bigint,
  'rounded as a recount would');
set local session_replication_role = replica;
update alogistics.profiles set rating_sum = rating_sum + 1, rating_count = rating_count + 1 where id = test.id('client');
set local session_replication_role = origin;
select is(array(select "check" from alogistics.reconcile()), array['ratings of a person add up'], 'reconcile() would find a difference');
select * from finish();
rollback;
