// When schedules are due, where clocks change too.
#include <gtest/gtest.h>

#include <chrono>

#include "domain/jobs/cron.hpp"

namespace socle::jobs {
namespace {

using namespace std::chrono;

Seconds at(int y, unsigned m, unsigned d, int hour = 0, int minute = 0, int second = 0) {
  const sys_days date = year(y) / month(m) / day(d);
  return sys_seconds(date).time_since_epoch().count() + hour * 3600 + minute * 60 + second;
}

Cron cron(std::string_view text) { return read_cron(text).value(); }

Seconds utc(Seconds) { return 0; }
// Paris in 2026: summer time from 29 March to 25 October, at 01:00 UTC.
Seconds paris(Seconds t) {
  return t >= at(2026, 3, 29, 1) && t < at(2026, 10, 25, 1) ? 7200 : 3600;
}
// Lord Howe Island in 2026: half an hour, until 4 April at 15:00 UTC and from 3 October at 15:30.
Seconds lord_howe(Seconds t) {
  return t < at(2026, 4, 4, 15) || t >= at(2026, 10, 3, 15, 30) ? 39'600 : 37'800;
}

std::vector<Seconds> runs(std::string_view text, const OffsetAt& zone, Seconds from, Seconds to) {
  std::vector<Seconds> found;
  const Cron schedule = cron(text);
  for (auto run = next_run(schedule, zone, from); run && *run <= to;
       run = next_run(schedule, zone, *run))
    found.push_back(*run);
  return found;
}

TEST(Cron, RefusesWhatIsNone) {
  for (const char* text : {"",
                           "* * * *",
                           "* * * * * *",
                           "60 * * * *",
                           "* 24 * * *",
                           "* * 0 * *",
                           "* * 32 * *",
                           "* * * 13 *",
                           "* * * * 8",
                           "-1 * * * *",
                           "1- * * * *",
                           "5-1 * * * *",
                           "*/0 * * * *",
                           "*/ * * * *",
                           "1,,2 * * * *",
                           "a * * * *",
                           "* * * * noday",
                           "+5 * * * *",
                           "@never",
                           "1.5 * * * *",
                           "99999999999 * * * *"})
    EXPECT_FALSE(read_cron(text).ok()) << text;
}

TEST(Cron, RefusesADayThatNeverComes) {
  EXPECT_FALSE(read_cron("0 0 30 2 *").ok());
  EXPECT_FALSE(read_cron("0 0 31 4,6,9,11 *").ok());
  EXPECT_TRUE(read_cron("0 0 29 2 *").ok());
}

TEST(Cron, ReadsListsRangesStepsAndNames) {
  const Cron c = cron("1,5-7,*/20 0-6/3 1 JAN,mar Mon-Fri,7");
  EXPECT_EQ(c.minutes.count(), 7U);  // 0 1 5 6 7 20 40
  for (std::size_t minute : {0U, 1U, 5U, 6U, 7U, 20U, 40U}) EXPECT_TRUE(c.minutes[minute]);
  EXPECT_EQ(c.hours.to_ulong(), (1UL << 0) | (1UL << 3) | (1UL << 6));
  EXPECT_EQ(c.months.to_ulong(), (1UL << 1) | (1UL << 3));
  EXPECT_EQ(c.weekdays.to_ulong(), 0x3fUL);
  EXPECT_EQ(cron("5/20 * * * *").minutes.to_ullong(), (1ULL << 5) | (1ULL << 25) | (1ULL << 45));
}

TEST(Cron, KnowsShortcuts) {
  EXPECT_EQ(next_run(cron("@daily"), utc, at(2026, 2, 28, 12)), at(2026, 3, 1));
  EXPECT_EQ(next_run(cron("@weekly"), utc, at(2026, 11, 28)), at(2026, 11, 29));
  EXPECT_EQ(next_run(cron("@yearly"), utc, at(2026, 1, 1)), at(2027, 1, 1));
}

TEST(Cron, IsDueAfterAndNotAt) {
  EXPECT_EQ(next_run(cron("* * * * *"), utc, at(2026, 1, 1, 0, 0)), at(2026, 1, 1, 0, 1));
  EXPECT_EQ(next_run(cron("* * * * *"), utc, at(2026, 1, 1, 0, 0) - 1), at(2026, 1, 1));
  EXPECT_EQ(next_run(cron("* * * * *"), utc, at(2026, 1, 1, 0, 0, 59)), at(2026, 1, 1, 0, 1));
}

TEST(Cron, WithBothKindsOfDaysEitherWillDo) {
  // 2026-11-13 is a Friday.
  const auto both = runs("0 0 13 * fri", utc, at(2026, 11, 1), at(2026, 11, 30));
  EXPECT_EQ(both.size(), 4U);  // 6, 13, 20, 27
  const auto step = runs("0 0 */2 * fri", utc, at(2026, 11, 1), at(2026, 11, 30));
  EXPECT_EQ(step, std::vector<Seconds>({at(2026, 11, 13), at(2026, 11, 27)}));
}

TEST(Cron, FindsLeapDays) {
  EXPECT_EQ(next_run(cron("0 0 29 2 *"), utc, at(2096, 3, 1)), at(2104, 2, 29));
}

TEST(Cron, InAnHourThatIsLeftOutIsDueOnceWhenItWouldHaveBegun) {
  const Seconds gap = at(2026, 3, 29, 1);  // 02:00 becomes 03:00
  EXPECT_EQ(runs("30 2 * * *", paris, at(2026, 3, 28), at(2026, 3, 30, 12)),
            std::vector<Seconds>({at(2026, 3, 28, 1, 30), gap, at(2026, 3, 30, 0, 30)}));
  EXPECT_EQ(runs("*/20 2 * * *", paris, at(2026, 3, 28, 12), at(2026, 3, 29, 12)),
            std::vector<Seconds>({gap}));
}

TEST(Cron, InAnHourThatComesTwiceIsDueTheFirstTime) {
  EXPECT_EQ(runs("30 2 * * *", paris, at(2026, 10, 24, 12), at(2026, 10, 26, 12)),
            std::vector<Seconds>({at(2026, 10, 25, 0, 30), at(2026, 10, 26, 1, 30)}));
  EXPECT_EQ(runs("*/30 2 * * *", paris, at(2026, 10, 24, 12), at(2026, 10, 25, 12)),
            std::vector<Seconds>({at(2026, 10, 25, 0, 0), at(2026, 10, 25, 0, 30)}));
}

TEST(Cron, OfEveryHourFollowsTheRealTime) {
  std::vector<Seconds> hourly;
  for (int hour = 0; hour <= 4; ++hour) hourly.push_back(at(2026, 10, 25, hour, 30));
  EXPECT_EQ(runs("30 * * * *", paris, at(2026, 10, 25), at(2026, 10, 25, 4, 30)), hourly);
  hourly.clear();
  for (int hour = 0; hour <= 4; ++hour) hourly.push_back(at(2026, 3, 29, hour, 30));
  EXPECT_EQ(runs("30 * * * *", paris, at(2026, 3, 29), at(2026, 3, 29, 4, 30)), hourly);
}

TEST(Cron, KnowsHalfHours) {
  const auto spring = runs("*/15 * * * *", lord_howe, at(2026, 10, 3, 15), at(2026, 10, 3, 16));
  EXPECT_EQ(spring.size(), 4U);
  const auto autumn = runs("45 1 * * *", lord_howe, at(2026, 4, 4), at(2026, 4, 5, 12));
  EXPECT_EQ(autumn, std::vector<Seconds>({at(2026, 4, 4, 14, 45)}));
  const auto gap = runs("15 2 * * *", lord_howe, at(2026, 10, 3), at(2026, 10, 4, 12));
  EXPECT_EQ(gap, std::vector<Seconds>({at(2026, 10, 3, 15, 30)}));
}

TEST(Cron, EveryMinuteThatMatchesComesOnceAndInOrder) {
  const Cron schedule = cron("*/7 * * * *");
  for (const auto& [from, to] : {std::pair(at(2026, 3, 28), at(2026, 3, 31)),
                                 std::pair(at(2026, 10, 24), at(2026, 10, 27))}) {
    int count = 0;
    for (Seconds last = from; last < to; ++count) {
      const auto next = next_run(schedule, paris, last);
      ASSERT_TRUE(next);
      ASSERT_GT(*next, last);
      ASSERT_LE(*next - last, 7 * 60);
      last = *next;
    }
    EXPECT_EQ(count, 3 * 24 * 9);
  }
}

}  // namespace
}  // namespace socle::jobs
