// capture_event(): an event for each row that a statement changes.
#include "domain/errors/catalogue.hpp"
#include "pg/json_object.hpp"
#include "pg/new_rows.hpp"
#include "pg/scratch_memory.hpp"
#include "socle/events.hpp"

namespace socle {

namespace {

constexpr std::size_t fixed_arguments = 3;

// What CREATE TRIGGER says.
struct Capture {
  std::string_view topic;
  std::string_view kind;
  std::string_view deciding;  // columns that decide who may follow, separated by commas
  std::span<char* const> columns;
};

Capture read_arguments(const pg::Trigger& trigger) {
  const std::span<char* const> arguments = trigger.arguments();
  if (arguments.size() <= fixed_arguments)
    throw pg::Refused(Refusal(errors::invalid_value)
                          .with("field", "arguments of the trigger")
                          .with("reason", "topic, kind, deciding columns, columns"));
  return {arguments[0], arguments[1], arguments[2], arguments.subspan(fixed_arguments)};
}

// The topic with the row's values in place of {column}, or whom it is for; false if there is none.
bool address(const Capture& capture, const pg::Row& row, std::string& topic, NewEvent& event) {
  topic.clear();
  std::string_view rest = capture.topic;
  while (!rest.empty()) {
    const std::size_t open = rest.find('{');
    topic += rest.substr(0, open);
    if (open == std::string_view::npos) break;
    const std::size_t close = rest.find('}', open);
    const std::string column(rest.substr(open + 1, close - open - 1));
    const auto value = row.get<std::optional<std::string>>(column.c_str());
    if (!value) return false;
    topic += *value;
    rest = close == std::string_view::npos ? std::string_view() : rest.substr(close + 1);
  }
  event.topic = topic;
  const std::size_t colon = topic.find(':');
  if (topic.compare(0, colon, events::personal) != 0 || colon == std::string::npos) return true;
  event.recipient = parse_uuid(std::string_view(topic).substr(colon + 1));
  event.topic = events::personal;
  return event.recipient.has_value();
}

// Whether a column changed that decides who may follow, and whom the row names there now: they
// see nothing of the topic that came before.
bool is_deciding_changed(const Capture& capture, pg::Trigger& trigger, std::string& joined) {
  bool is_changed = false;
  joined = R"({"joined":[)";
  std::string_view rest = capture.deciding;
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    const std::string column(rest.substr(0, comma));
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    if (!pg::Row::differs(trigger.old_row(), trigger.new_row(), column.c_str())) continue;
    is_changed = true;
    const auto now = trigger.new_row().get<std::optional<std::string>>(column.c_str());
    if (now) append_json_element(joined, *now);
  }
  joined += "]}";
  return is_changed;
}

void add_new(pg::JsonObject& payload, const Capture& capture, const pg::Row& row) {
  payload.open("new");
  for (const char* const column : capture.columns) payload.add(column, row);
  payload.close();
}

// What a new row shows: {"new": {…}}.
pg::JsonDatum created_payload(const Capture& capture, const pg::Row& row) {
  pg::JsonObject payload;
  add_new(payload, capture, row);
  return payload.finish();
}

// {"new": {…}, "old": {…}}: of an update all that is listed, and what of it was otherwise. Nothing
// if an update changed nothing that is listed.
std::optional<pg::JsonDatum> payload_of(const Capture& capture, pg::Trigger& trigger) {
  if (trigger.is_insert()) return created_payload(capture, trigger.new_row());
  pg::JsonObject payload;
  if (!trigger.is_delete()) add_new(payload, capture, trigger.new_row());
  bool is_changed = trigger.is_delete();
  payload.open("old");
  for (const char* const column : capture.columns) {
    if (!trigger.is_delete() && !pg::Row::differs(trigger.old_row(), trigger.new_row(), column))
      continue;
    is_changed = true;
    payload.add(column, trigger.old_row());
  }
  payload.close();
  if (!is_changed) return std::nullopt;
  return payload.finish();
}

std::string id_of(const Capture& capture, const pg::Row& row) {
  return row.get<std::string>(row.has("id") ? "id" : capture.columns.front());
}

// One event for each row that a statement inserted, for a fraction of what as many triggers cost.
void capture_inserted(const Capture& capture, const pg::Trigger& trigger) {
  if (capture.kind == events::access_kind) return;
  const std::string table = trigger.table_name();
  const std::string kind = std::string(capture.kind) + ".created";
  pg::NewRows rows(trigger);
  pg::ScratchMemory memory;
  EventBatch batch(trigger.function_schema());
  std::string topic;
  while (rows.next()) {
    NewEvent event;
    if (address(capture, rows.row(), topic, event)) {
      const std::string id = id_of(capture, rows.row());
      event.kind = kind;
      event.entity = table;
      event.entity_id = id;
      event.payload = created_payload(capture, rows.row());
      batch.add(event);
    }
    if (!batch.is_empty()) continue;
    memory.reset();
    pg::check_interrupts();
  }
  batch.write();
}

void capture_event(pg::Trigger& trigger) {
  const Capture capture = read_arguments(trigger);
  if (!trigger.is_for_row()) return capture_inserted(capture, trigger);
  const pg::Row& row = trigger.is_delete() ? trigger.old_row() : trigger.new_row();
  NewEvent event;
  std::string topic;
  if (!address(capture, row, topic, event)) return;
  const pg::Schema system = trigger.function_schema();
  const std::string table = trigger.table_name();
  const std::string id = id_of(capture, row);
  event.entity = table;
  event.entity_id = id;
  std::string joined;
  if (trigger.is_update() && is_deciding_changed(capture, trigger, joined)) {
    event.kind = events::access_kind;
    if (!event.recipient) event.payload = pg::to_datum({joined});
    emit(system, event);
  }
  if (capture.kind == events::access_kind) return;
  const std::optional<pg::JsonDatum> payload = payload_of(capture, trigger);
  if (!payload) return;
  const std::string kind = std::string(capture.kind) + (trigger.is_insert()   ? ".created"
                                                        : trigger.is_delete() ? ".deleted"
                                                                              : ".updated");
  event.kind = kind;
  event.payload = payload;
  emit(system, event);
}

}  // namespace

}  // namespace socle

SOCLE_TRIGGER(socle_capture_event, socle::capture_event);
