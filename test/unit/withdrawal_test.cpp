#include "domain/ledger/withdrawal.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <string>

#include "refusals.hpp"

namespace socle::ledger {
namespace {

using test::facts;
using test::rule;

constexpr money::Minor largest = std::numeric_limits<money::Minor>::max();

constexpr WithdrawalStatus all_statuses[] = {
    WithdrawalStatus::requested, WithdrawalStatus::approved, WithdrawalStatus::sent,
    WithdrawalStatus::settled,   WithdrawalStatus::failed,   WithdrawalStatus::cancelled};
constexpr WithdrawalEvent all_events[] = {WithdrawalEvent::approve, WithdrawalEvent::send,
                                          WithdrawalEvent::settle, WithdrawalEvent::fail,
                                          WithdrawalEvent::cancel};

// The defaults of the settings, and a wallet with enough in it.
constexpr WithdrawalRules usual{
    .minimum = 1'000, .fee = 0, .fee_bps = 100, .daily_cap = 2'000'000, .hold_days = 0};
constexpr WithdrawalFacts wealthy{.amount = 50'000,
                                  .balance = 5'000'000,
                                  .withdrawn_today = 0,
                                  .credited_recently = 0,
                                  .currency = "XOF"};

WithdrawalRules with_fee(money::Minor fee, money::Minor fee_bps) {
  return {.minimum = 0, .fee = fee, .fee_bps = fee_bps, .daily_cap = 0, .hold_days = 0};
}

WithdrawalFacts of(money::Minor amount, money::Minor balance) {
  return {.amount = amount,
          .balance = balance,
          .withdrawn_today = 0,
          .credited_recently = 0,
          .currency = "XOF"};
}

// The expectation, written from the brief: the answer to approve, send, settle, fail, cancel.
TEST(WithdrawalLife, IsWhatTheTableSays) {
  const std::map<std::string_view, std::string_view> expected = {
      {"requested", "approved - - - cancelled "},
      {"approved", "- sent settled failed cancelled "},
      {"sent", "- - settled failed - "},
      {"settled", "- - - - - "},
      {"failed", "- - - - - "},
      {"cancelled", "- - - - - "},
  };
  for (const WithdrawalStatus from : all_statuses) {
    std::string answers;
    for (const WithdrawalEvent event : all_events) {
      const auto to = next(from, event);
      answers += to ? to_string(to.value()) : "-";
      answers += ' ';
      EXPECT_EQ(rule(to), to ? "ok" : "invalid_transition");
    }
    EXPECT_EQ(answers, expected.at(to_string(from))) << to_string(from);
  }
}

TEST(WithdrawalLife, SaysWhatIsAllowedInstead) {
  EXPECT_EQ(facts(next(WithdrawalStatus::requested, WithdrawalEvent::settle)),
            R"({"error":"invalid_transition","from":"requested","to":"settled",)"
            R"("allowed":["approved","cancelled"]})");
  EXPECT_EQ(facts(next(WithdrawalStatus::approved, WithdrawalEvent::approve)),
            R"({"error":"invalid_transition","from":"approved","to":"approved",)"
            R"("allowed":["sent","settled","failed","cancelled"]})");
  EXPECT_EQ(facts(next(WithdrawalStatus::settled, WithdrawalEvent::fail)),
            R"({"error":"invalid_transition","from":"settled","to":"failed","allowed":[]})");
}

TEST(WithdrawalLife, StatusesAreReadAsTheyAreWritten) {
  for (const WithdrawalStatus status : all_statuses) {
    EXPECT_EQ(parse_withdrawal_status(to_string(status)), status);
  }
  EXPECT_EQ(to_string(WithdrawalStatus::requested), "requested");
  EXPECT_EQ(to_string(WithdrawalStatus::cancelled), "cancelled");
  for (const char* text : {"", "Sent", "sent ", "done"})
    EXPECT_FALSE(parse_withdrawal_status(text));
}

TEST(WithdrawalFee, IsAFixedPartAndAShareRoundedHalfUp) {
  EXPECT_EQ(withdrawal_fee(usual, wealthy).value(), 500);
  EXPECT_EQ(withdrawal_fee(with_fee(0, 0), of(1'000, 1'000)).value(), 0);
  EXPECT_EQ(withdrawal_fee(with_fee(250, 100), of(10'000, 20'000)).value(), 350);
  EXPECT_EQ(withdrawal_fee(with_fee(0, 100), of(149, 1'000)).value(), 1);  // 1.49
  EXPECT_EQ(withdrawal_fee(with_fee(0, 100), of(150, 1'000)).value(), 2);  // 1.5
  EXPECT_EQ(withdrawal_fee(with_fee(0, 10'000), of(500, 1'000)).value(), 500);
}

TEST(WithdrawalFee, ComesOnTopOfTheAmount) {
  EXPECT_EQ(rule(withdrawal_fee(with_fee(250, 100), of(10'000, 10'350))), "ok");
  EXPECT_EQ(facts(withdrawal_fee(with_fee(250, 100), of(10'000, 10'349))),
            R"({"error":"insufficient_funds","balance":10349,"required":10350,"currency":"XOF"})");
}

TEST(WithdrawalLimits, WantAPositiveAmount) {
  EXPECT_EQ(rule(withdrawal_fee(with_fee(0, 0), of(0, 100))), "invalid_amount");
  EXPECT_EQ(rule(withdrawal_fee(with_fee(0, 0), of(-5, 100))), "invalid_amount");
  EXPECT_EQ(rule(withdrawal_fee(with_fee(0, 0), of(1, 100))), "ok");
}

TEST(WithdrawalLimits, HaveAMinimum) {
  WithdrawalFacts small = wealthy;
  small.amount = 1'000;
  EXPECT_EQ(rule(withdrawal_fee(usual, small)), "ok");
  small.amount = 999;
  EXPECT_EQ(facts(withdrawal_fee(usual, small)),
            R"({"error":"withdrawal_too_small","minimum":1000,"currency":"XOF"})");
}

TEST(WithdrawalLimits, HaveACapThatCountsThisOneButNotItsFee) {
  WithdrawalFacts today = wealthy;
  today.withdrawn_today = 1'950'000;
  EXPECT_EQ(rule(withdrawal_fee(usual, today)), "ok");
  today.withdrawn_today = 1'950'001;
  EXPECT_EQ(facts(withdrawal_fee(usual, today)),
            R"({"error":"daily_cap_exceeded","cap":2000000,"withdrawn":1950001,)"
            R"("currency":"XOF"})");
  // The cap was lowered during the day.
  today.withdrawn_today = largest;
  EXPECT_EQ(rule(withdrawal_fee(usual, today)), "daily_cap_exceeded");
}

TEST(WithdrawalLimits, HaveNoCapIfItIsZero) {
  WithdrawalFacts today = of(largest, largest);
  today.withdrawn_today = largest;
  EXPECT_EQ(rule(withdrawal_fee(with_fee(0, 0), today)), "ok");
}

TEST(WithdrawalLimits, LeaveRecentCreditsInTheWallet) {
  WithdrawalRules careful = with_fee(0, 100);
  careful.hold_days = 3;
  WithdrawalFacts recent = of(10'000, 15'000);
  recent.credited_recently = 4'900;
  EXPECT_EQ(rule(withdrawal_fee(careful, recent)), "ok");
  recent.credited_recently = 4'901;
  EXPECT_EQ(facts(withdrawal_fee(careful, recent)),
            R"({"error":"funds_not_cleared","available":10099,"required":10100,)"
            R"("hold_days":3,"currency":"XOF"})");
  // More came in than is left: nothing is available, not less than nothing.
  recent.credited_recently = 20'000;
  EXPECT_EQ(facts(withdrawal_fee(careful, recent)),
            R"({"error":"funds_not_cleared","available":0,"required":10100,)"
            R"("hold_days":3,"currency":"XOF"})");
}

TEST(WithdrawalLimits, RefuseFeesThatDoNotFit) {
  EXPECT_EQ(facts(withdrawal_fee(with_fee(1, 0), of(largest, largest))),
            R"({"error":"amount_out_of_range","currency":"XOF"})");
  EXPECT_EQ(rule(withdrawal_fee(with_fee(largest, 10'000), of(1, largest))), "amount_out_of_range");
  EXPECT_EQ(rule(withdrawal_fee(with_fee(0, 10'000), of(largest, largest))), "amount_out_of_range");
  EXPECT_EQ(rule(withdrawal_fee(with_fee(0, 10'001), of(1, 100))), "invalid_value");
  EXPECT_EQ(rule(withdrawal_fee(with_fee(0, 0), of(largest, largest))), "ok");
}

// One fault is taken away after the other; each time the next in the order is named.
TEST(WithdrawalLimits, AreCheckedInOneOrder) {
  WithdrawalRules rules{
      .minimum = 100, .fee = largest, .fee_bps = 0, .daily_cap = 50, .hold_days = 1};
  WithdrawalFacts wrong = of(0, 10);
  wrong.credited_recently = 1'000;
  EXPECT_EQ(rule(withdrawal_fee(rules, wrong)), "invalid_amount");
  wrong.amount = 60;
  EXPECT_EQ(rule(withdrawal_fee(rules, wrong)), "withdrawal_too_small");
  rules.minimum = 60;
  EXPECT_EQ(rule(withdrawal_fee(rules, wrong)), "daily_cap_exceeded");
  rules.daily_cap = 60;
  EXPECT_EQ(rule(withdrawal_fee(rules, wrong)), "amount_out_of_range");
  rules.fee = 5;
  EXPECT_EQ(rule(withdrawal_fee(rules, wrong)), "insufficient_funds");
  wrong.balance = 65;
  EXPECT_EQ(rule(withdrawal_fee(rules, wrong)), "funds_not_cleared");
  wrong.credited_recently = 0;
  EXPECT_EQ(withdrawal_fee(rules, wrong).value(), 5);
}

}  // namespace
}  // namespace socle::ledger
