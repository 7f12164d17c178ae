#include "pg/kept_checks.hpp"

#include <array>

#include "pg/cache.hpp"
#include "pg/known_function.hpp"

extern "C" {
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
}

namespace socle::pg {

namespace {

// Lives in `memory`, and goes with it.
struct Conditions {
  MemoryContext memory;
  ExprState** states;  // as the executor wants them
  int borrowers;       // statements at work that have them
  bool is_forgotten;   // goes with the last of these
};

struct KeptChecks {
  Oid table = InvalidOid;
  bool is_current = false;  // nothing has been heard of a change since it was looked at
  bool is_ready = false;
  Conditions* conditions = nullptr;  // null: the executor prepares its own
};

constexpr std::size_t kept_max = 64;
constinit std::array<KeptChecks, kept_max> kept;
constinit std::size_t next_kept = 0;
constinit const char* owner_name = nullptr;
constinit ExecutorStart_hook_type outer_hook = nullptr;

void table_changed(Oid table) noexcept {
  for (KeptChecks& checks : kept)
    if (table == InvalidOid || checks.table == table) checks.is_current = false;
}

void functions_changed() noexcept { table_changed(InvalidOid); }

KeptChecks& slot_for(Oid table) {
  for (KeptChecks& checks : kept)
    if (checks.table == table) return checks;
  KeptChecks& checks = kept[next_kept];
  next_kept = (next_kept + 1) % kept_max;
  checks.table = table;
  checks.is_current = false;
  return checks;
}

// The functions below are called by PostgreSQL: they raise, and own nothing.

// Whether it could answer otherwise another time, or to another role, or do more than answer.
bool is_fickle(Oid function, void*) {
  HeapTuple const found = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
  if (!HeapTupleIsValid(found)) return true;
  bool has_default_rights = false;
  SysCacheGetAttr(PROCOID, found, Anum_pg_proc_proacl, &has_default_rights);
  const bool is_immutable =
      reinterpret_cast<Form_pg_proc>(GETSTRUCT(found))->provolatile == PROVOLATILE_IMMUTABLE;
  ReleaseSysCache(found);
  return function >= FirstNormalObjectId || !is_immutable || !has_default_rights;
}

// Whether part of it would keep something of the statement that evaluates it first, such as the
// shape of a row, or of what it was made of, such as the constraints of a domain.
bool needs_executor(Node* node, void* context) {
  if (node == nullptr) return false;
  switch (nodeTag(node)) {
    case T_Var:
      return reinterpret_cast<Var*>(node)->varattno <= 0;
    case T_NullTest:
      if (reinterpret_cast<NullTest*>(node)->argisrow) return true;
      break;
    case T_ScalarArrayOpExpr:
      if (OidIsValid(reinterpret_cast<ScalarArrayOpExpr*>(node)->hashfuncid)) return true;
      break;
    case T_Const:
    case T_List:
    case T_FuncExpr:
    case T_OpExpr:
    case T_DistinctExpr:
    case T_NullIfExpr:
    case T_BoolExpr:
    case T_RelabelType:
    case T_CaseExpr:
    case T_CaseWhen:
    case T_CoalesceExpr:
    case T_ArrayExpr:
    case T_BooleanTest:
      break;
    default:
      return true;
  }
  if (check_functions_in_node(node, is_fickle, nullptr)) return true;
#if PG_VERSION_NUM >= 160000
  return expression_tree_walker(node, needs_executor, context);
#else
  const auto walker = reinterpret_cast<void (*)()>(needs_executor);
  return expression_tree_walker(node, reinterpret_cast<bool (*)()>(walker), context);
#endif
}

// Null if the executor has to.
ExprState** prepare(const TupleConstr& constraints) {
  auto* const conditions =
      static_cast<ExprState**>(palloc0(sizeof(ExprState*) * constraints.num_check));
  for (int i = 0; i < constraints.num_check; ++i) {
    const ConstrCheck& check = constraints.check[i];
#if PG_VERSION_NUM >= 180000
    if (!check.ccenforced) continue;
#endif
    auto* const condition = static_cast<Node*>(stringToNode(check.ccbin));
    if (needs_executor(condition, nullptr)) return nullptr;
    conditions[i] = ExecInitExpr(expression_planner(reinterpret_cast<Expr*>(condition)), nullptr);
  }
  return conditions;
}

void free_if_unused(const Conditions& conditions) {
  if (conditions.borrowers == 0) MemoryContextDelete(conditions.memory);
}

// A statement up the stack may still use what was known.
void forget(KeptChecks& checks) {
  checks.is_ready = false;
  Conditions* const known = checks.conditions;
  checks.conditions = nullptr;
  if (known == nullptr) return;
  known->is_forgotten = true;
  free_if_unused(*known);
}

// Called when the memory of the statement goes, however it ends.
void give_back(void* borrowed) {
  auto& conditions = *static_cast<Conditions*>(borrowed);
  --conditions.borrowers;
  if (conditions.is_forgotten) free_if_unused(conditions);
}

ExprState** borrow(Conditions& conditions, MemoryContext statement) {
  auto* const end = static_cast<MemoryContextCallback*>(
      MemoryContextAlloc(statement, sizeof(MemoryContextCallback)));
  end->func = give_back;
  end->arg = &conditions;
  MemoryContextRegisterResetCallback(statement, end);
  ++conditions.borrowers;
  return conditions.states;
}

void look_at(Relation table, KeptChecks& checks) {
  forget(checks);
  checks.is_current = true;
  MemoryContext const fresh =
      AllocSetContextCreate(CurrentMemoryContext, "checks of a table", ALLOCSET_SMALL_SIZES);
  MemoryContext const outer = MemoryContextSwitchTo(fresh);
  ExprState** const states = prepare(*RelationGetDescr(table)->constr);
  auto* const conditions = static_cast<Conditions*>(palloc(sizeof(Conditions)));
  *conditions = {fresh, states, 0, false};
  MemoryContextSetIdentifier(
      fresh, psprintf("%s %u", RelationGetRelationName(table), RelationGetRelid(table)));
  MemoryContextSwitchTo(outer);
  if (states == nullptr) {
    MemoryContextDelete(fresh);
  } else {
    MemoryContextSetParent(fresh, CacheMemoryContext);
    checks.conditions = conditions;
  }
  checks.is_ready = true;
}

void lend(ResultRelInfo& target, Oid owner, MemoryContext statement) {
  Relation const table = target.ri_RelationDesc;
  const TupleConstr* const constraints = RelationGetDescr(table)->constr;
  if (constraints == nullptr || constraints->num_check == 0) return;
  if (table->rd_rel->relowner != owner || table->rd_rel->relkind != RELKIND_RELATION) return;
#if PG_VERSION_NUM >= 180000
  if (constraints->has_generated_virtual) return;
  ExprState**& place = target.ri_CheckConstraintExprs;
#else
  ExprState**& place = target.ri_ConstraintExprs;
#endif
  if (place != nullptr) return;
  KeptChecks& checks = slot_for(RelationGetRelid(table));
  if (!checks.is_current || !checks.is_ready) look_at(table, checks);
  if (checks.conditions != nullptr) place = borrow(*checks.conditions, statement);
}

void start(QueryDesc* query, int flags) {
  if (outer_hook != nullptr)
    outer_hook(query, flags);
  else
    standard_ExecutorStart(query, flags);
  List* const targets = query->estate->es_opened_result_relations;
  if (targets == NIL || (flags & EXEC_FLAG_EXPLAIN_ONLY) != 0) return;
  const Oid owner = get_role_oid(owner_name, true);
  if (!OidIsValid(owner)) return;
  ListCell* cell = nullptr;
  foreach (cell, targets)
    lend(*static_cast<ResultRelInfo*>(lfirst(cell)), owner, query->estate->es_query_cxt);
}

}  // namespace

void keep_checks_of(const char* owner) {
  owner_name = owner;
  on_table_change(table_changed);
  on_function_change(functions_changed);
  outer_hook = ExecutorStart_hook;
  ExecutorStart_hook = start;
}

}  // namespace socle::pg
