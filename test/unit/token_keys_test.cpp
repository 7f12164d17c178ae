// Which key verifies which token: the key decides about the algorithm, never the token.
#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "domain/hmac.hpp"
#include "domain/identity/base64url.hpp"
#include "domain/identity/token.hpp"
#include "keys.hpp"
#include "refusals.hpp"

namespace socle::identity {
namespace {

using test::facts;
using test::rule;

constexpr std::string_view secret = "0123456789abcdef0123456789abcdef";
constexpr std::string_view other_secret = "ffffffffffffffffffffffffffffffff";
constexpr std::string_view claims =
    R"({"sub":"0123abcd-4567-89ef-0a1b-2c3d4e5f6071","role":"authenticated","exp":2000})";
constexpr std::int64_t now = 1'000;

Key key_of(std::string_view content) { return Key::read(content).value(); }

std::string mint(std::string_view content) { return mint_token(claims, key_of(content)).value(); }

// A token as a careless or malicious issuer would make it.
std::string sign(std::string_view header, std::string_view content) {
  const std::string text = encode_base64url(header) + '.' + encode_base64url(claims);
  return text + '.' + encode_base64url(*key_of(content).sign(text));
}

// The reason of an invalid token, or the rule if it is another one.
std::string outcome(std::string_view token, std::initializer_list<std::string_view> contents) {
  std::vector<Key> keys;
  for (const std::string_view content : contents) keys.push_back(key_of(content));
  const auto result = verify_token(token, keys, now);
  const std::string detail = facts(result);
  constexpr std::string_view start = R"({"error":"invalid_token","reason":")";
  if (!detail.starts_with(start)) return std::string(rule(result));
  return detail.substr(start.size(), detail.find('"', start.size()) - start.size());
}

std::string header_of(std::string_view token) {
  return *decode_base64url(token.substr(0, token.find('.')));
}

std::string header(std::string_view algorithm, std::string_view key_id) {
  return R"({"alg":")" + std::string(algorithm) + R"(","kid":")" + std::string(key_id) + "\"}";
}

TEST(MintToken, SaysWhichKeyItUsed) {
  EXPECT_EQ(header_of(mint(secret)),
            R"({"alg":"HS256","typ":"JWT","kid":")" + key_of(secret).id() + "\"}");
  EXPECT_EQ(header_of(mint(test::ed25519_private)),
            R"({"alg":"EdDSA","typ":"JWT","kid":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"})");
  EXPECT_TRUE(header_of(mint(test::rsa_private)).starts_with(R"({"alg":"RS256","typ":"JWT",)"));
}

TEST(MintToken, IsAcceptedByTheSameKeyAndItsPublicPart) {
  EXPECT_EQ(outcome(mint(secret), {secret}), "ok");
  EXPECT_EQ(outcome(mint(test::rsa_private), {test::rsa_private}), "ok");
  EXPECT_EQ(outcome(mint(test::rsa_private), {test::rsa_public}), "ok");
  EXPECT_EQ(outcome(mint(test::ed25519_private), {test::ed25519_private}), "ok");
  EXPECT_EQ(outcome(mint(test::ed25519_private), {test::ed25519_public}), "ok");
}

TEST(MintToken, NeedsAPrivateKey) {
  EXPECT_EQ(facts(mint_token(claims, key_of(test::rsa_public))),
            R"({"error":"secret_missing","reason":"cannot sign"})");
}

// RFC 7515, appendix A.2; its claims name no subject, but that is looked at after the signature.
TEST(VerifyToken, AgreesWithTheRsaExampleOfTheStandard) {
  const std::string token =
      "eyJhbGciOiJSUzI1NiJ9"
      ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0"
      "cnVlfQ"
      ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W"
      "2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSj"
      "tQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh"
      "6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
  EXPECT_EQ(outcome(token, {test::rsa_public}), "no subject");
  std::string changed = token;
  changed[45] = changed[45] == 'A' ? 'B' : 'A';
  EXPECT_EQ(outcome(changed, {test::rsa_public}), "bad signature");
}

// RFC 8037, appendix A.4; what it signs is no JSON.
TEST(VerifyToken, AgreesWithTheEd25519ExampleOfTheStandard) {
  const std::string token =
      "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
      ".hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
  EXPECT_EQ(outcome(token, {test::ed25519_public}), "bad claims");
  std::string changed = token;
  changed[25] = changed[25] == 'A' ? 'B' : 'A';
  EXPECT_EQ(outcome(changed, {test::ed25519_public}), "bad signature");
}

// The public key is no secret: a token signed with its text by HMAC must not be one of ours.
TEST(VerifyToken, TakesNoPublicKeyForASecret) {
  const std::string text = encode_base64url(R"({"alg":"HS256"})") + '.' + encode_base64url(claims);
  const std::string_view pem = test::rsa_public;
  for (const std::string_view forging :
       {pem, pem.substr(0, pem.size() - 1), test::ed25519_public}) {
    const std::string token = text + '.' + encode_base64url(*hmac_sha256(text, forging));
    EXPECT_EQ(outcome(token, {test::rsa_public}), "wrong algorithm");
    EXPECT_EQ(outcome(token, {test::rsa_private}), "wrong algorithm");
    EXPECT_EQ(outcome(token, {test::ed25519_public}), "wrong algorithm");
    EXPECT_EQ(outcome(token, {test::rsa_public, secret}), "bad signature");
  }
}

TEST(VerifyToken, UsesAKeyOnlyWithItsOwnAlgorithm) {
  for (const std::string_view key : {secret, test::rsa_private, test::ed25519_private}) {
    for (const std::string_view algorithm : {"HS256", "RS256", "EdDSA", "none", "HS512", "ES256"}) {
      const bool is_own = algorithm == word_of(key_of(key).algorithm());
      const std::string without_id = R"({"alg":")" + std::string(algorithm) + "\"}";
      const std::string expected = is_own ? "ok" : "wrong algorithm";
      EXPECT_EQ(outcome(sign(without_id, key), {key}), expected) << algorithm;
      EXPECT_EQ(outcome(sign(header(algorithm, key_of(key).id()), key), {key}), expected);
    }
  }
}

TEST(VerifyToken, WantsTheKidToNameAKey) {
  EXPECT_EQ(outcome(sign(header("HS256", key_of(secret).id()), secret), {secret}), "ok");
  EXPECT_EQ(outcome(sign(header("HS256", "1"), secret), {secret}), "unknown key");
  EXPECT_EQ(outcome(sign(header("HS256", ""), secret), {secret}), "unknown key");
  EXPECT_EQ(outcome(sign(header("HS256", "../../key"), secret), {secret}), "unknown key");
  for (const char* key_id : {"1", "null", "[]", "{}", "true"}) {
    const std::string odd = R"({"alg":"HS256","kid":)" + std::string(key_id) + "}";
    EXPECT_EQ(outcome(sign(odd, secret), {secret}), "bad header") << key_id;
  }
}

TEST(VerifyToken, HasNoKeyBesidesThoseItIsGiven) {
  EXPECT_EQ(outcome(mint(secret), {}), "unknown key");
  EXPECT_EQ(outcome(mint(other_secret), {secret}), "unknown key");
  EXPECT_EQ(outcome(mint(test::ed25519_private), {secret, test::rsa_public}), "unknown key");
  EXPECT_EQ(outcome(sign(R"({"alg":"HS256"})", other_secret), {secret}), "bad signature");
}

// During rotation there are two keys, of one algorithm or of two.
TEST(VerifyToken, AcceptsTheKeyBeforeDuringRotation) {
  EXPECT_EQ(outcome(mint(secret), {other_secret, secret}), "ok");
  EXPECT_EQ(outcome(mint(other_secret), {other_secret, secret}), "ok");
  EXPECT_EQ(outcome(sign(R"({"alg":"HS256"})", secret), {other_secret, secret}), "ok");
  EXPECT_EQ(outcome(sign(R"({"alg":"HS256"})", other_secret), {other_secret, secret}), "ok");
  EXPECT_EQ(outcome(mint(secret), {test::ed25519_private, secret}), "ok");
  EXPECT_EQ(outcome(mint(test::rsa_private), {test::ed25519_private, test::rsa_public}), "ok");
  EXPECT_EQ(outcome(mint(secret), {other_secret}), "unknown key");
}

// A kid chooses one key: a token that names one and is signed by the other is forged.
TEST(VerifyToken, TriesOnlyTheKeyThatTheKidNames) {
  const std::string id = key_of(secret).id();
  EXPECT_EQ(outcome(sign(header("HS256", id), other_secret), {secret, other_secret}),
            "bad signature");
  EXPECT_EQ(outcome(sign(header("RS256", id), test::rsa_private), {secret, test::rsa_public}),
            "wrong algorithm");
}

TEST(VerifyToken, RefusesEverySingleChangedCharacterOfAnyKind) {
  for (const std::string_view key : {test::rsa_private, test::ed25519_private}) {
    const std::string token = mint(key);
    for (std::size_t position = 0; position < token.size(); ++position) {
      std::string changed = token;
      changed[position] = changed[position] == 'A' ? 'B' : 'A';
      EXPECT_NE(outcome(changed, {key}), "ok") << position;
    }
  }
}

}  // namespace
}  // namespace socle::identity
