-- The price of a transport by the tariff in force, line by line, and the first step.

create function rival.line(p_code text, p_amount bigint, p_french text, p_english text) returns jsonb
language sql stable
as $$ select jsonb_build_object('code', p_code, 'amount', p_amount, 'text_fr', p_french, 'text_en', p_english) $$;

create function rival.distance_m(p_lat1 float8, p_lng1 float8, p_lat2 float8, p_lng2 float8) returns float8
language sql immutable
as $$ select 2 * 6371008.8 * asin(least(1, sqrt(sind((p_lat2 - p_lat1) / 2) ^ 2
             + cosd(p_lat1) * cosd(p_lat2) * sind((p_lng2 - p_lng1) / 2) ^ 2))) $$;

-- Fills in what a quote is made of: the tariff, distance, price and lines.
create function rival.price(q rival.quotes, s rival.settings) returns rival.quotes
language plpgsql stable security definer set search_path = '' as $$
declare
  v_tariff rival.tariffs;
  v_pickup timestamp := q.pickup_date at time zone s.time_zone;
  v_minute integer := extract(hour from v_pickup) * 60 + extract(minute from v_pickup);
  v_surcharge bigint;
  v_stop jsonb;
  v_step jsonb;
  v_lat float8 := q.pickup_lat;
  v_lng float8 := q.pickup_lng;
  v_km bigint;
  v_from bigint;
  v_to bigint;
  v_units bigint;
  v_exact numeric;
  v_before bigint;
  v_bps bigint;
begin
  select * into v_tariff from rival.tariffs where currency = q.currency and valid @> q.created_at;
  if not found then
    raise exception 'no tariff rule' using errcode = 'PT422';
  end if;
  select amount into v_surcharge from rival.city_pair_surcharges
  where lower(btrim(from_city)) = lower(btrim(q.pickup_city)) and lower(btrim(to_city)) = lower(btrim(q.delivery_city))
    and currency = q.currency and valid @> q.created_at;
  q.tariff_id := v_tariff.id;
  q.legs_m := '{}';
  for v_stop in select value from jsonb_array_elements(q.stops)
                union all select jsonb_build_object('lat', q.delivery_lat, 'lng', q.delivery_lng)
  loop
    q.legs_m := q.legs_m || ceil(rival.distance_m(v_lat, v_lng, (v_stop ->> 'lat')::float8, (v_stop ->> 'lng')::float8)
                                 * s.road_factor_bps / 10000)::bigint;
    v_lat := (v_stop ->> 'lat')::float8;
    v_lng := (v_stop ->> 'lng')::float8;
  end loop;
  q.distance_m := (select sum(m) from unnest(q.legs_m) as m);
  if q.distance_m > (v_tariff.rules ->> 'distance_max_km')::bigint * 1000 then
    raise exception 'distance out of range' using errcode = 'PT422';
  end if;
  v_km := (q.distance_m + 999) / 1000;
  v_exact := (v_tariff.rules ->> 'base')::bigint;
  q.lines := jsonb_build_array(rival.line('base', v_exact::bigint, 'Prise en charge', 'Base price'));
  for v_step in select value from jsonb_array_elements(v_tariff.rules -> 'distance') loop
    v_from := (v_step ->> 'from_km')::bigint;
    v_to := coalesce((select min((n.value ->> 'from_km')::bigint)
                      from jsonb_array_elements(v_tariff.rules -> 'distance') as n
                      where (n.value ->> 'from_km')::bigint > v_from), v_km);
    v_units := least(v_to, v_km) - v_from;
    if v_units > 0 then
      v_exact := v_exact + v_units * (v_step ->> 'per_km')::bigint;
      q.lines := q.lines || rival.line('distance', v_units * (v_step ->> 'per_km')::bigint,
        rival.number(v_units, 'fr') || ' km × ' || rival.money((v_step ->> 'per_km')::bigint, 'fr'),
        rival.number(v_units, 'en') || ' km × ' || rival.money((v_step ->> 'per_km')::bigint, 'en'));
    end if;
  end loop;
  v_units := ceil(q.cargo_weight_kg / 100);
  v_bps := (v_tariff.rules ->> 'per_100kg')::bigint;
  v_exact := v_exact + v_units * v_bps;
  q.lines := q.lines || rival.line('weight', v_units * v_bps,
    'Poids : ' || rival.number(v_units, 'fr') || ' × 100 kg × ' || rival.money(v_bps, 'fr'),
    'Weight: ' || rival.number(v_units, 'en') || ' × 100 kg × ' || rival.money(v_bps, 'en'));
  if q.cargo_volume_m3 is not null then
    v_units := ceil(q.cargo_volume_m3);
    v_bps := (v_tariff.rules ->> 'per_m3')::bigint;
    v_exact := v_exact + v_units * v_bps;
    q.lines := q.lines || rival.line('volume', v_units * v_bps,
      'Volume : ' || rival.number(v_units, 'fr') || ' m³ × ' || rival.money(v_bps, 'fr'),
      'Volume: ' || rival.number(v_units, 'en') || ' m³ × ' || rival.money(v_bps, 'en'));
  end if;
  v_before := floor(v_exact);
  v_exact := v_exact * (v_tariff.rules -> 'transport_bps' ->> q.transport_type::text)::bigint / 10000;
  if q.vehicle_type is not null then
    v_exact := v_exact * (v_tariff.rules -> 'vehicle_bps' ->> q.vehicle_type::text)::bigint / 10000;
  end if;
  if floor(v_exact) <> v_before then
    q.lines := q.lines || rival.line('multipliers', floor(v_exact)::bigint - v_before, 'Type', 'Type');
  end if;
  v_before := floor(v_exact);
  v_bps := 0;
  if v_minute >= (v_tariff.rules -> 'night' ->> 'from_minute')::integer
     or v_minute < (v_tariff.rules -> 'night' ->> 'to_minute')::integer then
    v_bps := (v_tariff.rules -> 'night' ->> 'bps')::bigint;
  end if;
  if v_tariff.rules -> 'weekend' -> 'days' @> to_jsonb(extract(isodow from v_pickup)::integer) then
    v_bps := v_bps + (v_tariff.rules -> 'weekend' ->> 'bps')::bigint;
  end if;
  v_exact := greatest(v_exact * (10000 + v_bps) / 10000 + coalesce(v_surcharge, 0), (v_tariff.rules ->> 'minimum')::bigint);
  q.price := ceil(v_exact / (v_tariff.rules ->> 'rounding')::bigint) * (v_tariff.rules ->> 'rounding')::bigint;
  if q.price <> v_before then
    q.lines := q.lines || rival.line('supplements', q.price - v_before, 'Suppléments', 'Supplements');
  end if;
  return q;
end
$$;

create function rival.create_transport_request(
  cargo_description text, cargo_weight_kg double precision,
  pickup_address text, pickup_city text, pickup_lat double precision, pickup_lng double precision,
  delivery_address text, delivery_city text, delivery_lat double precision, delivery_lng double precision,
  pickup_date timestamptz, delivery_date timestamptz,
  transport_type alogistics.transport_type default 'standard', cargo_volume_m3 double precision default null,
  vehicle_type alogistics.vehicle_type default null, stops jsonb default '[]', idempotency_key text default null)
returns rival.transport_requests language plpgsql security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_caller rival.profiles := rival.require_caller();
  v_settings rival.settings;
  v_id uuid := gen_random_uuid();
  v_before jsonb;
  q rival.quotes;
  r rival.transport_requests;
begin
  if v_caller.role <> 'client' then
    raise exception 'for clients only' using errcode = 'PT403';
  end if;
  v_before := rival.take_key(v_caller.id, idempotency_key, 'create_transport_request',
    concat_ws('|', cargo_description, cargo_weight_kg, pickup_address, pickup_city, pickup_lat, pickup_lng, delivery_address,
              delivery_city, delivery_lat, delivery_lng, pickup_date, delivery_date, transport_type, cargo_volume_m3,
              vehicle_type, stops), to_jsonb(v_id));
  if v_before is not null then
    select * into r from rival.transport_requests where id = (v_before #>> '{}')::uuid;
    return r;
  end if;
  if btrim(cargo_description) = '' or octet_length(cargo_description) > 2000 or btrim(pickup_address) = ''
     or octet_length(pickup_address) > 500 or btrim(pickup_city) = '' or octet_length(pickup_city) > 200
     or btrim(delivery_address) = '' or octet_length(delivery_address) > 500 or btrim(delivery_city) = ''
     or octet_length(delivery_city) > 200 or not cargo_weight_kg between 0.001 and 100000
     or cargo_volume_m3 <= 0 or cargo_volume_m3 > 1000 or not pickup_lat between -90 and 90
     or not pickup_lng between -180 and 180 or not delivery_lat between -90 and 90
     or not delivery_lng between -180 and 180 or delivery_date <= pickup_date or delivery_date < now()
     or jsonb_typeof(stops) <> 'array' or jsonb_array_length(stops) > 19 then
    raise exception 'invalid value' using errcode = 'PT400';
  end if;
  select * into v_settings from rival.settings;
  q.id := gen_random_uuid();
  q.client_id := v_caller.id;
  q.transport_type := transport_type;
  q.vehicle_type := vehicle_type;
  q.cargo_weight_kg := cargo_weight_kg;
  q.cargo_volume_m3 := cargo_volume_m3;
  q.pickup_city := pickup_city;
  q.pickup_lat := pickup_lat;
  q.pickup_lng := pickup_lng;
  q.delivery_city := delivery_city;
  q.delivery_lat := delivery_lat;
  q.delivery_lng := delivery_lng;
  q.stops := stops;
  q.pickup_date := pickup_date;
  q.delivery_date := delivery_date;
  q.distance_source := 'great_circle';
  q.currency := v_settings.currency;
  q.created_at := clock_timestamp();
  q.expires_at := q.created_at + v_settings.quote_valid;
  q.consumed_at := q.created_at;
  q.request_id := v_id;
  q := rival.price(q, v_settings);
  insert into rival.quotes values (q.*);
  insert into rival.transport_requests
    (id, client_id, transport_type, vehicle_type, cargo_description, cargo_weight_kg, cargo_volume_m3, pickup_address,
     pickup_city, pickup_lat, pickup_lng, delivery_address, delivery_city, delivery_lat, delivery_lng, stops, pickup_date,
     delivery_date, quote_id, distance_m, currency, estimated_price)
  values
    (v_id, v_caller.id, transport_type, vehicle_type, cargo_description, cargo_weight_kg, cargo_volume_m3, pickup_address,
     pickup_city, pickup_lat, pickup_lng, delivery_address, delivery_city, delivery_lat, delivery_lng, stops, pickup_date,
     delivery_date, q.id, q.distance_m, q.currency, q.price)
  returning * into r;
  insert into rival.figures_queue (at, figure, detail, currency, times, total)
  values (date_bin('15 minutes', now(), '2000-01-01'), 'requests', '', '', 1, 0),
         ('-infinity', 'requests_now', 'pending', '', 1, 0);
  perform rival.tell(v_caller.id, v_caller.locale, 'request.created.client', r.id, v_caller.id,
    jsonb_build_object('route', r.pickup_city || ' → ' || r.delivery_city,
                       'price', rival.money(r.estimated_price, v_caller.locale)));
  perform rival.record('create', v_caller.id, null, r, null);
  return r;
end
$$;
