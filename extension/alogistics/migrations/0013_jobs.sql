-- Source: A-65, design §7, research/realtime.md §4.2.
--! include shared/jobs.sql
--! include shared/job_schedules.sql
--! include shared/webhooks.sql
--! include shared/message_deliveries.sql
insert into alogistics.job_functions (name, description, time_limit_s) values
  ('prune_positions', 'Drops old positions.', 600),
  ('seal_ledger', 'Seals what is new in the ledger.', 600);
