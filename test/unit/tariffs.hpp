// The tariff that the tests of quotes start from.
#pragma once

#include "domain/freight/quote.hpp"

namespace socle::test {

inline freight::TariffVersion standard_tariff() {
  return {.base = 2'000,
          .distance = {{0, 150}, {100, 120}},
          .per_100kg = 200,
          .per_m3 = 500,
          .transport_bps = {10'000, 15'000, 13'000, 16'000, std::nullopt},
          .vehicle_bps = {7'000, 9'000, 10'000, 12'500, std::nullopt},
          .night = {2'000, 1'320, 360},
          .weekend = {1'000, {6, 7}},
          .minimum = 2'500,
          .rounding = 50,
          .distance_max_km = 3'000};
}

// A tonne over 312 km on a Tuesday at noon.
inline freight::QuoteRequest standard_request() {
  return {.type = freight::TransportType::standard,
          .vehicle = std::nullopt,
          .weight_kg = 1'000,
          .volume_m3 = std::nullopt,
          .legs_m = {312'000},
          .pickup = {720, 2},
          .city_pair_surcharge = 0};
}

inline const money::Currency franc{"XOF", 0, "FCFA"};

}  // namespace socle::test
