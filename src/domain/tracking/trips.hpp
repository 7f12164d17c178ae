// What a journey consisted of: trips with gaps between them, moving time and stops. Source: A-36,
// logistics.md §4.9. Each function takes the counted rows of a track, sorted by device time, and is
// a function of them alone: late points need no more than to ask again.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "domain/tracking/track.hpp"

namespace socle::tracking {

struct TripLimits {
  Instant gap_us = 60 * us_per_minute;  // more than this without a fix ends a trip
  // A vehicle starts to move at the one speed and stands when it falls below the other.
  double moving_from_mps = 1.5;
  double standing_below_mps = 0.8;
  // A stop lasts this long at least, within this radius of where it began.
  Instant stop_min_us = 5 * us_per_minute;
  double stop_radius_m = 100;
};

struct Stop {
  Instant start, end;
  Point at;  // where it began

  bool operator==(const Stop& other) const = default;
};

// Times are device times of fixes; the end is never before the start. A lone fix is a trip of no
// length.
struct Trip {
  Instant start, end;
  Centimetres distance_cm;  // without the way across the gap before it
  Instant moving_us;        // 0 … end - start
  std::vector<Stop> stops;

  bool operator==(const Trip& other) const = default;
};

std::vector<Trip> trips(std::span<const Row> counted, const TripLimits& limits);

// Speed over the segment from the one counted row to the next.
double speed_mps(const Row& from, const Row& to);

// The stop that the journey ends with for now, if it has lasted long enough: the longest run of
// last rows within the radius of the very last, without a gap. A device that stands and keeps
// reporting is what this is for; silence is no stop. For the alert about a prolonged stop.
std::optional<Stop> present_stop(std::span<const Row> counted, const TripLimits& limits);

}  // namespace socle::tracking
