#include "domain/identity/email.hpp"

#include <algorithm>
#include <cstdint>

#include "domain/errors/catalogue.hpp"
#include "domain/utf8.hpp"

namespace socle::identity {
namespace {

constexpr std::size_t address_bytes_max = 254;  // RFC 5321 §4.5.3.1.3, without the brackets
constexpr std::size_t local_bytes_max = 64;
constexpr std::size_t label_bytes_max = 63;

Refusal invalid(std::string_view reason) {
  return Refusal(errors::invalid_value).with("field", "email").with("reason", reason);
}

// Spaces and controls, and the specials that would end the address in a header.
bool is_forbidden(char character) {
  constexpr std::string_view specials = "\"(),:;<>[\\]";
  const auto byte = static_cast<std::uint8_t>(character);
  return byte <= ' ' || byte == 0x7F || specials.find(character) != std::string_view::npos;
}

bool is_label_character(char character) {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
         (character >= '0' && character <= '9') || character == '-' ||
         static_cast<std::uint8_t>(character) >= 0x80;
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= label_bytes_max && label.front() != '-' &&
         label.back() != '-' && std::all_of(label.begin(), label.end(), is_label_character);
}

bool is_domain(std::string_view domain) {
  if (domain == "localhost") return true;
  if (domain.find('.') == std::string_view::npos) return false;
  while (true) {
    const std::size_t dot = domain.find('.');
    if (!is_label(domain.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    domain.remove_prefix(dot + 1);
  }
}

}  // namespace

Check check_email(std::string_view address) {
  if (address.size() > address_bytes_max) return invalid("longer than 254 bytes");
  if (!is_utf8(address)) return invalid("not UTF-8");
  if (std::any_of(address.begin(), address.end(), is_forbidden))
    return invalid("has a character that no address has");
  if (std::count(address.begin(), address.end(), '@') != 1) return invalid("not one @");
  const std::size_t at = address.find('@');
  if (at == 0) return invalid("nothing before the @");
  if (at > local_bytes_max) return invalid("longer than 64 bytes before the @");
  if (!is_domain(address.substr(at + 1))) return invalid("not a domain after the @");
  return {};
}

std::string_view without_spaces(std::string_view address) {
  while (address.starts_with(' ')) address.remove_prefix(1);
  while (address.ends_with(' ')) address.remove_suffix(1);
  return address;
}

}  // namespace socle::identity
