#include "domain/freight/tariff.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "refusals.hpp"

namespace socle::freight {
namespace {

using test::facts;
using test::rule;

constexpr Tariff standard_tariff{2'000, 150, 60, 2'500, 50, 150, 130, 160, 200};
constexpr money::Minor largest = std::numeric_limits<money::Minor>::max();

constexpr std::string_view standard_json =
    R"({"base":2000,"per_km":150,"per_tonne_km":60,"minimum":2500,"rounding":50,)"
    R"("express_percent":150,"fragile_percent":130,"refrigerated_percent":160,)"
    R"("hazardous_percent":200})";

// The standard tariff with one text of it replaced.
std::string changed(std::string_view old_text, std::string_view new_text) {
  std::string json(standard_json);
  return json.replace(json.find(old_text), old_text.size(), new_text);
}

money::Minor price_of(TransportType type, std::int64_t distance, double weight) {
  return price(standard_tariff, type, distance, weight).value();
}

TEST(ReadTariff, ReadsEveryMember) {
  const auto tariff = read_tariff(standard_json);
  ASSERT_TRUE(tariff);
  EXPECT_EQ(tariff.value().base, 2'000);
  EXPECT_EQ(tariff.value().per_km, 150);
  EXPECT_EQ(tariff.value().per_tonne_km, 60);
  EXPECT_EQ(tariff.value().minimum, 2'500);
  EXPECT_EQ(tariff.value().rounding, 50);
  EXPECT_EQ(tariff.value().express_percent, 150);
  EXPECT_EQ(tariff.value().fragile_percent, 130);
  EXPECT_EQ(tariff.value().refrigerated_percent, 160);
  EXPECT_EQ(tariff.value().hazardous_percent, 200);
}

TEST(ReadTariff, WantsExactlyTheKnownMembers) {
  EXPECT_EQ(facts(read_tariff(changed(R"("per_km":150,)", ""))),
            R"({"error":"invalid_setting","key":"pricing.tariff","reason":"missing member",)"
            R"("member":"per_km"})");
  EXPECT_EQ(facts(read_tariff(changed("{", R"({"night_percent":120,)"))),
            R"({"error":"invalid_setting","key":"pricing.tariff","reason":"unknown member"})");
  EXPECT_EQ(rule(read_tariff(changed("{", R"({"base":1,)"))), "invalid_setting");
  for (const char* json : {"", "{}", "[]", "null", "2500", "{"}) {
    EXPECT_EQ(rule(read_tariff(json)), "invalid_setting") << json;
  }
}

TEST(ReadTariff, WantsIntegersWithinBounds) {
  const std::pair<std::string_view, std::string_view> changes[] = {
      {R"("base":2000)", R"("base":-1)"},
      {R"("base":2000)", R"("base":"2000")"},
      {R"("base":2000)", R"("base":2000.0)"},
      {R"("base":2000)", R"("base":null)"},
      {R"("base":2000)", R"("base":9223372036854775808)"},
      {R"("rounding":50)", R"("rounding":0)"},
      {R"("express_percent":150)", R"("express_percent":99)"},
      {R"("hazardous_percent":200)", R"("hazardous_percent":1001)"},
  };
  for (const auto& [old_text, new_text] : changes) {
    EXPECT_EQ(rule(read_tariff(changed(old_text, new_text))), "invalid_setting") << new_text;
  }
  EXPECT_EQ(rule(read_tariff(changed(R"("base":2000)", R"("base":0)"))), "ok");
  EXPECT_EQ(rule(read_tariff(changed(R"("express_percent":150)", R"("express_percent":100)"))),
            "ok");
  EXPECT_EQ(rule(read_tariff(changed(R"("express_percent":150)", R"("express_percent":1000)"))),
            "ok");
}

TEST(Price, AddsBaseDistanceAndWeight) {
  // 2000 + 150 · 100 + 60 · 1 t · 100
  EXPECT_EQ(price_of(TransportType::standard, 100'000, 1'000), 23'000);
  // 2000 + 150 · 10 + 60 · 0.5 t · 10
  EXPECT_EQ(price_of(TransportType::standard, 10'000, 500), 3'800);
}

TEST(Price, MultipliesByTheTypeOfTransport) {
  EXPECT_EQ(price_of(TransportType::express, 100'000, 1'000), 34'500);
  EXPECT_EQ(price_of(TransportType::fragile, 100'000, 1'000), 29'900);
  EXPECT_EQ(price_of(TransportType::refrigerated, 100'000, 1'000), 36'800);
  EXPECT_EQ(price_of(TransportType::hazardous, 100'000, 1'000), 46'000);
}

TEST(Price, IsAtLeastTheMinimum) {
  EXPECT_EQ(price_of(TransportType::standard, 0, 1), 2'500);
  EXPECT_EQ(price_of(TransportType::standard, 1'000, 1), 2'500);
  EXPECT_EQ(price_of(TransportType::express, 0, 1), 3'000);
}

TEST(Price, RoundsUpToTheStep) {
  // 2000 + 150 · 7 + 60 · 0.01 t · 7 = 3054.2
  EXPECT_EQ(price_of(TransportType::standard, 7'000, 10), 3'100);
  Tariff tariff = standard_tariff;
  tariff.rounding = 1;
  EXPECT_EQ(price(tariff, TransportType::standard, 7'000, 10).value(), 3'055);
  tariff.minimum = 5'001;
  tariff.rounding = 50;
  EXPECT_EQ(price(tariff, TransportType::standard, 0, 10).value(), 5'050);
}

TEST(Price, CountsStartedKilometresAndStartedTenKilograms) {
  EXPECT_EQ(price_of(TransportType::standard, 99'001, 1'000), 23'000);
  EXPECT_EQ(price_of(TransportType::standard, 100'001, 1'000), 23'250);  // 23 210 rounded up
  EXPECT_EQ(price_of(TransportType::standard, 100'000, 990.1), 23'000);
  EXPECT_EQ(price_of(TransportType::standard, 100'000, 1'000.1), 23'100);  // 23 060 rounded up
}

TEST(Price, NeverFallsWithDistanceOrWeight) {
  money::Minor before = 0;
  for (std::int64_t metres = 0; metres <= 200'000; metres += 137) {
    const money::Minor now = price_of(TransportType::fragile, metres, 750);
    ASSERT_GE(now, before) << metres;
    before = now;
  }
  before = 0;
  for (double weight = 0.5; weight <= 30'000; weight += 7.3) {
    const money::Minor now = price_of(TransportType::fragile, 50'000, weight);
    ASSERT_GE(now, before) << weight;
    before = now;
  }
}

TEST(Price, RefusesWhatDoesNotFit) {
  Tariff tariff = standard_tariff;
  tariff.per_tonne_km = largest;
  EXPECT_EQ(rule(price(tariff, TransportType::hazardous, 100'000'000, 100'000)),
            "amount_out_of_range");
  const Tariff highest{largest, largest, largest, largest, largest, 1'000, 1'000, 1'000, 1'000};
  EXPECT_EQ(rule(price(highest, TransportType::express, 100'000'000, 100'000)),
            "amount_out_of_range");
  EXPECT_EQ(rule(price(highest, TransportType::standard, 0, 1)), "ok");
  Tariff minimum = standard_tariff;
  minimum.minimum = largest;
  EXPECT_EQ(rule(price(minimum, TransportType::standard, 0, 1)), "amount_out_of_range");
}

TEST(Price, RefusesImpossibleJourneys) {
  EXPECT_EQ(rule(price(standard_tariff, TransportType::standard, -1, 1)), "invalid_value");
  EXPECT_EQ(rule(price(standard_tariff, TransportType::standard, 100'000'001, 1)), "invalid_value");
  for (const double weight : {0.0, -5.0, 100'001.0, std::numeric_limits<double>::infinity(),
                              std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_EQ(rule(price(standard_tariff, TransportType::standard, 1, weight)), "invalid_value");
  }
}

}  // namespace
}  // namespace socle::freight
