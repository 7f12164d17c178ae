-- What a good developer would write on Supabase for the same tables: who calls, keys of calls, notifications,
-- and the price. Functions run with their owner's rights and check for themselves; no trigger is in the way.

-- One row, so that one look reads them all.
create table rival.settings (
  currency text not null, time_zone text not null, road_factor_bps integer not null, quote_valid interval not null,
  commission_bps integer not null, debit_at text not null, pay_hours interval not null,
  pickup_grace interval not null, keys_live interval not null, required_papers text not null, proof text not null
);
insert into rival.settings values
  ('XOF', 'Africa/Dakar', 13000, '60 minutes', 1500, 'assignment', '24 hours', '4 hours', '24 hours', 'vehicle', 'any');

-- As auth.uid() of Supabase, which looks into two settings. The first is one that our library does not watch.
create function rival.uid() returns uuid language sql stable
as $$ select (coalesce(nullif(current_setting('rival.claims', true), ''),
                       nullif(current_setting('request.jwt.claims', true), ''))::jsonb ->> 'sub')::uuid $$;

create function rival.require_caller() returns rival.profiles
language plpgsql stable security definer set search_path = '' as $$
declare
  v_caller rival.profiles;
begin
  select * into v_caller from rival.profiles where id = rival.uid();
  if not found then
    raise exception 'authentication required' using errcode = 'PT401';
  end if;
  if not v_caller.is_active then
    raise exception 'account disabled' using errcode = 'PT403';
  end if;
  return v_caller;
end
$$;

create function rival.require_staff() returns rival.profiles
language plpgsql stable security definer set search_path = '' as $$
declare
  v_caller rival.profiles := rival.require_caller();
begin
  if v_caller.role not in ('moderator', 'admin') then
    raise exception 'for staff only' using errcode = 'PT403';
  end if;
  return v_caller;
end
$$;

-- Takes a key together with its answer, which these functions know beforehand; the answer of before if it was taken.
create function rival.take_key(p_actor uuid, p_key text, p_operation text, p_arguments text, p_answer jsonb)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_fingerprint bytea := sha256(convert_to(p_arguments, 'UTF8'));
  v_taken rival.idempotency_keys;
begin
  if p_key is null then
    return null;
  end if;
  insert into rival.idempotency_keys as k (actor, key, operation, fingerprint, answer, expires_at)
  values (p_actor::text, p_key, p_operation, v_fingerprint, p_answer, now() + (select keys_live from rival.settings))
  on conflict (actor, key) do update set operation = excluded.operation, fingerprint = excluded.fingerprint,
    answer = excluded.answer, created_at = now(), expires_at = excluded.expires_at
  where k.expires_at <= clock_timestamp();
  if found then
    return null;
  end if;
  select * into v_taken from rival.idempotency_keys where actor = p_actor::text and key = p_key;
  if v_taken.operation <> p_operation or v_taken.fingerprint <> v_fingerprint then
    raise exception 'idempotency key reused' using errcode = 'PT422';
  end if;
  return v_taken.answer;
end
$$;

create function rival.number(p_number bigint, p_locale text) returns text language sql stable
as $$ select case p_locale when 'fr' then translate(to_char(p_number, 'FM999,999,999,999'), ',', U&'\202F')
                           else to_char(p_number, 'FM999,999,999,999') end $$;
create function rival.money(p_amount bigint, p_locale text) returns text language sql stable
as $$ select rival.number(p_amount, p_locale) || U&'\00A0FCFA' $$;

-- One notification, what is unread, and the event that tells the app; a sender would be queued where the type or
-- the reader has channels, which nobody here has.
create function rival.tell(p_person uuid, p_locale text, p_key text, p_request uuid, p_actor uuid, p_parameters jsonb)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_has_channels boolean;
begin
  with told as (
    insert into rival.notifications (user_id, type, title, message, data)
    select p_person, t.type, x.title,
           replace(replace(replace(replace(replace(replace(replace(replace(x.message,
             '{route}', coalesce(p_parameters ->> 'route', '')), '{price}', coalesce(p_parameters ->> 'price', '')),
             '{amount}', coalesce(p_parameters ->> 'amount', '')),
             '{commission}', coalesce(p_parameters ->> 'commission', '')),
             '{earnings}', coalesce(p_parameters ->> 'earnings', '')),
             '{pickup_date}', coalesce(p_parameters ->> 'pickup_date', '')),
             '{transporter}', coalesce(p_parameters ->> 'transporter', '')),
             '{plate}', coalesce(p_parameters ->> 'plate', '')),
           jsonb_build_object('template', p_key, 'request_id', p_request, 'parameters', p_parameters)
    from rival.notification_types as t
      join rival.notification_templates as x on x.key = t.key and x.locale = p_locale
    where t.key = p_key
    returning id, type, title, message, data, is_read, read_at, created_at
  ), counted as (
    insert into rival.unread_changes (user_id, change) values (p_person, 1)
  ), shown as (
    insert into rival.events (at, system, topic, recipient, kind, entity, entity_id, payload, actor)
    select clock_timestamp(), 'rival', 'person', p_person, 'notification.created', 'notifications', told.id::text,
           jsonb_build_object('new', to_jsonb(told)), p_actor
    from told
  )
  select t.channels <> '{}' or exists (select from rival.channel_preferences where user_id = p_person and is_wanted)
  into v_has_channels from rival.notification_types as t where t.key = p_key;
  if v_has_channels then
    raise exception 'somebody wants mail, which this bench does not send';
  end if;
end
$$;

-- What an event shows of a request.
create function rival.shown(r rival.transport_requests) returns jsonb language sql stable as $$
  select jsonb_build_object(
    'id', r.id, 'status', r.status, 'status_reason', r.status_reason, 'currency', r.currency,
    'estimated_price', r.estimated_price, 'final_price', r.final_price, 'client_id', r.client_id,
    'assigned_transporter_id', r.assigned_transporter_id, 'assigned_vehicle_id', r.assigned_vehicle_id,
    'pickup_date', r.pickup_date, 'delivery_date', r.delivery_date, 'pickup_city', r.pickup_city,
    'delivery_city', r.delivery_city, 'pickup_confirmed_at', r.pickup_confirmed_at, 'completed_at', r.completed_at,
    'cancelled_at', r.cancelled_at)
$$;

-- The audit row and the event of a change.
create function rival.record(p_event text, p_actor uuid, p_before rival.transport_requests,
                             p_after rival.transport_requests, p_changed jsonb)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_headers jsonb := nullif(current_setting('rival.headers', true), '')::jsonb;
begin
  with audited as (
    insert into rival.audit_logs (user_id, action, entity_type, entity_id, old_data, new_data, database_role,
                                  request_id, ip_address, user_agent)
    values (p_actor, 'transport_request.' || p_event, 'transport_requests', p_after.id::text,
            case when p_before.id is not null then to_jsonb(p_before) end, to_jsonb(p_after),
            current_setting('role'), v_headers ->> 'x-request-id', v_headers ->> 'x-forwarded-for',
            v_headers ->> 'user-agent')
  )
  insert into rival.events (at, system, topic, kind, entity, entity_id, payload, actor)
  values (clock_timestamp(), 'rival', 'request:' || p_after.id,
          case when p_before.id is null then 'request.created' else 'request.updated' end, 'transport_requests',
          p_after.id::text,
          case when p_before.id is null then jsonb_build_object('new', rival.shown(p_after))
               else jsonb_build_object('new', rival.shown(p_after), 'old', p_changed) end,
          p_actor);
end
$$;
