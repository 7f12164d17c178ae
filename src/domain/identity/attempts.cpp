#include "domain/identity/attempts.hpp"

#include <algorithm>

namespace socle::identity {

std::int64_t delay_s(std::int64_t failures, Limit limit) {
  if (failures <= limit.free) return 0;
  const std::int64_t doublings = failures - limit.free - 1;
  constexpr std::int64_t doublings_max = 62;  // more do not fit
  return std::min(limit.cap_s, std::int64_t{1} << std::min(doublings, doublings_max));
}

}  // namespace socle::identity
