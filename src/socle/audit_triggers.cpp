// audit_row(), and audit_changes() for each row that changes: a row of the audit trail.
// guard_audit(): that trail stays as it is.
#include <algorithm>

#include "domain/errors/catalogue.hpp"
#include "domain/trail/redaction.hpp"
#include "pg/json_object.hpp"
#include "pg/row_columns.hpp"
#include "pg/trigger_memory.hpp"
#include "socle/audit.hpp"
#include "socle/audit_seals.hpp"
#include "socle/identity.hpp"
#include "socle/start.hpp"

namespace socle {

namespace {

// How rows of a trigger are written down, worked out from what CREATE TRIGGER says.
struct AuditPlan {
  struct Column {
    pg::Column column;
    bool is_shown;
  };
  std::vector<Column> columns;
  std::vector<pg::Column> key;
  std::string table;
  std::string inserted;
  std::string updated;
  std::string deleted;
  pg::Schema system;
};

constinit pg::TriggerMemory<AuditPlan> known;

void forget(Oid table) noexcept { known.forget(table); }

std::vector<std::string_view> split(std::string_view list) {
  std::vector<std::string_view> names;
  while (true) {
    const std::size_t comma = list.find(',');
    names.push_back(list.substr(0, comma));
    if (comma == list.npos) return names;
    list.remove_prefix(comma + 1);
  }
}

AuditPlan make_plan(const pg::Trigger& trigger) {
  std::vector<std::string_view> key{"id"};
  std::vector<std::string_view> redacted;
  for (const std::string_view argument : trigger.arguments()) {
    if (argument.starts_with("key=")) {
      key = split(argument.substr(4));
    } else if (argument.starts_with("redact=")) {
      redacted = split(argument.substr(7));
    } else {
      throw pg::Refused(Refusal(errors::invalid_value)
                            .with("field", "arguments of the trigger")
                            .with("reason", "neither key=COLUMNS nor redact=COLUMNS"));
    }
  }
  AuditPlan plan;
  // A name that is mistyped would show what it was to hide.
  for (const std::string_view name : redacted) (void)pg::column_of(trigger, name);
  for (pg::Column& column : pg::columns_of(trigger)) {
    const bool is_listed =
        std::find(redacted.begin(), redacted.end(), column.name) != redacted.end();
    const bool is_shown = !is_listed && !trail::is_secret(column.name);
    plan.columns.push_back({std::move(column), is_shown});
  }
  for (const std::string_view name : key) plan.key.push_back(pg::column_of(trigger, name));
  plan.table = trigger.table_name();
  plan.inserted = plan.table + ".insert";
  plan.updated = plan.table + ".update";
  plan.deleted = plan.table + ".delete";
  plan.system = trigger.function_schema();
  return plan;
}

// A row before or after, as far as it is written down.
struct Side {
  std::optional<pg::JsonObject> object;

  void add(const AuditPlan::Column& column, const pg::Row& row) {
    if (!object) object.emplace();
    if (column.is_shown || row.is_null(column.column))
      object->add(column.column, row);
    else
      object->add(column.column.name, trail::redacted);
  }
  std::optional<pg::JsonDatum> finished() {
    if (!object) return std::nullopt;
    return object->finish();
  }
};

std::string key_of(const AuditPlan& plan, const pg::Row& row) {
  std::string key;
  for (const pg::Column& column : plan.key) {
    if (!key.empty()) key += ',';
    row.append_text(column, key);
  }
  return key;
}

void write(pg::Spi& spi, pg::Trigger& trigger, const AuditPlan& plan,
           const std::optional<Uuid>& user, std::string_view action) {
  Side before;
  Side after;
  const pg::Row& row = trigger.is_delete() ? trigger.old_row() : trigger.new_row();
  for (const AuditPlan::Column& column : plan.columns) {
    // Of a whole row, what it has; of a change, also what it has no more.
    const bool is_noted = trigger.is_update() ? pg::Row::differs(trigger.old_row(),
                                                                 trigger.new_row(), column.column)
                                              : !row.is_null(column.column);
    if (!is_noted) continue;
    if (!trigger.is_insert()) before.add(column, trigger.old_row());
    if (!trigger.is_delete()) after.add(column, trigger.new_row());
  }
  if (!before.object && !after.object) return;
  audit(spi, plan.system, user, action, plan.table, key_of(plan, row), before.finished(),
        after.finished());
}

void audit_changes(pg::Trigger& trigger) {
  const std::shared_ptr<const AuditPlan> plan = known.of(trigger, make_plan);
  const std::string& action = trigger.is_insert()   ? plan->inserted
                              : trigger.is_delete() ? plan->deleted
                                                    : plan->updated;
  pg::Spi spi;
  write(spi, trigger, *plan, uid(), action);
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

void audit_row(pg::Spi& spi, pg::Trigger& trigger, const std::optional<Uuid>& user,
               std::string_view action) {
  write(spi, trigger, *known.of(trigger, make_plan), user, action);
}

void listen_for_audited_tables() { pg::on_table_change(forget); }

}  // namespace socle

SOCLE_TRIGGER(socle_audit_changes, socle::audit_changes);
SOCLE_TRIGGER(socle_guard_audit, socle::guard_audit);
SOCLE_TRIGGER(socle_deny_change, socle::deny_change);
