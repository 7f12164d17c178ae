#include "domain/tracking/trips.hpp"

namespace socle::tracking {
namespace {

Instant duration_us(const Row& from, const Row& to) {
  return to.fix.device_time - from.fix.device_time;
}

Instant moving_us(std::span<const Row> rows, const TripLimits& limits) {
  Instant sum = 0;
  bool is_moving = false;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const double speed = speed_mps(rows[i - 1], rows[i]);
    is_moving = speed >= (is_moving ? limits.standing_below_mps : limits.moving_from_mps);
    if (is_moving) sum += duration_us(rows[i - 1], rows[i]);
  }
  return sum;
}

// The first row, after the one at `start`, that is not within the radius of it.
std::size_t end_of_stay(std::span<const Row> rows, std::size_t start, const TripLimits& limits) {
  std::size_t end = start + 1;
  while (end < rows.size() &&
         distance_m(rows[start].fix.at, rows[end].fix.at) <= limits.stop_radius_m) {
    ++end;
  }
  return end;
}

std::vector<Stop> stops(std::span<const Row> rows, const TripLimits& limits) {
  std::vector<Stop> found;
  for (std::size_t start = 0; start < rows.size();) {
    const std::size_t end = end_of_stay(rows, start, limits);
    const Row& first = rows[start];
    if (duration_us(first, rows[end - 1]) < limits.stop_min_us) {
      ++start;
    } else {
      found.push_back({first.fix.device_time, rows[end - 1].fix.device_time, first.fix.at});
      start = end;
    }
  }
  return found;
}

Trip trip(std::span<const Row> rows, const TripLimits& limits) {
  return {rows.front().fix.device_time, rows.back().fix.device_time, distance_cm(rows.subspan(1)),
          moving_us(rows, limits), stops(rows, limits)};
}

}  // namespace

double speed_mps(const Row& from, const Row& to) {
  return static_cast<double>(to.segment_cm) / 100 * us_per_s /
         static_cast<double>(duration_us(from, to));
}

std::vector<Trip> trips(std::span<const Row> counted, const TripLimits& limits) {
  std::vector<Trip> found;
  std::size_t start = 0;
  for (std::size_t i = 1; i <= counted.size(); ++i) {
    if (i < counted.size() && duration_us(counted[i - 1], counted[i]) <= limits.gap_us) continue;
    found.push_back(trip(counted.subspan(start, i - start), limits));
    start = i;
  }
  return found;
}

std::optional<Stop> present_stop(std::span<const Row> counted, const TripLimits& limits) {
  if (counted.empty()) return std::nullopt;
  const Row& last = counted.back();
  std::size_t start = counted.size() - 1;
  while (start > 0 && duration_us(counted[start - 1], counted[start]) <= limits.gap_us &&
         distance_m(counted[start - 1].fix.at, last.fix.at) <= limits.stop_radius_m) {
    --start;
  }
  const Row& first = counted[start];
  if (duration_us(first, last) < limits.stop_min_us) return std::nullopt;
  return Stop{first.fix.device_time, last.fix.device_time, first.fix.at};
}

}  // namespace socle::tracking
