-- The event stream. Source: design §7, A-74 … A-77.
create sequence socle.event_ids as bigint increment by 65536 minvalue 65536 start 65536;
comment on sequence socle.event_ids is
'Blocks of ids of events: the library gives them out from shared memory. Never set it back.';

create table socle.events (
  id bigint not null,
  at timestamptz not null,
  system text not null,
  topic text collate "C" not null,
  recipient uuid,
  kind text not null,
  entity text,
  entity_id text,
  payload jsonb not null,
  actor uuid
) partition by range (at);
-- No primary key: ids are given out once, so it would check at each insert what cannot be.
create index events_id_idx on socle.events (id);
create index events_recipient_idx on socle.events (recipient, id) where recipient is not null;
comment on table socle.events is
'What happened, in the order in which readers may rely on it; one table for each day (UTC).
Each sees the events for himself; those of a topic are read through events_fetch() of its system. Written by the library only.';
comment on column socle.events.id is 'Grows; the cursor of readers. Never given twice.';
comment on column socle.events.at is 'When it was written, just before its transaction ended or earlier in it.';
comment on column socle.events.system is 'The schema that it is of.';
comment on column socle.events.topic is 'What people follow, like request:ID; person for one of them; empty for all (reset).';
comment on column socle.events.recipient is 'Whose it is; NULL for those who may follow the topic.';
comment on column socle.events.kind is 'What happened. access: who may follow has changed. reset: events are missing here.';
comment on column socle.events.entity is 'The table of the row that it tells of.';
comment on column socle.events.entity_id is 'The key of that row.';
comment on column socle.events.payload is 'Listed columns only: {"new": {…}, "old": {…}} of captured rows, old with what changed.';
comment on column socle.events.actor is 'Who did it; NULL for the system.';
alter table socle.events enable row level security;
create table socle.events_default partition of socle.events default;
comment on table socle.events_default is 'Events of days that are not there.';
-- Without a key, rows that a publication follows could not be deleted.
alter table socle.events_default replica identity full;
alter table socle.events_default enable row level security;
revoke all on socle.events, socle.events_default from public, anon, authenticated, staff, service_role;
grant select (id, at, system, topic, recipient, kind, entity, entity_id, payload) on socle.events
  to authenticated, staff;
grant select on socle.events to service_role;
create policy events_select_own on socle.events for select to authenticated
  using (recipient = socle.uid() and socle.is_active_in(system));
create policy events_select_own_staff on socle.events for select to staff
  using (recipient = socle.uid() and socle.is_active_in(system));

create table socle.event_horizon (
  only_row boolean primary key default true check (only_row),
  dropped_to bigint not null default 0
);
comment on table socle.event_horizon is 'How much of the stream is gone. One row.';
comment on column socle.event_horizon.only_row is 'There is one.';
comment on column socle.event_horizon.dropped_to is 'The largest id among the events that were dropped.';
insert into socle.event_horizon default values;
alter table socle.event_horizon enable row level security;
revoke all on socle.event_horizon from public, anon, authenticated, staff, service_role;

create table socle.event_blocks (
  last_id bigint primary key,
  first_id bigint not null,
  topic_hashes integer[] not null,
  check (first_id <= last_id)
);
-- Hashes do not compress.
alter table socle.event_blocks alter topic_hashes set storage external;
comment on table socle.event_blocks is
'Which topics the events of a block are of: the index of those who come back late. Each begins where the one before it ends.

Events after the last block have none yet; the worker makes blocks, so that writers need not keep an index on topics.';
comment on column socle.event_blocks.last_id is 'Id of its last event.';
comment on column socle.event_blocks.first_id is 'The id after the block before it.';
comment on column socle.event_blocks.topic_hashes is 'hashtext() of the topics, each once, without those of events for one person.';
alter table socle.event_blocks enable row level security;
revoke all on socle.event_blocks from public, anon, authenticated, staff, service_role;

-- Where accounts are ours: whoever serves a person's stream looks at the session anew.
do $$
begin
  if to_regclass('auth.sessions') is not null
     and (select pg_get_userbyid(relowner) from pg_class where oid = to_regclass('auth.sessions')) = 'socle_owner' then
    create trigger capture_event after update of ended_at on auth.sessions
      for each row when (old.ended_at is null and new.ended_at is not null)
      execute function socle.capture_event('person:{user_id}', 'access', 'ended_at', 'ended_at');
  end if;
end
$$;
