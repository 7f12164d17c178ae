// audit_changes(): a row of the audit trail for each row that changes. guard_audit(): that trail
// stays as it is.
#include <algorithm>

#include "domain/errors/catalogue.hpp"
#include "domain/trail/redaction.hpp"
#include "pg/json_object.hpp"
#include "pg/row_columns.hpp"
#include "socle/audit_json.hpp"
#include "socle/audit_seals.hpp"
#include "socle/identity.hpp"

namespace socle {

namespace {

// What CREATE TRIGGER says.
struct Arguments {
  std::vector<std::string> key{"id"};
  std::vector<std::string> redacted;
};

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> names;
  while (true) {
    const std::size_t comma = list.find(',');
    names.emplace_back(list.substr(0, comma));
    if (comma == list.npos) return names;
    list.remove_prefix(comma + 1);
  }
}

Arguments read_arguments(const pg::Trigger& trigger) {
  Arguments arguments;
  for (const std::string_view argument : trigger.arguments()) {
    if (argument.starts_with("key=")) {
      arguments.key = split(argument.substr(4));
    } else if (argument.starts_with("redact=")) {
      arguments.redacted = split(argument.substr(7));
    } else {
      throw pg::Refused(Refusal(errors::invalid_value)
                            .with("field", "arguments of the trigger")
                            .with("reason", "neither key=COLUMNS nor redact=COLUMNS"));
    }
  }
  return arguments;
}

bool is_hidden(const Arguments& arguments, std::string_view column) {
  return trail::is_secret(column) || std::find(arguments.redacted.begin(), arguments.redacted.end(),
                                               column) != arguments.redacted.end();
}

// A row before or after, as far as it is written down.
struct Side {
  std::optional<pg::JsonObject> object;

  void add(const char* column, const pg::Row& row, bool is_shown) {
    if (!object) object.emplace();
    if (is_shown || row.is_null(column))
      object->add(column, row);
    else
      object->add(column, trail::redacted);
  }
  std::optional<pg::JsonDatum> finished() {
    if (!object) return std::nullopt;
    return object->finish();
  }
};

std::string key_of(const Arguments& arguments, const pg::Row& row) {
  std::string key;
  for (const std::string& column : arguments.key) {
    if (!key.empty()) key += ',';
    key += row.get<std::string>(column.c_str());
  }
  return key;
}

// Of an update only the columns that changed; nothing if none did.
void audit_changes(pg::Trigger& trigger) {
  const Arguments arguments = read_arguments(trigger);
  const pg::Row& row = trigger.is_delete() ? trigger.old_row() : trigger.new_row();
  // A name that is mistyped would show what it was to hide.
  for (const std::string& column : arguments.redacted) (void)row.is_null(column.c_str());
  Side before;
  Side after;
  for (const char* const column : pg::column_names(trigger)) {
    if (trigger.is_update() && !pg::Row::differs(trigger.old_row(), trigger.new_row(), column))
      continue;
    const bool is_shown = !is_hidden(arguments, column);
    if (!trigger.is_insert()) before.add(column, trigger.old_row(), is_shown);
    if (!trigger.is_delete()) after.add(column, trigger.new_row(), is_shown);
  }
  if (!before.object && !after.object) return;
  const std::string table = trigger.table_name();
  const std::string_view event = trigger.is_insert()   ? ".insert"
                                 : trigger.is_delete() ? ".delete"
                                                       : ".update";
  pg::Spi spi;
  audit_json(spi, trigger.function_schema(), uid(), table + std::string(event), table,
             key_of(arguments, row), before.finished(), after.finished());
}

void deny_change(pg::Trigger& trigger) {
  throw pg::Refused(Refusal(errors::append_only).with("table", trigger.table_name()));
}

// Seals are written by their functions, rows of the trail are deleted by prune_audit().
void guard_audit(pg::Trigger& trigger) {
  const bool is_seal = trigger.table_name() == "audit_seals";
  const bool is_written = is_seal && (trigger.is_insert() || trigger.is_update());
  if (is_keeping_audit() && (trigger.is_delete() || is_written)) return;
  deny_change(trigger);
}

}  // namespace

}  // namespace socle

SOCLE_TRIGGER(socle_audit_changes, socle::audit_changes);
SOCLE_TRIGGER(socle_guard_audit, socle::guard_audit);
SOCLE_TRIGGER(socle_deny_change, socle::deny_change);
