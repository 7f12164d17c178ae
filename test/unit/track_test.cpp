// What the marking and measuring of a track come to, case by case. Issue 5 point 4.
#include "domain/tracking/track.hpp"

#include <gtest/gtest.h>

#include "journey.hpp"

namespace socle::tracking {
namespace {

using namespace test;
using Verdicts = std::vector<Verdict>;

std::vector<Centimetres> segments(const Track& track) {
  std::vector<Centimetres> all;
  for (const Row& row : track.rows()) all.push_back(row.segment_cm);
  return all;
}

std::vector<Standing> standings(const Track& track) {
  std::vector<Standing> all;
  for (const Row& row : track.rows()) all.push_back(row.standing);
  return all;
}

constexpr auto counted = Standing::counted;
constexpr auto too_fast = Standing::too_fast;

TEST(Merge, MeasuresFromFixToFix) {
  Track track;
  const Merge merged = track.record(drive({{0, 0}, {10, 100}, {20, 300}}));
  EXPECT_EQ(merged.verdicts, Verdicts(3, Verdict::accepted));
  EXPECT_EQ(segments(track), (std::vector<Centimetres>{0, 10'000, 20'000}));
  EXPECT_EQ(merged.distance_change_cm, 30'000);
  EXPECT_EQ(merged.changed_from, departure_time);
}

TEST(Merge, OfNothingIsNothing) {
  const Merge merged = merge({}, {}, {much_later, whole_job, std::nullopt}, {});
  EXPECT_TRUE(merged.verdicts.empty() && merged.inserted.empty() && merged.updated.empty());
}

TEST(Merge, AnswersInTheOrderOfTheCall) {
  Track track;
  auto points = drive({{20, 300}, {0, 0}, {10, 100}, {0, 0}});
  points.push_back(fix_at(15, {95, 0}));
  EXPECT_EQ(track.record(points).verdicts,
            (Verdicts{Verdict::accepted, Verdict::accepted, Verdict::accepted, Verdict::duplicate,
                      Verdict::invalid}));
  EXPECT_EQ(track.rows().size(), 3u);
}

TEST(Merge, ALatePointMeasuresOnlyTheTwoSegmentsBesideIt) {
  Track track;
  track.record(drive({{0, 0}, {10, 100}, {30, 500}, {40, 600}, {50, 700}}));
  const Merge late = track.record({fix_at(20, {lome.lat, lome.lng + 0.001})});
  EXPECT_EQ(late.verdicts, Verdicts{Verdict::late});
  ASSERT_EQ(late.inserted.size(), 1u);
  ASSERT_EQ(late.updated.size(), 1u);
  EXPECT_EQ(late.updated[0].fix.device_time, departure_time + seconds(30));
  EXPECT_EQ(late.changed_from, departure_time + seconds(20));
  EXPECT_EQ(late.distance_change_cm,
            late.inserted[0].segment_cm + late.updated[0].segment_cm - 40'000);
}

TEST(Merge, LateIsWhatIsOlderThanTheNewestBeforeTheCall) {
  Track track;
  EXPECT_EQ(track.record(drive({{100, 0}, {90, 0}})).verdicts, Verdicts(2, Verdict::accepted));
  EXPECT_EQ(track.record(drive({{110, 0}, {99, 0}})).verdicts,
            (Verdicts{Verdict::accepted, Verdict::late}));
}

TEST(Merge, KeepsTheMoreAccurateOfTwoFixesOfOneTime) {
  const Fix vague = fix_at(10, north_of(lome, 150), 80);
  const Fix sharp = fix_at(10, north_of(lome, 100), 4);
  Track track;
  track.record(drive({{0, 0}, {20, 200}}));
  EXPECT_EQ(track.record({vague}).verdicts, Verdicts{Verdict::late});
  const Merge better = track.record({sharp});
  EXPECT_EQ(better.verdicts, Verdicts{Verdict::late});
  EXPECT_TRUE(better.inserted.empty());
  EXPECT_EQ(track.rows()[1].fix, sharp);
  EXPECT_EQ(track.record({vague}).verdicts, Verdicts{Verdict::duplicate});
  EXPECT_EQ(track.rows()[1].fix, sharp);
}

TEST(Merge, KeepsAnOutlierOutOfTheDistance) {
  Track track;
  const Merge merged = track.record(drive({{0, 0}, {10, 100}, {20, 90'000}, {30, 300}, {40, 400}}));
  EXPECT_EQ(merged.verdicts[2], Verdict::too_fast);
  EXPECT_EQ(standings(track), (std::vector{counted, counted, too_fast, counted, counted}));
  EXPECT_EQ(segments(track), (std::vector<Centimetres>{0, 10'000, 0, 20'000, 10'000}));
}

TEST(Merge, KeepsTwoOutliersInARowOut) {
  Track track;
  track.record(drive({{0, 0}, {10, 100}, {20, 90'000}, {30, 90'100}, {40, 400}, {50, 500}}));
  track.record(drive({{5, 50}, {60, 600}}));
  EXPECT_EQ(standings(track), (std::vector{counted, counted, counted, too_fast, too_fast, counted,
                                           counted, counted}));
  EXPECT_EQ(track.distance(), 60'000);
}

// A device often begins with the position where it was last switched off.
TEST(Merge, KeepsAnOutlierAtTheBeginningOut) {
  Track track;
  track.record(drive({{0, 90'000}, {10, 100}, {20, 200}, {30, 300}}));
  EXPECT_EQ(standings(track), (std::vector{too_fast, counted, counted, counted}));
  EXPECT_EQ(track.distance(), 20'000);
}

TEST(Merge, AJumpToStayCountsFixesButNoWay) {
  Track track;
  track.record(drive({{0, 0}, {10, 100}, {20, 200}, {30, 90'000}, {40, 90'100}, {50, 90'200}}));
  EXPECT_EQ(standings(track), std::vector(6, counted));
  EXPECT_EQ(segments(track)[3], 0);
  EXPECT_EQ(track.distance(), 40'000);
}

// Neither of two fixes is believed that contradict each other; the third decides.
TEST(Merge, RehabilitatesAFixWhenOthersConfirmIt) {
  Track track;
  track.record(drive({{0, 0}}));
  EXPECT_EQ(track.record(drive({{10, 90'000}})).verdicts, Verdicts{Verdict::too_fast});
  EXPECT_EQ(track.counted().size(), 0u);
  EXPECT_EQ(track.record(drive({{20, 200}})).verdicts, Verdicts{Verdict::accepted});
  EXPECT_EQ(standings(track), (std::vector{counted, too_fast, counted}));
  EXPECT_EQ(track.distance(), 20'000);
}

TEST(Merge, KeepsInaccurateFixesOutAndJudgesNothingByThem) {
  Track track;
  auto points = drive({{0, 0}, {10, 100}, {20, 90'000}, {21, 90'000}, {30, 300}});
  points[2].accuracy_m = points[3].accuracy_m = 2'000;
  EXPECT_EQ(track.record(points).verdicts,
            (Verdicts{Verdict::accepted, Verdict::accepted, Verdict::inaccurate,
                      Verdict::inaccurate, Verdict::accepted}));
  EXPECT_EQ(track.rows().size(), 5u);
  EXPECT_EQ(track.distance(), 30'000);
}

TEST(Merge, StoresNothingOfAnothersJobNorOfTheFuture) {
  Track track;
  const auto points = drive({{0, 0}, {10, 100}});
  EXPECT_EQ(track.record(points, {departure_time, much_later, false}).verdicts,
            Verdicts(2, Verdict::not_yours));
  EXPECT_EQ(track.record(points, whole_job, departure_time - minutes(6)).verdicts,
            Verdicts(2, Verdict::future));
  EXPECT_TRUE(track.rows().empty());
}

TEST(Merge, MeasuresAcrossTheAntimeridianAndThePole) {
  Track fiji;
  fiji.record({fix_at(0, {-17, 179.999}), fix_at(10, {-17, -179.999})});
  EXPECT_NEAR(static_cast<double>(fiji.distance()) / 100, 212.7, 0.1);
  Track pole;
  pole.record({fix_at(0, {89.999, 0}), fix_at(10, {89.999, 180})});
  EXPECT_NEAR(static_cast<double>(pole.distance()) / 100, 222.4, 0.1);
}

TEST(Merge, ASegmentFitsInFourBytes) {
  Track track;
  track.record({fix_at(0, {90, 0}), fix_at(3'000'000, {-90, 0})});
  EXPECT_EQ(track.distance(), 2'001'511'444);
  EXPECT_LT(track.distance(), std::numeric_limits<std::int32_t>::max());
}

}  // namespace
}  // namespace socle::tracking
