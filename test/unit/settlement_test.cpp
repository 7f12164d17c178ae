#include "domain/freight/settlement.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>
#include <vector>

#include "refusals.hpp"

namespace socle::freight {
namespace {

using money::Minor;
using test::facts;
using test::rule;

constexpr Minor largest = std::numeric_limits<Minor>::max();
constexpr Minor everyday_max = 1'000'000'000'000;

class Draws {
 public:
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random_);
  }
  // Small and large amounts alike.
  Minor amount(Minor low) { return between(low, between(0, 1) == 0 ? 1'000 : everyday_max); }
  std::int64_t bps() { return between(0, 9) == 0 ? between(0, 1) * 10'000 : between(0, 10'000); }

 private:
  std::mt19937_64 random_{42};
};

constexpr CancellationRule policy[] = {
    // Free until a day before; then a tenth, in the last hour a quarter, each for the transporter.
    {1, Status::assigned, Canceller::by_client, 1'440, std::nullopt, 0, 0, 0, 0},
    {2, Status::assigned, Canceller::by_client, 60, 1'439, 0, 1'000, 8'000, 0},
    {3, Status::assigned, Canceller::by_client, std::nullopt, 59, 0, 2'500, 10'000, 0},
    // Who does not come pays; the client gets everything back.
    {4, Status::assigned, Canceller::by_transporter, std::nullopt, std::nullopt, 0, 0, 0, 5'000},
    {5, Status::in_progress, Canceller::by_staff, std::nullopt, std::nullopt, 5'000, 8'000, 10'000,
     0},
    {6, Status::in_progress, Canceller::by_staff, std::nullopt, std::nullopt, 0, 3'000, 10'000, 0},
};

std::int64_t chosen(const Cancellation& cancellation) {
  return choose_rule(policy, cancellation).value().rank;
}

TEST(CancellationRules, AreChosenByStateActorTimeAndDistance) {
  EXPECT_EQ(chosen({Status::assigned, Canceller::by_client, 10'000, 0}), 1);
  EXPECT_EQ(chosen({Status::assigned, Canceller::by_client, 1'440, 0}), 1);
  EXPECT_EQ(chosen({Status::assigned, Canceller::by_client, 1'439, 0}), 2);
  EXPECT_EQ(chosen({Status::assigned, Canceller::by_client, 60, 0}), 2);
  EXPECT_EQ(chosen({Status::assigned, Canceller::by_client, 59, 0}), 3);
  EXPECT_EQ(chosen({Status::assigned, Canceller::by_client, -500, 0}), 3);
  EXPECT_EQ(chosen({Status::assigned, Canceller::by_transporter, 0, 0}), 4);
  EXPECT_EQ(chosen({Status::in_progress, Canceller::by_staff, -60, 5'000}), 5);
  EXPECT_EQ(chosen({Status::in_progress, Canceller::by_staff, -60, 4'999}), 6);
}

TEST(CancellationRules, ThatNoneMatchesIsARefusalNotAFreeCancellation) {
  EXPECT_EQ(facts(choose_rule(policy, {Status::in_progress, Canceller::by_client, -60, 100})),
            R"({"error":"cancellation_not_allowed","status":"in_progress","by":"client",)"
            R"("minutes_before_pickup":-60,"done_bps":100})");
  EXPECT_EQ(rule(choose_rule({}, {Status::assigned, Canceller::by_client, 0, 0})),
            "cancellation_not_allowed");
}

TEST(CancellationRules, AreChosenByRankWhateverOrderTheRowsComeIn) {
  std::vector<CancellationRule> rows(std::begin(policy), std::end(policy));
  std::mt19937_64 random(7);
  for (int i = 0; i < 200; ++i) {
    std::shuffle(rows.begin(), rows.end(), random);
    const Cancellation half_done{Status::in_progress, Canceller::by_staff, 0, 9'000};
    ASSERT_EQ(choose_rule(rows, half_done).value().rank, 5);
  }
}

TEST(Canceller, IsReadAsItIsWritten) {
  for (const auto canceller :
       {Canceller::by_client, Canceller::by_transporter, Canceller::by_staff}) {
    EXPECT_EQ(parse_canceller(to_string(canceller)), canceller);
  }
  EXPECT_EQ(parse_canceller("admin"), std::nullopt);
}

TEST(CancellationSplit, TakesTheFeeOfTheEscrowAndTheCompensationOfTheFee) {
  const auto split = split_cancellation(44'450, 2'500, 8'000).value();
  EXPECT_EQ(split.refund, 33'337);  // the fee of 11112.5 is rounded half up
  EXPECT_EQ(split.compensation, 8'890);
  EXPECT_EQ(split.platform_fee, 2'223);
}

TEST(CancellationSplit, OfNothingIsNothing) {
  const auto split = split_cancellation(0, 10'000, 5'000).value();
  EXPECT_EQ(split.refund, 0);
  EXPECT_EQ(split.compensation, 0);
  EXPECT_EQ(split.platform_fee, 0);
}

void expect_sums(Minor held, std::int64_t fee_bps, std::int64_t compensation_bps) {
  const auto split = split_cancellation(held, fee_bps, compensation_bps).value();
  ASSERT_EQ(split.refund + split.compensation + split.platform_fee, held);
  ASSERT_GE(split.refund, 0);
  ASSERT_GE(split.compensation, 0);
  ASSERT_GE(split.platform_fee, 0);
  const Minor fee = split.compensation + split.platform_fee;
  ASSERT_LE(std::abs(fee * 10'000 - held * fee_bps), 5'000);
  ASSERT_LE(std::abs(split.compensation * 10'000 - fee * compensation_bps), 5'000);
}

TEST(CancellationSplit, SumsToTheEscrowForEveryRateAndEveryAmount) {
  for (std::int64_t fee = 0; fee <= 10'000; ++fee) {
    for (Minor held = fee % 7; held <= 200; held += 7) {
      expect_sums(held, fee, (fee * 37 + held) % 10'001);
      if (testing::Test::HasFatalFailure()) FAIL() << held << " at " << fee;
    }
  }
  Draws draws;
  for (int i = 0; i < 200'000; ++i) expect_sums(draws.amount(0), draws.bps(), draws.bps());
  const auto most = split_cancellation(largest, 3'333, 7'777).value();
  EXPECT_EQ(most.refund + (most.compensation + most.platform_fee), largest);
}

TEST(CancellationSplit, RefusesWhatIsNoEscrowAndNoRate) {
  EXPECT_EQ(rule(split_cancellation(-1, 0, 0)), "invalid_amount");
  EXPECT_EQ(facts(split_cancellation(1, 10'001, 0)),
            R"({"error":"invalid_value","field":"fee_bps","reason":"not between 0 and 10000"})");
  EXPECT_EQ(rule(split_cancellation(1, -1, 0)), "invalid_value");
  EXPECT_EQ(rule(split_cancellation(1, 0, 10'001)), "invalid_value");
  EXPECT_EQ(rule(split_cancellation(1, 0, -1)), "invalid_value");
}

TEST(Stages, PayAnAdvanceOfTheEarnings) {
  const auto half = stages(100'000, 1'500, 6'000).value();
  EXPECT_EQ(half.commission, 15'000);
  EXPECT_EQ(half.advance, 51'000);
  EXPECT_EQ(half.rest, 34'000);
  EXPECT_EQ(stages(100'000, 1'500, 0).value().advance, 0);
  EXPECT_EQ(stages(100'000, 1'500, 10'000).value().rest, 0);
  EXPECT_EQ(stages(100'000, 10'000, 5'000).value().advance, 0);
}

TEST(Stages, SumToThePriceWithTheCommissionOfASingleRelease) {
  Draws draws;
  for (int i = 0; i < 200'000; ++i) {
    const Minor price = draws.amount(1);
    const std::int64_t rate = draws.bps();
    const auto parts = stages(price, rate, draws.bps()).value();
    ASSERT_EQ(parts.commission + parts.advance + parts.rest, price);
    ASSERT_GE(parts.advance, 0);
    ASSERT_GE(parts.rest, 0);
    ASSERT_EQ(parts.commission, money::split(price, rate).value().commission);
  }
}

TEST(Stages, RefuseWhatIsNoPriceAndNoRate) {
  EXPECT_EQ(rule(stages(0, 1'500, 0)), "invalid_amount");
  EXPECT_EQ(rule(stages(1, 10'001, 0)), "invalid_value");
  EXPECT_EQ(rule(stages(1, 1'500, 10'001)), "invalid_value");
  EXPECT_EQ(rule(stages(1, 1'500, -1)), "invalid_value");
}

TEST(Resolution, TakesCommissionOfTheTransportersPartOnly) {
  const auto part = resolve(100'000, 0, 40'000, 1'500).value();
  EXPECT_EQ(part.refund, 40'000);
  EXPECT_EQ(part.to_transporter, 51'000);
  EXPECT_EQ(part.commission, 9'000);
  EXPECT_EQ(part.from_transporter, 0);
  const auto all = resolve(100'000, 0, 100'000, 1'500).value();
  EXPECT_EQ(all.to_transporter + all.commission + all.from_transporter, 0);
}

TEST(Resolution, CountsTheAdvanceAndAsksBackWhatWasTooMuch) {
  const auto enough = resolve(100'000, 50'000, 40'000, 1'500).value();
  EXPECT_EQ(enough.to_transporter, 1'000);
  EXPECT_EQ(enough.from_transporter, 0);
  const auto too_much = resolve(100'000, 60'000, 40'000, 1'500).value();
  EXPECT_EQ(too_much.to_transporter, 0);
  EXPECT_EQ(too_much.from_transporter, 9'000);
}

TEST(Resolution, SplitsWhatIsHeldToTheFranc) {
  Draws draws;
  for (int i = 0; i < 200'000; ++i) {
    const Minor price = draws.amount(1);
    const std::int64_t rate = draws.bps();
    const Minor advance = stages(price, rate, draws.bps()).value().advance;
    const Minor refund = draws.between(0, price);
    const auto parts = resolve(price, advance, refund, rate).value();
    ASSERT_EQ(parts.refund + parts.to_transporter + parts.commission,
              price - advance + parts.from_transporter);
    ASSERT_TRUE(parts.to_transporter == 0 || parts.from_transporter == 0);
    ASSERT_GE(parts.to_transporter, 0);
    ASSERT_GE(parts.from_transporter, 0);
    ASSERT_LE(parts.from_transporter, advance);
    // The same as a release at the lower price.
    if (refund < price) {
      ASSERT_EQ(parts.commission, money::split(price - refund, rate).value().commission);
    }
  }
}

TEST(Resolution, RefusesMoreThanThePrice) {
  EXPECT_EQ(facts(resolve(1'000, 0, 1'001, 1'500)),
            R"({"error":"refund_too_large","refundable":1000,"given":1001})");
  EXPECT_EQ(rule(resolve(1'000, 1'001, 0, 1'500)), "invalid_value");
  EXPECT_EQ(rule(resolve(1'000, 0, 0, 10'001)), "invalid_value");
  EXPECT_EQ(rule(resolve(0, 0, 0, 0)), "invalid_amount");
  EXPECT_EQ(rule(resolve(1'000, -1, 0, 0)), "invalid_amount");
  EXPECT_EQ(rule(resolve(1'000, 0, -1, 0)), "invalid_amount");
}

TEST(Clawback, TakesBackFromEachWhatItGot) {
  const auto parts = claw_back(100'000, 0, 40'000, 1'500).value();
  EXPECT_EQ(parts.from_transporter, 34'000);
  EXPECT_EQ(parts.from_platform, 6'000);
}

TEST(Clawback, InPartsTakesTheSameAsAtOnce) {
  Draws draws;
  for (int i = 0; i < 5'000; ++i) {
    const Minor price = draws.amount(1);
    const std::int64_t rate = draws.bps();
    Minor refunded = 0, from_transporter = 0, from_platform = 0;
    while (refunded < price) {
      const Minor refund = std::max<Minor>(1, draws.between(1, price - refunded));
      const auto parts = claw_back(price, refunded, refund, rate).value();
      ASSERT_EQ(parts.from_transporter + parts.from_platform, refund);
      ASSERT_GE(parts.from_transporter, 0);
      ASSERT_GE(parts.from_platform, 0);
      refunded += refund;
      from_transporter += parts.from_transporter;
      from_platform += parts.from_platform;
    }
    const auto [commission, earnings] = money::split(price, rate).value();
    ASSERT_EQ(from_platform, commission);
    ASSERT_EQ(from_transporter, earnings);
  }
}

TEST(Clawback, OfOneFrancAtATimeTakesNoMoreCommission) {
  Minor from_platform = 0;
  for (Minor refunded = 0; refunded < 1'000; ++refunded) {
    from_platform += claw_back(1'000, refunded, 1, 1'500).value().from_platform;
  }
  EXPECT_EQ(from_platform, 150);
}

TEST(Clawback, RefusesMoreThanWhatIsLeft) {
  EXPECT_EQ(facts(claw_back(1'000, 400, 601, 1'500)),
            R"({"error":"refund_too_large","refundable":600,"given":601})");
  EXPECT_EQ(rule(claw_back(1'000, 1'000, 1, 1'500)), "refund_too_large");
  EXPECT_EQ(rule(claw_back(1'000, 0, largest, 1'500)), "refund_too_large");
  EXPECT_EQ(rule(claw_back(1'000, 1'001, 1, 1'500)), "invalid_value");
  EXPECT_EQ(rule(claw_back(1'000, 0, 1, -1)), "invalid_value");
  for (const Minor none : {Minor{0}, Minor{-1}}) {
    EXPECT_EQ(rule(claw_back(1'000, 0, none, 1'500)), "invalid_amount");
  }
  EXPECT_EQ(rule(claw_back(1'000, -1, 1, 1'500)), "invalid_amount");
}

TEST(Clawback, IsRefusedBeyondWhatIsThereUnlessThePlatformCoversIt) {
  const Clawback wanted{34'000, 6'000};
  EXPECT_EQ(limit(wanted, 34'000, false).value().from_transporter, 34'000);
  EXPECT_EQ(limit(wanted, 50'000, true).value().from_platform, 6'000);
  EXPECT_EQ(facts(limit(wanted, 33'999, false)),
            R"({"error":"insufficient_funds","balance":33999,"required":34000})");
  const auto covered = limit(wanted, 10'000, true).value();
  EXPECT_EQ(covered.from_transporter, 10'000);
  EXPECT_EQ(covered.from_platform, 30'000);
  const auto in_debt = limit(wanted, -5, true).value();
  EXPECT_EQ(in_debt.from_transporter, 0);
  EXPECT_EQ(in_debt.from_platform, 40'000);
  EXPECT_EQ(rule(limit({-1, 0}, 0, true)), "invalid_amount");
}

}  // namespace
}  // namespace socle::freight
