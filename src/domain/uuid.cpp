#include "domain/uuid.hpp"

namespace socle {
namespace {

constexpr bool is_hyphen_position(std::size_t position) {
  return position == 8 || position == 13 || position == 18 || position == 23;
}

// The value of a hexadecimal digit, or -1.
constexpr int digit_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

}  // namespace

std::optional<Uuid> parse_uuid(std::string_view text) {
  if (text.size() != uuid_text_size) return std::nullopt;
  Uuid uuid;
  std::size_t digits = 0;
  for (std::size_t position = 0; position < uuid_text_size; ++position) {
    if (is_hyphen_position(position)) {
      if (text[position] != '-') return std::nullopt;
      continue;
    }
    const int value = digit_value(text[position]);
    if (value < 0) return std::nullopt;
    auto& byte = uuid.bytes[digits / 2];
    byte = static_cast<std::uint8_t>(byte << 4 | value);
    ++digits;
  }
  return uuid;
}

std::string to_string(const Uuid& uuid) {
  char text[uuid_text_size];
  write_text(uuid, text);
  return {text, uuid_text_size};
}

void write_text(const Uuid& uuid, char (&text)[uuid_text_size]) {
  constexpr char hex[] = "0123456789abcdef";
  std::size_t at = 0;
  for (const std::uint8_t byte : uuid.bytes) {
    if (is_hyphen_position(at)) text[at++] = '-';
    text[at++] = hex[byte >> 4];
    text[at++] = hex[byte & 0x0F];
  }
}

}  // namespace socle
