-- update_profile(): what people change about themselves, and nothing else. A-67, A-10.
begin;
select plan(56);
\ir lib/accounts.sql
select test.open_account('awa') as awa, test.open_account('other') as other \gset
create function test.update(who text, changes text) returns text language sql as $$
  select test.says(who, format('update_profile(%L)', changes))
$$;

select test.ask(:'awa', $$ update_profile('{"first_name": "Awa", "last_name": "Diop", "phone": "+221771112233",
  "address": "1 rue Carnot", "city": "Dakar", "country": "SN", "locale": "en"}') $$) as answer \gset
select is(:'answer'::jsonb ->> field, value, field || ' changes') from (values ('first_name', 'Awa'), ('last_name', 'Diop'),
  ('phone', '+221771112233'), ('address', '1 rue Carnot'), ('city', 'Dakar'), ('country', 'SN'), ('locale', 'en')) as f(field, value);
select is((select array_agg(k order by k) from jsonb_object_keys(:'answer'::jsonb) as k),
  (select array_agg(attname::text order by attname::text) from pg_attribute
   where attrelid = 'alogistics.profiles'::regclass and attnum > 0 and not attisdropped), 'it answers the whole profile');
select is((phone, phone_confirmed_at), ('+221771112233'::text, null::timestamptz), 'the phone is the account''s, not confirmed')
from auth.users where email = test.address('awa');
select is(test.ask(:'awa', 'update_profile(''{"city": "Thiès"}'')') - 'city' - 'updated_at', :'answer'::jsonb - 'city' - 'updated_at',
  'what is not named stays');
select is(test.ask(:'awa', 'update_profile(''{}'')') ->> 'city', 'Thiès', 'nothing is nothing');
select is(test.ask(:'awa', 'update_profile(''{"city": null, "phone": null}'')') -> 'city', 'null', 'null clears');
select is(phone, null, 'a phone, too') from auth.users where email = test.address('awa');

-- Everything else is refused, and nothing of the same call is done.
create temporary table before as select line from test.state() as line;
select is(test.update(:'awa', format('{"city": "Mbour", %s}', more)), outcome, more)
from (values ('"role": "admin"', 'invalid_value'), ('"is_verified": true', 'invalid_value'), ('"is_active": false', 'invalid_value'),
  ('"id": "24ca9dcb-5f6c-e1fa-a2ba-372c44ad0ffe"', 'invalid_value'), ('"email": "new@example.com"', 'invalid_value'),
  ('"rating": 5', 'invalid_value'), ('"created_at": "2000-01-01"', 'invalid_value'), ('"City": "Dakar"', 'invalid_value'),
  ('"x": null', 'invalid_value'), ('"first_name": 7', 'invalid_value'), ('"first_name": ["a"]', 'invalid_value'),
  ('"first_name": {}', 'invalid_value'), ('"first_name": true', 'invalid_value'), ('"first_name": null', 'missing_value'),
  ('"locale": null', 'missing_value'), ('"locale": "de"', 'invalid_value'), ('"country": "Senegal"', 'invalid_value'),
  ('"country": "sn"', 'invalid_value'), ('"address": "' || repeat('a', 501) || '"', 'invalid_value'),
  ('"first_name": "' || repeat('a', 101) || '"', 'invalid_value'),
  ('"phone": ""', 'invalid_value'), ('"phone": "771112233"', 'invalid_value'), ('"phone": "+0771112233"', 'invalid_value'),
  ('"phone": "+221 77 111"', 'invalid_value'), ('"phone": "+22177"', 'invalid_value'), ('"phone": "+2217711122334455"', 'invalid_value'),
  ('"phone": "+22177111223٣"', 'invalid_value'), ('"phone": 221771112233', 'invalid_value'),
  ('"phone": ' || (select to_json(phone)::text from auth.users where id = test.id('client')), 'already_exists')) as c(more, outcome);
select is(test.update(:'awa', changes), outcome, quote_nullable(changes)) from (values (null, 'missing_value'), ('[]', 'invalid_value'),
  ('null', 'invalid_value'), ('"city"', 'invalid_value'), ('7', 'invalid_value')) as c(changes, outcome);
select results_eq('select line from test.state() as line', 'select line from before', 'none of it changed anything');

-- Only one's own, whoever one is.
select is(test.update(actor, '{"city": "Mbour"}'), outcome, actor) from (values ('client', 'done'), ('moderator', 'done'),
  ('admin', 'done'), ('anon', 'denied'), ('authenticated', 'authentication_required'), ('service_role', 'authentication_required'))
  as a(actor, outcome);
select set_eq($$ select lower(first_name) from alogistics.profiles where city = 'Mbour' $$, array['client', 'moderator', 'admin'],
  'nobody else''s changed');
select alogistics.deactivate_profile(test.id('client')) \g /dev/null
select is(test.update('client', '{"city": "Dakar"}'), 'account_disabled', 'a deactivated account changes nothing');
select * from finish();
rollback;
