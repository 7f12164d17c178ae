#include "domain/freight/attachments.hpp"

#include <gtest/gtest.h>

#include <string>

#include "refusals.hpp"

namespace socle::freight {
namespace {

using test::facts;
using test::rule;

const std::string digest(64, 'a');

std::string file(const std::string& more = "") {
  return R"({"name":"photo.jpg","sha256":")" + digest + '"' + more + '}';
}

std::string files(std::size_t count) {
  std::string list = "[";
  for (std::size_t number = 0; number < count; ++number) list += (number ? "," : "") + file();
  return list + ']';
}

std::string decision(const std::string& json) {
  return std::string(rule(check_attachments("evidence", json)));
}

TEST(Attachments, AreAListOfFiles) {
  EXPECT_EQ(decision("[]"), "ok");
  EXPECT_EQ(decision(files(1)), "ok");
  EXPECT_EQ(decision(files(attachments_max)), "ok");
  EXPECT_EQ(decision('[' + file(R"(,"url":"https://example.com/a")") + ']'), "ok");
}

TEST(Attachments, AreNothingElse) {
  for (const std::string& json :
       {std::string("{}"), std::string("null"), std::string("\"a\""), std::string("[1]"),
        std::string("[[]]"), std::string("[{}]"), std::string("["), std::string(""),
        '[' + file(R"(,"size":"9")") + ']', '[' + file(R"(,"url":9)") + ']',
        '[' + file(R"(,"url":{"a":1})") + ']', '[' + file(R"(,"url":"")") + ']',
        '[' + file() + ",{}]", "[{}," + file() + ']', files(attachments_max + 1)}) {
    EXPECT_EQ(decision(json), "invalid_value") << json;
  }
}

TEST(Attachments, HaveANameAndADigest) {
  const auto with = [](const std::string& name, const std::string& sha256) {
    return decision(R"([{"name":")" + name + R"(","sha256":")" + sha256 + R"("}])");
  };
  EXPECT_EQ(with("a", digest), "ok");
  EXPECT_EQ(with(std::string(255, 'n'), digest), "ok");
  EXPECT_EQ(with(std::string(256, 'n'), digest), "invalid_value");
  EXPECT_EQ(with("", digest), "invalid_value");
  EXPECT_EQ(with("a", digest + 'a'), "invalid_value");
  EXPECT_EQ(with("a", std::string(64, 'A')), "invalid_value");
  EXPECT_EQ(with("a", std::string(64, 'g')), "invalid_value");
}

TEST(Attachments, SayWhatIsWrong) {
  EXPECT_EQ(
      facts(check_attachments("evidence", R"([{"name":"a"}])")),
      R"({"error":"invalid_value","field":"evidence","reason":"a file without name or sha256"})");
}

}  // namespace
}  // namespace socle::freight
