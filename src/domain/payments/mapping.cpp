#include "domain/payments/mapping.hpp"

#include <optional>
#include <utility>

#include "domain/errors/catalogue.hpp"
#include "domain/json.hpp"
#include "domain/words.hpp"

namespace socle::payments {
namespace {

constexpr std::string_view meanings[] = {"payment.succeeded", "payment.failed", "payout.settled",
                                         "payout.failed", "other"};

Refusal invalid(std::string_view reason, std::string_view member) {
  return Refusal(errors::invalid_value)
      .with("field", "mapping")
      .with("reason", reason)
      .with("member", member);
}

// Takes in the values of a mapping one after the other, until one is refused.
class Reader {
 public:
  void take(const json::Place& place, const json::Value& value) {
    if (refusal_) return;
    const Check fine = place.depth == 0   ? check_kind(place, value, json::Kind::object)
                       : place.depth == 1 ? take_member(place, value)
                       : place.depth == 2 ? take_meaning(place, value)
                                          : take_type(place, value);
    if (!fine) refusal_ = fine.refusal();
  }

  Result<Mapping> finish() && {
    if (refusal_) return *std::move(refusal_);
    if (!has_types_) {
      for (const EventType meaning : {EventType::payment_succeeded, EventType::payment_failed,
                                      EventType::payout_settled, EventType::payout_failed}) {
        mapping_.types.emplace(to_string(meaning), meaning);
      }
    }
    return std::move(mapping_);
  }

 private:
  static Check check_kind(const json::Place& place, const json::Value& value, json::Kind kind) {
    if (value.kind == kind) return {};
    switch (kind) {
      case json::Kind::object:
        return invalid("not an object", place.pointer);
      case json::Kind::array:
        return invalid("not an array", place.pointer);
      default:
        return invalid("not a text", place.pointer);
    }
  }

  Check take_member(const json::Place& place, const json::Value& value) {
    if (place.name == "types") {
      has_types_ = true;
      return check_kind(place, value, json::Kind::object);
    }
    const auto part = find_word<Mapping::Part>(Mapping::part_names, place.name);
    if (!part && place.name != "amounts") return invalid("unknown member", place.pointer);
    if (const Check text = check_kind(place, value, json::Kind::string); !text) return text;
    if (!part) {
      mapping_.is_minor = value.text == "minor";
      if (mapping_.is_minor || value.text == "major") return {};
      return invalid("neither major nor minor", place.pointer);
    }
    // The empty pointer is the whole event, which is none of its parts.
    if (value.text.empty() || !json::is_pointer(value.text)) {
      return invalid("not a JSON pointer", place.pointer);
    }
    mapping_.pointers[*part] = value.text;
    return {};
  }

  Check take_meaning(const json::Place& place, const json::Value& value) {
    const auto meaning = find_word<EventType>(meanings, place.name);
    if (!meaning || *meaning == EventType::other) return invalid("unknown member", place.pointer);
    meaning_ = *meaning;
    return check_kind(place, value, json::Kind::array);
  }

  Check take_type(const json::Place& place, const json::Value& value) {
    if (const Check text = check_kind(place, value, json::Kind::string); !text) return text;
    if (value.text.empty()) return invalid("empty", place.pointer);
    if (!mapping_.types.emplace(value.text, meaning_).second) {
      return invalid("a type twice", place.pointer);
    }
    return {};
  }

  Mapping mapping_{{"/id", "/type", "/reference", "/amount", "/currency"}, false, {}};
  bool has_types_ = false;
  EventType meaning_ = EventType::other;  // whose types are being read
  std::optional<Refusal> refusal_;
};

}  // namespace

std::string_view to_string(EventType type) { return word_of(meanings, type); }

EventType Mapping::meaning_of(std::string_view provider_type) const {
  const auto known = types.find(provider_type);
  return known == types.end() ? EventType::other : known->second;
}

Result<Mapping> read_mapping(std::string_view mapping_json) {
  Reader reader;
  const bool is_json = json::visit(
      mapping_json,
      [&reader](const json::Place& place, const json::Value& value) { reader.take(place, value); });
  if (!is_json) return invalid("not JSON", "");
  return std::move(reader).finish();
}

}  // namespace socle::payments
