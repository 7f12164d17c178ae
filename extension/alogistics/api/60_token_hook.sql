-- GoTrue calls this before it signs a token, if it is configured so: docs/accounts.md.
create or replace function alogistics.custom_access_token_hook(event jsonb) returns jsonb
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select case
    when p.is_active is false then
      jsonb_build_object('error', jsonb_build_object('http_code', 403, 'message', e.message))
    when p.id is null then event
    else jsonb_set(event, '{claims}', coalesce(event -> 'claims', '{}')
      || jsonb_build_object('app_metadata', coalesce(event #> '{claims,app_metadata}', '{}')
      || jsonb_build_object('alogistics', jsonb_build_object('role', p.role, 'is_verified', p.is_verified))))
  end
  from (select case when event ->> 'user_id' ~ '^[0-9a-fA-F-]{36}$' then (event ->> 'user_id')::uuid end) as asked(id)
    left join alogistics.profiles as p on p.id = asked.id
    cross join socle.errors as e
  where e.name = 'account_disabled'
$$;
comment on function alogistics.custom_access_token_hook(jsonb) is
'GoTrue''s hook: puts the person''s role and is_verified into app_metadata.alogistics, and refuses deactivated accounts.
DEFINER; executable by supabase_auth_admin only, as which GoTrue logs in. The database decides what somebody may do, not
this claim: it is for apps that show or hide things.';
alter function alogistics.custom_access_token_hook(jsonb) owner to socle_owner;
revoke all on function alogistics.custom_access_token_hook(jsonb) from public, anon, authenticated, staff, service_role;
do $$
begin
  if pg_catalog.to_regrole('supabase_auth_admin') is not null then
    grant usage on schema alogistics to supabase_auth_admin;
    grant execute on function alogistics.custom_access_token_hook(jsonb) to supabase_auth_admin;
  end if;
end
$$;
