-- The numbers that the business is run by. Source: A-69 … A-71, A-87 … A-91; docs/figures.md.
--
-- What a row counts for is said once, in src/domain/figures/: the triggers add what a change makes of it, and
-- the recount adds it up over the whole table. A row whose columns are all NULL is none, and counts for nothing.

create or replace function alogistics.profile_figures(
  created_at timestamptz, role text, is_verified boolean, is_active boolean)
returns table (at timestamptz, figure text, detail text, currency text, times bigint, total bigint)
language c immutable parallel safe rows 2
as 'MODULE_PATHNAME', 'alogistics_profile_figures';
comment on function alogistics.profile_figures(timestamptz, text, boolean, boolean) is
'What a row of profiles counts for. INVOKER.';

create or replace function alogistics.request_figures(
  created_at timestamptz, validated_at timestamptz, assigned_at timestamptz, paid_at timestamptz,
  completed_at timestamptz, cancelled_at timestamptz, delivery_date timestamptz, status text,
  currency text, final_price bigint, platform_commission bigint)
returns table (at timestamptz, figure text, detail text, currency text, times bigint, total bigint)
language c immutable parallel safe rows 6
as 'MODULE_PATHNAME', 'alogistics_request_figures';
comment on function alogistics.request_figures is
'What a row of transport_requests counts for. INVOKER.

cancelled is divided by how far the request had come. Totals are seconds, and minor units where there is a currency.';

create or replace function alogistics.dispute_figures(
  created_at timestamptz, resolved_at timestamptz, status text, category text, outcome text, refund bigint,
  currency text)
returns table (at timestamptz, figure text, detail text, currency text, times bigint, total bigint)
language c immutable parallel safe rows 2
as 'MODULE_PATHNAME', 'alogistics_dispute_figures';
comment on function alogistics.dispute_figures(timestamptz, timestamptz, text, text, text, bigint, text) is
'What a row of disputes counts for. INVOKER.';

create or replace function alogistics.rating_figures(
  created_at timestamptz, score integer, published boolean, is_visible boolean)
returns table (at timestamptz, figure text, detail text, currency text, times bigint, total bigint)
language c immutable parallel safe rows 1
as 'MODULE_PATHNAME', 'alogistics_rating_figures';
comment on function alogistics.rating_figures(timestamptz, integer, boolean, boolean) is
'What a row of ratings counts for: nothing before it is published, or when it is hidden. INVOKER.';

create or replace function alogistics.count_figures() returns trigger
language c
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_count_figures';
comment on function alogistics.count_figures() is
'Writes what a change of a profile, request, dispute or rating makes of the figures into figures_queue.
INVOKER; writes with the owner''s rights.';

create or replace function alogistics.fold_figures(lines_max integer default 10000)
returns bigint
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'socle_fold_figures';
comment on function alogistics.fold_figures(integer) is
'Adds lines that wait in figures_queue to figures; returns how many. The worker of the library calls it. For service_role.
INVOKER; writes with the owner''s rights after the check.

It changes no figure, only how fast it is read. Who folds at the same time leaves it to the other and gets 0.
Errors: not_allowed (PT403), missing_value, invalid_value (PT400).';

create or replace function alogistics.rebuild_figures()
returns void
language c volatile
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_rebuild_figures';
comment on function alogistics.rebuild_figures() is
'Corrects every figure that figures_differ() finds. For after a load that went round the triggers.
For service_role. INVOKER; writes with the owner''s rights after the check.

Nobody who writes waits for it. Errors: not_allowed (PT403).';

create or replace function alogistics.figures_differ()
returns table (span text, at timestamptz, figure text, detail text, currency text, times bigint, total bigint,
               counted_times bigint, counted_total bigint)
language c stable
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_figures_differ';
comment on function alogistics.figures_differ() is
'Every figure that is not what a recount of all rows says; empty when they are sound. For staff.
INVOKER; reads with the owner''s rights after the check.

Reads every profile, request, dispute and rating: for nightly checks, not for pages. Errors: not_allowed (PT403).';

create or replace function alogistics.admin_kpis(from_day date, to_day date, time_zone text default 'UTC')
returns table (section text, metric text, detail text, currency text, unit text, value numeric,
               previous numeric, change_percent numeric)
language c stable rows 60
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_admin_kpis';
comment on function alogistics.admin_kpis(date, date, text) is
'The numbers of a period beside those of the period before it, which is as long. For staff.
INVOKER; reads with the owner''s rights after the check.

from_day counts in, to_day does not; days begin at midnight of time_zone. change_percent is NULL where the number before was 0.
unit: count, minor (minor units of currency), seconds, percent or score. docs/figures.md says what each metric is.
Errors: authentication_required (PT401), not_allowed (PT403), missing_value, invalid_value (PT400). Source: A-69, A-87 … A-90.';

create or replace function alogistics.admin_daily(from_day date, to_day date, time_zone text default 'UTC')
returns table (day date, section text, metric text, detail text, currency text, unit text, value numeric)
language c stable rows 1000
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_admin_daily';
comment on function alogistics.admin_daily(date, date, text) is
'The numbers of admin_kpis() of each day, and who was active. For staff. INVOKER; reads with the owner''s rights after the check.

At most 366 days; from_day counts in, to_day does not. Source: A-87 … A-91.
Errors: authentication_required (PT401), not_allowed (PT403), missing_value, invalid_value (PT400).';

create or replace function alogistics.admin_top_routes(
  from_day date, to_day date, time_zone text default 'UTC', max_count integer default 10)
returns table (pickup_city text, delivery_city text, currency text, jobs bigint, amount bigint, average_price bigint,
               previous_jobs bigint, change_percent numeric)
language c stable rows 10
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_admin_top_routes';
comment on function alogistics.admin_top_routes(date, date, text, integer) is
'The routes with most completed jobs of a period, beside the period before. For staff.
INVOKER; reads with the owner''s rights after the check.

Amounts are minor units. max_count: 1 to 1,000. Source: A-91.
Errors: authentication_required (PT401), not_allowed (PT403), missing_value, invalid_value (PT400).';

create or replace function alogistics.admin_top_transporters(
  from_day date, to_day date, time_zone text default 'UTC', max_count integer default 10)
returns table (transporter_id uuid, name text, currency text, jobs bigint, earnings bigint, on_time_percent numeric,
               rating_average numeric, previous_jobs bigint, change_percent numeric)
language c stable rows 10
set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME', 'alogistics_admin_top_transporters';
comment on function alogistics.admin_top_transporters(date, date, text, integer) is
'The transporters with most completed jobs of a period, beside the period before. For staff.
INVOKER; reads with the owner''s rights after the check.

earnings: minor units. max_count: 1 to 1,000. Source: A-91.
Errors: authentication_required (PT401), not_allowed (PT403), missing_value, invalid_value (PT400).';
