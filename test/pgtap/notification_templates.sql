-- Types of notifications and their words: checked when they are saved, by locale, kept by migrate(). realtime.md §4.1, N5, N10.
begin;
select * from no_plan();
\ir lib/money.sql

create function test.saves(call text) returns text language sql as $$
  select test.complaint('admin', format('select alogistics.%s', call))
$$;
create function test.text_of(locale text) returns text language sql as $$
  select title || ' | ' || message from alogistics.notification_templates as t
  where key = 'news.strike' and t.locale = $1
$$;
create function test.preview(data text, locale text) returns text language sql as $$
  select test.answer('moderator', format('select alogistics.preview_notification(''news.strike'', %L, %L)', data, locale))
$$;

-- What the library brings.
select ok((select count(*) > 70 and bool_and(not is_custom) from alogistics.notification_types), 'the types of the library are there');
select is_empty($$select key from alogistics.notification_types as t where (select count(*) from alogistics.notification_templates as x
  where x.key = t.key and locale in ('fr', 'en')) <> 2$$, 'each in French and English');
select is((select variables from alogistics.notification_types where key = 'request.validated.client'),
  '{"route": "text", "price": "text"}', 'with the variables of its texts');

-- A type of one's own.
select is(test.saves($$set_notification_type('news.strike', 'system', 'A strike', '{"place": "text", "day": "date", "jobs": "integer"}')$$),
  'done', 'would be saved');
select alogistics.set_notification_type('news.strike', 'system', 'A strike', '{"place": "text", "day": "date", "jobs": "integer"}') \g /dev/null
select is(test.saves(call), complaint, call)
from (values
  ($$set_notification_type(null, 'system', 'x')$$, 'missing_value key'),
  ($$set_notification_type('a', null, 'x')$$, 'missing_value type'),
  ($$set_notification_type('a', 'system', null)$$, 'missing_value description'),
  ($$set_notification_type('a', 'system', 'x', null)$$, 'missing_value variables'),
  ($$set_notification_type('No key', 'system', 'x')$$, 'invalid_value key'),
  ($$set_notification_type('a', 'weather', 'x')$$, 'invalid_value type'),
  ($$set_notification_type('a', 'system', '')$$, 'invalid_value description'),
  ($$set_notification_type('a', 'system', 'x', '{"A": "text"}')$$, 'invalid_value variables'),
  ($$set_notification_type('a', 'system', 'x', '{"a": "colour"}')$$, 'invalid_value variables'),
  ($$set_notification_template('nobody.knows', 'fr', 'x', 'y')$$, 'not_found'),
  ($$set_notification_template('news.strike', 'french', 'x', 'y')$$, 'invalid_value locale'),
  ($$set_notification_template('news.strike', null, 'x', 'y')$$, 'missing_value locale'),
  ($$set_notification_template('news.strike', 'fr', null, 'y')$$, 'missing_value title'),
  ($$set_notification_template('news.strike', 'fr', 'x', null)$$, 'missing_value message'),
  ($$set_notification_template('news.strike', 'fr', 'x', '')$$, 'invalid_value message'),
  ($$set_notification_template('news.strike', 'fr', 'Grève à {plac}', 'y')$$, 'invalid_value title'),
  ($$set_notification_template('news.strike', 'fr', 'x', 'Le {day')$$, 'invalid_value message'),
  ($$set_notification_template('news.strike', 'fr', 'Grève à {place}', 'Le {day}, {jobs} courses')$$, 'done')
) as cases(call, complaint);
select alogistics.set_notification_template('news.strike', 'fr', 'Grève à {place}', 'Le {day}, {jobs} courses.'),
  alogistics.set_notification_template('news.strike', 'en', 'Strike in {place}', 'On {day}, {jobs} jobs.') \g /dev/null
select is(test.text_of('fr'), 'Grève à {place} | Le {day}, {jobs} courses.', 'saved');
select is(test.saves($$set_notification_type('news.strike', 'system', 'A strike', '{"place": "text", "day": "date"}')$$),
  'invalid_value message', 'a variable that a text names cannot go');
select is(test.complaint('superuser', $$update alogistics.notification_types set variables = '{}' where key = 'news.strike'$$),
  'invalid_value title', 'whoever writes');
select is(test.complaint('superuser', $$update alogistics.notification_templates set title = '{nothing}' where key = 'news.strike'$$),
  'invalid_value title', 'nor may a text name what is not there');

-- Data with kinds; locales.
select is(test.preview('{"place": "Dakar", "day": "2026-12-01", "jobs": 1200}', 'en'),
  '{"title": "Strike in Dakar", "message": "On 1 December 2026, 1,200 jobs."}', 'in English');
select is(translate(test.preview('{"place": "Dakar", "day": "2026-12-01", "jobs": 1200}', 'fr_SN'), u&'\00a0', ' '),
  '{"title": "Grève à Dakar", "message": "Le 1er décembre 2026, 1 200 courses."}', 'in the language of a locale');
select is(translate(test.preview('{"place": "Dakar", "day": "2026-12-01", "jobs": 1200}', 'wo'), u&'\00a0', ' '),
  '{"title": "Grève à Dakar", "message": "Le 1er décembre 2026, 1 200 courses."}', 'in French where there is nothing nearer');
select is(test.preview(data, 'fr'), outcome, data)
from (values ('{}', 'missing_value'), ('{"place": "Dakar", "day": "soon", "jobs": 1}', 'invalid_value'),
  ('{"place": "Dakar", "day": "2026-12-01", "jobs": "1"}', 'invalid_value'),
  ('{"place": "Dakar", "day": "2026-12-01", "jobs": 1, "more": 1}', 'invalid_value')) as cases(data, outcome);
select is(test.answer('moderator', $$select alogistics.preview_notification('nobody.knows')$$), 'not_found', 'of what?');

-- The workflow speaks with the words of the table.
select alogistics.set_notification_template('account.welcome', 'fr', 'Bonjour {name}', 'Bienvenue.') \g /dev/null
select test.sign_up('newcomer') \g /dev/null
select is((select title || ' | ' || message from alogistics.notifications where user_id = test.id('newcomer')),
  'Bonjour Newcomer | Bienvenue.', 'a text that staff changed');
-- Within one transaction too, whatever was read before, and back again.
create function test.welcome(name text) returns text language plpgsql as $$
begin
  perform test.sign_up(name);
  return (select type || ': ' || title from alogistics.notifications where user_id = test.id(name));
end
$$;
savepoint before;
update alogistics.notification_templates set title = 'Salut {name}' where key = 'account.welcome' and locale = 'fr';
select is(test.welcome('second'), 'system: Salut Second', 'words that were changed a statement ago');
update alogistics.notification_types set type = 'request' where key = 'account.welcome';
select is(test.welcome('third'), 'request: Salut Third', 'a type');
delete from alogistics.notification_templates where key = 'account.welcome' and locale = 'fr';
select is(test.welcome('fourth'), 'request: Welcome to A-Logistics', 'words that are gone: the nearest');
insert into alogistics.notification_templates (key, locale, title, message) values ('account.welcome', 'fr', 'Salut', 'Bienvenue.');
select is(test.welcome('fifth'), 'request: Salut', 'words that are new');
truncate alogistics.notification_templates;
select is(test.answer('moderator', $$select alogistics.preview_notification('account.welcome', '{"name": "A"}')$$), 'not_found', 'all gone');
rollback to savepoint before;
select is(test.welcome('sixth'), 'system: Bonjour Sixth', 'and all that taken back');
update alogistics.notification_templates set title = 'Old', is_custom = false where key = 'wallet.debited.owner' and locale = 'fr';
select alogistics.migrate() \g /dev/null
select is((select title from alogistics.notification_templates where key = 'account.welcome' and locale = 'fr'), 'Bonjour {name}',
  'migrate() leaves it');
select is((select title from alogistics.notification_templates where key = 'wallet.debited.owner' and locale = 'fr'),
  'Portefeuille débité', 'and brings its own up to date');
delete from alogistics.notification_types where key = 'news.strike';
select is_empty($$select from alogistics.notification_templates where key = 'news.strike'$$, 'words go with their type');

-- Who may.
select is(test.would(actor, statement), outcome, actor || ': ' || statement)
from (values
  ('client', $$select alogistics.set_notification_type('a', 'system', 'x')$$, 'not_allowed'),
  ('moderator', $$select alogistics.set_notification_type('a', 'system', 'x')$$, 'not_allowed'),
  ('service_role', $$select alogistics.set_notification_type('a', 'system', 'x')$$, 'done'),
  ('moderator', $$select alogistics.set_notification_template('account.welcome', 'fr', 'x', 'y')$$, 'not_allowed'),
  ('service_role', $$select alogistics.set_notification_template('account.welcome', 'fr', 'x', 'y')$$, 'done'),
  ('client', $$select alogistics.preview_notification('account.welcome', '{"name": "A"}')$$, 'not_allowed'),
  ('client', 'select from alogistics.notification_types', 'denied'),
  ('client', 'select from alogistics.notification_templates', 'denied'),
  ('moderator', 'select variables from alogistics.notification_types', 'done'),
  ('moderator', 'select title from alogistics.notification_templates', 'done'),
  ('admin', 'update alogistics.notification_types set description = ''x''', 'denied'),
  ('service_role', 'update alogistics.notification_templates set title = ''x''', 'denied')
) as cases(actor, statement, outcome);
select * from finish();
rollback;
