--! as installer
-- Sign-up makes a profile, whoever owns auth.users (GoTrue on Supabase). Source: A-08, A-09.
create trigger create_profile_on_signup after insert on auth.users
  for each row execute function alogistics.handle_new_user();
create trigger sync_profile_from_account after update of email, phone on auth.users
  for each row execute function alogistics.handle_user_update();
