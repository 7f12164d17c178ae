#include "domain/freight/delivery_code.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <vector>

#include "refusals.hpp"

namespace socle::freight {
namespace {

using test::facts;
using test::rule;

constexpr std::string_view salt = "0123456789abcdef";
constexpr Instant expiry = 1'000'000;

const std::string& stored_hash() {
  static const std::string hash = hash_code("042137", salt).value();
  return hash;
}

StoredCode open_code() { return {stored_hash(), salt, 0, 5, expiry, false}; }

std::array<std::uint8_t, 3> draw(std::uint32_t number) {
  return {static_cast<std::uint8_t>(number >> 16), static_cast<std::uint8_t>(number >> 8),
          static_cast<std::uint8_t>(number)};
}

TEST(DeliveryCode, HasSixDigitsWithItsZeros) {
  EXPECT_EQ(make_code(draw(0)), "000000");
  EXPECT_EQ(make_code(draw(42)), "000042");
  EXPECT_EQ(make_code(draw(15'999'999)), "999999");
}

TEST(DeliveryCode, IsDrawnAgainWhereItWouldBeBiased) {
  EXPECT_EQ(make_code(draw(16'000'000)), std::nullopt);
  EXPECT_EQ(make_code(draw(0xFFFFFF)), std::nullopt);
  const std::uint8_t twice[] = {0xFF, 0xFF, 0xFF, 0, 0, 7};
  EXPECT_EQ(make_code(twice), "000007");
  EXPECT_EQ(make_code({}), std::nullopt);
  EXPECT_EQ(make_code(std::array<std::uint8_t, 2>{1, 2}), std::nullopt);
}

TEST(DeliveryCode, EachIsAsLikelyAsAnyOther) {
  // Every one of the three bytes' values: each code must come exactly 16 times.
  std::vector<int> times(1'000'000);
  for (std::uint32_t number = 0; number < 1U << 24; ++number) {
    const auto code = make_code(draw(number));
    if (code) ++times[static_cast<std::size_t>(std::stoi(*code))];
  }
  const auto [least, most] = std::minmax_element(times.begin(), times.end());
  EXPECT_EQ(*least, 16);
  EXPECT_EQ(*most, 16);
}

TEST(DeliveryCode, ComesFromTheBytesThatItAsksFor) {
  std::mt19937 random(3);
  for (int i = 0; i < 100'000; ++i) {
    std::array<std::uint8_t, code_random_bytes> bytes{};
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
    ASSERT_TRUE(make_code(bytes));
  }
}

TEST(DeliveryCode, IsReadAsPeopleTypeIt) {
  for (const char* typed : {"042137", "042 137", "04-21-37", " 042137 "}) {
    EXPECT_EQ(read_code(typed), "042137") << typed;
  }
  for (const char* typed : {"", "42137", "0421370", "04213a", "+42137", "0421.37", "０42137"}) {
    EXPECT_EQ(read_code(typed), std::nullopt) << typed;
  }
}

TEST(DeliveryCode, IsStoredAsAHashThatDependsOnTheSalt) {
  EXPECT_EQ(stored_hash().size(), 32U);
  EXPECT_EQ(hash_code("042137", salt), stored_hash());
  EXPECT_NE(hash_code("042137", "0123456789abcdeF"), stored_hash());
  EXPECT_NE(hash_code("042138", salt), stored_hash());
  EXPECT_EQ(hash_code("042137", "short"), std::nullopt);
  EXPECT_EQ(stored_hash().find("042137"), std::string::npos);
}

TEST(DeliveryCode, IsRightOrWrongAndWrongOnesAreCounted) {
  const auto right = judge(open_code(), "042 137", expiry - 1).value();
  EXPECT_EQ(right.verdict, CodeVerdict::right);
  EXPECT_EQ(right.attempts_left, 5);

  StoredCode code = open_code();
  for (const std::int64_t left : {4, 3, 2, 1, 0}) {
    const auto wrong = judge(code, "042138", 0).value();
    ASSERT_EQ(wrong.verdict, CodeVerdict::wrong);
    ASSERT_EQ(wrong.attempts_left, left);
    ++code.attempts;
  }
  const auto locked = judge(code, "042137", 0).value();
  EXPECT_EQ(locked.verdict, CodeVerdict::locked);
  EXPECT_EQ(locked.attempts_left, 0);
}

TEST(DeliveryCode, IsRightOnTheLastAttemptToo) {
  StoredCode code = open_code();
  code.attempts = 4;
  EXPECT_EQ(judge(code, "042137", 0).value().verdict, CodeVerdict::right);
}

TEST(DeliveryCode, ExpiresIsUsedOnceAndStaysLocked) {
  StoredCode code = open_code();
  EXPECT_EQ(judge(code, "042137", expiry).value().verdict, CodeVerdict::expired);
  code.attempts = 5;
  EXPECT_EQ(judge(code, "042137", expiry).value().verdict, CodeVerdict::locked);
  code.attempts = 9;
  EXPECT_EQ(judge(code, "042137", 0).value().attempts_left, 0);
  code.is_used = true;
  EXPECT_EQ(judge(code, "042137", expiry).value().verdict, CodeVerdict::used);
  code.attempts_max = 0;
  code.is_used = false;
  EXPECT_EQ(judge(code, "042137", 0).value().verdict, CodeVerdict::locked);
}

TEST(DeliveryCode, ThatIsNoneIsRefusedAndNoAttempt) {
  EXPECT_EQ(facts(judge(open_code(), "4213", 0)),
            R"({"error":"invalid_value","field":"delivery_code","reason":"not six digits"})");
  StoredCode code = open_code();
  code.salt = "short";
  EXPECT_EQ(rule(judge(code, "042137", 0)), "invalid_value");
  code.is_used = true;
  EXPECT_EQ(judge(code, "4213", 0).value().verdict, CodeVerdict::used);
}

TEST(DeliveryCode, VerdictsHaveNames) {
  EXPECT_EQ(to_string(CodeVerdict::right), "right");
  EXPECT_EQ(to_string(CodeVerdict::locked), "locked");
  EXPECT_EQ(to_string(CodeVerdict::used), "used");
}

}  // namespace
}  // namespace socle::freight
