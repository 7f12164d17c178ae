#include "stream/request.hpp"

#include <algorithm>
#include <charconv>

#include "domain/errors/catalogue.hpp"
#include "domain/events/topics.hpp"

namespace socle::stream {
namespace {

constexpr std::size_t topic_length_max = 200;

Refusal invalid(std::string_view field, std::string_view reason) {
  return Refusal(errors::invalid_value).with("field", field).with("reason", reason);
}

std::optional<int> hexadecimal(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

// Nothing for what is not encoded as it must be.
std::optional<std::string> decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const auto high = hexadecimal(text[i + 1]), low = hexadecimal(text[i + 2]);
    if (!high || !low) return std::nullopt;
    decoded += static_cast<char>(*high * 16 + *low);
    i += 2;
  }
  return decoded;
}

// The value of a parameter of the query; empty if it is not there.
Result<std::string> parameter(std::string_view target, std::string_view name) {
  const std::size_t mark = target.find('?');
  std::string_view rest = mark == std::string_view::npos ? "" : target.substr(mark + 1);
  while (!rest.empty()) {
    const std::size_t end = rest.find('&');
    const std::string_view pair = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    const std::size_t equals = pair.find('=');
    if (pair.substr(0, equals) != name) continue;
    if (equals == std::string_view::npos) return std::string();
    auto value = decode(pair.substr(equals + 1));
    if (!value) return invalid(name, "bad encoding");
    return *std::move(value);
  }
  return std::string();
}

bool is_topic(std::string_view text) {
  return !text.empty() && text.size() <= topic_length_max && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == ':' || c == '-';
  });
}

Result<std::vector<std::string>> read_topics(std::string_view list) {
  std::vector<std::string> topics;
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    const std::string_view topic = list.substr(0, comma);
    list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
    if (!is_topic(topic)) return invalid("topics", "not like request:ID");
    if (topic != events::personal && std::ranges::find(topics, topic) == topics.end())
      topics.emplace_back(topic);
    if (topics.size() > topics_max) return invalid("topics", "more than 100");
  }
  return topics;
}

// Either of two words, upper or lower case, and a blank: "Bearer x".
Result<std::string> read_token(const RawRequest& raw) {
  constexpr std::string_view scheme = "bearer ";
  std::string_view header = raw.authorization;
  if (header.empty()) {
    auto found = parameter(raw.target, "access_token");
    if (found && found.value().empty()) return Refusal(errors::authentication_required);
    return found;
  }
  std::string start(header.substr(0, scheme.size()));
  std::ranges::transform(start, start.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  });
  if (start != scheme) return Refusal(errors::authentication_required);
  header.remove_prefix(scheme.size());
  while (header.starts_with(' ')) header.remove_prefix(1);
  return std::string(header);
}

Result<std::optional<std::int64_t>> read_cursor(const RawRequest& raw) {
  std::string text(raw.last_event_id);
  if (text.empty()) {
    const auto found = parameter(raw.target, "cursor");
    if (!found) return found.refusal();
    text = found.value();
  }
  if (text.empty()) return std::optional<std::int64_t>();
  std::int64_t cursor = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, cursor);
  if (error != std::errc() || rest != end || cursor < 0)
    return invalid("cursor", "not the id of an event");
  return std::optional(cursor);
}

}  // namespace

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

Result<EventsRequest> read_events_request(const RawRequest& raw) {
  auto token = read_token(raw);
  if (!token) return token.refusal();
  const auto list = parameter(raw.target, "topics");
  if (!list) return list.refusal();
  auto topics = read_topics(list.value());
  if (!topics) return topics.refusal();
  const auto cursor = read_cursor(raw);
  if (!cursor) return cursor.refusal();
  return EventsRequest{std::move(token).value(), std::move(topics).value(), cursor.value()};
}

}  // namespace socle::stream
