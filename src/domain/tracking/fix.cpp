#include "domain/tracking/fix.hpp"

#include <cmath>
#include <limits>
#include <tuple>

#include "domain/words.hpp"

namespace socle::tracking {
namespace {

constexpr std::string_view verdicts[] = {"accepted", "duplicate",  "late",      "future",
                                         "too_fast", "inaccurate", "not_yours", "invalid"};
constexpr std::string_view standings[] = {"counted", "too_fast", "inaccurate"};

std::optional<double> known(std::optional<double> quantity) {
  if (quantity && *quantity < 0) return std::nullopt;
  return quantity;
}

bool is_finite(std::optional<double> quantity) { return !quantity || std::isfinite(*quantity); }

bool is_valid(const Fix& fix) {
  using Range = std::numeric_limits<Instant>;
  // PostgreSQL's infinities are the ends of the range.
  if (fix.device_time == Range::min() || fix.device_time == Range::max()) return false;
  // 0,0 is what a device says that has no position.
  if (!is_on_earth(fix.at) || (fix.at.lat == 0 && fix.at.lng == 0)) return false;
  return is_finite(fix.accuracy_m) && is_finite(fix.speed_mps) && is_finite(fix.heading_deg) &&
         fix.heading_deg.value_or(0) <= 360;
}

double error_m(const Fix& fix, const FixLimits& limits) {
  return fix.accuracy_m.value_or(limits.accuracy_unknown_m);
}

}  // namespace

std::string_view to_string(Verdict verdict) { return word_of(verdicts, verdict); }

std::string_view to_string(Standing standing) { return word_of(standings, standing); }

std::optional<Standing> parse_standing(std::string_view text) {
  return find_word<Standing>(standings, text);
}

Fix normalized(const Fix& fix) {
  // -0 + 0 is 0, and all other numbers stay what they are.
  return {fix.device_time,
          {fix.at.lat + 0.0, fix.at.lng + 0.0},
          known(fix.accuracy_m),
          known(fix.speed_mps),
          known(fix.heading_deg)};
}

Verdict judge(const Fix& fix, Instant received_at, const Watch& watch, const FixLimits& limits) {
  if (!is_valid(fix)) return Verdict::invalid;
  if (!watch.is_assigned || fix.device_time < watch.from || fix.device_time >= watch.until) {
    return Verdict::not_yours;
  }
  if (fix.device_time > received_at + limits.future_max_us) return Verdict::future;
  if (fix.accuracy_m > limits.accuracy_max_m) return Verdict::inaccurate;
  return Verdict::accepted;
}

Instant clock_ahead_us(const Fix& fix, Instant received_at) {
  return fix.device_time > received_at ? fix.device_time - received_at : 0;
}

bool is_better(const Fix& fix, const Fix& than, const FixLimits& limits) {
  const auto rank = [&](const Fix& it) {
    return std::make_tuple(error_m(it, limits), it.at.lat, it.at.lng, it.accuracy_m, it.speed_mps,
                           it.heading_deg);
  };
  return rank(fix) < rank(than);
}

bool is_plausible(const Fix& from, const Fix& to, double distance_m, const FixLimits& limits) {
  const double seconds =
      std::abs(static_cast<double>(to.device_time - from.device_time)) / us_per_s;
  return distance_m <= limits.speed_max_mps * seconds + error_m(from, limits) + error_m(to, limits);
}

bool is_too_fast(std::size_t plausible, std::size_t neighbours) {
  return 2 * plausible < neighbours;
}

}  // namespace socle::tracking
