#include "domain/freight/road.hpp"

#include <cmath>
#include <numbers>

#include "domain/errors/catalogue.hpp"

namespace socle::freight {
namespace {

constexpr double earth_radius_m = 6'371'008.8;

Refusal invalid(std::string_view field, std::string_view reason) {
  return Refusal(errors::invalid_value).with("field", field).with("reason", reason);
}

Check check_factor(std::int64_t factor_bps) {
  if (factor_bps < road_factor_bps_min || factor_bps > road_factor_bps_max) {
    return invalid("road_factor_bps", "not between 10000 and 50000");
  }
  return {};
}

// Of valid places by a valid factor.
std::int64_t stretched(Place from, Place to, std::int64_t factor_bps) {
  const double metres = great_circle_m(from, to) * static_cast<double>(factor_bps) / 10'000;
  return static_cast<std::int64_t>(std::ceil(metres));
}

}  // namespace

// The angle between two directions by its sine and cosine (Vincenty's formula on a sphere): asin
// alone loses digits near 180°, acos alone near 0°.
double great_circle_m(Place from, Place to) {
  constexpr double radians = std::numbers::pi / 180;
  const double sin_from = std::sin(from.lat * radians), cos_from = std::cos(from.lat * radians);
  const double sin_to = std::sin(to.lat * radians), cos_to = std::cos(to.lat * radians);
  // Reduced before it becomes radians, so that -180 and 180 are one meridian to the last bit.
  const double turn = std::remainder(to.lng - from.lng, 360.0) * radians;
  // cos a · sin b - sin a · cos b · cos t, written so that near places do not cancel out.
  const double sin_half = std::sin(turn / 2);
  const double north =
      std::sin((to.lat - from.lat) * radians) + 2 * sin_from * cos_to * sin_half * sin_half;
  const double east = cos_to * std::sin(turn);
  const double cosine = sin_from * sin_to + cos_from * cos_to * std::cos(turn);
  return earth_radius_m * std::atan2(std::hypot(east, north), cosine);
}

Result<std::int64_t> road_m(Place from, Place to, std::int64_t factor_bps) {
  if (Check known = check_factor(factor_bps); !known) return known.refusal();
  for (const Place place : {from, to}) {
    if (Check known = check_place("lat", "lng", place); !known) return known.refusal();
  }
  return stretched(from, to, factor_bps);
}

Result<std::vector<std::int64_t>> legs_m(Place pickup, std::span<const Place> stops,
                                         std::int64_t factor_bps) {
  if (Check known = check_factor(factor_bps); !known) return known.refusal();
  if (stops.empty() || stops.size() > stops_max) return invalid("stops", "not 1 to 20 of them");
  if (Check known = check_place("pickup_lat", "pickup_lng", pickup); !known) {
    return known.refusal();
  }
  std::vector<std::int64_t> legs;
  Place from = pickup;
  for (const Place stop : stops) {
    if (Check known = check_place("lat", "lng", stop); !known) {
      return Refusal(known.refusal()).with("stop", legs.size() + 1);
    }
    legs.push_back(stretched(from, stop, factor_bps));
    from = stop;
  }
  return legs;
}

}  // namespace socle::freight
