#include "domain/uuid.hpp"

#include <gtest/gtest.h>

namespace socle {
namespace {

constexpr std::string_view sample = "0123abcd-4567-89ef-0a1b-2c3d4e5f6071";

TEST(Uuid, ReadsAndWritesTheCanonicalForm) {
  const auto uuid = parse_uuid(sample);
  ASSERT_TRUE(uuid);
  EXPECT_EQ(uuid->bytes[0], 0x01);
  EXPECT_EQ(uuid->bytes[3], 0xCD);
  EXPECT_EQ(uuid->bytes[15], 0x71);
  EXPECT_EQ(to_string(*uuid), sample);
}

TEST(Uuid, ReadsUpperCaseAndWritesLowerCase) {
  const auto uuid = parse_uuid("0123ABCD-4567-89EF-0A1B-2C3D4E5F6071");
  ASSERT_TRUE(uuid);
  EXPECT_EQ(to_string(*uuid), sample);
}

TEST(Uuid, ComparesByItsBytes) {
  EXPECT_EQ(parse_uuid(sample), parse_uuid(sample));
  EXPECT_LT(*parse_uuid("00000000-0000-0000-0000-000000000001"),
            *parse_uuid("00000000-0000-0000-0000-000000000002"));
  EXPECT_EQ(to_string(Uuid{}), "00000000-0000-0000-0000-000000000000");
}

TEST(Uuid, RefusesEveryOtherForm) {
  for (const std::string_view text : {
           "",
           "0123abcd456789ef0a1b2c3d4e5f6071",
           "{0123abcd-4567-89ef-0a1b-2c3d4e5f6071}",
           "0123abcd-4567-89ef-0a1b-2c3d4e5f607",
           "0123abcd-4567-89ef-0a1b-2c3d4e5f60711",
           " 0123abcd-4567-89ef-0a1b-2c3d4e5f607",
           "0123abcd-4567-89ef-0a1b-2c3d4e5f607g",
           "0123abcd04567-89ef-0a1b-2c3d4e5f6071",
           "0123abcd-4567-89ef-0a1b-2c3d4e5f-071",
           "0123abc-d4567-89ef-0a1b-2c3d4e5f6071",
           "-----------------------------------",
       }) {
    EXPECT_FALSE(parse_uuid(text)) << text;
  }
  EXPECT_FALSE(parse_uuid(std::string(36, '\0')));
  EXPECT_FALSE(parse_uuid(std::string(36, '-')));
}

TEST(Uuid, RefusesEveryByteThatIsNotADigit) {
  for (int code = 0; code < 256; ++code) {
    std::string text(sample);
    text[7] = static_cast<char>(code);
    const bool is_hex =
        std::string_view("0123456789abcdefABCDEF").find(text[7]) != std::string_view::npos;
    EXPECT_EQ(parse_uuid(text).has_value(), is_hex) << code;
  }
}

}  // namespace
}  // namespace socle
