-- Cases of constraints.sql: jobs, schedules, webhooks.
insert into alogistics.job_schedules (name, description, cron, time_zone, catch_up, queue, kind)
values ('a', 'test', '@daily', 'UTC', 'skip', 'email', 'a'), ('b', 'test', '@daily', 'UTC', 'skip', 'email', 'a');
insert into alogistics.webhook_endpoints (url, kinds, description, secret)
select 'https://example.com/' || number, '{*}', 'test', 'whsec_YQ==' from generate_series(1, 2) as number;
insert into alogistics.job_schedule_runs (schedule, due_at, outcome)
select 'a', now(), 'enqueued' from generate_series(1, 2);
insert into alogistics.channel_preferences values (test.id('client'), 'all', 'email', true), (test.id('client'), 'all', 'sms', true);
insert into alogistics.quiet_hours values (test.id('client'), '22:00', '07:00', 'UTC'), (test.id('rival'), '22:00', '07:00', 'UTC');
delete from alogistics.message_deliveries;
insert into alogistics.message_deliveries (notification_id, user_id, channel, job_id, release_at)
select (select min(id) from alogistics.notifications), test.id('client'), channel, job, now() from (values ('email', 1), ('sms', 2)) as d(channel, job);
insert into cases values
  ('alogistics.notification_types', 'notification_types_channels_check', 'channels = ''{email,fax}''', default),
  ('alogistics.channel_preferences', 'channel_preferences_channel_check', 'channel = ''fax''', default),
  ('alogistics.quiet_hours', 'quiet_hours_differ', 'until_time = from_time', default),
  ('alogistics.message_deliveries', 'message_deliveries_once', 'channel = ''sms''', 'channel = ''email'''),
  ('alogistics.message_deliveries', 'message_deliveries_notification_id_fkey', 'notification_id = 0', default),
  ('alogistics.message_deliveries', 'message_deliveries_channel_check', 'channel = ''fax''', default),
  ('alogistics.message_deliveries', 'message_deliveries_state_check', 'state = ''lost''', default),
  ('alogistics.message_deliveries', 'message_deliveries_sent_check', 'state = ''sent''', default),
  ('alogistics.message_deliveries', 'message_deliveries_delivered_check', 'state = ''delivered'', sent_at = now()', default),
  ('alogistics.message_deliveries', 'message_deliveries_ended_check', 'ended_at = now()', default),
  ('alogistics.message_deliveries', 'message_deliveries_ended_check', 'state = ''failed''', default),
  ('alogistics.message_deliveries', 'message_deliveries_job_check', 'job_id = null', default),
  ('alogistics.message_deliveries', 'message_deliveries_job_check', 'state = ''skipped'', ended_at = now()', default),
  ('alogistics.message_deliveries', 'message_deliveries_job_check', 'job_id = null, digest = ''a'', state = ''sent'', sent_at = now()', default),
  ('alogistics.notification_types', 'notification_types_digest_check', 'digest_minutes = 14', default),
  ('alogistics.notification_types', 'notification_types_digest_check', 'digest_minutes = 15', 'is_critical'),
  ('alogistics.channel_preferences', 'channel_preferences_digest_check', 'digest_minutes = 1441', default),
  ('alogistics.job_queues', 'job_queues_name_check', 'name = ''No queue''', default),
  ('alogistics.job_queues', 'job_queues_running_max_check', 'running_max = 0', default),
  ('alogistics.job_queues', 'job_queues_attempts_max_check', 'attempts_max = 0', default),
  ('alogistics.job_queues', 'job_queues_description_check', 'description = ''''', default),
  ('alogistics.jobs', 'jobs_kind_check', 'kind = ''No kind''', default),
  ('alogistics.jobs', 'jobs_payload_check', 'payload = ''[]''', default),
  ('alogistics.jobs', 'jobs_key_check', 'key = ''''', default),
  ('alogistics.jobs', 'jobs_group_check', 'group_key = ''''', default),
  ('alogistics.jobs', 'jobs_priority_check', 'priority = 101', default),
  ('alogistics.jobs', 'jobs_state_check', 'state = ''idle''', default),
  ('alogistics.jobs', 'jobs_attempts_check', 'attempts = max_attempts + 1', default),
  ('alogistics.jobs', 'jobs_max_attempts_check', 'max_attempts = 101', default),
  ('alogistics.jobs', 'jobs_lease_check', 'state = ''running''', default),
  ('alogistics.jobs', 'jobs_lease_check', 'leased_by = ''nobody''', default),
  ('alogistics.jobs', 'jobs_finished_check', 'finished_at = now()', default),
  ('alogistics.jobs', 'jobs_key_idx', 'key = ''one''', 'kind = ''b'''),
  ('alogistics.job_runs', 'job_runs_outcome_check', 'outcome = ''perhaps''', default),
  ('alogistics.job_functions', 'job_functions_name_check', 'name = ''No name''', default),
  ('alogistics.job_functions', 'job_functions_description_check', 'description = ''''', default),
  ('alogistics.job_functions', 'job_functions_time_limit_s_check', 'time_limit_s = 0', default),
  ('alogistics.job_schedules', 'job_schedules_name_check', 'name = ''No name''', default),
  ('alogistics.job_schedules', 'job_schedules_description_check', 'description = ''''', default),
  ('alogistics.job_schedules', 'job_schedules_cron_check', 'cron = ''''', default),
  ('alogistics.job_schedules', 'job_schedules_catch_up_check', 'catch_up = ''some''', default),
  ('alogistics.job_schedules', 'job_schedules_kind_check', 'kind = ''No kind''', default),
  ('alogistics.job_schedules', 'job_schedules_payload_check', 'payload = ''[]''', default),
  ('alogistics.job_schedules', 'job_schedules_priority_check', 'priority = 101', default),
  ('alogistics.job_schedules', 'job_schedules_max_attempts_check', 'max_attempts = 0', default),
  ('alogistics.job_schedule_runs', 'job_schedule_runs_outcome_check', 'outcome = ''perhaps''', default),
  ('alogistics.webhook_endpoints', 'webhook_endpoints_url_check', 'url = ''''', default),
  ('alogistics.webhook_endpoints', 'webhook_endpoints_kinds_check', 'kinds = ''{}''', default),
  ('alogistics.webhook_endpoints', 'webhook_endpoints_description_check', 'description = ''''', default),
  ('alogistics.webhook_endpoints', 'webhook_endpoints_secret_check', 'secret = ''secret''', default),
  ('alogistics.webhook_endpoints', 'webhook_endpoints_switched_off_because_check',
   'is_active = false, switched_off_at = now(), switched_off_because = ''rain''', default),
  ('alogistics.webhook_endpoints', 'webhook_endpoints_switched_off_check', 'switched_off_at = now()', default),
  ('alogistics.webhook_endpoints', 'webhook_endpoints_old_secret_check', 'old_secret = ''old''', default);
