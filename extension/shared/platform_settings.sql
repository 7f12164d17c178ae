create table @schema@.platform_settings (
  key text primary key,
  value jsonb not null,
  description text not null default '',
  updated_by uuid references @schema@.profiles (id),
  updated_at timestamptz not null default now()
);
create index platform_settings_updated_by_idx on @schema@.platform_settings (updated_by);
comment on table @schema@.platform_settings is
'What the platform can be told. A key that is not here has its default; settings() lists all. History: setting_changes. Source: A-54.';
comment on column @schema@.platform_settings.key is 'One of the known keys.';
comment on column @schema@.platform_settings.value is 'Of the key''s type and within its bounds.';
comment on column @schema@.platform_settings.description is 'What it does.';
comment on column @schema@.platform_settings.updated_by is 'Who changed it last.';
comment on column @schema@.platform_settings.updated_at is 'When it was changed last.';
create trigger lock_settings before insert or update or delete on @schema@.platform_settings
  for each statement execute function @schema@.lock_settings();
create trigger check_setting before insert or update on @schema@.platform_settings
  for each row execute function @schema@.check_setting();
create trigger audit_changes after insert or update or delete on @schema@.platform_settings
  for each row execute function @schema@.audit_changes('key=key');
create trigger record_setting after insert or update or delete on @schema@.platform_settings
  for each row execute function @schema@.record_setting();
create trigger keep_settings before truncate on @schema@.platform_settings
  for each statement execute function @schema@.deny_change();
create trigger setting_changed after insert or update or delete on @schema@.platform_settings
  for each statement execute function @schema@.setting_changed();
alter table @schema@.platform_settings enable row level security;

-- A scheduled value counts from its time on, also before the worker moves it into platform_settings.
create table @schema@.scheduled_settings (
  id bigint primary key,
  key text not null,
  value jsonb,
  effective_at timestamptz not null,
  created_by uuid references @schema@.profiles (id),
  created_at timestamptz not null default clock_timestamp(),
  constraint scheduled_settings_key_time unique (key, effective_at)
);
create index scheduled_settings_time_idx on @schema@.scheduled_settings (effective_at);
create index scheduled_settings_created_by_idx on @schema@.scheduled_settings (created_by);
comment on table @schema@.scheduled_settings is
'Values of settings that will count. Written by set_setting(), reset_setting() and cancel_setting_change() only. Source: A-54.';
comment on column @schema@.scheduled_settings.id is 'Of the change in setting_changes, which has the reason.';
comment on column @schema@.scheduled_settings.key is 'Of the setting.';
comment on column @schema@.scheduled_settings.value is 'What will count; NULL: the default again.';
comment on column @schema@.scheduled_settings.effective_at is 'From when on.';
comment on column @schema@.scheduled_settings.created_by is 'Who scheduled it; NULL for the system itself.';
comment on column @schema@.scheduled_settings.created_at is 'When it was scheduled.';
create trigger guard_schedule before insert or update or delete or truncate on @schema@.scheduled_settings
  for each statement execute function @schema@.guard_schedule();
alter table @schema@.scheduled_settings enable row level security;

create table @schema@.setting_changes (
  id bigint generated always as identity primary key,
  key text not null,
  action text not null check (action in ('set', 'reset', 'schedule', 'cancel')),
  old_value jsonb not null,
  new_value jsonb not null,
  effective_at timestamptz not null default clock_timestamp(),
  cancels bigint,
  reason text check (octet_length(reason) between 1 and 2000),
  changed_by uuid references @schema@.profiles (id),
  database_role text not null,
  changed_at timestamptz not null default clock_timestamp(),
  constraint setting_changes_cancel check ((action = 'cancel') = (cancels is not null))
);
create unique index setting_changes_cancels_key on @schema@.setting_changes (cancels) where cancels is not null;
create index setting_changes_key_idx on @schema@.setting_changes (key, id);
create index setting_changes_changed_by_idx on @schema@.setting_changes (changed_by);
comment on table @schema@.setting_changes is
'Who changed which setting, when, why, from what to what. Append-only for every role. Source: A-54.';
comment on column @schema@.setting_changes.id is 'Grows with time.';
comment on column @schema@.setting_changes.key is 'Of the setting.';
comment on column @schema@.setting_changes.action is 'set; reset: the default counts again; schedule: it will count; cancel: it will not.';
comment on column @schema@.setting_changes.old_value is 'What counted when it was changed, the default included; of a cancel, what would have counted.';
comment on column @schema@.setting_changes.new_value is 'What counts from effective_at on; of a cancel, what goes on counting.';
comment on column @schema@.setting_changes.effective_at is 'From when on: later than changed_at for a schedule and its cancel.';
comment on column @schema@.setting_changes.cancels is 'The id of the schedule that is taken back.';
comment on column @schema@.setting_changes.reason is 'Why, as given to the function that made the change.';
comment on column @schema@.setting_changes.changed_by is 'Who; NULL for the system itself.';
comment on column @schema@.setting_changes.database_role is 'The database role that the client acted as.';
comment on column @schema@.setting_changes.changed_at is 'When.';
create trigger setting_changes_append_only
  before update or delete or truncate on @schema@.setting_changes
  for each statement execute function @schema@.deny_change();
alter table @schema@.setting_changes enable row level security;
