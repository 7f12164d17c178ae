// How long somebody waits who failed to log in.
#pragma once

#include <cstdint>

namespace socle::identity {

struct Limit {
  std::int64_t free, cap_s;
};

// Who knows an account's name must not be able to keep its owner out, so its cap is low; an address
// that tries many accounts waits up to an hour.
inline constexpr Limit account_limit{5, 60};
inline constexpr Limit address_limit{20, 3600};

// Seconds until the next attempt: 0 up to `free` failures, then 1, 2, 4 … up to the cap.
std::int64_t delay_s(std::int64_t failures, Limit limit);

}  // namespace socle::identity
