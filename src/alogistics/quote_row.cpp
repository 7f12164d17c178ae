// Triggers of quotes, and place_quote(): what a transport costs by the tariff in force. Whoever
// inserts a quote, the price is computed here.
#include "alogistics/checks.hpp"
#include "alogistics/pricing.hpp"
#include "alogistics/request_row.hpp"
#include "alogistics/system.hpp"
#include "pg/transaction.hpp"
#include "socle/idempotency.hpp"
#include "socle/platform_settings.hpp"

namespace socle::alogistics {

namespace {

constinit pg::Statement<pg::JsonDatum> insert_quote{
    "insert into alogistics.quotes (client_id, transport_type, vehicle_type, cargo_weight_kg,"
    "   cargo_volume_m3, pickup_city, pickup_lat, pickup_lng, delivery_city, delivery_lat,"
    "   delivery_lng, stops, pickup_date, delivery_date, distance_m, distance_source)"
    " select client_id, transport_type, vehicle_type, cargo_weight_kg,"
    "   cargo_volume_m3, pickup_city, pickup_lat, pickup_lng, delivery_city, delivery_lat,"
    "   delivery_lng, coalesce(stops, '[]'), pickup_date, delivery_date, distance_m,"
    "   coalesce(distance_source, 'great_circle')"
    " from jsonb_populate_record(null::alogistics.quotes, $1)"
    " returning id"};

void check_dates(const pg::Row& row) {
  const std::int64_t pickup = row.get<pg::Timestamp>("pickup_date").microseconds;
  const auto delivery = row.get<std::optional<pg::Timestamp>>("delivery_date");
  const std::int64_t end = delivery ? delivery->microseconds : pickup;
  pg::check(delivery ? freight::check_window(pickup, end)
                     : freight::check_date("pickup_date", pickup));
  if (end < pg::transaction_time())
    refuse_value(delivery ? "delivery_date" : "pickup_date", "in the past");
}

// Given from outside by the system, or measured.
std::vector<std::int64_t> legs_of(const pg::Row& row, const Caller& caller, pg::Schema system) {
  std::vector<std::int64_t> legs = measure_legs(row, system);
  if (row.get<std::string>("distance_source") == "great_circle") return legs;
  if (!caller.is_system)
    throw pg::Refused(Refusal(errors::not_allowed)
                          .with("field", "road_distance_m")
                          .with_json("allowed_for", R"(["system"])"));
  check_given(row, "distance_m");
  return {row.get<std::int64_t>("distance_m")};
}

void prepare_quote(pg::Trigger& trigger) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  pg::Row& row = trigger.new_row();
  for (const char* column :
       {"client_id", "transport_type", "cargo_weight_kg", "pickup_lat", "pickup_lng",
        "delivery_lat", "delivery_lng", "stops", "pickup_date", "distance_source"})
    check_given(row, column);
  // Whoever makes a request is checked there.
  const bool is_for_request = !row.is_null("request_id");
  if (!is_for_request) check_client(system, caller, client_of(row));
  check_dates(row);
  if (row.is_null("currency")) row.set("currency", text_setting(system, "platform.currency"));
  const std::vector<std::int64_t> legs = legs_of(row, caller, system);
  const std::int64_t now = pg::wall_time();
  const Pricing pricing = price(row, legs, now, system);
  row.set("tariff_id", pricing.tariff);
  row.set("distance_m", pricing.quote.distance_m);
  row.set("price", pricing.quote.price);
  row.set("lines", freight::lines_json(pricing.quote.lines));
  row.set("legs_m", legs);
  row.set("created_at", pg::Timestamp{now});
  row.set("expires_at",
          pg::Timestamp{now + integer_setting(system, "quote.valid_minutes") * pg::minute_us});
  if (is_for_request)
    row.set("consumed_at", pg::Timestamp{now});
  else
    row.set_null("consumed_at");
}

void guard_quote(pg::Trigger& trigger) {
  const pg::Row& before = trigger.old_row();
  const pg::Row& after = trigger.new_row();
  for (const char* column : {"id",           "client_id",       "tariff_id",       "transport_type",
                             "vehicle_type", "cargo_weight_kg", "cargo_volume_m3", "pickup_city",
                             "pickup_lat",   "pickup_lng",      "delivery_city",   "delivery_lat",
                             "delivery_lng", "stops",           "pickup_date",     "delivery_date",
                             "legs_m",       "distance_m",      "distance_source", "currency",
                             "price",        "lines",           "created_at",      "expires_at"})
    if (pg::Row::differs(before, after, column))
      throw pg::Refused(Refusal(errors::append_only).with("table", "quotes"));
  if (!before.is_null("consumed_at")) throw pg::Refused(Refusal(errors::quote_used));
}

Uuid place_quote(const std::optional<pg::JsonDatum>& transport, const OptionalText& key) {
  const pg::Schema system = require_tables();
  require_caller(system);
  const pg::JsonDatum& columns = require(transport, "transport");
  if (!pg::is_object(columns)) refuse_value("transport", "not a JSON object");
  return once(system, "quote_transport", key, Arguments(columns), [&] {
    const pg::AsRole owner(pg::owner_of(system));
    pg::Spi spi;
    return std::get<0>(spi.row<Uuid>(insert_quote, columns).value());
  });
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_TRIGGER(alogistics_prepare_quote, socle::alogistics::prepare_quote);
SOCLE_TRIGGER(alogistics_guard_quote, socle::alogistics::guard_quote);
SOCLE_EXPORT(alogistics_place_quote, socle::alogistics::place_quote);
