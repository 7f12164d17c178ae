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
  created_at timestamptz not null default clock_timestamp()
);
create index notifications_user_idx on @schema@.notifications (user_id, id);
create index notifications_unread_idx on @schema@.notifications (user_id) where not is_read;
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

create function @schema@.stamp_read() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  new.read_at := case when new.is_read then coalesce(old.read_at, clock_timestamp()) end;
  return new;
end
$$;
comment on function @schema@.stamp_read() is 'BEFORE UPDATE: read_at follows is_read. INVOKER; touches no table.';
create trigger stamp_read before update of is_read on @schema@.notifications
  for each row execute function @schema@.stamp_read();
alter table @schema@.notifications enable row level security;
