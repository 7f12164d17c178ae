#include "domain/limits/address.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace socle::limits {
namespace {

constexpr std::string_view spaces = " \t";
constexpr std::size_t unknown_bytes_max = 64;
constexpr std::size_t groups_max = 8;
constexpr std::size_t network_groups = 4;

std::string_view trim(std::string_view text) noexcept {
  const std::size_t first = text.find_first_not_of(spaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

template <class Number>
std::optional<Number> number(std::string_view text, int base, std::size_t digits_max) {
  Number value = 0;
  if (text.empty() || text.size() > digits_max) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

using Four = std::array<std::uint8_t, 4>;

std::optional<Four> parse_v4(std::string_view text) {
  Four bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::size_t dot = i < 3 ? text.find('.') : text.size();
    if (dot == std::string_view::npos) return std::nullopt;
    const auto byte = number<std::uint8_t>(text.substr(0, dot), 10, 3);
    if (!byte) return std::nullopt;
    bytes[i] = *byte;
    text.remove_prefix(i < 3 ? dot + 1 : dot);
  }
  return bytes;
}

using Groups = std::array<std::uint16_t, groups_max>;

// Reads `text`, groups between colons, into `groups` from `at` on; true if all are well-formed.
bool read_groups(std::string_view text, Groups& groups, std::size_t& at) {
  while (!text.empty()) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    const std::string_view group = text.substr(0, colon);
    if (const auto v4 = colon == text.size() ? parse_v4(group) : std::nullopt) {
      if (at + 2 > groups_max) return false;
      groups[at++] = static_cast<std::uint16_t>((*v4)[0] << 8 | (*v4)[1]);
      groups[at++] = static_cast<std::uint16_t>((*v4)[2] << 8 | (*v4)[3]);
      return true;
    }
    const auto value = number<std::uint16_t>(group, 16, 4);
    if (!value || at == groups_max) return false;
    groups[at++] = *value;
    if (colon + 1 == text.size()) return false;
    text.remove_prefix(std::min(colon + 1, text.size()));
  }
  return true;
}

std::optional<Groups> parse_v6(std::string_view text) {
  Groups groups{};
  std::size_t count = 0;
  const std::size_t gap = text.find("::");
  if (!read_groups(text.substr(0, gap), groups, count)) return std::nullopt;
  if (gap == std::string_view::npos)
    return count == groups_max ? std::optional(groups) : std::nullopt;
  Groups tail{};
  std::size_t tail_count = 0;
  if (!read_groups(text.substr(gap + 2), tail, tail_count)) return std::nullopt;
  if (count + tail_count >= groups_max) return std::nullopt;
  for (std::size_t i = 0; i < tail_count; ++i) groups[groups_max - tail_count + i] = tail[i];
  return groups;
}

// An IPv4 address as IPv6 writes it: ::ffff:192.0.2.1.
bool is_mapped(const Groups& groups) {
  for (std::size_t i = 0; i < 5; ++i)
    if (groups[i] != 0) return false;
  return groups[5] == 0xffff;
}

void append(std::string& name, unsigned value, int base) {
  std::array<char, 8> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, base).ptr;
  name.append(digits.data(), end);
}

std::string name_v4(const Four& bytes) {
  std::string name;
  for (const std::uint8_t byte : bytes) {
    if (!name.empty()) name += '.';
    append(name, byte, 10);
  }
  return name;
}

std::string name_v6(const Groups& groups) {
  const auto byte = [](int value) { return static_cast<std::uint8_t>(value); };
  if (is_mapped(groups))
    return name_v4({byte(groups[6] >> 8), byte(groups[6]), byte(groups[7] >> 8), byte(groups[7])});
  std::string name;
  for (std::size_t i = 0; i < network_groups; ++i) {
    append(name, groups[i], 16);
    name += ':';
  }
  return name + ":/64";
}

}  // namespace

std::string_view forwarded_address(std::string_view list, std::int64_t proxies) noexcept {
  if (proxies <= 0) return {};
  for (std::int64_t i = 1; i < proxies; ++i) {
    const std::size_t comma = list.rfind(',');
    // Fewer entries than proxies: the first is from the outermost that was passed.
    if (comma == std::string_view::npos) break;
    list = list.substr(0, comma);
  }
  const std::size_t comma = list.rfind(',');
  return trim(comma == std::string_view::npos ? list : list.substr(comma + 1));
}

std::string network_of(std::string_view address) {
  std::string_view host = address;
  if (host.starts_with('[')) host = host.substr(1, host.find(']') - 1);
  host = host.substr(0, host.find('%'));
  if (const auto groups = parse_v6(host)) return name_v6(*groups);
  if (const auto bytes = parse_v4(host.substr(0, host.find(':')))) return name_v4(*bytes);
  return "?" + std::string(address.substr(0, unknown_bytes_max));
}

}  // namespace socle::limits
