#include "domain/money/money.hpp"

#include <algorithm>

#include "domain/errors/catalogue.hpp"

namespace socle::money {
namespace {

__extension__ typedef unsigned __int128 Wide;

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

// The digits of an amount without its sign, before and behind the point.
struct Digits {
  std::string whole, fraction;
};

Digits digits_of(Minor amount, const Currency& currency) {
  // The smallest int64 has no positive counterpart; unsigned arithmetic has.
  const auto bits = static_cast<std::uint64_t>(amount);
  std::string all = std::to_string(amount < 0 ? 0 - bits : bits);
  const auto decimals = static_cast<std::size_t>(currency.decimals);
  if (all.size() <= decimals) all.insert(0, decimals + 1 - all.size(), '0');
  const std::size_t whole_size = all.size() - decimals;
  return {all.substr(0, whole_size), all.substr(whole_size)};
}

Refusal invalid_weights(std::string_view reason) {
  return Refusal(errors::invalid_value).with("field", "weights").with("reason", reason);
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

Result<std::vector<Minor>> divide(Minor total, std::span<const std::int64_t> weights) {
  if (total < 0) return Refusal(errors::invalid_amount);
  Wide sum = 0;
  for (const std::int64_t weight : weights) {
    if (weight < 0) return invalid_weights("one is negative");
    sum += static_cast<Wide>(weight);
  }
  if (sum == 0) return invalid_weights("none is positive");

  struct Part {
    std::size_t index;
    Wide lost;  // the fraction that was rounded away, times the sum of the weights
  };
  std::vector<Minor> shares;
  std::vector<Part> parts;
  Minor left = total;
  for (std::size_t index = 0; index < weights.size(); ++index) {
    const Wide exact = static_cast<Wide>(total) * static_cast<Wide>(weights[index]);
    shares.push_back(static_cast<Minor>(exact / sum));
    parts.push_back({index, exact % sum});
    left -= shares.back();
  }
  std::stable_sort(parts.begin(), parts.end(),
                   [](const Part& a, const Part& b) { return a.lost > b.lost; });
  // The fractions lost sum to what is left, and each is less than 1: there are parts enough.
  for (std::size_t rank = 0; left > 0; ++rank, --left) ++shares[parts[rank].index];
  return shares;
}

std::string to_decimal(Minor amount, const Currency& currency) {
  const Digits digits = digits_of(amount, currency);
  std::string text = amount < 0 ? "-" : "";
  text += digits.whole;
  if (!digits.fraction.empty()) text += '.' + digits.fraction;
  return text;
}

std::string format(Minor amount, const Currency& currency, std::string_view locale) {
  // A price must not break over two lines, so French groups by a space that does not break.
  constexpr std::string_view no_break_space = "\u00A0";
  const bool is_english = locale == "en";
  const std::string_view group_mark = is_english ? "," : no_break_space;

  const Digits digits = digits_of(amount, currency);
  std::string text = amount < 0 ? "-" : "";
  for (std::size_t i = 0; i < digits.whole.size(); ++i) {
    if (i > 0 && (digits.whole.size() - i) % 3 == 0) text += group_mark;
    text += digits.whole[i];
  }
  if (!digits.fraction.empty()) text += (is_english ? '.' : ',') + digits.fraction;
  text += is_english ? std::string_view(" ") : no_break_space;
  text += currency.symbol;
  return text;
}

}  // namespace socle::money
