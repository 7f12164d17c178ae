// Amounts are int64 in minor units of their currency: 1 XOF is 1, 1 EUR is 100.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"

namespace socle::money {

using Minor = std::int64_t;

// ISO 4217: code and number of decimals.
struct Currency {
  std::string_view code;
  int decimals;
  std::string_view symbol;  // as West African readers write it; "FCFA" for XOF and XAF
};

// The currency with this ISO 4217 code (upper case), or `unknown_currency`.
Result<Currency> find_currency(std::string_view code);

// Reads a decimal number ("2500", "10.50", "1e3" is refused) as a positive amount in minor units.
// Refuses what is not a number, is zero or negative (`invalid_amount`), is finer than the currency
// (`fractional_amount`; "10.00" is fine for XOF), or does not fit (`amount_out_of_range`).
Result<Minor> parse_amount(std::string_view decimal, const Currency& currency);

// The price divided between platform and transporter; the two always sum to the price.
struct Split {
  Minor commission;
  Minor earnings;
};

inline constexpr std::int64_t whole_bps = 10'000;

// Commission is `rate_bps` basis points (0 to 10000) of `price` (> 0), rounded half up; earnings
// are the rest. Refuses other inputs (`invalid_amount`, `invalid_value`). Source: A-30, design §5.
Result<Split> split(Minor price, std::int64_t rate_bps);

// `total` (>= 0) divided in proportion to `weights` (>= 0, one of them positive). The shares sum to
// the total exactly: each is rounded down, and the units left over go one by one to the shares that
// lost the largest fractions, of equal ones to the first. So each share is less than one unit from
// the exact one. Refuses other inputs (`invalid_amount`, `invalid_value`).
Result<std::vector<Minor>> divide(Minor total, std::span<const std::int64_t> weights);

// For programs: "25000", "-10.50", with all decimals of the currency; parse_amount() reads what is
// positive.
std::string to_decimal(Minor amount, const Currency& currency);

// For people: "25 000 FCFA", "10,50 EUR" (fr) or "25,000 FCFA", "10.50 EUR" (en).
std::string format(Minor amount, const Currency& currency, std::string_view locale);

}  // namespace socle::money
