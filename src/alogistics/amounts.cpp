#include "alogistics/amounts.hpp"

#include "socle/notify.hpp"

namespace socle::alogistics {

money::Minor minor_units(const pg::Numeric& amount, std::string_view currency) {
  const money::Currency unit = pg::value_or_raise(money::find_currency(currency));
  return pg::value_or_raise(money::parse_amount(amount.text, unit));
}

std::string written(pg::Spi& spi, pg::Schema system, money::Minor amount, std::string_view currency,
                    const Uuid& reader) {
  const money::Currency unit = pg::value_or_raise(money::find_currency(currency));
  return money::format(amount, unit, locale_of(spi, system, reader));
}

}  // namespace socle::alogistics
