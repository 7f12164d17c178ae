// report_vehicle_position(): where a vehicle is, between jobs too. Source: A-76.
#include <limits>

#include "alogistics/checks.hpp"
#include "alogistics/system.hpp"
#include "domain/freight/request.hpp"
#include "pg/transaction.hpp"

namespace socle::alogistics {

namespace {

constinit pg::Statement<Uuid> find_owner{"select owner_id from alogistics.vehicles where id = $1"};
constinit pg::Statement<Uuid, double, double, pg::Timestamp> store{
    "insert into alogistics.vehicle_positions as p (vehicle_id, lat, lng, device_time)"
    " values ($1, $2, $3, $4)"
    " on conflict (vehicle_id) do update"
    "   set lat = excluded.lat, lng = excluded.lng, device_time = excluded.device_time,"
    "     received_at = now()"
    "   where p.device_time < excluded.device_time"};

// A device's clock may be a little ahead.
constexpr std::int64_t clock_skew_us_max = 300'000'000;

bool report_vehicle_position(const OptionalUuid& vehicle, const std::optional<double>& lat,
                             const std::optional<double>& lng,
                             const std::optional<pg::Timestamp>& device_time) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  const Uuid& id = require(vehicle, "vehicle_uuid");
  const freight::Place place{require(lat, "lat"), require(lng, "lng")};
  pg::check(freight::check_place("lat", "lng", place));
  const pg::Timestamp time = require(device_time, "device_time");
  if (time.microseconds > pg::wall_time() + clock_skew_us_max)
    refuse_value("device_time", "in the future");
  if (time.microseconds == std::numeric_limits<std::int64_t>::min())
    refuse_value("device_time", "not a finite time");
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi;
  const auto holder = spi.row<Uuid>(find_owner, id);
  if (!holder || (!caller.is_system && std::get<0>(*holder) != caller.user))
    refuse_missing("vehicle", id);
  return spi.run(store, id, place.lat, place.lng, time) > 0;
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_report_vehicle_position, socle::alogistics::report_vehicle_position);
