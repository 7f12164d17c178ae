with changed as (
  update floor.transport_requests set status = 'in_progress', paid_at = now(), updated_at = now() where id = $1
), paid as (
  update floor.ledger_accounts set balance = balance - 221700, seq = seq + 1, last_at = clock_timestamp()
  where kind = 'wallet' and owner_id = $2 and currency = 'XOF'
  returning id, seq, -221700 as amount, balance, 'debit'::alogistics.wallet_transaction_type as type, last_at
), held as (
  insert into floor.ledger_accounts (kind, subject_id, currency, balance, seq, last_at)
  values ('escrow', $1, 'XOF', 221700, 1, clock_timestamp())
  returning id, seq, 221700, balance, 'credit'::alogistics.wallet_transaction_type, last_at
), transfer as (
  insert into floor.ledger_transfers (kind, request_id, actor_id, reason, idempotency_key, parties)
  values ('payment', $1, $2, 'Dakar → Bamako', $7, array[$2]) returning id
), lines as (
  insert into floor.ledger_entries (account_id, seq, transfer_id, amount, balance_after, type, created_at)
  select l.id, l.seq, transfer.id, l.amount, l.balance, l.type, l.last_at
  from (select * from paid union all select * from held) as l, transfer
), opened as (
  update floor.journeys set opened_at = now() where request_id = $1
), dropped as (
  delete from floor.deadlines where kind = 'unpaid_assignment' and subject_id = $1
), due as (
  insert into floor.deadlines (kind, subject_id, due_at, next_attempt_at) values ('late_pickup', $1, $6, $6)
), counted as (
  insert into floor.figures_queue values ('-infinity', 'requests_now', 'assigned', '', -1, 0),
    ('-infinity', 'requests_now', 'in_progress', '', 1, 0), ('2026-01-01', 'paid', '', 'XOF', 1, 221700)
), told as (
  insert into floor.notifications (user_id, type, title, message, data)
  values ($2, 'payment', 'Paiement reçu', 'Nous avons bien reçu 221 700 FCFA pour votre transport Dakar → Bamako. La somme reste en sécurité jusqu''à la livraison.', $13),
    ($3, 'payment', 'Transport payé', 'Le client a payé 221 700 FCFA pour le transport Dakar → Bamako. Vous pouvez prendre la route.', $13)
), unread as (
  insert into floor.unread_changes (user_id, change) values ($2, 1), ($3, 1)
), remembered as (
  insert into floor.idempotency_keys (actor, key, operation, fingerprint, answer, expires_at)
  values ($2, $7, 'process_payment', '\x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff',
    'true', now() + interval '24 hours')
), shown as (
  insert into floor.events (at, system, topic, recipient, kind, entity, entity_id, payload, actor)
  values (now(), 'floor', 'request:' || $1, null, 'request.updated', 'transport_requests', $1::text, $14, $2),
    (now(), 'floor', 'person', $2, 'notification.created', 'notifications', '12345', $15, $2),
    (now(), 'floor', 'person', $3, 'notification.created', 'notifications', '12346', $15, $2)
)
insert into floor.audit_logs (user_id, action, entity_type, entity_id, old_data, new_data, database_role, request_id,
  ip_address, user_agent)
values ($2, 'transport_request.pay', 'transport_requests', $1::text, $10, $11, 'authenticated', '6f1c0d7e-1',
  '203.0.113.9', 'Mozilla/5.0 (X11; Linux x86_64)')
