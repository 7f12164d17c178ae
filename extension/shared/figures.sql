create type @schema@.figure_span as enum ('quarter', 'day', 'month', 'ever');
comment on type @schema@.figure_span is
'How much time a figure is of: a quarter of an hour, which every time zone is made of; a day or a month of UTC; all of it.';

-- One order for everything that is asked: the figures of a time stand beside each other.
create table @schema@.figures (
  span @schema@.figure_span not null,
  at timestamptz not null,
  figure text not null,
  detail text not null,
  currency text not null,
  times bigint not null,
  total bigint not null,
  constraint figures_pkey primary key (span, at, figure, detail, currency)
) with (fillfactor = 80);
comment on table @schema@.figures is
'What was counted, by when it happened. Written by fold_figures() only; lines in figures_queue come on top.
A figure is a sum over the rows that are there now: what becomes of a row later changes the figures of its time.';
comment on column @schema@.figures.span is 'How much time it is of. Days and months are the sums of their quarters.';
comment on column @schema@.figures.at is 'When the span begins; -infinity for what has no time, and for all of it.';
comment on column @schema@.figures.figure is 'What is counted; docs/figures.md lists them.';
comment on column @schema@.figures.detail is 'By what it is divided, such as the role; empty if it is not.';
comment on column @schema@.figures.currency is 'ISO 4217, of amounts; empty for others.';
comment on column @schema@.figures.times is 'How many.';
comment on column @schema@.figures.total is 'The sum: minor units, seconds or points.';
alter table @schema@.figures enable row level security;

-- Everybody who counts would wait for the row of the present quarter, until its commit. So they only
-- insert, here, and what they inserted is added up later.
create table @schema@.figures_queue (
  at timestamptz not null,
  figure text not null,
  detail text not null,
  currency text not null,
  times bigint not null,
  total bigint not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
-- Without a key, rows that a publication follows could not be deleted.
alter table @schema@.figures_queue replica identity full;
comment on table @schema@.figures_queue is
'What was counted and is not in figures yet; fold_figures() moves it. It counts: every reader adds it.';
comment on column @schema@.figures_queue.at is 'The quarter of an hour.';
comment on column @schema@.figures_queue.figure is 'As in figures.';
comment on column @schema@.figures_queue.detail is 'As in figures.';
comment on column @schema@.figures_queue.currency is 'As in figures.';
comment on column @schema@.figures_queue.times is 'More or, if negative, fewer.';
comment on column @schema@.figures_queue.total is 'More or, if negative, less.';
alter table @schema@.figures_queue enable row level security;

create table @schema@.figures_position (
  one boolean primary key default true check (one),
  last_id bigint not null default 0,
  open_ids int8multirange not null default '{}',
  next_xid xid8 not null default '0'
);
comment on table @schema@.figures_position is 'One row, once something was folded: how far the ledger was counted. Who folds or corrects figures locks it.';
comment on column @schema@.figures_position.one is 'True: there is one row.';
comment on column @schema@.figures_position.last_id is 'Transfers up to this id are counted, but for open_ids.';
comment on column @schema@.figures_position.open_ids is 'Ids that were nobody''s then: their transactions may still have been running.';
comment on column @schema@.figures_position.next_xid is 'Whatever ran then has a smaller transaction id.';
alter table @schema@.figures_position enable row level security;
