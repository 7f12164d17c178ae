-- People. Source: A-05 … A-09, requirements §2.1, §2.2.
create type alogistics.user_role as enum ('client', 'transporter', 'moderator', 'admin');
comment on type alogistics.user_role is 'What a person is on the platform. Source: A-06.';

create table alogistics.profiles (
  id uuid primary key references auth.users (id),
  email text,
  phone text,
  first_name text not null default '' check (length(first_name) <= 100),
  last_name text not null default '' check (length(last_name) <= 100),
  role alogistics.user_role not null default 'client',
  is_verified boolean not null default false,
  is_active boolean not null default true,
  address text check (length(address) <= 500),
  city text check (length(city) <= 100),
  country text check (country ~ '^[A-Z]{2}$'),
  locale text not null default 'fr' check (locale in ('fr', 'en')),
  rating_count integer not null default 0,
  rating_sum integer not null default 0,
  rating_average numeric(3, 2) generated always as (round(rating_sum::numeric / nullif(rating_count, 0), 2)) stored,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint profiles_ratings check (rating_count >= 0 and rating_sum between rating_count and 5 * rating_count)
);
create index profiles_role_idx on alogistics.profiles (role, created_at);
create index profiles_created_idx on alogistics.profiles (created_at, id);
-- A search reads the whole list of what is new.
create index profiles_words on alogistics.profiles using gin
  (to_tsvector('pg_catalog.simple', alogistics.plain_words(
    first_name || ' ' || last_name || ' ' || coalesce(email, '') || ' ' || coalesce(phone, '') || ' ' || coalesce(city, ''))))
  with (gin_pending_list_limit = 128);
comment on table alogistics.profiles is
'One row per person, made at sign-up.
Others see the public face; e-mail, phone and address are for the person, staff, and the counterparty of a live job
(me(), contacts()). An account is never deleted: it is deactivated.';
comment on column alogistics.profiles.id is 'The account in auth.users.';
comment on column alogistics.profiles.email is 'Copied from auth.users whenever it changes there.';
comment on column alogistics.profiles.phone is 'Copied from auth.users whenever it changes there.';
comment on column alogistics.profiles.first_name is 'At most 100 characters.';
comment on column alogistics.profiles.last_name is 'At most 100 characters.';
comment on column alogistics.profiles.role is 'Changed by staff only, never by the person.';
comment on column alogistics.profiles.is_verified is 'Papers checked by staff; needed to carry.';
comment on column alogistics.profiles.is_active is 'A deactivated account is refused everywhere.';
comment on column alogistics.profiles.address is 'Private.';
comment on column alogistics.profiles.city is 'Public.';
comment on column alogistics.profiles.country is 'ISO 3166 code of two letters.';
comment on column alogistics.profiles.locale is 'Language of notifications: fr or en.';
comment on column alogistics.profiles.rating_count is 'Published ratings of this person that are not hidden. Source: A-38.';
comment on column alogistics.profiles.rating_sum is 'The sum of their scores.';
comment on column alogistics.profiles.rating_average is '1.00 to 5.00, rounded half up; NULL without a rating.';
comment on column alogistics.profiles.created_at is 'When the person signed up.';
comment on column alogistics.profiles.updated_at is 'When the row was last changed.';

create trigger prepare_profile before update on alogistics.profiles
  for each row execute function alogistics.prepare_profile();
create trigger access_changed
  after update of role, is_active, is_verified or delete on alogistics.profiles
  for each statement execute function alogistics.access_changed();
create trigger audit_changes
  after update of role, is_active, is_verified or delete on alogistics.profiles
  for each row execute function alogistics.audit_changes();
alter table alogistics.profiles enable row level security;
