// Texts in UTF-8: whether they are, and how long they are for people and for length().
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace socle {

// Every byte of UTF-8 but those that continue a character.
inline std::ptrdiff_t character_count(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char byte) { return (byte & 0xC0) != 0x80; });
}

// Whether nothing but spaces, tabs and ends of lines is in it.
inline bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// As many whole characters of `text`, which is UTF-8, as have room in `length` bytes.
inline std::string_view first_bytes(std::string_view text, std::size_t length) {
  if (text.size() <= length) return text;
  while (length > 0 && (text[length] & 0xC0) == 0x80) --length;
  return text.substr(0, length);
}

// Whether these bytes are characters that Unicode has: no surrogate, no form longer than needed.
bool is_utf8(std::string_view text);

}  // namespace socle
