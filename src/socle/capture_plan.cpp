#include "socle/capture_plan.hpp"

#include <algorithm>

#include "domain/errors/catalogue.hpp"
#include "pg/row_columns.hpp"
#include "pg/trigger_memory.hpp"

namespace socle {

namespace {

constexpr std::size_t fixed_arguments = 3;

constinit pg::TriggerMemory<CapturePlan> known;

std::vector<CapturePlan::TopicPart> parts_of(const pg::Trigger& trigger, std::string_view topic) {
  std::vector<CapturePlan::TopicPart> parts;
  while (!topic.empty()) {
    const std::size_t open = std::min(topic.find('{'), topic.size());
    CapturePlan::TopicPart& part = parts.emplace_back();
    part.text = topic.substr(0, open);
    topic.remove_prefix(open);
    if (topic.empty()) break;
    const std::size_t close = std::min(topic.find('}'), topic.size());
    part.column = pg::column_of(trigger, topic.substr(1, close - 1));
    topic.remove_prefix(std::min(close + 1, topic.size()));
  }
  return parts;
}

std::vector<pg::Column> columns_named(const pg::Trigger& trigger, std::string_view list) {
  std::vector<pg::Column> columns;
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    columns.push_back(pg::column_of(trigger, list.substr(0, comma)));
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return columns;
}

// Those of the payload, each once, however often it is listed.
std::vector<pg::Column> shown_columns(const pg::Trigger& trigger, std::span<char* const> names) {
  std::vector<pg::Column> columns;
  for (const std::string_view name : names) {
    const auto has_name = [&](const pg::Column& column) { return column.name == name; };
    if (std::none_of(columns.begin(), columns.end(), has_name))
      columns.push_back(pg::column_of(trigger, name));
  }
  return columns;
}

pg::Column id_column(const pg::Trigger& trigger, const CapturePlan& plan) {
  for (const pg::Column& column : pg::columns_of(trigger))
    if (column.name == "id") return column;
  return plan.shown.front();
}

CapturePlan make_plan(const pg::Trigger& trigger) {
  const std::span<char* const> arguments = trigger.arguments();
  if (arguments.size() <= fixed_arguments)
    throw pg::Refused(Refusal(errors::invalid_value)
                          .with("field", "arguments of the trigger")
                          .with("reason", "topic, kind, deciding columns, columns"));
  CapturePlan plan;
  plan.topic = parts_of(trigger, arguments[0]);
  plan.kind = arguments[1];
  plan.created = plan.kind + ".created";
  plan.updated = plan.kind + ".updated";
  plan.deleted = plan.kind + ".deleted";
  plan.deciding = columns_named(trigger, arguments[2]);
  plan.shown = shown_columns(trigger, arguments.subspan(fixed_arguments));
  plan.id = id_column(trigger, plan);
  plan.table = trigger.table_name();
  plan.system = trigger.function_schema();
  return plan;
}

}  // namespace

std::shared_ptr<const CapturePlan> capture_plan(const pg::Trigger& trigger) {
  return known.of(trigger, make_plan);
}

void forget_captures(Oid table) noexcept { known.forget(table); }

}  // namespace socle
