#include "alogistics/pricing.hpp"

#include "alogistics/request_row.hpp"
#include "domain/errors/catalogue.hpp"
#include "domain/freight/road.hpp"
#include "domain/freight/stops.hpp"
#include "pg/json_rows.hpp"
#include "pg/transaction.hpp"
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

// Of the version that was asked for last: one is in force for long, and reading it takes longer
// than applying it.
const freight::TariffVersion& read_rules(const pg::JsonDatum& rules) {
  static std::string known_rules;
  static std::optional<freight::TariffVersion> known;
  const std::string_view stored = pg::bytes_of(rules);
  if (known && known_rules == stored) return *known;
  known.reset();
  known_rules = stored;
  return known.emplace(
      pg::value_or_raise(freight::read_tariff_version(pg::Type<pg::Json>::read(rules.datum).text)));
}

}  // namespace

std::vector<freight::Place> places_of(std::string_view stops) {
  std::vector<freight::Place> places;
  for (const freight::Stop& stop :
       pg::value_or_raise(freight::read_stops(stops, freight::StopNames::optional)))
    places.push_back(stop.place);
  return places;
}

std::vector<std::int64_t> measure_legs(const pg::Row& row, pg::Schema system) {
  const freight::Place pickup{row.get<double>("pickup_lat"), row.get<double>("pickup_lng")};
  const freight::Place delivery{row.get<double>("delivery_lat"), row.get<double>("delivery_lng")};
  pg::check(freight::check_place("delivery_lat", "delivery_lng", delivery));
  std::vector<freight::Place> places = places_of(row.get<std::string>("stops"));
  places.push_back(delivery);
  return pg::value_or_raise(
      freight::legs_m(pickup, places, integer_setting(system, "pricing.road_factor_bps")));
}

Pricing price(const pg::Row& row, const std::vector<std::int64_t>& legs, std::int64_t now,
              pg::Schema system) {
  const std::string currency = currency_of(row);
  using Text = std::optional<std::string>;
  pg::Spi spi;
  const auto found = spi.row<Uuid, pg::JsonDatum, std::int64_t, std::int64_t, std::int64_t>(
      find_rules, currency, pg::Timestamp{now}, row.get<pg::Timestamp>("pickup_date"),
      text_setting(system, "platform.time_zone"), row.get<Text>("pickup_city"),
      row.get<Text>("delivery_city"));
  if (!found)
    throw pg::Refused(
        Refusal(errors::no_tariff_rule).with("dimension", "currency").with("value", currency));
  const auto& [tariff, rules, minute, weekday, surcharge] = *found;
  return {tariff,
          pg::value_or_raise(freight::quote(read_rules(rules),
                                            {transport_type_of(row),
                                             vehicle_type_of(row),
                                             row.get<double>("cargo_weight_kg"),
                                             row.get<std::optional<double>>("cargo_volume_m3"),
                                             legs,
                                             {minute, weekday},
                                             surcharge},
                                            pg::value_or_raise(money::find_currency(currency))))};
}

}  // namespace socle::alogistics
