#include <gtest/gtest.h>

#include "domain/limits/address.hpp"
#include "domain/limits/kinds.hpp"
#include "domain/settings/settings.hpp"

namespace socle::limits {
namespace {

TEST(ForwardedAddress, IsWhatTheOutermostTrustedProxySaw) {
  constexpr std::string_view list = "6.6.6.6, 203.0.113.9 ,10.0.0.1 ";
  EXPECT_EQ(forwarded_address(list, 1), "10.0.0.1");
  EXPECT_EQ(forwarded_address(list, 2), "203.0.113.9");
  EXPECT_EQ(forwarded_address(list, 3), "6.6.6.6");
  EXPECT_EQ(forwarded_address(list, 4), "6.6.6.6");
  EXPECT_EQ(forwarded_address(list, 0), "");
  EXPECT_EQ(forwarded_address("2001:db8::1", 1), "2001:db8::1");
}

TEST(ForwardedAddress, IsNothingWithoutOne) {
  for (const char* list : {"", " ", "6.6.6.6,", "6.6.6.6, "})
    EXPECT_EQ(forwarded_address(list, 1), "") << list;
}

TEST(Network, IsTheWholeOfAnOldAddress) {
  EXPECT_EQ(network_of("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(network_of("192.0.2.1:4711"), network_of("192.0.2.1"));
  EXPECT_EQ(network_of("::ffff:192.0.2.1"), network_of("192.0.2.1"));
  EXPECT_EQ(network_of("::FFFF:c000:201"), network_of("192.0.2.1"));
  EXPECT_NE(network_of("192.0.2.2"), network_of("192.0.2.1"));
}

TEST(Network, IsTheFirstHalfOfANewAddress) {
  const std::string one = network_of("2001:db8:1:2::1");
  EXPECT_EQ(one, "2001:db8:1:2::/64");
  for (const char* same : {"2001:0DB8:1:2:ffff:ffff:ffff:ffff", "[2001:db8:1:2::1]:443",
                           "2001:db8:1:2::1%eth0", "2001:db8:1:2:0:0:192.0.2.1"})
    EXPECT_EQ(network_of(same), one) << same;
  EXPECT_NE(network_of("2001:db8:1:3::1"), one);
  EXPECT_EQ(network_of("::"), "0:0:0:0::/64");
  EXPECT_EQ(network_of("::1"), network_of("::"));
  EXPECT_EQ(network_of("1::"), "1:0:0:0::/64");
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
