-- Tariffs and quotes: what a transport costs, and for how long that is promised. Source: A-29.

create or replace function alogistics.prepare_tariff() returns trigger
language c
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_prepare_tariff';
comment on function alogistics.prepare_tariff() is
'BEFORE INSERT OR UPDATE of tariffs: refuses a currency that is unknown and rules that no quote could be computed by.
INVOKER; touches no table. Errors: unknown_currency, invalid_value.';

create or replace function alogistics.guard_validity() returns trigger
language c
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_guard_validity';
comment on function alogistics.guard_validity() is
'BEFORE UPDATE OR DELETE of tariffs and surcharges: of what is or was in force only the end may change.
It may not become a moment that is past. INVOKER; touches no table. Errors: append_only.';

create or replace function alogistics.prepare_quote() returns trigger
language c security definer
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_prepare_quote';
comment on function alogistics.prepare_quote() is
'BEFORE INSERT: measures the distance and computes the price by the tariff in force. DEFINER; only as a trigger.
Errors: not_allowed, missing_value, invalid_value, no_tariff_rule, distance_out_of_range, amount_out_of_range.';

create or replace function alogistics.guard_quote() returns trigger
language c
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_guard_quote';
comment on function alogistics.guard_quote() is
'BEFORE UPDATE: a quote changes once, when it is used. INVOKER; touches no table. Errors: append_only, quote_used.';

create or replace function alogistics.set_tariff(
  rules jsonb, valid_from timestamptz default null, name text default 'standard',
  currency text default null, idempotency_key text default null)
returns uuid
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_set_tariff';
comment on function alogistics.set_tariff(jsonb, timestamptz, text, text, text) is
'Adds a version of the tariff: quotes are computed by it from valid_from on. For admins.
INVOKER; writes with the owner''s rights after the check.

The version that is in force then ends there; a version set for later stays, and one set for the same moment is
replaced. rules: docs/quotes.md, amounts in minor units. valid_from: at once if NULL. currency: platform.currency if
NULL. Errors: not_allowed, missing_value, invalid_value, unknown_currency, idempotency_key_reused. Source: A-29.';

create or replace function alogistics.set_city_pair_surcharge(
  from_city text, to_city text, amount numeric, valid_from timestamptz default null,
  idempotency_key text default null)
returns boolean
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_set_city_pair_surcharge';
comment on function alogistics.set_city_pair_surcharge(text, text, numeric, timestamptz, text) is
'Sets what transports from one city to another cost more from valid_from on; 0 ends it. For admins.
INVOKER; writes with the owner''s rights after the check.

amount: in units of platform.currency. valid_from: at once if NULL. One way only: the way back is another pair.
Errors: not_allowed, missing_value, invalid_value, invalid_amount, fractional_amount, idempotency_key_reused.
Source: A-29.';

create or replace function alogistics.place_quote(transport jsonb, idempotency_key text default null)
returns uuid
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_place_quote';
comment on function alogistics.place_quote(jsonb, text) is
'Makes a quote from its columns and returns its key: what quote_transport() does inside.
INVOKER; writes with the owner''s rights after the check.
Errors: authentication_required (PT401), account_disabled, not_allowed, actor_mismatch (PT403), missing_value,
invalid_value (PT400), no_tariff_rule, distance_out_of_range, amount_out_of_range, idempotency_key_reused (PT422).';
