// Random tariffs and journeys, priced again kilometre by kilometre. Logistics §4.6, A-29.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "refusals.hpp"
#include "tariffs.hpp"

namespace socle::freight {
namespace {

__extension__ typedef __int128 Wide;

constexpr int cases = 20'000;
constexpr Wide unit = 1'000'000'000'000;  // ten thousandths of ten thousandths of ten thousandths

class Draws {
 public:
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random_);
  }

  TariffVersion tariff() {
    TariffVersion tariff = test::standard_tariff();
    tariff.base = between(0, 5'000);
    tariff.distance = {{0, between(0, 400)}};
    while (between(0, 2) > 0) {
      const std::int64_t last = tariff.distance.back().from_km;
      tariff.distance.push_back({last + between(1, 200), between(0, 400)});
    }
    tariff.per_100kg = between(0, 300);
    tariff.per_m3 = between(0, 900);
    for (auto& bps : tariff.transport_bps) bps = between(1, 30'000);
    for (auto& bps : tariff.vehicle_bps) bps = between(1, 30'000);
    const std::int64_t from = between(0, 1'439);
    tariff.night = {between(0, 5'000), from, (from + between(1, 1'439)) % 1'440};
    tariff.weekend = {between(0, 5'000), {5, 7}};
    tariff.minimum = between(0, 1) * between(0, 50'000);
    tariff.rounding = between(1, 4) == 1 ? 1 : between(1, 500);
    return tariff;
  }

  QuoteRequest request() {
    QuoteRequest request = test::standard_request();
    request.type = static_cast<TransportType>(between(0, 4));
    if (between(0, 1) == 0) request.vehicle = static_cast<VehicleType>(between(0, 4));
    request.weight_kg = static_cast<double>(between(1, 3'000'000)) / 100;
    if (between(0, 1) == 0) request.volume_m3 = static_cast<double>(between(1, 9'000)) / 100;
    request.legs_m.clear();
    for (std::int64_t left = between(1, 20); left > 0; --left) {
      request.legs_m.push_back(between(0, 3) == 0 ? between(0, 2'000) : between(0, 100'000));
    }
    request.pickup = {between(0, 1'439), between(1, 7)};
    request.city_pair_surcharge = between(0, 1) * between(0, 10'000);
    return request;
  }

 private:
  std::mt19937_64 random_{20'26};
};

std::int64_t total_m(const QuoteRequest& request) {
  std::int64_t metres = 0;
  for (const std::int64_t leg : request.legs_m) metres += leg;
  return metres;
}

// The price before minimum and rounding, in units of 10^-12, by the plainest means.
Wide exact_price(const TariffVersion& tariff, const QuoteRequest& request) {
  Wide sum = tariff.base;
  for (std::int64_t km = 0; km * 1'000 < total_m(request); ++km) {
    money::Minor per_km = 0;
    for (const DistanceStep& step : tariff.distance) {
      if (step.from_km <= km) per_km = step.per_km;
    }
    sum += per_km;
  }
  for (double kg = 0; kg < request.weight_kg; kg += 100) sum += tariff.per_100kg;
  for (double m3 = 0; m3 < request.volume_m3.value_or(0); m3 += 1) sum += tariff.per_m3;
  sum *= *tariff.transport_bps[static_cast<std::size_t>(request.type)];
  sum *= request.vehicle ? *tariff.vehicle_bps[static_cast<std::size_t>(*request.vehicle)] : 10'000;

  std::int64_t surcharge = 0;
  for (std::int64_t minute = tariff.night.from_minute; minute != tariff.night.to_minute % 1'440;
       minute = (minute + 1) % 1'440) {
    if (minute == request.pickup.minute) surcharge += tariff.night.bps;
  }
  if (request.pickup.weekday == 5 || request.pickup.weekday == 7) surcharge += tariff.weekend.bps;
  return sum * (10'000 + surcharge) + request.city_pair_surcharge * unit;
}

money::Minor amount_of(const Quote& quote, std::string_view code) {
  money::Minor amount = 0;
  for (const QuoteLine& line : quote.lines) {
    if (line.code == code) amount += line.amount;
  }
  return amount;
}

void expect_right(const TariffVersion& tariff, const QuoteRequest& request, const Quote& quote) {
  money::Minor sum = 0;
  for (const QuoteLine& line : quote.lines) {
    sum += line.amount;
    ASSERT_NE(line.amount, 0) << line.code;
    ASSERT_TRUE(line.amount > 0 || line.code == "transport_type" || line.code == "vehicle_type");
    ASSERT_FALSE(line.text_fr.empty());
    ASSERT_FALSE(line.text_en.empty());
  }
  ASSERT_EQ(sum, quote.price);
  ASSERT_EQ(quote.price % tariff.rounding, 0);
  ASSERT_GE(quote.price, std::max<money::Minor>(tariff.minimum, 1));
  ASSERT_LE(amount_of(quote, "rounding"), tariff.rounding);

  const Wide exact = std::max(exact_price(tariff, request), tariff.minimum * unit);
  const Wide price = quote.price * unit;
  ASSERT_TRUE(price >= exact) << "less than the tariff asks";
  ASSERT_TRUE(price - exact < tariff.rounding * unit) << "more than rounding up makes";
}

TEST(QuoteProperty, LinesSumToThePriceThatTheTariffAsks) {
  Draws draws;
  int quoted = 0;
  for (int i = 0; i < cases; ++i) {
    const TariffVersion tariff = draws.tariff();
    const QuoteRequest request = draws.request();
    const auto result = quote(tariff, request, test::franc);
    if (!result) {
      ASSERT_EQ(test::facts(result), R"({"error":"no_tariff_rule","dimension":"price","value":0})");
      ASSERT_TRUE(exact_price(tariff, request) == 0 && tariff.minimum == 0);
      continue;
    }
    ++quoted;
    expect_right(tariff, request, result.value());
    if (testing::Test::HasFatalFailure()) FAIL() << "case " << i;
  }
  EXPECT_GT(quoted, cases * 9 / 10);
}

TEST(QuoteProperty, AStopOnTheWayChangesNoPrice) {
  Draws draws;
  for (int i = 0; i < cases; ++i) {
    const TariffVersion tariff = draws.tariff();
    QuoteRequest request = draws.request();
    const auto by_stops = quote(tariff, request, test::franc);
    request.legs_m = {total_m(request)};
    const auto direct = quote(tariff, request, test::franc);
    ASSERT_EQ(by_stops.ok(), direct.ok());
    if (direct) {
      ASSERT_EQ(by_stops.value().price, direct.value().price);
    }
  }
}

TEST(QuoteProperty, ThePriceNeverFallsWithDistanceWeightOrVolume) {
  Draws draws;
  for (int i = 0; i < cases; ++i) {
    const TariffVersion tariff = draws.tariff();
    QuoteRequest request = draws.request();
    request.volume_m3 = request.volume_m3.value_or(1);
    const auto before = quote(tariff, request, test::franc);
    switch (i % 3) {
      case 0:
        request.legs_m.back() += draws.between(1, 50'000);
        break;
      case 1:
        request.weight_kg += static_cast<double>(draws.between(1, 50'000)) / 100;
        break;
      default:
        *request.volume_m3 += static_cast<double>(draws.between(1, 500)) / 100;
    }
    const auto after = quote(tariff, request, test::franc);
    if (before) {
      ASSERT_GE(after.value().price, before.value().price) << i;
    }
  }
}

}  // namespace
}  // namespace socle::freight
