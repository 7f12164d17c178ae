#include "alogistics/quotes.hpp"

#include "alogistics/checks.hpp"
#include "alogistics/request_row.hpp"
#include "domain/freight/binding.hpp"
#include "domain/freight/stops.hpp"
#include "pg/transaction.hpp"

namespace socle::alogistics {

namespace {

constinit pg::Statement<Uuid, Uuid> lock_quote{
    "select transport_type::text, vehicle_type::text, cargo_weight_kg, cargo_volume_m3,"
    "   pickup_city, delivery_city, pickup_lat, pickup_lng, delivery_lat, delivery_lng, stops,"
    "   pickup_date, consumed_at is not null, expires_at, currency, distance_m, price"
    " from alogistics.quotes where id = $1 and client_id = $2 for no key update"};

constinit pg::Statement<Uuid, Uuid> set_consumed{
    "update alogistics.quotes set consumed_at = clock_timestamp(), request_id = $2 where id = $1"};

constinit pg::Statement<Uuid, Uuid, std::string, std::string, std::string, double, double,
                        std::string, double, double, std::string, double, double, pg::Json,
                        pg::Timestamp, pg::Timestamp>
    insert_quote{
        "insert into alogistics.quotes (client_id, request_id, currency, transport_type,"
        "   vehicle_type, cargo_weight_kg, cargo_volume_m3, pickup_city, pickup_lat, pickup_lng,"
        "   delivery_city, delivery_lat, delivery_lng, stops, pickup_date, delivery_date)"
        " values ($1, $2, $3, $4::alogistics.transport_type, $5::alogistics.vehicle_type,"
        "   $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
        " returning id, distance_m, price"};

std::vector<freight::Place> places_of(std::string_view stops) {
  std::vector<freight::Place> places;
  for (const freight::Stop& stop :
       pg::value_or_raise(freight::read_stops(stops, freight::StopNames::optional)))
    places.push_back(stop.place);
  return places;
}

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

void quote_anew(pg::Row& request) {
  using Text = std::optional<std::string>;
  pg::Spi spi;
  const auto made = spi.row<Uuid, std::int64_t, std::int64_t>(
      insert_quote, client_of(request), request_id(request), currency_of(request),
      request.get<std::string>("transport_type"), request.get<Text>("vehicle_type"),
      request.get<double>("cargo_weight_kg"), request.get<std::optional<double>>("cargo_volume_m3"),
      request.get<std::string>("pickup_city"), request.get<double>("pickup_lat"),
      request.get<double>("pickup_lng"), request.get<std::string>("delivery_city"),
      request.get<double>("delivery_lat"), request.get<double>("delivery_lng"),
      pg::Json{request.get<std::string>("stops")}, request.get<pg::Timestamp>("pickup_date"),
      request.get<pg::Timestamp>("delivery_date"));
  const auto& [id, distance, price] = made.value();
  take_over(request, id, distance, price);
}

}  // namespace socle::alogistics
