#include "alogistics/amounts.hpp"

#include "socle/notify.hpp"

namespace socle::alogistics {

money::Minor minor_units(const pg::Numeric& amount, std::string_view currency) {
  const money::Currency unit = pg::value_or_raise(money::find_currency(currency));
  return pg::value_or_raise(money::parse_amount(amount.text, unit));
}

std::string written(pg::Schema system, money::Minor amount, std::string_view currency,
                    const Uuid& reader) {
  return written(amount, currency, locale_of(system, reader));
}

std::string written(money::Minor amount, std::string_view currency, std::string_view locale) {
  return money::format(amount, pg::value_or_raise(money::find_currency(currency)), locale);
}

}  // namespace socle::alogistics
