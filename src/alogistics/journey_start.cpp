// The first journey of a job and the fences at its places, past the executor.
#include <array>
#include <charconv>

#include "alogistics/geofences.hpp"
#include "alogistics/request_row.hpp"
#include "domain/freight/stops.hpp"
#include "domain/identity/base64url.hpp"
#include "pg/direct_table.hpp"
#include "pg/enum.hpp"
#include "pg/random.hpp"
#include "pg/transaction.hpp"
#include "socle/platform_settings.hpp"

namespace socle::alogistics {

namespace {

// As extension/alogistics/migrations/0005_tracking.sql and 0018_geofences.sql make them.
constexpr pg::ExpectedColumn journey_columns[] = {
    {"request_id", "uuid"},
    {"client_id", "uuid"},
    {"transporter_id", "uuid"},
    {"vehicle_id", "uuid"},
    {"tracking_token", "text"},
    {"watch_from", "timestamptz"},
    {"opened_at", "timestamptz"},
    {"closed_at", "timestamptz"},
    {"distance_cm", "int8"},
    {"points", "int8"},
    {"first_at", "timestamptz"},
    {"last_at", "timestamptz"},
    {"lat", "float8"},
    {"lng", "float8"},
    {"device_time", "timestamptz"},
    {"speed_kmh", "float8"},
    {"heading", "float8"},
    {"received_at", "timestamptz"},
};
constexpr int journey_key[] = {0};
constexpr pg::DirectTable journeys{.name = "journeys",
                                   .columns = journey_columns,
                                   .checks = pg::checked_here,
                                   .guard = "",
                                   .key = journey_key};
constexpr pg::ExpectedColumn fence_columns[] = {
    {"id", "int8"},
    {"request_id", "uuid"},
    {"client_id", "uuid"},
    {"transporter_id", "uuid"},
    {"kind", "geofence_kind"},
    {"stop_position", "int4"},
    {"name", "text"},
    {"shape", "fence_shape"},
    {"core", "jsonb"},
    {"enter_m", "float8"},
    {"exit_m", "float8"},
    {"created_by", "uuid"},
    {"created_at", "timestamptz"},
};
constexpr pg::DirectTable fences{"geofences", fence_columns, pg::checked_here, ""};

using NoTime = std::optional<pg::Timestamp>;
using NoNumber = std::optional<double>;

// Where the journey comes by; stops are numbered from 1.
struct Waypoint {
  std::string_view kind;
  std::optional<std::int32_t> position;
  std::string name;
  freight::Place at;
};

std::vector<Waypoint> waypoints_of(const pg::Row& request) {
  std::vector<Waypoint> places{
      {"pickup",
       {},
       request.get<std::string>("pickup_city"),
       {request.get<double>("pickup_lat"), request.get<double>("pickup_lng")}},
      {"delivery",
       {},
       request.get<std::string>("delivery_city"),
       {request.get<double>("delivery_lat"), request.get<double>("delivery_lng")}}};
  for (freight::Stop& stop : pg::value_or_raise(
           freight::read_stops(request.get<std::string>("stops"), freight::StopNames::required)))
    places.push_back(
        {"stop", static_cast<std::int32_t>(places.size()) - 1, std::move(stop.city), stop.place});
  return places;
}

// [[lng, lat]]
pg::Json core_of(freight::Place at) {
  std::array<char, 64> digits;
  char* const end = digits.data() + digits.size();
  char* next = digits.data();
  *next++ = '[';
  *next++ = '[';
  next = std::to_chars(next, end, at.lng).ptr;
  *next++ = ',';
  next = std::to_chars(next, end, at.lat).ptr;
  *next++ = ']';
  *next++ = ']';
  return {std::string(digits.data(), next)};
}

// False if there is one.
bool insert_journey(pg::Schema system, const pg::Row& request) {
  pg::OpenTable table(system, journeys);
  const Datum key[] = {pg::write_datum(request_id(request)).value};
  if (table.find_newest(key)) return false;
  const NullableDatum row[] = {
      pg::write_datum(request_id(request)),
      pg::write_datum(client_of(request)),
      pg::write_datum(transporter_of(request)),
      pg::write_datum(request.get<std::optional<Uuid>>("assigned_vehicle_id")),
      pg::write_datum(new_tracking_token()),
      pg::write_datum(request.get<pg::Timestamp>("assigned_at")),
      pg::write_datum(NoTime()),
      pg::write_datum(NoTime()),
      pg::write_datum(std::int64_t{0}),
      pg::write_datum(std::int64_t{0}),
      pg::write_datum(NoTime()),
      pg::write_datum(NoTime()),
      pg::write_datum(NoNumber()),
      pg::write_datum(NoNumber()),
      pg::write_datum(NoTime()),
      pg::write_datum(NoNumber()),
      pg::write_datum(NoNumber()),
      pg::write_datum(NoTime()),
  };
  static_assert(std::size(row) == std::size(journey_columns));
  table.insert(row);
  return true;
}

void insert_fences(pg::Schema system, const pg::Row& request) {
  const auto radius = static_cast<double>(integer_setting(system, "tracking.arrival_radius_m"));
  pg::OpenTable table(system, fences);
  std::vector<NullableDatum> rows;
  const std::vector<Waypoint> places = waypoints_of(request);
  for (const Waypoint& place : places)
    rows.insert(rows.end(), {
                                pg::write_datum(table.next_id()),
                                pg::write_datum(request_id(request)),
                                pg::write_datum(client_of(request)),
                                pg::write_datum(transporter_of(request)),
                                {pg::enum_value(system, "geofence_kind", place.kind), false},
                                pg::write_datum(place.position),
                                pg::write_datum(place.name),
                                {pg::enum_value(system, "fence_shape", "circle"), false},
                                pg::write_datum(core_of(place.at)),
                                pg::write_datum(radius),
                                pg::write_datum(radius * exit_factor),
                                pg::write_datum(std::optional<Uuid>()),
                                pg::write_datum(pg::Timestamp{pg::transaction_time()}),
                            });
  table.insert_rows(rows.data(), places.size());
}

}  // namespace

std::string new_tracking_token() {
  constexpr std::size_t token_bytes = 16;
  return identity::encode_base64url(pg::random_bytes(token_bytes));
}

bool start_journey(pg::Schema system, const pg::Row& request) {
  if (!insert_journey(system, request)) return false;
  insert_fences(system, request);
  return true;
}

}  // namespace socle::alogistics
