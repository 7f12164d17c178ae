-- Every row of socle.errors, raised by a statement that a caller can send, arrives as the catalogue says:
-- SQLSTATE, MESSAGE, HINT, and a DETAIL that is a JSON object with the name and the facts. Design §4.

-- Two that need the session to be young, or a setting of the server.
begin;
delete from socle.schema_migrations where system = 'alogistics' and name like '0012%';
select to_json(test.error('client', 'select alogistics.me()')) as schema_outdated \gset
rollback;
alter system set socle.jwt_key_file = '';
select pg_reload_conf(), pg_sleep(0.2) \g /dev/null
select to_json(test.error('anon', $$ select socle.sign_in('a.b.c') $$)) as secret_missing \gset
alter system reset socle.jwt_key_file;
select pg_reload_conf(), pg_sleep(0.2) \g /dev/null

begin;
select * from no_plan();
create temporary table cases (name text, facts text, preparation text, actor text, statement text);

-- Who is asking.
insert into cases values
  ('authentication_required', '', '', 'authenticated', 'select alogistics.me()'),
  ('invalid_token', 'reason', '', 'anon', $$ select socle.sign_in('a.b.c') $$),
  ('token_expired', '',
    $$ select set_config('test.token', socle.mint_token(json_build_object('sub', test.id('client'), 'exp', 1)::jsonb), true) $$,
     'anon', $$ select socle.sign_in(current_setting('test.token')) $$),
  ('account_disabled', '', $$ select alogistics.deactivate_profile(test.id('client')) $$, 'client',
    'select alogistics.cancel_transport_request(test.id(''pending''))'),
  ('not_allowed', 'allowed_for', '', 'client', 'select alogistics.validate_transport_request(test.id(''pending''))'),
  ('actor_mismatch', 'given', '', 'moderator',
    'select alogistics.validate_transport_request(test.id(''pending''), test.id(''admin''))'),
  ('identity_protected', 'reason', 'create role test_login', 'superuser',
    $$ do 'begin perform set_config(''session_authorization'', ''test_login'', true);
     perform set_config(''request.jwt.claims'', ''{}'', true); end' $$);

-- Accounts and sessions: what they refuse is an answer. Here it is raised, to be compared as the others are.
create function test.raise(answer jsonb) returns void language plpgsql as $$
begin
  raise exception using errcode = 'PT' || current_setting('response.status'), message = answer ->> 'message',
    hint = answer ->> 'hint', detail = answer - 'code' - 'message' - 'hint' || jsonb_build_object('error', answer ->> 'code');
end
$$;
grant execute on function test.raise(jsonb) to public;
create function test.newcomer() returns text language sql as $$
  select alogistics.register('new@example.com', 'a password') ->> 'refresh_token'
$$;
insert into alogistics.platform_settings (key, value) values ('auth.bcrypt_cost', '8');
insert into cases select name, facts, preparation, 'anon', format('select test.raise(alogistics.%s)', call)
from (values
  ('invalid_credentials', '', '', $$ login('nobody@example.com', 'a password') $$),
  ('email_not_confirmed', '', $$ select test.newcomer();
    insert into alogistics.platform_settings (key, value) values ('auth.email_confirmation', '"required"') $$,
    $$ login('new@example.com', 'a password') $$),
  ('invalid_refresh_token', '', '', $$ refresh('a token') $$),
  ('refresh_token_reused', '', $$ select set_config('test.token', test.newcomer(), true);
    select alogistics.refresh(current_setting('test.token')); update auth.sessions set rotated_at = now() - interval '2 minutes' $$,
    $$ refresh(current_setting('test.token')) $$),
  ('invalid_one_time_token', '', '', $$ confirm_email('a token') $$),
  ('weak_password', 'reason', '', $$ register('new@example.com', repeat('a', 73)) $$),
  ('too_many_attempts', 'retry_after',
    $$ insert into auth.attempts values (sha256('account:nobody@example.com'), 9, now() + interval '1 minute', now()) $$,
    $$ login('nobody@example.com', 'a password') $$),
  ('sign_in_elsewhere', '', 'drop table auth.attempts', $$ login('nobody@example.com', 'a password') $$))
  as refused(name, facts, preparation, call);
insert into cases values
  ('rate_limited', 'limit retry_after', $$ insert into alogistics.platform_settings (key, value)
    values ('limits.reads_per_hour', '1'), ('limits.reads_burst', '1'); select set_config('search_path', 'alogistics', true),
    set_config('request.method', 'GET', true) $$, 'client',
    $$ select test.decoded('select socle.pre_request() from pg_catalog.generate_series(1, 2)') $$),
  ('session_revoked', '', '', 'authenticated', $$ select alogistics.me()
    from set_config('request.jwt.claims', json_build_object('sub', test.id('client'), 'session_id', test.id('ended'))::text, true) $$);

-- Input.
insert into cases values
  ('missing_value', 'field', '', 'client', 'select alogistics.process_payment(null, 1)'),
  ('invalid_value', 'field reason', '', 'client',
    'update alogistics.transport_requests set cargo_weight_kg = -1 where id = test.id(''pending'')'),
  ('invalid_amount', '', '', 'client', 'select alogistics.process_payment(test.id(''assigned''), 0)'),
  ('fractional_amount', 'currency decimals', '', 'client',
    'select alogistics.process_payment(test.id(''assigned''), 10.5)'),
  ('amount_out_of_range', 'currency', '', 'client', 'select alogistics.process_payment(test.id(''assigned''), 1e30)'),
  ('unknown_currency', '',
    'set local session_replication_role = replica; update alogistics.transport_requests set currency = ''ZZZ'' where id = test.id(''assigned'')',
    'client',
     'select alogistics.process_payment(test.id(''assigned''), 1)'),
  ('invalid_setting', 'key maximum minimum reason', '', 'admin',
     $$ insert into alogistics.platform_settings (key, value) values ('platform.commission_bps', '10001') $$);

-- State.
insert into cases values
  ('already_exists', 'entity field', '', 'rival',
    'update alogistics.vehicles set plate_number = (''DK-'' || left(test.id(''truck'')::text, 8)) where id = test.id(''van'')'),
  ('not_found', 'entity id', '', 'client', 'select alogistics.cancel_transport_request(gen_random_uuid())'),
  ('invalid_transition', 'allowed from to', '', 'moderator',
    'select alogistics.validate_transport_request(test.id(''assigned''))'),
  ('field_locked', 'field status', '', 'client',
    'update alogistics.transport_requests set cargo_description = ''Tea'' where id = test.id(''assigned'')'),
  ('reason_required', 'event', '', 'moderator',
    'select alogistics.reject_transport_request(test.id(''pending''), '''')'),
  ('proof_required', 'event', '', 'transporter',
    'select alogistics.complete_transport_request(test.id(''in_progress''))');

-- Pick-up, delivery and cancellation.
insert into cases values
  ('cancellation_not_allowed', 'by done_bps minutes_before_pickup status',
    'update alogistics.cancellation_policies set valid = ''(,2000-01-01)''', 'client',
    'select alogistics.cancel_transport_request(test.id(''in_progress''))'),
  ('already_picked_up', 'event', $$ select alogistics.confirm_pickup(test.id('in_progress'), '{"notes": "test"}') $$,
    'client', 'select alogistics.cancel_transport_request(test.id(''in_progress''))'),
  ('pickup_not_due', 'pickup_date', '', 'moderator', 'select alogistics.report_no_show(test.id(''in_progress''), ''test'')'),
  ('too_many_codes', 'codes_max',
    $$ insert into alogistics.platform_settings (key, value) values ('delivery.codes_max', '1');
       select alogistics.issue_delivery_code(test.id('in_progress')) $$,
    'client', 'select alogistics.issue_delivery_code(test.id(''in_progress''))');
-- Quotes.
create function test.quote(pickup_date timestamptz default '2031-01-01') returns uuid language sql as $$
  select (alogistics.quote_transport(14.6, -17.4, 14.7, -16.9, 10, pickup_date, pickup_city => 'Dakar',
    delivery_city => 'Thiès', client_uuid => test.id('client'))).id
$$;
create function test.use_quote() returns text language sql as $$
  select $use$ select alogistics.create_transport_request('Rice', 10, 'A', 'Dakar', 14.6, -17.4, 'B', 'Thiès', 14.7,
    -16.9, '2031-01-01', '2031-01-02', quote_uuid => current_setting('test.quote')::uuid) $use$
$$;
insert into cases
select name, facts, preparation, 'client', test.use_quote()
from (values
  ('quote_expired', '', $$ select set_config('test.quote', test.quote()::text, true); set local session_replication_role = replica;
    update alogistics.quotes set created_at = now() - interval '2 hours', expires_at = now() $$),
  ('quote_used', '', 'select set_config(''test.quote'', quote_id::text, true) from alogistics.transport_requests
    where id = test.id(''pending'')'),
  ('quote_mismatch', 'field', 'select set_config(''test.quote'', test.quote(''2031-01-03'')::text, true)'))
  as uses(name, facts, preparation);
insert into cases values
  ('no_tariff_rule', 'dimension value', $$ insert into alogistics.platform_settings values ('platform.currency', '"EUR"') $$,
    'client', $$ select alogistics.quote_transport(14.6, -17.4, 14.7, -16.9, 10, '2031-01-01') $$),
  ('distance_out_of_range', 'distance_m distance_m_max', '', 'client',
    $$ select alogistics.quote_transport(14.6, -17.4, 14.7, 163, 10, '2031-01-01') $$);

-- Assignment: always the same call, of the validated request to the transporter with the truck.
create function test.assign(transporter text, vehicle text) returns text language sql as $$
  select format('select alogistics.assign_transporter(test.id(''validated''), test.id(%L), test.id(%L))',
    transporter, vehicle)
$$;
create function test.require_all_papers() returns void language sql as $$
  insert into alogistics.platform_settings (key, value) values ('vehicle.required_documents', '"all"')
$$;
insert into cases
select name, (select string_agg(fact, ' ' order by fact) from regexp_split_to_table(trim(facts || ' reasons'), ' ') as fact), preparation, 'moderator', test.assign('transporter', 'truck')
from (values
  ('transporter_not_verified', '', 'select alogistics.verify_profile(test.id(''transporter''), false)'),
  ('transporter_inactive', '', 'select alogistics.deactivate_profile(test.id(''transporter''))'),
  ('vehicle_not_verified', '', 'select alogistics.verify_vehicle(test.id(''truck''), false)'),
  ('vehicle_unavailable', '', 'update alogistics.vehicles set is_available = false'),
  ('vehicle_busy', '', 'select test.request_at(''rush'', ''assigned'', 20)'),
  ('vehicle_too_small', 'capacity dimension required', 'update alogistics.vehicles set capacity_kg = 999.5'),
  ('vehicle_unsuitable', 'transport_type vehicle_type',
     'set local session_replication_role = replica; update alogistics.vehicles set type = ''car''; update alogistics.transport_requests set transport_type = ''hazardous'''),
  ('insurance_expired', 'expires needed_until',
    'update alogistics.vehicles set insurance_expiry = current_date + 21'),
  ('inspection_expired', 'expires needed_until', 'update alogistics.vehicles set inspection_expiry = null'),
  ('transporter_busy', '', $$ select test.request_at('rush', 'assigned', 20); select test.vehicle('second', 'transporter');
    update alogistics.transport_requests set status = 'validated', status_reason = 'test' where id = test.id('rush');
    select alogistics.assign_transporter(test.id('rush'), test.id('transporter'), test.id('second')) $$),
  ('licence_expired', 'expires needed_until', 'select test.require_all_papers()'),
  ('identity_missing', '', $$ select test.require_all_papers();
    insert into alogistics.documents (owner_id, profile_id, kind, file_sha256, valid_until, status)
    values (test.id('transporter'), test.id('transporter'), 'licence', repeat('a', 64), '2099-01-01', 'approved') $$))
  as assignments(name, facts, preparation);
insert into cases values
  ('not_a_transporter', 'reasons', '', 'moderator', test.assign('stranger', 'truck')),
  ('self_dealing', 'reasons', '', 'moderator', test.assign('client', 'truck')),
  ('vehicle_not_owned', 'reasons', '', 'moderator', test.assign('transporter', 'van')),
  ('offer_closed', 'status', '', 'transporter',
    'select alogistics.make_offer(test.id(''assigned''), test.id(''truck''))');

-- Money.
create function test.penalty() returns bigint language sql as $$
  select alogistics.charge_penalty(id, 1, 'test') from alogistics.wallets where user_id = test.id('client')
$$;
insert into cases values
  ('insufficient_funds', 'balance currency required',
    $$ insert into alogistics.wallet_transactions (wallet_id, type, amount)
     select id, 'debit', balance from alogistics.wallets where user_id = test.id('client') $$,
     'client', 'select alogistics.process_payment(test.id(''assigned''), 221700)'),
  ('wallet_frozen', '', 'update alogistics.ledger_accounts set is_active = false where kind = ''wallet''', 'client',
    'select alogistics.process_payment(test.id(''assigned''), 221700)'),
  ('amount_mismatch', 'currency expected given', '', 'client',
    'select alogistics.process_payment(test.id(''assigned''), 221699)'),
  ('currency_mismatch', 'expected given',
    'alter table alogistics.ledger_accounts disable trigger guard_ledger; update alogistics.ledger_accounts set currency = ''EUR'' where kind = ''escrow''',
     'transporter', $$ select alogistics.complete_transport_request(test.id('in_progress'), test.proof()) $$),
  ('unbalanced_transfer', 'reason',
    $$ alter table alogistics.transport_requests disable trigger calculate_commission, drop constraint requests_split;
     set local session_replication_role = replica; update alogistics.transport_requests set platform_commission = 1, transporter_earnings = 1 where id = test.id('in_progress') $$,
     'transporter', $$ select alogistics.complete_transport_request(test.id('in_progress'), test.proof()) $$),
  ('wallet_closed', '',
    $$ select alogistics.close_wallet(id, 'test') from alogistics.wallets where user_id = test.id('rival') $$,
    'superuser', $$ insert into alogistics.wallet_transactions (wallet_id, type, amount)
      select id, 'credit', 1 from alogistics.wallets where user_id = test.id('rival') $$),
  ('wallet_not_empty', 'balance currency', '', 'moderator',
    $$ select alogistics.close_wallet(id, 'test') from alogistics.wallets where user_id = test.id('client') $$),
  ('withdrawal_too_small', 'currency minimum', '', 'client',
    $$ select alogistics.request_withdrawal(999, '{"phone": "1"}') $$),
  ('daily_cap_exceeded', 'cap currency withdrawn', '', 'client',
    $$ select alogistics.request_withdrawal(2000001, '{"phone": "1"}') $$),
  ('funds_not_cleared', 'available currency hold_days required',
    $$ insert into alogistics.platform_settings (key, value) values ('withdrawal.hold_days', '1') $$, 'client',
    $$ select alogistics.request_withdrawal(1000, '{"phone": "1"}') $$),
  ('refund_too_large', 'currency given refundable', '', 'moderator',
    $$ select alogistics.refund(test.id('in_progress'), 221700, 'test') $$),
  ('already_reversed', 'transfer',
    $$ select test.penalty(); select alogistics.reverse(max(id), 'test') from alogistics.ledger_transfers $$,
    'moderator', $$ select alogistics.reverse(max(reverses_id), 'test') from alogistics.ledger_transfers $$),
  ('not_reversible', 'kind', '', 'moderator',
    $$ select alogistics.reverse(max(id), 'test') from alogistics.ledger_transfers where kind = 'payment' $$),
  ('idempotency_key_reused', 'key operation',
    $$ select set_config('request.jwt.claims', json_build_object('sub', test.id('client'))::text, true);
       select alogistics.request_withdrawal(1000, '{"phone": "1"}', null, 'k') $$, 'client',
    $$ select alogistics.request_withdrawal(1001, '{"phone": "1"}', null, 'k') $$),
  ('invalid_signature', 'reason', '', 'anon', $$ select alogistics.receive_payment_event('nobody', '{}', '') $$),
  ('ledger_closed', 'table', '', 'superuser', 'update alogistics.ledger_accounts set balance = balance + 1'),
  ('append_only', 'table', '', 'superuser', 'delete from alogistics.audit_logs');

-- Trust.
insert into cases values
  ('rating_not_allowed', 'status', '', 'client',
    'insert into alogistics.ratings (request_id, score) values (test.id(''in_progress''), 5)'),
  ('already_rated', '',
    $$ insert into alogistics.ratings (request_id, rater_id, score) values (test.id('completed'), test.id('client'), 5) $$,
     'client', 'insert into alogistics.ratings (request_id, score) values (test.id(''completed''), 5)'),
  ('rating_closed', 'reason', 'insert into alogistics.ratings (request_id, rater_id, score) values (test.id(''completed''), test.id(''client''), 5),
     (test.id(''completed''), test.id(''transporter''), 5)', 'client', 'update alogistics.ratings set score = 4 where rater_id = test.id(''client'')'),
  ('no_moderator', '', 'select test.dispute(''completed'')', 'admin',
    'select alogistics.reassign_dispute(id) from alogistics.disputes'),
  ('dispute_closed', 'reason', 'select test.dispute(''completed''); select test.act_as(''admin'');
     select alogistics.resolve_dispute(id, ''completed'', ''x'') from alogistics.disputes; select test.act_as(null)', 'client',
    'select alogistics.open_dispute(test.id(''completed''), ''delay'', ''x'')'),
  ('tracking_not_allowed', 'status', '', 'transporter',
    'insert into alogistics.tracking_updates (request_id, lat, lng) values (test.id(''assigned''), 14, -17)');

-- Jobs.
insert into cases values
  ('lease_lost', 'job worker', '', 'service_role', 'select alogistics.complete_jobs(''{0}'', ''nobody'')'),
  ('job_finished', 'job state', 'insert into alogistics.jobs (queue, kind, max_attempts, state, finished_at)
     values (''email'', ''finished'', 1, ''done'', now())', 'service_role',
    'select alogistics.cancel_job(id) from alogistics.jobs where kind = ''finished''');

-- Installation.
insert into cases values
  ('migration_changed', 'migration',
    'update socle.schema_migrations set sha256 = '''' where name = ''0003_transport_requests''', 'superuser',
    'select alogistics.migrate()'),
  ('installer_required', '', 'grant execute on function socle.migrate(boolean) to staff', 'admin',
    'select socle.migrate()');

-- Preparations are the superuser's; where only broken data can raise an error, they go around the triggers.
create function test.raised(preparation text, actor text, statement text) returns test.error language plpgsql as $$
declare
  error test.error;
begin
  execute coalesce(nullif(preparation, ''), 'select');
  set local session_replication_role = origin;
  perform test.become(actor);
  execute statement;
  return null;
exception when others then
  get stacked diagnostics error.sqlstate := returned_sqlstate, error.message := message_text,
    error.detail := pg_exception_detail, error.hint := pg_exception_hint;
  return error;
end
$$;
select test.request_at(status, status, 10 * number::integer)
from unnest(array['pending', 'validated', 'assigned', 'in_progress', 'completed']) with ordinality
  as s(status, number) \g /dev/null

create temporary table raised as
select name, facts, test.raised(preparation, actor, statement) as error from cases
union all select 'schema_outdated', 'expected found system', json_populate_record(null::test.error,
  :'schema_outdated')
union all select 'secret_missing', 'reason', json_populate_record(null::test.error, :'secret_missing');

select is((r.error).sqlstate || ' ' || (r.error).message || ' ' || (r.error).hint,
  c.sqlstate || ' ' || c.message || ' ' || c.hint, c.name)
from socle.errors as c left join raised as r using (name);
select is((select string_agg(key, ' ' order by key) from json_object_keys((r.error).detail::json) as key
  where key <> 'error'),
          nullif(facts, ''), 'facts of ' || name)
from raised as r where (r.error).detail::json ->> 'error' = name;
select set_eq('select name from raised', 'select name from socle.errors',
  'every error of the catalogue was raised, and no other');
select * from finish();
rollback;
