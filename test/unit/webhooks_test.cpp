// How webhooks are signed, and where they may go.
#include <gtest/gtest.h>

#include "domain/webhooks/endpoint.hpp"
#include "domain/webhooks/signature.hpp"

namespace socle::webhooks {
namespace {

constexpr std::string_view secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

// The example of Standard Webhooks, computed with OpenSSL's command line.
TEST(Webhook, IsSignedAsTheStandardSays) {
  EXPECT_EQ(sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(Webhook, IsSignedOverIdTimeAndBody) {
  const auto one = sign(secret, "a", 1, "{}");
  EXPECT_NE(one, sign(secret, "b", 1, "{}"));
  EXPECT_NE(one, sign(secret, "a", 2, "{}"));
  EXPECT_NE(one, sign(secret, "a", 1, "{ }"));
  EXPECT_NE(one, sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx", "a", 1, "{}"));
}

TEST(Webhook, HasASecretInBase64) {
  EXPECT_EQ(write_secret(std::string("\xfb\xff\xbf", 3)), "whsec_+/+/");
  EXPECT_EQ(write_secret("a"), "whsec_YQ==");
  EXPECT_TRUE(sign(write_secret("a"), "a", 1, "{}"));
  for (const char* text :
       {"", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_", "whsec_a b", "whsec_a"})
    EXPECT_FALSE(sign(text, "a", 1, "{}")) << text;
}

TEST(Webhook, GoesToPublicHostsByHttps) {
  for (const char* url :
       {"https://example.com", "https://example.com/hooks?a=b", "https://api.example.com:8443/x",
        "https://example.co.uk./", "https://1.example.com/"})
    EXPECT_TRUE(check_url(url, false).ok()) << url;
  for (const char* url :
       {"", "example.com", "http://example.com/", "ftp://example.com/", "https://", "https:///x",
        "https://user@example.com/", "https://example.com@10.0.0.1/", "https://exa mple.com/",
        "https://example.com/\n", "https://exämple.com/", "https://example.com:/",
        "https://example.com:x/", "https://[::1", "javascript:alert(1)"})
    EXPECT_FALSE(check_url(url, false).ok()) << url;
  EXPECT_FALSE(check_url("https://example.com/" + std::string(url_length_max, 'a'), false).ok());
}

TEST(Webhook, GoesToNoPrivateHostUnlessAllowed) {
  for (const char* url :
       {"https://localhost/", "https://api.localhost/", "https://127.0.0.1/", "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data", "https://2130706433/", "https://0x7f000001/",
        "https://127.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://db/",
        "https://metadata.google.internal/", "https://printer.LOCAL/", "https://8.8.8.8/"}) {
    EXPECT_FALSE(check_url(url, false).ok()) << url;
    EXPECT_TRUE(check_url(url, true).ok()) << url;
  }
  EXPECT_TRUE(check_url("http://127.0.0.1:8080/x", true).ok());
  EXPECT_FALSE(check_url("ftp://127.0.0.1/", true).ok());
}

TEST(Webhook, HasKindsOfEvents) {
  EXPECT_TRUE(check_kinds({"request.updated", "request.*", "*"}).ok());
  EXPECT_FALSE(check_kinds({}).ok());
  EXPECT_FALSE(check_kinds(std::vector<std::string>(kinds_max + 1, "a")).ok());
  for (const char* kind : {"", "Request", ".a", ".*", "**", "*.a", "a*", "a.b.*", "a b"})
    EXPECT_FALSE(check_kinds({kind}).ok()) << kind;
}

}  // namespace
}  // namespace socle::webhooks
