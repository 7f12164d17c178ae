#include "domain/ledger/hold.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "refusals.hpp"

namespace socle::ledger {
namespace {

using test::facts;
using test::rule;

constexpr HoldStatus all_statuses[] = {HoldStatus::open, HoldStatus::captured, HoldStatus::released,
                                       HoldStatus::expired};

TEST(Hold, IsCapturedInPartAndTheRestReturns) {
  const Capture part = capture(HoldStatus::open, 5'000, 1'200).value();
  EXPECT_EQ(part.captured, 1'200);
  EXPECT_EQ(part.returned, 3'800);
}

TEST(Hold, IsCapturedWholeByItsAmountOrWithoutOne) {
  for (const auto amount : {std::optional<money::Minor>(5'000), std::optional<money::Minor>()}) {
    const Capture whole = capture(HoldStatus::open, 5'000, amount).value();
    EXPECT_EQ(whole.captured, 5'000);
    EXPECT_EQ(whole.returned, 0);
  }
}

TEST(Hold, GivesNoMoreThanItHolds) {
  EXPECT_EQ(facts(capture(HoldStatus::open, 5'000, 5'001)),
            R"({"error":"insufficient_funds","balance":5000,"required":5001})");
  const money::Minor largest = std::numeric_limits<money::Minor>::max();
  EXPECT_EQ(rule(capture(HoldStatus::open, 1, largest)), "insufficient_funds");
  EXPECT_EQ(capture(HoldStatus::open, largest, 1).value().returned, largest - 1);
}

TEST(Hold, IsNotCapturedByNothing) {
  EXPECT_EQ(rule(capture(HoldStatus::open, 5'000, 0)), "invalid_amount");
  EXPECT_EQ(rule(capture(HoldStatus::open, 5'000, -1)), "invalid_amount");
  const money::Minor smallest = std::numeric_limits<money::Minor>::min();
  EXPECT_EQ(rule(capture(HoldStatus::open, 5'000, smallest)), "invalid_amount");
}

TEST(Hold, EndsOnce) {
  EXPECT_EQ(rule(can_release(HoldStatus::open)), "ok");
  for (const HoldStatus ended : {HoldStatus::captured, HoldStatus::released, HoldStatus::expired}) {
    EXPECT_EQ(rule(capture(ended, 5'000, 1)), "invalid_transition");
    EXPECT_EQ(rule(can_release(ended)), "invalid_transition");
  }
  EXPECT_EQ(facts(can_release(HoldStatus::captured)),
            R"({"error":"invalid_transition","from":"captured","to":"released","allowed":[]})");
  EXPECT_EQ(facts(capture(HoldStatus::expired, 5'000, std::nullopt)),
            R"({"error":"invalid_transition","from":"expired","to":"captured","allowed":[]})");
}

TEST(Hold, StatusesAreReadAsTheyAreWritten) {
  for (const HoldStatus status : all_statuses) {
    EXPECT_EQ(parse_hold_status(to_string(status)), status);
  }
  EXPECT_EQ(to_string(HoldStatus::open), "open");
  EXPECT_EQ(to_string(HoldStatus::expired), "expired");
  for (const char* text : {"", "Open", "open ", "closed"}) EXPECT_FALSE(parse_hold_status(text));
}

}  // namespace
}  // namespace socle::ledger
