-- Every constraint of a table holds whoever writes: each is broken here once, by the superuser and with
-- our own triggers switched off, and names itself. A-98.
begin;
select * from no_plan();

-- A second event, for the key that they must not share.
create function test.money_scene_again() returns void language sql as $$
  insert into alogistics.payment_events (provider, event_id, type, payload, outcome)
  values ('wave', 'evt 2', 'payment.failed', '{}', 'ignored');
$$;
-- A row in every table.
select test.request_at(status, status, 10 * number::integer)
from unnest(array['pending', 'validated', 'assigned', 'in_progress', 'completed']) with ordinality
  as s(status, number) \g /dev/null
insert into alogistics.tracking_updates (request_id, lat, lng) values (test.id('in_progress'), 14.5, -16);
insert into alogistics.ratings (request_id, rater_id, score) values (test.id('completed'), test.id('client'), 5),
  (test.id('completed'), test.id('transporter'), 4);
insert into alogistics.delivery_codes (request_id, hash, salt, expires_at, issued_by)
values (test.id('in_progress'), sha256(''), sha256(''), now() + interval '1 day', test.id('client'));
insert into alogistics.job_penalties (request_id, transporter_id, cause, amount, charged, currency, reason, created_by)
values (test.id('in_progress'), test.id('transporter'), 'declined', 10, 5, 'XOF', 'test', test.id('transporter'));
insert into alogistics.deadlines (kind, subject_id, level, due_at, next_attempt_at)
select 'test', test.id('pending'), level, now(), now() from generate_series(0, 1) as level;
insert into alogistics.jobs (queue, kind, key, max_attempts) values ('email', 'a', 'one', 1), ('email', 'b', null, 1);
insert into alogistics.job_runs (job_id, queue, kind, attempt, worker, started_at, outcome)
select 1, 'email', 'a', attempt, 'test', now(), 'done' from generate_series(1, 2) as attempt;
alter table alogistics.audit_seals disable trigger guard_audit; insert into alogistics.audit_seals values (1, 1, 1, '3'), (2, 2, 2, '3');
insert into alogistics.error_reports (first_at, last_at, count, is_fault, sqlstate, message)
select now(), now(), 1, false, 'PT403', 'x' from generate_series(1, 2);
insert into alogistics.platform_settings (key, value) values ('platform.commission_bps', '1500');
select alogistics.set_setting('quote.valid_minutes', '30', 'test', now() + days * interval '1 day') from unnest(array[1, 2]) as days \g /dev/null
select alogistics.cancel_setting_change(id) from alogistics.setting_changes where action = 'schedule' \g /dev/null
select alogistics.set_setting('quote.valid_minutes', '30', 'test', now() + days * interval '1 day') from unnest(array[1, 2]) as days \g /dev/null
select alogistics.notify_many('account.welcome', '{"role": "admin"}', '{"name": "A"}') \g /dev/null
select alogistics.prune_notifications() \g /dev/null
insert into socle.event_blocks (last_id, first_id, topic_hashes) values (4, 1, '{1}'), (9, 5, '{2}');
insert into alogistics.unread_changes (user_id, change) select test.id('client'), 1 from generate_series(1, 2);
select test.money_scene(), test.money_scene_again(), test.board_scene(test.request_at('load', 'validated', 60)) \g /dev/null
insert into alogistics.offers (request_id, transporter_id, vehicle_id, price, currency, expires_at)
values (test.id('load'), test.id('rival'), test.id('van'), 1, 'XOF', now() + interval '1 day');
insert into alogistics.tracking_alerts (request_id, kind, lat, lng, started_at)
values (test.id('in_progress'), 'deviation', 1, 1, now()), (test.id('in_progress'), 'prolonged_stop', 1, 1, now());
select alogistics.set_geofence(test.id('in_progress'), name, 'circle', '[[1, 1]]', 1, 1)
from unnest(array['place', 'other place']) as name \g /dev/null
insert into alogistics.geofence_events (geofence_id, request_id, client_id, transporter_id, kind, visit, device_time)
select g.id, g.request_id, g.client_id, g.transporter_id, e.kind, 1, now()
from alogistics.geofences as g, unnest(enum_range(null::alogistics.geofence_event_kind)) as e (kind)
where g.request_id = test.id('in_progress') and g.kind = 'pickup';
insert into alogistics.platform_settings (key, value) values ('auth.bcrypt_cost', '8');
select alogistics.register('new@example.com', 'a password'), alogistics.request_password_reset('new@example.com'),
  alogistics.login('nobody@example.com', 'a password') \g /dev/null
select alogistics.reverse(id, 'test') from alogistics.ledger_transfers where kind = 'penalty' limit 1 \g /dev/null
select test.credit('client', 1) \g /dev/null
select alogistics.set_city_pair_surcharge('Dakar', 'Bamako', 5000), alogistics.set_city_pair_surcharge('Dakar', 'Thiès', 500),
  alogistics.set_tariff(rules, '2031-01-01') from alogistics.tariffs \g /dev/null
select alogistics.fold_figures(10) \g /dev/null
do $$
declare
  relation regclass;
begin
  for relation in select oid from pg_class where relkind in ('r', 'p') and relnamespace::regnamespace::text in ('alogistics', 'auth', 'socle') loop
    execute format('alter table %s disable trigger user', relation);
  end loop;
end
$$;
insert into alogistics.disputes (id, request_id, opened_by, client_id, transporter_id, disputed_from, category, description, currency)
select test.id(name), test.id(request), test.id('client'), test.id('client'), test.id('transporter'), request::alogistics.request_status,
  'delay', 'Late', 'XOF'
from (values ('dispute', 'in_progress'), ('dispute 2', 'completed')) as d(name, request);
insert into alogistics.dispute_messages (dispute_id, sender_id, client_id, transporter_id, message)
values (test.id('dispute'), test.id('client'), test.id('client'), test.id('transporter'), 'Where are you?');

insert into alogistics.documents (owner_id, vehicle_id, kind, file_sha256, valid_until)
values (test.id('transporter'), test.id('truck'), 'inspection', repeat('d', 64), '2099-12-31');

-- Which constraint an UPDATE of one row breaks.
create temporary table cases (relation text, name text, assignments text, row_where text default 'true');
insert into cases values
  ('auth.users', 'users_email_check', 'email = ''UPPER@example.com''', default),
  ('auth.users', 'users_email_check', 'email = ''no address''', default),
  ('auth.users', 'users_email_key', 'email = ''rival@example.com''', 'id = test.id(''client'')'),
  ('auth.users', 'users_phone_key', 'phone = (select phone from auth.users where id = test.id(''rival''))',
    'id = test.id(''client'')'),
  ('auth.sessions', 'sessions_salt_check', 'salt = ''short''', default),
  ('auth.sessions', 'sessions_counter_check', 'counter = -1', default),
  ('auth.sessions', 'sessions_end_reason_check', 'ended_at = now(), end_reason = ''bored''', default),
  ('auth.sessions', 'sessions_end', 'ended_at = now()', default),
  ('auth.sessions', 'sessions_end', 'end_reason = ''logout''', default),
  ('auth.one_time_tokens', 'one_time_tokens_hash_check', 'hash = ''the token itself''', default),
  ('auth.one_time_tokens', 'one_time_tokens_purpose_check', 'purpose = ''anything''', default),
  ('auth.one_time_tokens', 'one_time_tokens_open_key', 'purpose = ''confirm_email''', 'purpose = ''reset_password'''),
  ('auth.attempts', 'attempts_bucket_check', 'bucket = ''nobody@example.com''', default),
  ('auth.attempts', 'attempts_failures_check', 'failures = 0', default),
  ('alogistics.deadlines', 'deadlines_kind_check', 'kind = ''No kind''', default),
  ('alogistics.deadlines', 'deadlines_level_check', 'level = -1', default),
  ('alogistics.deadlines', 'deadlines_attempts_check', 'attempts = -1', default),
  ('alogistics.deadlines', 'deadlines_not_early', 'next_attempt_at = due_at - interval ''1 second''', default),
  ('alogistics.deadlines', 'deadlines_once', 'level = 1', 'kind = ''test'' and level = 0'),
  ('socle.schema_migrations', 'schema_migrations_folder_check', 'folder = ''x''', default),
  ('alogistics.profiles', 'profiles_address_check', 'address = repeat(''a'', 501)', default),
  ('alogistics.profiles', 'profiles_city_check', 'city = repeat(''a'', 101)', default),
  ('alogistics.profiles', 'profiles_country_check', 'country = ''Mali''', default),
  ('alogistics.profiles', 'profiles_country_check', 'country = ''sn''', default),
  ('alogistics.profiles', 'profiles_first_name_check', 'first_name = repeat(''a'', 101)', default),
  ('alogistics.profiles', 'profiles_last_name_check', 'last_name = repeat(''a'', 101)', default),
  ('alogistics.profiles', 'profiles_locale_check', 'locale = ''de''', default),
  ('alogistics.vehicles', 'vehicles_brand_check', 'brand = ''''', default),
  ('alogistics.vehicles', 'vehicles_model_check', 'model = repeat(''a'', 101)', default),
  ('alogistics.vehicles', 'vehicles_plate_number_check', 'plate_number = ''A''', default),
  ('alogistics.vehicles', 'vehicles_plate_number_check', 'plate_number = ''- -''', default),
  ('alogistics.vehicles', 'vehicles_plate_number_key',
    'plate_number = (select ''.'' || lower(plate_number) from alogistics.vehicles where id = test.id(''van''))',
    'id = test.id(''truck'')'),
  ('alogistics.vehicles', 'vehicles_capacity_kg_check', 'capacity_kg = 0', default),
  ('alogistics.vehicles', 'vehicles_capacity_kg_check', 'capacity_kg = 100000.1', default),
  ('alogistics.vehicles', 'vehicles_capacity_kg_check', 'capacity_kg = ''NaN''', default),
  ('alogistics.vehicles', 'vehicles_capacity_m3_check', 'capacity_m3 = ''Infinity''', default),
  ('alogistics.vehicles', 'vehicles_documents_check', 'documents = ''{}''', default),
  ('alogistics.transport_requests', 'requests_assigned', 'assigned_vehicle_id = null', 'status = ''assigned'''),
  ('alogistics.transport_requests', 'requests_carried', 'assigned_transporter_id = null, assigned_vehicle_id = null',
    'status = ''in_progress'''),
  ('alogistics.transport_requests', 'requests_carried', 'commission_bps = null', 'status = ''assigned'''),
  ('alogistics.transport_requests', 'requests_carried', 'status = ''completed''', 'status = ''validated'''),
  ('alogistics.transport_requests', 'requests_disputed', 'status = ''disputed''', 'status = ''completed'''),
  ('alogistics.transport_requests', 'transport_requests_disputed_from_check', 'disputed_from = ''pending'', status = ''disputed''', 'status = ''completed'''),
  ('alogistics.transport_requests', 'requests_no_self_dealing', 'assigned_transporter_id = client_id',
    'status = ''assigned'''),
  ('alogistics.transport_requests', 'requests_priced', 'final_price = null', 'status = ''validated'''),
  ('alogistics.transport_requests', 'requests_settled', 'status = ''completed''', 'status = ''in_progress'''),
  ('alogistics.transport_requests', 'requests_settled', 'transporter_earnings = null', 'status = ''completed'''),
  ('alogistics.transport_requests', 'requests_split', 'transporter_earnings = transporter_earnings + 1',
    'status = ''completed'''),
  ('alogistics.transport_requests', 'requests_window', 'delivery_date = pickup_date',
    default),
  ('alogistics.transport_requests', 'requests_vehicle_free',
    'pickup_date = (select delivery_date - interval ''1 microsecond'' from alogistics.transport_requests where status = ''assigned''), delivery_date = ''2100-01-01'', assigned_transporter_id = test.id(''rival'')',
    'status = ''in_progress'''),
  ('alogistics.transport_requests', 'requests_transporter_free',
    'pickup_date = (select delivery_date - interval ''1 microsecond'' from alogistics.transport_requests where status = ''assigned''), delivery_date = ''2100-01-01'', assigned_vehicle_id = test.id(''van'')',
    'status = ''in_progress'''),
  ('alogistics.transport_requests', 'transport_requests_cargo_volume_m3_check', 'cargo_volume_m3 = 0', default),
  ('alogistics.transport_requests', 'transport_requests_cargo_weight_kg_check', 'cargo_weight_kg = -1', default),
  ('alogistics.transport_requests', 'transport_requests_commission_bps_check', 'commission_bps = 10001', default),
  ('alogistics.transport_requests', 'transport_requests_pickup_lat_check', 'pickup_lat = 90.1', default),
  ('alogistics.transport_requests', 'transport_requests_pickup_lat_check', 'pickup_lat = ''NaN''', default),
  ('alogistics.transport_requests', 'transport_requests_pickup_lng_check', 'pickup_lng = -180.1', default),
  ('alogistics.transport_requests', 'transport_requests_delivery_lat_check', 'delivery_lat = -90.1', default),
  ('alogistics.transport_requests', 'transport_requests_delivery_lng_check', 'delivery_lng = 180.1', default),
  ('alogistics.transport_requests', 'transport_requests_distance_m_check', 'distance_m = -1', default),
  ('alogistics.transport_requests', 'transport_requests_estimated_price_check', 'estimated_price = 0', default),
  ('alogistics.transport_requests', 'transport_requests_final_price_check', 'final_price = 0',
    'status = ''validated'''),
  ('alogistics.transport_requests', 'transport_requests_platform_commission_check', 'platform_commission = -1',
    'status = ''pending'''),
  ('alogistics.transport_requests', 'transport_requests_transporter_earnings_check', 'transporter_earnings = -1',
    'status = ''pending'''),
  ('alogistics.transport_requests', 'transport_requests_proof_of_delivery_check', 'proof_of_delivery = ''[]''',
    default),
  ('alogistics.transport_requests', 'transport_requests_status_reason_check', 'status_reason = repeat(''a'', 1001)',
    default),
  ('alogistics.transport_requests', 'transport_requests_stops_check', 'stops = ''{}''', default),
  ('alogistics.transport_requests', 'transport_requests_stops_check',
    'stops = (select jsonb_agg(n) from generate_series(1, 20) as n)', default),
  ('alogistics.transport_requests', 'requests_quote_used_once',
    'quote_id = (select quote_id from alogistics.transport_requests where status = ''assigned'')', 'status = ''pending'''),
  ('alogistics.ledger_accounts', 'accounts_not_negative', 'balance = -1', 'kind = ''wallet'''),
  ('alogistics.ledger_accounts', 'accounts_not_negative', 'balance = -1', 'kind = ''platform'''),
  ('alogistics.ledger_accounts', 'accounts_of_people', 'owner_id = null', 'kind = ''wallet'''),
  ('alogistics.ledger_accounts', 'accounts_of_people', 'owner_id = test.id(''client'')', 'kind = ''platform'''),
  ('alogistics.ledger_accounts', 'accounts_of_subjects', 'subject_id = null', 'kind = ''escrow'''),
  ('alogistics.ledger_accounts', 'accounts_of_subjects', 'subject_id = gen_random_uuid()', 'kind = ''wallet'''),
  ('alogistics.ledger_accounts', 'accounts_closed_empty', 'closed_at = now(), is_active = false',
    'owner_id = test.id(''client'')'),
  ('alogistics.ledger_accounts', 'accounts_closed_empty', 'closed_at = now()', 'owner_id = test.id(''rival'')'),
  ('alogistics.ledger_accounts', 'accounts_frozen_wallet', 'is_active = false', 'kind = ''platform'''),
  ('alogistics.ledger_accounts', 'ledger_accounts_state_reason_check', 'state_reason = repeat(''a'', 1001)', default),
  ('alogistics.ledger_accounts', 'ledger_accounts_currency_check', 'currency = ''xof''', default),
  ('alogistics.ledger_accounts', 'ledger_accounts_seq_check', 'seq = -1', default),
  ('alogistics.ledger_accounts', 'ledger_accounts_public_id_key',
    'public_id = (select public_id from alogistics.ledger_accounts where kind = ''platform'')', 'kind = ''escrow'''),
  ('alogistics.ledger_accounts', 'ledger_wallet_key', 'owner_id = test.id(''rival'')',
    'owner_id = test.id(''client'')'),
  ('alogistics.ledger_accounts', 'ledger_subject_key', 'subject_id = test.id(''completed'')',
    'subject_id = test.id(''in_progress'')'),
  ('alogistics.ledger_accounts', 'ledger_house_key', 'kind = ''external''', 'kind = ''platform'''),
  ('alogistics.ledger_transfers', 'ledger_transfers_kind_check', 'kind = ''''', default),
  ('alogistics.ledger_transfers', 'ledger_transfers_reason_check', 'reason = repeat(''a'', 1001)', default),
  ('alogistics.ledger_entries', 'ledger_entries_amount_check', 'amount = 0', default),
  ('alogistics.ledger_transfers', 'ledger_transfers_reverses_key',
    'reverses_id = (select reverses_id from alogistics.ledger_transfers where reverses_id is not null)', 'id = 1'),
  ('alogistics.ledger_queue', 'ledger_queue_amount_check', 'amount = 0', default),
  ('alogistics.figures_position', 'figures_position_one_check', 'one = false', default),
  ('socle.event_horizon', 'event_horizon_only_row_check', 'only_row = false', default),
  ('socle.event_blocks', 'event_blocks_check', 'first_id = last_id + 1', default),
  ('alogistics.ledger_seals', 'ledger_seals_transfers_check', 'transfers = 0', default),
  ('alogistics.ledger_seals', 'ledger_seals_lines_check', 'lines = 0', default),
  ('alogistics.ledger_seals', 'ledger_seals_digest_check', 'digest = ''x''', default),
  ('alogistics.ledger_seals', 'ledger_seals_previous_check', 'previous = ''x''', default),
  ('alogistics.idempotency_keys', 'idempotency_keys_key_check', 'key = ''''', default),
  ('alogistics.idempotency_keys', 'idempotency_keys_key_check', 'key = repeat(''a'', 256)', default),
  ('alogistics.holds', 'holds_amount_check', 'amount = 0', default),
  ('alogistics.holds', 'holds_reason_check', 'reason = ''''', default),
  ('alogistics.holds', 'holds_captured', 'captured = amount + 1', default),
  ('alogistics.holds', 'holds_captured_once', 'captured = 1', default),
  ('alogistics.holds', 'holds_closed', 'closed_at = now()', default),
  ('alogistics.holds', 'holds_closed', 'status = ''released''', default),
  ('alogistics.withdrawals', 'withdrawals_amount_check', 'amount = 0', default),
  ('alogistics.withdrawals', 'withdrawals_fee_check', 'fee = -1', default),
  ('alogistics.withdrawals', 'withdrawals_destination_check', 'destination = ''[]''', default),
  ('alogistics.withdrawals', 'withdrawals_provider_reference_check', 'provider_reference = ''''', default),
  ('alogistics.withdrawals', 'withdrawals_reason_check', 'reason = repeat(''a'', 1001)', default),
  ('alogistics.withdrawals', 'withdrawals_closed', 'status = ''settled''', default),
  ('alogistics.payment_providers', 'payment_providers_name_check', 'name = ''Wave''', default),
  ('alogistics.payment_providers', 'payment_providers_secret_check', 'secret = ''short''', default),
  ('alogistics.payment_providers', 'payment_providers_scheme_check', 'scheme = ''md5''', default),
  ('alogistics.payment_providers', 'payment_providers_tolerance_s_check', 'tolerance_s = 0', default),
  ('alogistics.payment_intents', 'payment_intents_amount_check', 'amount = 0', default),
  ('alogistics.payment_intents', 'intents_paid', 'status = ''paid''', default),
  ('alogistics.payment_events', 'payment_events_outcome_check', 'outcome = ''lost''', default),
  ('alogistics.payment_events', 'payment_events_resolved', 'outcome = ''resolved''', default),
  ('alogistics.payment_events', 'payment_events_resolution_check', 'resolution = repeat(''a'', 1001), outcome = ''resolved''', default),
  ('alogistics.payment_events', 'payment_events_once', 'event_id = ''evt 2''', 'event_id = ''evt 1'''),
  ('alogistics.journeys', 'journeys_tracking_token_check', 'tracking_token = ''guess me''', default),
  ('alogistics.journeys', 'journeys_distance_cm_check', 'distance_cm = -1', default),
  ('alogistics.journeys', 'journeys_points_check', 'points = -1', default),
  ('alogistics.journeys', 'journeys_lat_check', 'lat = 91', 'device_time is not null'),
  ('alogistics.journeys', 'journeys_lng_check', 'lng = ''NaN''', 'device_time is not null'),
  ('alogistics.journeys', 'journeys_speed_kmh_check', 'speed_kmh = -1', default),
  ('alogistics.journeys', 'journeys_heading_check', 'heading = 361', default),
  ('alogistics.journeys', 'journeys_span', 'first_at = last_at + interval ''1 second''', 'device_time is not null'),
  ('alogistics.journeys', 'journeys_current', 'lat = null', 'device_time is not null'),
  ('alogistics.journeys', 'journeys_tracking_token_key',
    'tracking_token = (select tracking_token from alogistics.journeys where request_id = test.id(''assigned''))',
    'request_id = test.id(''in_progress'')'),
  ('alogistics.positions', 'positions_lat_check', 'lat = ''NaN''', default);
\ir lib/constraint_cases.sql
\ir lib/job_constraints.sql

create temporary table statements as
select relation, name, format('update %1$s set %2$s where ctid = (select ctid from %1$s where %3$s limit 1)',
  relation, assignments, row_where) as statement from cases
union all -- Any other reference, by a key that is nowhere.
select conrelid::regclass::text, conname,
  case when conrelid = 'alogistics.profiles'::regclass then 'insert into alogistics.profiles (id) values (gen_random_uuid())'
  else format('update %s set %I = gen_random_uuid() where ctid = (select ctid from %1$s limit 1)',
    conrelid::regclass, attname) end
from pg_constraint join pg_attribute on attrelid = conrelid and attnum = conkey[1]
where contype = 'f' and connamespace::regnamespace::text in ('alogistics', 'auth', 'socle')
  and conparentid = 0 and conname not in (select name from cases)
union all -- A row that is there already.
select conrelid::regclass::text, conname, format('insert into %s (%s) overriding system value select %2$s from %1$s limit 1',
  conrelid::regclass, (select string_agg(quote_ident(attname), ', ') from pg_attribute
                       where attrelid = conrelid and attnum > 0 and not attisdropped and attgenerated = ''))
from pg_constraint where contype = 'p' and conparentid = 0 and connamespace::regnamespace::text in ('alogistics', 'auth', 'socle');

create function test.broken_by(statement text) returns text language plpgsql as $$
declare
  name text;
  changed bigint;
begin
  execute statement;
  get diagnostics changed = row_count;
  raise exception 'nothing broke in % rows', changed;
exception when others then
  get stacked diagnostics name := constraint_name;
  -- A part's key is the table's.
  return coalesce(nullif(regexp_replace(name, '^(positions|job_runs)_(\d[\d_]*|default)_', '\1_'), ''), sqlerrm);
end
$$;
-- Deferred or not, a reference is checked when the statement ends.
select is(test.broken_by(statement), name, format('%s: %s', relation, name)) from statements order by relation, name;
select is_empty($$ select conrelid::regclass, conname from pg_constraint
  where connamespace::regnamespace::text in ('alogistics', 'auth', 'socle') and contype <> 't' and conparentid = 0 and conname not in (select name from statements)
  union all
  select indrelid::regclass, relname from pg_index join pg_class on oid = indexrelid
  where indisunique and not relispartition and relnamespace::regnamespace::text in ('alogistics', 'auth', 'socle') and relname not in (select name from statements) $$, 'no constraint is without a test');
select * from finish();
rollback;
