// How the lines of a quote are put into words, in French and English.
#pragma once

#include <cstdint>
#include <string>

#include "domain/freight/tariff_version.hpp"
#include "domain/money/money.hpp"

namespace socle::freight {

struct Texts {
  std::string french, english;
};

class Wording {
 public:
  explicit Wording(const money::Currency& currency) : currency_(currency) {}

  Texts base() const;
  // `leg` counts from 1; 0 if there is only one, which needs no name.
  Texts distance(std::size_t leg, std::int64_t km, money::Minor per_km) const;
  Texts weight(std::int64_t hundreds, money::Minor per_100kg) const;
  Texts volume(std::int64_t cubic_metres, money::Minor per_m3) const;
  Texts transport_type(TransportType type, std::int64_t multiplier_bps) const;
  Texts vehicle_type(VehicleType type, std::int64_t multiplier_bps) const;
  Texts night(const NightSurcharge& night) const;
  Texts weekend(std::int64_t bps) const;
  Texts city_pair() const;
  Texts minimum(money::Minor amount) const;
  Texts rounding(money::Minor multiple) const;

 private:
  // "12 × 150 FCFA" behind the unit of the first number.
  Texts times(std::int64_t count, const std::string& unit, money::Minor amount) const;

  money::Currency currency_;
};

}  // namespace socle::freight
