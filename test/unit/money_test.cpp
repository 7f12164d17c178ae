#include "domain/money/money.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "refusals.hpp"

namespace socle::money {
namespace {

using test::facts;
using test::rule;

__extension__ typedef __int128 Wide;

constexpr Minor largest = std::numeric_limits<Minor>::max();

Currency currency(std::string_view code) { return find_currency(code).value(); }

TEST(Currencies, HaveTheDecimalsOfIso4217) {
  EXPECT_EQ(currency("XOF").decimals, 0);
  EXPECT_EQ(currency("XAF").decimals, 0);
  EXPECT_EQ(currency("GNF").decimals, 0);
  EXPECT_EQ(currency("EUR").decimals, 2);
  EXPECT_EQ(currency("GHS").decimals, 2);
  EXPECT_EQ(currency("NGN").decimals, 2);
  EXPECT_EQ(currency("TND").decimals, 3);
}

TEST(Currencies, OfTheCfaFrancAreCalledFcfa) {
  EXPECT_EQ(currency("XOF").symbol, "FCFA");
  EXPECT_EQ(currency("XAF").symbol, "FCFA");
  EXPECT_EQ(currency("EUR").symbol, "EUR");
}

TEST(Currencies, AreRefusedUnlessTheCodeIsExact) {
  for (const char* code : {"", "XO", "XOFF", "xof", "ABC", "F X", "OF ", "   ", "XOF XPF"}) {
    EXPECT_EQ(rule(find_currency(code)), "unknown_currency") << code;
  }
}

TEST(ParseAmount, ReadsWholeAmounts) {
  EXPECT_EQ(parse_amount("2500", currency("XOF")).value(), 2500);
  EXPECT_EQ(parse_amount("0002500", currency("XOF")).value(), 2500);
  EXPECT_EQ(parse_amount("2500.00", currency("XOF")).value(), 2500);
  EXPECT_EQ(parse_amount("9223372036854775807", currency("XOF")).value(), largest);
  EXPECT_EQ(parse_amount(std::string(1000, '0') + "1", currency("XOF")).value(), 1);
}

TEST(ParseAmount, ReadsDecimalsOfTheCurrency) {
  EXPECT_EQ(parse_amount("10.50", currency("EUR")).value(), 1050);
  EXPECT_EQ(parse_amount("10.5", currency("EUR")).value(), 1050);
  EXPECT_EQ(parse_amount("10", currency("EUR")).value(), 1000);
  EXPECT_EQ(parse_amount("0.01", currency("EUR")).value(), 1);
  EXPECT_EQ(parse_amount("10.5000000000", currency("EUR")).value(), 1050);
  EXPECT_EQ(parse_amount("1.234", currency("TND")).value(), 1234);
  EXPECT_EQ(parse_amount("92233720368547758.07", currency("EUR")).value(), largest);
}

TEST(ParseAmount, RefusesWhatIsNotAPositiveNumber) {
  for (const char* text :
       {"",    "NaN",   "Infinity", "-Infinity", "-5", "+5", "0",  "0.00",  "-0",  "1e3",
        "1,5", "1 000", " 1",       "1 ",        ".",  "5.", ".5", "1.2.3", "abc", "1.-5"}) {
    EXPECT_EQ(rule(parse_amount(text, currency("EUR"))), "invalid_amount") << text;
  }
  EXPECT_EQ(rule(parse_amount(std::string_view("1\0", 2), currency("EUR"))), "invalid_amount");
}

TEST(ParseAmount, NeverRoundsAFraction) {
  EXPECT_EQ(facts(parse_amount("2500.5", currency("XOF"))),
            R"({"error":"fractional_amount","currency":"XOF","decimals":0})");
  EXPECT_EQ(rule(parse_amount("0.001", currency("XOF"))), "fractional_amount");
  EXPECT_EQ(rule(parse_amount("10.505", currency("EUR"))), "fractional_amount");
  EXPECT_EQ(rule(parse_amount("0." + std::string(1000, '0') + "1", currency("EUR"))),
            "fractional_amount");
}

TEST(ParseAmount, RefusesWhatDoesNotFit) {
  EXPECT_EQ(facts(parse_amount("9223372036854775808", currency("XOF"))),
            R"({"error":"amount_out_of_range","currency":"XOF"})");
  EXPECT_EQ(rule(parse_amount("92233720368547758.08", currency("EUR"))), "amount_out_of_range");
  EXPECT_EQ(rule(parse_amount("9223372036854775807", currency("EUR"))), "amount_out_of_range");
  EXPECT_EQ(rule(parse_amount(std::string(131072, '9'), currency("XOF"))), "amount_out_of_range");
}

// The same rule, written differently: the commission times 10000 is within half of the product.
void expect_split(Minor price, std::int64_t rate_bps) {
  const Split parts = split(price, rate_bps).value();
  ASSERT_EQ(static_cast<Wide>(parts.commission) + parts.earnings, price)
      << price << ' ' << rate_bps;
  ASSERT_GE(parts.commission, 0);
  ASSERT_GE(parts.earnings, 0);
  const Wide difference =
      static_cast<Wide>(parts.commission) * 10'000 - static_cast<Wide>(price) * rate_bps;
  ASSERT_TRUE(difference > -5'000 && difference <= 5'000) << price << ' ' << rate_bps;
}

TEST(Split, HoldsAtTheEndOfTheRange) {
  for (const std::int64_t rate : {0, 1, 1500, 5000, 9999, 10'000}) {
    for (const Minor price : {largest, largest - 1, largest - 9'999, largest / 2}) {
      expect_split(price, rate);
    }
  }
  EXPECT_EQ(split(largest, 10'000).value().commission, largest);
  EXPECT_EQ(split(largest, 0).value().earnings, largest);
}

TEST(Split, TakesFifteenPercentOfTheExamplesOfTheSeed) {
  EXPECT_EQ(split(25'000, 1500).value().commission, 3'750);
  EXPECT_EQ(split(25'000, 1500).value().earnings, 21'250);
  EXPECT_EQ(split(10, 1500).value().commission, 2);  // 1.5 rounds up
  EXPECT_EQ(split(3, 1500).value().commission, 0);   // 0.45
  EXPECT_EQ(split(1, 5000).value().commission, 1);   // 0.5
}

TEST(Split, RefusesPricesAndRatesThatAreNone) {
  EXPECT_EQ(rule(split(0, 1500)), "invalid_amount");
  EXPECT_EQ(rule(split(-1, 1500)), "invalid_amount");
  EXPECT_EQ(facts(split(1, -1)),
            R"({"error":"invalid_value","field":"rate_bps","reason":"not between 0 and 10000"})");
  EXPECT_EQ(rule(split(1, 10'001)), "invalid_value");
}

std::vector<Minor> shares(Minor total, std::vector<std::int64_t> weights) {
  return divide(total, weights).value();
}

TEST(Divide, GivesTheUnitsLeftOverToTheLargestFractions) {
  EXPECT_EQ(shares(100, {1, 1}), (std::vector<Minor>{50, 50}));
  EXPECT_EQ(shares(100, {2'000, 8'000}), (std::vector<Minor>{20, 80}));
  EXPECT_EQ(shares(10, {1, 2, 4}), (std::vector<Minor>{1, 3, 6}));  // 1.43, 2.86, 5.71
  EXPECT_EQ(shares(7, {1, 5, 1}), (std::vector<Minor>{1, 5, 1}));
}

TEST(Divide, GivesOfEqualFractionsTheFirstMore) {
  EXPECT_EQ(shares(101, {1, 1}), (std::vector<Minor>{51, 50}));
  EXPECT_EQ(shares(11, {1, 1, 1, 1}), (std::vector<Minor>{3, 3, 3, 2}));
  EXPECT_EQ(shares(1, {3, 3}), (std::vector<Minor>{1, 0}));
  // Many, because a sort that is not stable keeps the order of few.
  std::vector<Minor> expected(50, 0);
  expected.insert(expected.begin(), 50, 1);
  EXPECT_EQ(shares(50, std::vector<std::int64_t>(100, 7)), expected);
}

TEST(Divide, GivesNothingForNoWeight) {
  EXPECT_EQ(shares(101, {0, 1, 0, 1}), (std::vector<Minor>{0, 51, 0, 50}));
  EXPECT_EQ(shares(0, {1, 2}), (std::vector<Minor>{0, 0}));
  EXPECT_EQ(shares(5, {7}), (std::vector<Minor>{5}));
}

TEST(Divide, RefusesTotalsAndWeightsThatAreNone) {
  const auto divided = [](Minor total, std::vector<std::int64_t> weights) {
    return divide(total, weights);
  };
  EXPECT_EQ(rule(divided(-1, {1})), "invalid_amount");
  EXPECT_EQ(facts(divided(5, {2, -1})),
            R"({"error":"invalid_value","field":"weights","reason":"one is negative"})");
  EXPECT_EQ(facts(divided(5, {0, 0})),
            R"({"error":"invalid_value","field":"weights","reason":"none is positive"})");
  EXPECT_EQ(rule(divided(5, {})), "invalid_value");
}

// An exact sum of shares that are each the exact one, rounded down or up.
void expect_shares(Minor total, const std::vector<std::int64_t>& weights) {
  const std::vector<Minor> parts = shares(total, weights);
  ASSERT_EQ(parts.size(), weights.size());
  Wide sum = 0, weight_sum = 0;
  for (const std::int64_t weight : weights) weight_sum += weight;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    sum += parts[i];
    ASSERT_GE(parts[i], 0);
    const Wide product = static_cast<Wide>(total) * weights[i];
    const Wide rounded_down = product / weight_sum;
    const bool is_exact = product % weight_sum == 0;
    ASSERT_TRUE(parts[i] == rounded_down || (!is_exact && parts[i] == rounded_down + 1));
  }
  ASSERT_EQ(sum, total);
}

TEST(Divide, AlwaysSumsToTheTotal) {
  constexpr std::int64_t weights[] = {0, 1, 2, 3, 7, 9'999, largest / 2, largest - 1, largest};
  constexpr Minor totals[] = {0, 1, 2, 3, 5, 100, 9'999, 25'000, largest / 3, largest - 1, largest};
  for (const std::int64_t one : weights) {
    for (const std::int64_t two : weights) {
      for (const std::int64_t three : weights) {
        if ((one | two | three) == 0) continue;
        for (const Minor total : totals) expect_shares(total, {one, two, three});
      }
    }
  }
  expect_shares(largest, std::vector<std::int64_t>(1'000, largest));
}

TEST(ToDecimal, WritesAllDecimalsOfTheCurrency) {
  EXPECT_EQ(to_decimal(25'000, currency("XOF")), "25000");
  EXPECT_EQ(to_decimal(1'050, currency("EUR")), "10.50");
  EXPECT_EQ(to_decimal(5, currency("EUR")), "0.05");
  EXPECT_EQ(to_decimal(0, currency("TND")), "0.000");
  EXPECT_EQ(to_decimal(-5, currency("EUR")), "-0.05");
  EXPECT_EQ(to_decimal(std::numeric_limits<Minor>::min(), currency("EUR")),
            "-92233720368547758.08");
}

TEST(ToDecimal, IsWhatParseAmountReads) {
  for (const char* code : {"XOF", "EUR", "TND"}) {
    for (const Minor amount : {Minor{1}, Minor{99}, Minor{100}, Minor{123'456}, largest}) {
      EXPECT_EQ(parse_amount(to_decimal(amount, currency(code)), currency(code)).value(), amount);
    }
  }
}

TEST(Format, FollowsTheLanguage) {
  EXPECT_EQ(format(25'000, currency("XOF"), "fr"), "25\u00A0000\u00A0FCFA");
  EXPECT_EQ(format(25'000, currency("XOF"), "en"), "25,000 FCFA");
  EXPECT_EQ(format(1'050, currency("EUR"), "fr"), "10,50\u00A0EUR");
  EXPECT_EQ(format(1'050, currency("EUR"), "en"), "10.50 EUR");
  EXPECT_EQ(format(25'000, currency("XOF"), "wo"), "25\u00A0000\u00A0FCFA");
}

TEST(Format, GroupsByThousandsAndPadsDecimals) {
  EXPECT_EQ(format(0, currency("XOF"), "en"), "0 FCFA");
  EXPECT_EQ(format(999, currency("XOF"), "en"), "999 FCFA");
  EXPECT_EQ(format(1'234'567, currency("XOF"), "en"), "1,234,567 FCFA");
  EXPECT_EQ(format(5, currency("EUR"), "en"), "0.05 EUR");
  EXPECT_EQ(format(0, currency("EUR"), "en"), "0.00 EUR");
  EXPECT_EQ(format(123'456'789, currency("EUR"), "en"), "1,234,567.89 EUR");
  EXPECT_EQ(format(-5, currency("EUR"), "en"), "-0.05 EUR");
  EXPECT_EQ(format(-25'000, currency("XOF"), "en"), "-25,000 FCFA");
}

TEST(Format, WritesTheEndsOfTheRange) {
  EXPECT_EQ(format(largest, currency("XOF"), "en"), "9,223,372,036,854,775,807 FCFA");
  EXPECT_EQ(format(std::numeric_limits<Minor>::min(), currency("XOF"), "en"),
            "-9,223,372,036,854,775,808 FCFA");
}

}  // namespace
}  // namespace socle::money
