#include "domain/limits/gcra.hpp"

#include <algorithm>

namespace socle::limits {
namespace {

constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t hour_us = 3'600 * second_us;

}  // namespace

Rate rate_per_hour(std::int64_t per_hour, std::int64_t burst) {
  if (per_hour <= 0) return {};
  const std::int64_t interval_us = std::max<std::int64_t>(hour_us / per_hour, 1);
  return {static_cast<std::uint32_t>(interval_us), static_cast<std::uint32_t>(burst)};
}

Take take(const Rate& rate, std::int64_t full_at, std::int64_t now_us) {
  if (rate.interval_us == 0) return {true, now_us, 0};
  const std::int64_t latest = now_us + tolerance_us(rate);
  const std::int64_t before = std::clamp(full_at, now_us, latest);
  const std::int64_t after = before + rate.interval_us;
  if (after > latest) return {false, before, after - latest};
  return {true, after, 0};
}

std::int64_t retry_seconds(std::int64_t retry_us) {
  return std::max<std::int64_t>((retry_us + second_us - 1) / second_us, 1);
}

}  // namespace socle::limits
