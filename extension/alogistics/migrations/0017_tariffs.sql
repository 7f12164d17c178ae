-- What a transport costs: versions of the tariff, surcharges between cities, quotes. Source: A-29.

create table alogistics.tariffs (
  id uuid primary key default gen_random_uuid(),
  name text not null check (length(name) between 1 and 100),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  rules jsonb not null check (jsonb_typeof(rules) = 'object'),
  valid tstzrange not null,
  created_by uuid references alogistics.profiles (id),
  created_at timestamptz not null default now(),
  constraint tariffs_validity check
    (not isempty(valid) and not upper_inc(valid) and lower_inc(valid) is distinct from lower_inf(valid)),
  -- At any moment a currency has one tariff.
  constraint tariffs_one_at_a_time exclude using gist (currency with =, valid with &&)
);
create index idx_tariffs_created_by on alogistics.tariffs (created_by);
comment on table alogistics.tariffs is
'Versions of the tariff; set_tariff() adds one. Once one is in force, only its end may change. History: audit_logs. Source: A-29.';
comment on column alogistics.tariffs.id is 'Key; a quote names the version that it was computed by.';
comment on column alogistics.tariffs.name is 'What people call it, 1 to 100 characters.';
comment on column alogistics.tariffs.currency is 'ISO 4217; of all amounts of the rules.';
comment on column alogistics.tariffs.rules is 'What the price is made of, amounts in minor units: docs/quotes.md.';
comment on column alogistics.tariffs.valid is 'From when on (included) until when (excluded) quotes are computed by it.';
comment on column alogistics.tariffs.created_by is 'The admin who set it; NULL for the system.';
comment on column alogistics.tariffs.created_at is 'When it was set.';

-- The tariff to begin with; night and weekend cost nothing more until an admin says so.
insert into alogistics.tariffs (name, currency, rules, valid) values
  ('standard', 'XOF', '{"base": 2000, "distance": [{"from_km": 0, "per_km": 150}], "per_100kg": 1500, "per_m3": 350,
    "transport_bps": {"standard": 10000, "express": 15000, "fragile": 13000, "refrigerated": 16000, "hazardous": 20000},
    "vehicle_bps": {"moto": 7000, "car": 8500, "van": 10000, "truck": 10000, "trailer": 11000},
    "night": {"bps": 0, "from_minute": 1320, "to_minute": 360}, "weekend": {"bps": 0, "days": [6, 7]},
    "minimum": 2500, "rounding": 50, "distance_max_km": 10000}', tstzrange(null, null));

create trigger prepare_tariff before insert or update on alogistics.tariffs
  for each row execute function alogistics.prepare_tariff();
create trigger guard_validity before update or delete on alogistics.tariffs
  for each row execute function alogistics.guard_validity();
create trigger deny_truncate before truncate on alogistics.tariffs
  for each statement execute function alogistics.deny_change();
create trigger audit_changes after insert or update or delete on alogistics.tariffs
  for each row execute function alogistics.audit_changes();
alter table alogistics.tariffs enable row level security;

create table alogistics.city_pair_surcharges (
  id uuid primary key default gen_random_uuid(),
  from_city text not null check (length(btrim(from_city)) between 1 and 200),
  to_city text not null check (length(btrim(to_city)) between 1 and 200),
  amount bigint not null check (amount > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  valid tstzrange not null,
  created_by uuid references alogistics.profiles (id),
  created_at timestamptz not null default now(),
  constraint surcharges_validity check
    (not isempty(valid) and not upper_inc(valid) and lower_inc(valid) is distinct from lower_inf(valid)),
  constraint surcharges_one_at_a_time exclude using gist
    (lower(btrim(from_city)) with =, lower(btrim(to_city)) with =, currency with =, valid with &&)
);
create index idx_surcharges_created_by on alogistics.city_pair_surcharges (created_by);
comment on table alogistics.city_pair_surcharges is
'What the way from one city to another costs more; the way back has a row of its own. Set by set_city_pair_surcharge().
Once one is in force, only its end may change. History: audit_logs. Source: A-29.';
comment on column alogistics.city_pair_surcharges.id is 'Key.';
comment on column alogistics.city_pair_surcharges.from_city is 'The city of the pick-up, whatever the case of its letters.';
comment on column alogistics.city_pair_surcharges.to_city is 'The city of the delivery, likewise.';
comment on column alogistics.city_pair_surcharges.amount is 'Minor units, more than 0.';
comment on column alogistics.city_pair_surcharges.currency is 'ISO 4217; of the amount.';
comment on column alogistics.city_pair_surcharges.valid is 'From when on (included) until when (excluded) quotes have it.';
comment on column alogistics.city_pair_surcharges.created_by is 'The admin who set it; NULL for the system.';
comment on column alogistics.city_pair_surcharges.created_at is 'When it was set.';
create trigger guard_validity before update or delete on alogistics.city_pair_surcharges
  for each row execute function alogistics.guard_validity();
create trigger deny_truncate before truncate on alogistics.city_pair_surcharges
  for each statement execute function alogistics.deny_change();
create trigger audit_changes after insert or update or delete on alogistics.city_pair_surcharges
  for each row execute function alogistics.audit_changes();
alter table alogistics.city_pair_surcharges enable row level security;

create type alogistics.distance_source as enum ('great_circle', 'external');
comment on type alogistics.distance_source is 'How a distance is known: great circle × road factor, or given from outside.';

create table alogistics.quotes (
  id uuid primary key default gen_random_uuid(),
  client_id uuid not null references alogistics.profiles (id),
  tariff_id uuid not null references alogistics.tariffs (id),
  transport_type alogistics.transport_type not null default 'standard',
  vehicle_type alogistics.vehicle_type,
  cargo_weight_kg double precision not null check (cargo_weight_kg > 0 and cargo_weight_kg <= 100000),
  cargo_volume_m3 double precision check (cargo_volume_m3 > 0 and cargo_volume_m3 <= 1000),
  pickup_city text,
  pickup_lat double precision not null check (pickup_lat between -90 and 90),
  pickup_lng double precision not null check (pickup_lng between -180 and 180),
  delivery_city text,
  delivery_lat double precision not null check (delivery_lat between -90 and 90),
  delivery_lng double precision not null check (delivery_lng between -180 and 180),
  stops jsonb not null default '[]'
    check (jsonb_typeof(stops) = 'array' and jsonb_array_length(stops) <= 19),
  pickup_date timestamptz not null,
  delivery_date timestamptz,
  legs_m bigint[] not null check (cardinality(legs_m) between 1 and 20),
  distance_m bigint not null check (distance_m >= 0),
  distance_source alogistics.distance_source not null default 'great_circle',
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  price bigint not null check (price > 0),
  lines jsonb not null check (jsonb_typeof(lines) = 'array'),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  consumed_at timestamptz,
  -- No reference: the quote is used before its request is there. The request refers to the quote.
  request_id uuid,
  constraint quotes_window check (delivery_date >= pickup_date),
  constraint quotes_life check (expires_at > created_at),
  constraint quotes_consumed check ((consumed_at is null) = (request_id is null))
);
create index idx_quotes_client on alogistics.quotes (client_id, created_at desc);
create index idx_quotes_tariff on alogistics.quotes (tariff_id);
comment on table alogistics.quotes is
'What a transport costs, line by line, until when, and for which request it was used. Visible to the client and staff.
An INSERT is priced by the table''s own trigger. Never changed but by being used, once. Source: A-29.';
comment on column alogistics.quotes.id is 'Key.';
comment on column alogistics.quotes.client_id is 'Whom it binds the platform to.';
comment on column alogistics.quotes.tariff_id is 'The version that it was computed by.';
comment on column alogistics.quotes.transport_type is 'What the transport needs.';
comment on column alogistics.quotes.vehicle_type is 'What it is carried with; NULL leaves the choice.';
comment on column alogistics.quotes.cargo_weight_kg is 'Kilograms, at most 100,000.';
comment on column alogistics.quotes.cargo_volume_m3 is 'Cubic metres, at most 1,000.';
comment on column alogistics.quotes.pickup_city is 'As the request says it; without it the quote is an indication.';
comment on column alogistics.quotes.pickup_lat is 'Degrees, WGS 84.';
comment on column alogistics.quotes.pickup_lng is 'Degrees, WGS 84.';
comment on column alogistics.quotes.delivery_city is 'As the request says it; without it the quote is an indication.';
comment on column alogistics.quotes.delivery_lat is 'Degrees, WGS 84.';
comment on column alogistics.quotes.delivery_lng is 'Degrees, WGS 84.';
comment on column alogistics.quotes.stops is 'Places in between, in order, at most 19: [{"lat", "lng", "city", "address"}, …].';
comment on column alogistics.quotes.pickup_date is 'Decides night and weekend, on the clock of platform.time_zone.';
comment on column alogistics.quotes.delivery_date is 'End of the window, if it is known.';
comment on column alogistics.quotes.legs_m is 'Metres by road from stop to stop; one element if the distance is external.';
comment on column alogistics.quotes.distance_m is 'Metres by road, the sum of the legs.';
comment on column alogistics.quotes.distance_source is 'How the distance is known.';
comment on column alogistics.quotes.currency is 'ISO 4217; of all amounts of this row.';
comment on column alogistics.quotes.price is 'Minor units, the sum of the lines.';
comment on column alogistics.quotes.lines is 'What the price is made of: [{"code", "amount", "text_fr", "text_en"}, …], amounts in minor units.';
comment on column alogistics.quotes.created_at is 'When it was made.';
comment on column alogistics.quotes.expires_at is 'Until when it can be used (excluded).';
comment on column alogistics.quotes.consumed_at is 'When a request was made with it.';
comment on column alogistics.quotes.request_id is 'The request that was made, or changed, with it.';
create trigger prepare_quote before insert on alogistics.quotes
  for each row execute function alogistics.prepare_quote();
create trigger guard_quote before update on alogistics.quotes
  for each row execute function alogistics.guard_quote();
create trigger deny_delete before delete or truncate on alogistics.quotes
  for each statement execute function alogistics.deny_change();
alter table alogistics.quotes enable row level security;

-- A quote is used once, whoever writes.
alter table alogistics.transport_requests
  add constraint requests_quote_used_once unique (quote_id),
  add constraint requests_quote_fkey foreign key (quote_id) references alogistics.quotes (id);
