#include "domain/result.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

namespace socle {
namespace {

constexpr ErrorDefinition broken{"broken", "PT422", 422, "it is broken", "c'est cassé", "", ""};

std::string json_of(std::string_view text) {
  std::string json;
  append_json_string(json, text);
  return json;
}

TEST(JsonString, IsQuoted) {
  EXPECT_EQ(json_of(""), R"("")");
  EXPECT_EQ(json_of("Thiès"), R"("Thiès")");
}

TEST(JsonString, EscapesQuotesBackslashesAndControlCharacters) {
  EXPECT_EQ(json_of(R"(a"b\c)"), R"("a\"b\\c")");
  EXPECT_EQ(json_of("a\nb\tc\rd"), "\"a\\nb\\tc\\u000dd\"");
  EXPECT_EQ(json_of(std::string_view("\0\x1f\x7f", 3)), R"("\u0000\u001f\u007f")");
}

TEST(JsonString, ReadsBackAsTheSameText) {
  std::string every_ascii;
  for (int code = 0; code < 128; ++code) every_ascii += static_cast<char>(code);
  EXPECT_EQ(nlohmann::json::parse(json_of(every_ascii)).get<std::string>(), every_ascii);
}

TEST(RefusalDetail, NamesTheRule) {
  EXPECT_EQ(Refusal(broken).detail(), R"({"error":"broken"})");
  EXPECT_EQ(&Refusal(broken).definition(), &broken);
}

TEST(RefusalDetail, HoldsTheFactsInTheOrderGiven) {
  const auto refusal = Refusal(broken)
                           .with("text", std::string_view("a\"b"))
                           .with("literal", "c")
                           .with("low", std::numeric_limits<std::int64_t>::min())
                           .with("high", std::numeric_limits<std::uint64_t>::max())
                           .with_json("list", "[1,2]");
  EXPECT_EQ(refusal.detail(),
            R"({"error":"broken","text":"a\"b","literal":"c","low":-9223372036854775808,)"
            R"("high":18446744073709551615,"list":[1,2]})");
}

TEST(RefusalDetail, ListsTexts) {
  constexpr std::string_view texts[] = {"a\"b", "", "c"};
  EXPECT_EQ(Refusal(broken).with_texts("some", texts).with_texts("none", {}).detail(),
            R"({"error":"broken","some":["a\"b","","c"],"none":[]})");
}

TEST(ResultValue, IsThereOrTheRefusalIs) {
  const Result<int> fine = 7;
  ASSERT_TRUE(fine.ok());
  EXPECT_EQ(fine.value(), 7);
  const Result<int> refused = Refusal(broken);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.refusal().definition().name, "broken");
}

TEST(CheckResult, IsFineUnlessRefused) {
  EXPECT_TRUE(Check().ok());
  const Check refused = Refusal(broken);
  EXPECT_FALSE(refused);
  EXPECT_EQ(refused.refusal().definition().name, "broken");
}

}  // namespace
}  // namespace socle
