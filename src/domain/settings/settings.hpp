// The settings that the platform knows: type, bounds and default of each. Source: A-54.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "domain/result.hpp"

namespace socle::settings {

// A time zone is a text too: the name of one that the server knows.
enum class Kind { integer, text, time_zone };

struct Definition {
  std::string_view key;
  Kind kind;
  std::int64_t minimum, maximum;              // integers
  std::span<const std::string_view> choices;  // texts
  std::string_view default_json;
  std::string_view description;
  std::string_view description_fr;
  std::string_view unit = {};  // of an integer; none for a mere number
};

std::string_view to_string(Kind kind);

// All of them; docs/settings.md lists them.
std::span<const Definition> definitions();

// The one of this key, or nullptr.
const Definition* find_definition(std::string_view key);

// Accepts a value for a known key within its bounds; `invalid_setting` (detail: key, reason)
// otherwise, also for an unknown key.
Check check_setting(std::string_view key, std::string_view json);

// The values behind valid JSON; a refusal if the value is of another kind.
Result<std::int64_t> read_integer(std::string_view key, std::string_view json);
Result<std::string> read_text(std::string_view key, std::string_view json);

}  // namespace socle::settings
