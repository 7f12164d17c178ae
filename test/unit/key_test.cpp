#include "domain/identity/key.hpp"

#include <gtest/gtest.h>

#include <set>

#include "domain/identity/base64url.hpp"
#include "domain/json.hpp"
#include "keys.hpp"
#include "refusals.hpp"

namespace socle::identity {
namespace {

using test::facts;

constexpr std::string_view secret = "0123456789abcdef0123456789abcdef";

Key key_of(std::string_view content) { return Key::read(content).value(); }

std::string reason(std::string_view content) { return facts(Key::read(content)); }

// RFC 7515, appendix A.2.
constexpr std::string_view rs256_text =
    "eyJhbGciOiJSUzI1NiJ9"
    ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl"
    "fQ";
constexpr std::string_view rs256_signature =
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5"
    "jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb"
    "1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QO"
    "YEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

// RFC 8037, appendix A.4.
constexpr std::string_view eddsa_text = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
constexpr std::string_view eddsa_signature =
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

TEST(Key, ReadsEachKindForItsOneAlgorithm) {
  EXPECT_EQ(key_of(secret).algorithm(), Algorithm::hs256);
  EXPECT_EQ(key_of(test::rsa_private).algorithm(), Algorithm::rs256);
  EXPECT_EQ(key_of(test::rsa_public).algorithm(), Algorithm::rs256);
  EXPECT_EQ(key_of(test::ed25519_private).algorithm(), Algorithm::eddsa);
  EXPECT_EQ(key_of(test::ed25519_public).algorithm(), Algorithm::eddsa);
  EXPECT_EQ(word_of(Algorithm::hs256), "HS256");
  EXPECT_EQ(word_of(Algorithm::rs256), "RS256");
  EXPECT_EQ(word_of(Algorithm::eddsa), "EdDSA");
}

TEST(Key, RefusesWhatIsNoKeyOfOurs) {
  const auto refused = [](std::string_view why) {
    return R"({"error":"secret_missing","reason":")" + std::string(why) + "\"}";
  };
  EXPECT_EQ(reason(""), refused("shorter than 32 bytes"));
  EXPECT_EQ(reason(secret.substr(1)), refused("shorter than 32 bytes"));
  EXPECT_EQ(reason(test::rsa_of_1024_bits), refused("RSA key shorter than 2048 bits"));
  EXPECT_EQ(reason(test::p256_private), refused("neither RSA nor Ed25519"));
  EXPECT_EQ(reason(test::ed25519_encrypted), refused("not a key"));
  EXPECT_EQ(reason("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
            refused("not a key"));
  EXPECT_EQ(reason(std::string(test::rsa_private).substr(0, 400)), refused("not a key"));
  EXPECT_EQ(reason("x -----BEGIN 0123456789abcdef0123456789abcdef"), refused("not a key"));
}

TEST(Key, OnlyPrivateOnesSign) {
  for (const std::string_view content : {secret, test::rsa_private, test::ed25519_private}) {
    const Key key = key_of(content);
    EXPECT_TRUE(key.can_sign());
    const auto signature = key.sign("text");
    ASSERT_TRUE(signature);
    EXPECT_TRUE(key.verifies("text", *signature));
    EXPECT_FALSE(key.verifies("text ", *signature));
    EXPECT_FALSE(key.verifies("text", ""));
    EXPECT_FALSE(key.verifies("text", signature->substr(1)));
    EXPECT_FALSE(key.verifies("text", *signature + '\0'));
  }
  for (const std::string_view content : {test::rsa_public, test::ed25519_public}) {
    EXPECT_FALSE(key_of(content).can_sign());
    EXPECT_FALSE(key_of(content).sign("text"));
  }
}

TEST(Key, AgreesWithRfc7515) {
  EXPECT_EQ(key_of(test::rsa_private).sign(rs256_text), decode_base64url(rs256_signature));
  EXPECT_TRUE(key_of(test::rsa_public).verifies(rs256_text, *decode_base64url(rs256_signature)));
}

TEST(Key, AgreesWithRfc8037) {
  EXPECT_EQ(key_of(test::ed25519_private).sign(eddsa_text), decode_base64url(eddsa_signature));
  const Key key = key_of(test::ed25519_public);
  EXPECT_TRUE(key.verifies(eddsa_text, *decode_base64url(eddsa_signature)));
}

// Appendix A.3: the thumbprint of RFC 7638 for Ed25519.
TEST(Key, IsCalledByItsThumbprint) {
  EXPECT_EQ(key_of(test::ed25519_public).id(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  EXPECT_EQ(key_of(test::ed25519_private).id(), key_of(test::ed25519_public).id());
  EXPECT_EQ(key_of(test::rsa_private).id(), key_of(test::rsa_public).id());
  // The example of RFC 7638 itself is of another key; this was computed apart, by its rule.
  EXPECT_EQ(key_of(test::rsa_public).id(), "IsUn6_e04MaShXFIISMp4kG62LWzMIPy_MvSA5pJgX8");
}

TEST(Key, OfASecretIsCalledByWhatDoesNotTellIt) {
  EXPECT_EQ(key_of(secret).id().size(), 16U);
  EXPECT_EQ(key_of(secret).id(), key_of(secret).id());
  EXPECT_NE(key_of(secret).id(), key_of(std::string(secret) + 'x').id());
}

TEST(Key, ShowsItsPublicPart) {
  EXPECT_EQ(key_of(test::ed25519_private).public_jwk(),
            R"({"alg":"EdDSA","crv":"Ed25519","kty":"OKP",)"
            R"("x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",)"
            R"("kid":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k","use":"sig"})");
  const auto jwk = json::read(*key_of(test::rsa_private).public_jwk());
  ASSERT_TRUE(jwk);
  EXPECT_EQ(jwk->find("kty")->text, "RSA");
  EXPECT_EQ(jwk->find("alg")->text, "RS256");
  EXPECT_EQ(jwk->find("use")->text, "sig");
  EXPECT_EQ(jwk->find("e")->text, "AQAB");
  EXPECT_TRUE(
      jwk->find("n")->text.starts_with("ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8"));
  EXPECT_EQ(jwk->find("d"), nullptr);
  EXPECT_EQ(key_of(test::rsa_public).public_jwk(), key_of(test::rsa_private).public_jwk());
  EXPECT_FALSE(key_of(secret).public_jwk());
}

TEST(Key, DerivesOtherKeysThatTellNothing) {
  std::set<std::string> seen;
  for (const std::string_view content : {secret, test::rsa_private, test::ed25519_private}) {
    const Key key = key_of(content);
    for (const std::string_view purpose : {"refresh", "refres", "kid", ""}) {
      const std::string derived = key.derive(purpose);
      EXPECT_EQ(derived.size(), 32U);
      EXPECT_EQ(derived, key_of(content).derive(purpose));
      EXPECT_TRUE(seen.insert(derived).second) << purpose;
    }
    // The id is public: it must not be the beginning of anything derived.
    EXPECT_FALSE(encode_base64url(key.derive("kid")).starts_with(key.id()));
    EXPECT_FALSE(key.verifies("refresh", key.derive("refresh")));
  }
}

TEST(Key, DerivesNothingThatEverybodyCouldCompute) {
  EXPECT_EQ(key_of(test::rsa_public).derive("refresh"), "");
  EXPECT_EQ(key_of(test::ed25519_public).derive("refresh"), "");
}

}  // namespace
}  // namespace socle::identity
