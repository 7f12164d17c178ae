#include "domain/notifications/texts.hpp"

namespace socle::notifications {
namespace {

// The value of the parameter, or null if it was not given.
const std::string* find_value(std::span<const Parameter> parameters, std::string_view name) {
  for (const Parameter& parameter : parameters) {
    if (parameter.name == name) return &parameter.value;
  }
  return nullptr;
}

}  // namespace

std::string fill(std::string_view text, std::span<const Parameter> parameters) {
  std::string filled;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    const std::size_t close = text.find('}', open);
    if (open == std::string_view::npos || close == std::string_view::npos) break;
    filled += text.substr(0, open);
    const std::string_view name = text.substr(open + 1, close - open - 1);
    if (const std::string* value = find_value(parameters, name)) {
      filled += *value;
    } else {
      filled += text.substr(open, close - open + 1);
    }
    text.remove_prefix(close + 1);
  }
  return filled.append(text);
}

}  // namespace socle::notifications
