#include "domain/tracking/geometry.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <vector>

namespace socle::tracking {
namespace {

constexpr Point lome{6.1319, 1.2228};
constexpr Point accra{5.6037, -0.1870};
constexpr double half_circumference = std::numbers::pi * earth_radius_m;
constexpr double degree_m = half_circumference / 180;

TEST(IsOnEarth, RefusesWhatIsOutOfRangeOrNoNumber) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  for (const Point point : {lome, Point{90, 180}, Point{-90, -180}}) {
    EXPECT_TRUE(is_on_earth(point)) << point.lat << ' ' << point.lng;
  }
  for (const Point point : {Point{90.1, 0}, Point{0, -180.1}, Point{nan, 0}, Point{0, nan},
                            Point{infinity, 0}, Point{0, -infinity}}) {
    EXPECT_FALSE(is_on_earth(point)) << point.lat << ' ' << point.lng;
  }
}

TEST(WrapLng, BringsLongitudesBack) {
  EXPECT_EQ(wrap_lng(0), 0);
  EXPECT_EQ(wrap_lng(180), -180);
  EXPECT_EQ(wrap_lng(-180), -180);
  EXPECT_EQ(wrap_lng(190), -170);
  EXPECT_EQ(wrap_lng(-190), 170);
  EXPECT_EQ(wrap_lng(360 + 5), 5);
  EXPECT_EQ(wrap_lng(179.5), 179.5);
}

TEST(Distance, OfPlacesWeKnow) {
  EXPECT_NEAR(distance_m(lome, accra), 166'700, 300);
  EXPECT_NEAR(distance_m(Point{0, 0}, Point{1, 0}), degree_m, 0.001);
  EXPECT_NEAR(distance_m(Point{60, 10}, Point{60, 11}), degree_m / 2, 5);
}

TEST(Distance, OfIdenticalPointsIsZero) {
  EXPECT_EQ(distance_m(lome, lome), 0);
  EXPECT_NEAR(distance_m(Point{10, 180}, Point{10, -180}), 0, 1e-6);
  EXPECT_NEAR(distance_m(Point{90, 12}, Point{90, -77}), 0, 1e-6);
}

TEST(Distance, OfAntipodesIsHalfTheCircumference) {
  EXPECT_NEAR(distance_m(Point{90, 0}, Point{-90, 0}), half_circumference, 0.1);
  EXPECT_NEAR(distance_m(Point{0, 0}, Point{0, 180}), half_circumference, 0.1);
  EXPECT_NEAR(distance_m(lome, {-lome.lat, lome.lng - 180}), half_circumference, 1);
}

TEST(Distance, DoesNotMindTheAntimeridian) {
  EXPECT_NEAR(distance_m(Point{0, 179.5}, Point{0, -179.5}), degree_m, 0.001);
  EXPECT_NEAR(distance_m(Point{0, 180}, Point{0, -179}), degree_m, 0.001);
}

TEST(Distance, LeadsOverThePole) {
  EXPECT_NEAR(distance_m(Point{89, 0}, Point{89, 180}), 2 * degree_m, 0.001);
}

TEST(Distance, IsNeverMoreThanItsBound) {
  std::mt19937 random(2);
  std::uniform_real_distribution<double> lat(-90, 90);
  std::uniform_real_distribution<double> lng(-180, 180);
  std::uniform_real_distribution<double> step(-0.01, 0.01);
  for (int i = 0; i < 10'000; ++i) {
    const Point from{lat(random), lng(random)};
    const Point far{lat(random), lng(random)};
    const Point near{from.lat + step(random), wrap_lng(from.lng + step(random))};
    ASSERT_LE(distance_m(from, far), distance_at_most_m(from, far) + 1e-6);
    ASSERT_LE(distance_m(from, near), distance_at_most_m(from, near) + 1e-6);
  }
}

TEST(DistanceToSegment, IsMeasuredToTheNearestPointOfIt) {
  const Segment along_equator{{0, 10}, {0, 12}};
  EXPECT_NEAR(distance_to_segment_m(Point{0.01, 11}, along_equator), degree_m / 100, 0.1);
  EXPECT_NEAR(distance_to_segment_m(Point{0, 11.3}, along_equator), 0, 0.001);
  EXPECT_NEAR(distance_to_segment_m(Point{0, 9.9}, along_equator), degree_m / 10, 0.1);
  EXPECT_NEAR(distance_to_segment_m(Point{0, 12.5}, along_equator), degree_m / 2, 0.1);
}

TEST(DistanceToSegment, OfNoLengthIsTheDistanceToThePoint) {
  for (const Point point : {lome, Point{-17, 180}, Point{90, 0}}) {
    EXPECT_EQ(distance_to_segment_m(accra, {point, point}), distance_m(accra, point));
    EXPECT_NEAR(distance_to_segment_m(point, {point, point}), 0, 1e-6);
  }
}

TEST(DistanceToSegment, DoesNotMindTheAntimeridian) {
  const Segment across{{-17, 179.9}, {-17, -179.9}};
  EXPECT_NEAR(distance_to_segment_m(Point{-17, 180}, across), 0, 0.001);
  EXPECT_NEAR(distance_to_segment_m(Point{-17, -180}, across), 0, 0.001);
  EXPECT_NEAR(distance_to_segment_m(Point{-16.99, 179.95}, across), degree_m / 100, 0.5);
  EXPECT_NEAR(distance_to_segment_m(Point{-16.99, -179.95}, across), degree_m / 100, 0.5);
  EXPECT_GT(distance_to_segment_m(Point{-17, 0}, across), 1e7);
}

TEST(DistanceToSegment, IsRightNearThePoles) {
  // The pole lies on the way from 89.9° on one side to 89.9° on the other.
  EXPECT_NEAR(distance_to_segment_m(Point{90, 0}, Segment{{89.9, 0}, {89.9, 180}}), 0, 0.1);
  EXPECT_NEAR(distance_to_segment_m(Point{-90, 5}, Segment{{-89.9, 90}, {-89.9, -90}}), 0, 0.1);
  // The chord of a right angle at 0.1° from the pole passes it at 0.1° / √2.
  EXPECT_NEAR(distance_to_segment_m(Point{90, 0}, Segment{{89.9, 0}, {89.9, 90}}),
              degree_m / 10 / std::numbers::sqrt2, 1);
  EXPECT_NEAR(distance_to_segment_m(Point{89.95, 45}, Segment{{89.9, 45}, {90, 45}}), 0, 0.1);
}

// The nearest of many points of the segment is what the formula finds without trying.
TEST(DistanceToSegment, IsTheLeastOfTheDistancesToItsPoints) {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> place(-1, 1);
  for (const Point centre : {lome, Point{-17, 179.9}, Point{60, 20}, Point{84, -180}}) {
    for (int i = 0; i < 500; ++i) {
      const auto near = [&](double degrees) -> Point {
        return {centre.lat + degrees * place(random),
                wrap_lng(centre.lng + degrees * place(random))};
      };
      const Segment segment{near(0.1), near(0.1)};
      const Point point = near(0.1);
      double least = std::numeric_limits<double>::infinity();
      for (int k = 0; k <= 2'000; ++k) {
        const double part = k / 2'000.0;
        least = std::min(
            least, distance_m(point, Point{std::lerp(segment.from.lat, segment.to.lat, part),
                                           segment.from.lng + part * wrap_lng(segment.to.lng -
                                                                              segment.from.lng)}));
      }
      ASSERT_NEAR(distance_to_segment_m(point, segment), least, 10 + least * 0.01);
      ASSERT_LE(distance_to_segment_m(point, segment), distance_m(point, segment.from));
      ASSERT_LE(distance_to_segment_m(point, segment), distance_m(point, segment.to));
    }
  }
}

TEST(DistanceToLine, IsThatToItsNearestPiece) {
  const std::array line{Point{0, 0.5}, Point{0, 1}, Point{1, 1}};
  EXPECT_NEAR(distance_to_line_m({0.5, 1.01}, line), degree_m / 100, 1);
  EXPECT_NEAR(distance_to_line_m({-0.01, 0.7}, line), degree_m / 100, 1);
  EXPECT_EQ(distance_to_line_m(lome, std::array{accra}), distance_m(lome, accra));
}

TEST(ComesWithin, SeesThePlaceThatWasDrivenThrough) {
  const Segment way{{6, 1}, {6, 1.2}};
  EXPECT_TRUE(comes_within(way, {6.001, 1.1}, 120));
  EXPECT_FALSE(comes_within(way, {6.001, 1.1}, 100));
  EXPECT_FALSE(comes_within(way, {6, 1.21}, 1'000));
  EXPECT_TRUE(comes_within({{6, 1}, {6, 1}}, {6.0005, 1}, 100));
}

TEST(ComesWithin, DoesNotMindTheAntimeridian) {
  const Segment way{{-17, 179.9}, {-17, -179.9}};
  EXPECT_TRUE(comes_within(way, {-17.0005, 179.99}, 100));
  EXPECT_TRUE(comes_within(way, {-17.0005, -179.99}, 100));
  EXPECT_FALSE(comes_within(way, {-17, 179}, 100));
}

TEST(ComesWithin, ACorridorCrossedBetweenTwoFixes) {
  const std::array road{Point{6, 1}, Point{6.5, 1.1}, Point{7, 1}};
  EXPECT_TRUE(comes_within({{6.2, 0.5}, {6.2, 1.5}}, road, 50));
  EXPECT_TRUE(comes_within({{6.5, 1.105}, {6.5, 1.2}}, road, 600));
  EXPECT_FALSE(comes_within({{6.5, 1.105}, {6.5, 1.2}}, road, 500));
  EXPECT_FALSE(comes_within({{7.1, 0.5}, {7.1, 1.5}}, road, 500));
}

TEST(Crosses, TouchingCounts) {
  EXPECT_TRUE(crosses({{0, 0}, {1, 1}}, {{0, 1}, {1, 0}}));
  EXPECT_TRUE(crosses({{0, 0}, {1, 1}}, {{1, 1}, {2, 0}}));
  EXPECT_TRUE(crosses({{0, 0}, {0, 2}}, {{0, 1}, {0, 3}}));
  EXPECT_FALSE(crosses({{0, 0}, {0, 1}}, {{0, 2}, {0, 3}}));
  EXPECT_FALSE(crosses({{0, 0}, {1, 1}}, {{0, 1}, {0.4, 0.6}}));
  EXPECT_TRUE(crosses({{0, 179}, {1, -179}}, {{1, 179}, {0, -179}}));
  EXPECT_TRUE(crosses({{0, 179}, {1, -179}}, {{0.5, 180}, {0.5, 180}}));
  EXPECT_FALSE(crosses({{0, 179}, {1, -179}}, {{0.5, 0}, {0.6, 1}}));
  EXPECT_TRUE(crosses({{0, 0}, {0, 170}}, {{1, -178}, {-1, 150}}));
}

TEST(IsInside, OfARing) {
  const std::array town{Point{6, 1}, Point{6, 2}, Point{7, 2}, Point{6.2, 1.2}, Point{7, 1}};
  EXPECT_TRUE(is_inside({6.1, 1.5}, town));
  EXPECT_FALSE(is_inside({6.8, 1.4}, town)) << "the notch";
  EXPECT_FALSE(is_inside({5.9, 1.5}, town));
  EXPECT_FALSE(is_inside({6.1, 181.5 - 360}, town)) << "on the other side of the earth";
  EXPECT_FALSE(is_inside({6.1, 2.5}, town));
}

TEST(IsInside, OfARingAcrossTheAntimeridian) {
  const std::array fiji{Point{-20, 177}, Point{-20, -178}, Point{-15, -178}, Point{-15, 177}};
  for (const double lng : {178.0, 180.0, -180.0, -179.0}) {
    EXPECT_TRUE(is_inside({-17, lng}, fiji)) << lng;
  }
  for (const double lng : {176.0, -177.0, 0.0}) EXPECT_FALSE(is_inside({-17, lng}, fiji)) << lng;
  EXPECT_TRUE(comes_within_area({{-17, 176}, {-17, -176}}, fiji, 0)) << "driven through";
  EXPECT_FALSE(comes_within_area({{-14, 176}, {-14, -176}}, fiji, 0));
}

TEST(IsInside, OfARingAroundAPole) {
  const std::array arctic{Point{66, 0}, Point{66, 90}, Point{66, 180}, Point{66, -90}};
  const std::array antarctic{Point{-66, 0}, Point{-66, 90}, Point{-66, 180}, Point{-66, -90}};
  for (const double lng : {-135.0, 0.0, 45.0, 180.0}) {
    EXPECT_TRUE(is_inside({80, lng}, arctic)) << lng;
    EXPECT_FALSE(is_inside({60, lng}, arctic)) << lng;
    EXPECT_TRUE(is_inside({-80, lng}, antarctic)) << lng;
    EXPECT_FALSE(is_inside({-60, lng}, antarctic)) << lng;
  }
  EXPECT_TRUE(is_inside({90, 0}, arctic));
  EXPECT_TRUE(is_inside({-90, 0}, antarctic));
}

TEST(ComesWithinArea, InsideThroughOrBeside) {
  const std::array town{Point{6, 1}, Point{6, 1.1}, Point{6.1, 1.1}, Point{6.1, 1}};
  EXPECT_TRUE(comes_within_area({{6.05, 1.05}, {6.06, 1.05}}, town, 0));
  EXPECT_TRUE(comes_within_area({{6.05, 0.5}, {6.05, 1.5}}, town, 0));
  EXPECT_TRUE(comes_within_area({{6.05, 1.101}, {6.05, 1.2}}, town, 120));
  EXPECT_FALSE(comes_within_area({{6.05, 1.101}, {6.05, 1.2}}, town, 100));
  EXPECT_EQ(distance_to_area_m({6.05, 1.05}, town), 0);
  EXPECT_NEAR(distance_to_area_m({6.05, 1.11}, town), degree_m / 100, 10);
}

}  // namespace
}  // namespace socle::tracking
