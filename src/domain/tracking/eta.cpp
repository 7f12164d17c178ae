#include "domain/tracking/eta.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "domain/words.hpp"

namespace socle::tracking {
namespace {

constexpr std::string_view reasons[] = {"no_fix", "stale_fix", "not_moving", "arrived"};

// Standing on the moon would not take longer; keeps what follows within 64 bits.
constexpr double seconds_max = 1e9;

Eta none(NoEta reason, std::optional<double> remaining = std::nullopt) {
  return {std::nullopt, reason, remaining, std::nullopt};
}

double median(std::vector<double> numbers) {
  std::sort(numbers.begin(), numbers.end());
  const std::size_t middle = numbers.size() / 2;
  return numbers.size() % 2 == 1 ? numbers[middle] : (numbers[middle - 1] + numbers[middle]) / 2;
}

}  // namespace

std::string_view to_string(NoEta reason) { return word_of(reasons, reason); }

double remaining_m(Point here, std::span<const Point> stops, double road_factor) {
  double sum = 0;
  for (const Point& stop : stops) {
    sum += distance_m(here, stop);
    here = stop;
  }
  return sum * road_factor;
}

std::optional<double> recent_speed_mps(std::span<const Row> counted, const EtaLimits& limits) {
  std::vector<double> speeds;
  for (std::size_t i = counted.size(); i-- > 1;) {
    const Row& from = counted[i - 1];
    if (counted.back().fix.device_time - counted[i].fix.device_time >= limits.window_us) break;
    const double speed = speed_mps(from, counted[i]);
    if (speed >= limits.moving_from_mps) speeds.push_back(speed);
  }
  if (speeds.empty()) return std::nullopt;
  return median(std::move(speeds));
}

Eta estimate(std::span<const Row> counted, std::span<const Point> stops, Instant now,
             const EtaLimits& limits) {
  if (stops.empty()) return none(NoEta::arrived, 0);
  if (counted.empty()) return none(NoEta::no_fix);
  const Fix& last = counted.back().fix;
  const Instant age_us = now - last.device_time;
  if (age_us > limits.stale_us) return none(NoEta::stale_fix);
  const double way = remaining_m(last.at, stops, limits.road_factor);
  if (stops.size() == 1 && distance_m(last.at, stops.front()) <= limits.arrived_m) {
    return none(NoEta::arrived, way);
  }
  std::optional<double> speed = recent_speed_mps(counted, limits);
  if (!speed) speed = limits.default_speed_mps;
  if (!speed || !(*speed > 0)) return none(NoEta::not_moving, way);
  const double age_s = static_cast<double>(std::max<Instant>(age_us, 0)) / us_per_s;
  const double seconds = std::clamp(way / *speed - age_s, 0.0, seconds_max);
  return {std::llround(seconds), std::nullopt, way, speed};
}

Deviation deviation(bool was_off, Point here, std::span<const Point> way,
                    const DeviationLimits& limits) {
  const double distance = distance_to_line_m(here, way);
  return {distance > (was_off ? limits.back_m : limits.away_m), distance};
}

}  // namespace socle::tracking
