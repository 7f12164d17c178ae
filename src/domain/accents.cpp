#include "domain/accents.hpp"

namespace socle {

namespace {

// U+00C0 … U+00FF, which are 0xC3 and one byte more. A space stands for itself.
constexpr std::string_view letters =
    "aaaaaa ceeeeiiii nooooo  uuuuy  "
    "aaaaaa ceeeeiiii nooooo  uuuuy y";
constexpr char lead = '\xC3';
constexpr unsigned char first = 0x80;
static_assert(letters.size() == 0x40);

}  // namespace

std::string without_accents(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == lead && i + 1 < text.size()) {
      const auto second = static_cast<unsigned char>(text[i + 1]);
      const std::size_t index = static_cast<std::size_t>(second) - first;
      if (index < letters.size() && letters[index] != ' ') {
        plain += letters[index];
        ++i;
        continue;
      }
    }
    plain += text[i];
  }
  return plain;
}

}  // namespace socle
