// One report of a device about where it is, and what is thought of it. Source: A-33 … A-36,
// logistics.md §2.2 and §4.7.
//
// A verdict is the answer to the device about one point of one call, and so may depend on the order
// of arrival. A standing is what is stored about the fix. It is a function of the set of fixes that
// are stored, whatever order they came in:
//
//   verdict      stored   standing     in the distance, trips, geofences
//   accepted     yes      counted      yes
//   late         yes      counted      yes; it is older than the newest fix known before the call
//   too_fast     yes      too_fast     no, as long as the fixes around it say so (is_too_fast)
//   inaccurate   yes      inaccurate   no
//   duplicate    no                    the fix of the same device time that is kept is (is_better)
//   future       no                    no; the device may send it again when its clock is right
//   not_yours    no                    no
//   invalid      no                    no
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "domain/tracking/geometry.hpp"

namespace socle::tracking {

inline constexpr Instant us_per_s = 1'000'000;
inline constexpr Instant us_per_minute = 60 * us_per_s;

struct Fix {
  Instant device_time;
  Point at;
  std::optional<double> accuracy_m;   // radius within which the device believes to be
  std::optional<double> speed_mps;    // as the device says; nothing is decided by it
  std::optional<double> heading_deg;  // 0 … 360 from north, clockwise

  bool operator==(const Fix& other) const = default;
};

// Enumerators are spelled as the words in SQL.
enum class Verdict { accepted, duplicate, late, future, too_fast, inaccurate, not_yours, invalid };
enum class Standing { counted, too_fast, inaccurate };

std::string_view to_string(Verdict verdict);
std::string_view to_string(Standing standing);
std::optional<Standing> parse_standing(std::string_view text);

// What a fix is measured by.
struct FixLimits {
  double accuracy_max_m = 200;
  double accuracy_unknown_m = 20;  // taken for the accuracy where the device says none
  double speed_max_mps = 60;
  Instant future_max_us = 5 * us_per_minute;  // how far a clock may be ahead
};

// When, and by whom, fixes may be told about a job: a half-open range of device time.
struct Watch {
  Instant from, until;
  bool is_assigned;  // whether the caller carries the job
};

// The fix as it is stored: a negative accuracy, speed or heading, which some devices say for
// "unknown", is none; -0 is 0.
Fix normalized(const Fix& fix);

// What can be said about a normalized fix without any other, the first of: invalid (not finite, out
// of range, or exactly 0,0), not_yours, future, inaccurate, accepted.
Verdict judge(const Fix& fix, Instant received_at, const Watch& watch, const FixLimits& limits);

// How far the device's clock is known to be ahead: 0 … future_max_us, to be recorded. A clock that
// is behind looks the same as a report that was under way for long.
Instant clock_ahead_us(const Fix& fix, Instant received_at);

// Which of two fixes of one device time is kept: the more accurate one; the rest is only there so
// that any two fixes have an order. A fix is not better than itself.
bool is_better(const Fix& fix, const Fix& than, const FixLimits& limits);

// Whether a vehicle could get from one fix to the other, `distance_m` apart, at the highest speed,
// both being off by their accuracy.
bool is_plausible(const Fix& from, const Fix& to, double distance_m, const FixLimits& limits);

// How many accurate fixes on either side a fix is held against.
inline constexpr std::size_t reach = 2;

// Whether a fix is too fast: plausible from fewer than half of the `neighbours` fixes around it. So
// one outlier, or two in a row, are found, also at the beginning, and condemn no fix that has two
// good ones on its other side; and a fix is judged again only when one arrives within `reach` of
// it, whatever lies beyond.
bool is_too_fast(std::size_t plausible, std::size_t neighbours);

}  // namespace socle::tracking
