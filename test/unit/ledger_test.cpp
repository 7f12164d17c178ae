#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "domain/ledger/transfer.hpp"
#include "refusals.hpp"

namespace socle::ledger {
namespace {

using test::facts;
using test::rule;

constexpr money::Minor largest = std::numeric_limits<money::Minor>::max();
constexpr money::Minor smallest = std::numeric_limits<money::Minor>::min();
constexpr Account wallet{1'200, false, true, "XOF"};
constexpr Account outside{0, true, true, "XOF"};

std::vector<Line> balanced_lines(std::int64_t count) {
  std::vector<Line> lines;
  for (std::int64_t account = 1; account < count; ++account) lines.push_back({account, 1});
  lines.push_back({count, 1 - count});
  return lines;
}

std::string_view rule_of(const std::vector<Line>& lines) { return rule(check_lines(lines)); }

TEST(TransferLines, BalanceIfTheySumToZero) {
  EXPECT_EQ(rule_of({{1, -500}, {2, 500}}), "ok");
  EXPECT_EQ(rule_of({{1, -25'000}, {2, 3'750}, {3, 21'250}}), "ok");
  EXPECT_EQ(rule_of({{1, -500}, {2, 499}}), "unbalanced_transfer");
  EXPECT_EQ(rule_of({{1, 500}, {2, 500}}), "unbalanced_transfer");
}

TEST(TransferLines, NumberTwoTo64) {
  EXPECT_EQ(rule_of({}), "unbalanced_transfer");
  EXPECT_EQ(rule_of({{1, 5}}), "unbalanced_transfer");
  EXPECT_EQ(rule_of(balanced_lines(2)), "ok");
  EXPECT_EQ(rule_of(balanced_lines(64)), "ok");
  EXPECT_EQ(rule_of(balanced_lines(65)), "unbalanced_transfer");
}

TEST(TransferLines, NameAnAccountOnce) {
  EXPECT_EQ(rule_of({{1, -500}, {1, 500}}), "unbalanced_transfer");
  EXPECT_EQ(facts(check_lines(std::vector<Line>{{1, -500}, {2, 300}, {1, 200}})),
            R"({"error":"unbalanced_transfer","reason":"an account twice"})");
}

TEST(TransferLines, AreNeverZero) {
  EXPECT_EQ(facts(check_lines(std::vector<Line>{{1, -500}, {2, 500}, {3, 0}})),
            R"({"error":"unbalanced_transfer","reason":"a line of zero"})");
}

TEST(TransferLines, AreSummedWithoutWrappingAround) {
  // 2^63-1 + 2^63-1 + 2 is zero in 64 bits.
  EXPECT_EQ(rule_of({{1, largest}, {2, largest}, {3, 2}}), "unbalanced_transfer");
  EXPECT_EQ(rule_of({{1, smallest}, {2, smallest}}), "unbalanced_transfer");
  EXPECT_EQ(rule_of({{1, largest}, {2, -largest}}), "ok");
  EXPECT_EQ(rule_of({{1, smallest}, {2, largest}, {3, 1}}), "ok");
}

TEST(ApplyLine, GivesTheNewBalance) {
  EXPECT_EQ(apply(wallet, 300).value(), 1'500);
  EXPECT_EQ(apply(wallet, -1'200).value(), 0);
  EXPECT_EQ(apply(outside, -5'000).value(), -5'000);
}

TEST(ApplyLine, NeverOverdrawsAWallet) {
  EXPECT_EQ(facts(apply(wallet, -5'000)),
            R"({"error":"insufficient_funds","balance":1200,"required":5000,"currency":"XOF"})");
  EXPECT_EQ(rule(apply(wallet, -1'201)), "insufficient_funds");
  EXPECT_EQ(facts(apply(wallet, smallest)),
            R"({"error":"insufficient_funds","balance":1200,"required":9223372036854775808,)"
            R"("currency":"XOF"})");
}

TEST(ApplyLine, LeavesAFrozenAccountAlone) {
  EXPECT_EQ(rule(apply({1'200, false, false, "XOF"}, 300)), "wallet_frozen");
  EXPECT_EQ(rule(apply({1'200, false, false, "XOF"}, -5'000)), "wallet_frozen");
  EXPECT_EQ(rule(apply({0, true, false, "XOF"}, -5'000)), "wallet_frozen");
}

TEST(ApplyLine, LeavesAClosedAccountAloneForGood) {
  EXPECT_EQ(rule(apply({0, false, true, "XOF", true}, 300)), "wallet_closed");
  EXPECT_EQ(rule(apply({0, false, false, "XOF", true}, 300)), "wallet_closed");
  EXPECT_EQ(rule(apply({0, true, true, "XOF", true}, -300)), "wallet_closed");
}

TEST(ApplyLine, RefusesABalanceThatDoesNotFit) {
  EXPECT_EQ(apply({0, false, true, "XOF"}, largest).value(), largest);
  EXPECT_EQ(facts(apply({largest, false, true, "XOF"}, 1)),
            R"({"error":"amount_out_of_range","currency":"XOF"})");
  EXPECT_EQ(apply(outside, smallest).value(), smallest);
  EXPECT_EQ(rule(apply({-1, true, true, "XOF"}, smallest)), "amount_out_of_range");
}

}  // namespace
}  // namespace socle::ledger
