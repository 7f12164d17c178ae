#include <gtest/gtest.h>

#include "domain/limits/address.hpp"
#include "domain/limits/kinds.hpp"
#include "domain/settings/settings.hpp"

namespace socle::limits {
namespace {

std::string_view behind(std::int64_t proxies, std::string_view json) {
  return forwarded_address(json, proxies);
}

TEST(ForwardedAddress, IsWhatTheOutermostTrustedProxySaw) {
  constexpr std::string_view json =
      R"({"accept":"*/*","x-forwarded-for":"6.6.6.6, 203.0.113.9 ,10.0.0.1","x":"y"})";
  EXPECT_EQ(behind(1, json), "10.0.0.1");
  EXPECT_EQ(behind(2, json), "203.0.113.9");
  EXPECT_EQ(behind(3, json), "6.6.6.6");
  EXPECT_EQ(behind(4, json), "6.6.6.6");
  EXPECT_EQ(behind(0, json), "");
}

TEST(ForwardedAddress, IsNothingWithoutTheHeader) {
  for (const char* json : {"", "{}", R"({"x":"1.2.3.4"})", R"({"x-forwarded-for":""})",
                           R"({"x-forwarded-for":1})", R"({"x-forwarded-for")"})
    EXPECT_EQ(behind(1, json), "") << json;
}

TEST(ForwardedAddress, CannotBeForgedInAnotherHeader) {
  EXPECT_EQ(behind(1, R"({"a":"\",\"x-forwarded-for\":\"6.6.6.6","b":"x"})"), "");
  EXPECT_EQ(behind(1, R"({"a":"x-forwarded-for","x-forwarded-for":"1.2.3.4"})"), "1.2.3.4");
  EXPECT_EQ(behind(1, R"({"x-forwarded-for" : "1.2.3.4"})"), "1.2.3.4");
}

TEST(Network, IsTheWholeOfAnOldAddress) {
  EXPECT_EQ(network_of("192.0.2.1"), std::string("4\xc0\x00\x02\x01", 5));
  EXPECT_EQ(network_of("192.0.2.1:4711"), network_of("192.0.2.1"));
  EXPECT_EQ(network_of("::ffff:192.0.2.1"), network_of("192.0.2.1"));
  EXPECT_EQ(network_of("::FFFF:c000:201"), network_of("192.0.2.1"));
  EXPECT_NE(network_of("192.0.2.2"), network_of("192.0.2.1"));
}

TEST(Network, IsTheFirstHalfOfANewAddress) {
  const std::string one = network_of("2001:db8:1:2::1");
  EXPECT_EQ(one, std::string("6\x20\x01\x0d\xb8\x00\x01\x00\x02", 9));
  for (const char* same : {"2001:0DB8:1:2:ffff:ffff:ffff:ffff", "[2001:db8:1:2::1]:443",
                           "2001:db8:1:2::1%eth0", "2001:db8:1:2:0:0:192.0.2.1"})
    EXPECT_EQ(network_of(same), one) << same;
  EXPECT_NE(network_of("2001:db8:1:3::1"), one);
  EXPECT_EQ(network_of("::"), std::string("6\0\0\0\0\0\0\0\0", 9));
  EXPECT_EQ(network_of("::1"), network_of("::"));
  EXPECT_EQ(network_of("1::"), std::string("6\0\x01\0\0\0\0\0\0", 9));
}

TEST(Network, KeepsWhatIsNoAddress) {
  for (const char* text :
       {"unknown", "1.2.3", "1.2.3.256", "1.2.3.4.5", "2001:db8", ":::", "1::2::3",
        "12345::", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:", "[", "", "-1.2.3.4", "1:2:3:4:5:6:7::8"})
    EXPECT_EQ(network_of(text), "?" + std::string(text)) << text;
  EXPECT_EQ(network_of(std::string(1'000, 'x')).size(), 65U);
}

TEST(Kinds, FollowTheOperation) {
  const Operation table;
  const Operation reading{true, true, false, false};
  const Operation writing{true, false, false, false};
  const Operation money{true, false, true, false};
  const Operation accounts{true, false, false, true};
  EXPECT_EQ(kind_of(Asker::person, table, "GET"), Kind::reads);
  EXPECT_EQ(kind_of(Asker::person, table, "HEAD"), Kind::reads);
  EXPECT_EQ(kind_of(Asker::person, table, "PATCH"), Kind::writes);
  EXPECT_EQ(kind_of(Asker::person, reading, "POST"), Kind::reads);
  EXPECT_EQ(kind_of(Asker::person, writing, "POST"), Kind::writes);
  EXPECT_EQ(kind_of(Asker::person, money, "POST"), Kind::money);
  EXPECT_EQ(kind_of(Asker::person, accounts, "POST"), Kind::sign_in);
  EXPECT_EQ(kind_of(Asker::anybody, accounts, "POST"), Kind::sign_in);
  EXPECT_EQ(kind_of(Asker::anybody, money, "POST"), Kind::anonymous);
  EXPECT_EQ(kind_of(Asker::anybody, table, "GET"), Kind::anonymous);
  EXPECT_EQ(kind_of(Asker::staff, money, "POST"), Kind::staff);
  EXPECT_EQ(kind_of(Asker::staff, accounts, "POST"), Kind::staff);
}

TEST(Kinds, HaveTheirSettings) {
  for (std::size_t i = 0; i < kinds; ++i) {
    const auto kind = static_cast<Kind>(i);
    EXPECT_TRUE(settings::check_setting(rate_key(kind), "0").ok()) << name_of(kind);
    EXPECT_FALSE(settings::check_setting(burst_key(kind), "0").ok()) << name_of(kind);
    EXPECT_TRUE(settings::check_setting(burst_key(kind), "1").ok()) << name_of(kind);
  }
}

}  // namespace
}  // namespace socle::limits
