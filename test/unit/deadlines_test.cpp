#include <gtest/gtest.h>

#include <limits>

#include "domain/deadlines/backoff.hpp"

namespace socle::deadlines {
namespace {

TEST(Backoff, DoublesFromAMinuteToADay) {
  EXPECT_EQ(backoff_us(1), us_per_minute);
  EXPECT_EQ(backoff_us(2), 2 * us_per_minute);
  EXPECT_EQ(backoff_us(3), 4 * us_per_minute);
  EXPECT_EQ(backoff_us(11), 1'024 * us_per_minute);
  EXPECT_EQ(backoff_us(12), backoff_max_us);
  EXPECT_EQ(backoff_us(std::numeric_limits<std::int64_t>::max()), backoff_max_us);
}

TEST(Backoff, IsAMinuteBeforeAnyFailure) { EXPECT_EQ(backoff_us(0), us_per_minute); }

}  // namespace
}  // namespace socle::deadlines
