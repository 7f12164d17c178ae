#include "domain/tracking/trips.hpp"

#include <gtest/gtest.h>

#include "journey.hpp"

namespace socle::tracking {
namespace {

using namespace test;

// A fix every `step` seconds from `start` to `end`, `mps` metres further each second.
void travel(std::vector<Fix>& fixes, int start, int end, double metres, double mps, int step = 10) {
  for (int second = start; second <= end; second += step) {
    fixes.push_back(fix_at(second, north_of(lome, metres + mps * (second - start))));
  }
}

TEST(Trips, OfNoFixesAreNone) { EXPECT_TRUE(trips({}, {}).empty()); }

TEST(Trips, OfOneFixIsOneOfNoLength) {
  const auto found = trips(rows_of(drive({{5, 0}})), {});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0], (Trip{departure_time + seconds(5), departure_time + seconds(5), 0, 0, {}}));
}

TEST(Trips, AreSplitByAGapThatIsLongerThanTheLimit) {
  const auto hour = drive({{0, 0}, {60, 600}, {3'660, 5'000}, {3'720, 5'600}});
  EXPECT_EQ(trips(rows_of(hour), {}).size(), 1u);
  const auto longer = drive({{0, 0}, {60, 600}, {3'661, 5'000}, {3'720, 5'600}});
  const auto found = trips(rows_of(longer), {});
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].end, departure_time + seconds(60));
  EXPECT_EQ(found[1].start, departure_time + seconds(3'661));
  EXPECT_EQ(found[0].distance_cm, 60'000);
  EXPECT_EQ(found[1].distance_cm, 60'000) << "the way across the gap is in neither";
}

TEST(Trips, CountMovingTimeWithHysteresis) {
  // 2 m/s starts it, 1 m/s keeps it up, 0.5 m/s ends it, and 1 m/s does not start it again.
  const auto found =
      trips(rows_of(drive({{0, 0}, {10, 10}, {20, 30}, {30, 40}, {40, 45}, {50, 55}})), {});
  EXPECT_EQ(found[0].moving_us, seconds(20));
}

TEST(Trips, FindTheStops) {
  std::vector<Fix> fixes;
  travel(fixes, 0, 600, 0, 10);           // arrives after 6 km
  travel(fixes, 610, 1'200, 6'000, 0.1);  // creeps 59 m in ten minutes
  travel(fixes, 1'210, 1'800, 6'160, 10);
  const auto found = trips(rows_of(fixes), {});
  ASSERT_EQ(found.size(), 1u);
  ASSERT_EQ(found[0].stops.size(), 1u);
  const Stop stop = found[0].stops[0];
  EXPECT_NEAR(static_cast<double>(stop.start - departure_time) / us_per_s, 590, 15);
  EXPECT_EQ(stop.end, departure_time + seconds(1'200));
  EXPECT_LT(distance_m(stop.at, north_of(lome, 6'000)), 110);
}

TEST(Trips, AHaltBelowTheLimitIsNoStop) {
  std::vector<Fix> fixes;
  travel(fixes, 0, 290, 0, 0);
  travel(fixes, 300, 600, 500, 20);
  EXPECT_TRUE(trips(rows_of(fixes), {})[0].stops.empty());
}

// Devices that sleep while they stand say nothing; less than a gap of it is a stop.
TEST(Trips, SilenceInOnePlaceIsAStop) {
  const auto found = trips(rows_of(drive({{0, 0}, {1'800, 20}, {1'830, 900}})), {});
  ASSERT_EQ(found[0].stops.size(), 1u);
  EXPECT_EQ(found[0].stops[0].end - found[0].stops[0].start, seconds(1'800));
}

TEST(Trips, AreInOrderAndNeverEndBeforeTheyStart) {
  std::mt19937 random(17);
  for (int i = 0; i < 300; ++i) {
    const auto rows = rows_of(random_journey(random, 200));
    Centimetres sum = 0;
    Instant before = 0;
    for (const Trip& trip : trips(rows, {})) {
      ASSERT_GT(trip.start, before);
      ASSERT_GE(trip.end, trip.start);
      ASSERT_GE(trip.moving_us, 0);
      ASSERT_LE(trip.moving_us, trip.end - trip.start);
      Instant free = trip.start;
      for (const Stop& stop : trip.stops) {
        ASSERT_GE(stop.start, free);
        ASSERT_GE(stop.end - stop.start, minutes(5));
        free = stop.end;
      }
      ASSERT_LE(free, trip.end);
      before = trip.end;
      sum += trip.distance_cm;
    }
    ASSERT_LE(sum, distance_cm(rows));
    ASSERT_EQ(before, rows.empty() ? 0 : rows.back().fix.device_time);
  }
}

// A driver who stands and keeps reporting is the one to ask about.
TEST(PresentStop, IsSeenThoughTheDeviceReports) {
  std::vector<Fix> fixes;
  travel(fixes, 0, 600, 0, 10);
  travel(fixes, 610, 1'200, 6'005, 0);
  const auto stop = present_stop(rows_of(fixes), {});
  ASSERT_TRUE(stop);
  EXPECT_EQ(stop->end, departure_time + seconds(1'200));
  EXPECT_EQ(stop->start, departure_time + seconds(600)) << "the first fix within 100 m of it";
}

TEST(PresentStop, IsNoneWhileMovingOrTooShortOrSilent) {
  std::vector<Fix> fixes;
  EXPECT_FALSE(present_stop({}, {}));
  travel(fixes, 0, 600, 0, 10);
  EXPECT_FALSE(present_stop(rows_of(fixes), {}));
  travel(fixes, 610, 800, 6'000, 0);
  EXPECT_FALSE(present_stop(rows_of(fixes), {}));
  EXPECT_FALSE(present_stop(rows_of(drive({{0, 0}, {7'200, 0}})), {})) << "a gap is no stop";
}

}  // namespace
}  // namespace socle::tracking
