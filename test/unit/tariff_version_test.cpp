#include "domain/freight/tariff_version.hpp"

#include <gtest/gtest.h>

#include "refusals.hpp"

namespace socle::freight {
namespace {

using test::facts;
using test::rule;

constexpr std::string_view standard_json =
    R"({"base":2000,"distance":[{"from_km":0,"per_km":150},{"from_km":100,"per_km":120}],)"
    R"("per_100kg":200,"per_m3":500,)"
    R"("transport_bps":{"standard":10000,"express":15000,"fragile":13000,"refrigerated":16000,)"
    R"("hazardous":null},)"
    R"("vehicle_bps":{"moto":7000,"car":9000,"van":10000,"truck":12500,"trailer":15000},)"
    R"("night":{"bps":2000,"from_minute":1320,"to_minute":360},)"
    R"("weekend":{"bps":1000,"days":[6,7]},)"
    R"("minimum":2500,"rounding":50,"distance_max_km":3000})";

// The standard tariff with one text of it replaced.
std::string changed(std::string_view old_text, std::string_view new_text) {
  std::string json(standard_json);
  return json.replace(json.find(old_text), old_text.size(), new_text);
}

std::string refused(std::string_view member, std::string_view reason) {
  return R"({"error":"invalid_value","field":"tariff","member":")" + std::string(member) +
         R"(","reason":")" + std::string(reason) + R"("})";
}

TEST(ReadTariffVersion, ReadsEveryMember) {
  const auto read = read_tariff_version(standard_json);
  ASSERT_EQ(facts(read), "ok");
  const TariffVersion& tariff = read.value();
  EXPECT_EQ(tariff.base, 2'000);
  ASSERT_EQ(tariff.distance.size(), 2U);
  EXPECT_EQ(tariff.distance[0].from_km, 0);
  EXPECT_EQ(tariff.distance[0].per_km, 150);
  EXPECT_EQ(tariff.distance[1].from_km, 100);
  EXPECT_EQ(tariff.distance[1].per_km, 120);
  EXPECT_EQ(tariff.per_100kg, 200);
  EXPECT_EQ(tariff.per_m3, 500);
  EXPECT_EQ(tariff.transport_bps, (TransportMultipliers{10'000, 15'000, 13'000, 16'000, {}}));
  EXPECT_EQ(tariff.vehicle_bps, (VehicleMultipliers{7'000, 9'000, 10'000, 12'500, 15'000}));
  EXPECT_EQ(tariff.night.bps, 2'000);
  EXPECT_EQ(tariff.night.from_minute, 1'320);
  EXPECT_EQ(tariff.night.to_minute, 360);
  EXPECT_EQ(tariff.weekend.bps, 1'000);
  EXPECT_EQ(tariff.weekend.days, (std::vector<std::int64_t>{6, 7}));
  EXPECT_EQ(tariff.minimum, 2'500);
  EXPECT_EQ(tariff.rounding, 50);
  EXPECT_EQ(tariff.distance_max_km, 3'000);
}

TEST(ReadTariffVersion, WantsExactlyTheKnownMembers) {
  EXPECT_EQ(facts(read_tariff_version(changed(R"("per_m3":500,)", ""))),
            refused("/per_m3", "missing member"));
  EXPECT_EQ(facts(read_tariff_version(changed(R"(,"to_minute":360)", ""))),
            refused("/night/to_minute", "missing member"));
  EXPECT_EQ(facts(read_tariff_version(changed(R"("hazardous":null)", R"("standard_plus":1)"))),
            refused("/transport_bps/hazardous", "missing member"));
  EXPECT_EQ(facts(read_tariff_version(changed("{", R"({"surge":1,)"))),
            refused("/surge", "unknown member"));
  EXPECT_EQ(facts(read_tariff_version(changed(R"("per_km":150)", R"("per_km":150,"flat":1)"))),
            refused("/distance/0/flat", "unknown member"));
  EXPECT_EQ(facts(read_tariff_version(changed("{", R"({"base":1,)"))), refused("", "not JSON"));
  for (const char* json : {"", "[]", "null", "2500", "{"}) {
    EXPECT_EQ(rule(read_tariff_version(json)), "invalid_value") << json;
  }
}

TEST(ReadTariffVersion, WantsIntegersWithinBounds) {
  const std::pair<std::string_view, std::string_view> changes[] = {
      {R"("base":2000)", R"("base":-1)"},
      {R"("base":2000)", R"("base":2000.0)"},
      {R"("base":2000)", R"("base":"2000")"},
      {R"("base":2000)", R"("base":null)"},
      {R"("base":2000)", R"("base":9223372036854775808)"},
      {R"("per_km":150)", R"("per_km":-1)"},
      {R"("rounding":50)", R"("rounding":0)"},
      {R"("standard":10000)", R"("standard":0)"},
      {R"("moto":7000)", R"("moto":100001)"},
      {R"("night":{"bps":2000)", R"("night":{"bps":-1)"},
      {R"("from_minute":1320)", R"("from_minute":1440)"},
      {R"("to_minute":360)", R"("to_minute":1441)"},
      {R"("to_minute":360)", R"("to_minute":1320)"},
      {R"([6,7])", R"([6,8])"},
      {R"([6,7])", R"([0])"},
      {R"([6,7])", R"([6,6])"},
      {R"([6,7])", R"(["6"])"},
      {R"([6,7])", R"({"0":6})"},
      {R"("distance_max_km":3000)", R"("distance_max_km":0)"},
      {R"("distance_max_km":3000)", R"("distance_max_km":100001)"},
  };
  for (const auto& [old_text, new_text] : changes) {
    EXPECT_EQ(rule(read_tariff_version(changed(old_text, new_text))), "invalid_value") << new_text;
  }
  for (const auto& [old_text, new_text] :
       {std::pair{"[6,7]", "[]"}, std::pair{R"("to_minute":360)", R"("to_minute":1440)"},
        std::pair{R"("base":2000)", R"("base":0)"}}) {
    EXPECT_EQ(rule(read_tariff_version(changed(old_text, new_text))), "ok") << new_text;
  }
}

TEST(ReadTariffVersion, WantsStepsInOrderFromZero) {
  const std::string_view steps = R"([{"from_km":0,"per_km":150},{"from_km":100,"per_km":120}])";
  EXPECT_EQ(facts(read_tariff_version(changed(steps, "[]"))),
            refused("/distance", "does not begin at 0"));
  EXPECT_EQ(facts(read_tariff_version(changed(steps, R"([{"from_km":1,"per_km":1}])"))),
            refused("/distance", "does not begin at 0"));
  for (const char* second : {"0", "-1"}) {
    const std::string json =
        R"([{"from_km":0,"per_km":1},{"from_km":)" + std::string(second) + R"(,"per_km":2}])";
    EXPECT_EQ(facts(read_tariff_version(changed(steps, json))),
              refused("/distance", "not in order"));
  }
  std::string many = R"([{"from_km":0,"per_km":1})";
  for (int i = 1; i <= 50; ++i) many += R"(,{"from_km":)" + std::to_string(i) + R"(,"per_km":1})";
  EXPECT_EQ(facts(read_tariff_version(changed(steps, many + "]"))),
            refused("/distance", "too many steps"));
}

}  // namespace
}  // namespace socle::freight
