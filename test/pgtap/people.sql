-- Sign-up makes a profile and a wallet, and the account stays in step: A-05 … A-12, A-64, A-65.
begin;
select plan(72);

-- What becomes of what a person says at sign-up.
create temporary table sign_ups (person text, meta jsonb, profile text);
insert into sign_ups values
  ('plain', '{"first_name": "Awa", "last_name": "Diop", "city": "Thiès", "country": "SN", "locale": "en"}',
    'Awa|Diop|Thiès|SN|en|client|f|t'),
  ('silent', null, '||||fr|client|f|t'),
  ('empty', '{}', '||||fr|client|f|t'),
  ('carrier', '{"role": "transporter"}', '||||fr|transporter|f|t'),
  ('climber', '{"role": "admin", "is_verified": true, "is_active": false}', '||||fr|client|f|t'),
  ('climber 2', '{"role": "moderator"}', '||||fr|client|f|t'),
  ('muddled', '{"role": ["admin"], "locale": "de", "country": "Senegal", "city": {"a": 1}, "first_name": 7}',
    '7||{"a": 1}||fr|client|f|t'),
  ('scalar', '"text"', '||||fr|client|f|t'),
  ('list', '[1, 2]', '||||fr|client|f|t'),
  ('long', json_build_object('first_name', repeat('é', 200), 'city', repeat('é', 200))::jsonb, repeat('é',
    100) || '||' || repeat('é', 100) || '||fr|client|f|t');
insert into auth.users (id, email, raw_user_meta_data)
select test.id(person), replace(person, ' ', '') || '@example.com', coalesce(meta, '{}') from sign_ups;
select is((select concat_ws('|', first_name, last_name, coalesce(city, ''), coalesce(country, ''), locale, role,
  is_verified, is_active)
           from alogistics.profiles where id = test.id(person)), profile, person)
from sign_ups;
select is((select string_agg(format('%s %s %s', balance, currency, is_active), ', ') from alogistics.wallets
  where user_id = test.id(person)), '0 XOF t', person || ' has a wallet')
from sign_ups;
select is(title || ': ' || message, greeting, person || ' is welcome')
from alogistics.notifications join (values
  ('plain', 'Welcome to A-Logistics: Hello Awa, your account is ready. We are glad to have you with us.'),
  ('muddled',
    'Bienvenue sur A-Logistics: Bonjour 7, votre compte est prêt. Nous sommes heureux de vous compter parmi nous.'))
    as g(person, greeting)
  on user_id = test.id(person);

-- Without an e-mail; by telephone; with a number only in what the person said.
select is(test.outcome('service_role',
  format('insert into auth.users (id, email, phone, raw_user_meta_data) values (test.id(%L), %L, %L, %L)', person,
  email, phone, meta)), 'done', person)
from (values ('by phone', null, '+221771234567', '{}'),
  ('by e-mail', 'a@example.com', null, '{"phone": "+221770000000"}'), ('neither', null, null, '{}'))
  as a(person, email, phone, meta);
select is(concat_ws(' ', email, phone), concat_ws(' ', a.e, a.p), person)
from (values ('by phone', null, '+221771234567'), ('by e-mail', 'a@example.com', '+221770000000'),
  ('neither', null, null)) as a(person, e, p)
  join alogistics.profiles on id = test.id(person);
select is(test.outcome('service_role', statement), 'done', statement)
from (values ('update auth.users set email = ''new@example.com'', phone = ''+33600000000'' where id = test.id(''plain'')'),
             ('update auth.users set email = null where id = test.id(''by e-mail'')'),
             ('update auth.users set last_sign_in_at = now() where id = test.id(''silent'')')) as s(statement);
select is((email, phone), ('new@example.com'::text, '+33600000000'::text),
  'e-mail and phone follow the account (A-09)') from alogistics.profiles where id = test.id('plain');
select is((email, phone), (null::text, '+221770000000'::text), 'a number that the account does not know stays')
  from alogistics.profiles where id = test.id('by e-mail');

-- A profile that is there already is kept; a wallet that is there already is kept.
set session_replication_role = replica;
insert into auth.users (id) values (test.id('early'));
insert into alogistics.profiles (id, first_name) values (test.id('early'), 'Early');
set session_replication_role = origin;
select is(test.outcome('superuser',
  'update auth.users set email = ''early@example.com'' where id = test.id(''early'')'), 'done',
  'an account from before the extension');
select is(email, 'early@example.com', 'is followed too') from alogistics.profiles where id = test.id('early');

-- What a person changes of himself, and what the profile's own rules refuse.
select is(test.would('client', format('update alogistics.profiles set %s where id = test.id(''client'')', change)),
  outcome, change)
from (values ('first_name = ''Awa'', last_name = ''Diop'', address = ''12 rue Carnot'', city = ''Thiès'', country = ''ML'', locale = ''en''',
  'done'),
  ('country = ''Mali''', 'invalid_value'), ('country = ''sn''', 'invalid_value'),
    ('locale = ''de''', 'invalid_value'), ('first_name = repeat(''a'', 101)', 'invalid_value'),
  ('address = repeat(''é'', 500)', 'done'), ('address = repeat(''é'', 501)', 'invalid_value'),
    ('first_name = null', 'missing_value'),
  ('id = gen_random_uuid()', 'denied'), ('created_at = now()', 'denied')) as c(change, outcome);
select is(alogistics.me() ->> 'email', 'client@example.com', 'me() gives the person''s own e-mail')
from test.become('client') as c;
select test.become(null) \g /dev/null
select is(test.would('service_role', 'delete from auth.users where id = test.id(''client'')'), 'denied',
  'accounts are not deleted');
select is(test.would('superuser', 'delete from auth.users where id = test.id(''client'')'), '23503',
  'not even by a superuser');

-- Papers: A-07, A-23. What staff saw does not survive a change by the owner.
select alogistics.verify_vehicle(test.id('van'), false) \g /dev/null
select is(test.outcome('moderator', 'select alogistics.verify_vehicle(test.id(''van''))'), 'done',
  'a moderator verifies the van');
select is((is_verified, verified_by, verified_at), (true, test.id('moderator'), now()), 'and is stamped')
  from alogistics.vehicles where id = test.id('van');
create function test.verified_after(actor text, change text) returns text language plpgsql as $$
declare
  answer text;
begin
  perform test.become(actor);
  execute format('update alogistics.vehicles set %s where id = test.id(''van'')', change);
  perform test.become(null);
  select format('%s %s', is_verified, verified_by is not null and verified_at is not null) into answer
    from alogistics.vehicles where id = test.id('van');
  raise sqlstate 'UNDO0';
exception when sqlstate 'UNDO0' then
  return answer;
end
$$;
select is(test.verified_after(actor, change), outcome, format('%s: %s', actor, change))
from (values ('rival', 'is_available = false', 't t'), ('rival', 'type = ''truck''', 'f f'),
  ('rival', 'brand = ''Kia''', 'f f'), ('rival', 'model = ''K''', 'f f'),
  ('rival', 'plate_number = ''DK-2''', 'f f'), ('rival', 'capacity_kg = 9', 'f f'),
    ('rival', 'capacity_m3 = null', 'f f'), ('service_role', 'documents = ''[1]''', 't t'),
  ('service_role', 'insurance_expiry = ''2050-01-01''', 't t'), ('service_role', 'inspection_expiry = null', 't t'),
    ('rival', 'brand = brand', 't t'),
  ('moderator', 'insurance_expiry = ''2050-01-01''', 't t'), ('service_role', 'capacity_kg = 9', 't t'))
    as c(actor, change, outcome);
select is(test.would('rival', 'update alogistics.vehicles set is_available = null where id = test.id(''van'')'), 'missing_value',
  'a vehicle is available, or not');
select is(test.outcome('moderator', 'select alogistics.verify_vehicle(test.id(''van''), false)'), 'done',
  'taken back');
select is((is_verified, verified_by), (false, null::uuid), 'nothing is left of it') from alogistics.vehicles
  where id = test.id('van');
select is(test.outcome('moderator', 'select alogistics.verify_profile(test.id(''rival''), false)'), 'done',
  'a person''s verification, too');
select is(is_verified, false, 'is taken back') from alogistics.profiles where id = test.id('rival');
select is((action, user_id, old_data ->> 'is_verified', new_data ->> 'is_verified'),
  ('profiles.update'::text, test.id('moderator'), 'true'::text, 'false'::text), 'and written down')
from alogistics.audit_logs where entity_id = test.id('rival')::text order by id desc limit 1;

-- A text of the wrong length is refused with the bound.
select is((test.error(actor, statement)).detail::jsonb - 'error', facts::jsonb, facts)
from (values
  ('client', $$ select alogistics.update_profile(jsonb_build_object('city', repeat('é', 101))) $$,
    '{"field": "city", "reason": "too long", "characters_max": 100}'),
  ('transporter', $$ update alogistics.vehicles set plate_number = 'D' $$,
    '{"field": "plate_number", "reason": "too short", "characters_min": 2}'),
  ('moderator', $$ select alogistics.freeze_wallet(test.id('client'), repeat('x', 1001)) $$,
    '{"field": "reason", "reason": "too long", "characters_max": 1000}')) as refused(actor, statement, facts);
select * from finish();
rollback;
