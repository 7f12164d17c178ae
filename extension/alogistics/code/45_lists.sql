-- What the search of requests needs before the tables are there.

-- Without a locked search_path, so that it is inlined; its body was parsed here and names nothing later.
create or replace function alogistics.plain_words(words text) returns text
language sql immutable strict parallel safe
return lower(translate(words,
  'àâäáãåÀÂÄÁÃÅçÇéèêëÉÈÊËíìîïÍÌÎÏñÑóòôöõÓÒÔÖÕúùûüÚÙÛÜýÿÝ',
  'aaaaaaaaaaaacceeeeeeeeiiiiiiiinnoooooooooouuuuuuuuyyy'));
comment on function alogistics.plain_words(text) is
'The text in small letters without accents, as the search of requests reads and asks. INVOKER; touches no table.';
