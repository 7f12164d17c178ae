-- The steps of a moderator, the payment, the pick-up and the end. Each locks the request, looks, writes.

-- What each step knows of a job: the row, locked, and who its people are.
create type rival.job as (r rival.transport_requests, client_locale text, client_name text,
                          transporter_locale text, transporter_name text, route text);
create function rival.lock_job(p_request uuid) returns rival.job
language plpgsql security definer set search_path = '' as $$
declare
  j rival.job;
begin
  select r, c.locale, c.first_name || ' ' || c.last_name, t.locale, t.first_name || ' ' || t.last_name,
         r.pickup_city || ' → ' || r.delivery_city
  into j
  from rival.transport_requests as r
    join rival.profiles as c on c.id = r.client_id
    left join rival.profiles as t on t.id = r.assigned_transporter_id
  where r.id = p_request
  for no key update of r;
  if not found then
    raise exception 'not found' using errcode = 'PT404';
  end if;
  return j;
end
$$;

-- What was counted, in one row for each figure that changed.
create function rival.count_step(p_from text, p_to text, p_figure text, p_currency text, p_total bigint)
returns void language plpgsql security definer set search_path = '' as $$
begin
  insert into rival.figures_queue (at, figure, detail, currency, times, total)
  values ('-infinity', 'requests_now', p_from, '', -1, 0), ('-infinity', 'requests_now', p_to, '', 1, 0),
         (date_bin('15 minutes', now(), '2000-01-01'), p_figure, '', p_currency, 1, p_total);
end
$$;

create function rival.validate_transport_request(
  request_uuid uuid, price numeric default null, idempotency_key text default null)
returns boolean language plpgsql security definer set search_path = '' as $$
declare
  v_caller rival.profiles := rival.require_staff();
  j rival.job;
  v_after rival.transport_requests;
  v_due timestamptz;
begin
  if rival.take_key(v_caller.id, idempotency_key, 'validate_transport_request', concat_ws('|', request_uuid, price),
                    'true') is not null then
    return true;
  end if;
  j := rival.lock_job(request_uuid);
  if (j.r).status <> 'pending' then
    raise exception 'invalid transition' using errcode = 'PT409';
  end if;
  if price <= 0 or price <> trunc(price) then
    raise exception 'invalid amount' using errcode = 'PT400';
  end if;
  update rival.transport_requests
  set status = 'validated', final_price = coalesce(price::bigint, final_price, estimated_price),
      validated_by = v_caller.id, validated_at = now(), updated_at = now()
  where id = request_uuid
  returning * into v_after;
  v_due := case when v_after.pickup_date > now() then v_after.pickup_date else v_after.delivery_date end;
  insert into rival.deadlines as d (kind, subject_id, level, due_at, next_attempt_at)
  select 'unclaimed_request', request_uuid, l.level, l.due_at, l.due_at
  from (values (0, v_due - interval '24 hours'), (1, v_due)) as l(level, due_at)
  where l.level = 1 or l.due_at > now()
  on conflict (kind, subject_id, level) do update set due_at = excluded.due_at,
    next_attempt_at = excluded.due_at, attempts = 0, last_error = null, done_at = null;
  perform rival.count_step('pending', 'validated', 'validated', '',
                           extract(epoch from now() - v_after.created_at)::bigint);
  perform rival.tell(v_after.client_id, j.client_locale, 'request.validated.client', request_uuid, v_caller.id,
    jsonb_build_object('route', j.route, 'price', rival.money(v_after.final_price, j.client_locale)));
  perform rival.record('validate', v_caller.id, j.r, v_after, '{"status": "pending", "final_price": null}');
  return true;
end
$$;

create function rival.assign_transporter(
  request_uuid uuid, transporter_uuid uuid, vehicle_uuid uuid, idempotency_key text default null)
returns boolean language plpgsql security definer set search_path = '' as $$
declare
  v_caller rival.profiles := rival.require_staff();
  v_settings rival.settings;
  j rival.job;
  v_after rival.transport_requests;
  p rival.profiles;
  v rival.vehicles;
  v_last_day date;
  v_earnings bigint;
begin
  if rival.take_key(v_caller.id, idempotency_key, 'assign_transporter',
                    concat_ws('|', request_uuid, transporter_uuid, vehicle_uuid), 'true') is not null then
    return true;
  end if;
  j := rival.lock_job(request_uuid);
  if (j.r).status <> 'validated' then
    raise exception 'invalid transition' using errcode = 'PT409';
  end if;
  select * into v_settings from rival.settings;
  select * into p from rival.profiles where id = transporter_uuid for no key update;
  if not found or p.role <> 'transporter' or not p.is_active or not p.is_verified or p.id = (j.r).client_id then
    raise exception 'this transporter cannot carry' using errcode = 'PT422';
  end if;
  select * into v from rival.vehicles where id = vehicle_uuid for no key update;
  v_last_day := ((j.r).delivery_date at time zone v_settings.time_zone)::date;
  if not found or v.owner_id <> p.id or not v.is_verified or not v.is_available
     or v.capacity_kg < (j.r).cargo_weight_kg or coalesce(v.capacity_m3, 0) < coalesce((j.r).cargo_volume_m3, 0)
     or (v.type = 'moto' and (j.r).transport_type not in ('standard', 'express'))
     or (v.type = 'car' and (j.r).transport_type in ('refrigerated', 'hazardous')) then
    raise exception 'this vehicle does not do' using errcode = 'PT422';
  end if;
  if v_settings.required_papers <> 'none'
     and (v.insurance_expiry is null or v.insurance_expiry < v_last_day
          or v.inspection_expiry is null or v.inspection_expiry < v_last_day)
     or v_settings.required_papers = 'all' and not exists (
          select from rival.documents where profile_id = p.id and status = 'approved' and kind = 'licence'
            and valid_until >= v_last_day) then
    raise exception 'papers are missing' using errcode = 'PT422';
  end if;
  if exists (select from rival.transport_requests as o
             where o.assigned_vehicle_id = v.id and (o.status in ('assigned', 'in_progress') or o.disputed_from = 'in_progress')
               and tstzrange(o.pickup_date, o.delivery_date) && tstzrange((j.r).pickup_date, (j.r).delivery_date))
     or exists (select from rival.transport_requests as o
             where o.assigned_transporter_id = p.id
               and (o.status in ('assigned', 'in_progress') or o.disputed_from = 'in_progress')
               and tstzrange(o.pickup_date, o.delivery_date, '[)') && tstzrange((j.r).pickup_date, (j.r).delivery_date)) then
    raise exception 'busy' using errcode = 'PT409';
  end if;
  perform from rival.ledger_accounts
  where kind = 'wallet' and owner_id = p.id and currency = (j.r).currency and closed_at is null for no key update;
  if not found then
    raise exception 'wallet closed' using errcode = 'PT409';
  end if;
  update rival.transport_requests
  set status = 'assigned', assigned_transporter_id = p.id, assigned_vehicle_id = v.id,
      commission_bps = v_settings.commission_bps, assigned_by = v_caller.id, assigned_at = now(), updated_at = now()
  where id = request_uuid
  returning * into v_after;
  with closed as (
    update rival.offers set status = 'rejected', closed_at = now(), closed_by = v_caller.id
    where request_id = request_uuid and status = 'open'
  ), opened as (
    insert into rival.journeys (request_id, client_id, transporter_id, vehicle_id, tracking_token, watch_from)
    values (request_uuid, v_after.client_id, p.id, v.id,
            translate(left(encode(uuid_send(gen_random_uuid()), 'base64'), 22), '+/', '-_'), now())
    on conflict (request_id) do update set transporter_id = excluded.transporter_id, vehicle_id = excluded.vehicle_id,
      watch_from = excluded.watch_from, opened_at = null, closed_at = null
  ), fenced as (
    insert into rival.geofences (request_id, client_id, transporter_id, kind, name, shape, core, enter_m, exit_m)
    values (request_uuid, v_after.client_id, p.id, 'pickup', left(v_after.pickup_city, 200), 'circle',
            jsonb_build_array(jsonb_build_array(v_after.pickup_lng, v_after.pickup_lat)), 500, 750),
           (request_uuid, v_after.client_id, p.id, 'delivery', left(v_after.delivery_city, 200), 'circle',
            jsonb_build_array(jsonb_build_array(v_after.delivery_lng, v_after.delivery_lat)), 500, 750)
    on conflict (request_id, kind, coalesce(stop_position, 0)) where kind <> 'custom'
      do update set transporter_id = excluded.transporter_id
  ), dropped as (
    delete from rival.deadlines where kind = 'unclaimed_request' and subject_id = request_uuid and done_at is null
  ), joined as (
    insert into rival.events (at, system, topic, kind, entity, entity_id, payload, actor)
    values (clock_timestamp(), 'rival', 'request:' || request_uuid, 'access', 'transport_requests', request_uuid::text,
            jsonb_build_object('joined', jsonb_build_array(p.id)), v_caller.id)
  )
  insert into rival.deadlines as d (kind, subject_id, due_at, next_attempt_at)
  select 'unpaid_assignment', request_uuid, due, due
  from (select least(now() + v_settings.pay_hours,
                     case when v_after.pickup_date > now() then v_after.pickup_date end) as due) as l
  on conflict (kind, subject_id, level) do update set due_at = excluded.due_at,
    next_attempt_at = excluded.due_at, attempts = 0, last_error = null, done_at = null;
  perform rival.count_step('validated', 'assigned', 'assigned', '',
                           extract(epoch from now() - v_after.validated_at)::bigint);
  v_earnings := v_after.final_price - round(v_after.final_price * v_after.commission_bps / 10000.0);
  perform rival.tell(v_after.client_id, j.client_locale, 'request.assigned.client', request_uuid, v_caller.id,
    jsonb_build_object('route', j.route, 'transporter', p.first_name || ' ' || p.last_name, 'plate', v.plate_number));
  perform rival.tell(p.id, p.locale, 'request.assigned.transporter', request_uuid, v_caller.id,
    jsonb_build_object('route', j.route, 'earnings', rival.money(v_earnings, p.locale),
                       'pickup_date', to_char(v_after.pickup_date at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC'));
  perform rival.record('assign', v_caller.id, j.r, v_after,
                       '{"status": "validated", "assigned_transporter_id": null, "assigned_vehicle_id": null}');
  return true;
end
$$;
