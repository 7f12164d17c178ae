#include "domain/identity/claims.hpp"

#include <gtest/gtest.h>

#include "domain/identity/base64url.hpp"
#include "refusals.hpp"

namespace socle::identity {
namespace {

using test::facts;
using test::rule;

TEST(ReadClaims, ReadsWhatIsThere) {
  const auto claims = read_claims(
      R"({"sub":"0123abcd-4567-89ef-0a1b-2c3d4e5f6071","role":"anon","exp":10,"nbf":5,"x":[{}]})");
  ASSERT_TRUE(claims);
  EXPECT_EQ(to_string(*claims.value().subject), "0123abcd-4567-89ef-0a1b-2c3d4e5f6071");
  EXPECT_EQ(claims.value().role, "anon");
  EXPECT_EQ(claims.value().expires_at, 10);
  EXPECT_EQ(claims.value().not_before, 5);
}

TEST(ReadClaims, WithoutSubjectAreNobody) {
  for (const char* json : {"{}", R"({"sub":null})", R"({"x":{"sub":"me"}})"}) {
    const auto claims = read_claims(json);
    ASSERT_TRUE(claims) << json;
    EXPECT_FALSE(claims.value().subject);
    EXPECT_EQ(claims.value().role, "");
    EXPECT_FALSE(claims.value().expires_at);
    EXPECT_FALSE(claims.value().not_before);
  }
}

TEST(ReadClaims, ReadsTheSessionThatTheyComeFrom) {
  const auto session_of = [](std::string_view json) { return read_claims(json).value().session; };
  EXPECT_EQ(session_of(R"({"session_id":"0123ABCD-4567-89ef-0a1b-2c3d4e5f6071"})"),
            parse_uuid("0123abcd-4567-89ef-0a1b-2c3d4e5f6071"));
  EXPECT_FALSE(session_of("{}"));
  EXPECT_FALSE(session_of(R"({"session_id":null})"));
  for (const char* session :
       {"1", "\"\"", "\"me\"", "true", "[]", "{}", R"("0123abcd456789ef0a1b2c3d4e5f6071")"})
    EXPECT_EQ(facts(read_claims(R"({"session_id":)" + std::string(session) + "}")),
              R"({"error":"invalid_token","reason":"bad claims","claim":"session_id"})")
        << session;
}

TEST(ReadClaims, NamesTheClaimThatIsWrong) {
  EXPECT_EQ(facts(read_claims(R"({"sub":1})")),
            R"({"error":"invalid_token","reason":"bad claims","claim":"sub"})");
  EXPECT_EQ(facts(read_claims(R"({"sub":"0123abcd456789ef0a1b2c3d4e5f6071"})")),
            R"({"error":"invalid_token","reason":"bad claims","claim":"sub"})");
  EXPECT_EQ(facts(read_claims(R"({"role":null})")),
            R"({"error":"invalid_token","reason":"bad claims","claim":"role"})");
  EXPECT_EQ(facts(read_claims(R"({"exp":1.5})")),
            R"({"error":"invalid_token","reason":"bad claims","claim":"exp"})");
  EXPECT_EQ(facts(read_claims(R"({"nbf":-1})")),
            R"({"error":"invalid_token","reason":"bad claims","claim":"nbf"})");
}

TEST(ReadClaims, RefusesWhatIsNoPlainObject) {
  const std::string deep = R"({"a":)" + std::string(32, '[') + std::string(32, ']') + "}";
  for (const std::string& json :
       {std::string(), std::string("null"), std::string("[]"), std::string("\"sub\""),
        std::string("{"), std::string(R"({"sub":null,"sub":null})"),
        std::string("{\"role\":\"\xff\"}"), deep}) {
    EXPECT_EQ(facts(read_claims(json)), R"({"error":"invalid_token","reason":"bad claims"})");
  }
}

TEST(Base64url, AgreesWithTheStandard) {
  constexpr std::pair<std::string_view, std::string_view> pairs[] = {
      {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
      {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff", "-_8"}};
  for (const auto& [bytes, text] : pairs) {
    EXPECT_EQ(encode_base64url(bytes), text);
    EXPECT_EQ(decode_base64url(text), bytes);
  }
}

TEST(Base64url, ReadsBackAllBytes) {
  std::string bytes;
  for (int code = 0; code < 256; ++code) {
    bytes += static_cast<char>(code);
    EXPECT_EQ(decode_base64url(encode_base64url(bytes)), bytes);
  }
}

TEST(Base64url, HasOneEncodingForEachValue) {
  for (const char* text : {"Z", "Zg=", "Zg==", "Zh", "Zm9", "Zm8=", "Zm9vZ", "+/8", "Zm 8", "Zm8\n",
                           "Zm9v====", "\xc3\xa9", "Zm9v.", "A", "AB"}) {
    EXPECT_FALSE(decode_base64url(text)) << text;
  }
  EXPECT_FALSE(decode_base64url(std::string_view("A\0", 2)));
}

}  // namespace
}  // namespace socle::identity
