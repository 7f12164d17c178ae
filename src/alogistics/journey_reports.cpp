// What can be told of a journey: arrival, trips, a line on a map. Read with the caller's own
// rights, from positions that count.
#include "alogistics/journey_reports.hpp"

#include <cmath>

#include "alogistics/checks.hpp"
#include "alogistics/system.hpp"
#include "domain/tracking/eta.hpp"
#include "domain/tracking/geojson.hpp"
#include "pg/set_result.hpp"
#include "pg/transaction.hpp"
#include "socle/platform_settings.hpp"

namespace socle::alogistics {

namespace {

using pg::Timestamp;
using tracking::Row;
using OptionalTime = std::optional<Timestamp>;

constinit pg::Statement<Uuid> read_journey{
    "select transporter_id, watch_from, device_time, distance_cm,"
    "   opened_at is not null and closed_at is null"
    " from alogistics.journeys where request_id = $1"};
constinit pg::Statement<Timestamp> write_time{
    "select to_char($1 at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"};

struct Known {
  Uuid transporter;
  Instant watch_from;
  std::optional<Instant> current_at;
  tracking::Centimetres distance_cm;
  bool is_open;
};

Known find(pg::Spi& spi, const Uuid& request) {
  const auto row =
      spi.row<Uuid, Timestamp, OptionalTime, std::int64_t, bool>(read_journey, request);
  if (!row) refuse_missing("journey", request);
  const auto& [transporter, from, current, distance, is_open] = *row;
  const auto current_at = current ? std::optional(current->microseconds) : std::optional<Instant>();
  return {transporter, from.microseconds, current_at, distance, is_open};
}

// Where the vehicle still has to go, in order.
std::vector<tracking::Point> stops_to_make(const std::vector<Place>& places) {
  std::vector<tracking::Point> stops;
  for (const Place& place : places)
    if (place.is_of_job() && !place.is_visited()) stops.push_back(place.fence.core.front());
  return stops;
}

std::string written(pg::Spi& spi, Instant time) {
  return '"' + std::get<0>(spi.row<std::string>(write_time, Timestamp{time}).value()) + '"';
}

std::string json_of(pg::Spi& spi, const tracking::Stop& stop) {
  std::string text = R"({"started_at":)" + written(spi, stop.start) + R"(,"ended_at":)" +
                     written(spi, stop.end) + R"(,"lat":)";
  std::array<char, 64> digits;
  const auto append = [&](double number) {
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    text.append(digits.data(), end.ptr);
  };
  append(stop.at.lat);
  text += R"(,"lng":)";
  append(stop.at.lng);
  return text += '}';
}

std::string json_of(pg::Spi& spi, const tracking::Trip& trip) {
  return R"({"started_at":)" + written(spi, trip.start) + R"(,"ended_at":)" +
         written(spi, trip.end) + R"(,"distance_m":)" +
         std::to_string((trip.distance_cm + 50) / 100) + R"(,"moving_s":)" +
         std::to_string(trip.moving_us / tracking::us_per_s) + "}";
}

template <class T>
std::string json_of(pg::Spi& spi, const std::vector<T>& items) {
  std::string text = "[";
  for (const T& item : items) {
    if (text.size() > 1) text += ',';
    text += json_of(spi, item);
  }
  return text += ']';
}

Datum eta(FunctionCallInfo fcinfo) {
  const pg::Schema system = require_tables();
  require_caller(system);
  pg::require_arguments(fcinfo, 1);
  const Uuid request = require(pg::argument<OptionalUuid>(fcinfo, 0), "request_uuid");
  Arrival arrival;
  {
    pg::Spi spi(pg::Access::read);
    arrival = arrival_of(spi, system, request);
  }
  const auto time = arrival.at ? OptionalTime(Timestamp{*arrival.at}) : std::nullopt;
  const auto remaining = arrival.remaining_m
                             ? std::optional<std::int64_t>(std::llround(*arrival.remaining_m))
                             : std::nullopt;
  const auto kmh = arrival.speed_mps
                       ? std::optional(std::round(*arrival.speed_mps * kmh_per_mps * 10) / 10)
                       : std::nullopt;
  pg::SetResult table(fcinfo);
  table.add(time, remaining, kmh, arrival.reason, Timestamp{arrival.as_of});
  return 0;
}

Datum trip_summary(FunctionCallInfo fcinfo) {
  require_caller(require_tables());
  pg::require_arguments(fcinfo, 1);
  const Uuid request = require(pg::argument<OptionalUuid>(fcinfo, 0), "request_uuid");
  std::int64_t distance_cm = 0;
  Instant moving_us = 0;
  OptionalTime start, end;
  pg::Json trips_json, stops_json;
  {
    pg::Spi spi(pg::Access::read);
    const Known known = find(spi, request);
    distance_cm = known.distance_cm;
    const std::vector<Row> rows = counted_from(spi, request, known.watch_from);
    const std::vector<tracking::Trip> trips = tracking::trips(rows, {});
    std::vector<tracking::Stop> stops;
    for (const tracking::Trip& trip : trips) {
      moving_us += trip.moving_us;
      stops.insert(stops.end(), trip.stops.begin(), trip.stops.end());
    }
    if (!trips.empty()) {
      start = Timestamp{trips.front().start};
      end = Timestamp{trips.back().end};
    }
    trips_json = {json_of(spi, trips)};
    stops_json = {json_of(spi, stops)};
  }
  pg::SetResult table(fcinfo);
  table.add((distance_cm + 50) / 100, moving_us / tracking::us_per_s, start, end, trips_json,
            stops_json);
  return 0;
}

pg::Json track_geojson(const OptionalUuid& request) {
  require_caller(require_tables());
  const Uuid& id = require(request, "request_uuid");
  pg::Spi spi(pg::Access::read);
  const Known known = find(spi, id);
  const std::vector<Row> rows = counted_from(spi, id, known.watch_from);
  std::string properties = R"({"request_id":")" + to_string(id) + R"(","distance_m":)" +
                           std::to_string((known.distance_cm + 50) / 100) + R"(,"points":)" +
                           std::to_string(rows.size()) + R"(,"started_at":)";
  properties += rows.empty() ? "null" : written(spi, rows.front().fix.device_time);
  properties += R"(,"ended_at":)";
  properties += rows.empty() ? "null" : written(spi, rows.back().fix.device_time);
  return {tracking::feature(tracking::track_geometry(rows), properties + "}")};
}

}  // namespace

Arrival arrival_of(pg::Spi& spi, pg::Schema system, const Uuid& request) {
  const Known known = find(spi, request);
  Arrival arrival{{}, {}, {}, {}, pg::wall_time()};
  if (!known.is_open) {
    arrival.reason = "not_in_progress";
    return arrival;
  }
  tracking::EtaLimits limits;
  {
    const pg::AsRole owner(pg::owner_of(system));
    limits.road_factor =
        static_cast<double>(integer_setting(system, "pricing.road_factor_bps")) / 10'000;
    limits.stale_us = integer_setting(system, "tracking.stale_minutes") * tracking::us_per_minute;
  }
  std::vector<Row> rows;
  if (known.current_at) {
    // Those of the window and the one before it.
    const Instant since = *known.current_at - limits.window_us;
    if (const auto before = last_counted_before(spi, request, known.watch_from, since))
      rows.push_back(*before);
    for (Row& row : counted_from(spi, request, since)) rows.push_back(std::move(row));
  }
  const std::vector<Place> places = places_of(spi, request, known.transporter);
  const tracking::Eta found =
      tracking::estimate(rows, stops_to_make(places), arrival.as_of, limits);
  if (found.seconds) arrival.at = arrival.as_of + *found.seconds * tracking::us_per_s;
  if (found.reason) arrival.reason = tracking::to_string(*found.reason);
  arrival.remaining_m = found.remaining_m;
  arrival.speed_mps = found.speed_mps;
  return arrival;
}

}  // namespace socle::alogistics

SOCLE_ENTRY(alogistics_eta, socle::alogistics::eta);
SOCLE_ENTRY(alogistics_trip_summary, socle::alogistics::trip_summary);
SOCLE_EXPORT(alogistics_track_geojson, socle::alogistics::track_geojson);
