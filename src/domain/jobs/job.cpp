#include "domain/jobs/job.hpp"

#include <algorithm>

#include "domain/errors/catalogue.hpp"

namespace socle::jobs {
namespace {

constexpr std::size_t kind_length_max = 100;
constexpr std::size_t queue_length_max = 50;
constexpr std::size_t key_length_max = 200;

constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

bool is_name(std::string_view text, bool may_have_dots) {
  return !text.empty() && is_lower(text.front()) &&
         std::all_of(text.begin(), text.end(), [=](char c) {
           return is_lower(c) || (c >= '0' && c <= '9') || c == '_' || (may_have_dots && c == '.');
         });
}

Refusal invalid(std::string_view field, std::string_view reason) {
  return Refusal(errors::invalid_value).with("field", field).with("reason", reason);
}

}  // namespace

Check check_kind(std::string_view kind) {
  if (kind.size() > kind_length_max || !is_name(kind, true))
    return invalid("kind", "not lower-case letters, digits, _ and .");
  return {};
}

Check check_queue_name(std::string_view name) {
  if (name.size() > queue_length_max || !is_name(name, false))
    return invalid("name", "not lower-case letters, digits and _");
  return {};
}

Check check_key(std::string_view field, const std::optional<std::string>& key) {
  if (key && (key->empty() || key->size() > key_length_max))
    return invalid(field, "not 1 to 200 bytes");
  return {};
}

Check check_range(std::string_view field, std::int64_t value, std::int64_t least,
                  std::int64_t most) {
  if (value < least || value > most)
    return invalid(field, "out of range").with("minimum", least).with("maximum", most);
  return {};
}

}  // namespace socle::jobs
