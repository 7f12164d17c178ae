// Every price of everyday life at every rate there is: 1,000,000,000 splits. Issue 3, A-30.
#include <gtest/gtest.h>

#include "domain/money/money.hpp"

namespace socle::money {
namespace {

constexpr Minor price_max = 100'000;
constexpr std::int64_t shard_count = 4;

// All of them take seconds where the compiler optimises, and minutes under the sanitizers.
#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__)
constexpr Minor price_step = 1;
#else
constexpr Minor price_step = 101;
#endif

// Whether the parts sum to the price, none is negative, and the commission is the exact one rounded
// half up: over it by at most half a unit, or under it by less.
bool is_right(Minor price, std::int64_t rate_bps) {
  const auto parts = split(price, rate_bps);
  if (!parts) return false;
  const auto [commission, earnings] = parts.value();
  const Minor too_much = commission * whole_bps - price * rate_bps;
  return commission + earnings == price && commission >= 0 && earnings >= 0 &&
         too_much > -whole_bps / 2 && too_much <= whole_bps / 2;
}

class SplitOfEveryPrice : public testing::TestWithParam<std::int64_t> {};

TEST_P(SplitOfEveryPrice, AtEveryRateSumsExactlyAndRoundsHalfUp) {
  std::int64_t done = 0;
  for (std::int64_t rate = GetParam(); rate <= whole_bps; rate += shard_count) {
    for (Minor price = 1 + rate % price_step; price <= price_max; price += price_step) {
      if (!is_right(price, rate)) FAIL() << "price " << price << " at " << rate << " bps";
      ++done;
    }
  }
  EXPECT_GE(done, price_max / price_step * (whole_bps / shard_count));
}

// In four processes, for as many processors.
INSTANTIATE_TEST_SUITE_P(Rates, SplitOfEveryPrice, testing::Range<std::int64_t>(0, shard_count));

}  // namespace
}  // namespace socle::money
