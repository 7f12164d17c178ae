// Times as devices write them. A-33.
#include "domain/tracking/instant.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "domain/tracking/fix.hpp"

namespace socle::tracking {
namespace {

// 2026-11-20 21:48:56 UTC.
constexpr Instant evening = 848'526'536 * us_per_s;

TEST(ParseInstant, ReadsTheFormsThatDevicesWrite) {
  for (const char* text :
       {"2026-11-20T21:48:56Z", "2026-11-20t21:48:56z", "2026-11-20 21:48:56+00",
        "2026-11-20T21:48:56.000+00:00", "2026-11-20T22:48:56+01:00", "2026-11-20T22:48:56+0100",
        "2026-11-20T16:18:56-05:30", "2026-11-21T00:48:56+03"}) {
    EXPECT_EQ(parse_instant(text), evening) << text;
  }
  EXPECT_EQ(parse_instant("2026-11-20T21:48Z"), evening - 56 * us_per_s);
  EXPECT_EQ(parse_instant("2000-01-01T00:00:00Z"), 0);
  EXPECT_EQ(parse_instant("1999-12-31T23:59:59.5Z"), -us_per_s / 2);
}

TEST(ParseInstant, KeepsMicroseconds) {
  EXPECT_EQ(parse_instant("2026-11-20T21:48:56.1Z"), evening + 100'000);
  EXPECT_EQ(parse_instant("2026-11-20T21:48:56.123456Z"), evening + 123'456);
  EXPECT_EQ(parse_instant("2026-11-20T21:48:56.123456999Z"), evening + 123'456);
}

TEST(ParseInstant, KnowsTheCalendar) {
  EXPECT_TRUE(parse_instant("2028-02-29T00:00:00Z"));
  EXPECT_FALSE(parse_instant("2026-02-29T00:00:00Z"));
  EXPECT_FALSE(parse_instant("2100-02-29T00:00:00Z"));
  EXPECT_FALSE(parse_instant("2026-04-31T00:00:00Z"));
  EXPECT_FALSE(parse_instant("2026-13-01T00:00:00Z"));
  EXPECT_FALSE(parse_instant("0000-01-01T00:00:00Z"));
  EXPECT_TRUE(parse_instant("0001-01-01T00:00:00Z"));
  EXPECT_TRUE(parse_instant("9999-12-31T23:59:59Z"));
}

TEST(ParseInstant, RefusesAnythingElse) {
  for (const char* text : {"",
                           "now",
                           "infinity",
                           "2026-11-20",
                           "2026-11-20T21:48:56",
                           "2026-11-20T24:00:00Z",
                           "2026-11-20T21:60:00Z",
                           "2026-11-20T21:48:60Z",
                           "2026-11-20T21:48:56.Z",
                           "2026-11-20T21:48:56 Z",
                           " 2026-11-20T21:48:56Z",
                           "2026-11-20T21:48:56Z ",
                           "2026-11-20T21:48:56+1",
                           "2026-11-20T21:48:56+01:",
                           "2026-11-20T21:48:56+16",
                           "2026-11-20T21:48:56+01:60",
                           "26-11-20T21:48:56Z",
                           "2026-1-20T21:48:56Z",
                           "2026/11/20T21:48:56Z",
                           "-026-11-20T21:48:56Z",
                           "2026-11-20T21Z"}) {
    EXPECT_EQ(parse_instant(text), std::nullopt) << text;
  }
}

TEST(InstantOfUnixMs, IsJavaScriptsTime) {
  EXPECT_EQ(instant_of_unix_ms(1'795'211'336'000), evening);
  EXPECT_EQ(instant_of_unix_ms(1'795'211'336'000.25), evening + 250);
  EXPECT_EQ(instant_of_unix_ms(946'684'800'000), 0);
  EXPECT_TRUE(instant_of_unix_ms(253'402'300'799'999));
  EXPECT_FALSE(instant_of_unix_ms(253'402'300'800'000));
  EXPECT_FALSE(instant_of_unix_ms(-1e18));
  EXPECT_FALSE(instant_of_unix_ms(std::numeric_limits<double>::quiet_NaN()));
  EXPECT_FALSE(instant_of_unix_ms(std::numeric_limits<double>::infinity()));
}

}  // namespace
}  // namespace socle::tracking
