// What has to act on a new row of an open table: NOT NULL, CHECKs and listed triggers. Worked out
// once for each backend, where the executor does so in each statement.
#include <algorithm>

#include "pg/direct_shape.hpp"

namespace socle::pg {

namespace {

bool is_foreign_key(const ::Trigger& trigger) {
  return trigger.tgisinternal && RI_FKey_trigger_type(trigger.tgfoid) == RI_TRIGGER_FK;
}

bool is_listed(const char* symbol, const DirectTable& definition) {
  return std::find(definition.called.begin(), definition.called.end(), symbol) !=
         definition.called.end();
}

// Whether it does for a row what it does for a statement.
bool is_to_be_called(const ::Trigger& trigger, const DirectTable& definition) {
  if (trigger.tgqual != nullptr || !TRIGGER_FOR_AFTER(trigger.tgtype) ||
      TRIGGER_FOR_ROW(trigger.tgtype))
    return false;
  HeapTuple const found = SearchSysCache1(PROCOID, ObjectIdGetDatum(trigger.tgfoid));
  if (!HeapTupleIsValid(found)) return false;
  bool is_null = false;
  const Datum symbol = SysCacheGetAttr(PROCOID, found, Anum_pg_proc_prosrc, &is_null);
  const auto* const function = reinterpret_cast<Form_pg_proc>(GETSTRUCT(found));
  const bool is_known = function->prolang == ClanguageId && !is_null &&
                        is_listed(TextDatumGetCString(symbol), definition);
  ReleaseSysCache(found);
  return is_known;
}

bool acts_now(const ::Trigger& trigger) {
  const bool is_replica = SessionReplicationRole == SESSION_REPLICATION_ROLE_REPLICA;
  return trigger.tgenabled == TRIGGER_FIRES_ALWAYS ||
         trigger.tgenabled == (is_replica ? TRIGGER_FIRES_ON_REPLICA : TRIGGER_FIRES_ON_ORIGIN);
}

[[noreturn]] void refuse_null(Relation relation, int column) {
  const char* const name = NameStr(TupleDescAttr(RelationGetDescr(relation), column)->attname);
  ereport(ERROR, errcode(ERRCODE_NOT_NULL_VIOLATION),
          errmsg("null value in column \"%s\" of relation \"%s\" violates not-null constraint",
                 name, RelationGetRelationName(relation)),
          errtablecol(relation, column + 1));
}

}  // namespace

Obstacle read_triggers(Relation relation, DirectShape& shape) {
  shape.triggers = {};
  if (relation->trigdesc == nullptr) return {};
  // The open table may get others while one is being called.
  const TriggerDesc* const all = CopyTriggerDesc(relation->trigdesc);
  auto* const called = static_cast<DirectTrigger*>(
      palloc0(sizeof(DirectTrigger) * static_cast<std::size_t>(all->numtriggers)));
  std::size_t count = 0;
  for (int i = 0; i < all->numtriggers; ++i) {
    ::Trigger& trigger = all->triggers[i];
    if (trigger.tgenabled == TRIGGER_DISABLED) {
      if (is_foreign_key(trigger)) return {"a foreign key is switched off", trigger.tgname};
      continue;
    }
    if (shape.definition->is_emptied && TRIGGER_FOR_DELETE(trigger.tgtype))
      return {"a trigger would not fire", trigger.tgname};
    if (!TRIGGER_FOR_INSERT(trigger.tgtype)) continue;
    if (shape.definition->guard == trigger.tgname) continue;
    if (is_foreign_key(trigger) && trigger.tgenabled == TRIGGER_FIRES_ON_ORIGIN) continue;
    if (!is_to_be_called(trigger, *shape.definition))
      return {"a trigger would not fire", trigger.tgname};
    called[count].trigger = &trigger;
    fmgr_info(trigger.tgfoid, &called[count].function);
    ++count;
  }
  shape.triggers = {called, count};
  return {};
}

void read_checks(Relation relation, DirectShape& shape) {
  shape.checks = {};
  const TupleConstr* const constraints = RelationGetDescr(relation)->constr;
  if (constraints == nullptr || constraints->num_check == 0) return;
  auto* const checks =
      static_cast<DirectCheck*>(palloc0(sizeof(DirectCheck) * constraints->num_check));
  std::size_t count = 0;
  for (int i = 0; i < constraints->num_check; ++i) {
    const ConstrCheck& check = constraints->check[i];
#if PG_VERSION_NUM >= 180000
    if (!check.ccenforced) continue;
#endif
    auto* const condition = static_cast<Expr*>(stringToNode(check.ccbin));
    checks[count++] = {pstrdup(check.ccname), ExecPrepareExpr(condition, shape.executor)};
  }
  shape.checks = {checks, count};
}

void check_row(Relation relation, const DirectShape& shape, TupleTableSlot* row) {
  for (int i = 0; i < row->tts_tupleDescriptor->natts; ++i)
    if (row->tts_isnull[i] && TupleDescAttr(row->tts_tupleDescriptor, i)->attnotnull)
      refuse_null(relation, i);
  ExprContext* const context = GetPerTupleExprContext(shape.executor);
  context->ecxt_scantuple = row;
  for (const DirectCheck& check : shape.checks)
    if (!ExecCheck(check.condition, context))
      ereport(ERROR, errcode(ERRCODE_CHECK_VIOLATION),
              errmsg("new row for relation \"%s\" violates check constraint \"%s\"",
                     RelationGetRelationName(relation), check.name),
              errtableconstraint(relation, check.name));
}

void call_triggers(Relation relation, const DirectShape& shape, TupleTableSlot* row) {
  if (shape.triggers.empty()) return;
  bool is_copy = false;
  HeapTuple const tuple = ExecFetchSlotHeapTuple(row, true, &is_copy);
  tuple->t_self = row->tts_tid;
  for (DirectTrigger& called : shape.triggers) {
    if (!acts_now(*called.trigger)) continue;
    TriggerData data{};
    data.type = T_TriggerData;
    data.tg_event = TRIGGER_EVENT_INSERT | TRIGGER_EVENT_ROW | TRIGGER_EVENT_AFTER;
    data.tg_relation = relation;
    data.tg_trigger = called.trigger;
    data.tg_trigtuple = tuple;
    data.tg_trigslot = row;
    LOCAL_FCINFO(arguments, 0);
    InitFunctionCallInfoData(*arguments, &called.function, 0, InvalidOid,
                             reinterpret_cast<fmNodePtr>(&data), nullptr);
    FunctionCallInvoke(arguments);
  }
  if (is_copy) heap_freetuple(tuple);
}

}  // namespace socle::pg
