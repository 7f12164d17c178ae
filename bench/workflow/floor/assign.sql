with changed as (
  update floor.transport_requests set status = 'assigned', assigned_transporter_id = $3, assigned_vehicle_id = $4,
    commission_bps = 1500, assigned_by = $5, assigned_at = now(), updated_at = now() where id = $1
), opened as (
  insert into floor.journeys (request_id, client_id, transporter_id, vehicle_id, tracking_token, watch_from)
  values ($1, $2, $3, $4, left(translate($1::text, '-', ''), 22), now())
), fenced as (
  insert into floor.geofences (request_id, client_id, transporter_id, kind, name, shape, core, enter_m, exit_m)
  values ($1, $2, $3, 'pickup', 'Dakar', 'circle', '[[-17.4467, 14.6928]]', 500, 750),
    ($1, $2, $3, 'delivery', 'Bamako', 'circle', '[[-8.0029, 12.6392]]', 500, 750)
), dropped as (
  delete from floor.deadlines where kind = 'unclaimed_request' and subject_id = $1
), due as (
  insert into floor.deadlines (kind, subject_id, due_at, next_attempt_at) values ('unpaid_assignment', $1, $6, $6)
), counted as (
  insert into floor.figures_queue values ('-infinity', 'requests_now', 'validated', '', -1, 0),
    ('-infinity', 'requests_now', 'assigned', '', 1, 0), ('2026-01-01', 'assigned', '', '', 1, 60)
), told as (
  insert into floor.notifications (user_id, type, title, message, data)
  values ($2, 'assignment', 'Transporteur trouvé', 'Awa Diop 1 transportera votre marchandise Dakar → Bamako avec le véhicule DK-1.', $13),
    ($3, 'assignment', 'Nouvelle course', 'Le transport Dakar → Bamako vous est confié. Enlèvement : 2026-12-09 08:11 UTC. Vos gains : 188 445 FCFA.', $13)
), unread as (
  insert into floor.unread_changes (user_id, change) values ($2, 1), ($3, 1)
), remembered as (
  insert into floor.idempotency_keys (actor, key, operation, fingerprint, answer, expires_at)
  values ($5, $7, 'assign_transporter', '\x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff',
    'true', now() + interval '24 hours')
), shown as (
  insert into floor.events (at, system, topic, recipient, kind, entity, entity_id, payload, actor)
  values (now(), 'floor', 'request:' || $1, null, 'access', 'transport_requests', $1::text, $16, $5),
    (now(), 'floor', 'request:' || $1, null, 'request.updated', 'transport_requests', $1::text, $14, $5),
    (now(), 'floor', 'person', $2, 'notification.created', 'notifications', '12345', $15, $5),
    (now(), 'floor', 'person', $3, 'notification.created', 'notifications', '12346', $15, $5)
)
insert into floor.audit_logs (user_id, action, entity_type, entity_id, old_data, new_data, database_role, request_id,
  ip_address, user_agent)
values ($5, 'transport_request.assign', 'transport_requests', $1::text, $10, $11, 'staff', '6f1c0d7e-1',
  '203.0.113.9', 'Mozilla/5.0 (X11; Linux x86_64)')
