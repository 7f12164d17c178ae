#include "domain/utf8.hpp"

#include <cstdint>

namespace socle {
namespace {

// The bytes that must follow a first byte, and the bounds of the one after it: they leave out
// surrogates, what is over U+10FFFF, and longer forms of shorter characters. -1: no first byte.
struct Start {
  int followers;
  std::uint8_t lowest, highest;
};

constexpr Start start_of(std::uint8_t byte) {
  if (byte < 0x80) return {0, 0x80, 0xBF};
  if (byte < 0xC2) return {-1, 0, 0};
  if (byte < 0xE0) return {1, 0x80, 0xBF};
  if (byte == 0xE0) return {2, 0xA0, 0xBF};
  if (byte == 0xED) return {2, 0x80, 0x9F};
  if (byte < 0xF0) return {2, 0x80, 0xBF};
  if (byte == 0xF0) return {3, 0x90, 0xBF};
  if (byte < 0xF4) return {3, 0x80, 0xBF};
  if (byte == 0xF4) return {3, 0x80, 0x8F};
  return {-1, 0, 0};
}

}  // namespace

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    Start start = start_of(static_cast<std::uint8_t>(text[at++]));
    if (start.followers < 0) return false;
    for (; start.followers > 0; --start.followers) {
      if (at == text.size()) return false;
      const auto byte = static_cast<std::uint8_t>(text[at++]);
      if (byte < start.lowest || byte > start.highest) return false;
      start.lowest = 0x80;
      start.highest = 0xBF;
    }
  }
  return true;
}

}  // namespace socle
