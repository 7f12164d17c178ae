#include "domain/notifications/types.hpp"

#include <algorithm>

#include "domain/errors/catalogue.hpp"

namespace socle::notifications {
namespace {

constexpr std::string_view subjects[] = {"request",  "payment", "assignment",
                                         "tracking", "dispute", "system"};
constexpr std::size_t key_bytes_max = 100;
constexpr std::size_t description_bytes_max = 500;

Refusal invalid(std::string_view field, std::string_view reason) {
  return Refusal(errors::invalid_value).with("field", field).with("reason", reason);
}

bool is_small(char c) { return c >= 'a' && c <= 'z'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

bool is_key(std::string_view text) {
  return !text.empty() && text.size() <= key_bytes_max && is_small(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return is_small(c) || (c >= '0' && c <= '9') || c == '_' || c == '.';
         });
}

}  // namespace

bool is_subject(std::string_view word) {
  return std::find(std::begin(subjects), std::end(subjects), word) != std::end(subjects);
}

Check check_type(std::string_view key, std::string_view subject, std::string_view description) {
  if (!is_key(key)) return invalid("key", "not lower-case words joined by dots");
  if (!is_subject(subject)) return invalid("type", "unknown").with_texts("known", subjects);
  if (description.empty()) return invalid("description", "empty");
  if (description.size() > description_bytes_max)
    return invalid("description", "too long").with("bytes_max", description_bytes_max);
  return {};
}

Check check_locale(std::string_view locale) {
  const std::size_t mark = locale.find('_');
  const std::string_view language = locale.substr(0, mark);
  const bool is_country =
      mark == std::string_view::npos ||
      (locale.size() == mark + 3 && is_capital(locale[mark + 1]) && is_capital(locale[mark + 2]));
  if (language.size() < 2 || language.size() > 3 || !is_country ||
      !std::all_of(language.begin(), language.end(), is_small))
    return invalid("locale", "neither a language (fr) nor one with a country (fr_SN)");
  return {};
}

}  // namespace socle::notifications
