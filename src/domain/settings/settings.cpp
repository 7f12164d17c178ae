#include "domain/settings/settings.hpp"

#include <algorithm>
#include <utility>

#include "domain/errors/catalogue.hpp"
#include "domain/gather.hpp"
#include "domain/json.hpp"
#include "domain/settings/areas.hpp"

namespace socle::settings {
namespace {

constexpr std::span<const Definition> (*areas[])() = {
    platform_settings, quote_settings,   vehicle_settings, tracking_settings,
    delivery_settings, dispute_settings, wallet_settings,  account_settings,
    job_settings,      event_settings,   audit_settings,   notification_settings,
    limit_settings,
};

Refusal invalid(std::string_view key, std::string_view reason) {
  return Refusal(errors::invalid_setting).with("key", key).with("reason", reason);
}

Check check_integer(const Definition& definition, std::string_view json) {
  const auto number = read_integer(definition.key, json);
  if (!number) return number.refusal();
  if (number.value() < definition.minimum || number.value() > definition.maximum) {
    return invalid(definition.key, "out of bounds")
        .with("minimum", definition.minimum)
        .with("maximum", definition.maximum);
  }
  return {};
}

Check check_text(const Definition& definition, std::string_view json) {
  const auto text = read_text(definition.key, json);
  if (!text) return text.refusal();
  const auto& choices = definition.choices;
  if (std::find(choices.begin(), choices.end(), text.value()) != choices.end()) return {};

  return invalid(definition.key, "not one of the choices").with_texts("allowed", choices);
}

// Whether there is a zone of this name is known to the server only.
Check check_time_zone(std::string_view key, std::string_view json) {
  const auto name = read_text(key, json);
  if (!name) return name.refusal();
  if (name.value().empty()) return invalid(key, "not a time zone");
  return {};
}

}  // namespace

std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::integer:
      return "integer";
    case Kind::text:
      return "text";
    case Kind::time_zone:
      return "time_zone";
  }
  return {};
}

std::span<const Definition> definitions() {
  static const std::vector<Definition> all = gather(areas);
  return all;
}

const Definition* find_definition(std::string_view key) {
  for (const Definition& definition : definitions()) {
    if (definition.key == key) return &definition;
  }
  return nullptr;
}

Check check_setting(std::string_view key, std::string_view json) {
  const Definition* definition = find_definition(key);
  if (definition == nullptr) return invalid(key, "unknown key");
  switch (definition->kind) {
    case Kind::integer:
      return check_integer(*definition, json);
    case Kind::text:
      return check_text(*definition, json);
    case Kind::time_zone:
      return check_time_zone(key, json);
  }
  return invalid(key, "unknown key");
}

Result<std::int64_t> read_integer(std::string_view key, std::string_view json) {
  const auto document = json::read(json);
  if (!document || document->root.kind != json::Kind::integer) {
    return invalid(key, "not an integer");
  }
  return document->root.integer;
}

Result<std::string> read_text(std::string_view key, std::string_view json) {
  auto document = json::read(json);
  if (!document || document->root.kind != json::Kind::string) return invalid(key, "not a text");
  return std::move(document->root.text);
}

}  // namespace socle::settings
