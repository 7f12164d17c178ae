#include "domain/freight/file.hpp"

#include <gtest/gtest.h>

#include <string>

namespace socle::freight {
namespace {

TEST(WebAddress, IsHttpsAndNothingElse) {
  EXPECT_TRUE(is_web_address("https://files.example.com/a%20b.jpg?x=1#é"));
  for (const char* text :
       {"", "https://", "http://example.com", "HTTPS://example.com", "javascript:alert(1)",
        "file:///etc/passwd", "data:text/html,x", " https://example.com", "https://example.com/a b",
        "https://example.com/\njavascript:alert(1)", "https://a\x7f"}) {
    EXPECT_FALSE(is_web_address(text)) << text;
  }
  const std::string start = "https://example.com/";
  EXPECT_TRUE(is_web_address(start + std::string(url_bytes_max - start.size(), 'a')));
  EXPECT_FALSE(is_web_address(start + std::string(url_bytes_max - start.size() + 1, 'a')));
}

}  // namespace
}  // namespace socle::freight
