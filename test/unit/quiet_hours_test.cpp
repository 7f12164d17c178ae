// When people are not to be disturbed, past midnight and where clocks change.
#include <gtest/gtest.h>

#include <chrono>

#include "domain/notifications/quiet_hours.hpp"
#include "refusals.hpp"

namespace socle::notifications {
namespace {

using namespace std::chrono;
using jobs::Seconds;

Seconds at(int y, unsigned m, unsigned d, int hour = 0, int minute = 0, int second = 0) {
  const sys_days date = year(y) / month(m) / day(d);
  return sys_seconds(date).time_since_epoch().count() + hour * 3600 + minute * 60 + second;
}

Seconds dakar(Seconds) { return 0; }
// Paris in 2026: summer time from 29 March to 25 October, at 01:00 UTC.
Seconds paris(Seconds t) {
  return t >= at(2026, 3, 29, 1) && t < at(2026, 10, 25, 1) ? 7200 : 3600;
}

QuietHours hours(std::string_view from, std::string_view until) {
  return read_quiet_hours(from, until).value();
}

const QuietHours night = hours("22:00", "07:00");

TEST(ReadQuietHours, TakesTimesOfTheDay) {
  const QuietHours read = hours("22:05", "07:30");
  EXPECT_EQ(read.from_minute, 22 * 60 + 5);
  EXPECT_EQ(read.until_minute, 7 * 60 + 30);
  EXPECT_TRUE(read_quiet_hours("00:00", "23:59"));
}

TEST(ReadQuietHours, RefusesWhatIsNone) {
  for (const char* time :
       {"", "7:00", "24:00", "07:60", "07.00", "07:00:00", "-1:00", "0a:00", "07:0b", "22h00"}) {
    EXPECT_EQ(test::facts(read_quiet_hours(time, "07:00")),
              R"({"error":"invalid_value","field":"from_time",)"
              R"("reason":"not a time of the day such as 22:00"})")
        << time;
    EXPECT_EQ(test::facts(read_quiet_hours("22:00", time)),
              R"({"error":"invalid_value","field":"until_time",)"
              R"("reason":"not a time of the day such as 07:00"})")
        << time;
  }
  EXPECT_EQ(test::facts(read_quiet_hours("07:00", "07:00")),
            R"({"error":"invalid_value","field":"until_time","reason":"the same as from_time"})");
}

TEST(QuietUntil, IsTheMorningOnBothSidesOfMidnight) {
  EXPECT_EQ(quiet_until(night, dakar, at(2026, 12, 1, 21, 59, 59)), std::nullopt);
  EXPECT_EQ(quiet_until(night, dakar, at(2026, 12, 1, 22)), at(2026, 12, 2, 7));
  EXPECT_EQ(quiet_until(night, dakar, at(2026, 12, 1, 23, 59, 59)), at(2026, 12, 2, 7));
  EXPECT_EQ(quiet_until(night, dakar, at(2026, 12, 2)), at(2026, 12, 2, 7));
  EXPECT_EQ(quiet_until(night, dakar, at(2026, 12, 2, 6, 59, 59)), at(2026, 12, 2, 7));
  EXPECT_EQ(quiet_until(night, dakar, at(2026, 12, 2, 7)), std::nullopt);
}

TEST(QuietUntil, MayBeWithinADay) {
  const QuietHours nap = hours("12:30", "14:00");
  EXPECT_EQ(quiet_until(nap, dakar, at(2026, 12, 1, 12, 29)), std::nullopt);
  EXPECT_EQ(quiet_until(nap, dakar, at(2026, 12, 1, 12, 30)), at(2026, 12, 1, 14));
  EXPECT_EQ(quiet_until(nap, dakar, at(2026, 12, 1, 13, 59)), at(2026, 12, 1, 14));
  EXPECT_EQ(quiet_until(nap, dakar, at(2026, 12, 1, 14)), std::nullopt);
}

TEST(QuietUntil, IsOnTheClockOfThePerson) {
  EXPECT_EQ(quiet_until(night, paris, at(2026, 12, 1, 20, 59)), std::nullopt);
  EXPECT_EQ(quiet_until(night, paris, at(2026, 12, 1, 21)), at(2026, 12, 2, 6));
  EXPECT_EQ(quiet_until(night, paris, at(2026, 7, 1, 20)), at(2026, 7, 2, 5));
}

TEST(QuietUntil, TheNightThatIsShorterEndsBySevenAllTheSame) {
  // Summer time begins at two: the morning comes an hour earlier.
  EXPECT_EQ(quiet_until(night, paris, at(2026, 3, 28, 21)), at(2026, 3, 29, 5));
  EXPECT_EQ(quiet_until(night, paris, at(2026, 3, 29, 4, 59)), at(2026, 3, 29, 5));
}

TEST(QuietUntil, TheNightThatIsLongerEndsBySevenAllTheSame) {
  EXPECT_EQ(quiet_until(night, paris, at(2026, 10, 24, 20)), at(2026, 10, 25, 6));
  EXPECT_EQ(quiet_until(night, paris, at(2026, 10, 25, 5, 59)), at(2026, 10, 25, 6));
}

TEST(QuietUntil, AnEndInTheHourThatIsLeftOutIsWhereItWouldHaveBegun) {
  const QuietHours until_half_past_two = hours("22:00", "02:30");
  EXPECT_EQ(quiet_until(until_half_past_two, paris, at(2026, 3, 29, 0, 59)), at(2026, 3, 29, 1));
  EXPECT_EQ(quiet_until(until_half_past_two, paris, at(2026, 3, 29, 1)), std::nullopt);
  // The whole of it is left out.
  EXPECT_EQ(quiet_until(hours("02:15", "02:45"), paris, at(2026, 3, 29, 1)), std::nullopt);
}

TEST(QuietUntil, AnEndInTheHourThatComesTwiceIsTheFirst) {
  const QuietHours until_half_past_two = hours("22:00", "02:30");
  EXPECT_EQ(quiet_until(until_half_past_two, paris, at(2026, 10, 25, 0, 15)),
            at(2026, 10, 25, 0, 30));
  // A quarter past two again: it is over, and does not begin anew.
  EXPECT_EQ(quiet_until(until_half_past_two, paris, at(2026, 10, 25, 1, 15)), std::nullopt);
  // It began the first time, and goes on.
  EXPECT_EQ(quiet_until(hours("02:30", "07:00"), paris, at(2026, 10, 25, 1, 15)),
            at(2026, 10, 25, 6));
}

}  // namespace
}  // namespace socle::notifications
