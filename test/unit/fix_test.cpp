#include "domain/tracking/fix.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "journey.hpp"

namespace socle::tracking {
namespace {

using namespace test;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

Verdict verdict_of(const Fix& fix, Watch watch = whole_job, Instant received_at = much_later) {
  return judge(normalized(fix), received_at, watch, {});
}

TEST(Judge, AcceptsAFixOfTheJob) { EXPECT_EQ(verdict_of(fix_at(0, lome)), Verdict::accepted); }

TEST(Judge, RefusesWhatIsNoPosition) {
  for (const Point point : {Point{nan, 1}, Point{1, nan}, Point{infinity, 1}, Point{91, 1},
                            Point{1, -181}, Point{0, 0}, Point{-0.0, 0}}) {
    EXPECT_EQ(verdict_of(fix_at(0, point)), Verdict::invalid) << point.lat << ' ' << point.lng;
  }
  for (const Point point : {Point{90, 180}, Point{-90, -180}, Point{0, 1}, Point{1, 0}}) {
    EXPECT_EQ(verdict_of(fix_at(0, point)), Verdict::accepted) << point.lat << ' ' << point.lng;
  }
}

TEST(Judge, RefusesMeasuresThatAreNone) {
  for (const double measure : {nan, infinity}) {
    Fix fix = fix_at(0, lome, measure);
    EXPECT_EQ(verdict_of(fix), Verdict::invalid);
    fix = fix_at(0, lome);
    fix.speed_mps = measure;
    EXPECT_EQ(verdict_of(fix), Verdict::invalid);
    fix = fix_at(0, lome);
    fix.heading_deg = measure;
    EXPECT_EQ(verdict_of(fix), Verdict::invalid);
  }
  Fix fix = fix_at(0, lome);
  fix.heading_deg = 360.1;
  EXPECT_EQ(verdict_of(fix), Verdict::invalid);
  fix.heading_deg = 360;
  EXPECT_EQ(verdict_of(fix), Verdict::accepted);
}

TEST(Judge, RefusesTimesThatAreNone) {
  using Range = std::numeric_limits<Instant>;
  const Watch always{Range::min(), Range::max(), true};
  for (const Instant time : {Range::min(), Range::max()}) {
    Fix fix = fix_at(0, lome);
    fix.device_time = time;
    EXPECT_EQ(verdict_of(fix, always), Verdict::invalid);
  }
}

// Some devices say -1 for "unknown".
TEST(Judge, TakesNegativeMeasuresForUnknown) {
  Fix fix = fix_at(0, lome, -1);
  fix.speed_mps = -1;
  fix.heading_deg = -1;
  EXPECT_EQ(normalized(fix), fix_at(0, lome));
  EXPECT_EQ(verdict_of(fix), Verdict::accepted);
}

TEST(Judge, OnlyTheAssignedDuringTheJob) {
  const Watch watch{departure_time, departure_time + seconds(60), true};
  EXPECT_EQ(verdict_of(fix_at(-1, lome), watch), Verdict::not_yours);
  EXPECT_EQ(verdict_of(fix_at(0, lome), watch), Verdict::accepted);
  EXPECT_EQ(verdict_of(fix_at(59, lome), watch), Verdict::accepted);
  EXPECT_EQ(verdict_of(fix_at(60, lome), watch), Verdict::not_yours);
  const Watch of_another{departure_time, much_later, false};
  EXPECT_EQ(verdict_of(fix_at(0, lome), of_another), Verdict::not_yours);
}

TEST(Judge, ToleratesAClockThatIsAheadByFiveMinutes) {
  const Fix fix = fix_at(300, lome);
  EXPECT_EQ(verdict_of(fix, whole_job, departure_time), Verdict::accepted);
  EXPECT_EQ(verdict_of(fix, whole_job, departure_time - 1), Verdict::future);
  EXPECT_EQ(clock_ahead_us(fix, departure_time), minutes(5));
  EXPECT_EQ(clock_ahead_us(fix, departure_time + minutes(6)), 0);
}

TEST(Judge, MarksWhatIsTooInaccurate) {
  EXPECT_EQ(verdict_of(fix_at(0, lome, 200)), Verdict::accepted);
  EXPECT_EQ(verdict_of(fix_at(0, lome, 200.1)), Verdict::inaccurate);
}

TEST(Judge, NamesTheFirstReason) {
  const Watch of_another{departure_time, much_later, false};
  EXPECT_EQ(verdict_of(fix_at(0, {nan, 0}, 900), of_another, 0), Verdict::invalid);
  EXPECT_EQ(verdict_of(fix_at(0, lome, 900), of_another, 0), Verdict::not_yours);
  EXPECT_EQ(verdict_of(fix_at(0, lome, 900), whole_job, 0), Verdict::future);
}

TEST(IsBetter, TheMoreAccurateAndNeverBothWays) {
  const Fix sharp = fix_at(0, lome, 5);
  const Fix vague = fix_at(0, baguida, 30);
  const Fix silent = fix_at(0, baguida);  // taken for 20 m
  EXPECT_TRUE(is_better(sharp, vague, {}));
  EXPECT_TRUE(is_better(sharp, silent, {}));
  EXPECT_TRUE(is_better(silent, vague, {}));
  const Fix elsewhere = fix_at(0, north_of(baguida, 1));
  EXPECT_NE(is_better(silent, elsewhere, {}), is_better(elsewhere, silent, {}));
  EXPECT_FALSE(is_better(sharp, sharp, {}));
}

TEST(IsPlausible, AtTheHighestSpeedAndWithinTheAccuracies) {
  const Fix from = fix_at(0, lome, 0);
  EXPECT_TRUE(is_plausible(from, fix_at(10, lome, 0), 600, {}));
  EXPECT_FALSE(is_plausible(from, fix_at(10, lome, 0), 600.1, {}));
  EXPECT_FALSE(is_plausible(fix_at(10, lome, 0), from, 600.1, {})) << "either way";
  EXPECT_TRUE(is_plausible(fix_at(0, lome, 50), fix_at(10, lome, 30), 680, {}));
  EXPECT_TRUE(is_plausible(fix_at(0, lome), fix_at(0, lome), 40, {})) << "unknown is 20 m each";
}

TEST(IsTooFast, WhenTheMinorityAgrees) {
  EXPECT_FALSE(is_too_fast(0, 0)) << "a fix alone";
  EXPECT_TRUE(is_too_fast(0, 1));
  EXPECT_FALSE(is_too_fast(1, 2));
  EXPECT_TRUE(is_too_fast(1, 3));
  EXPECT_TRUE(is_too_fast(1, 4));
  EXPECT_FALSE(is_too_fast(2, 4));
}

TEST(Words, AreThoseOfTheEnumerators) {
  EXPECT_EQ(to_string(Verdict::accepted), "accepted");
  EXPECT_EQ(to_string(Verdict::duplicate), "duplicate");
  EXPECT_EQ(to_string(Verdict::late), "late");
  EXPECT_EQ(to_string(Verdict::future), "future");
  EXPECT_EQ(to_string(Verdict::too_fast), "too_fast");
  EXPECT_EQ(to_string(Verdict::inaccurate), "inaccurate");
  EXPECT_EQ(to_string(Verdict::not_yours), "not_yours");
  EXPECT_EQ(to_string(Verdict::invalid), "invalid");
  for (const Standing standing : {Standing::counted, Standing::too_fast, Standing::inaccurate}) {
    EXPECT_EQ(parse_standing(to_string(standing)), standing);
  }
  EXPECT_EQ(parse_standing("late"), std::nullopt);
}

}  // namespace
}  // namespace socle::tracking
