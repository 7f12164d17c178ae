#include <gtest/gtest.h>

#include "domain/notifications/types.hpp"
#include "refusals.hpp"

namespace socle::notifications {
namespace {

using test::facts;

TEST(CheckType, KnowsKeysAndSubjects) {
  EXPECT_TRUE(check_type("a.b_c1", "system", "x"));
  EXPECT_TRUE(check_type(std::string(100, 'a'), "dispute", std::string(500, 'x')));
  for (const char* key : {"", "A", "1a", "a b", "a-b", "é"})
    EXPECT_EQ(facts(check_type(key, "system", "x")),
              R"({"error":"invalid_value","field":"key",)"
              R"("reason":"not lower-case words joined by dots"})")
        << key;
  EXPECT_EQ(test::rule(check_type(std::string(101, 'a'), "system", "x")), "invalid_value");
  EXPECT_EQ(facts(check_type("a", "weather", "x")),
            R"({"error":"invalid_value","field":"type","reason":"unknown","known":)"
            R"(["request","payment","assignment","tracking","dispute","system"]})");
  EXPECT_EQ(facts(check_type("a", "system", "")),
            R"({"error":"invalid_value","field":"description","reason":"empty"})");
  EXPECT_EQ(
      facts(check_type("a", "system", std::string(501, 'x'))),
      R"({"error":"invalid_value","field":"description","reason":"too long","bytes_max":500})");
}

TEST(CheckLocale, IsALanguageOrOneWithACountry) {
  for (const char* locale : {"fr", "en", "wol", "fr_SN", "wol_SN"})
    EXPECT_TRUE(check_locale(locale)) << locale;
  for (const char* locale : {"", "f", "FR", "french", "fr-SN", "fr_sn", "fr_S", "fr_SEN", "_SN"})
    EXPECT_EQ(test::rule(check_locale(locale)), "invalid_value") << locale;
}

}  // namespace
}  // namespace socle::notifications
