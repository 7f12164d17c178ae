// When a deadline whose handling failed is tried again.
#pragma once

#include <cstdint>

namespace socle::deadlines {

inline constexpr std::int64_t us_per_minute = 60'000'000;
inline constexpr std::int64_t backoff_max_us = 24 * 60 * us_per_minute;

// The pause after so many failures (1 for the first): a minute, doubled each time, at most a day.
constexpr std::int64_t backoff_us(std::int64_t failures) {
  std::int64_t pause = us_per_minute;
  for (std::int64_t i = 1; i < failures && pause < backoff_max_us; ++i) pause *= 2;
  return pause < backoff_max_us ? pause : backoff_max_us;
}

}  // namespace socle::deadlines
