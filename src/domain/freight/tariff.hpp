// What a transport costs before a moderator sets the final price. Source: A-29.
#pragma once

#include <cstdint>
#include <string_view>

#include "domain/freight/request.hpp"
#include "domain/money/money.hpp"
#include "domain/result.hpp"

namespace socle::freight {

// All amounts in minor units. Multipliers are percent of the standard price.
struct Tariff {
  money::Minor base;
  money::Minor per_km;
  money::Minor per_tonne_km;
  money::Minor minimum;
  money::Minor rounding;  // prices are rounded up to a multiple of this
  int express_percent, fragile_percent, refrigerated_percent, hazardous_percent;
};

// Reads the setting `pricing.tariff`, a JSON object with exactly the members of Tariff. Refuses a
// missing, unknown, negative or non-integer member, a rounding of 0, or a percent outside 100..1000
// (`invalid_setting`, detail: key, reason).
Result<Tariff> read_tariff(std::string_view json);

// (base + per_km · km + per_tonne_km · t · km) · percent, at least the minimum, rounded up.
// Distance counts in started kilometres, weight in started 10 kg. `amount_out_of_range` if it does
// not fit.
Result<money::Minor> price(const Tariff& tariff, TransportType type, std::int64_t distance_m,
                           double weight_kg);

}  // namespace socle::freight
