#include "domain/freight/road.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <random>

#include "refusals.hpp"

namespace socle::freight {
namespace {

using test::facts;
using test::rule;

constexpr double radius_m = 6'371'008.8;
constexpr double half_round_m = std::numbers::pi * radius_m;
constexpr Place dakar{14.7167, -17.4677};
constexpr Place bamako{12.6392, -8.0029};

class Places {
 public:
  Place next() { return {lat_(random_), lng_(random_)}; }

 private:
  std::mt19937_64 random_{5};
  std::uniform_real_distribution<double> lat_{-90, 90}, lng_{-180, 180};
};

TEST(GreatCircle, IsTheArcOfTheMeanRadius) {
  const double degree = half_round_m / 180;
  EXPECT_NEAR(great_circle_m({0, 0}, {0, 1}), degree, 1e-6);
  EXPECT_NEAR(great_circle_m({0, 0}, {1, 0}), degree, 1e-6);
  EXPECT_NEAR(great_circle_m({45, 10}, {46, 10}), degree, 1e-6);
  EXPECT_NEAR(great_circle_m({0, 0}, {90, 77}), 90 * degree, 1e-6);
  EXPECT_NEAR(great_circle_m(dakar, bamako), 1'044'000, 5'000);
}

TEST(GreatCircle, HasNoEdgeAtTheAntimeridian) {
  const double degree = half_round_m / 180;
  EXPECT_NEAR(great_circle_m({0, 179.5}, {0, -179.5}), degree, 1e-6);
  EXPECT_EQ(great_circle_m({12, 180}, {12, -180}), 0);
  EXPECT_EQ(great_circle_m({12, 179}, {13, 180}), great_circle_m({12, 179}, {13, -180}));
}

TEST(GreatCircle, KnowsOnePoleWhateverTheLongitude) {
  EXPECT_NEAR(great_circle_m({90, 0}, {90, 120}), 0, 1e-6);
  EXPECT_NEAR(great_circle_m({-90, -180}, {-90, 35}), 0, 1e-6);
  EXPECT_NEAR(great_circle_m({90, 0}, {-90, 55}), half_round_m, 1e-6);
  EXPECT_NEAR(great_circle_m({89.5, 0}, {89.5, 180}), half_round_m / 180, 1e-6);
}

TEST(GreatCircle, OfOnePlaceIsZero) {
  Places places;
  for (int i = 0; i < 10'000; ++i) {
    const Place place = places.next();
    ASSERT_EQ(great_circle_m(place, place), 0) << place.lat << ' ' << place.lng;
  }
}

TEST(GreatCircle, KeepsItsPrecisionNearbyAndOpposite) {
  // A centimetre is 9e-8 degrees; haversine and arc cosine lose it near the other end of the earth.
  const double centimetre_deg = 0.01 / (half_round_m / 180);
  for (const double lat : {-60.0, 0.0, 14.7, 45.0}) {
    const double lng = 30;
    EXPECT_NEAR(great_circle_m({lat, lng}, {lat + centimetre_deg, lng}), 0.01, 1e-6) << lat;
    EXPECT_NEAR(great_circle_m({lat, lng}, {-lat, lng - 180}), half_round_m, 1e-6) << lat;
    EXPECT_NEAR(great_circle_m({lat, lng}, {-lat + centimetre_deg, lng - 180}), half_round_m - 0.01,
                1e-6)
        << lat;
  }
}

TEST(GreatCircle, IsADistance) {
  Places places;
  for (int i = 0; i < 20'000; ++i) {
    const Place a = places.next(), b = places.next(), c = places.next();
    const double there = great_circle_m(a, b);
    ASSERT_GE(there, 0);
    ASSERT_LE(there, half_round_m + 1e-6);
    ASSERT_NEAR(there, great_circle_m(b, a), 1e-6);
    ASSERT_LE(there, great_circle_m(a, c) + great_circle_m(c, b) + 1e-6);
    // The angle between two vectors, by another formula: the chord.
    const auto vector = [](Place place) {
      const double lat = place.lat * std::numbers::pi / 180;
      const double lng = place.lng * std::numbers::pi / 180;
      return std::array{std::cos(lat) * std::cos(lng), std::cos(lat) * std::sin(lng),
                        std::sin(lat)};
    };
    const auto u = vector(a), v = vector(b);
    const double chord = std::hypot(u[0] - v[0], u[1] - v[1], u[2] - v[2]);
    ASSERT_NEAR(there, 2 * radius_m * std::asin(std::min(chord / 2, 1.0)), 1);
  }
}

TEST(Road, IsTheGreatCircleTimesTheFactorRoundedUp) {
  const double arc = great_circle_m(dakar, bamako);
  EXPECT_EQ(road_m(dakar, bamako, 10'000).value(), std::llround(std::ceil(arc)));
  EXPECT_EQ(road_m(dakar, bamako, 13'000).value(), std::llround(std::ceil(arc * 1.3)));
  EXPECT_EQ(road_m(dakar, dakar, 13'000).value(), 0);
}

TEST(Road, NeverFallsWithTheFactorAndIsNeverShorterThanTheAir) {
  Places places;
  for (int i = 0; i < 2'000; ++i) {
    const Place from = places.next(), to = places.next();
    std::int64_t before = 0;
    for (std::int64_t factor = 10'000; factor <= 50'000; factor += 2'500) {
      const std::int64_t metres = road_m(from, to, factor).value();
      ASSERT_GE(static_cast<double>(metres), great_circle_m(from, to));
      ASSERT_GE(metres, before);
      before = metres;
    }
  }
}

TEST(Road, RefusesWhatIsNoPlaceByItsName) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  constexpr double infinite = std::numeric_limits<double>::infinity();
  for (const Place bad : {Place{nan, 0}, Place{0, nan}, Place{infinite, 1}, Place{1, -infinite},
                          Place{90.000001, 1}, Place{1, -180.000001}, Place{0, 0}}) {
    EXPECT_EQ(rule(road_m(bad, dakar, 13'000)), "invalid_value") << bad.lat << ' ' << bad.lng;
    EXPECT_EQ(rule(road_m(dakar, bad, 13'000)), "invalid_value") << bad.lat << ' ' << bad.lng;
  }
  EXPECT_EQ(facts(road_m(dakar, {91, 0}, 13'000)),
            R"({"error":"invalid_value","field":"lat","reason":"not between -90 and 90"})");
}

TEST(Road, RefusesAFactorThatMakesRoadsShorterOrAbsurd) {
  for (const std::int64_t factor : {std::numeric_limits<std::int64_t>::min(), std::int64_t{0},
                                    std::int64_t{9'999}, std::int64_t{50'001}}) {
    EXPECT_EQ(rule(road_m(dakar, bamako, factor)), "invalid_value") << factor;
    EXPECT_EQ(rule(legs_m(dakar, std::array{bamako}, factor)), "invalid_value") << factor;
  }
}

TEST(Legs, GoFromStopToStop) {
  const Place stops[] = {bamako, dakar, dakar};
  const auto legs = legs_m(dakar, stops, 13'000).value();
  ASSERT_EQ(legs.size(), 3U);
  EXPECT_EQ(legs[0], road_m(dakar, bamako, 13'000).value());
  EXPECT_EQ(legs[1], road_m(bamako, dakar, 13'000).value());
  EXPECT_EQ(legs[2], 0);
}

TEST(Legs, AreOneToTwenty) {
  EXPECT_EQ(rule(legs_m(dakar, {}, 13'000)), "invalid_value");
  EXPECT_EQ(rule(legs_m(dakar, std::vector<Place>(20, bamako), 13'000)), "ok");
  EXPECT_EQ(rule(legs_m(dakar, std::vector<Place>(21, bamako), 13'000)), "invalid_value");
}

TEST(Legs, SayWhichStopIsNoPlace) {
  const Place stops[] = {bamako, {1, 181}};
  EXPECT_EQ(facts(legs_m(dakar, stops, 13'000)),
            R"({"error":"invalid_value","field":"lng","reason":"not between -180 and 180",)"
            R"("stop":2})");
  EXPECT_EQ(facts(legs_m({0, 0}, stops, 13'000)),
            R"({"error":"invalid_value","field":"pickup_lat",)"
            R"("reason":"the position 0,0 is no place"})");
}

}  // namespace
}  // namespace socle::freight
