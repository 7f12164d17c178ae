// Rows of a table as they are by now, whatever the snapshot.
#include "pg/direct_shape.hpp"

namespace socle::pg {

namespace {

constexpr std::size_t key_columns_max = 4;

// The functions below run inside call(): they raise, and own nothing.

void write_key(Relation index, std::span<const Datum> key, bool is_after, ScanKeyData* wanted) {
  for (std::size_t i = 0; i < key.size(); ++i) {
    const bool is_open = is_after && i + 1 == key.size();
    const StrategyNumber strategy = is_open ? BTGreaterStrategyNumber : BTEqualStrategyNumber;
    const Oid type = index->rd_opcintype[i];
    const Oid compare =
        get_opfamily_member(index->rd_opfamily[i], type, type, static_cast<int16>(strategy));
    ScanKeyEntryInitialize(&wanted[i], 0, static_cast<AttrNumber>(i + 1), strategy, InvalidOid,
                           index->rd_indcollation[i], get_opcode(compare), key[i]);
  }
}

// Puts the row that nobody has deleted for good into `row`. `writer` is who has not committed yet
// that it is there, or that it is not.
bool find_live(Relation table, Relation index, ScanKeyData* wanted, int count, TupleTableSlot* row,
               TransactionId& writer) {
  SnapshotData newest{};
  InitDirtySnapshot(newest);
  IndexScanDesc const scan = begin_scan(table, index, &newest, count);
  index_rescan(scan, wanted, count, nullptr, 0);
  const bool is_found = index_getnext_slot(scan, ForwardScanDirection, row);
  index_endscan(scan);
  writer = TransactionIdIsValid(newest.xmin) ? newest.xmin : newest.xmax;
  return is_found;
}

// As an INSERT … ON CONFLICT does.
void require_visible(Relation table, TupleTableSlot* row) {
  if (table_tuple_satisfies_snapshot(table, row, GetTransactionSnapshot())) return;
  bool is_null = false;
  const Datum creator = slot_getsysattr(row, MinTransactionIdAttributeNumber, &is_null);
  if (TransactionIdIsCurrentTransactionId(DatumGetTransactionId(creator))) return;
  refuse_stale_snapshot();
}

}  // namespace

bool OpenTable::find_newest(std::span<const Datum> key) { return find_newest(key, false); }

bool OpenTable::find_newest_after(std::span<const Datum> key) { return find_newest(key, true); }

bool OpenTable::find_newest(std::span<const Datum> key, bool is_after) {
  return call([&] {
    if (current_ == nullptr) current_ = table_slot_create(relation_, nullptr);
    Relation const index = index_open(shape_->primary_key, AccessShareLock);
    ScanKeyData wanted[key_columns_max];
    write_key(index, key, is_after, wanted);
    bool is_found = false;
    for (;;) {
      TransactionId writer = InvalidTransactionId;
      is_found =
          find_live(relation_, index, wanted, static_cast<int>(key.size()), current_, writer);
      if (!is_found || !TransactionIdIsValid(writer)) break;
      XactLockTableWait(writer, relation_, &current_->tts_tid, XLTW_None);
    }
    index_close(index, NoLock);
    if (is_found && IsolationUsesXactSnapshot()) require_visible(relation_, current_);
    if (is_found) slot_getallattrs(current_);
    return is_found;
  });
}

// Locked first: a row that is still there after the DELETE is one that a trigger keeps.
bool OpenTable::remove() {
  return call([&] {
    ItemPointerData place = current_->tts_tid;
    TM_FailureData failure;
    TM_Result result = TM_Ok;
    if (shape_->is_by_statement) {
      result = table_tuple_lock(relation_, &place, GetActiveSnapshot(), current_,
                                GetCurrentCommandId(true), LockTupleExclusive, LockWaitBlock, 0,
                                &failure);
      if (result == TM_Ok) delete_by_statement(relation_, *shape_, &place);
    } else {
      CheckCmdReplicaIdentity(relation_, CMD_DELETE);
      result = table_tuple_delete(relation_, &place, GetCurrentCommandId(true), GetActiveSnapshot(),
                                  InvalidSnapshot, true, &failure, false);
    }
    if (result == TM_Ok) return true;
    if (result != TM_Updated && result != TM_Deleted) elog(ERROR, "row changed by this command");
    if (IsolationUsesXactSnapshot()) refuse_stale_snapshot();
    return false;
  });
}

}  // namespace socle::pg
