// What an advance and the way that is done mean for the end of a job.
#include <gtest/gtest.h>

#include "domain/freight/settlement.hpp"

namespace socle::freight {
namespace {

using money::Minor;

TEST(LeastPrice, StillCoversTheAdvance) {
  EXPECT_EQ(least_price(0, 1'500), 1);
  for (const std::int64_t rate : {0, 1, 1'500, 9'000, 9'999}) {
    for (const Minor advance : {Minor{1}, Minor{2}, Minor{75'378}, Minor{1'000'000'007}}) {
      const Minor least = least_price(advance, rate);
      const auto earnings = [&](Minor price) { return money::split(price, rate).value().earnings; };
      EXPECT_GE(earnings(least), advance) << rate;
      if (least > 1) {
        EXPECT_LT(earnings(least - 1), advance) << rate;
      }
    }
  }
}

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
