create table @schema@.platform_settings (
  key text primary key,
  value jsonb not null,
  description text not null default '',
  updated_by uuid references @schema@.profiles (id),
  updated_at timestamptz not null default now()
);
create index platform_settings_updated_by_idx on @schema@.platform_settings (updated_by);
comment on table @schema@.platform_settings is
'What the platform can be told. A key that is not here has its default. History: audit_logs. Source: A-54.';
comment on column @schema@.platform_settings.key is 'One of the known keys.';
comment on column @schema@.platform_settings.value is 'Of the key''s type and within its bounds.';
comment on column @schema@.platform_settings.description is 'What it does.';
comment on column @schema@.platform_settings.updated_by is 'Who changed it last.';
comment on column @schema@.platform_settings.updated_at is 'When it was changed last.';
create trigger check_setting before insert or update on @schema@.platform_settings
  for each row execute function @schema@.check_setting();
create trigger audit_changes after insert or update or delete on @schema@.platform_settings
  for each row execute function @schema@.audit_changes();
create trigger setting_changed after insert or update or delete or truncate on @schema@.platform_settings
  for each statement execute function @schema@.setting_changed();
alter table @schema@.platform_settings enable row level security;
