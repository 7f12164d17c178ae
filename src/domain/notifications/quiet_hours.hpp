// When a person is not to be disturbed, on the clock of where that person is.
#pragma once

#include "domain/jobs/cron.hpp"

namespace socle::notifications {

// From the first minute of the day that is quiet to the first that no longer is; past midnight if
// that is the smaller one.
struct QuietHours {
  int from_minute = 0;
  int until_minute = 0;
};

// Reads `22:00` and `07:00`. Refuses (`invalid_value` of from_time or until_time) what is no time
// of the day, and two that are the same.
Result<QuietHours> read_quiet_hours(std::string_view from, std::string_view until);

// When they end, if they are on at `now`. Where clocks change: what would begin or end in an hour
// that is left out does so when it would have begun; in one that comes twice, the first time.
std::optional<jobs::Seconds> quiet_until(const QuietHours& hours, const jobs::OffsetAt& zone,
                                         jobs::Seconds now);

}  // namespace socle::notifications
