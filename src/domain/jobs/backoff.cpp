#include "domain/jobs/backoff.hpp"

namespace socle::jobs {
namespace {

// SplitMix64: every bit of the result depends on every bit of the seed.
constexpr std::uint64_t mix(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15U;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31);
}

}  // namespace

std::int64_t backoff_us(std::int64_t job, std::int64_t attempt, std::int64_t base_s,
                        std::int64_t max_s) {
  std::int64_t pause_s = base_s < max_s ? base_s : max_s;
  for (std::int64_t i = 1; i < attempt && pause_s < max_s; ++i)
    pause_s = pause_s > max_s / 2 ? max_s : pause_s * 2;
  const auto half = static_cast<std::uint64_t>(pause_s) * us_per_second / 2;
  const std::uint64_t seed =
      mix(static_cast<std::uint64_t>(job)) + static_cast<std::uint64_t>(attempt);
  return static_cast<std::int64_t>(half + mix(seed) % (half + 1));
}

}  // namespace socle::jobs
