// Distances on the ground, where no routing engine has given one. Source.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "domain/freight/request.hpp"
#include "domain/result.hpp"

namespace socle::freight {

// Stops after the pick-up; the last one is the delivery.
inline constexpr std::size_t stops_max = 20;

// How much longer roads are than the great circle, in basis points: never shorter.
inline constexpr std::int64_t road_factor_bps_min = 10'000;
inline constexpr std::int64_t road_factor_bps_max = 50'000;

// Great-circle distance in metres, 0 to 20,015,115, on a sphere of the mean earth radius
// 6,371,008.8 m. Keeps its precision for places that are the same, a hair apart or opposite, and
// knows no edge at the antimeridian and the poles. Places must have passed check_place().
double great_circle_m(Place from, Place to);

// The length of the road in metres: ceil(great circle × factor / 10,000). Refuses coordinates that
// are no place and a factor out of its range (`invalid_value`, detail: field, reason).
Result<std::int64_t> road_m(Place from, Place to, std::int64_t factor_bps);

// The road of each leg: from the pick-up to the first stop, then from stop to stop. Refuses as
// road_m() does (detail of a stop: `stop`, counted from 1), and if there are not 1 to 20 stops.
Result<std::vector<std::int64_t>> legs_m(Place pickup, std::span<const Place> stops,
                                         std::int64_t factor_bps);

}  // namespace socle::freight
