#include "domain/money/money.hpp"

#include <algorithm>

#include "domain/errors/catalogue.hpp"

namespace socle::money {
namespace {

// The currencies of ISO 4217 by number of decimals, four characters apart. Funds and metals are
// left out: nobody pays with them.
struct Group {
  int decimals;
  std::string_view codes;
};

constexpr std::size_t code_size = 3;
constexpr std::size_t code_distance = 4;

constexpr Group groups[] = {
    {0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"},
    {2,
     "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD "
     "CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD "
     "GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD "
     "MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP "
     "PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS "
     "TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD XCG YER ZAR ZMW ZWG"},
    {3, "BHD IQD JOD KWD LYD OMR TND"},
};

constexpr bool is_digit(char character) { return character >= '0' && character <= '9'; }

constexpr bool are_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

// Appends a digit to `amount`; false if the result does not fit.
constexpr bool append_digit(Minor& amount, char digit) {
  return !__builtin_mul_overflow(amount, Minor{10}, &amount) &&
         !__builtin_add_overflow(amount, Minor{digit - '0'}, &amount);
}

}  // namespace

Result<Currency> find_currency(std::string_view code) {
  if (code.size() != code_size) return Refusal(errors::unknown_currency);
  for (const Group& group : groups) {
    for (std::size_t start = 0; start < group.codes.size(); start += code_distance) {
      const std::string_view known = group.codes.substr(start, code_size);
      if (known != code) continue;
      const bool is_franc = known == "XOF" || known == "XAF";
      return Currency{known, group.decimals, is_franc ? "FCFA" : known};
    }
  }
  return Refusal(errors::unknown_currency);
}

Result<Minor> parse_amount(std::string_view decimal, const Currency& currency) {
  const std::size_t point = decimal.find('.');
  const bool has_point = point != std::string_view::npos;
  const std::string_view whole = decimal.substr(0, point);
  std::string_view fraction = has_point ? decimal.substr(point + 1) : std::string_view();
  if (!are_digits(whole) || (has_point && !are_digits(fraction))) {
    return Refusal(errors::invalid_amount);
  }

  // Zeros at the end do not make a number finer: find_last_not_of is npos, so 0, if all are zero.
  fraction = fraction.substr(0, fraction.find_last_not_of('0') + 1);
  if (fraction.empty() && whole.find_first_not_of('0') == std::string_view::npos) {
    return Refusal(errors::invalid_amount);
  }
  const auto decimals = static_cast<std::size_t>(currency.decimals);
  if (fraction.size() > decimals) {
    return Refusal(errors::fractional_amount)
        .with("currency", currency.code)
        .with("decimals", currency.decimals);
  }

  Minor amount = 0;
  bool fits = true;
  for (const char digit : whole) fits = fits && append_digit(amount, digit);
  for (const char digit : fraction) fits = fits && append_digit(amount, digit);
  for (std::size_t i = fraction.size(); i < decimals; ++i) fits = fits && append_digit(amount, '0');
  if (!fits) return Refusal(errors::amount_out_of_range).with("currency", currency.code);
  return amount;
}

Result<Split> split(Minor price, std::int64_t rate_bps) {
  if (price <= 0) return Refusal(errors::invalid_amount);
  if (rate_bps < 0 || rate_bps > whole_bps) {
    return Refusal(errors::invalid_value)
        .with("field", "rate_bps")
        .with("reason", "not between 0 and 10000");
  }
  // price · rate may not fit in 64 bits, so the whole ten thousands and the rest are taken apart:
  // the first part divides exactly, and only the second is rounded.
  const Minor exact = price / whole_bps * rate_bps;
  const Minor rounded = (price % whole_bps * rate_bps + whole_bps / 2) / whole_bps;
  const Minor commission = exact + rounded;
  return Split{commission, price - commission};
}

std::string format(Minor amount, const Currency& currency, std::string_view locale) {
  // A price must not break over two lines, so French groups by a space that does not break.
  constexpr std::string_view no_break_space = "\u00A0";
  const bool is_english = locale == "en";
  const std::string_view group_mark = is_english ? "," : no_break_space;

  // The smallest int64 has no positive counterpart; unsigned arithmetic has.
  const auto bits = static_cast<std::uint64_t>(amount);
  std::string digits = std::to_string(amount < 0 ? 0 - bits : bits);
  const auto decimals = static_cast<std::size_t>(currency.decimals);
  if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');

  std::string text = amount < 0 ? "-" : "";
  const std::size_t whole_size = digits.size() - decimals;
  for (std::size_t i = 0; i < whole_size; ++i) {
    if (i > 0 && (whole_size - i) % 3 == 0) text += group_mark;
    text += digits[i];
  }
  if (decimals > 0) {
    text += is_english ? '.' : ',';
    text.append(digits, whole_size);
  }
  text += is_english ? std::string_view(" ") : no_break_space;
  text += currency.symbol;
  return text;
}

}  // namespace socle::money
