// When a schedule is due: five fields as cron has them, read on the clock of a time zone.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "domain/result.hpp"

namespace socle::jobs {

// Minute, hour, day of the month, month, day of the week (0 and 7 are Sunday).
struct Cron {
  std::bitset<60> minutes;
  std::bitset<24> hours;
  std::bitset<32> days;
  std::bitset<13> months;
  std::bitset<7> weekdays;
  // A field that begins with * restricts nothing: where both do not, either kind of day will do.
  bool is_any_day = false;
  bool is_any_weekday = false;

  bool is_every_hour() const { return hours.all(); }
};

// Reads `5 4 * * mon-fri`, with lists, ranges, steps, English names, and @hourly, @daily, @weekly,
// @monthly, @yearly. Refuses what is none, and a day that never comes (`invalid_value` of the field
// cron).
Result<Cron> read_cron(std::string_view text);

// Seconds since 1970 on a wall clock, or of UTC.
using Seconds = std::int64_t;

// What a zone adds to UTC at an instant of UTC.
using OffsetAt = std::function<Seconds(Seconds)>;

// The first minute on the wall clock at `from` or later that matches; none within twelve years.
std::optional<Seconds> next_on_clock(const Cron& cron, Seconds from);

// The first instant after `after` at which the schedule is due, where clocks change too. A schedule
// of every hour follows the real time: nothing in an hour that is left out, and both times in one
// that comes twice. Any other is due once for each minute on the clock that matches: in an hour
// that is left out, when it would have begun; in one that comes twice, the first time.
std::optional<Seconds> next_run(const Cron& cron, const OffsetAt& zone, Seconds after);

}  // namespace socle::jobs
