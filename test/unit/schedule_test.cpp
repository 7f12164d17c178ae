// What becomes of schedules that are due, in time or late.
#include <gtest/gtest.h>

#include "domain/jobs/schedule.hpp"

namespace socle::jobs {
namespace {

constexpr Seconds hour = 3600;
Seconds utc(Seconds) { return 0; }
Cron hourly() { return read_cron("@hourly").value(); }

TEST(Schedule, InTimeRunsOnceWhateverThePolicy) {
  for (const CatchUp policy : {CatchUp::skip, CatchUp::once, CatchUp::all}) {
    const Decision decision = decide(hourly(), utc, policy, 5 * hour, 5 * hour + grace_s);
    EXPECT_EQ(decision.runs, std::vector<Seconds>({5 * hour}));
    EXPECT_EQ(decision.missed, 0);
    EXPECT_EQ(decision.next, 6 * hour);
  }
}

TEST(Schedule, LateIsLeftOut) {
  const Decision decision = decide(hourly(), utc, CatchUp::skip, 5 * hour, 7 * hour + grace_s + 1);
  EXPECT_TRUE(decision.runs.empty());
  EXPECT_EQ(decision.missed, 3);
  EXPECT_EQ(decision.next, 8 * hour);
}

TEST(Schedule, LateButTheLastInTimeRunsTheLast) {
  const Decision decision = decide(hourly(), utc, CatchUp::skip, 5 * hour, 7 * hour);
  EXPECT_EQ(decision.runs, std::vector<Seconds>({7 * hour}));
  EXPECT_EQ(decision.missed, 2);
}

TEST(Schedule, LateIsMadeUpForOnce) {
  const Decision decision = decide(hourly(), utc, CatchUp::once, 5 * hour, 7 * hour + hour / 2);
  EXPECT_EQ(decision.runs, std::vector<Seconds>({7 * hour}));
  EXPECT_EQ(decision.missed, 2);
  EXPECT_EQ(decision.next, 8 * hour);
}

TEST(Schedule, LateIsMadeUpForEachTime) {
  const Decision decision = decide(hourly(), utc, CatchUp::all, 5 * hour, 7 * hour + hour / 2);
  EXPECT_EQ(decision.runs, std::vector<Seconds>({5 * hour, 6 * hour, 7 * hour}));
  EXPECT_EQ(decision.next, 8 * hour);
}

TEST(Schedule, MakesUpForSoManyAtOnce) {
  const Decision decision = decide(hourly(), utc, CatchUp::all, hour, 1000 * hour);
  EXPECT_EQ(static_cast<std::int64_t>(decision.runs.size()), runs_at_once_max);
  EXPECT_EQ(decision.next, (runs_at_once_max + 1) * hour);
}

TEST(Schedule, DoesNotCountForEver) {
  const Seconds now = 100 * counted_max * hour + 1;
  const Decision decision = decide(hourly(), utc, CatchUp::skip, hour, now);
  EXPECT_TRUE(decision.runs.empty());
  EXPECT_EQ(decision.next, 100 * counted_max * hour + hour);
}

TEST(Schedule, KnowsItsPolicies) {
  EXPECT_EQ(read_catch_up("all").value(), CatchUp::all);
  EXPECT_FALSE(read_catch_up("some").ok());
}

}  // namespace
}  // namespace socle::jobs
