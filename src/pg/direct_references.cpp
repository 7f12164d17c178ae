// Foreign keys of a new row of an open table, as the triggers of PostgreSQL check them.
#include "pg/direct_shape.hpp"

namespace socle::pg {

namespace {

// The functions below run inside call(): they raise, and own nothing.

[[noreturn]] void refuse(Relation relation, const DirectReference& reference, Datum value) {
  TupleDesc const columns = RelationGetDescr(relation);
  Form_pg_attribute const column = TupleDescAttr(columns, reference.column - 1);
  const char* const constraint = get_constraint_name(reference.constraint);
  Oid write = InvalidOid;
  bool is_long = false;
  getTypeOutputInfo(column->atttypid, &write, &is_long);
  ereport(ERROR, errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
          errmsg("insert or update on table \"%s\" violates foreign key constraint \"%s\"",
                 RelationGetRelationName(relation), constraint),
          errdetail("Key (%s)=(%s) is not present in table \"%s\".", NameStr(column->attname),
                    OidOutputFunctionCall(write, value), get_rel_name(reference.table)),
          errtableconstraint(relation, constraint));
}

// Locks the row that was found, so that it stays and keeps its key until the transaction ends.
// False if it went away meanwhile, or got another key.
bool lock(Relation table, Snapshot snapshot, TupleTableSlot* row, const DirectReference& reference,
          Oid collation, Datum value) {
  constexpr std::uint8_t in_progress = TUPLE_LOCK_FLAG_LOCK_UPDATE_IN_PROGRESS;
  const std::uint8_t flags =
      IsolationUsesXactSnapshot() ? in_progress : in_progress | TUPLE_LOCK_FLAG_FIND_LAST_VERSION;
  TM_FailureData failure;
  ItemPointerData place = row->tts_tid;
  const TM_Result result =
      table_tuple_lock(table, &place, snapshot, row, GetCurrentCommandId(false), LockTupleKeyShare,
                       LockWaitBlock, flags, &failure);
  if ((result == TM_Updated || result == TM_Deleted) && IsolationUsesXactSnapshot())
    refuse_stale_snapshot();
  if (result != TM_Ok) return false;
  if (!failure.traversed) return true;
  bool is_null = false;
  const Datum now = slot_getattr(row, reference.referenced, &is_null);
  return !is_null && DatumGetBool(OidFunctionCall2Coll(reference.equal, collation, now, value));
}

bool find(const DirectReference& reference, Datum value) {
  Relation const table = table_open(reference.table, RowShareLock);
  Relation const index = index_open(reference.index, AccessShareLock);
  const Oid collation = index->rd_indcollation[0];
  Snapshot const snapshot = GetActiveSnapshot();
  TupleTableSlot* const row = table_slot_create(table, nullptr);
  IndexScanDesc const scan = begin_scan(table, index, snapshot, 1);
  ScanKeyData wanted;
  ScanKeyEntryInitialize(&wanted, 0, 1, BTEqualStrategyNumber, InvalidOid, collation,
                         reference.equal, value);
  index_rescan(scan, &wanted, 1, nullptr, 0);
  bool is_found = false;
  while (!is_found && index_getnext_slot(scan, ForwardScanDirection, row))
    is_found = lock(table, snapshot, row, reference, collation, value);
  index_endscan(scan);
  ExecDropSingleTupleTableSlot(row);
  index_close(index, NoLock);
  table_close(table, NoLock);
  return is_found;
}

// Whether the column is what it is in the row that was checked before, and so is locked already.
bool is_same(const TupleTableSlot* row, const TupleTableSlot* checked, AttrNumber column) {
  if (checked == nullptr) return false;
  Form_pg_attribute const type = TupleDescAttr(row->tts_tupleDescriptor, column - 1);
  return datumIsEqual(row->tts_values[column - 1], checked->tts_values[column - 1], type->attbyval,
                      type->attlen);
}

Obstacle read(const ForeignKeyCacheInfo& key, DirectReference& reference) {
  HeapTuple const found = SearchSysCache1(CONSTROID, ObjectIdGetDatum(key.conoid));
  if (!HeapTupleIsValid(found)) elog(ERROR, "constraint %u does not exist", key.conoid);
  const auto* const constraint = reinterpret_cast<Form_pg_constraint>(GETSTRUCT(found));
  const bool is_simple = key.nkeys == 1 && !constraint->condeferrable &&
                         get_rel_relkind(key.confrelid) == RELKIND_RELATION;
  reference = {key.conoid,    key.confrelid,  constraint->conindid,
               key.conkey[0], key.confkey[0], get_opcode(key.conpfeqop[0])};
  ReleaseSysCache(found);
  if (is_simple) return {};
  return {"a foreign key is not a plain one", get_constraint_name(key.conoid)};
}

}  // namespace

Obstacle read_references(Relation relation, DirectShape& shape) {
  shape.references = {};
  List* const keys = RelationGetFKeyList(relation);
  if (keys == NIL) return {};
  auto* const references = static_cast<DirectReference*>(
      palloc0(sizeof(DirectReference) * static_cast<std::size_t>(list_length(keys))));
  std::size_t count = 0;
  ListCell* cell = nullptr;
  foreach (cell, keys) {
    const auto& key = *static_cast<const ForeignKeyCacheInfo*>(lfirst(cell));
#if PG_VERSION_NUM >= 180000
    if (!key.conenforced) continue;
#endif
    const Obstacle obstacle = read(key, references[count++]);
    if (obstacle.why != nullptr) return obstacle;
  }
  shape.references = {references, count};
  return {};
}

void check_references(Relation relation, const DirectShape& shape,
                      std::span<TupleTableSlot* const> rows) {
  if (shape.references.empty() || SessionReplicationRole == SESSION_REPLICATION_ROLE_REPLICA)
    return;
  // Sees what this transaction wrote just before and, but for isolation, what others committed.
  CommandCounterIncrement();
  PushActiveSnapshot(GetTransactionSnapshot());
  for (const DirectReference& reference : shape.references) {
    const TupleTableSlot* before = nullptr;
    for (TupleTableSlot* const row : rows) {
      if (row->tts_isnull[reference.column - 1] || is_same(row, before, reference.column)) continue;
      const Datum value = row->tts_values[reference.column - 1];
      if (!find(reference, value)) refuse(relation, reference, value);
      before = row;
    }
  }
  PopActiveSnapshot();
}

}  // namespace socle::pg
