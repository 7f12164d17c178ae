#include "alogistics/quotes.hpp"

#include "alogistics/checks.hpp"
#include "alogistics/pricing.hpp"
#include "alogistics/request_row.hpp"
#include "domain/freight/binding.hpp"
#include "pg/direct_table.hpp"
#include "pg/enum.hpp"
#include "pg/random.hpp"
#include "pg/transaction.hpp"
#include "socle/platform_settings.hpp"

namespace socle::alogistics {

namespace {

constinit pg::Statement<Uuid, Uuid> lock_quote{
    "select transport_type::text, vehicle_type::text, cargo_weight_kg, cargo_volume_m3,"
    "   pickup_city, delivery_city, pickup_lat, pickup_lng, delivery_lat, delivery_lng, stops,"
    "   pickup_date, consumed_at is not null, expires_at, currency, distance_m, price"
    " from alogistics.quotes where id = $1 and client_id = $2 for no key update"};

constinit pg::Statement<Uuid, Uuid> set_consumed{
    "update alogistics.quotes set consumed_at = clock_timestamp(), request_id = $2 where id = $1"};

// As extension/alogistics/migrations/0017_tariffs.sql makes it. What prepare_quote does for whoever
// inserts, quote_anew() does itself.
constexpr pg::ExpectedColumn columns[] = {
    {"id", "uuid"},
    {"client_id", "uuid"},
    {"tariff_id", "uuid"},
    {"transport_type", "transport_type"},
    {"vehicle_type", "vehicle_type"},
    {"cargo_weight_kg", "float8"},
    {"cargo_volume_m3", "float8"},
    {"pickup_city", "text"},
    {"pickup_lat", "float8"},
    {"pickup_lng", "float8"},
    {"delivery_city", "text"},
    {"delivery_lat", "float8"},
    {"delivery_lng", "float8"},
    {"stops", "jsonb"},
    {"pickup_date", "timestamptz"},
    {"delivery_date", "timestamptz"},
    {"legs_m", "_int8"},
    {"distance_m", "int8"},
    {"distance_source", "distance_source"},
    {"currency", "text"},
    {"price", "int8"},
    {"lines", "jsonb"},
    {"created_at", "timestamptz"},
    {"expires_at", "timestamptz"},
    {"consumed_at", "timestamptz"},
    {"request_id", "uuid"},
};
constexpr pg::DirectTable table{"quotes", columns, pg::checked_here, "prepare_quote"};

freight::Transport transport_of(const pg::Row& row) {
  return {transport_type_of(row),
          vehicle_type_of(row),
          row.get<double>("cargo_weight_kg"),
          row.get<std::optional<double>>("cargo_volume_m3"),
          row.get<std::string>("pickup_city"),
          row.get<std::string>("delivery_city"),
          {row.get<double>("pickup_lat"), row.get<double>("pickup_lng")},
          {row.get<double>("delivery_lat"), row.get<double>("delivery_lng")},
          places_of(row.get<std::string>("stops")),
          row.get<pg::Timestamp>("pickup_date").microseconds};
}

void take_over(pg::Row& request, const Uuid& quote, std::int64_t distance, money::Minor price) {
  request.set("quote_id", quote);
  request.set("distance_m", distance);
  request.set("estimated_price", price);
}

}  // namespace

void take_quote(pg::Row& request) {
  const Uuid id = request.get<Uuid>("quote_id");
  using Text = std::optional<std::string>;
  pg::Spi spi;
  const auto found =
      spi.row<std::string, Text, double, std::optional<double>, Text, Text, double, double, double,
              double, pg::Json, pg::Timestamp, bool, pg::Timestamp, std::string, std::int64_t,
              std::int64_t>(lock_quote, id, client_of(request));
  if (!found) refuse_missing("quote", id);
  const auto& [type, vehicle, weight, volume, from, to, pickup_lat, pickup_lng, delivery_lat,
               delivery_lng, stops, pickup_date, is_used, expires, currency, distance, price] =
      *found;
  const freight::Transport quoted{freight::parse_transport_type(type).value(),
                                  parse_vehicle(vehicle),
                                  weight,
                                  volume,
                                  from,
                                  to,
                                  {pickup_lat, pickup_lng},
                                  {delivery_lat, delivery_lng},
                                  places_of(stops.text),
                                  pickup_date.microseconds};
  pg::check(freight::check_binding({is_used, expires.microseconds}, pg::wall_time(), quoted,
                                   transport_of(request)));
  spi.run(set_consumed, id, request_id(request));
  request.set("currency", currency);
  take_over(request, id, distance, price);
}

void quote_anew(pg::Row& request, pg::Schema system) {
  const std::vector<std::int64_t> legs = measure_legs(request, system);
  const std::int64_t now = pg::wall_time();
  const Pricing pricing = price(request, legs, now, system);
  const std::int64_t valid_us = integer_setting(system, "quote.valid_minutes") * pg::minute_us;
  const Uuid id = pg::random_uuid();
  const NullableDatum row[] = {
      pg::write_datum(id),
      request.datum("client_id"),
      pg::write_datum(pricing.tariff),
      request.datum("transport_type"),
      request.datum("vehicle_type"),
      request.datum("cargo_weight_kg"),
      request.datum("cargo_volume_m3"),
      request.datum("pickup_city"),
      request.datum("pickup_lat"),
      request.datum("pickup_lng"),
      request.datum("delivery_city"),
      request.datum("delivery_lat"),
      request.datum("delivery_lng"),
      request.datum("stops"),
      request.datum("pickup_date"),
      request.datum("delivery_date"),
      pg::write_datum(legs),
      pg::write_datum(pricing.quote.distance_m),
      {pg::enum_value(system, "distance_source", "great_circle"), false},
      request.datum("currency"),
      pg::write_datum(pricing.quote.price),
      pg::write_datum(pg::Json{freight::lines_json(pricing.quote.lines)}),
      pg::write_datum(pg::Timestamp{now}),
      pg::write_datum(pg::Timestamp{now + valid_us}),
      pg::write_datum(pg::Timestamp{now}),
      request.datum("id"),
  };
  static_assert(std::size(row) == std::size(columns));
  pg::OpenTable(system, table).insert(row);
  take_over(request, id, pricing.quote.distance_m, pricing.quote.price);
}

}  // namespace socle::alogistics
