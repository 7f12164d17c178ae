-- What each person really sees and writes: rows by identity, not only by role. A-55 … A-60, requirements §2.1, §2.2.
begin;
select * from no_plan();

-- Two jobs of the client (one under way, one delivered and rated both ways), a wish, and somebody else's wish.
select test.request_at('underway', 'in_progress', 10), test.request_at('delivered', 'completed', 20),
       test.request_at('wish', 'pending', 30), test.request('other wish', 'stranger', 40) \g /dev/null
insert into alogistics.ratings (request_id, rater_id, score, comment) values
  (test.id('delivered'), test.id('client'), 5, 'Fast'), (test.id('delivered'), test.id('transporter'), 2, 'Rude');
select alogistics.hide_rating(id, 'test') from alogistics.ratings where score = 2 \g /dev/null
insert into alogistics.tracking_updates (request_id, lat, lng) values (test.id('underway'), 14.5, -16),
  (test.id('underway'), 14.1, -14);
set session_replication_role = replica;
insert into alogistics.disputes (id, request_id, opened_by, client_id, transporter_id, disputed_from, category, description, currency)
values (test.id('dispute'), test.id('underway'), test.id('client'), test.id('client'), test.id('transporter'), 'in_progress',
  'delay', 'Late', 'XOF');
insert into alogistics.dispute_messages (dispute_id, sender_id, client_id, transporter_id, message)
values (test.id('dispute'), test.id('client'), test.id('client'), test.id('transporter'), 'Where are you?');
insert into alogistics.campaigns (key, target, data, texts, send_at) values ('account.welcome', '{"everyone": true}', '{}', '{}', now());
set session_replication_role = origin;
insert into alogistics.platform_settings (key, value) values ('platform.commission_bps', '1500');
select test.money_scene(), test.board_scene(test.request_at('load', 'validated', 60)) \g /dev/null
-- A log-in of the client, and a mail with a token.
insert into auth.sessions (user_id, salt, expires_at) values (test.id('client'), sha256('salt'), now() + interval '1 day');
select alogistics.request_password_reset('client@example.com') \g /dev/null
-- Closed accounts are nobody's business but staff's.
select test.sign_up('leaver') \g /dev/null
select alogistics.deactivate_profile(test.id('leaver')) \g /dev/null

-- How much is counted is not the question here.
delete from alogistics.figures_queue;
insert into alogistics.figures_queue values (now(), 'requests', '', '', 1, 0);
insert into alogistics.figures values ('day', now(), 'requests', '', '', 1, 0);
insert into alogistics.figures_position default values;

create temporary table actors as
select actor, number from unnest(array['client', 'transporter', 'rival', 'stranger', 'moderator', 'admin',
  'service_role', 'superuser',
  'anon', 'authenticated', 'staff', 'staff:client', 'authenticated:leaver']) with ordinality as a(actor, number);

-- Long names of errors, so that a line stays a line.
create function test.short_word(word text) returns text language sql immutable return
  case word when 'authentication_required' then 'who?' when 'account_disabled' then 'disabled' else word end;

-- One line per question: the answer for each actor.
create function test.answers(label text, statement text, counted boolean) returns text language sql as $$
  select rpad(label, case when counted then 33 else 41 end) || string_agg(rpad(test.short_word(
      case when counted then test.count(actor, question) else test.would(actor, question) end), 15),
        '' order by number)
  from actors cross join lateral
    (select replace(statement, 'ME', format('test.id(%L)', regexp_replace(actor, '^.*:', '')))) as q(question)
$$;

create temporary table seen as
select row_number() over (order by relation) as number, test.answers(relation, 'select from ' || relation
  || case when relation like 'socle.%' then ' limit 1' else '' end, true) as line -- what grows with the code
from (select format('%I.%I', nspname, relname) as relation from pg_class as c
  join pg_namespace as n on n.oid = relnamespace
      where nspname in ('alogistics', 'auth', 'socle') and relkind in ('r', 'p', 'v')
        and not relispartition) as relations;
\set expected `cat test/pgtap/expected/visible.txt`
select test.same_table(array(select rtrim(line) from seen order by number), :'expected');

-- How many rows each may write, by an update of the column that most roles may write which changes nothing; and that
-- nobody deletes.
create temporary table writable as
select distinct on (c.oid) format('%I.%I', nspname, relname) as relation, attname
from pg_class as c join pg_namespace as n on n.oid = relnamespace join pg_attribute as a on attrelid = c.oid
  cross join lateral (select count(*) as roles from unnest(array['authenticated', 'staff', 'service_role']) as role
                      where has_column_privilege(role, c.oid, attnum, 'update')) as granted
where nspname in ('alogistics', 'auth') and relkind in ('r', 'p')
  and not relispartition and attnum > 0 and not attisdropped and attname <> 'id'
order by c.oid, roles desc, attnum;
\set expected `cat test/pgtap/expected/changeable.txt`
select test.same_table(array(select rtrim(test.answers(relation, format('update %s set %I = %2$I', relation, attname), true))
                             from writable order by relation), :'expected');
select is_empty($$ select relation, actor from writable, actors where actor <> 'superuser'
  and not (relation = 'alogistics.ratings' and actor ~ '^(moderator|admin|staff)') -- who moderate: A-40
  and test.count(actor, 'delete from ' || relation) <> 'denied' $$, 'nobody deletes anything, but staff ratings');

create temporary table questions (number serial, label text, statement text);
insert into questions (label, statement) values
  ('read the phone of others', 'select phone from alogistics.profiles where id <> ME'),
  ('find others by e-mail', 'select id from alogistics.profiles where email = ''rival@example.com'''),
  ('read one''s own e-mail from the table', 'select email from alogistics.profiles where id = ME'),
  ('me()', 'select alogistics.me()'),
  ('contacts() of the job under way', 'select alogistics.contacts(test.id(''underway''))'),
  ('contacts() of the delivered job', 'select alogistics.contacts(test.id(''delivered''))'),
  ('contacts() of the wish', 'select alogistics.contacts(test.id(''wish''))'),
  ('change one''s own city and locale',
    'update alogistics.profiles set city = ''Thiès'', locale = ''en'' where id = ME'),
  ('change another''s name', 'update alogistics.profiles set first_name = ''X'' where id = test.id(''leaver'')'),
  ('change one''s own role', 'update alogistics.profiles set role = ''admin'' where id = ME'),
  ('verify oneself', 'update alogistics.profiles set is_verified = true where id = ME'),
  ('verify oneself by function', 'select alogistics.verify_profile(ME)'),
  ('reactivate oneself', 'update alogistics.profiles set is_active = true where id = ME'),
  ('change one''s own e-mail and phone', 'update alogistics.profiles set email = null, phone = null where id = ME'),
  ('insert a profile', 'insert into alogistics.profiles (id) values (gen_random_uuid())'),
  ('delete one''s profile', 'delete from alogistics.profiles where id = ME'),
  ('set a balance', 'update alogistics.wallets set balance = 1 where user_id = ME'),
  ('open a wallet', 'insert into alogistics.wallets (user_id, currency) values (ME, ''XAF'')'),
  ('unfreeze a wallet', 'update alogistics.ledger_accounts set is_active = true where owner_id = ME'),
  ('credit a wallet',
    'insert into alogistics.wallet_transactions (wallet_id, type, amount) select id, ''credit'', 1 from alogistics.wallets limit 1'),
  ('rewrite a movement', 'update alogistics.wallet_transactions set amount = 1'),
  ('delete a movement', 'delete from alogistics.wallet_transactions'),
  ('write a line of the ledger', 'insert into alogistics.ledger_entries select * from alogistics.ledger_entries'),
  ('register a vehicle',
    'insert into alogistics.vehicles (type, brand, model, plate_number, capacity_kg) values (''van'', ''A'', ''B'', ''DK-1'', 100)'),
  ('register a vehicle for the transporter',
    'insert into alogistics.vehicles (owner_id, type, brand, model, plate_number, capacity_kg) values (test.id(''transporter''), ''van'', ''A'', ''B'', ''DK-1'', 100)'),
  ('register a verified vehicle',
    'insert into alogistics.vehicles (type, brand, model, plate_number, capacity_kg, is_verified) values (''van'', ''A'', ''B'', ''DK-1'', 100, true)'),
  ('make the truck unavailable', 'update alogistics.vehicles set is_available = false where id = test.id(''truck'')'),
  ('verify the truck by UPDATE', 'update alogistics.vehicles set is_verified = true where id = test.id(''truck'')'),
  ('give the truck away',
    'update alogistics.vehicles set owner_id = test.id(''rival'') where id = test.id(''truck'')'),
  ('ask for a transport',
    'select alogistics.create_transport_request(''Rice'', 10, ''A'', ''Dakar'', 14.6, -17.4, ''B'', ''Thiès'', 14.7, -16.9, ''2031-01-01'', ''2031-01-02'')'),
  ('ask for a transport in the client''s name',
    'select alogistics.create_transport_request(''Rice'', 10, ''A'', ''Dakar'', 14.6, -17.4, ''B'', ''Thiès'', 14.7, -16.9, ''2031-01-01'', ''2031-01-02'', client_uuid => test.id(''client''))'),
  ('delete a request', 'delete from alogistics.transport_requests where id = test.id(''wish'')'),
  ('send a position',
    'insert into alogistics.tracking_updates (request_id, lat, lng) values (test.id(''underway''), 14, -13)'),
  ('change a position', 'update alogistics.tracking_updates set lat = 0'),
  ('rate the job again', 'insert into alogistics.ratings (request_id, score) values (test.id(''delivered''), 1)'),
  ('hide a rating', 'update alogistics.ratings set is_visible = false where score = 5'),
  ('change a rating', 'update alogistics.ratings set score = 1 where score = 5'),
  ('open a dispute',
    'insert into alogistics.disputes (request_id, category, description) values (test.id(''delivered''), ''loss'', ''b'')'),
  ('change a dispute', 'update alogistics.disputes set status = ''escalated'''),
  ('read one''s notifications off', 'update alogistics.notifications set is_read = true where user_id = ME'),
  ('read another''s notifications off', 'update alogistics.notifications set is_read = true where user_id <> ME'),
  ('rewrite a notification', 'update alogistics.notifications set message = ''x'''),
  ('send a notification',
    'insert into alogistics.notifications (user_id, type, title, message) values (test.id(''client''), ''system'', ''a'', ''b'')'),
  ('rewrite history', 'update alogistics.audit_logs set action = ''x'''),
  ('write history',
    'insert into alogistics.audit_logs (action, entity_type, database_role) values (''a'', ''b'', ''c'')'),
  ('change a setting',
    'update alogistics.platform_settings set value = ''0'' where key = ''platform.commission_bps'''),
  ('add a setting',
    'insert into alogistics.platform_settings (key, value) values (''payment.debit_at'', ''"validation"'')'),
  ('add a setting in another''s name',
    'insert into alogistics.platform_settings (key, value, updated_by) values (''payment.debit_at'', ''"validation"'', test.id(''rival''))'),
  ('delete a setting', 'delete from alogistics.platform_settings'),
  ('validate the wish', 'select alogistics.validate_transport_request(test.id(''wish''))'),
  ('validate it as the moderator',
    'select alogistics.validate_transport_request(test.id(''wish''), test.id(''moderator''))'),
  ('validate it as a client',
    'select alogistics.validate_transport_request(test.id(''wish''), test.id(''stranger''))'),
  ('make somebody a moderator', 'select alogistics.set_role(test.id(''stranger''), ''moderator'')'),
  ('deactivate an account', 'select alogistics.deactivate_profile(test.id(''rival''))'),
  ('reactivate an account', 'select alogistics.reactivate_profile(test.id(''leaver''))'),
  ('verify a person', 'select alogistics.verify_profile(test.id(''rival''))'),
  ('verify a vehicle', 'select alogistics.verify_vehicle(test.id(''van''))'),
  ('reconcile()', 'select count(*) from alogistics.reconcile()'),
  ('empty a table', 'truncate alogistics.notifications cascade'),
  ('mint a token', 'select socle.mint_token(''{}'')'),
  ('migrate', 'select alogistics.migrate()'),
  ('doctor', 'select * from alogistics.doctor()');
create temporary table before as select * from test.state();
\set expected `cat test/pgtap/expected/writes.txt`
select test.same_table(array(select rtrim(test.answers(label, statement, false)) from questions order by number),
  :'expected');
select results_eq('select * from test.state()', 'select * from before', 'nothing is left of all that');
select * from finish();
rollback;
