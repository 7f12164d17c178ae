-- Ours, word for word as extension/alogistics/api/20_policies.sql has them.
create policy rows_active_only on bench.rows as restrictive to authenticated
  using ((select alogistics.is_active_user())) with check (alogistics.is_active_user());
create policy rows_select_own on bench.rows for select to authenticated
  using (owner = socle.uid());
create policy rows_insert_own on bench.rows for insert to authenticated
  with check (owner = socle.uid());
create policy rows_update_own on bench.rows for update to authenticated
  using (owner = socle.uid()) with check (owner = socle.uid());
create policy rows_select_staff on bench.rows for select to staff
  using (alogistics.only_for_staff());
grant select, insert (owner, amount, note), update (amount) on bench.rows to authenticated;
grant select on bench.rows to staff;

-- Supabase's function, as its image defines it.
create schema supabase;
create function supabase.uid() returns uuid language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.sub', true), ''),
    (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')
  )::uuid
$$;
grant usage on schema supabase to public;

-- What people write with it: as it comes to mind, and as Supabase's documentation asks for. Whether
-- the account is active, nobody asks. Column first, which is the better order.
create role bench_bare nologin;
create policy bare_select on bench.rows for select to bench_bare
  using (owner = supabase.uid());
create policy bare_insert on bench.rows for insert to bench_bare
  with check (owner = supabase.uid());
create policy bare_update on bench.rows for update to bench_bare
  using (owner = supabase.uid()) with check (owner = supabase.uid());

create role bench_wrapped nologin;
create policy wrapped_select on bench.rows for select to bench_wrapped
  using (owner = (select supabase.uid()));
create policy wrapped_insert on bench.rows for insert to bench_wrapped
  with check (owner = (select supabase.uid()));
create policy wrapped_update on bench.rows for update to bench_wrapped
  using (owner = (select supabase.uid())) with check (owner = (select supabase.uid()));
grant select, insert (owner, amount, note), update (amount) on bench.rows
  to bench_bare, bench_wrapped;

-- The table with two owners is the real one, with its own policies.
create policy bare_select on alogistics.transport_requests for select to bench_bare
  using (client_id = supabase.uid() or assigned_transporter_id = supabase.uid());
create policy wrapped_select on alogistics.transport_requests for select to bench_wrapped
  using (client_id = (select supabase.uid()) or assigned_transporter_id = (select supabase.uid()));
grant usage on schema alogistics to bench_bare, bench_wrapped;
grant select on alogistics.transport_requests to bench_bare, bench_wrapped;
