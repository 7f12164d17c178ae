// What templates may say: variables with kinds, checked when a template is saved and when data is
// given.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "domain/notifications/texts.hpp"
#include "domain/result.hpp"

namespace socle::notifications {

// What a value is in JSON, and how it is written: a text as it is, an integer with its groups, a
// date (2026-12-01) in words, a link (https://…) as it is.
enum class VariableKind { text, integer, date, link };

struct Variable {
  std::string name;
  VariableKind kind = VariableKind::text;
};
using Variables = std::vector<Variable>;

// {"route": "text", "day": "date"}; `invalid_value` for anything else.
Result<Variables> read_variables(std::string_view json);

// The same as JSON.
std::string write_variables(const Variables& variables);

// Refuses (`invalid_value`) a text that is empty or too long, braces that do not hold a name, and a
// name that is not declared.
Check check_template(std::string_view title, std::string_view message, const Variables& variables);

// What the texts of a template name, each once, in order.
std::vector<std::string> names_in(std::string_view title, std::string_view message);

// The values of a JSON object, as they are written in `locale`. Refuses what is missing
// (`missing_value`), what is of another kind and what is not declared (`invalid_value`). The names
// are those of `variables`, which must stay.
Result<std::vector<Parameter>> read_data(std::string_view json, const Variables& variables,
                                         std::string_view locale);

// The locale to speak in: the wanted one, or its language (fr for fr_SN), or French, English, the
// first there is. Empty if there is none.
std::string_view choose_locale(std::string_view wanted, std::span<const std::string> available);

}  // namespace socle::notifications
