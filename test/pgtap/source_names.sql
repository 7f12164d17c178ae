-- The names that the source document gives are there, so that what was written against it works: A-05 … A-63, A-84, A-85.
begin;
select plan(142);
set search_path = alogistics, public;

create temporary table columns (relation text, names text);
insert into columns values
  ('profiles', 'id email phone first_name last_name role is_verified is_active address city country'),
  ('wallets', 'user_id balance currency is_active'),
  ('wallet_transactions', 'wallet_id type amount balance_before balance_after related_request_id description'),
  ('vehicles',
    'owner_id type brand model plate_number capacity_kg capacity_m3 is_available is_verified insurance_expiry inspection_expiry documents'),
  ('transport_requests',
    'client_id transport_type cargo_description cargo_weight_kg cargo_volume_m3 pickup_address pickup_city pickup_lat pickup_lng '
     'delivery_address delivery_city delivery_lat delivery_lng estimated_price final_price platform_commission transporter_earnings status '
     'assigned_transporter_id assigned_vehicle_id validated_by assigned_by pickup_date delivery_date'),
  ('tracking_updates', 'request_id lat lng speed heading status notes created_at'),
  ('ratings', 'request_id rater_id rated_id score comment is_visible'),
  ('disputes', 'request_id opened_by assigned_moderator status category description resolution'),
  ('dispute_messages', 'dispute_id sender_id message attachments'),
  ('notifications', 'user_id type title message data is_read'),
  ('audit_logs', 'user_id action entity_type entity_id old_data new_data ip_address user_agent'),
  ('platform_settings', 'key value description updated_by');
select ok(exists (select from pg_attribute where attrelid = to_regclass(relation) and attname = name and attnum > 0
  and not attisdropped), format('%s.%s', relation, name))
from columns, string_to_table(names, ' ') as name;

select enum_has_labels('alogistics'::name, type::name, labels::name[], type)
from (values ('user_role', '{client,transporter,moderator,admin}'),
  ('wallet_transaction_type', '{credit,debit,penalty,commission,refund,withdrawal}'),
  ('vehicle_type', '{moto,car,van,truck,trailer}'), ('transport_type',
    '{standard,express,fragile,refrigerated,hazardous}'),
  ('request_status', '{pending,validated,assigned,in_progress,completed,cancelled,disputed}'),
    ('dispute_status', '{open,investigating,resolved,escalated}'),
  ('notification_type', '{request,payment,assignment,tracking,dispute,system}')) as e(type, labels);
select col_type_is('alogistics', relation::name, name::name, 'alogistics', type, format('%s.%s', relation, name))
from (values ('profiles', 'role', 'user_role'), ('wallet_transactions', 'type', 'wallet_transaction_type'),
  ('vehicles', 'type', 'vehicle_type'),
  ('transport_requests', 'transport_type', 'transport_type'), ('transport_requests', 'status', 'request_status'),
    ('disputes', 'status', 'dispute_status'),
  ('notifications', 'type', 'notification_type')) as c(relation, name, type);

-- Some hold more columns, or fewer rows, than the source says: what lists are ordered by.
select matches(pg_get_indexdef(to_regclass(name)), format('^CREATE INDEX %s ON alogistics.transport_requests USING %s',
  name, shape), name)
from (values ('idx_requests_status', 'btree \(status\)'), ('idx_requests_client', 'btree \(client_id, '),
  ('idx_requests_transporter', 'btree \(assigned_transporter_id, '),
  ('idx_requests_dates', 'btree \(pickup_date, delivery_date\)'),
    ('idx_requests_pickup_location', 'gist \(ll_to_earth\(pickup_lat, pickup_lng\)\)')) as i(name, shape);

select trigger_is(schema, relation, name, 'alogistics', function, name)
from (values ('auth'::name, 'users'::name, 'create_profile_on_signup'::name, 'handle_new_user'::name),
  ('alogistics', 'profiles', 'create_wallet_on_profile', 'create_user_wallet'),
  ('alogistics', 'wallet_transactions', 'update_wallet_balance', 'update_wallet_balance'),
  ('alogistics', 'transport_requests', 'calculate_commission', 'calculate_platform_commission')) as t(schema,
    relation, name, function);
select is(to_regprocedure('alogistics.' || function)::oid is not null, true, function)
from unnest(array['is_admin()', 'is_admin_or_moderator()', 'handle_new_user()', 'create_user_wallet()',
  'update_wallet_balance()', 'calculate_platform_commission()',
  'assign_transporter(uuid, uuid, uuid, uuid, text)', 'process_payment(uuid, numeric, text)']) as function;
select is(to_regprocedure('auth.uid()') is not null, true, 'auth.uid()');
-- Called as the source calls them: by position, with the arguments that it has; they return a boolean.
select test.request_at('wish', 'pending') \g /dev/null
select is(alogistics.validate_transport_request(test.id('wish'), test.id('moderator')), true,
  'validate_transport_request(request_uuid, moderator_uuid)');
select is(alogistics.assign_transporter(test.id('wish'), test.id('transporter'), test.id('truck'),
  test.id('moderator')), true, 'assign_transporter(…, assigned_by_uuid)');
select is(alogistics.process_payment(request_uuid => test.id('wish'), amount => 221700), true,
  'process_payment(request_uuid, amount)');
select ok(exists (select from pg_policies where schemaname = 'alogistics' and policyname = name), 'policy ' || name)
from unnest(array['profiles_select_all', 'profiles_update_own', 'profiles_update_admin', 'wallets_select_own',
  'wallets_select_admin', 'requests_select_moderator']) as name;
select * from finish();
rollback;
