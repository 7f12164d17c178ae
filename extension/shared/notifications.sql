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
