--! as installer
-- Sign-up makes a profile, whoever owns auth.users (GoTrue on Supabase). Source: A-08, A-09.
create trigger create_profile_on_signup after insert on auth.users
  for each row execute function alogistics.handle_new_user();
create trigger sync_profile_from_account after update of email, phone on auth.users
  for each row execute function alogistics.handle_user_update();
-- Accounts that were there before us get theirs now, as clients; the wallet follows by its trigger.
insert into alogistics.profiles (id, email, phone, first_name, last_name)
  select id, email, phone, left(coalesce(raw_user_meta_data ->> 'first_name', ''), 100),
         left(coalesce(raw_user_meta_data ->> 'last_name', ''), 100)
  from auth.users
  on conflict (id) do nothing;
