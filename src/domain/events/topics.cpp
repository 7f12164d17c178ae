#include "domain/events/topics.hpp"

#include <algorithm>

#include "domain/errors/catalogue.hpp"

namespace socle::events {
namespace {

constexpr std::size_t topic_length_max = 200;
constexpr std::size_t kind_length_max = 100;

Refusal invalid(std::string_view field, std::string_view reason) {
  return Refusal(errors::invalid_value).with("field", field).with("reason", reason);
}

bool is_word(std::string_view text) {
  const auto is_allowed = [](char c) { return (c >= 'a' && c <= 'z') || c == '_' || c == '.'; };
  return !text.empty() && text.front() >= 'a' && std::ranges::all_of(text, is_allowed);
}

}  // namespace

Result<Topic> read_topic(std::string_view text, std::span<const std::string_view> subjects) {
  const std::size_t colon = text.find(':');
  const std::string_view subject = text.substr(0, colon);
  if (colon == std::string_view::npos || std::ranges::find(subjects, subject) == subjects.end())
    return invalid("topics", "no such topic");
  const auto id = parse_uuid(text.substr(colon + 1));
  if (!id) return invalid("topics", "the part after the colon is not a UUID");
  return Topic{std::string(subject), *id};
}

Check check_event(std::string_view topic, std::string_view kind, bool has_recipients) {
  if (!is_word(kind) || kind.size() > kind_length_max)
    return invalid("kind", "lower-case words, joined by dots");
  if (kind == reset_kind) return invalid("kind", "reserved");
  const bool is_personal = topic == personal;
  if (is_personal != has_recipients)
    return invalid("recipients", "given for the topic person, and for no other");
  const std::size_t colon = topic.find(':');
  const std::string_view subject = topic.substr(0, colon);
  const bool has_subject = colon != std::string_view::npos && is_word(subject) &&
                           subject != personal && colon + 1 < topic.size() &&
                           topic.size() <= topic_length_max;
  if (!is_personal && !has_subject) return invalid("topic", "not like request:ID");
  return {};
}

}  // namespace socle::events
