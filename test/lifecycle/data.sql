-- A database in use: requests in every state, money, positions, ratings, a dispute, settings, frozen and
-- deactivated accounts.
select test.cast_of_characters();
select alogistics.add_webhook('https://example.com/', '{request.*}', 'A program outside.');
select test.request_at('at ' || status, status, 10 * number::integer)
from unnest(array['pending', 'validated', 'assigned', 'in_progress', 'completed'])
  with ordinality as states(status, number);
select alogistics.reject_transport_request(test.request('rejected', 'client', 90), 'not our business');
select alogistics.cancel_transport_request(test.request_at('cancelled', 'assigned', 100), 'no');
select test.request_at('disputed', 'in_progress', 110);
insert into alogistics.tracking_updates (request_id, lat, lng) values (test.id('at in_progress'), 14, -12);
select test.act_as('client') \g /dev/null
insert into alogistics.ratings (request_id, score, comment) values (test.id('at completed'), 4, 'Bien');
select alogistics.add_dispute_message(alogistics.open_dispute(test.id('disputed'), 'damage', 'Wet sacks'), 'See?');
select test.act_as(null) \g /dev/null
insert into alogistics.platform_settings (key, value) values ('platform.commission_bps', '1500');
select test.sign_up('frozen'), test.sign_up('gone'), test.credit('frozen', 5000);
update alogistics.ledger_accounts set is_active = false where owner_id = test.id('frozen');
select alogistics.deactivate_profile(test.id('gone'));

-- Accounts: a session that goes on, one that has ended, a mail with a token, a failure.
insert into alogistics.platform_settings (key, value) values ('auth.bcrypt_cost', '8');
select alogistics.register('awa@example.com', 'a password'), alogistics.login('awa@example.com', 'a password'),
  alogistics.login('awa@example.com', 'another password');
update auth.sessions set ended_at = now(), end_reason = 'logout' where id = (select id from auth.sessions limit 1);
