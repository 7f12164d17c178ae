#include "domain/identity/base64url.hpp"

#include <cstdint>

namespace socle::identity {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// The six bits behind a character, or -1.
constexpr int sextet(char character) {
  if (character >= 'A' && character <= 'Z') return character - 'A';
  if (character >= 'a' && character <= 'z') return character - 'a' + 26;
  if (character >= '0' && character <= '9') return character - '0' + 52;
  if (character == '-') return 62;
  if (character == '_') return 63;
  return -1;
}

}  // namespace

std::string encode_base64url(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() * 4 + 2) / 3);
  std::uint32_t pending = 0;
  int pending_bits = 0;
  for (const char byte : bytes) {
    pending = (pending << 8 | static_cast<std::uint8_t>(byte)) & 0xFFFF;
    pending_bits += 8;
    while (pending_bits >= 6) {
      pending_bits -= 6;
      text += alphabet[pending >> pending_bits & 0x3F];
    }
  }
  if (pending_bits > 0) text += alphabet[pending << (6 - pending_bits) & 0x3F];
  return text;
}

std::optional<std::string> decode_base64url(std::string_view text) {
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() * 3 / 4);
  std::uint32_t pending = 0;
  int pending_bits = 0;
  for (const char character : text) {
    const int bits = sextet(character);
    if (bits < 0) return std::nullopt;
    pending = (pending << 6 | static_cast<std::uint32_t>(bits)) & 0xFFFF;
    pending_bits += 6;
    if (pending_bits >= 8) {
      pending_bits -= 8;
      bytes += static_cast<char>(pending >> pending_bits & 0xFF);
    }
  }
  const std::uint32_t stray_bits = pending & ((1U << pending_bits) - 1);
  if (stray_bits != 0) return std::nullopt;
  return bytes;
}

}  // namespace socle::identity
