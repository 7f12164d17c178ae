-- What admins look at first: who was refused again and again, and who became somebody else. docs/audit.md.

create or replace view @schema@.refused_attempts with (security_invoker = true) as
  with rule as (
    select (select s.value::bigint from @schema@.settings() as s where s.key = 'audit.anomaly_hours')
             * interval '1 hour' as span,
           (select s.value::bigint from @schema@.settings() as s where s.key = 'audit.refused_attempts') as attempts),
  refusal as (
    select e.user_id, e.ip_address, e.count, coalesce(e.error, e.sqlstate) as error, e.first_at, e.last_at
    from @schema@.error_reports as e
    where e.sqlstate in ('PT401', 'PT403', 'PT404', 'PT429', '42501')
      and e.last_at > now() - (select r.span from rule as r)
    union all
    -- A wrong password is an answer and no error: it is in the trail. All are named, so that a dump reads the same.
    select a.user_id, a.ip_address, 1 as count, 'invalid_credentials' as error, a.created_at as first_at,
           a.created_at as last_at
    from @schema@.audit_logs as a
    where a.action = 'auth.login_failed' and a.created_at > now() - (select r.span from rule as r))
  select f.user_id, f.ip_address, sum(f.count)::bigint as attempts, array_agg(distinct f.error) as errors,
         count(distinct f.user_id) as people, count(distinct f.ip_address) as addresses,
         min(f.first_at) as first_at, max(f.last_at) as last_at
  from refusal as f
  group by grouping sets ((f.user_id), (f.ip_address))
  having coalesce(f.user_id::text, f.ip_address) is not null
    and sum(f.count) >= (select r.attempts from rule as r);
comment on view @schema@.refused_attempts is
'People and addresses that were refused at least audit.refused_attempts times within the last audit.anomaly_hours. For admins.

Counted are refusals of who one is and of what one may do or see (401, 403, 404, 429, 42501) and wrong passwords. Source: A-53.';
comment on column @schema@.refused_attempts.user_id is 'Who was refused, or whose password was guessed; NULL in the row of an address.';
comment on column @schema@.refused_attempts.ip_address is 'Where they came from; NULL in the row of a person.';
comment on column @schema@.refused_attempts.attempts is 'How many.';
comment on column @schema@.refused_attempts.errors is 'Which: names of socle.errors, else the SQLSTATE.';
comment on column @schema@.refused_attempts.people is 'How many people they were, or were tried as; without those who had not signed in.';
comment on column @schema@.refused_attempts.addresses is 'From how many addresses.';
comment on column @schema@.refused_attempts.first_at is 'When it began, within that time.';
comment on column @schema@.refused_attempts.last_at is 'When the last one was.';

create or replace view @schema@.role_changes with (security_invoker = true) as
  -- In a CASE, because a filter may be computed before the condition, of rows with keys of other kinds.
  select a.id, a.created_at, case when a.entity_type = 'profiles' then a.entity_id::uuid end as user_id, a.old_data ->> 'role' as old_role,
         a.new_data ->> 'role' as new_role, a.user_id as changed_by, a.database_role, a.ip_address, a.request_id
  from @schema@.audit_logs as a
  where a.entity_type = 'profiles' and a.action = 'profiles.update' and a.new_data ? 'role';
comment on view @schema@.role_changes is
'Who was made what by whom, of all times that the audit trail has. For admins. Order: id, from the end. Source: A-53.';
comment on column @schema@.role_changes.id is 'Of the row in audit_logs; grows with time.';
comment on column @schema@.role_changes.created_at is 'When.';
comment on column @schema@.role_changes.user_id is 'Whose role.';
comment on column @schema@.role_changes.old_role is 'Before.';
comment on column @schema@.role_changes.new_role is 'After.';
comment on column @schema@.role_changes.changed_by is 'Who changed it; NULL: no person, but who had the database.';
comment on column @schema@.role_changes.database_role is 'The database role that the client acted as.';
comment on column @schema@.role_changes.ip_address is 'From where.';
comment on column @schema@.role_changes.request_id is 'In which request.';

grant select on @schema@.refused_attempts, @schema@.role_changes to staff, service_role;
