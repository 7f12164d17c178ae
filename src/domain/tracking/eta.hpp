// When a vehicle will be there, and whether it is on its way. Source: A-36, logistics.md §4.9.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "domain/tracking/trips.hpp"

namespace socle::tracking {

struct EtaLimits {
  double road_factor = 1.3;                      // a road's length over the great circle's
  Instant stale_us = 15 * us_per_minute;         // an older fix says nothing any more
  Instant window_us = 30 * us_per_minute;        // how much of the past the speed is taken from
  double moving_from_mps = 1.5;                  // slower segments say nothing about the speed
  double arrived_m = 200;                        // from the last stop
  std::optional<double> default_speed_mps = {};  // where no segment says more; positive
};

// Why there is no ETA. Enumerators are spelled as the words in SQL.
enum class NoEta { no_fix, stale_fix, not_moving, arrived };

std::string_view to_string(NoEta reason);

// Either seconds, from now and not negative, or the reason why not.
struct Eta {
  std::optional<std::int64_t> seconds;
  std::optional<NoEta> reason;
  std::optional<double> remaining_m;  // by road; none without a fresh fix
  std::optional<double> speed_mps;    // what was reckoned with
};

// The way from `here` through the stops that are still to be made, in order, by road.
double remaining_m(Point here, std::span<const Point> stops, double road_factor);

// The median speed of the segments of the window before the last row that are not slower than
// `moving_from_mps`, if there are any. A jump has no length and so is none of them.
std::optional<double> recent_speed_mps(std::span<const Row> counted, const EtaLimits& limits);

// Remaining way by recent speed, less the time since the last fix, during which the vehicle went
// on. `counted` are the last counted rows, sorted by device time: those of the window and the one
// before it. `stops` are those still to be made, in order.
Eta estimate(std::span<const Row> counted, std::span<const Point> stops, Instant now,
             const EtaLimits& limits);

struct DeviationLimits {
  double away_m = 5'000;  // farther from the planned way than this is off it
  double back_m = 3'000;  // not farther than this is on it again; not more than away_m
};

// Where a vehicle is to the planned way.
struct Deviation {
  bool is_off;
  double distance_m;
};

// The planned way is a line through its stops, or the points of a road; it has one at least.
// Between the two limits nothing changes: `was_off` stays.
Deviation deviation(bool was_off, Point here, std::span<const Point> way,
                    const DeviationLimits& limits);

}  // namespace socle::tracking
