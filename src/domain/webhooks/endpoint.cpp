#include "domain/webhooks/endpoint.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "domain/errors/catalogue.hpp"

namespace socle::webhooks {
namespace {

Refusal invalid(std::string_view field, std::string_view reason) {
  return Refusal(errors::invalid_value).with("field", field).with("reason", reason);
}

constexpr std::size_t kind_length_max = 100;

constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_kind(std::string_view kind) {
  if (kind == "*") return true;
  const bool is_family = kind.ends_with(".*");
  if (is_family) kind.remove_suffix(2);
  const auto is_allowed = [is_family](char c) {
    return is_lower(c) || is_digit(c) || c == '_' || (c == '.' && !is_family);
  };
  return !kind.empty() && kind.size() <= kind_length_max && is_lower(kind.front()) &&
         std::all_of(kind.begin(), kind.end(), is_allowed);
}

// The host of an address without user, which is all that stands before a port, a path or a query.
std::optional<std::string_view> host_of(std::string_view rest) {
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#\\"));
  if (authority.find('@') != std::string_view::npos) return std::nullopt;
  std::string_view host = authority;
  if (authority.starts_with('[')) {
    const std::size_t end = authority.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    host = authority.substr(0, end + 1);
  } else {
    host = authority.substr(0, authority.find(':'));
  }
  std::string_view port = authority.substr(host.size());
  if (!port.empty()) {
    port.remove_prefix(1);
    if (port.empty() || port.size() > 5 || !std::all_of(port.begin(), port.end(), is_digit))
      return std::nullopt;
  }
  if (host.empty()) return std::nullopt;
  return host;
}

// A name with a letter in its last part is looked up. All else is a number in one of the many ways
// that a resolver reads one, or a name of this machine.
bool is_public_name(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  const std::size_t dot = host.rfind('.');
  if (dot == std::string_view::npos) return false;
  std::string last(host.substr(dot + 1));
  std::transform(last.begin(), last.end(), last.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  for (const std::string_view name : {"localhost", "local", "internal", "lan", "home"})
    if (last == name) return false;
  return !last.empty() && is_lower(last.front());
}

}  // namespace

Check check_url(std::string_view url, bool may_be_private) {
  constexpr std::string_view https = "https://";
  constexpr std::string_view http = "http://";
  if (url.size() > url_length_max) return invalid("url", "longer than 2000 bytes");
  if (std::any_of(url.begin(), url.end(), [](char c) { return c <= ' ' || c > '~'; }))
    return invalid("url", "has characters that an address has not");
  const bool is_secure = url.starts_with(https);
  if (!is_secure && !(may_be_private && url.starts_with(http))) return invalid("url", "not https");
  const auto host = host_of(url.substr(is_secure ? https.size() : http.size()));
  if (!host) return invalid("url", "no host, or a user before it");
  if (!may_be_private && !is_public_name(*host))
    return invalid("url", "not the name of a host in public");
  return {};
}

Check check_kinds(const std::vector<std::string>& kinds) {
  if (kinds.empty() || kinds.size() > kinds_max) return invalid("kinds", "not 1 to 50 kinds");
  for (const std::string& kind : kinds)
    if (!is_kind(kind)) return invalid("kinds", "not a kind of events: " + kind);
  return {};
}

}  // namespace socle::webhooks
