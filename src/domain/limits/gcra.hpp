// How often somebody may do something, by the generic cell rate algorithm: a token bucket whose
// whole state is one time. Source: A-46, T-16, T-36, L-52.
#pragma once

#include <cstdint>

namespace socle::limits {

// So many in a row at once, and one more every `interval_us`. Interval 0: no limit.
struct Rate {
  std::uint32_t interval_us = 0;
  std::uint32_t burst = 1;
  bool operator==(const Rate&) const = default;
};

// `per_hour` 0: no limit. `burst` is at least 1.
Rate rate_per_hour(std::int64_t per_hour, std::int64_t burst);

// How long a bucket takes from empty to full.
constexpr std::int64_t tolerance_us(const Rate& rate) {
  return std::int64_t{rate.interval_us} * rate.burst;
}

struct Take {
  bool is_granted = false;
  std::int64_t full_at = 0;   // when the bucket will be full again; as before if nothing was taken
  std::int64_t retry_us = 0;  // until there is one again; 0 if one was granted
};

// Takes one from a bucket that will be full at `full_at`. A time further ahead than an empty bucket
// needs is of a clock that was put back, or of a slower rate: the bucket is empty then.
Take take(const Rate& rate, std::int64_t full_at, std::int64_t now_us);

// Whole seconds, at least 1, as Retry-After wants them.
std::int64_t retry_seconds(std::int64_t retry_us);

}  // namespace socle::limits
