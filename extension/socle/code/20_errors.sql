-- The error catalogue.

create or replace function socle.error_catalogue()
returns table (name text, sqlstate text, status integer, message text, message_fr text, hint text,
               hint_fr text)
language c immutable parallel safe
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_error_catalogue';
comment on function socle.error_catalogue() is
'Every refusal of the library: stable name, SQLSTATE, HTTP status, texts in English and French. INVOKER.';

create or replace view socle.errors with (security_invoker = true) as
  select name, sqlstate, status, message, message_fr, hint, hint_fr from socle.error_catalogue();
comment on view socle.errors is
'The error catalogue. An error''s DETAIL is a JSON object whose member "error" is the name here.';
comment on column socle.errors.name is 'Stable name, for programs.';
comment on column socle.errors.sqlstate is 'PTxyz makes PostgREST answer with HTTP status xyz.';
comment on column socle.errors.status is 'HTTP status.';
comment on column socle.errors.message is 'Stable English sentence, lower case, without full stop.';
comment on column socle.errors.message_fr is 'The same in French.';
comment on column socle.errors.hint is 'What to do, in English.';
comment on column socle.errors.hint_fr is 'What to do, in French.';
