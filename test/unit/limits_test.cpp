#include "domain/limits/buckets.hpp"

#include <gtest/gtest.h>

#include <map>
#include <vector>

#include "domain/limits/siphash.hpp"

namespace socle::limits {
namespace {

constexpr std::int64_t second = 1'000'000;
constexpr Rate rate{10 * second, 3};
constexpr std::int64_t start = 1'000 * second;

TEST(Rates, AreWrittenByTheHour) {
  EXPECT_EQ(rate_per_hour(3'600, 5), (Rate{second, 5}));
  EXPECT_EQ(rate_per_hour(400, 100), (Rate{9 * second, 100}));  // T-16: 100 in 15 minutes
  EXPECT_EQ(rate_per_hour(0, 5).interval_us, 0);
  EXPECT_EQ(rate_per_hour(10'000'000, 1), (Rate{360, 1}));
}

TEST(Bucket, GrantsItsBurstAndThenItsRate) {
  std::int64_t full_at = 0;
  for (int i = 0; i < 3; ++i) {
    const Take taken = take(rate, full_at, start);
    EXPECT_TRUE(taken.is_granted) << i;
    full_at = taken.full_at;
  }
  const Take refused = take(rate, full_at, start);
  EXPECT_FALSE(refused.is_granted);
  EXPECT_EQ(refused.retry_us, 10 * second);
  EXPECT_EQ(refused.full_at, full_at) << "what is refused costs nothing";
  EXPECT_FALSE(take(rate, full_at, start + 10 * second - 1).is_granted);
  EXPECT_EQ(take(rate, full_at, start + 10 * second - 1).retry_us, 1);
  EXPECT_TRUE(take(rate, full_at, start + 10 * second).is_granted);
}

TEST(Bucket, HoldsNoMoreThanItsBurst) {
  std::int64_t full_at = start;
  const std::int64_t later = start + 1'000'000 * second;
  int granted = 0;
  for (int i = 0; i < 10; ++i) {
    const Take taken = take(rate, full_at, later);
    granted += taken.is_granted ? 1 : 0;
    full_at = taken.full_at;
  }
  EXPECT_EQ(granted, 3);
}

TEST(Bucket, IsWithoutLimitAtRateZero) {
  for (int i = 0; i < 1'000; ++i) EXPECT_TRUE(take(Rate{}, start + 9 * second, start).is_granted);
}

// A clock that was put back by a year keeps nobody out for longer than an empty bucket does.
TEST(Bucket, BelievesNoTimeTooFarAhead) {
  const Take taken = take(rate, start + 31'536'000 * second, start);
  EXPECT_FALSE(taken.is_granted);
  EXPECT_EQ(taken.retry_us, 10 * second);
  EXPECT_EQ(taken.full_at, start + tolerance_us(rate));
}

TEST(Retry, IsInWholeSecondsThatSuffice) {
  EXPECT_EQ(retry_seconds(1), 1);
  EXPECT_EQ(retry_seconds(second), 1);
  EXPECT_EQ(retry_seconds(second + 1), 2);
}

TEST(BucketSet, KeepsKeysApart) {
  BucketSet set;
  for (std::uint64_t key = 1; key <= BucketSet::places; ++key)
    for (int i = 0; i < 4; ++i)
      EXPECT_EQ(set.take(key, rate, start).is_granted, i < 3) << key << ' ' << i;
}

TEST(BucketSet, GivesAwayFullBucketsWithoutATrace) {
  BucketSet set;
  for (std::uint64_t key = 1; key <= BucketSet::places; ++key) set.take(key, rate, start);
  const std::int64_t later = start + 10 * second;
  for (std::uint64_t key = 100; key < 100 + BucketSet::places; ++key)
    for (int i = 0; i < 4; ++i)
      EXPECT_EQ(set.take(key, rate, later).is_granted, i < 3) << key << ' ' << i;
}

// Whoever is at his limit stays there, although strangers come in any number.
TEST(BucketSet, ForgetsNobodyWhoIsAtHisLimit) {
  BucketSet set;
  for (int i = 0; i < 3; ++i) set.take(1, rate, start);
  for (std::uint64_t stranger = 2; stranger < 10'000; ++stranger) {
    set.take(stranger, rate, start);
    EXPECT_FALSE(set.take(1, rate, start).is_granted) << stranger;
  }
}

// An attacker who fills the set with helpers at their limit too gets no burst out of being pushed
// out: at most one request for each that a helper was granted.
TEST(BucketSet, PaysNothingForPushingOut) {
  BucketSet set;
  int granted = 0;
  const auto spend = [&](std::uint64_t key) {
    for (int i = 0; i < 20; ++i) granted += set.take(key, rate, start).is_granted ? 1 : 0;
  };
  for (std::uint64_t key = 1; key <= BucketSet::places; ++key) spend(key);
  EXPECT_EQ(granted, 3 * static_cast<int>(BucketSet::places));
  granted = 0;
  constexpr int rounds = 100;
  for (int round = 0; round < rounds; ++round)
    for (std::uint64_t key = 1; key <= BucketSet::places + 1; ++key) spend(key);
  EXPECT_LE(granted, rounds * static_cast<int>(BucketSet::places + 1));
}

// In such a set a newcomer has his rate at least: the debts of others leave him one request, and
// slower limits of theirs do not slow his.
TEST(BucketSet, LeavesANewcomerHisRate) {
  constexpr Rate slow{1'000 * second, 50};
  BucketSet set;
  for (std::uint64_t key = 1; key <= 3 * BucketSet::places; ++key)
    for (int i = 0; i < 50; ++i) set.take(key, slow, start);
  std::int64_t now = start;
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(set.take(1'000 + static_cast<std::uint64_t>(i), rate, now).is_granted) << i;
    now += rate.interval_us;
  }
}

// A million addresses, of which each is seen once or twice, while a hundred people work: memory is
// what it was, each of them gets all that he asks for within his limit, and no more.
TEST(BucketTable, SurvivesAFlood) {
  constexpr std::size_t sets = 1'024;
  const HashKey secret{0x0123456789abcdef, 0xfedcba9876543210};
  std::vector<BucketSet> table(sets);
  const auto ask = [&](const std::string& who, const Rate& own, std::int64_t now) {
    const std::uint64_t key = siphash(secret, who);
    return table[key % sets].take(key, own, now).is_granted;
  };
  constexpr Rate of_person{100'000, 50};
  constexpr Rate of_address{second, 100};
  std::map<std::string, int> granted;
  constexpr int flood = 1'000'000;
  constexpr std::int64_t gap_us = 100;  // 10,000 a second for 100 seconds
  for (int i = 0; i < flood; ++i) {
    const std::int64_t now = start + i * gap_us;
    ask("address " + std::to_string(i), of_address, now);
    // Each person once a second, and one of them as fast as he can.
    if (i % 100 == 0) {
      const std::string person = "person " + std::to_string(i / 100 % 100);
      EXPECT_TRUE(ask(person, of_person, now)) << person << ' ' << i;
    }
    if (i % 10 == 0 && ask("greedy", of_person, now)) ++granted["greedy"];
  }
  // A burst of 50, and ten a second for a hundred seconds; one more for each time he is forgotten.
  EXPECT_GE(granted["greedy"], 1'000);
  EXPECT_LE(granted["greedy"], 1'060);
}

// The vectors of the reference implementation: keys 0 … 15, bytes 0, 1, 2 …
TEST(SipHash, IsTheReference) {
  const HashKey key{0x0706050403020100, 0x0f0e0d0c0b0a0908};
  std::string bytes;
  for (char i = 0; i < 15; ++i) bytes += i;
  EXPECT_EQ(siphash(key, bytes), 0xa129ca6149be45e5U);
  EXPECT_EQ(siphash(key, ""), 0x726fdb47dd0e0e31U);
  EXPECT_EQ(siphash(key, bytes.substr(0, 8)), 0x93f5f5799a932462U);
  EXPECT_NE(siphash({1, 2}, bytes), siphash(key, bytes));
}

}  // namespace
}  // namespace socle::limits
