with changed as (
  update floor.transport_requests set pickup_proof = $17, pickup_confirmed_at = now(), updated_at = now() where id = $1
), dropped as (
  delete from floor.deadlines where kind = 'late_pickup' and subject_id = $1
), told as (
  insert into floor.notifications (user_id, type, title, message, data)
  values ($2, 'request', 'Marchandise enlevée', 'Votre marchandise Dakar → Bamako a été enlevée.', $13)
), unread as (
  insert into floor.unread_changes (user_id, change) values ($2, 1)
), remembered as (
  insert into floor.idempotency_keys (actor, key, operation, fingerprint, answer, expires_at)
  values ($3, $7, 'confirm_pickup', '\x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff',
    'true', now() + interval '24 hours')
), shown as (
  insert into floor.events (at, system, topic, recipient, kind, entity, entity_id, payload, actor)
  values (now(), 'floor', 'request:' || $1, null, 'request.updated', 'transport_requests', $1::text, $14, $3),
    (now(), 'floor', 'person', $2, 'notification.created', 'notifications', '12345', $15, $3)
)
insert into floor.audit_logs (user_id, action, entity_type, entity_id, old_data, new_data, database_role, request_id,
  ip_address, user_agent)
values ($3, 'transport_request.pickup', 'transport_requests', $1::text, $10, $11, 'authenticated', '6f1c0d7e-1',
  '203.0.113.9', 'Mozilla/5.0 (X11; Linux x86_64)')
