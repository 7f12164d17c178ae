// Files that are kept elsewhere: what is in them, and where they are.
#pragma once

#include <string_view>

namespace socle::freight {

inline constexpr std::size_t url_bytes_max = 2'000;

// 64 hexadecimal digits in lower case.
bool is_sha256(std::string_view text);

// An address that staff may click: https, 2,000 bytes at most, no blanks or control characters.
bool is_web_address(std::string_view text);

}  // namespace socle::freight
