with quoted as (
  insert into floor.quotes (id, client_id, tariff_id, transport_type, cargo_weight_kg, cargo_volume_m3, pickup_city,
    pickup_lat, pickup_lng, delivery_city, delivery_lat, delivery_lng, pickup_date, delivery_date, legs_m, distance_m,
    currency, price, lines, expires_at, consumed_at, request_id)
  values ($8, $2, $9, 'standard', 1000, 2, 'Dakar', 14.6928, -17.4467, 'Bamako', 12.6392, -8.0029, $6,
    $6 + interval '2 days', '{1359135}', 1359135, 'XOF', 221700, $12, now() + interval '1 hour', now(), $1)
), asked as (
  insert into floor.transport_requests (id, client_id, transport_type, cargo_description, cargo_weight_kg,
    cargo_volume_m3, pickup_address, pickup_city, pickup_lat, pickup_lng, delivery_address, delivery_city, delivery_lat,
    delivery_lng, pickup_date, delivery_date, quote_id, distance_m, currency, estimated_price)
  values ($1, $2, 'standard', 'Riz brisé en sacs de 50 kg', 1000, 2, '12 rue Carnot', 'Dakar', 14.6928, -17.4467,
    'Marché Rose', 'Bamako', 12.6392, -8.0029, $6, $6 + interval '2 days', $8, 1359135, 'XOF', 221700)
), counted as (
  insert into floor.figures_queue values ('2026-01-01', 'requests', '', '', 1, 0),
    ('-infinity', 'requests_now', 'pending', '', 1, 0)
), told as (
  insert into floor.notifications (user_id, type, title, message, data)
  values ($2, 'request', 'Demande enregistrée', 'Votre demande Dakar → Bamako est enregistrée. Prix estimé : 221 700 FCFA. Un modérateur va la valider.', $13)
), unread as (
  insert into floor.unread_changes (user_id, change) values ($2, 1)
), remembered as (
  insert into floor.idempotency_keys (actor, key, operation, fingerprint, answer, expires_at)
  values ($2, $7, 'create_transport_request', '\x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff',
    to_jsonb($1), now() + interval '24 hours')
), shown as (
  insert into floor.events (at, system, topic, recipient, kind, entity, entity_id, payload, actor)
  values (now(), 'floor', 'request:' || $1, null, 'request.created', 'transport_requests', $1::text, $14, $2),
    (now(), 'floor', 'person', $2, 'notification.created', 'notifications', '12345', $15, $2)
)
insert into floor.audit_logs (user_id, action, entity_type, entity_id, old_data, new_data, database_role, request_id,
  ip_address, user_agent)
values ($2, 'transport_request.create', 'transport_requests', $1::text, $10, $11, 'authenticated', '6f1c0d7e-1',
  '203.0.113.9', 'Mozilla/5.0 (X11; Linux x86_64)')
