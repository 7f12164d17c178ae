-- What the search of requests needs before the tables are there.

-- Not in SQL: the index on words asks for it at each version of a request, and translate() goes through its list of
-- letters for each letter. Without a locked search_path, because it runs no SQL.
create or replace function alogistics.plain_words(words text) returns text
language c immutable strict parallel safe
as 'MODULE_PATHNAME', 'alogistics_plain_words';
comment on function alogistics.plain_words(text) is
'The text in small letters without accents, as the search of requests reads and asks. INVOKER; touches no table.';
