#include "domain/identity/refresh_token.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "domain/identity/base64url.hpp"

namespace socle::identity {
namespace {

const Uuid session = *parse_uuid("0123abcd-4567-89ef-0a1b-2c3d4e5f6071");
const Uuid other_session = *parse_uuid("0123abcd-4567-89ef-0a1b-2c3d4e5f6072");
constexpr std::string_view salt = "salt of 32 bytes salt of 32 byte";
constexpr std::string_view key = "key of 32 bytes, key of 32 bytes";
constexpr std::int64_t max = std::numeric_limits<std::int64_t>::max();

bool is_ours(std::string_view text, std::string_view its_salt = salt,
             std::string_view its_key = key) {
  const auto token = read_refresh_token(text);
  return token && is_genuine(*token, its_salt, its_key);
}

TEST(RefreshToken, IsReadBackAsItWasMade) {
  for (const std::int64_t counter :
       {std::int64_t{0}, std::int64_t{1}, std::int64_t{0x0102030405}, max}) {
    const auto token = read_refresh_token(make_refresh_token(session, counter, salt, key));
    ASSERT_TRUE(token);
    EXPECT_EQ(token->session, session);
    EXPECT_EQ(token->counter, counter);
    EXPECT_TRUE(is_genuine(*token, salt, key));
  }
}

// The layout is decided: it must not change under the sessions that are alive.
TEST(RefreshToken, IsSessionCounterAndProof) {
  const std::string bytes = *decode_base64url(make_refresh_token(session, 0x0102, salt, key));
  EXPECT_EQ(bytes.size(), 56U);
  EXPECT_EQ(bytes.substr(0, 16), std::string(session.bytes.begin(), session.bytes.end()));
  EXPECT_EQ(bytes.substr(16, 8), std::string("\0\0\0\0\0\0\1\2", 8));
}

TEST(RefreshToken, IsOfItsSessionCounterSaltAndKeyOnly) {
  const auto token = *read_refresh_token(make_refresh_token(session, 7, salt, key));
  EXPECT_TRUE(is_genuine(token, salt, key));
  EXPECT_FALSE(is_genuine({other_session, token.counter, token.proof}, salt, key));
  EXPECT_FALSE(is_genuine({session, 6, token.proof}, salt, key));
  EXPECT_FALSE(is_genuine({session, 8, token.proof}, salt, key));
  EXPECT_FALSE(is_genuine(token, "salt of 32 bytes salt of 32 bytE", key));
  EXPECT_FALSE(is_genuine(token, "", key));
  EXPECT_FALSE(is_genuine(token, salt, "key of 32 bytes, key of 32 byteS"));
  EXPECT_FALSE(is_genuine({session, 7, ""}, salt, key));
  EXPECT_FALSE(is_genuine({session, 7, token.proof.substr(1)}, salt, key));
}

TEST(RefreshToken, IsNotGenuineWithAnyBitFlipped) {
  const std::string bytes = *decode_base64url(make_refresh_token(session, 7, salt, key));
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string changed = bytes;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(is_ours(encode_base64url(changed))) << bit;
  }
}

// Another spelling of the same bytes would be a second token.
TEST(RefreshToken, HasOneSpelling) {
  const std::string text = make_refresh_token(session, 7, salt, key);
  EXPECT_TRUE(is_ours(text));
  for (const std::string& other : {text + '=', text + ' ', ' ' + text, text + 'A', text + '\n',
                                   text.substr(1), text.substr(0, text.size() - 1), std::string()})
    EXPECT_FALSE(read_refresh_token(other)) << other;
  std::size_t spellings = 0;
  for (const char last :
       std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")) {
    std::string changed = text;
    changed.back() = last;
    spellings += is_ours(changed);
  }
  EXPECT_EQ(spellings, 1U);
}

TEST(RefreshToken, IsNotReadIfItCannotBeOurs) {
  EXPECT_FALSE(read_refresh_token(std::string(1'048'576, 'A')));
  EXPECT_FALSE(read_refresh_token(encode_base64url(std::string(55, 'x'))));
  EXPECT_FALSE(read_refresh_token(encode_base64url(std::string(57, 'x'))));
  EXPECT_FALSE(
      read_refresh_token(encode_base64url(std::string(16, 'x') + std::string(40, '\xff'))));
}

// A public key derives no key; its tokens could be made by everybody.
TEST(RefreshToken, IsNeitherMadeNorBelievedWithoutAKey) {
  EXPECT_EQ(make_refresh_token(session, 7, salt, ""), "");
  const auto token = *read_refresh_token(make_refresh_token(session, 7, salt, key));
  EXPECT_FALSE(is_genuine(token, salt, ""));
}

TEST(Judge, RotatesTheCurrentToken) {
  EXPECT_EQ(judge(0, 0, 0), Refreshing::rotate);
  EXPECT_EQ(judge(7, 7, 0), Refreshing::rotate);
  EXPECT_EQ(judge(7, 7, 1'000'000), Refreshing::rotate);
  EXPECT_EQ(judge(max, max, 0), Refreshing::rotate);
}

TEST(Judge, RepeatsForAMinuteWhatTheLastOneAnswered) {
  EXPECT_EQ(judge(7, 6, 0), Refreshing::repeat);
  EXPECT_EQ(judge(7, 6, 60), Refreshing::repeat);
  EXPECT_EQ(judge(7, 6, 61), Refreshing::reused);
  EXPECT_EQ(judge(1, 0, 60), Refreshing::repeat);
  EXPECT_EQ(judge(7, 6, -1), Refreshing::repeat);  // a clock that was set back
  EXPECT_EQ(judge(7, 6, max), Refreshing::reused);
}

TEST(Judge, CallsOlderTokensReused) {
  EXPECT_EQ(judge(7, 5, 0), Refreshing::reused);
  EXPECT_EQ(judge(7, 0, 0), Refreshing::reused);
  EXPECT_EQ(judge(max, 0, 0), Refreshing::reused);
}

TEST(Judge, KnowsNoTokenThatItDidNotGiveOut) {
  EXPECT_EQ(judge(7, 8, 0), Refreshing::unknown);
  EXPECT_EQ(judge(7, max, 0), Refreshing::unknown);
  EXPECT_EQ(judge(0, -1, 0), Refreshing::unknown);
  EXPECT_EQ(judge(7, std::numeric_limits<std::int64_t>::min(), 0), Refreshing::unknown);
}

}  // namespace
}  // namespace socle::identity
