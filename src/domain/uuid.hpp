#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace socle {

// A UUID as its sixteen bytes, in the order of its text form.
struct Uuid {
  std::array<std::uint8_t, 16> bytes{};

  friend auto operator<=>(const Uuid&, const Uuid&) = default;
};

// Reads the canonical form 8-4-4-4-12, upper or lower case; anything else is nothing.
std::optional<Uuid> parse_uuid(std::string_view text);

// The canonical lower-case form.
constexpr std::size_t uuid_text_size = 36;
std::string to_string(const Uuid& uuid);
void write_text(const Uuid& uuid, char (&text)[uuid_text_size]);

}  // namespace socle
