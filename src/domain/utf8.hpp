// How long a text is for people, and for the length() of a CHECK.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace socle {

// Every byte of UTF-8 but those that continue a character.
inline std::ptrdiff_t character_count(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char byte) { return (byte & 0xC0) != 0x80; });
}

}  // namespace socle
