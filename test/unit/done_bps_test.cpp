#include <gtest/gtest.h>

#include "domain/freight/settlement.hpp"

namespace socle::freight {
namespace {

TEST(DoneBps, IsWhatLiesBehindTheLastPosition) {
  const Place dakar{14.6928, -17.4467}, bamako{12.6392, -8.0029};
  EXPECT_EQ(done_bps(dakar, bamako, std::nullopt), 0);
  EXPECT_EQ(done_bps(dakar, bamako, dakar), 0);
  EXPECT_EQ(done_bps(dakar, bamako, bamako), 10'000);
  EXPECT_NEAR(static_cast<double>(done_bps(dakar, bamako, Place{13.666, -12.7248})), 5'000, 50);
  // Further away than the pick-up: nothing is done.
  EXPECT_EQ(done_bps(dakar, bamako, Place{15.0, -20.0}), 0);
  EXPECT_EQ(done_bps(dakar, dakar, bamako), 0);
}

}  // namespace
}  // namespace socle::freight
