#include "domain/tracking/eta.hpp"

#include <gtest/gtest.h>

#include <array>

#include "journey.hpp"

namespace socle::tracking {
namespace {

using namespace test;

constexpr Instant at(int second) { return departure_time + seconds(second); }
const std::array destination{north_of(lome, 20'000)};

TEST(Eta, IsTheRemainingWayByRecentSpeed) {
  const auto rows = rows_of(drive({{0, 0}, {100, 1'000}, {200, 2'000}}));
  const Eta eta = estimate(rows, destination, at(200), {});
  EXPECT_EQ(eta.reason, std::nullopt);
  EXPECT_NEAR(*eta.remaining_m, 18'000 * 1.3, 1);
  EXPECT_NEAR(*eta.speed_mps, 10, 0.01);
  EXPECT_EQ(eta.seconds, 2'340);
}

TEST(Eta, LeadsThroughAllStopsThatRemain) {
  const std::array stops{north_of(lome, 10'000), lome};
  EXPECT_NEAR(remaining_m(lome, stops, 1), 20'000, 1);
  EXPECT_NEAR(remaining_m(lome, stops, 1.5), 30'000, 1);
}

TEST(Eta, TakesTheTimeSinceTheFixOff) {
  const auto rows = rows_of(drive({{0, 0}, {100, 1'000}, {200, 2'000}}));
  EXPECT_EQ(estimate(rows, destination, at(500), {}).seconds, 2'040);
  EXPECT_EQ(estimate(rows, destination, at(100), {}).seconds, 2'340) << "a clock ahead takes none";
  const std::array near{north_of(lome, 3'000)};
  EXPECT_EQ(estimate(rows, near, at(900), {}).seconds, 0);
}

TEST(Eta, TakesTheMedianOfTheMovingSegments) {
  // 10, 0, 20, 1 and 12 m/s, of which standing and creeping do not count.
  const auto rows = rows_of(
      drive({{0, 0}, {100, 1'000}, {200, 1'000}, {300, 3'000}, {400, 3'100}, {500, 4'300}}));
  EXPECT_NEAR(*recent_speed_mps(rows, {}), 12, 0.01);
  EXPECT_NEAR(*recent_speed_mps(std::span(rows).first(4), {}), 15, 0.01) << "of two, the mean";
}

TEST(Eta, ForgetsTheSpeedOfLongAgo) {
  const auto rows = rows_of(drive({{0, 0}, {100, 2'000}, {1'900, 20'000}, {2'000, 21'000}}));
  EXPECT_NEAR(*recent_speed_mps(rows, {}), 10, 0.01);
}

TEST(Eta, IsNoneWithAReason) {
  const auto moving = rows_of(drive({{0, 0}, {100, 1'000}}));
  EXPECT_EQ(estimate({}, destination, at(0), {}).reason, NoEta::no_fix);
  EXPECT_EQ(estimate(moving, destination, at(100) + minutes(15), {}).reason, std::nullopt);
  EXPECT_EQ(estimate(moving, destination, at(100) + minutes(15) + 1, {}).reason, NoEta::stale_fix);
  const auto standing = rows_of(drive({{0, 0}, {100, 10}}));
  EXPECT_EQ(estimate(standing, destination, at(100), {}).reason, NoEta::not_moving);
  const auto there = rows_of(drive({{0, 0}, {2'000, 19'810}}));
  EXPECT_EQ(estimate(there, destination, at(2'000), {}).reason, NoEta::arrived);
  EXPECT_EQ(estimate(moving, {}, at(100), {}).reason, NoEta::arrived);
  EXPECT_EQ(estimate(standing, destination, at(100), {}).seconds, std::nullopt);
}

TEST(Eta, AStopOnTheWayIsNotTheEnd) {
  const std::array stops{lome, north_of(lome, 20'000)};
  const auto rows = rows_of(drive({{0, -1'000}, {100, 0}}));
  EXPECT_EQ(estimate(rows, stops, at(100), {}).seconds, 2'600);
}

TEST(Eta, FallsBackToTheDefaultSpeed) {
  EtaLimits limits;
  limits.default_speed_mps = 13;
  const auto standing = rows_of(drive({{0, 0}, {100, 0}}));
  EXPECT_EQ(estimate(standing, destination, at(100), limits).seconds, 2'000);
  limits.default_speed_mps = 0;
  EXPECT_EQ(estimate(standing, destination, at(100), limits).reason, NoEta::not_moving);
}

TEST(Eta, ReasonsAreWords) {
  EXPECT_EQ(to_string(NoEta::no_fix), "no_fix");
  EXPECT_EQ(to_string(NoEta::stale_fix), "stale_fix");
  EXPECT_EQ(to_string(NoEta::not_moving), "not_moving");
  EXPECT_EQ(to_string(NoEta::arrived), "arrived");
}

// Fleetbase measures to the vertices; half way between two of them one is not off the road.
TEST(Deviation, IsMeasuredToTheLinesOfTheWay) {
  const std::array way{lome, north_of(lome, 100'000)};
  const Point half_way = north_of(lome, 50'000);
  EXPECT_FALSE(deviation(false, half_way, way, {}).is_off);
  EXPECT_LT(deviation(false, half_way, way, {}).distance_m, 1);
}

TEST(Deviation, HasDifferentWaysOutAndBack) {
  const std::array way{lome, north_of(lome, 100'000)};
  const auto is_off = [&](bool was_off, double kilometres) {
    const Point point = north_of(lome, 50'000);
    const double degrees = kilometres / 111.195 / std::cos(point.lat * 3.14159265 / 180);
    return deviation(was_off, {point.lat, point.lng + degrees}, way, {}).is_off;
  };
  EXPECT_FALSE(is_off(false, 4.9));
  EXPECT_TRUE(is_off(false, 5.1));
  EXPECT_TRUE(is_off(true, 3.1));
  EXPECT_FALSE(is_off(true, 2.9));
}

}  // namespace
}  // namespace socle::tracking
