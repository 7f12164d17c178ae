#include "domain/freight/quote.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "refusals.hpp"
#include "tariffs.hpp"

namespace socle::freight {
namespace {

using test::facts;
using test::franc;
using test::rule;
using test::standard_request;
using test::standard_tariff;

constexpr money::Minor largest = std::numeric_limits<money::Minor>::max();

Result<Quote> quoted(const QuoteRequest& request) {
  return quote(standard_tariff(), request, franc);
}

money::Minor price_of(const QuoteRequest& request) { return quoted(request).value().price; }

// "base 2000, distance 15000": the lines without their words.
std::string amounts(const Result<Quote>& result) {
  if (!result) return result.refusal().detail();
  std::string text;
  for (const QuoteLine& line : result.value().lines) {
    if (!text.empty()) text += ", ";
    text += std::string(line.code) + ' ' + std::to_string(line.amount);
  }
  return text;
}

TEST(Quote, AddsBaseStepsOfDistanceAndWeight) {
  EXPECT_EQ(amounts(quoted(standard_request())),
            "base 2000, distance 15000, distance 25440, weight 2000, rounding 10");
  EXPECT_EQ(price_of(standard_request()), 44'450);
  EXPECT_EQ(quoted(standard_request()).value().distance_m, 312'000);
}

TEST(Quote, CountsStartedKilometresHundredsAndCubicMetres) {
  QuoteRequest request = standard_request();
  request.legs_m = {10'001};
  request.weight_kg = 100.01;
  request.volume_m3 = 2.5;
  EXPECT_EQ(amounts(quoted(request)), "base 2000, distance 1650, weight 400, volume 1500");
  request.legs_m = {10'000};
  request.weight_kg = 100;
  request.volume_m3 = 2;
  EXPECT_EQ(amounts(quoted(request)), "base 2000, distance 1500, weight 200, volume 1000");
}

TEST(Quote, MultipliesByTransportTypeThenByVehicleType) {
  QuoteRequest request = standard_request();
  request.legs_m = {100'000};  // 2000 + 15000 + 2000
  request.type = TransportType::express;
  EXPECT_EQ(amounts(quoted(request)),
            "base 2000, distance 15000, weight 2000, transport_type 9500");
  request.vehicle = VehicleType::moto;
  EXPECT_EQ(amounts(quoted(request)),
            "base 2000, distance 15000, weight 2000, transport_type 9500, vehicle_type -8550");
  request.vehicle = VehicleType::van;  // times 1.0
  EXPECT_EQ(price_of(request), 28'500);
}

TEST(Quote, AddsNightAndWeekendSideBySide) {
  QuoteRequest request = standard_request();
  request.legs_m = {100'000};
  request.type = TransportType::express;  // 28500
  request.pickup = {1'380, 6};
  EXPECT_EQ(
      amounts(quoted(request)),
      "base 2000, distance 15000, weight 2000, transport_type 9500, night 5700, weekend 2850");
}

TEST(Quote, JudgesTheNightAtThePickupAlsoAcrossMidnight) {
  const money::Minor day = price_of(standard_request());
  const auto price_at = [](NightSurcharge night, std::int64_t minute) {
    TariffVersion tariff = standard_tariff();
    tariff.night = night;
    QuoteRequest request = standard_request();
    request.pickup.minute = minute;
    return quote(tariff, request, franc).value().price;
  };
  const NightSurcharge across{2'000, 1'320, 360};  // 22:00 to 06:00
  for (const std::int64_t night : {1'320, 1'439, 0, 359}) EXPECT_GT(price_at(across, night), day);
  for (const std::int64_t noon : {360, 720, 1'319}) EXPECT_EQ(price_at(across, noon), day);
  const NightSurcharge early{2'000, 60, 300};  // 01:00 to 05:00
  for (const std::int64_t night : {60, 299}) EXPECT_GT(price_at(early, night), day);
  for (const std::int64_t noon : {0, 59, 300, 1'439}) EXPECT_EQ(price_at(early, noon), day);
  for (const std::int64_t end : {0, 1'440}) {
    EXPECT_GT(price_at({2'000, 1'320, end}, 1'439), day);
    EXPECT_EQ(price_at({2'000, 1'320, end}, 0), day);
  }
  EXPECT_GT(price_at({2'000, 0, 1'440}, 720), day);
}

TEST(Quote, ChargesTheDaysThatTheTariffCallsWeekend) {
  QuoteRequest request = standard_request();
  for (std::int64_t weekday = 1; weekday <= 7; ++weekday) {
    request.pickup.weekday = weekday;
    EXPECT_EQ(price_of(request) > 44'450, weekday >= 6) << weekday;
  }
}

TEST(Quote, AddsTheCityPairUnmultiplied) {
  QuoteRequest request = standard_request();
  request.legs_m = {100'000};
  request.type = TransportType::express;
  request.city_pair_surcharge = 1'000;
  EXPECT_EQ(amounts(quoted(request)),
            "base 2000, distance 15000, weight 2000, transport_type 9500, city_pair 1000");
}

TEST(Quote, IsLiftedToTheMinimumThenRoundedUpEachOnALineOfItsOwn) {
  TariffVersion tariff = standard_tariff();
  tariff.minimum = 9'001;
  QuoteRequest request = standard_request();
  request.legs_m = {1'000};
  request.weight_kg = 1;
  EXPECT_EQ(amounts(quote(tariff, request, franc)),
            "base 2000, distance 150, weight 200, minimum 6651, rounding 49");
  tariff.minimum = 2'350;
  EXPECT_EQ(amounts(quote(tariff, request, franc)), "base 2000, distance 150, weight 200");
}

TEST(Quote, RoundsOnceAtTheEnd) {
  // 101 · 0.33 · 1.25 = 41.6625; each alone would be 33.33 and 41.25.
  TariffVersion tariff = standard_tariff();
  tariff.base = 101;
  tariff.distance = {{0, 0}};
  tariff.per_100kg = 0;
  tariff.minimum = 0;
  tariff.rounding = 1;
  tariff.transport_bps[0] = 3'300;
  QuoteRequest request = standard_request();
  request.vehicle = VehicleType::truck;
  EXPECT_EQ(amounts(quote(tariff, request, franc)),
            "base 101, transport_type -68, vehicle_type 8, rounding 1");
}

TEST(Quote, PricesStopsByLegsWithStepsOverTheWholeJourney) {
  QuoteRequest request = standard_request();
  request.legs_m = {60'000, 0, 72'500, 179'500};
  EXPECT_EQ(amounts(quoted(request)),
            "base 2000, distance 9000, distance 6000, distance 3960, "
            "distance 21480, weight 2000, rounding 10");
  EXPECT_EQ(price_of(request), price_of(standard_request()));
  EXPECT_EQ(quoted(request).value().lines[4].text_en, "Leg 4: 179\u00A0km × 120 FCFA");
}

TEST(Quote, RefusesBeyondTheMaximumInsteadOfGuessing) {
  QuoteRequest request = standard_request();
  request.legs_m = {2'000'000, 1'000'000};
  EXPECT_EQ(rule(quoted(request)), "ok");
  request.legs_m = {2'000'000, 1'000'001};
  EXPECT_EQ(facts(quoted(request)), R"({"error":"distance_out_of_range","distance_m":3000001,)"
                                    R"("distance_m_max":3000000})");
}

TEST(Quote, RefusesWhatHasNoRuleInsteadOfAnsweringZero) {
  QuoteRequest request = standard_request();
  request.type = TransportType::hazardous;
  EXPECT_EQ(facts(quoted(request)),
            R"({"error":"no_tariff_rule","dimension":"transport_type","value":"hazardous"})");
  request = standard_request();
  request.vehicle = VehicleType::trailer;
  EXPECT_EQ(facts(quoted(request)),
            R"({"error":"no_tariff_rule","dimension":"vehicle_type","value":"trailer"})");
  TariffVersion tariff = standard_tariff();
  tariff.distance = {{10, 150}};
  EXPECT_EQ(facts(quote(tariff, standard_request(), franc)),
            R"({"error":"no_tariff_rule","dimension":"distance_km","value":0})");
  tariff.distance = {};
  EXPECT_EQ(rule(quote(tariff, standard_request(), franc)), "no_tariff_rule");
  tariff = standard_tariff();
  tariff.base = tariff.per_100kg = tariff.minimum = 0;
  tariff.distance = {{0, 0}};
  EXPECT_EQ(facts(quote(tariff, standard_request(), franc)),
            R"({"error":"no_tariff_rule","dimension":"price","value":0})");
}

TEST(Quote, RefusesImpossibleCargoStopsAndTimes) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  constexpr double infinite = std::numeric_limits<double>::infinity();
  const auto expect_refused = [](auto change, std::string_view field) {
    QuoteRequest request = standard_request();
    change(request);
    const std::string detail = facts(quoted(request));
    EXPECT_TRUE(detail.starts_with(R"({"error":"invalid_value","field":")" + std::string(field)))
        << detail;
  };
  for (const double bad : {0.0, -5.0, nan, infinite, -infinite, 100'000.1}) {
    expect_refused([bad](QuoteRequest& r) { r.weight_kg = bad; }, "cargo_weight_kg");
    expect_refused([bad](QuoteRequest& r) { r.volume_m3 = bad; }, "cargo_volume_m3");
  }
  expect_refused([](QuoteRequest& r) { r.legs_m = {}; }, "stops");
  expect_refused([](QuoteRequest& r) { r.legs_m.assign(21, 1); }, "stops");
  expect_refused([](QuoteRequest& r) { r.legs_m = {-1}; }, "distance_m");
  expect_refused([](QuoteRequest& r) { r.legs_m = {1, largest}; }, "distance_m");
  for (const std::int64_t bad : {-1, 1'440}) {
    expect_refused([bad](QuoteRequest& r) { r.pickup.minute = bad; }, "pickup_minute");
  }
  for (const std::int64_t bad : {0, 8}) {
    expect_refused([bad](QuoteRequest& r) { r.pickup.weekday = bad; }, "pickup_weekday");
  }
  expect_refused([](QuoteRequest& r) { r.city_pair_surcharge = -1; }, "city_pair_surcharge");
}

TEST(Quote, RefusesATariffThatIsNone) {
  TariffVersion tariff = standard_tariff();
  tariff.rounding = 0;
  EXPECT_EQ(rule(quote(tariff, standard_request(), franc)), "invalid_value");
  tariff = standard_tariff();
  tariff.distance = {{0, 1}, {0, 2}};
  EXPECT_EQ(rule(quote(tariff, standard_request(), franc)), "invalid_value");
}

TEST(Quote, RefusesWhatDoesNotFit) {
  TariffVersion tariff = standard_tariff();
  for (const auto member :
       {&TariffVersion::base, &TariffVersion::per_100kg, &TariffVersion::minimum}) {
    tariff = standard_tariff();
    tariff.*member = largest;
    EXPECT_EQ(rule(quote(tariff, standard_request(), franc)), "amount_out_of_range");
  }
  tariff = standard_tariff();
  tariff.rounding = largest;
  EXPECT_EQ(quote(tariff, standard_request(), franc).value().price, largest);
  tariff.distance = {{0, largest}};
  EXPECT_EQ(facts(quote(tariff, standard_request(), franc)),
            R"({"error":"amount_out_of_range","line":"distance"})");
  QuoteRequest request = standard_request();
  request.city_pair_surcharge = largest;
  EXPECT_EQ(facts(quoted(request)), R"({"error":"amount_out_of_range","line":"city_pair"})");
  tariff = standard_tariff();
  tariff.base = largest / 2;
  tariff.transport_bps[0] = multiplier_bps_max;
  EXPECT_EQ(facts(quote(tariff, standard_request(), franc)),
            R"({"error":"amount_out_of_range","line":"transport_type"})");
}

}  // namespace
}  // namespace socle::freight
