// Amounts as people give and read them.
#pragma once

#include "domain/money/money.hpp"
#include "pg/spi.hpp"

namespace socle::alogistics {

// A positive amount in units of the currency, as minor units. Refuses what domain/money refuses.
money::Minor minor_units(const pg::Numeric& amount, std::string_view currency);

// "25 000 FCFA", in the language of whoever reads it.
std::string written(pg::Schema system, money::Minor amount, std::string_view currency,
                    const Uuid& reader);
std::string written(money::Minor amount, std::string_view currency, std::string_view locale);

}  // namespace socle::alogistics
