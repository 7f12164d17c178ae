#include "domain/identity/access_token.hpp"

#include <gtest/gtest.h>

#include "domain/identity/token.hpp"
#include "domain/json.hpp"
#include "keys.hpp"

namespace socle::identity {
namespace {

const Uuid person = *parse_uuid("0123abcd-4567-89ef-0a1b-2c3d4e5f6071");
const Uuid session = *parse_uuid("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee");

Account awa() {
  return {person, "awa@example.ci", std::nullopt, R"({"provider":"email"})", R"({"name":"Awa"})",
          false};
}

std::string claims_of(const Account& account) {
  return access_claims(account, session, "socle", 1000, 900, 1900);
}

Key rsa_key() { return Key::read(test::rsa_private).value(); }

// GoTrue's claims, by name and kind, so that supabase-js takes the token for its own.
TEST(AccessClaims, AreThoseOfGotrue) {
  EXPECT_EQ(claims_of(awa()),
            R"({"iss":"socle","sub":"0123abcd-4567-89ef-0a1b-2c3d4e5f6071","aud":"authenticated",)"
            R"("iat":1000,"exp":1900,"email":"awa@example.ci","phone":"",)"
            R"("app_metadata":{"provider":"email"},"user_metadata":{"name":"Awa"},)"
            R"("role":"authenticated","aal":"aal1",)"
            R"("amr":[{"method":"password","timestamp":900}],)"
            R"("session_id":"aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee","is_anonymous":false})");
}

TEST(AccessClaims, AreReadBack) {
  const auto claims = read_claims(claims_of(awa()));
  ASSERT_TRUE(claims);
  EXPECT_EQ(claims.value().subject, person);
  EXPECT_EQ(claims.value().session, session);
  EXPECT_EQ(claims.value().role, "authenticated");
  EXPECT_EQ(claims.value().expires_at, 1900);
}

TEST(AccessClaims, SayWhoHasOnlyAPhoneOrIsAnonymous) {
  Account account = awa();
  account.email = std::nullopt;
  account.phone = "+22507000000";
  account.is_anonymous = true;
  const auto document = json::read(claims_of(account));
  ASSERT_TRUE(document);
  EXPECT_EQ(document->find("email")->text, "");
  EXPECT_EQ(document->find("phone")->text, "+22507000000");
  EXPECT_TRUE(claims_of(account).ends_with(R"("is_anonymous":true})"));
}

TEST(AccessClaims, QuoteWhatPeopleWrite) {
  Account account = awa();
  account.email = R"(x","role":"service_role)";
  const auto claims = read_claims(claims_of(account));
  ASSERT_TRUE(claims);
  EXPECT_EQ(claims.value().role, "authenticated");
  EXPECT_EQ(json::read(claims_of(account))->find("email")->text, *account.email);
}

TEST(AccessClaims, LeaveOutMetadataThatIsNoObject) {
  for (const char* metadata :
       {"", "null", "[]", "1", "{", R"({"a":1,"a":2})", R"({},"role":"service_role")", R"({}})"}) {
    Account account = awa();
    account.app_metadata_json = metadata;
    account.user_metadata_json = metadata;
    const auto claims = read_claims(claims_of(account));
    ASSERT_TRUE(claims) << metadata;
    EXPECT_EQ(claims.value().role, "authenticated");
    EXPECT_NE(claims_of(account).find(R"("app_metadata":{},"user_metadata":{},)"),
              std::string::npos)
        << metadata;
  }
}

// People write their own metadata: it must not keep them, or anybody, from logging in.
TEST(AccessClaims, LeaveOutUserMetadataThatNoTokenCouldCarry) {
  Account account = awa();
  std::string deep = "0";
  for (int level = 0; level < 32; ++level) deep = R"({"a":)" + deep + "}";
  for (const std::string& metadata : {deep, R"({"a":")" + std::string(5'000, 'x') + "\"}",
                                      R"({"a":")" + std::string(100'000, 'x') + "\"}"}) {
    account.user_metadata_json = metadata;
    EXPECT_EQ(claims_of(account).find("\"a\""), std::string::npos);
    EXPECT_TRUE(read_claims(claims_of(account)));
    EXPECT_NE(claims_of(account).find(R"("app_metadata":{"provider":"email"})"), std::string::npos);
  }
}

TEST(AccessClaims, OfTheGreatestLengthStillMakeAToken) {
  Account account = awa();
  const std::string empty = R"({"a":""})";
  account.user_metadata_json = empty;
  const std::size_t left = access_claims_bytes_max - claims_of(account).size();
  account.user_metadata_json = R"({"a":")" + std::string(left, 'x') + "\"}";
  const std::string longest = claims_of(account);
  ASSERT_EQ(longest.size(), access_claims_bytes_max);
  const auto token = mint_token(longest, rsa_key());
  ASSERT_TRUE(token);
  // With the 1 KiB that the longest RSA key signs with, 768 bytes more than this one, in base64url.
  EXPECT_LE(token.value().size() + 1024, token_bytes_max);

  account.user_metadata_json = R"({"a":")" + std::string(left + 1, 'x') + "\"}";
  EXPECT_LT(claims_of(account).size(), 1000U);
}

}  // namespace
}  // namespace socle::identity
