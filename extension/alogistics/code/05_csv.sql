-- Rows as files for spreadsheets. PostgREST 12 takes no aggregate as the handler of a list whose columns are chosen,
-- so there is a function …_csv for each list that people export. Source: A-91.
create or replace function alogistics.csv_add(state internal, line anyelement) returns internal
language c immutable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_csv_add';
comment on function alogistics.csv_add(internal, anyelement) is
'The step of the aggregate csv(). INVOKER; touches no table.';

create or replace function alogistics.csv_end(state internal) returns text
language c immutable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_csv_end';
comment on function alogistics.csv_end(internal) is
'The end of the aggregate csv(). INVOKER; touches no table.';

create or replace aggregate alogistics.csv(line anyelement) (
  sfunc = alogistics.csv_add, stype = internal, finalfunc = alogistics.csv_end
);
comment on aggregate alogistics.csv(anyelement) is
'Rows as a file for spreadsheets: a line of titles and one for each row. INVOKER; touches no table.

A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers are as they are.';
