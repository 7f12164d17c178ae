create type @schema@.notification_type as enum
  ('request', 'payment', 'assignment', 'tracking', 'dispute', 'system');
comment on type @schema@.notification_type is 'What a notification is about. Source: A-48.';

create table @schema@.notifications (
  id bigint generated always as identity primary key,
  user_id uuid not null references @schema@.profiles (id),
  type @schema@.notification_type not null,
  title text not null check (title <> ''),
  message text not null check (message <> ''),
  data jsonb not null default '{}',
  is_read boolean not null default false,
  read_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  campaign_id uuid,
  snoozed_until timestamptz,
  constraint notifications_snoozed_check check (snoozed_until is null or not is_read)
);
create unique index notifications_campaign_key on @schema@.notifications (campaign_id, user_id) where campaign_id is not null;
create index notifications_user_idx on @schema@.notifications (user_id, id);
create index notifications_unread_idx on @schema@.notifications (user_id) where not is_read and snoozed_until is null;
create index notifications_snoozed_idx on @schema@.notifications (snoozed_until) where snoozed_until is not null;
comment on table @schema@.notifications is 'What a person was told, in that person''s language. Source: A-48 … A-50.';
comment on column @schema@.notifications.id is 'Grows with time.';
comment on column @schema@.notifications.user_id is 'The recipient.';
comment on column @schema@.notifications.type is 'What it is about.';
comment on column @schema@.notifications.title is 'One line.';
comment on column @schema@.notifications.message is 'A sentence or two.';
comment on column @schema@.notifications.data is 'For programs: template, its parameters, request_id.';
comment on column @schema@.notifications.is_read is 'The recipient may set it.';
comment on column @schema@.notifications.read_at is 'When it was first read.';
comment on column @schema@.notifications.created_at is 'When it was sent.';
comment on column @schema@.notifications.campaign_id is 'The campaign that it is part of, which tells nobody twice; NULL for most.';
comment on column @schema@.notifications.snoozed_until is
'The recipient put it off: until then, and until the worker has brought it back, it is not among the unread. Source: realtime.md §4.1, N7.';

create function @schema@.stamp_read() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  new.read_at := case when new.is_read then coalesce(old.read_at, clock_timestamp()) end;
  new.snoozed_until := case when not new.is_read then new.snoozed_until end;
  return new;
end
$$;
comment on function @schema@.stamp_read() is 'BEFORE UPDATE: read_at follows is_read, and what was read is no longer put off. INVOKER; touches no table.';
create trigger stamp_read before update of is_read on @schema@.notifications
  for each row execute function @schema@.stamp_read();
create trigger count_added after insert on @schema@.notifications
  referencing new table as new_rows for each statement execute function @schema@.count_unread();
create trigger count_changed after update on @schema@.notifications
  referencing old table as old_rows new table as new_rows for each statement execute function @schema@.count_unread();
create trigger count_removed after delete on @schema@.notifications
  referencing old table as old_rows for each statement execute function @schema@.count_unread();
create trigger count_emptied after truncate on @schema@.notifications
  for each statement execute function @schema@.count_unread();
alter table @schema@.notifications enable row level security;

create table @schema@.unread_counts (
  user_id uuid primary key references @schema@.profiles (id),
  unread bigint not null
);
comment on table @schema@.unread_counts is
'How many notifications a person has not read, but for the rows of unread_changes: unread_count() adds both. Source: A-50.';
comment on column @schema@.unread_counts.user_id is 'The person.';
comment on column @schema@.unread_counts.unread is 'What the changes that were taken in sum to.';
alter table @schema@.unread_counts enable row level security;

-- Rows instead of updates: who tells two people in one order does not wait for who tells them in another.
create table @schema@.unread_changes (
  id bigint generated always as identity primary key,
  user_id uuid not null,
  change bigint not null
);
create index unread_changes_user_idx on @schema@.unread_changes (user_id);
comment on table @schema@.unread_changes is
'What statements did to the number of unread notifications; the worker takes it into unread_counts after some seconds.';
comment on column @schema@.unread_changes.id is 'Grows with time.';
comment on column @schema@.unread_changes.user_id is 'The person.';
comment on column @schema@.unread_changes.change is 'More by so many, or fewer if negative.';
alter table @schema@.unread_changes enable row level security;

create table @schema@.notification_types (
  key text primary key,
  type @schema@.notification_type not null,
  description text not null,
  variables jsonb not null default '{}',
  channels text[] not null default '{}',
  is_critical boolean not null default false,
  digest_minutes integer not null default 0,
  is_custom boolean not null default true,
  updated_by uuid references @schema@.profiles (id),
  updated_at timestamptz not null default clock_timestamp(),
  constraint notification_types_key_check check (key ~ '^[a-z][a-z0-9_.]{0,99}$'),
  constraint notification_types_description_check check (description <> ''),
  constraint notification_types_variables_check check (jsonb_typeof(variables) = 'object'),
  constraint notification_types_channels_check check (channels <@ array['email', 'sms', 'push']),
  constraint notification_types_digest_check
    check (digest_minutes = 0 or digest_minutes >= 15 and digest_minutes <= 1440 and not is_critical)
);
create index notification_types_updated_by_idx on @schema@.notification_types (updated_by);
comment on table @schema@.notification_types is
'What people can be told of. migrate() writes those of the library; set_notification_type() changes them or adds others.';
comment on column @schema@.notification_types.key is 'What happened, and to whom it is told: request.validated.client.';
comment on column @schema@.notification_types.type is 'What the notification is about.';
comment on column @schema@.notification_types.description is 'What it tells, for the staff who write its words.';
comment on column @schema@.notification_types.variables is 'What its texts may name: {"route": "text"}. Kinds: text, integer, date, link.';
comment on column @schema@.notification_types.channels is
'By which of email, sms and push people are told too, unless they say otherwise. In the app they are told always.';
comment on column @schema@.notification_types.is_critical is 'Nobody can turn its channels off, and it does not wait for the end of quiet hours.';
comment on column @schema@.notification_types.digest_minutes is
'So long its mails and messages to a person are gathered and go out as one; 0 for each by itself. In the app they are told at once.';
comment on column @schema@.notification_types.is_custom is 'Changed or added here: migrate() leaves it as it is, but for new variables.';
comment on column @schema@.notification_types.updated_by is 'Who changed it last; NULL for the system.';
comment on column @schema@.notification_types.updated_at is 'When it was changed last.';
create trigger check_type before insert or update on @schema@.notification_types
  for each row execute function @schema@.check_notification_type();
create trigger texts_changed after insert or update or delete or truncate on @schema@.notification_types
  for each statement execute function @schema@.notification_texts_changed();
alter table @schema@.notification_types enable row level security;

create table @schema@.notification_templates (
  key text not null references @schema@.notification_types (key) on delete cascade,
  locale text not null,
  title text not null,
  message text not null,
  is_custom boolean not null default true,
  updated_by uuid references @schema@.profiles (id),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (key, locale),
  constraint notification_templates_locale_check check (locale ~ '^[a-z]{2,3}(_[A-Z]{2})?$')
);
create index notification_templates_updated_by_idx on @schema@.notification_templates (updated_by);
comment on table @schema@.notification_templates is
'The words of each type, by locale. A text that names what its type does not declare is refused, whoever writes it.';
comment on column @schema@.notification_templates.key is 'The type.';
comment on column @schema@.notification_templates.locale is 'fr, en, or another, also with a country: fr_SN.';
comment on column @schema@.notification_templates.title is 'One line; {name} stands for a variable.';
comment on column @schema@.notification_templates.message is 'A sentence or two; {name} stands for a variable.';
comment on column @schema@.notification_templates.is_custom is 'Changed or added here: migrate() leaves it as it is.';
comment on column @schema@.notification_templates.updated_by is 'Who changed it last; NULL for the system.';
comment on column @schema@.notification_templates.updated_at is 'When it was changed last.';
create trigger check_template before insert or update on @schema@.notification_templates
  for each row execute function @schema@.check_notification_template();
create trigger texts_changed after insert or update or delete or truncate on @schema@.notification_templates
  for each statement execute function @schema@.notification_texts_changed();
alter table @schema@.notification_templates enable row level security;

create table @schema@.channel_preferences (
  user_id uuid not null references @schema@.profiles (id),
  about text not null,
  channel text not null,
  is_wanted boolean not null,
  digest_minutes integer,
  primary key (user_id, about, channel),
  constraint channel_preferences_channel_check check (channel in ('email', 'sms', 'push')),
  constraint channel_preferences_digest_check check (digest_minutes = 0 or digest_minutes between 15 and 1440)
);
comment on table @schema@.channel_preferences is
'By which channels a person wants to be told, other than as the types say. Each sees their own; set_channel_preference() writes them.';
comment on column @schema@.channel_preferences.user_id is 'The person.';
comment on column @schema@.channel_preferences.about is 'A key of notification_types, a subject (payment, dispute …), or all. The narrowest counts.';
comment on column @schema@.channel_preferences.channel is 'email, sms or push.';
comment on column @schema@.channel_preferences.is_wanted is 'Yes or no.';
comment on column @schema@.channel_preferences.digest_minutes is 'As in notification_types; NULL for as a wider preference or the type says.';
alter table @schema@.channel_preferences enable row level security;

create table @schema@.quiet_hours (
  user_id uuid primary key references @schema@.profiles (id),
  from_time time not null,
  until_time time not null,
  time_zone text not null,
  constraint quiet_hours_differ check (from_time <> until_time)
);
comment on table @schema@.quiet_hours is
'When a person is not to be disturbed: mails and messages wait for the end, but for critical ones. Each sees their own; set_quiet_hours() writes them.';
comment on column @schema@.quiet_hours.user_id is 'The person.';
comment on column @schema@.quiet_hours.from_time is 'When they begin, each day.';
comment on column @schema@.quiet_hours.until_time is 'When they end: the next day, if it is before from_time.';
comment on column @schema@.quiet_hours.time_zone is 'On whose clock: Africa/Dakar.';
alter table @schema@.quiet_hours enable row level security;
