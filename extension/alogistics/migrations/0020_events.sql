-- What the event stream tells of. Columns are those that every follower of the topic may read.
create trigger capture_event after insert or update on alogistics.transport_requests
  for each row execute function alogistics.capture_event(
    'request:{id}', 'request', 'client_id,assigned_transporter_id',
    'id', 'status', 'status_reason', 'currency', 'estimated_price', 'final_price', 'client_id',
    'assigned_transporter_id', 'assigned_vehicle_id', 'pickup_date', 'delivery_date', 'pickup_city', 'delivery_city',
    'pickup_confirmed_at', 'completed_at', 'cancelled_at');
create trigger capture_event after insert or update on alogistics.geofence_events
  for each row execute function alogistics.capture_event(
    'request:{request_id}', 'place', '', 'id', 'request_id', 'geofence_id', 'kind', 'visit', 'device_time', 'withdrawn_at');
create trigger capture_event after insert or update on alogistics.disputes
  for each row execute function alogistics.capture_event(
    'dispute:{id}', 'dispute', '', 'id', 'request_id', 'opened_by', 'status', 'escalation_level', 'category',
    'outcome', 'resolved_at');
create trigger capture_event after insert on alogistics.dispute_messages
  for each row execute function alogistics.capture_event(
    'dispute:{dispute_id}', 'message', '', 'id', 'dispute_id', 'sender_id', 'message', 'attachments', 'created_at');
-- Once for a batch of positions, and only if the goods are elsewhere.
create trigger capture_event after update of device_time on alogistics.journeys
  for each row when (new.device_time is not null and (old.device_time is distinct from new.device_time
    or old.lat is distinct from new.lat or old.lng is distinct from new.lng))
  execute function alogistics.capture_event(
    'request:{request_id}', 'position', '', 'request_id', 'lat', 'lng', 'device_time', 'speed_kmh', 'heading');
-- One statement may tell everybody. After count_added, by its name: others' events wait for this transaction from its first one on.
create trigger emit_added after insert on alogistics.notifications
  referencing new table as new_rows for each statement execute function alogistics.capture_event(
    'person:{user_id}', 'notification', '', 'id', 'type', 'title', 'message', 'data', 'is_read', 'read_at', 'created_at', 'snoozed_until');
create trigger capture_event after update of is_read, snoozed_until on alogistics.notifications
  for each row execute function alogistics.capture_event(
    'person:{user_id}', 'notification', '', 'id', 'type', 'title', 'message', 'data', 'is_read', 'read_at', 'created_at', 'snoozed_until');
create trigger capture_event after update of role, is_active on alogistics.profiles
  for each row execute function alogistics.capture_event('person:{id}', 'access', 'role,is_active', 'id');
