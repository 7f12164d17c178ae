#include <gtest/gtest.h>

#include <string>

#include "domain/trail/faults.hpp"
#include "domain/trail/headers.hpp"
#include "domain/trail/redaction.hpp"

namespace socle::trail {
namespace {

std::string header(std::string_view json, std::string_view name, std::size_t size = 20) {
  std::string out(size, '#');
  out.resize(copy_header(json, name, out));
  return out;
}

TEST(Headers, AreFoundByName) {
  const std::string_view json = R"({"a":"1", "x-request-id" : "r 7","b":""})";
  EXPECT_EQ(header(json, "x-request-id"), "r 7");
  EXPECT_EQ(header(json, "a"), "1");
  EXPECT_EQ(header(json, "b"), "");
  EXPECT_EQ(header(json, "x-request"), "");
  EXPECT_EQ(header(json, ""), "");
}

TEST(Headers, AreDecoded) {
  EXPECT_EQ(header(R"({"a":"\"\\\/\n\t"})", "a"), "\"\\/\n\t");
  EXPECT_EQ(header(R"({"a":"caf\u00e9 \u20AC \ud83d\ude00"})", "a"), "café € 😀");
  EXPECT_EQ(header(R"({"a":"café 😀"})", "a"), "café 😀");
  EXPECT_EQ(header(R"({"\u0061":"1"})", "a"), "1");
  // What no text of PostgreSQL can hold.
  EXPECT_EQ(header(R"({"a":"x\u0000y"})", "a"), "xy");
  EXPECT_EQ(header(R"({"a":"x\ud83dy"})", "a"), "x\uFFFDy");
  EXPECT_EQ(header(R"({"a":"\ude00"})", "a"), "\uFFFD");
  EXPECT_EQ(header(R"({"a":"\ud83d\u0041"})", "a"), "\uFFFDA");
}

TEST(Headers, AreCutBeforeTheCharacterThatDoesNotFit) {
  EXPECT_EQ(header(R"({"a":"0123456789","b":"x"})", "a", 10), "0123456789");
  EXPECT_EQ(header(R"({"a":"0123456789","b":"x"})", "a", 9), "012345678");
  EXPECT_EQ(header(R"({"a":"01234567é9"})", "a", 9), "01234567");
  EXPECT_EQ(header(R"({"a":"01234567\u00e99"})", "a", 9), "01234567");
  EXPECT_EQ(header(R"({"a":"0"})", "a", 0), "");
}

TEST(Headers, OfAnythingElseAreNone) {
  for (const std::string_view json :
       {"", " ", "{", "{}", "[]", "null", R"("a")", R"({"a")", R"({"a":)", R"({"a":"1)",
        R"({"a":"\)", R"({"a":"\u00)", R"({"a":"\q"})", R"({"a":1})", R"({"a":null})",
        R"({"a":{"a":"1"}})", R"({"b":["x"],"a":"1"})", R"({"b":"x" "a":"1"})"})
    EXPECT_EQ(header(json, "a"), "") << json;
  EXPECT_EQ(header(R"({"b":1,"c":null,"a":"1"})", "a"), "1");
  EXPECT_EQ(header(R"({"a":"1","a":"2"})", "a"), "2");
  EXPECT_EQ(header(R"({"a":"1","a":2})", "a"), "");
  const std::string long_name(300, 'n');
  EXPECT_EQ(header("{\"" + long_name + R"(":"x","a":"1"})", "a"), "1");
  EXPECT_EQ(header("{\"" + long_name + R"(":"x"})", long_name.substr(0, 100)), "");
}

TEST(Faults, AreWhatBrokeNotWhatWasRefused) {
  for (const std::string_view code :
       {"PT500", "PT503", "XX000", "XX001", "53300", "57P01", "58030"})
    EXPECT_TRUE(is_fault(code)) << code;
  for (const std::string_view code :
       {"PT403", "PT429", "57014", "42501", "22P02", "23505", "40001"})
    EXPECT_FALSE(is_fault(code)) << code;
}

TEST(Faults, TheNameOfAnErrorStandsFirstInItsDetail) {
  EXPECT_EQ(error_name(R"({"error":"not_found","id":1})"), "not_found");
  EXPECT_EQ(error_name("Key (id)=(1) already exists."), "");
  EXPECT_EQ(error_name(R"({"error":"not)"), "");
  EXPECT_EQ(error_name(""), "");
}

TEST(Redaction, KnowsSecretsByTheWordsOfTheirNames) {
  for (const std::string_view column : {"password", "encrypted_password", "secret", "secret_key",
                                        "refresh_token", "token_hash", "salt", "pin", "otp"})
    EXPECT_TRUE(is_secret(column)) << column;
  for (const std::string_view column :
       {"", "_", "id", "status", "pinned", "tokens_max", "secretary", "shipping_address"})
    EXPECT_FALSE(is_secret(column)) << column;
}

}  // namespace
}  // namespace socle::trail
