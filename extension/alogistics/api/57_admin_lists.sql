-- What admins look through: everybody, and every movement of money. docs/lists.md. Source: A-70, A-71.

create or replace view alogistics.admin_users with (security_invoker = true) as
  select p.id, p.email, p.phone, p.first_name, p.last_name, p.role, p.is_verified, p.is_active, p.city, p.country,
         p.locale, p.rating_average, p.rating_count,
         (select count(*) from alogistics.transport_requests as r where r.client_id = p.id) as requests,
         (select count(*) from alogistics.transport_requests as r
          where r.assigned_transporter_id = p.id and r.status = 'completed') as jobs_completed,
         p.created_at
  from alogistics.profiles as p;
comment on view alogistics.admin_users is
'Everybody, with what they asked for and carried. For staff. Order: created_at, id, from the end for the newest first.
search_users() finds them by words. Source: A-70.';
comment on column alogistics.admin_users.id is 'Key of the person.';
comment on column alogistics.admin_users.email is 'Address.';
comment on column alogistics.admin_users.phone is 'Number.';
comment on column alogistics.admin_users.first_name is 'First name.';
comment on column alogistics.admin_users.last_name is 'Last name.';
comment on column alogistics.admin_users.role is 'client, transporter, moderator or admin; a filter.';
comment on column alogistics.admin_users.is_verified is 'Papers checked by staff.';
comment on column alogistics.admin_users.is_active is 'False once the account was closed.';
comment on column alogistics.admin_users.city is 'Where.';
comment on column alogistics.admin_users.country is 'ISO 3166 code of two letters.';
comment on column alogistics.admin_users.locale is 'fr or en.';
comment on column alogistics.admin_users.rating_average is 'Of published ratings; NULL without one.';
comment on column alogistics.admin_users.rating_count is 'How many they are.';
comment on column alogistics.admin_users.requests is 'What they asked for, at any time.';
comment on column alogistics.admin_users.jobs_completed is 'What they delivered, at any time.';
comment on column alogistics.admin_users.created_at is 'When they signed up.';

create or replace function alogistics.search_users(query text, max_count integer default 50)
returns setof alogistics.admin_users
language sql stable rows 50
begin atomic
  select u.* from alogistics.admin_users as u
  where u.id in (
    select p.id from alogistics.profiles as p
    where to_tsvector('pg_catalog.simple', alogistics.plain_words(
            p.first_name || ' ' || p.last_name || ' ' || coalesce(p.email, '') || ' ' || coalesce(p.phone, '') || ' '
            || coalesce(p.city, '')))
          @@ (select string_agg(quote_literal(w) || ':*', ' & ')::tsquery
              from regexp_split_to_table(alogistics.plain_words(left(search_users.query, 200)), '[\s\\]+') as w
              where w <> ''))
  order by u.created_at desc, u.id desc
  limit least(greatest(max_count, 0), 1000);
end;
comment on function alogistics.search_users(text, integer) is
'People whose names, address, number or city have words that begin with these, newest first. INVOKER, guarded by row security.
For staff.

query: all words must be there; accents and capitals do not matter; of its first 200 characters. max_count: at most 1,000.
Source: A-70.';

create or replace view alogistics.admin_transactions with (security_invoker = true) as
  select t.id, t.created_at, t.kind, l.amount, l.currency, t.request_id, t.actor_id,
         (select concat_ws(' ', p.first_name, p.last_name) from alogistics.profiles as p where p.id = t.actor_id) as actor_name,
         t.parties, t.reason, t.reverses_id
  from alogistics.ledger_transfers as t
    left join lateral (
      select sum(n.amount) filter (where n.amount > 0)::bigint as amount, min(a.currency) as currency
      from alogistics.ledger_lines as n join alogistics.ledger_accounts as a on a.id = n.account_id
      where n.transfer_id = t.id) as l on true;
comment on view alogistics.admin_transactions is
'Every movement of money. For staff. Order: id, from the end for the newest first. Source: A-71.';
comment on column alogistics.admin_transactions.id is 'Grows with time; the next page is id=lt.….';
comment on column alogistics.admin_transactions.created_at is 'When.';
comment on column alogistics.admin_transactions.kind is 'payment, settlement, refund, withdrawal …; docs/money.md lists them. A filter.';
comment on column alogistics.admin_transactions.amount is 'Minor units: what was moved.';
comment on column alogistics.admin_transactions.currency is 'ISO 4217.';
comment on column alogistics.admin_transactions.request_id is 'The business object that it was for; found by index.';
comment on column alogistics.admin_transactions.actor_id is 'Who caused it; NULL for the system.';
comment on column alogistics.admin_transactions.actor_name is 'First and last name.';
comment on column alogistics.admin_transactions.parties is 'The people whose wallets it touched.';
comment on column alogistics.admin_transactions.reason is 'For people.';
comment on column alogistics.admin_transactions.reverses_id is 'The movement that this one took back.';

create or replace function alogistics.admin_kpis_csv(from_day date, to_day date, time_zone text default 'UTC')
returns alogistics."text/csv"
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select alogistics.csv(r) from alogistics.admin_kpis(from_day, to_day, time_zone) as r
$$;
comment on function alogistics.admin_kpis_csv(date, date, text) is
'admin_kpis() as a file for spreadsheets: Accept: text/csv. For staff. INVOKER; amounts are minor units.
Errors: as there. Source: A-91.';

create or replace function alogistics.admin_daily_csv(from_day date, to_day date, time_zone text default 'UTC')
returns alogistics."text/csv"
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select alogistics.csv(r) from alogistics.admin_daily(from_day, to_day, time_zone) as r
$$;
comment on function alogistics.admin_daily_csv(date, date, text) is
'admin_daily() as a file for spreadsheets: Accept: text/csv. For staff. INVOKER; amounts are minor units.
Errors: as there. Source: A-91.';

create or replace function alogistics.admin_top_routes_csv(
  from_day date, to_day date, time_zone text default 'UTC', max_count integer default 10)
returns alogistics."text/csv"
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select alogistics.csv(r) from alogistics.admin_top_routes(from_day, to_day, time_zone, max_count) as r
$$;
comment on function alogistics.admin_top_routes_csv(date, date, text, integer) is
'admin_top_routes() as a file for spreadsheets: Accept: text/csv. For staff. INVOKER; amounts are minor units.
Errors: as there. Source: A-91.';

create or replace function alogistics.admin_top_transporters_csv(
  from_day date, to_day date, time_zone text default 'UTC', max_count integer default 10)
returns alogistics."text/csv"
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select alogistics.csv(r) from alogistics.admin_top_transporters(from_day, to_day, time_zone, max_count) as r
$$;
comment on function alogistics.admin_top_transporters_csv(date, date, text, integer) is
'admin_top_transporters() as a file for spreadsheets: Accept: text/csv. For staff. INVOKER; amounts are minor units.
Errors: as there. Source: A-91.';

create or replace function alogistics.admin_users_csv(role alogistics.user_role default null)
returns alogistics."text/csv"
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select alogistics.csv(u order by u.created_at, u.id) from alogistics.admin_users as u
  where u.role = admin_users_csv.role or admin_users_csv.role is null
$$;
comment on function alogistics.admin_users_csv(alogistics.user_role) is
'The list admin_users, of all roles or of one, as a file for spreadsheets: Accept: text/csv. For staff.
INVOKER, guarded by row security. Source: A-70, A-91.';

create or replace function alogistics.admin_transactions_csv(
  from_time timestamptz, to_time timestamptz, kind text default null)
returns alogistics."text/csv"
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select alogistics.csv(t order by t.id) from alogistics.admin_transactions as t
  where t.created_at >= from_time and t.created_at < to_time
    and (t.kind = admin_transactions_csv.kind or admin_transactions_csv.kind is null)
$$;
comment on function alogistics.admin_transactions_csv(timestamptz, timestamptz, text) is
'The list admin_transactions between two times as a file for spreadsheets: Accept: text/csv. For staff.
INVOKER, guarded by row security; amounts are minor units. from_time counts in, to_time does not. Source: A-71, A-91.';

revoke all on function alogistics.search_users(text, integer),
  alogistics.admin_kpis_csv(date, date, text),
  alogistics.admin_daily_csv(date, date, text),
  alogistics.admin_top_routes_csv(date, date, text, integer),
  alogistics.admin_top_transporters_csv(date, date, text, integer),
  alogistics.admin_users_csv(alogistics.user_role),
  alogistics.admin_transactions_csv(timestamptz, timestamptz, text) from public;
grant execute on function alogistics.search_users(text, integer),
  alogistics.admin_kpis_csv(date, date, text),
  alogistics.admin_daily_csv(date, date, text),
  alogistics.admin_top_routes_csv(date, date, text, integer),
  alogistics.admin_top_transporters_csv(date, date, text, integer),
  alogistics.admin_users_csv(alogistics.user_role),
  alogistics.admin_transactions_csv(timestamptz, timestamptz, text) to staff, service_role;
grant select on alogistics.admin_users, alogistics.admin_transactions to staff, service_role;
