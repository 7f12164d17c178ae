-- What is unusual stands in lists for admins, and what is not does not: A-53.
select no_plan();
\ir lib/accounts.sql
\ir lib/money.sql
-- Stranger and Awa can log in.
select test.open_account('awa') \g /dev/null
update auth.users set encrypted_password = (select encrypted_password from auth.users where id = test.account_id('awa'))
where id = test.id('stranger');
create function test.set(setting text, value bigint) returns void language sql as $$
  insert into alogistics.platform_settings (key, value) values (setting, to_jsonb(value))
  on conflict (key) do update set value = excluded.value
$$;

-- Who was refused again and again.
create function test.refused(person text, address text, code text, times integer default 1, hours integer default 1,
                             error text default null, is_fault boolean default false) returns void language sql as $$
  insert into alogistics.error_reports (first_at, last_at, count, is_fault, sqlstate, error, message, user_id, ip_address)
  values (now() - (hours + 1) * interval '1 hour', now() - hours * interval '1 hour', times, is_fault, code, error, 'test',
          test.id(person), address)
$$;
create function test.attempts() returns setof text language sql as $$
  select format('%s %s: %s %s, %s people, %s addresses', coalesce(p.first_name, '-'), coalesce(ip_address, '-'), attempts, errors,
                people, addresses)
  from alogistics.refused_attempts as r left join alogistics.profiles as p on p.id = r.user_id
  order by p.first_name, ip_address
$$;
-- A day like any other: few refusals, many errors of other kinds, and what is long ago.
select test.refused('client', '198.51.100.1', 'PT403', 20, error => 'not_allowed'),
  test.refused('client', '198.51.100.1', 'PT404', 29, error => 'not_found'),
  test.refused('client', '198.51.100.1', 'PT422', 500, error => 'weak_password'),
  test.refused('client', '198.51.100.1', 'PT409', 500, error => 'already_exists'),
  test.refused('client', '198.51.100.1', '23505', 500),
  test.refused('client', '198.51.100.1', 'PT503', 500, is_fault => true),
  test.refused('client', '198.51.100.1', 'PT401', 500, 25, 'invalid_token'),
  test.refused(null, null, 'PT401', 500, error => 'authentication_required'),
  test.refused('rival', '198.51.100.2', 'PT403', 49, 23, 'not_allowed') \g /dev/null
select is_empty('select test.attempts()', 'a normal day has nothing unusual');
select is(test.says('anon', 'login(''awa@example.com'', ''wrong password'')'), 'invalid_credentials 401', 'a wrong password');
select is(test.says('anon', 'login(''nobody@example.com'', ''wrong password'')'), 'invalid_credentials 401', 'and of nobody');
select is_empty('select test.attempts()', 'nor has one with two wrong passwords');
select test.refused('client', '198.51.100.1', 'PT429', 1, error => 'too_many_requests') \g /dev/null
select results_eq('select test.attempts()', array[
  'Client -: 50 {not_allowed,not_found,too_many_requests}, 1 people, 1 addresses',
  '- 198.51.100.1: 50 {not_allowed,not_found,too_many_requests}, 1 people, 1 addresses'], 'one more: the person and the address');
select test.refused('client', '198.51.100.3', '42501', 3), test.refused('stranger', '198.51.100.1', 'PT401', 2, error => 'invalid_token')
\g /dev/null
select results_eq('select test.attempts()', array[
  'Client -: 53 {42501,not_allowed,not_found,too_many_requests}, 1 people, 2 addresses',
  '- 198.51.100.1: 52 {invalid_token,not_allowed,not_found,too_many_requests}, 2 people, 1 addresses'],
  'from how many addresses, and as how many people');
select test.set('audit.refused_attempts', 49) \g /dev/null
select is((select count(*) from test.attempts()), 4::bigint, 'how many they must be is a setting');
select test.set('audit.anomaly_hours', 22) \g /dev/null
select is((select count(*) from test.attempts()), 2::bigint, 'and so is the time');
select test.set('audit.anomaly_hours', 30) \g /dev/null
select is((select attempts from alogistics.refused_attempts where user_id = test.id('client')), 553::bigint, 'a longer one has more');
select test.set('audit.refused_attempts', 1) \g /dev/null
select results_eq($$ select attempts, errors from alogistics.refused_attempts where user_id = test.account_id('awa') $$,
  $$ values (1::bigint, array['invalid_credentials']) $$, 'a wrong password counts for whom it was tried');

-- Who was made what by whom.
create function test.roles(since bigint) returns setof text language sql as $$
  select format('%s: %s → %s by %s as %s', p.first_name, old_role, new_role, coalesce(b.first_name, '-'), database_role)
  from alogistics.role_changes as r join alogistics.profiles as p on p.id = r.user_id
    left join alogistics.profiles as b on b.id = r.changed_by
  where r.id > since order by r.id
$$;
select max(id) as last from alogistics.audit_logs \gset
update alogistics.profiles set is_verified = not is_verified, city = 'Thies' where id = test.id('rival');
select is_empty(format('select test.roles(%s)', :last), 'other changes of a person are no change of the role');
select is(test.outcome('admin', format('select alogistics.set_role(%L, ''moderator'')', test.account_id('awa'))), 'done', 'an admin makes a moderator');
update alogistics.profiles set role = 'admin' where id = test.id('rival');
select results_eq(format('select test.roles(%s)', :last), array[': client → moderator by Admin as staff',
  'Rival: transporter → admin by - as postgres'], 'both are listed, and that the second one was no person');
update alogistics.profiles set role = 'transporter' where id = test.id('rival');
select is(count(*), 3::bigint, 'filters on the person do not stumble over other rows') from alogistics.role_changes
where user_id in (test.id('rival'), test.account_id('awa')) and id > :last;

-- Withdrawals that are unlike the earlier ones.
create function test.withdrawn(person text, amount bigint, hours numeric, status text default 'settled',
                               destination jsonb default '{"phone": "+221770000000"}', currency text default 'XOF') returns void
language sql as $$
  insert into alogistics.withdrawals (wallet_id, user_id, amount, fee, currency, status, destination, requested_at, closed_at)
  values (test.wallet(person), test.id(person), amount, 0, currency, status::alogistics.withdrawal_status, destination,
    now() - hours * interval '1 hour', case when status in ('settled', 'failed', 'cancelled') then now() end)
$$;
create function test.password_changed(person text, hours numeric) returns void language sql as $$
  insert into alogistics.audit_logs (user_id, action, entity_type, database_role, created_at)
  values (test.id(person), 'auth.password_changed', 'users', 'authenticated', now() - hours * interval '1 hour')
$$;
create function test.unusual(person text default null) returns setof text language sql as $$
  select format('%s %s: %s', user_name, amount, findings) from alogistics.unusual_withdrawals
  where user_id = test.id(person) or person is null order by requested_at desc, amount
$$;
-- People as they are: larger and smaller ones, at most four a day, to one place, and a changed password now and then.
select test.withdrawn('transporter', 10000 + 5000 * n, 24 * 20 - 7 * n) from generate_series(1, 8) as n \g /dev/null
select test.password_changed('transporter', 24 * 9),
  test.withdrawn('transporter', 30000, 24 * 8 - 1), test.withdrawn('transporter', 160000, 24 * 6),
  test.withdrawn('transporter', 30000, 24 * 5, 'failed'),
  test.withdrawn('client', 500000, 24 * 4), test.withdrawn('client', 900000, 1, 'requested') \g /dev/null
select is_empty('select test.unusual()', 'a normal history has nothing unusual');

-- Each rule, and what just does not fall under it. The average of the transporter is 45,000.
select is(avg(amount)::bigint, 45000::bigint, 'what is usual') from alogistics.withdrawals
where user_id = test.id('transporter') and status = 'settled';
create function test.finds(person text, amount bigint, status text default 'requested',
                           destination jsonb default '{"phone": "+221770000000"}', currency text default 'XOF',
                           more text default 'select') returns text language plpgsql as $$
declare
  found text;
begin
  execute more;
  perform test.withdrawn(person, amount, 0, status, destination, currency);
  found := coalesce((select findings::text from alogistics.unusual_withdrawals as u where requested_at = now() and u.amount = finds.amount), '-');
  raise sqlstate 'UNDO0';
exception when sqlstate 'UNDO0' then
  return found;
end
$$;
select is(test.finds('transporter', 225001), '{large}', 'more than five times the average');
select is(test.finds('transporter', 225000), '-', 'five times is not');
select is(test.finds('transporter', 225001, currency => 'EUR'), '-', 'nor is it in a currency that has no past');
select is(test.finds('stranger', 900000), '-', 'nor the first one of all');
select is(test.finds('client', 2500001, more => 'select test.withdrawn(''client'', 900000, 2, ''failed'')'), '{large}',
  'what did not arrive does not make it usual');
select is(test.finds('transporter', 270000, more => 'select test.set(''withdrawal.unusual_factor'', 6)'), '-', 'how often is a setting');
select is(test.finds('transporter', 1000, more => 'select test.withdrawn(''transporter'', 1000, 6 * n - 1) from generate_series(1, 4) as n'),
  '{frequent}', 'the fifth within a day');
select is(test.finds('transporter', 1000, more => 'select test.withdrawn(''transporter'', 1000, 6 * n) from generate_series(1, 4) as n'),
  '-', 'but not when the first is a day ago');
select is(test.finds('transporter', 1000, more => 'select test.withdrawn(''transporter'', 1000, n, ''cancelled'') from generate_series(1, 4) as n'),
  '{frequent}', 'cancelled ones count');
select is(test.finds('transporter', 1000, more => 'select test.withdrawn(''transporter'', 999, 0) from generate_series(1, 4) as n'),
  '{frequent}', 'and those of the same moment');
select is(test.finds('transporter', 1000, more => 'select test.withdrawn(''transporter'', 1000, n), test.set(''withdrawal.unusual_count'', 3)
  from generate_series(1, 2) as n'), '{frequent}', 'how many is a setting');
select is(test.finds('transporter', 1000, more => 'select test.withdrawn(''transporter'', 1000, 6 * n), test.set(''withdrawal.unusual_hours'', 25)
  from generate_series(1, 4) as n'), '{frequent}', 'and within what time');
select is(test.finds('transporter', 1000, destination => '{"phone": "+221770000001"}'), '{new_destination}', 'to a place that is new');
select is(test.finds('transporter', 1000, destination => '{"phone": "+221770000001"}',
  more => 'select test.withdrawn(''transporter'', 1000, 2, ''cancelled'', ''{"phone": "+221770000001"}'')'), '{new_destination}',
  'or that nothing ever went to');
select is(test.finds('transporter', 1000, destination => '{"phone": "+221770000001"}',
  more => 'select test.withdrawn(''transporter'', 1000, 2, ''sent'', ''{"phone": "+221770000001"}'')'), '-', 'once');
select is(test.finds('transporter', 1000, more => 'select test.password_changed(''transporter'', 23)'), '{after_password_change}',
  'the first one within a day of another password');
select is(test.finds('transporter', 1000, more => 'select test.password_changed(''transporter'', 25)'), '-', 'later it is not');
select is(test.finds('transporter', 1000, more => 'select test.password_changed(''transporter'', 23), test.withdrawn(''transporter'', 1000, 22)'),
  '-', 'nor is the second one');
select is(test.finds('transporter', 1000, more => 'select test.password_changed(''client'', 23)'), '-', 'nor if it was somebody else''s');
select is(test.finds('transporter', 900000, destination => '{"iban": "SN08"}',
  more => 'select test.password_changed(''transporter'', 1), test.withdrawn(''transporter'', 1000, n + 1) from generate_series(1, 4) as n'),
  '{large,frequent,new_destination,after_password_change}', 'all at once');

-- By the functions themselves: another password, another place.
select test.credit('stranger', 100000) \g /dev/null
select test.log_in('stranger') as login \gset
select is(test.outcome_in(:'login', 'select alogistics.request_withdrawal(1000, ''{"phone": "+221770000001"}'')'), 'done', 'a person withdraws');
select is_empty('select test.unusual(''stranger'')', 'which is not unusual');
select is(test.says(:'login', 'change_password(''a good password'', ''another password'')'), 'done', 'changes the password');
select is(test.outcome_in(:'login', 'select alogistics.request_withdrawal(2000, ''{"phone": "+221770000002"}'')'), 'done', 'and withdraws to another phone');
select results_eq('select test.unusual(''stranger'')', array['Stranger Test 2000: {new_destination,after_password_change}'], 'which is');

-- Old ones that are closed are history; open ones never are.
select test.withdrawn('rival', 1000, 24 * 40), test.withdrawn('rival', 2000, 24 * 31, 'settled', '{"iban": "1"}'),
  test.withdrawn('rival', 3000, 24 * 31, 'sent', '{"iban": "2"}'), test.withdrawn('rival', 4000, 24 * 29, 'settled', '{"iban": "3"}')
\g /dev/null
select results_eq('select test.unusual(''rival'')', array['Rival Test 4000: {new_destination}', 'Rival Test 3000: {new_destination}'],
  'closed ones are listed for 30 days');
select test.set('withdrawal.unusual_days', 32) \g /dev/null
select is((select count(*) from test.unusual('rival')), 3::bigint, 'which is a setting');

-- For admins.
select is(test.count(actor, 'select from alogistics.' || list) in ('0', '-'), actor in ('moderator'), format('%s and %s', actor, list))
from unnest(array['admin', 'moderator', 'service_role']) as actor,
  unnest(array['refused_attempts', 'role_changes', 'unusual_withdrawals']) as list;
select is(test.count(actor, 'select from alogistics.' || list), 'denied', format('%s and %s', actor, list))
from unnest(array['client', 'transporter', 'anon']) as actor,
  unnest(array['refused_attempts', 'role_changes', 'unusual_withdrawals']) as list;
select * from finish();
