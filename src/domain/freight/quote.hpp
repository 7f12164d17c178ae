// A quote: what a transport costs, as lines that sum exactly and say how they came about.
// Source: A-29, research/logistics.md §2.3.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/freight/tariff_version.hpp"
#include "domain/money/money.hpp"
#include "domain/result.hpp"

namespace socle::freight {

// The pick-up on the clock of the place where the platform operates.
struct LocalTime {
  std::int64_t minute;   // of the day, 0 to 1439
  std::int64_t weekday;  // ISO: 1 is Monday, 7 is Sunday
};

struct QuoteRequest {
  TransportType type;
  std::optional<VehicleType> vehicle;  // none: the client leaves the choice, nothing is multiplied
  double weight_kg;                    // as of a Draft
  std::optional<double> volume_m3;
  std::vector<std::int64_t> legs_m;  // the road to each stop, 1 to 20 of them, metres
  LocalTime pickup;
  money::Minor city_pair_surcharge;  // 0 or more
};

// Codes: base, distance, weight, volume, transport_type, vehicle_type, night, weekend, city_pair,
// minimum, rounding. Amounts are never 0; only multipliers below 1.0 make them negative.
struct QuoteLine {
  std::string_view code;
  money::Minor amount;
  std::string text_fr, text_en;
};

struct Quote {
  money::Minor price;       // the sum of the lines, a positive multiple of the rounding
  std::int64_t distance_m;  // of all legs
  std::vector<QuoteLine> lines;
};

// The price, in this order: base + distance + weight + volume, times transport type, times vehicle
// type; plus night and weekend, each a part of that product; plus the city pair; lifted to the
// minimum; rounded up. Until then nothing is rounded: each line has the whole units by which the
// exact sum grows, so what the fractions amount to ends up on the line `rounding`.
// Kilometres count as started over the whole journey: a stop on the way changes no price. Each leg
// has a line for each step that it runs through.
// Refuses a tariff that check_tariff() refuses; what check_quantity() does not accept, a number of
// legs that is not 1 to 20, a negative leg or surcharge, a time that is none (`invalid_value`,
// detail: field, reason); a journey longer than the tariff's (`distance_out_of_range`); a type
// that is not carried, a kilometre without a step, a price of 0 (`no_tariff_rule`, detail:
// dimension, value); and what does not fit (`amount_out_of_range`).
Result<Quote> quote(const TariffVersion& tariff, const QuoteRequest& request,
                    const money::Currency& currency);

// [{"code":"base","amount":2000,"text_fr":"…","text_en":"…"}, …]
std::string lines_json(std::span<const QuoteLine> lines);

}  // namespace socle::freight
