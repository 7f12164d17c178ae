with changed as (
  update floor.transport_requests set status = 'completed', proof_of_delivery = $17, platform_commission = 33255,
    transporter_earnings = 188445, completed_at = now(), updated_at = now() where id = $1
), earned as (
  update floor.ledger_accounts set balance = balance + 188445, seq = seq + 1, last_at = clock_timestamp()
  where kind = 'wallet' and owner_id = $3 and currency = 'XOF'
  returning id, seq, 188445 as amount, balance, 'credit'::alogistics.wallet_transaction_type as type, last_at
), released as (
  update floor.ledger_accounts set balance = 0, seq = seq + 1, last_at = clock_timestamp() where subject_id = $1
  returning id, seq, -221700, balance, 'debit'::alogistics.wallet_transaction_type, last_at
), transfer as (
  insert into floor.ledger_transfers (kind, request_id, actor_id, reason, idempotency_key, parties)
  values ('settlement', $1, $3, 'Dakar → Bamako', $7, array[$3]) returning id
), lines as (
  insert into floor.ledger_entries (account_id, seq, transfer_id, amount, balance_after, type, created_at)
  select l.id, l.seq, transfer.id, l.amount, l.balance, l.type, l.last_at
  from (select * from earned union all select * from released) as l, transfer
), shared as (
  insert into floor.ledger_queue (account_id, transfer_id, amount, type, created_at)
  select a.id, transfer.id, 33255, 'commission', now()
  from floor.ledger_accounts as a, transfer where a.kind = 'platform' and a.currency = 'XOF'
), closed as (
  update floor.journeys set closed_at = now() where request_id = $1
), counted as (
  insert into floor.figures_queue values ('-infinity', 'requests_now', 'in_progress', '', -1, 0),
    ('-infinity', 'requests_now', 'completed', '', 1, 0), ('2026-01-01', 'completed', '', 'XOF', 1, 221700),
    ('2026-01-01', 'commission', '', 'XOF', 1, 33255), ('2026-01-01', 'processing', '', '', 1, 60),
    ('2026-01-01', 'on_time', '', '', 1, 0)
), told as (
  insert into floor.notifications (user_id, type, title, message, data)
  values ($2, 'request', 'Livraison effectuée', 'Awa Diop 1 a livré votre marchandise Dakar → Bamako. Merci de votre confiance ; vous pouvez maintenant noter ce transport.', $13),
    ($3, 'payment', 'Gains versés', '188 445 FCFA ont été versés sur votre portefeuille pour le transport Dakar → Bamako. Commission de la plateforme : 33 255 FCFA.', $13)
), unread as (
  insert into floor.unread_changes (user_id, change) values ($2, 1), ($3, 1)
), remembered as (
  insert into floor.idempotency_keys (actor, key, operation, fingerprint, answer, expires_at)
  values ($3, $7, 'complete_transport_request', '\x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff',
    'true', now() + interval '24 hours')
), shown as (
  insert into floor.events (at, system, topic, recipient, kind, entity, entity_id, payload, actor)
  values (now(), 'floor', 'request:' || $1, null, 'request.updated', 'transport_requests', $1::text, $14, $3),
    (now(), 'floor', 'person', $2, 'notification.created', 'notifications', '12345', $15, $3),
    (now(), 'floor', 'person', $3, 'notification.created', 'notifications', '12346', $15, $3)
)
insert into floor.audit_logs (user_id, action, entity_type, entity_id, old_data, new_data, database_role, request_id,
  ip_address, user_agent)
values ($3, 'transport_request.complete', 'transport_requests', $1::text, $10, $11, 'authenticated', '6f1c0d7e-1',
  '203.0.113.9', 'Mozilla/5.0 (X11; Linux x86_64)')
