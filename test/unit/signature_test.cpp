#include "domain/payments/signature.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "refusals.hpp"

namespace socle::payments {
namespace {

using test::facts;
using test::rule;

// Made with `openssl dgst -sha256 -hmac whsec_test`.
constexpr std::string_view secret = "whsec_test";
constexpr std::string_view payload = R"({"id":"evt_1"})";
constexpr std::int64_t signed_at = 1'700'000'000;
const std::string plain = "030fa3b2413d1993c551364bd53bb9b3edb5c0c34d55dba6ada6041245632811";
const std::string timed =
    "c89214b5b5da833daed6f0b8c5bb6bd58cea9022bd80ccc78230f3942d632925";  // over "1700000000." and
                                                                         // the payload
const std::string header = "t=1700000000,v1=" + timed;

Check verify_plain(std::string_view signature) {
  return verify_signature(Scheme::hmac_sha256, payload, signature, secret, 0, 0);
}

Check verify_timed(std::string_view signature, std::int64_t now_s = signed_at,
                   std::int64_t tolerance_s = 300) {
  return verify_signature(Scheme::timestamped_hmac_sha256, payload, signature, secret, now_s,
                          tolerance_s);
}

std::string upper(std::string text) {
  for (char& letter : text) letter = static_cast<char>(std::toupper(letter));
  return text;
}

TEST(PlainSignature, IsTheHmacOfThePayload) {
  EXPECT_EQ(rule(verify_plain(plain)), "ok");
  EXPECT_EQ(rule(verify_plain("sha256=" + plain)), "ok");
  EXPECT_EQ(rule(verify_plain(upper(plain))), "ok");
}

// RFC 4231, test case 2.
TEST(PlainSignature, AgreesWithTheStandard) {
  EXPECT_EQ(rule(verify_signature(
                Scheme::hmac_sha256, "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", "Jefe", 0, 0)),
            "ok");
}

TEST(PlainSignature, CoversEveryByte) {
  EXPECT_EQ(facts(verify_signature(Scheme::hmac_sha256, R"({"id":"evt_2"})", plain, secret, 0, 0)),
            R"({"error":"invalid_signature","reason":"does not match"})");
  EXPECT_EQ(
      rule(verify_signature(Scheme::hmac_sha256, std::string(payload) + "\n", plain, secret, 0, 0)),
      "invalid_signature");
  EXPECT_EQ(rule(verify_signature(Scheme::hmac_sha256, payload, plain, "whsec_tesu", 0, 0)),
            "invalid_signature");
}

TEST(PlainSignature, IsRefusedWithAnyDigitChanged) {
  for (std::size_t i = 0; i < plain.size(); ++i) {
    std::string changed = plain;
    changed[i] = changed[i] == '0' ? '1' : '0';
    EXPECT_EQ(rule(verify_plain(changed)), "invalid_signature") << i;
  }
}

TEST(PlainSignature, Has64HexadecimalDigits) {
  for (const std::string& text : std::vector<std::string>{
           "", plain.substr(1), plain + '0', plain + plain, ' ' + plain, plain + '\n',
           "sha256=sha256=" + plain, "sha1=" + plain, "SHA256=" + plain, 'g' + plain.substr(1),
           std::string(64, '\0'), header}) {
    EXPECT_EQ(facts(verify_plain(text)),
              R"({"error":"invalid_signature","reason":"not 64 hexadecimal digits"})")
        << text;
  }
}

TEST(TimedSignature, SignsTimeAndPayload) {
  EXPECT_EQ(rule(verify_timed(header)), "ok");
  EXPECT_EQ(rule(verify_timed("t=1700000000,v1=" + upper(timed))), "ok");
  EXPECT_EQ(rule(verify_timed("v1=" + timed + ",t=1700000000")), "ok");
  EXPECT_EQ(rule(verify_timed("t=1700000001,v1=" + timed)), "invalid_signature");
  EXPECT_EQ(rule(verify_timed("t=1700000000,v1=" + plain)), "invalid_signature");
}

// The same number, but not the text that was signed.
TEST(TimedSignature, SignsTheTimeAsItIsWritten) {
  EXPECT_EQ(rule(verify_timed("t=01700000000,v1=" + timed)), "invalid_signature");
}

TEST(TimedSignature, MayComeTwiceWhileTheSecretChanges) {
  const std::string other(64, '0');
  EXPECT_EQ(rule(verify_timed("t=1700000000,v1=" + other + ",v1=" + timed)), "ok");
  EXPECT_EQ(rule(verify_timed("t=1700000000,v1=" + timed + ",v1=" + other)), "ok");
  EXPECT_EQ(rule(verify_timed("t=1700000000,v1=" + other + ",v1=" + other)), "invalid_signature");
}

TEST(TimedSignature, IgnoresOtherSchemes) {
  EXPECT_EQ(rule(verify_timed(header + ",v0=abc")), "ok");
  EXPECT_EQ(rule(verify_timed("t=1700000000,v0=" + timed)), "invalid_signature");
}

TEST(TimedSignature, IsGoodForAsLongAsTolerated) {
  EXPECT_EQ(rule(verify_timed(header, signed_at + 300)), "ok");
  EXPECT_EQ(rule(verify_timed(header, signed_at - 300)), "ok");
  EXPECT_EQ(facts(verify_timed(header, signed_at + 301)),
            R"({"error":"invalid_signature","reason":"too far from now"})");
  EXPECT_EQ(rule(verify_timed(header, signed_at - 301)), "invalid_signature");
  EXPECT_EQ(rule(verify_timed(header, signed_at, 0)), "ok");
  EXPECT_EQ(rule(verify_timed(header, signed_at + 1, 0)), "invalid_signature");
  EXPECT_EQ(rule(verify_timed(header, signed_at, -1)), "invalid_signature");
}

TEST(TimedSignature, SurvivesTimesAtTheEndOfTheRange) {
  using Limits = std::numeric_limits<std::int64_t>;
  for (const std::int64_t now_s : {Limits::min(), Limits::max()}) {
    EXPECT_EQ(rule(verify_timed(header, now_s)), "invalid_signature");
    EXPECT_EQ(rule(verify_timed(header, now_s, Limits::min())), "invalid_signature");
  }
  EXPECT_EQ(rule(verify_timed(header, Limits::min(), Limits::max())), "invalid_signature");
}

// Only who has the secret learns that the time was wrong.
TEST(TimedSignature, TellsItsAgeOnlyToTheSigner) {
  EXPECT_EQ(facts(verify_timed("t=1,v1=" + timed)),
            R"({"error":"invalid_signature","reason":"does not match"})");
}

TEST(TimedSignature, HasOneTimeAndASignature) {
  for (const std::string& text : std::vector<std::string>{
           "", timed, "t=1700000000", "v1=" + timed, "t=,v1=" + timed, "t=-1700000000,v1=" + timed,
           "t=+1700000000,v1=" + timed, "t= 1700000000,v1=" + timed, "t=1700000000.0,v1=" + timed,
           "t=99999999999999999999,v1=" + timed, "t=1700000000,t=1700000000,v1=" + timed,
           "t=1,t=1700000000,v1=" + timed, "t=1700000000,v1=", "t=1700000000,v1=" + timed.substr(1),
           "t=1700000000, v1=" + timed, "t=1700000000;v1=" + timed, "T=1700000000,V1=" + timed,
           ",,,"}) {
    EXPECT_EQ(rule(verify_timed(text)), "invalid_signature") << text;
  }
}

// Anyone can compute a digest without a key.
TEST(AnySignature, IsRefusedWithoutASecret) {
  EXPECT_EQ(facts(verify_signature(
                Scheme::hmac_sha256, payload,
                "18d664b9d737652306e74b0bc898a114b0d4488637182e8c4d1472f0af11c206", "", 0, 0)),
            R"({"error":"invalid_signature","reason":"the provider has no secret"})");
  EXPECT_EQ(
      rule(verify_signature(Scheme::timestamped_hmac_sha256, payload, header, "", signed_at, 300)),
      "invalid_signature");
}

TEST(AnySignature, IsOverBytesOfAnyKindAndLength) {
  EXPECT_EQ(rule(verify_signature(Scheme::hmac_sha256, "", plain, secret, 0, 0)),
            "invalid_signature");
  const std::string large(1'000'000, '\xff');
  EXPECT_EQ(rule(verify_signature(Scheme::hmac_sha256, large, plain, secret, 0, 0)),
            "invalid_signature");
}

TEST(Scheme, IsReadAsItIsWritten) {
  for (const Scheme scheme : {Scheme::hmac_sha256, Scheme::timestamped_hmac_sha256}) {
    EXPECT_EQ(parse_scheme(to_string(scheme)), scheme);
  }
  EXPECT_EQ(to_string(Scheme::timestamped_hmac_sha256), "timestamped_hmac_sha256");
  for (const char* text : {"", "HMAC_SHA256", "hmac_sha1", "none"})
    EXPECT_FALSE(parse_scheme(text));
}

}  // namespace
}  // namespace socle::payments
