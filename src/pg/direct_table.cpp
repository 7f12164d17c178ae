#include "pg/direct_table.hpp"

#include <algorithm>

#include "pg/direct_shape.hpp"

namespace socle::pg {

namespace {

// The functions below run inside call(): they raise, and own nothing.

bool is_in_index(const DirectIndex& index, EState* executor) {
  return index.predicate == nullptr || ExecQual(index.predicate, GetPerTupleExprContext(executor));
}

struct IndexEntry {
  BlockNumber block = InvalidBlockNumber;
  Datum values[INDEX_MAX_KEYS];
  bool nulls[INDEX_MAX_KEYS];
};

// BRIN summarizes blocks: the same values in the same block tell it nothing new.
bool adds_nothing(Relation index, const IndexEntry& before, const IndexEntry& entry) {
  if (index->rd_rel->relam != BRIN_AM_OID || before.block != entry.block) return false;
  for (int i = 0; i < IndexRelationGetNumberOfAttributes(index); ++i)
    if (before.nulls[i] || entry.nulls[i] || before.values[i] != entry.values[i]) return false;
  return true;
}

bool is_summary(Relation index) {
#if PG_VERSION_NUM >= 160000
  return index->rd_indam->amsummarizing;
#else
  return index->rd_rel->relam == BRIN_AM_OID;
#endif
}

// An index that is built or dropped CONCURRENTLY may not be ready. That changes without a word
// about its table, so what is known of the table does not tell.
// An index other than a summary knows a row that was changed in place already.
void insert_into_index(Relation table, const DirectIndex& known, EState* executor,
                       std::span<TupleTableSlot* const> rows, bool is_in_place) {
  const auto belongs = [&](TupleTableSlot* row) {
    GetPerTupleExprContext(executor)->ecxt_scantuple = row;
    return is_in_index(known, executor);
  };
  if (std::none_of(rows.begin(), rows.end(), belongs)) return;
  Relation const index = index_open(known.oid, RowExclusiveLock);
  if (is_in_place && !is_summary(index)) return index_close(index, NoLock);
  // What BRIN, GiST and GIN note in it points into the open index.
  IndexInfo info = *known.info;
  info.ii_AmCache = nullptr;
  info.ii_Context = CurrentMemoryContext;
  const IndexUniqueCheck check = index->rd_index->indisunique ? UNIQUE_CHECK_YES : UNIQUE_CHECK_NO;
  IndexEntry entries[2];
  for (std::size_t i = 0; i < rows.size(); ++i) {
    TupleTableSlot* const row = rows[i];
    if (!index->rd_index->indisready || !belongs(row)) continue;
    IndexEntry& entry = entries[i % 2];
    entry.block = ItemPointerGetBlockNumber(&row->tts_tid);
    FormIndexDatum(known.info, row, executor, entry.values, entry.nulls);
    if (adds_nothing(index, entries[(i + 1) % 2], entry)) continue;
    index_insert(index, entry.values, entry.nulls, &row->tts_tid, table, check, false, &info);
  }
#if PG_VERSION_NUM >= 170000
  index_insert_cleanup(index, &info);
#endif
  index_close(index, NoLock);
}

// Puts the version of the row that the snapshot sees into `slot`. An index scan would do the same,
// but clear the page of old versions at each visit once it is fuller than its fill factor, which is
// always so where that is to keep room for updates. Here it waits until the room is nearly used up.
bool fetch(Relation table, ItemPointerData place, TupleTableSlot* slot) {
  constexpr Size room_least = BLCKSZ / 8;
  auto* const target = reinterpret_cast<BufferHeapTupleTableSlot*>(slot);
  Buffer const buffer = ReadBuffer(table, ItemPointerGetBlockNumber(&place));
  if (PageGetHeapFreeSpace(BufferGetPage(buffer)) < room_least) heap_page_prune_opt(table, buffer);
  LockBuffer(buffer, BUFFER_LOCK_SHARE);
  ExecClearTuple(slot);
  const bool is_found = heap_hot_search_buffer(&place, table, buffer, GetActiveSnapshot(),
                                               &target->base.tupdata, nullptr, true);
  LockBuffer(buffer, BUFFER_LOCK_UNLOCK);
  if (is_found) {
    target->base.tupdata.t_self = place;
    slot->tts_tableOid = RelationGetRelid(table);
    ExecStoreBufferHeapTuple(&target->base.tupdata, slot, buffer);
  }
  ReleaseBuffer(buffer);
  return is_found;
}

// The columns that the code does not know stay as they are, or NULL in a new row.
void store(TupleTableSlot* row, const NullableDatum* values, std::size_t count) {
  ExecClearTuple(row);
  for (std::size_t i = 0; i < count; ++i) {
    row->tts_values[i] = values[i].value;
    row->tts_isnull[i] = values[i].isnull;
  }
  for (int i = static_cast<int>(count); i < row->tts_tupleDescriptor->natts; ++i)
    row->tts_isnull[i] = true;
  ExecStoreVirtualTuple(row);
}

// `changed` borrows what it does not change: `current` stays as it is until the row is written.
void change(TupleTableSlot* changed, TupleTableSlot* current,
            std::span<const OpenTable::Change> changes) {
  ExecClearTuple(changed);
  std::copy_n(current->tts_values, current->tts_nvalid, changed->tts_values);
  std::copy_n(current->tts_isnull, current->tts_nvalid, changed->tts_isnull);
  for (const OpenTable::Change& column : changes) {
    changed->tts_values[column.column] = column.value;
    changed->tts_isnull[column.column] = false;
  }
  ExecStoreVirtualTuple(changed);
}

// Which indexes have to hear of a new version of a row.
enum class Hearers { none, summaries, all };

Hearers write_version(Relation table, TupleTableSlot* current, TupleTableSlot* changed,
                      TM_Result& result, TM_FailureData& failure) {
  LockTupleMode lock = LockTupleNoKeyExclusive;
#if PG_VERSION_NUM >= 160000
  TU_UpdateIndexes indexes = TU_None;
#else
  bool indexes = false;
#endif
  result =
      table_tuple_update(table, &current->tts_tid, changed, GetCurrentCommandId(true),
                         GetActiveSnapshot(), InvalidSnapshot, true, &failure, &lock, &indexes);
#if PG_VERSION_NUM >= 160000
  if (indexes == TU_Summarizing) return Hearers::summaries;
  return indexes == TU_None ? Hearers::none : Hearers::all;
#else
  return indexes ? Hearers::all : Hearers::none;
#endif
}

}  // namespace

void refuse_stale_snapshot() {
  ereport(ERROR, errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
          errmsg("could not serialize access due to concurrent update"));
}

IndexScanDesc begin_scan(Relation table, Relation index, Snapshot snapshot, int keys) {
#if PG_VERSION_NUM >= 180000
  return index_beginscan(table, index, snapshot, nullptr, keys, 0);
#else
  return index_beginscan(table, index, snapshot, keys, 0);
#endif
}

FreshSnapshot::FreshSnapshot() : exceptions_(std::uncaught_exceptions()) {
  call([] {
    CommandCounterIncrement();
    PushActiveSnapshot(GetTransactionSnapshot());
  });
}

// While an exception passes, the abort that follows drops the snapshot.
FreshSnapshot::~FreshSnapshot() {
  if (std::uncaught_exceptions() == exceptions_) PopActiveSnapshot();
}

OpenTable::OpenTable(Schema schema, const DirectTable& table)
    : exceptions_(std::uncaught_exceptions()) {
  const OpenedShape opened = open_shape(schema, table);
  relation_ = opened.relation;
  shape_ = opened.shape;
}

OpenTable::OpenTable(Oid oid, const DirectTable& table) : exceptions_(std::uncaught_exceptions()) {
  const OpenedShape opened = open_shape(oid, table);
  relation_ = opened.relation;
  shape_ = opened.shape;
}

// The lock stays until the transaction ends, as after any INSERT.
OpenTable::~OpenTable() {
  if (std::uncaught_exceptions() != exceptions_) return;
  end_search();
  if (current_ != nullptr) ExecDropSingleTupleTableSlot(current_);
  if (changed_ != nullptr) ExecDropSingleTupleTableSlot(changed_);
  table_close(relation_, NoLock);
}

// The transaction gets its own number first: whoever finds an id taken but no row can tell by the
// transactions that still run whether the row may come.
std::int64_t OpenTable::next_id() {
  return call([&] {
    GetTopTransactionId();
    return nextval_internal(shape_->sequence, false);
  });
}

void OpenTable::insert_rows(const NullableDatum* rows, std::size_t count) {
  constexpr std::size_t batch_max = 64;
  const bool is_open = shape_->definition->is_open();
  call([&] {
    if (shape_->is_by_statement) return insert_by_statement(relation_, *shape_, rows, count);
    const std::size_t columns = shape_->definition->columns.size();
    TupleTableSlot* slots[batch_max];
    if (count > batch_max) elog(ERROR, "too many rows at once");
    for (std::size_t i = 0; i < count; ++i) {
      slots[i] = MakeSingleTupleTableSlot(RelationGetDescr(relation_), &TTSOpsVirtual);
      slots[i]->tts_tableOid = RelationGetRelid(relation_);
      store(slots[i], rows + i * columns, columns);
      if (is_open) check_row(relation_, *shape_, slots[i]);
    }
    if (count == 1)
      table_tuple_insert(relation_, slots[0], GetCurrentCommandId(true), 0, nullptr);
    else
      table_multi_insert(relation_, slots, static_cast<int>(count), GetCurrentCommandId(true), 0,
                         nullptr);
    insert_index_entries({slots, count});
    if (is_open) check_references(relation_, *shape_, {slots, count});
    for (std::size_t i = 0; i < count; ++i) {
      if (is_open) call_triggers(relation_, *shape_, slots[i]);
      ExecDropSingleTupleTableSlot(slots[i]);
    }
  });
}

void OpenTable::insert_index_entries(std::span<TupleTableSlot* const> rows, bool is_in_place) {
  for (std::size_t i = 0; i < shape_->index_count; ++i)
    insert_into_index(relation_, shape_->indexes[i], shape_->executor, rows, is_in_place);
  ResetPerTupleExprContext(shape_->executor);
}

bool OpenTable::find(std::int64_t key) {
  return call([&] {
    if (current_ == nullptr) current_ = table_slot_create(relation_, nullptr);
    if (search_ == nullptr) {
      primary_key_ = index_open(shape_->primary_key, AccessShareLock);
      search_ = begin_scan(relation_, primary_key_, GetActiveSnapshot(), 1);
    }
    ScanKeyData wanted;
    ScanKeyInit(&wanted, 1, BTEqualStrategyNumber, F_INT8EQ, Int64GetDatum(key));
    index_rescan(search_, &wanted, 1, nullptr, 0);
    bool is_found = false;
    while (!is_found) {
      ItemPointer const place = index_getnext_tid(search_, ForwardScanDirection);
      if (place == nullptr) break;
      is_found = fetch(relation_, *place, current_);
    }
    if (is_found) slot_getallattrs(current_);
    return is_found;
  });
}

void OpenTable::end_search() {
  if (search_ == nullptr) return;
  index_endscan(search_);
  index_close(primary_key_, NoLock);
  search_ = nullptr;
}

NullableDatum OpenTable::value(int column) const noexcept {
  return {current_->tts_values[column], current_->tts_isnull[column]};
}

bool OpenTable::update(std::span<const Change> changes) {
  return call([&] {
    if (changed_ == nullptr)
      changed_ = MakeSingleTupleTableSlot(RelationGetDescr(relation_), &TTSOpsVirtual);
    change(changed_, current_, changes);
    changed_->tts_tableOid = RelationGetRelid(relation_);
    TM_Result result = TM_Ok;
    TM_FailureData failure;
    CheckCmdReplicaIdentity(relation_, CMD_UPDATE);
    const Hearers hearers = write_version(relation_, current_, changed_, result, failure);
    if (result == TM_Updated) {
      lock_newest_version();
      return false;
    }
    // Accounts are never deleted, and a transfer names each account once.
    if (result != TM_Ok) elog(ERROR, "row vanished, or was updated twice by one command");
    if (hearers != Hearers::none)
      insert_index_entries({&changed_, 1}, hearers == Hearers::summaries);
    return true;
  });
}

// Runs inside call().
void OpenTable::lock_newest_version() {
  if (IsolationUsesXactSnapshot()) refuse_stale_snapshot();
  TM_FailureData failure;
  ItemPointerData place = current_->tts_tid;
  const TM_Result result = table_tuple_lock(
      relation_, &place, GetActiveSnapshot(), current_, GetCurrentCommandId(true),
      LockTupleNoKeyExclusive, LockWaitBlock, TUPLE_LOCK_FLAG_FIND_LAST_VERSION, &failure);
  if (result != TM_Ok) elog(ERROR, "row vanished while it was being locked");
  slot_getallattrs(current_);
}

}  // namespace socle::pg
