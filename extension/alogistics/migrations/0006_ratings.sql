-- What the parties say of each other. Source: A-37 … A-40, research/logistics.md §4.13.
create table alogistics.ratings (
  id uuid primary key default gen_random_uuid(),
  request_id uuid not null references alogistics.transport_requests (id),
  rater_id uuid not null default socle.uid() references alogistics.profiles (id),
  rated_id uuid not null references alogistics.profiles (id),
  score integer not null check (score between 1 and 5),
  comment text check (length(comment) <= 1000),
  published boolean not null default false,
  is_visible boolean not null default true,
  hidden_reason text check (length(hidden_reason) between 1 and 1000),
  window_ends_at timestamptz not null,
  created_at timestamptz not null default now(),
  constraint ratings_once unique (request_id, rater_id),
  constraint ratings_of_others check (rater_id <> rated_id),
  constraint ratings_hidden check (is_visible = (hidden_reason is null))
);
create index ratings_rated_idx on alogistics.ratings (rated_id);
create index ratings_rater_idx on alogistics.ratings (rater_id);
comment on table alogistics.ratings is
'Scores, once per party and completed request.
Nobody but the author and staff sees one before both parties have rated or the window is over, nor one that is hidden.';
comment on column alogistics.ratings.id is 'Key.';
comment on column alogistics.ratings.request_id is 'The completed job.';
comment on column alogistics.ratings.rater_id is 'Who says so: a party of the job.';
comment on column alogistics.ratings.rated_id is 'The other party; filled from the job.';
comment on column alogistics.ratings.score is '1 (bad) to 5 (good). The author may change it until it is published.';
comment on column alogistics.ratings.comment is 'At most 1,000 characters.';
comment on column alogistics.ratings.published is 'Both parties have rated, or the window is over; for good.';
comment on column alogistics.ratings.is_visible is 'Staff hide what offends; it counts in no average then.';
comment on column alogistics.ratings.hidden_reason is 'Why it was hidden. At most 1,000 characters.';
comment on column alogistics.ratings.window_ends_at is 'Setting rating.window_days after the completion, when it was given.';
comment on column alogistics.ratings.created_at is 'When it was given.';
create trigger prepare_rating before insert or update on alogistics.ratings
  for each row execute function alogistics.prepare_rating();
create trigger follow_rating after insert or update or delete on alogistics.ratings
  for each row execute function alogistics.follow_rating();
create trigger audit_changes after update or delete on alogistics.ratings
  for each row execute function alogistics.audit_changes();
-- Nothing would take what is truncated out of the averages.
create trigger deny_truncate before truncate on alogistics.ratings
  for each statement execute function alogistics.deny_change();
alter table alogistics.ratings enable row level security;
