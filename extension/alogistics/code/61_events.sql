-- The event stream. Source: A-74 … A-77.
--! include shared/events.sql

create or replace function alogistics.may_follow(topics text[]) returns text[]
language c stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as 'MODULE_PATHNAME', 'alogistics_may_follow';
comment on function alogistics.may_follow(text[]) is
'Which of the topics the caller may follow now. INVOKER.

request:ID is for whom row security shows the request, dispute:ID for whom it shows the dispute.
Errors: missing_value, invalid_value (PT400) for what is no topic.';
