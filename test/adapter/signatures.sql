-- Every function that pg_proc has of the library is what the library takes it for: the number and the types of
-- its arguments, and its result.
select no_plan();

create temporary view declared as
  select oid, prosrc::text collate "default", proretset, prorettype, format('%s(%s)',
    case when (select typtype from pg_type where pg_type.oid = prorettype) = 'c' then 'record'
         else format_type(prorettype, null) end,
    (select string_agg(format_type(type, null), ', ' order by number)
     from unnest(proargtypes) with ordinality as arguments(type, number))) as signature
  from pg_proc where probin in ('socle', '$libdir/socle');

select cmp_ok(count(*), '>', 30::bigint, 'functions of the library are declared') from declared;
select is(test.signature('socle', prosrc), signature, oid::regprocedure::text)
from declared where test.signature('socle', prosrc) is not null order by oid;

-- Those that describe themselves by no signature: triggers take nothing, sets are named here, and one returns a type of
-- an extension. What an aggregate is made of takes the state that PostgreSQL hands on.
select is(signature, 'trigger()', oid::regprocedure::text || ' is a trigger')
from declared where test.signature('socle', prosrc) is null and not proretset and prosrc <> 'alogistics_ll_to_earth'
  and oid not in (select unnest(array[aggtransfn, aggfinalfn])::oid from pg_aggregate) order by oid;
select results_eq(
  $$ select distinct prosrc, signature from declared
     where test.signature('socle', prosrc) is null and proretset order by prosrc $$,
  $$ values ('alogistics_account_statement', 'record(bigint, timestamp with time zone, timestamp with time zone)'),
       ('alogistics_admin_daily', 'record(date, date, text)'),
       ('alogistics_admin_kpis', 'record(date, date, text)'),
       ('alogistics_admin_top_routes', 'record(date, date, text, integer)'),
       ('alogistics_admin_top_transporters', 'record(date, date, text, integer)'),
       ('alogistics_dispute_figures', 'record(timestamp with time zone, timestamp with time zone, text, text, text, bigint, text)'),
       ('alogistics_eta', 'record(uuid)'),
       ('alogistics_figures_differ', 'record()'),
       ('alogistics_profile_figures', 'record(timestamp with time zone, text, boolean, boolean)'),
       ('alogistics_rating_figures', 'record(timestamp with time zone, integer, boolean, boolean)'),
       ('alogistics_request_figures', 'record(timestamp with time zone, timestamp with time zone, timestamp with time zone, '
         || 'timestamp with time zone, timestamp with time zone, timestamp with time zone, timestamp with time zone, text, '
         || 'text, bigint, bigint)'),
       ('alogistics_suggest_transporters', 'record(uuid, numeric, integer)'),
       ('alogistics_trip_summary', 'record(uuid)'),
       ('alogistics_wallet_statement', 'record(uuid, timestamp with time zone, timestamp with time zone)'),
       ('socle_claim_jobs', 'record(text, text, integer, integer)'),
       ('socle_claim_webhooks', 'record(text, integer, integer)'),
       ('socle_doctor', 'record()'),
       ('socle_error_catalogue', 'record()'),
       ('socle_events_fetch', 'record(bigint, text[], integer)'),
       ('socle_notification_choices', 'record()'),
       ('socle_settings', 'record()'),
       ('socle_stream_fetch', 'record(bigint, integer)'),
       ('socle_stream_position', 'record()') $$,
  'functions that return sets');

select matches(signature, '^([a-z]+\.)?cube\(double precision, double precision\)$', 'of an extension''s type')
from declared where prosrc = 'alogistics_ll_to_earth';
select is(test.signature('socle', 'socle_sign_in'), 'uuid(text, boolean)', 'a signature, as an example');

select finish();
