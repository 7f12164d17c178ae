#include "domain/notifications/variables.hpp"

#include <algorithm>
#include <array>

#include "domain/errors/catalogue.hpp"
#include "domain/json.hpp"
#include "domain/notifications/dates.hpp"
#include "domain/words.hpp"

namespace socle::notifications {
namespace {

constexpr std::string_view kinds[] = {"text", "integer", "date", "link"};
constexpr std::size_t variables_max = 50;
constexpr std::size_t name_bytes_max = 50;
constexpr std::size_t title_bytes_max = 200;
constexpr std::size_t message_bytes_max = 4'000;
constexpr std::size_t value_bytes_max = 2'000;

Refusal invalid(std::string_view field, std::string_view reason) {
  return Refusal(errors::invalid_value).with("field", field).with("reason", reason);
}

bool is_name(std::string_view text) {
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  return !text.empty() && text.size() <= name_bytes_max && is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return is_letter(c) || c == '_' || (c >= '0' && c <= '9'); });
}

const Variable* find(const Variables& variables, std::string_view name) {
  const auto found = std::find_if(variables.begin(), variables.end(),
                                  [&](const Variable& variable) { return variable.name == name; });
  return found == variables.end() ? nullptr : &*found;
}

// Shows each name in braces to `visit`, which may refuse it.
template <class Visit>
Check each_name(std::string_view field, std::string_view text, Visit visit) {
  while (true) {
    const std::size_t brace = text.find_first_of("{}");
    if (brace == std::string_view::npos) return {};
    const std::size_t close = text.find_first_of("{}", brace + 1);
    if (text[brace] == '}' || close == std::string_view::npos || text[close] == '{')
      return invalid(field, "a brace without its other half");
    const std::string_view name = text.substr(brace + 1, close - brace - 1);
    if (!is_name(name))
      return invalid(field, "what is in braces is no name").with("variable", name);
    if (Check check = visit(name); !check) return check;
    text.remove_prefix(close + 1);
  }
}

Check check_text(std::string_view field, std::string_view text, std::size_t bytes_max,
                 const Variables& variables) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return invalid(field, "empty");
  if (text.size() > bytes_max) return invalid(field, "too long").with("bytes_max", bytes_max);
  return each_name(field, text, [&](std::string_view name) -> Check {
    if (find(variables, name) != nullptr) return {};
    return invalid(field, "a variable that is not declared").with("variable", name);
  });
}

std::string grouped(const std::string& digits, std::string_view locale) {
  constexpr std::size_t group = 3;
  const std::string_view mark = locale.starts_with("en") ? "," : "\u00a0";
  const std::size_t sign = digits.front() == '-' ? 1 : 0;
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > sign && (digits.size() - i) % group == 0) text += mark;
    text += digits[i];
  }
  return text;
}

bool is_link(std::string_view text) {
  return (text.starts_with("https://") || text.starts_with("http://")) &&
         text.find_first_of(" \t\r\n\"<>") == std::string_view::npos;
}

Result<std::string> write_value(const Variable& variable, const json::Value& value,
                                std::string_view locale) {
  if (variable.kind == VariableKind::integer) {
    if (value.kind != json::Kind::integer) return invalid(variable.name, "not an integer");
    return grouped(std::to_string(value.integer), locale);
  }
  if (value.kind != json::Kind::string) return invalid(variable.name, "not a text");
  if (value.text.size() > value_bytes_max)
    return invalid(variable.name, "too long").with("bytes_max", value_bytes_max);
  if (variable.kind == VariableKind::link && !is_link(value.text))
    return invalid(variable.name, "not a link");
  if (variable.kind != VariableKind::date) return value.text;
  const auto words = write_date(value.text, locale);
  if (!words) return invalid(variable.name, "not a date");
  return *words;
}

}  // namespace

Result<Variables> read_variables(std::string_view json) {
  const auto document = json::read(json);
  if (!document || document->root.kind != json::Kind::object)
    return invalid("variables", "not an object");
  if (document->members.size() > variables_max)
    return invalid("variables", "too many").with("maximum", variables_max);
  Variables variables;
  for (const json::Member& member : document->members) {
    const auto kind = find_word<VariableKind>(kinds, member.value.text);
    if (!is_name(member.name) || member.value.kind != json::Kind::string || !kind)
      return invalid("variables", "not a name with one of the kinds")
          .with("variable", member.name)
          .with_texts("kinds", kinds);
    variables.push_back({member.name, *kind});
  }
  return variables;
}

std::string write_variables(const Variables& variables) {
  std::string json = "{";
  for (const Variable& variable : variables) {
    if (json.back() != '{') json += ',';
    append_json_string(json, variable.name);
    json += ':';
    append_json_string(json, word_of(kinds, variable.kind));
  }
  return json + '}';
}

Check check_template(std::string_view title, std::string_view message, const Variables& variables) {
  if (Check check = check_text("title", title, title_bytes_max, variables); !check) return check;
  return check_text("message", message, message_bytes_max, variables);
}

std::vector<std::string> names_in(std::string_view title, std::string_view message) {
  std::vector<std::string> names;
  const auto gather = [&](std::string_view name) -> Check {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.emplace_back(name);
    return {};
  };
  static_cast<void>(each_name("title", title, gather));
  static_cast<void>(each_name("message", message, gather));
  return names;
}

Result<std::vector<Parameter>> read_data(std::string_view json, const Variables& variables,
                                         std::string_view locale) {
  const auto document = json::read(json);
  if (!document || document->root.kind != json::Kind::object)
    return invalid("data", "not an object");
  for (const json::Member& member : document->members)
    if (find(variables, member.name) == nullptr)
      return invalid("data", "a variable that is not declared").with("variable", member.name);
  std::vector<Parameter> parameters;
  for (const Variable& variable : variables) {
    const json::Value* const value = document->find(variable.name);
    if (value == nullptr || value->kind == json::Kind::null)
      return Refusal(errors::missing_value).with("field", variable.name);
    auto words = write_value(variable, *value, locale);
    if (!words) return words.refusal();
    parameters.push_back({variable.name, std::move(words).value()});
  }
  return parameters;
}

std::string_view choose_locale(std::string_view wanted, std::span<const std::string> available) {
  const std::array<std::string_view, 4> wishes = {wanted, wanted.substr(0, wanted.find('_')), "fr",
                                                  "en"};
  for (const std::string_view wish : wishes)
    for (const std::string& locale : available)
      if (locale == wish) return locale;
  return available.empty() ? std::string_view() : std::string_view(available.front());
}

}  // namespace socle::notifications
