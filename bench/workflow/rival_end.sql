-- The client pays, the transporter picks up and delivers.

create function rival.process_payment(request_uuid uuid, amount numeric, idempotency_key text default null)
returns boolean language plpgsql security definer set search_path = '' as $$
declare
  v_caller rival.profiles := rival.require_caller();
  j rival.job;
  v_after rival.transport_requests;
  w rival.ledger_accounts;
begin
  if rival.take_key(v_caller.id, idempotency_key, 'process_payment', concat_ws('|', request_uuid, amount),
                    'true') is not null then
    return true;
  end if;
  j := rival.lock_job(request_uuid);
  if (j.r).client_id <> v_caller.id then
    raise exception 'not found' using errcode = 'PT404';
  end if;
  if (j.r).status <> 'assigned' then
    raise exception 'invalid transition' using errcode = 'PT409';
  end if;
  if (j.r).final_price <> amount then
    raise exception 'amount mismatch' using errcode = 'PT422';
  end if;
  perform from rival.profiles where id = (j.r).assigned_transporter_id and is_active and is_verified for share;
  if not found then
    raise exception 'this transporter cannot carry' using errcode = 'PT422';
  end if;
  update rival.transport_requests set status = 'in_progress', paid_at = now(), updated_at = now()
  where id = request_uuid
  returning * into v_after;
  select * into w from rival.ledger_accounts
  where kind = 'wallet' and owner_id = v_caller.id and currency = v_after.currency for no key update;
  if not found or not w.is_active or w.closed_at is not null then
    raise exception 'wallet frozen' using errcode = 'PT403';
  end if;
  if w.balance < v_after.final_price then
    raise exception 'insufficient funds' using errcode = 'PT402';
  end if;
  with paid as (
    update rival.ledger_accounts
    set balance = balance - v_after.final_price, seq = seq + 1, last_at = greatest(last_at, clock_timestamp())
    where id = w.id returning id, seq, -v_after.final_price as amount, balance, 'debit' as type, last_at
  ), held as (
    insert into rival.ledger_accounts as a (kind, subject_id, currency, balance, seq, last_at)
    values ('escrow', request_uuid, v_after.currency, v_after.final_price, 1, clock_timestamp())
    on conflict (subject_id) where subject_id is not null
      do update set balance = a.balance + excluded.balance, seq = a.seq + 1, last_at = excluded.last_at
    returning id, seq, v_after.final_price as amount, balance, 'credit' as type, last_at
  ), transfer as (
    insert into rival.ledger_transfers (kind, request_id, actor_id, reason, idempotency_key, parties)
    values ('payment', request_uuid, v_caller.id, j.route, idempotency_key, array[v_caller.id]) returning id
  ), dropped as (
    delete from rival.deadlines where kind = 'unpaid_assignment' and subject_id = request_uuid and done_at is null
  ), due as (
    insert into rival.deadlines as d (kind, subject_id, due_at, next_attempt_at)
    select 'late_pickup', request_uuid, v_after.pickup_date + s.pickup_grace, v_after.pickup_date + s.pickup_grace
    from rival.settings as s
    on conflict (kind, subject_id, level) do update set due_at = excluded.due_at,
      next_attempt_at = excluded.due_at, attempts = 0, last_error = null, done_at = null
  ), opened as (
    update rival.journeys set opened_at = now(), closed_at = null where request_id = request_uuid
  )
  insert into rival.ledger_entries (account_id, seq, transfer_id, amount, balance_after, type, created_at)
  select l.id, l.seq, transfer.id, l.amount, l.balance, l.type::alogistics.wallet_transaction_type, l.last_at
  from (select * from paid union all select * from held) as l, transfer;
  perform rival.count_step('assigned', 'in_progress', 'paid', v_after.currency, v_after.final_price);
  perform rival.tell(v_after.client_id, j.client_locale, 'payment.held.client', request_uuid, v_caller.id,
    jsonb_build_object('route', j.route, 'amount', rival.money(v_after.final_price, j.client_locale)));
  perform rival.tell(v_after.assigned_transporter_id, j.transporter_locale, 'payment.held.transporter', request_uuid,
    v_caller.id, jsonb_build_object('route', j.route, 'amount', rival.money(v_after.final_price, j.transporter_locale)));
  perform rival.record('pay', v_caller.id, j.r, v_after, '{"status": "assigned"}');
  return true;
end
$$;

-- Whether it shows who took the goods, with a signature or a photograph.
create function rival.is_proof(p jsonb) returns boolean language sql immutable as $$
  select jsonb_typeof(p) = 'object' and length(p ->> 'received_by') between 1 and 200
    and (p ->> 'signature_sha256' ~ '^[0-9a-f]{64}$' or p ->> 'photo_sha256' ~ '^[0-9a-f]{64}$')
$$;

-- Without an advance on the earnings, as the setting says to begin with.
create function rival.confirm_pickup(request_uuid uuid, proof jsonb, idempotency_key text default null)
returns boolean language plpgsql security definer set search_path = '' as $$
declare
  v_caller rival.profiles := rival.require_caller();
  j rival.job;
  v_after rival.transport_requests;
begin
  if rival.take_key(v_caller.id, idempotency_key, 'confirm_pickup', concat_ws('|', request_uuid, proof),
                    'true') is not null then
    return true;
  end if;
  j := rival.lock_job(request_uuid);
  if (j.r).assigned_transporter_id is distinct from v_caller.id then
    raise exception 'not allowed' using errcode = 'PT403';
  end if;
  if (j.r).status <> 'in_progress' or (j.r).pickup_confirmed_at is not null then
    raise exception 'invalid transition' using errcode = 'PT409';
  end if;
  if rival.is_proof(proof) is not true then
    raise exception 'proof required' using errcode = 'PT422';
  end if;
  update rival.transport_requests set pickup_proof = proof, pickup_confirmed_at = now(), updated_at = now()
  where id = request_uuid
  returning * into v_after;
  delete from rival.deadlines where kind = 'late_pickup' and subject_id = request_uuid and done_at is null;
  perform rival.tell(v_after.client_id, j.client_locale, 'pickup.confirmed.client', request_uuid, v_caller.id,
                     jsonb_build_object('route', j.route));
  perform rival.record('pickup', v_caller.id, j.r, v_after, '{"pickup_confirmed_at": null}');
  return true;
end
$$;

create function rival.complete_transport_request(request_uuid uuid, proof jsonb, idempotency_key text default null)
returns boolean language plpgsql security definer set search_path = '' as $$
declare
  v_caller rival.profiles := rival.require_caller();
  j rival.job;
  v_after rival.transport_requests;
  v_commission bigint;
  v_escrow rival.ledger_accounts;
  v_wallet rival.ledger_accounts;
begin
  if rival.take_key(v_caller.id, idempotency_key, 'complete_transport_request', concat_ws('|', request_uuid, proof),
                    'true') is not null then
    return true;
  end if;
  j := rival.lock_job(request_uuid);
  if (j.r).assigned_transporter_id is distinct from v_caller.id then
    raise exception 'not allowed' using errcode = 'PT403';
  end if;
  if (j.r).status <> 'in_progress' then
    raise exception 'invalid transition' using errcode = 'PT409';
  end if;
  if rival.is_proof(proof) is not true then
    raise exception 'proof required' using errcode = 'PT422';
  end if;
  v_commission := round((j.r).final_price * (j.r).commission_bps / 10000.0);
  update rival.transport_requests
  set status = 'completed', proof_of_delivery = proof, platform_commission = v_commission,
      transporter_earnings = final_price - v_commission, completed_at = now(), updated_at = now()
  where id = request_uuid
  returning * into v_after;
  -- A wallet is always older than the escrow of its job, so this is the order of their ids.
  select * into v_wallet from rival.ledger_accounts
  where kind = 'wallet' and owner_id = v_caller.id and currency = v_after.currency for no key update;
  select * into v_escrow from rival.ledger_accounts where subject_id = request_uuid for no key update;
  if v_wallet.id is null or not v_wallet.is_active or v_wallet.closed_at is not null then
    raise exception 'wallet frozen' using errcode = 'PT403';
  end if;
  if v_escrow.balance is distinct from v_after.final_price - v_after.advance_paid then
    raise exception 'amount mismatch' using errcode = 'PT409';
  end if;
  with earned as (
    update rival.ledger_accounts
    set balance = balance + v_after.transporter_earnings - v_after.advance_paid, seq = seq + 1,
        last_at = greatest(last_at, clock_timestamp())
    where id = v_wallet.id
    returning id, seq, v_after.transporter_earnings - v_after.advance_paid as amount, balance, 'credit' as type, last_at
  ), released as (
    update rival.ledger_accounts set balance = 0, seq = seq + 1, last_at = greatest(last_at, clock_timestamp())
    where id = v_escrow.id returning id, seq, -v_escrow.balance as amount, balance, 'debit' as type, last_at
  ), transfer as (
    insert into rival.ledger_transfers (kind, request_id, actor_id, reason, idempotency_key, parties)
    values ('settlement', request_uuid, v_caller.id, j.route, idempotency_key, array[v_caller.id]) returning id
  ), shared as (
    insert into rival.ledger_queue (account_id, transfer_id, amount, type, created_at)
    select a.id, transfer.id, v_commission, 'commission', clock_timestamp()
    from rival.ledger_accounts as a, transfer where a.kind = 'platform' and a.currency = v_after.currency
  ), closed as (
    update rival.journeys set closed_at = now() where request_id = request_uuid and closed_at is null
  ), ended as (
    update rival.tracking_alerts set ended_at = greatest(started_at, now())
    where request_id = request_uuid and ended_at is null
  ), dropped as (
    delete from rival.deadlines where kind = 'late_pickup' and subject_id = request_uuid and done_at is null
  ), counted as (
    insert into rival.figures_queue (at, figure, detail, currency, times, total)
    select date_bin('15 minutes', now(), '2000-01-01'), f.figure, '', f.currency, 1, f.total
    from (values ('commission', v_after.currency, v_commission),
                 ('processing', '', extract(epoch from now() - v_after.created_at)::bigint),
                 ('on_time', '', 0)) as f(figure, currency, total)
    where f.figure <> 'on_time' or now() <= v_after.delivery_date
  )
  insert into rival.ledger_entries (account_id, seq, transfer_id, amount, balance_after, type, created_at)
  select l.id, l.seq, transfer.id, l.amount, l.balance, l.type::alogistics.wallet_transaction_type, l.last_at
  from (select * from earned union all select * from released) as l, transfer;
  perform rival.count_step('in_progress', 'completed', 'completed', v_after.currency, v_after.final_price);
  perform rival.tell(v_after.client_id, j.client_locale, 'request.completed.client', request_uuid, v_caller.id,
    jsonb_build_object('route', j.route, 'transporter', j.transporter_name));
  perform rival.tell(v_caller.id, v_caller.locale, 'payment.released.transporter', request_uuid, v_caller.id,
    jsonb_build_object('route', j.route,
                       'amount', rival.money(v_after.transporter_earnings, v_caller.locale),
                       'commission', rival.money(v_commission, v_caller.locale)));
  perform rival.record('complete', v_caller.id, j.r, v_after, '{"status": "in_progress", "completed_at": null}');
  return true;
end
$$;
grant usage on schema rival to authenticated;
grant execute on all functions in schema rival to authenticated;
