#include "domain/identity/token.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "domain/identity/base64url.hpp"
#include "refusals.hpp"

namespace socle::identity {
namespace {

using test::facts;
using test::rule;

constexpr std::string_view secret = "0123456789abcdef0123456789abcdef";
constexpr std::string_view hs256 = R"({"alg":"HS256","typ":"JWT"})";
constexpr std::string_view good_claims =
    R"({"sub":"0123abcd-4567-89ef-0a1b-2c3d4e5f6071","role":"authenticated","exp":2000})";
constexpr std::int64_t now = 1'000;

std::string hmac(std::string_view text, std::string_view key) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), bytes.data(), &size);
  return std::string(reinterpret_cast<const char*>(bytes.data()), size);
}

// Signs whatever it is given, as a careless issuer would.
std::string sign_encoded(const std::string& signed_text, std::string_view key = secret) {
  return signed_text + '.' + encode_base64url(hmac(signed_text, key));
}

std::string sign(std::string_view header, std::string_view claims, std::string_view key = secret) {
  return sign_encoded(encode_base64url(header) + '.' + encode_base64url(claims), key);
}

// The reason of an invalid token, or the rule if it is another one.
std::string outcome(std::string_view token, std::string_view key = secret, std::int64_t at = now) {
  const std::array keys{Key::read(key).value()};
  const auto result = verify_token(token, keys, at);
  const std::string detail = facts(result);
  constexpr std::string_view start = R"({"error":"invalid_token","reason":")";
  if (!detail.starts_with(start)) return std::string(rule(result));
  return detail.substr(start.size(), detail.find('"', start.size()) - start.size());
}

std::string outcome_of_claims(std::string_view claims) { return outcome(sign(hs256, claims)); }

TEST(VerifyToken, AcceptsWhatWasSignedAndReturnsItsClaims) {
  const std::array keys{Key::read(secret).value()};
  const auto result = verify_token(sign(hs256, good_claims), keys, now);
  ASSERT_TRUE(result);
  EXPECT_EQ(result.value().payload, good_claims);
  EXPECT_EQ(result.value().claims.subject, parse_uuid("0123abcd-4567-89ef-0a1b-2c3d4e5f6071"));
  EXPECT_EQ(result.value().claims.role, "authenticated");
  EXPECT_EQ(result.value().claims.expires_at, 2000);
}

// RFC 7515, appendix A.1. Its signature is right; its claims name no subject.
TEST(VerifyToken, AgreesWithTheExampleOfTheStandard) {
  const std::string key = *decode_base64url(
      "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75"
      "aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");
  const std::string token =
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
      ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0"
      "cnVlfQ"
      ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  EXPECT_EQ(outcome(token, key), "no subject");
  std::string changed = token;
  changed[45] = changed[45] == 'A' ? 'B' : 'A';
  EXPECT_EQ(outcome(changed, key), "bad signature");
  EXPECT_EQ(outcome(token, secret), "bad signature");
}

TEST(VerifyToken, RefusesEveryAlgorithmButOne) {
  const std::string claims = encode_base64url(good_claims);
  EXPECT_EQ(outcome(encode_base64url(R"({"alg":"none"})") + '.' + claims + '.'), "wrong algorithm");
  for (const char* header :
       {R"({"alg":"none"})", R"({"alg":"None","typ":"JWT"})", R"({"alg":"RS256","typ":"JWT"})",
        R"({"alg":"HS512"})", R"({"alg":"hs256"})", R"({"alg":"HS256 "})", R"({"alg":null})",
        R"({"alg":["HS256"]})", R"({"alg":1})", R"({"typ":"JWT"})", R"({})",
        R"({"Alg":"HS256"})"}) {
    EXPECT_EQ(outcome(sign(header, good_claims)), "wrong algorithm") << header;
  }
}

TEST(VerifyToken, RefusesHeadersThatAreNotPlain) {
  for (const char* header :
       {"", "x", "[]", "null", R"("HS256")", R"({"alg":"HS256","typ":"at+jwt"})",
        R"({"alg":"HS256","typ":1})", R"({"alg":"HS256","typ":null})",
        R"({"alg":"HS256","crit":["exp"]})", R"({"alg":"HS256","crit":[]})",
        R"({"alg":"HS256","crit":null})", R"({"alg":"none","alg":"HS256"})",
        R"({"alg":"HS256","alg":"HS256"})", "{\"alg\":\"HS256\",\"x\":\"\xff\"}"}) {
    EXPECT_EQ(outcome(sign(header, good_claims)), "bad header") << header;
  }
  EXPECT_EQ(outcome(sign(R"({"alg":"HS256"})", good_claims)), "ok");
  EXPECT_EQ(outcome(sign(R"({"alg":"HS256","jku":"http://evil"})", good_claims)), "ok");
}

TEST(VerifyToken, WantsExactlyThreeParts) {
  const std::string token = sign(hs256, good_claims);
  EXPECT_EQ(outcome(""), "not three parts");
  EXPECT_EQ(outcome("abc"), "not three parts");
  EXPECT_EQ(outcome(token.substr(0, token.rfind('.'))), "not three parts");
  EXPECT_EQ(outcome(token + ".e30"), "not three parts");
  EXPECT_EQ(outcome(token + '.'), "not three parts");
  EXPECT_EQ(outcome(".."), "bad header");
}

TEST(VerifyToken, RefusesLooseEncodings) {
  const std::string token = sign(hs256, good_claims);
  EXPECT_EQ(outcome(token + '='), "bad encoding");
  EXPECT_EQ(outcome(token + ' '), "bad encoding");
  EXPECT_EQ(outcome(token + '\n'), "bad encoding");
  EXPECT_EQ(outcome(' ' + token), "bad encoding");
  EXPECT_EQ(outcome("Bearer " + token), "bad encoding");
  // A payload that is signed as it stands, but not encoded as it must be.
  EXPECT_EQ(outcome(sign_encoded(encode_base64url(hs256) + ".e30=")), "bad encoding");
  EXPECT_EQ(outcome(sign_encoded(encode_base64url(hs256) + ".e31")), "bad encoding");
}

TEST(VerifyToken, RefusesStrayBitsAtTheEndOfTheSignature) {
  // 32 bytes fill 43 characters with two bits to spare: three other last characters would decode
  // to the same bytes.
  std::string token = sign(hs256, good_claims);
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const std::size_t last = alphabet.find(token.back());
  ASSERT_EQ(last % 4, 0U);
  for (std::size_t stray = 1; stray < 4; ++stray) {
    token.back() = alphabet[last + stray];
    EXPECT_EQ(outcome(token), "bad encoding");
  }
}

TEST(VerifyToken, RefusesEverySingleChangedCharacter) {
  const std::string token = sign(hs256, good_claims);
  for (std::size_t position = 0; position < token.size(); ++position) {
    for (const char other : {'A', 'b', '7', '-', '.', '=', '\0', '\xff'}) {
      if (token[position] == other) continue;
      std::string changed = token;
      changed[position] = other;
      EXPECT_NE(outcome(changed), "ok") << position << other;
    }
  }
}

TEST(VerifyToken, RefusesSignaturesOfAnotherLengthOrSecret) {
  const std::string text = encode_base64url(hs256) + '.' + encode_base64url(good_claims);
  const std::string right = hmac(text, secret);
  EXPECT_EQ(outcome(text + '.'), "bad signature");
  EXPECT_EQ(outcome(text + '.' + encode_base64url(right.substr(0, 31))), "bad signature");
  EXPECT_EQ(outcome(text + '.' + encode_base64url(right + '\0')), "bad signature");
  EXPECT_EQ(outcome(sign(hs256, good_claims, "ffffffffffffffffffffffffffffffff")), "bad signature");
}

TEST(VerifyToken, LooksAtThePayloadOnlyAfterTheSignature) {
  const std::string expired = R"({"sub":"0123abcd-4567-89ef-0a1b-2c3d4e5f6071","exp":1})";
  EXPECT_EQ(outcome(sign(hs256, expired)), "token_expired");
  EXPECT_EQ(outcome(sign(hs256, expired, "ffffffffffffffffffffffffffffffff")), "bad signature");
  EXPECT_EQ(outcome(encode_base64url(hs256) + ".%%%." + encode_base64url(std::string(32, 'x'))),
            "bad signature");
}

TEST(VerifyToken, RefusesTokensOver8KibBeforeReadingThem) {
  EXPECT_EQ(outcome(std::string(1'048'576, 'A')), "too long");
  EXPECT_EQ(outcome(std::string(1'048'576, '.')), "too long");
  EXPECT_EQ(outcome(std::string(8193, 'A')), "too long");
  EXPECT_EQ(outcome(std::string(8192, 'A')), "not three parts");
}

TEST(VerifyToken, WantsAnExpiryInTheFuture) {
  const std::string subject = R"("sub":"0123abcd-4567-89ef-0a1b-2c3d4e5f6071")";
  EXPECT_EQ(outcome_of_claims("{" + subject + "}"), "no expiry");
  EXPECT_EQ(outcome_of_claims("{" + subject + R"(,"exp":1001})"), "ok");
  EXPECT_EQ(outcome_of_claims("{" + subject + R"(,"exp":1000})"), "token_expired");
  EXPECT_EQ(outcome_of_claims("{" + subject + R"(,"exp":0})"), "token_expired");
  for (const char* expiry : {R"("2000")", "-1", "2000.0", "2e3", "null", "true", "[2000]",
                             "9223372036854775808", "1e999"}) {
    EXPECT_EQ(outcome_of_claims("{" + subject + R"(,"exp":)" + expiry + "}"), "bad claims")
        << expiry;
  }
}

TEST(VerifyToken, WaitsForNotBefore) {
  const std::string start = R"({"sub":"0123abcd-4567-89ef-0a1b-2c3d4e5f6071","exp":2000,"nbf":)";
  EXPECT_EQ(outcome_of_claims(start + "1000}"), "ok");
  EXPECT_EQ(outcome_of_claims(start + "1001}"), "not yet valid");
  EXPECT_EQ(outcome_of_claims(start + "\"0\"}"), "bad claims");
}

TEST(VerifyToken, WantsASubject) {
  EXPECT_EQ(outcome_of_claims(R"({"exp":2000})"), "no subject");
  EXPECT_EQ(outcome_of_claims(R"({"sub":null,"exp":2000})"), "no subject");
  EXPECT_EQ(outcome_of_claims(R"({"sub":"","exp":2000})"), "bad claims");
}

TEST(VerifyToken, RefusesClaimsThatAreNoObjectOrSayAThingTwice) {
  for (const char* claims :
       {"", "[]", "1", "{", R"({"exp":2000,"exp":3000})",
        R"({"sub":"0123abcd-4567-89ef-0a1b-2c3d4e5f6071","exp":2000,"x":{"y":1,"y":2}})"}) {
    EXPECT_EQ(outcome_of_claims(claims), "bad claims") << claims;
  }
}

TEST(MintToken, RefusesClaimsThatCouldNotBeRead) {
  const Key key = Key::read(secret).value();
  EXPECT_EQ(rule(mint_token("[]", key)), "invalid_token");
  EXPECT_EQ(facts(mint_token(R"({"sub":"me"})", key)),
            R"({"error":"invalid_token","reason":"bad claims","claim":"sub"})");
  EXPECT_EQ(facts(mint_token(R"({"x":")" + std::string(9'000, 'x') + R"("})", key)),
            R"({"error":"invalid_token","reason":"too long"})");
}

}  // namespace
}  // namespace socle::identity
