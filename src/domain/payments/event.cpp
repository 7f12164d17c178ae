#include "domain/payments/event.hpp"

#include <array>
#include <utility>

#include "domain/errors/catalogue.hpp"
#include "domain/json.hpp"
#include "domain/payments/mapping.hpp"
#include "domain/utf8.hpp"

namespace socle::payments {
namespace {

constexpr std::ptrdiff_t characters_max = 255;

using Part = Mapping::Part;

// What stands where the mapping points; null where nothing does.
using Found = std::array<json::Value, Mapping::part_names.size()>;

Refusal invalid(Part part, std::string_view reason) {
  return Refusal(errors::invalid_value)
      .with("field", Mapping::part_names[part])
      .with("reason", reason);
}

// A text, or a whole number where `may_be_integer`; empty if there is none.
Result<std::string> read_text(const Found& found, Part part, bool may_be_integer) {
  const json::Value& value = found[part];
  if (value.kind == json::Kind::null) return std::string();
  const bool is_text =
      value.kind == json::Kind::string || (may_be_integer && value.kind == json::Kind::integer);
  if (!is_text) return invalid(part, "not a text");
  if (character_count(value.text) > characters_max) return invalid(part, "too long");
  return value.text;
}

Result<std::string> read_required(const Found& found, Part part, bool may_be_integer) {
  auto text = read_text(found, part, may_be_integer);
  if (text && text.value().empty()) return invalid(part, "missing");
  return text;
}

Result<std::string> read_currency(const Found& found) {
  auto text = read_text(found, Part::currency, false);
  if (!text || text.value().empty()) return text;
  std::string code = std::move(text).value();
  for (char& letter : code) {
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  }
  if (const auto known = money::find_currency(code); !known) return known.refusal();
  return code;
}

Result<std::optional<money::Minor>> read_amount(const Found& found, std::string_view currency_code,
                                                bool is_minor) {
  const json::Value& value = found[Part::amount];
  if (value.kind == json::Kind::null) return std::optional<money::Minor>();
  const bool has_digits = value.kind == json::Kind::integer || value.kind == json::Kind::number ||
                          value.kind == json::Kind::string;
  if (!has_digits) return invalid(Part::amount, "not a number");
  // In minor units, any currency reads like one without decimals.
  money::Currency currency{currency_code, 0, currency_code};
  if (!is_minor) {
    if (currency_code.empty()) return invalid(Part::currency, "missing");
    currency = money::find_currency(currency_code).value();
  }
  const auto minor = money::parse_amount(value.text, currency);
  if (minor) return std::optional(minor.value());
  const bool is_number = &minor.refusal().definition() != &errors::invalid_amount;
  return is_number ? minor.refusal() : invalid(Part::amount, "not a positive decimal number");
}

Result<Found> find_parts(std::string_view payload, const Mapping& mapping) {
  Found found;
  const bool is_json = json::visit(payload, [&](const json::Place& place, json::Value& value) {
    for (std::size_t part = 0; part < found.size(); ++part) {
      // Not moved: two parts may point to the same value.
      if (place.pointer == mapping.pointers[part]) found[part] = value;
    }
  });
  if (is_json) return found;
  return Refusal(errors::invalid_value).with("field", "payload").with("reason", "not JSON");
}

}  // namespace

Check check_mapping(std::string_view mapping_json) {
  const auto mapping = read_mapping(mapping_json);
  if (!mapping) return mapping.refusal();
  return {};
}

Result<ProviderEvent> read_event(std::string_view payload, std::string_view mapping_json) {
  const auto mapping = read_mapping(mapping_json);
  if (!mapping) return mapping.refusal();
  const auto found = find_parts(payload, mapping.value());
  if (!found) return found.refusal();

  ProviderEvent event{};
  const auto id = read_required(found.value(), Part::event_id, true);
  if (!id) return id.refusal();
  const auto type = read_required(found.value(), Part::type, false);
  if (!type) return type.refusal();
  const auto reference = read_text(found.value(), Part::reference, true);
  if (!reference) return reference.refusal();
  event.id = id.value();
  event.type = type.value();
  event.reference = reference.value();
  event.meaning = mapping.value().meaning_of(event.type);
  if (event.meaning == EventType::other) return event;

  const auto currency = read_currency(found.value());
  if (!currency) return currency.refusal();
  const auto amount = read_amount(found.value(), currency.value(), mapping.value().is_minor);
  if (!amount) return amount.refusal();
  event.currency = currency.value();
  event.amount = amount.value();
  return event;
}

}  // namespace socle::payments
