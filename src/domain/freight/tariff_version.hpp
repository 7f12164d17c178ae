// One version of the tariff: the rules that a quote is computed by. Which version is valid when is
// known to the caller. Source: A-29.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "domain/freight/request.hpp"
#include "domain/money/money.hpp"
#include "domain/result.hpp"

namespace socle::freight {

inline constexpr std::size_t transport_type_count =
    static_cast<std::size_t>(TransportType::hazardous) + 1;
inline constexpr std::size_t vehicle_type_count =
    static_cast<std::size_t>(VehicleType::trailer) + 1;

// What a kilometre costs behind the first `from_km` kilometres, until the next step begins.
struct DistanceStep {
  std::int64_t from_km;
  money::Minor per_km;
};

// A part of the local day, [from_minute, to_minute). It spans midnight if it ends before it begins.
struct NightSurcharge {
  std::int64_t bps;
  std::int64_t from_minute;  // 0 to 1439
  std::int64_t to_minute;    // 0 to 1440
};

struct WeekendSurcharge {
  std::int64_t bps;
  std::vector<std::int64_t> days;  // ISO: 1 is Monday, 7 is Sunday
};

// Multipliers are basis points of the price (10,000 is 1.0); a type without one is not carried.
using TransportMultipliers = std::array<std::optional<std::int64_t>, transport_type_count>;
using VehicleMultipliers = std::array<std::optional<std::int64_t>, vehicle_type_count>;

// Amounts are minor units of the currency of the tariff.
struct TariffVersion {
  money::Minor base;
  std::vector<DistanceStep> distance;
  money::Minor per_100kg;  // started
  money::Minor per_m3;     // started
  TransportMultipliers transport_bps;
  VehicleMultipliers vehicle_bps;
  NightSurcharge night;      // bps on top of the multiplied price
  WeekendSurcharge weekend;  // likewise, beside the night's
  money::Minor minimum;      // of the whole price
  money::Minor rounding;     // prices are rounded up to a multiple of this
  std::int64_t distance_max_km;
};

inline constexpr std::int64_t multiplier_bps_max = 100'000;
inline constexpr std::int64_t surcharge_bps_max = 100'000;
inline constexpr std::int64_t distance_km_max = 100'000;
inline constexpr std::size_t distance_steps_max = 50;

// Refuses with `invalid_value` (detail: field "tariff", member, reason) a negative amount, a
// rounding of 0, steps that are not in order, a multiplier outside 1..100,000, a surcharge outside
// 0..100,000, a window of no length, a weekday that is none or twice, a distance_max_km outside
// 1..100,000. A tariff whose steps leave kilometres out is none of its refusals: quote() refuses
// the transports that need them.
Check check_tariff(const TariffVersion& tariff);

// Reads a JSON object with exactly these members, then checks it; the first step must begin at 0:
//   base, per_100kg, per_m3, minimum, rounding, distance_max_km   integers
//   distance        [{"from_km": 0, "per_km": 150}, …]
//   transport_bps   {"standard": 10000, …}, each type once; null if it is not carried
//   vehicle_bps     {"moto": 7000, …}, likewise
//   night           {"bps": 2000, "from_minute": 1320, "to_minute": 360}
//   weekend         {"bps": 1000, "days": [6, 7]}
// Refuses a missing, unknown, repeated or non-integer member as check_tariff() does; `member` is a
// pointer (RFC 6901), "/night/bps".
Result<TariffVersion> read_tariff_version(std::string_view json);

}  // namespace socle::freight
