#include "domain/identity/email.hpp"

#include <gtest/gtest.h>

#include "domain/utf8.hpp"
#include "refusals.hpp"

namespace socle::identity {
namespace {

using test::facts;
using test::rule;

TEST(CheckEmail, AcceptsAddressesThatPeopleHave) {
  for (const char* address :
       {"awa@example.ci", "a@b.co", "Awa.Kone+fret@mail.example.co.uk", "o'neil@example.com",
        "x_1-2@sub-domain.example", "root@localhost", "!#$%&'*/=?^`{|}~@example.org",
        "..@example.jp", "koné@société.ci", "a@1.2"})
    EXPECT_EQ(rule(check_email(address)), "ok") << address;
}

TEST(CheckEmail, NamesTheFieldAndTheReason) {
  EXPECT_EQ(facts(check_email("awa")),
            R"({"error":"invalid_value","field":"email","reason":"not one @"})");
  EXPECT_EQ(facts(check_email("a@b@example.com")),
            R"({"error":"invalid_value","field":"email","reason":"not one @"})");
  EXPECT_EQ(facts(check_email("@example.com")),
            R"({"error":"invalid_value","field":"email","reason":"nothing before the @"})");
}

TEST(CheckEmail, RefusesDomainsThatCannotBe) {
  for (const char* address : {"a@", "a@example", "a@.com", "a@example.", "a@example..com", "a@.",
                              "a@-example.com", "a@example-.com", "a@exa_mple.com", "a@Localhost",
                              "a@[127.0.0.1]", "a@localhost.", "a@example.com/x"})
    EXPECT_EQ(rule(check_email(address)), "invalid_value") << address;
}

// What would end the address, or begin another line, in the header of a letter.
TEST(CheckEmail, RefusesWhatHasAMeaningInAHeader) {
  for (const char character : std::string_view("\0\t\r\n \"(),:;<>[\\]\x7f", 17)) {
    EXPECT_EQ(rule(check_email(std::string("a") + character + "b@example.com")), "invalid_value");
    EXPECT_EQ(rule(check_email(std::string("ab@exa") + character + "mple.com")), "invalid_value");
    EXPECT_EQ(rule(check_email(std::string("ab@example.com") + character)), "invalid_value");
    EXPECT_EQ(rule(check_email(character + std::string("ab@example.com"))), "invalid_value");
  }
}

TEST(CheckEmail, BoundsTheLength) {
  const std::string local(64, 'x');
  EXPECT_EQ(rule(check_email(local + "@example.com")), "ok");
  EXPECT_EQ(rule(check_email(local + "x@example.com")), "invalid_value");
  const std::string label(63, 'y');
  EXPECT_EQ(rule(check_email("a@" + label + ".com")), "ok");
  EXPECT_EQ(rule(check_email("a@" + label + "y.com")), "invalid_value");
  const std::string domain = label + '.' + label + '.' + label;  // 191 bytes
  const std::string longest = local.substr(2) + "@" + domain;    // 254
  EXPECT_EQ(longest.size(), 254U);
  EXPECT_EQ(rule(check_email(longest)), "ok");
  EXPECT_EQ(rule(check_email("a" + longest)), "invalid_value");
  EXPECT_EQ(rule(check_email(std::string(1'000'000, '@'))), "invalid_value");
}

TEST(CheckEmail, WantsUtf8) {
  EXPECT_EQ(facts(check_email("a\xff@example.com")),
            R"({"error":"invalid_value","field":"email","reason":"not UTF-8"})");
}

// Unicode 15, table 3-7: well-formed sequences, each at its bounds.
TEST(Utf8, IsWhatUnicodeCallsWellFormed) {
  for (const std::string_view text :
       {"", "a", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
        "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", "aé€😀z"})
    EXPECT_TRUE(is_utf8(text)) << text;
  EXPECT_TRUE(is_utf8(std::string_view("\0", 1)));
}

TEST(Utf8, IsNothingElse) {
  for (const std::string_view text :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2\x7f", "\xc2\xc0", "\xe0\x9f\xbf",
        "\xe0\xa0", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf0\x90\x80",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "a\xc3", "\xc3\x61", "\xe2\x82\x61"})
    EXPECT_FALSE(is_utf8(text)) << text;
}

TEST(WithoutSpaces, TakesThoseAroundAnAddressOnly) {
  EXPECT_EQ(without_spaces("  a@b.ci "), "a@b.ci");
  EXPECT_EQ(without_spaces("a b@c.ci"), "a b@c.ci");
  EXPECT_EQ(without_spaces("   "), "");
}

}  // namespace
}  // namespace socle::identity
