#include "pg/statement_check.hpp"

#include <vector>

namespace socle::pg {

namespace {

constinit ExecutorCheckPerms_hook_type outer_hook = nullptr;
constinit ConcernsRole concerns_role = nullptr;
constinit StatementCheck statement_check = nullptr;

bool check_tables(List* tables) {
  std::vector<Oid> oids;
  ListCell* cell = nullptr;
  foreach (cell, tables) {
#if PG_VERSION_NUM >= 160000
    const auto* const table = static_cast<const RTEPermissionInfo*>(lfirst(cell));
    if (!OidIsValid(table->checkAsUser)) oids.push_back(table->relid);
#else
    const auto* const table = static_cast<const RangeTblEntry*>(lfirst(cell));
    if (table->rtekind == RTE_RELATION && !OidIsValid(table->checkAsUser))
      oids.push_back(table->relid);
#endif
  }
  statement_check(oids);
  return true;
}

bool is_concerned(int) { return concerns_role(GetUserId()); }

#if PG_VERSION_NUM >= 160000
bool hook(List* range_table, List* permissions, bool raises) {
  if (outer_hook != nullptr && !outer_hook(range_table, permissions, raises)) return false;
  List* const tables = permissions;
#else
bool hook(List* range_table, bool raises) {
  if (outer_hook != nullptr && !outer_hook(range_table, raises)) return false;
  List* const tables = range_table;
#endif
  return !shielded<is_concerned>(0) || shielded<check_tables>(tables);
}

constinit RolesChanged roles_changed = nullptr;
void role_callback(Datum, int, uint32) { roles_changed(); }

}  // namespace

void check_statements(ConcernsRole concerns, StatementCheck check) {
  concerns_role = concerns;
  statement_check = check;
  outer_hook = ExecutorCheckPerms_hook;
  ExecutorCheckPerms_hook = hook;
}

void on_role_change(RolesChanged changed) {
  roles_changed = changed;
  CacheRegisterSyscacheCallback(AUTHOID, role_callback, 0);
}

}  // namespace socle::pg
