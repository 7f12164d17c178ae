// Periods of days that somebody asks about.
#pragma once

#include "pg/value.hpp"

namespace socle::alogistics {

// Half-open: a moment at `to` is of the next period. The one before is as many days long.
struct Period {
  pg::Timestamp previous;
  pg::Timestamp from;
  pg::Timestamp to;
};

inline constexpr std::int32_t period_days_max = 3660;

// Refuses what is no period (`missing_value`, `invalid_value`): days in the wrong order, too many
// of them, a time zone that is none.
Period require_period(const std::optional<pg::Date>& from_day,
                      const std::optional<pg::Date>& to_day,
                      const std::optional<std::string>& time_zone,
                      std::int32_t days_max = period_days_max);

}  // namespace socle::alogistics
