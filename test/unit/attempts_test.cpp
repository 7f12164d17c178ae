#include "domain/identity/attempts.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace socle::identity {
namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

TEST(Delay, DoublesAfterTheFreeFailuresOfAnAccount) {
  constexpr std::int64_t expected[] = {0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60};
  std::int64_t failures = 0;
  for (const std::int64_t delay : expected) {
    EXPECT_EQ(delay_s(failures, account_limit), delay) << failures;
    ++failures;
  }
}

TEST(Delay, DoublesAfterTheFreeFailuresOfAnAddress) {
  EXPECT_EQ(delay_s(20, address_limit), 0);
  EXPECT_EQ(delay_s(21, address_limit), 1);
  EXPECT_EQ(delay_s(32, address_limit), 2048);
  EXPECT_EQ(delay_s(33, address_limit), 3600);
  EXPECT_EQ(delay_s(34, address_limit), 3600);
}

TEST(Delay, StaysAtItsCapHoweverManyFail) {
  for (const std::int64_t failures :
       {std::int64_t{68}, std::int64_t{69}, std::int64_t{70}, std::int64_t{1'000'000}, most}) {
    EXPECT_EQ(delay_s(failures, account_limit), 60) << failures;
    EXPECT_EQ(delay_s(failures, address_limit), 3600) << failures;
    EXPECT_GT(delay_s(failures, Limit{0, most}), 0) << failures;
  }
}

TEST(Delay, IsNoneBeforeTheFirstFailure) {
  EXPECT_EQ(delay_s(0, Limit{0, 60}), 0);
  EXPECT_EQ(delay_s(1, Limit{0, 60}), 1);
  EXPECT_EQ(delay_s(std::numeric_limits<std::int64_t>::min(), account_limit), 0);
}

}  // namespace
}  // namespace socle::identity
