#include "stream/event.hpp"

#include "domain/events/topics.hpp"
#include "domain/result.hpp"

namespace socle::stream {
namespace {

Frame framed(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

EventKind read_kind(std::string_view kind) {
  if (kind == events::access_kind) return EventKind::access;
  return kind == events::reset_kind ? EventKind::reset : EventKind::ordinary;
}

void append_member(std::string& json, std::string_view name, const char* text) {
  json += ',';
  append_json_string(json, name);
  json += ':';
  if (text == nullptr)
    json += "null";
  else
    append_json_string(json, text);
}

// 2026-05-04 10:00:00.5+00 as 2026-05-04T10:00:00.5+00:00, which browsers read.
std::string iso_time(std::string_view text) {
  std::string time(text);
  const std::size_t blank = time.find(' ');
  if (blank != std::string::npos) time[blank] = 'T';
  if (time.ends_with("+00")) time += ":00";
  return time;
}

std::string data_of(const EventColumns& columns) {
  std::string data = R"({"id":)" + std::to_string(columns.id);
  append_member(data, "at", iso_time(columns.at).c_str());
  append_member(data, "topic", columns.topic);
  append_member(data, "kind", columns.kind);
  append_member(data, "entity", columns.entity);
  append_member(data, "entity_id", columns.entity_id);
  data += R"(,"payload":)";
  data += columns.payload;
  data += '}';
  return data;
}

std::string id_line(std::int64_t id) { return "id: " + std::to_string(id) + '\n'; }

std::string retry_line(std::chrono::milliseconds retry) {
  return "retry: " + std::to_string(retry.count()) + '\n';
}

}  // namespace

SharedEvent make_event(const EventColumns& columns, std::optional<Uuid> recipient, bool is_ours) {
  Event event;
  event.id = columns.id;
  event.topic = columns.topic;
  event.recipient = recipient;
  event.kind = read_kind(columns.kind);
  event.is_ours = is_ours;
  event.frame = event.kind == EventKind::reset
                    ? reset_frame(event.id)
                    : framed(id_line(event.id) + "data: " + data_of(columns) + "\n\n");
  return std::make_shared<const Event>(std::move(event));
}

Frame ready_frame(std::int64_t position, const std::vector<std::string>& topics,
                  std::chrono::milliseconds retry) {
  std::string list = "[";
  for (const std::string& topic : topics) append_json_element(list, topic);
  return framed(retry_line(retry) + "event: ready\n" + id_line(position) + R"(data: {"position":)" +
                std::to_string(position) + R"(,"topics":)" + list + "]}\n\n");
}

Frame reset_frame(std::int64_t position) {
  return framed("event: reset\n" + id_line(position) + R"(data: {"position":)" +
                std::to_string(position) + "}\n\n");
}

Frame revoked_frame(std::string_view topic) {
  std::string data = R"({"topic":)";
  append_json_string(data, topic);
  return framed("event: revoked\ndata: " + data + "}\n\n");
}

Frame end_frame(std::string_view reason) {
  return framed("event: end\ndata: " + std::string(reason) + "\n\n");
}

Frame heartbeat_frame(std::optional<std::int64_t> position) {
  return framed(":\n" + (position ? id_line(*position) + '\n' : std::string()));
}

Frame stop_frame(std::chrono::milliseconds retry) { return framed(retry_line(retry) + '\n'); }

}  // namespace socle::stream
