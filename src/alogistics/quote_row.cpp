// Triggers of quotes, and place_quote(): what a transport costs by the tariff in force. Whoever
// inserts a quote, the price is computed here.
#include "alogistics/checks.hpp"
#include "alogistics/request_row.hpp"
#include "alogistics/system.hpp"
#include "domain/freight/quote.hpp"
#include "domain/freight/road.hpp"
#include "domain/freight/stops.hpp"
#include "domain/freight/tariff_version.hpp"
#include "pg/transaction.hpp"
#include "socle/idempotency.hpp"
#include "socle/platform_settings.hpp"

namespace socle::alogistics {

namespace {

// Times are judged on the clock of the operating time zone: in a daylight-saving zone the same
// hour of the day is another hour of the world in summer than in winter.
constinit pg::Statement<std::string, pg::Timestamp, pg::Timestamp, std::string, std::string,
                        std::string>
    find_rules{
        "select t.id, t.rules,"
        "   (extract(hour from pickup) * 60 + extract(minute from pickup))::bigint,"
        "   extract(isodow from pickup)::bigint,"
        "   coalesce((select amount from alogistics.city_pair_surcharges"
        "             where lower(btrim(from_city)) = lower(btrim($5))"
        "               and lower(btrim(to_city)) = lower(btrim($6))"
        "               and currency = $1 and valid @> $2), 0)"
        " from (select $3 at time zone $4 as pickup) as local, alogistics.tariffs as t"
        " where t.currency = $1 and t.valid @> $2"};

constinit pg::Statement<pg::Json> insert_quote{
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
  const freight::Place pickup{row.get<double>("pickup_lat"), row.get<double>("pickup_lng")};
  const freight::Place delivery{row.get<double>("delivery_lat"), row.get<double>("delivery_lng")};
  pg::check(freight::check_place("delivery_lat", "delivery_lng", delivery));
  std::vector<freight::Place> places;
  for (const freight::Stop& stop : pg::value_or_raise(
           freight::read_stops(row.get<std::string>("stops"), freight::StopNames::optional)))
    places.push_back(stop.place);
  places.push_back(delivery);
  std::vector<std::int64_t> legs = pg::value_or_raise(
      freight::legs_m(pickup, places, integer_setting(system, "pricing.road_factor_bps")));
  if (row.get<std::string>("distance_source") == "great_circle") return legs;
  if (!caller.is_system)
    throw pg::Refused(Refusal(errors::not_allowed)
                          .with("field", "road_distance_m")
                          .with_json("allowed_for", R"(["system"])"));
  check_given(row, "distance_m");
  return {row.get<std::int64_t>("distance_m")};
}

// The price, and what it is made of.
void price(pg::Row& row, const std::vector<std::int64_t>& legs, std::int64_t now,
           pg::Schema system) {
  const std::string currency = currency_of(row);
  using Text = std::optional<std::string>;
  pg::Spi spi;
  const auto found = spi.row<Uuid, pg::Json, std::int64_t, std::int64_t, std::int64_t>(
      find_rules, currency, pg::Timestamp{now}, row.get<pg::Timestamp>("pickup_date"),
      text_setting(system, "platform.time_zone"), row.get<Text>("pickup_city"),
      row.get<Text>("delivery_city"));
  if (!found)
    throw pg::Refused(
        Refusal(errors::no_tariff_rule).with("dimension", "currency").with("value", currency));
  const auto& [tariff, rules, minute, weekday, surcharge] = *found;
  const freight::Quote quote = pg::value_or_raise(
      freight::quote(pg::value_or_raise(freight::read_tariff_version(rules.text)),
                     {transport_type_of(row),
                      vehicle_type_of(row),
                      row.get<double>("cargo_weight_kg"),
                      row.get<std::optional<double>>("cargo_volume_m3"),
                      legs,
                      {minute, weekday},
                      surcharge},
                     pg::value_or_raise(money::find_currency(currency))));
  row.set("tariff_id", tariff);
  row.set("distance_m", quote.distance_m);
  row.set("price", quote.price);
  row.set("lines", freight::lines_json(quote.lines));
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
  price(row, legs, now, system);
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

Uuid place_quote(const std::optional<pg::Json>& transport, const OptionalText& key) {
  const pg::Schema system = require_tables();
  require_caller(system);
  const pg::Json& columns = require(transport, "transport");
  if (!columns.text.starts_with('{')) refuse_value("transport", "not a JSON object");
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
