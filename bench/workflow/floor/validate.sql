with changed as (
  update floor.transport_requests set status = 'validated', final_price = estimated_price, validated_by = $5,
    validated_at = now(), updated_at = now() where id = $1
), due as (
  insert into floor.deadlines (kind, subject_id, level, due_at, next_attempt_at)
  values ('unclaimed_request', $1, 0, $6, $6), ('unclaimed_request', $1, 1, $6, $6)
), counted as (
  insert into floor.figures_queue values ('-infinity', 'requests_now', 'pending', '', -1, 0),
    ('-infinity', 'requests_now', 'validated', '', 1, 0), ('2026-01-01', 'validated', '', '', 1, 60)
), told as (
  insert into floor.notifications (user_id, type, title, message, data)
  values ($2, 'request', 'Demande validée', 'Votre demande Dakar → Bamako est validée au prix de 221 700 FCFA. Nous cherchons un transporteur pour vous.', $13)
), unread as (
  insert into floor.unread_changes (user_id, change) values ($2, 1)
), remembered as (
  insert into floor.idempotency_keys (actor, key, operation, fingerprint, answer, expires_at)
  values ($5, $7, 'validate_transport_request', '\x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff',
    'true', now() + interval '24 hours')
), shown as (
  insert into floor.events (at, system, topic, recipient, kind, entity, entity_id, payload, actor)
  values (now(), 'floor', 'request:' || $1, null, 'request.updated', 'transport_requests', $1::text, $14, $5),
    (now(), 'floor', 'person', $2, 'notification.created', 'notifications', '12345', $15, $5)
)
insert into floor.audit_logs (user_id, action, entity_type, entity_id, old_data, new_data, database_role, request_id,
  ip_address, user_agent)
values ($5, 'transport_request.validate', 'transport_requests', $1::text, $10, $11, 'staff', '6f1c0d7e-1',
  '203.0.113.9', 'Mozilla/5.0 (X11; Linux x86_64)')
