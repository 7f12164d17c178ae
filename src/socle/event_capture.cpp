// capture_event(): an event for each row that a statement changes.
#include "pg/json_object.hpp"
#include "pg/new_rows.hpp"
#include "pg/scratch_memory.hpp"
#include "socle/capture_plan.hpp"
#include "socle/events.hpp"

namespace socle {

namespace {

// The topic with the row's values in place of {column}, or whom it is for; false if there is none.
bool address(const CapturePlan& plan, const pg::Row& row, std::string& topic, NewEvent& event) {
  topic.clear();
  for (const auto& [text, column] : plan.topic) {
    topic += text;
    if (column && !row.append_text(*column, topic)) return false;
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
bool is_deciding_changed(const CapturePlan& plan, pg::Trigger& trigger, std::string& joined) {
  bool is_changed = false;
  joined = R"({"joined":[)";
  for (const pg::Column& column : plan.deciding) {
    if (!pg::Row::differs(trigger.old_row(), trigger.new_row(), column)) continue;
    is_changed = true;
    std::string now;
    if (trigger.new_row().append_text(column, now)) append_json_element(joined, now);
  }
  joined += "]}";
  return is_changed;
}

void add_new(pg::JsonObject& payload, const CapturePlan& plan, const pg::Row& row) {
  payload.open("new");
  for (const pg::Column& column : plan.shown) payload.add(column, row);
  payload.close();
}

// What a new row shows: {"new": {…}}.
pg::JsonDatum created_payload(const CapturePlan& plan, const pg::Row& row) {
  pg::JsonObject payload;
  add_new(payload, plan, row);
  return payload.finish();
}

pg::JsonDatum deleted_payload(const CapturePlan& plan, const pg::Row& row) {
  pg::JsonObject payload;
  payload.open("old");
  for (const pg::Column& column : plan.shown) payload.add(column, row);
  payload.close();
  return payload.finish();
}

// {"new": {…}, "old": {…}}: all that is listed, and what of it was otherwise. Nothing if nothing
// changed that is listed.
std::optional<pg::JsonDatum> updated_payload(const CapturePlan& plan, const pg::Row& before,
                                             const pg::Row& after) {
  pg::JsonObject payload;
  bool is_changed = false;
  for (const pg::Column& column : plan.shown) {
    if (!pg::Row::differs(before, after, column)) continue;
    if (!is_changed) payload.open("old");
    is_changed = true;
    payload.add(column, before);
  }
  if (!is_changed) return std::nullopt;
  payload.close();
  add_new(payload, plan, after);
  return payload.finish();
}

// One event for each row that a statement inserted, for a fraction of what as many triggers cost.
void capture_inserted(const CapturePlan& plan, const pg::Trigger& trigger) {
  if (plan.kind == events::access_kind) return;
  pg::NewRows rows(trigger);
  pg::ScratchMemory memory;
  EventBatch batch(plan.system);
  std::string topic;
  std::string id;
  while (rows.next()) {
    NewEvent event;
    if (address(plan, rows.row(), topic, event)) {
      id.clear();
      rows.row().append_text(plan.id, id);
      event.kind = plan.created;
      event.entity = plan.table;
      event.entity_id = id;
      event.payload = created_payload(plan, rows.row());
      batch.add(event);
    }
    if (!batch.is_empty()) continue;
    memory.reset();
    pg::check_interrupts();
  }
  batch.write();
}

void describe(const CapturePlan& plan, pg::Trigger& trigger, NewEvent& event) {
  if (trigger.is_insert()) {
    event.kind = plan.created;
    event.payload = created_payload(plan, trigger.new_row());
  } else if (trigger.is_delete()) {
    event.kind = plan.deleted;
    event.payload = deleted_payload(plan, trigger.old_row());
  } else {
    event.kind = plan.updated;
    event.payload = updated_payload(plan, trigger.old_row(), trigger.new_row());
  }
}

void capture_event(pg::Trigger& trigger) {
  const std::shared_ptr<const CapturePlan> remembered = capture_plan(trigger);
  const CapturePlan& plan = *remembered;
  if (!trigger.is_for_row()) return capture_inserted(plan, trigger);
  const pg::Row& row = trigger.is_delete() ? trigger.old_row() : trigger.new_row();
  NewEvent event;
  std::string topic;
  if (!address(plan, row, topic, event)) return;
  std::string id;
  row.append_text(plan.id, id);
  event.entity = plan.table;
  event.entity_id = id;
  std::string joined;
  if (trigger.is_update() && is_deciding_changed(plan, trigger, joined)) {
    event.kind = events::access_kind;
    if (!event.recipient) event.payload = pg::to_datum({joined});
    emit(plan.system, event);
  }
  if (plan.kind == events::access_kind) return;
  describe(plan, trigger, event);
  if (event.payload) emit(plan.system, event);
}

}  // namespace

}  // namespace socle

SOCLE_TRIGGER(socle_capture_event, socle::capture_event);
