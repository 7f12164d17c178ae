// The settings by area, each in a file of its own, and how one is written down.
#pragma once

#include "domain/settings/settings.hpp"

namespace socle::settings {

std::span<const Definition> platform_settings();
std::span<const Definition> quote_settings();
std::span<const Definition> vehicle_settings();
std::span<const Definition> tracking_settings();
std::span<const Definition> delivery_settings();
std::span<const Definition> dispute_settings();
std::span<const Definition> wallet_settings();
std::span<const Definition> account_settings();
std::span<const Definition> job_settings();
std::span<const Definition> event_settings();
std::span<const Definition> audit_settings();
std::span<const Definition> notification_settings();
std::span<const Definition> limit_settings();

inline constexpr std::int64_t amount_max = 1'000'000'000'000;

// The last word of a key, if it is a unit: names end with theirs.
constexpr std::string_view unit_by_name(std::string_view key) {
  constexpr std::string_view units[] = {"attempts", "bps",        "bytes",  "days", "hours",
                                        "km",       "kmh",        "m",      "ms",   "minutes",
                                        "months",   "per_minute", "seconds"};
  for (const std::string_view unit : units) {
    if (!key.ends_with(unit)) continue;
    const char before = key[key.size() - unit.size() - 1];
    if (before == '_' || before == '.') return unit;
  }
  return {};
}

// An amount of money is one that may be as large as amount_max.
constexpr Definition integer(std::string_view key, std::int64_t minimum, std::int64_t maximum,
                             std::string_view default_json, std::string_view description,
                             std::string_view description_fr) {
  const std::string_view unit = maximum == amount_max ? "minor units" : unit_by_name(key);
  return {key,          Kind::integer, minimum,        maximum, {},
          default_json, description,   description_fr, unit};
}

constexpr Definition choice(std::string_view key, std::span<const std::string_view> choices,
                            std::string_view default_json, std::string_view description,
                            std::string_view description_fr) {
  return {key, Kind::text, 0, 0, choices, default_json, description, description_fr};
}

}  // namespace socle::settings
