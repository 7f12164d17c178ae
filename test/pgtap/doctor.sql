-- doctor() names what was altered, and the SQL that it prints mends it: design §2.
begin;
select plan(116);

-- What doctor() finds wrong in both systems, one line each.
create function test.diagnosis() returns setof text language sql as $$
  select format('%s: %s', object, regexp_replace(problem, '^altered: .*', 'altered', 's')) from socle.doctor()
    where severity = 'error'
  union all
  select format('%s: %s', object, regexp_replace(problem, '^altered: .*', 'altered', 's')) from alogistics.doctor()
    where severity = 'error'
$$;
-- Does the harm, asks doctor(), does what doctor() says, asks again, and takes everything back.
create function test.treat(harm text, out named text[], out left_over text[], out failed text) language plpgsql as $$
declare
  mend text;
begin
  execute harm;
  named := array(select test.diagnosis());
  begin
    for mend in select d.mend from socle.doctor() as d where severity = 'error' union all select d.mend
      from alogistics.doctor() as d where severity = 'error' loop
      execute mend;
    end loop;
  exception when others then
    failed := format('%s by: %s', sqlerrm, mend);
  end;
  left_over := array(select test.diagnosis());
  raise sqlstate 'UNDO0';
exception when sqlstate 'UNDO0' then
  null;
end
$$;
select is_empty('select * from test.diagnosis()', 'a fresh database is healthy');
select is_empty($$ select * from socle.doctor() union all select * from alogistics.doctor() $$,
  'without a notice, as the library is preloaded');

create temporary table harms (harm text, found text);
insert into harms values
  ('drop policy requests_select_party on alogistics.transport_requests',
    'policy alogistics.transport_requests.requests_select_party: missing'),
  ('alter policy requests_select_party on alogistics.transport_requests using (true)',
    'policy alogistics.transport_requests.requests_select_party: altered'),
  ('alter policy wallets_select_admin on alogistics.ledger_accounts to staff, authenticated',
    'policy alogistics.ledger_accounts.wallets_select_admin: altered'),
  ('drop policy audit_select_admin on alogistics.audit_logs',
    'policy alogistics.audit_logs.audit_select_admin: missing'),
  ('drop index alogistics.idx_requests_status', 'index alogistics.transport_requests.idx_requests_status: missing'),
  ('drop index alogistics.ledger_wallet_key', 'index alogistics.ledger_accounts.ledger_wallet_key: missing'),
  ('alter table alogistics.transport_requests disable trigger enforce_lifecycle',
    'trigger state alogistics.transport_requests.enforce_lifecycle: altered'),
  ('alter table alogistics.ledger_entries enable replica trigger guard_ledger',
    'trigger state alogistics.ledger_entries.guard_ledger: altered'),
  ('drop trigger append_only on alogistics.dispute_messages',
    'trigger alogistics.dispute_messages.append_only: missing|trigger state alogistics.dispute_messages.append_only: missing'),
  ('drop trigger update_wallet_balance on alogistics.wallet_transactions',
    'trigger alogistics.wallet_transactions.update_wallet_balance: missing'),
  ('grant select on alogistics.profiles to anon', 'grant SELECT on alogistics.profiles to anon: not expected'),
  ('grant select on alogistics.wallets to public', 'grant SELECT on alogistics.wallets to public: not expected'),
  ('grant update (role) on alogistics.profiles to authenticated',
    'grant UPDATE (role) on alogistics.profiles to authenticated: not expected'),
  ('grant delete on alogistics.vehicles to staff', 'grant DELETE on alogistics.vehicles to staff: not expected'),
  ('grant create on schema alogistics to authenticated',
    'grant CREATE on schema alogistics to authenticated: not expected'),
  ('grant execute on function alogistics.me() to anon',
    'grant EXECUTE on function alogistics.me() to anon: not expected'),
  ('grant execute on function alogistics.handle_new_user() to public',
    'grant EXECUTE on function alogistics.handle_new_user() to public: not expected'),
  ('grant execute on function socle.mint_token(jsonb) to authenticated',
    'grant EXECUTE on function socle.mint_token(claims jsonb) to authenticated: not expected'),
  ('revoke select on alogistics.transport_requests from authenticated',
    'grant SELECT on alogistics.transport_requests to authenticated: missing'),
  ('revoke update (is_read) on alogistics.notifications from authenticated',
    'grant UPDATE (is_read) on alogistics.notifications to authenticated: missing'),
  ('revoke execute on function alogistics.process_payment(uuid, numeric, text) from authenticated',
    'grant EXECUTE on function alogistics.process_payment(request_uuid uuid, amount numeric, idempotency_key text) to authenticated: missing'),
  ('revoke usage on schema alogistics from anon', 'grant USAGE on schema alogistics to anon: missing'),
  ('alter function alogistics.enforce_lifecycle() reset search_path',
    'function alogistics.enforce_lifecycle(): altered'),
  ('alter function alogistics.enforce_lifecycle() set search_path = public',
    'function alogistics.enforce_lifecycle(): altered'),
  ('alter function alogistics.follow_lifecycle() security invoker',
    'function alogistics.follow_lifecycle(): altered'),
  ('alter function alogistics.update_wallet_balance() owner to postgres',
    'function alogistics.update_wallet_balance(): altered'),
  ('create or replace function alogistics.stamp_read() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as ''begin return new; end''',
    'function alogistics.stamp_read(): altered'),
  ('drop function alogistics.transactions(alogistics.wallets)',
    'function alogistics.transactions(wallet alogistics.wallets): missing|grant EXECUTE on function alogistics.transactions(wallet alogistics.wallets) to authenticated: missing|grant EXECUTE on function alogistics.transactions(wallet alogistics.wallets) to service_role: missing|grant EXECUTE on function alogistics.transactions(wallet alogistics.wallets) to staff: missing'),
  ('alter table alogistics.disputes disable row level security', 'table alogistics.disputes: altered'),
  ('alter table socle.schema_migrations disable row level security', 'table socle.schema_migrations: altered'),
  ('alter table alogistics.ledger_transfers owner to postgres', 'owner alogistics.ledger_transfers: altered'),
  ('alter table socle.expected_objects drop column server_major',
    'column socle.expected_objects.server_major: missing'),
  ('drop view alogistics.wallet_transactions cascade', null),
  ('alter table alogistics.ratings drop column comment',
    'column alogistics.ratings.comment: missing|constraint alogistics.ratings.ratings_comment_check: missing|grant INSERT (comment) on alogistics.ratings to authenticated: missing|grant UPDATE (comment) on alogistics.ratings to authenticated: missing'),
  ('drop index alogistics.positions_client_idx', 'index alogistics.positions.positions_client_idx: missing'),
  ('alter table alogistics.vehicles drop column is_available cascade',
    'column alogistics.vehicles.is_available: missing|grant INSERT (is_available) on alogistics.vehicles to authenticated: missing|grant UPDATE (is_available) on alogistics.vehicles to authenticated: missing|grant UPDATE (is_available) on alogistics.vehicles to staff: missing'),
  ('alter table alogistics.profiles alter column locale drop not null', 'column alogistics.profiles.locale: altered'),
  ('alter table alogistics.profiles alter column is_verified set default true',
    'column alogistics.profiles.is_verified: altered'),
  ('alter table alogistics.notifications alter column id drop identity',
    'column alogistics.notifications.id: altered'),
  ('alter table alogistics.transport_requests drop constraint requests_vehicle_free',
    'constraint alogistics.transport_requests.requests_vehicle_free: missing'),
  ('alter table alogistics.transport_requests drop constraint requests_split',
    'constraint alogistics.transport_requests.requests_split: missing'),
  ('alter table alogistics.ratings drop constraint ratings_rater_id_fkey',
    'constraint alogistics.ratings.ratings_rater_id_fkey: missing'),
  ('alter table alogistics.transport_requests drop constraint requests_transporter_free',
    'constraint alogistics.transport_requests.requests_transporter_free: missing'),
  ('alter view alogistics.wallets set (security_invoker = false)', 'view alogistics.wallets: altered'),
  ('create or replace view alogistics.wallets with (security_invoker = true) as select public_id as id, owner_id as user_id, balance, currency, is_active, created_at, last_at as updated_at, closed_at, state_reason from alogistics.ledger_accounts',
    'view alogistics.wallets: altered'),
  ('alter role anon bypassrls', 'role anon: altered'),
  ('alter role staff login', 'role staff: altered'),
  ('alter role authenticated superuser', 'role authenticated: altered'),
  ('alter role service_role nobypassrls', 'role service_role: altered'),
  ('alter role socle_owner createrole bypassrls', 'role socle_owner: altered'),
  ('grant staff to anon', 'member anon of staff: not expected'),
  ('grant service_role to authenticated', 'member authenticated of service_role: not expected'),
  ('grant socle_owner to authenticator', 'member authenticator of socle_owner: not expected'),
  ('revoke staff from authenticator', 'member authenticator of staff: missing');

create temporary table treated as select harm, h.found as expected, t.* from harms as h cross
  join test.treat(harm) as t;
select is((select string_agg(line, '|' order by line) from unnest(named) as line),
  (select string_agg(line, '|' order by line) from string_to_table(expected, '|') as line), harm)
from treated where expected is not null;
select isnt(named, '{}', harm) from treated where expected is null;
select is(concat_ws(', ', array_to_string(left_over, ', '), failed), '', 'mended: ' || harm) from treated;

-- What users add is theirs; what it opens is named, not condemned.
grant insert on alogistics.ledger_entries to service_role;
create policy mine on alogistics.disputes for select to authenticated using (opened_by = socle.uid());
alter table alogistics.vehicles add column colour text;
create index mine_colour on alogistics.vehicles (colour);
create table alogistics.mine (id integer);
select is_empty('select * from test.diagnosis()', 'columns, indexes, policies and tables of one''s own are no error');
select is((select string_agg(severity || ' ' || object, ', ') from alogistics.doctor()),
  'notice grant INSERT on alogistics.ledger_entries to service_role, notice policy alogistics.disputes.mine',
    'what they open is named');

select is(test.outcome(actor, 'select * from socle.doctor()'), 'denied', actor || ' may not ask')
  from unnest(array['client', 'admin', 'service_role']) as actor;
select isnt(test.outcome('socle_owner', 'select * from socle.doctor()'), 'denied', 'the owner of the tables may');
select * from finish();
rollback;
