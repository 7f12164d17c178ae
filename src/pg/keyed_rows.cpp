#include "pg/keyed_rows.hpp"

#include <exception>

#include "pg/cache.hpp"
#include "pg/direct_shape.hpp"
#include "pg/enum.hpp"

extern "C" {
#include "utils/rls.h"
}

namespace socle::pg {

namespace {

constexpr std::size_t tables_max = 32;
constinit std::array<KeyedTable*, tables_max> tables{};
constinit std::size_t table_count = 0;

// The functions below run inside call(): they raise, and own nothing.

AttrNumber find_column(Relation relation, const ExpectedColumn& column) {
  const AttrNumber number = get_attnum(RelationGetRelid(relation), column.name);
  if (number <= 0) refuse_shape(relation, "column is missing", column.name);
  if (column.type == nullptr) return number;
  const Oid type = TupleDescAttr(RelationGetDescr(relation), number - 1)->atttypid;
  HeapTuple const found = SearchSysCache1(TYPEOID, ObjectIdGetDatum(type));
  const bool is_right =
      HeapTupleIsValid(found) &&
      strcmp(NameStr(reinterpret_cast<Form_pg_type>(GETSTRUCT(found))->typname), column.type) == 0;
  if (HeapTupleIsValid(found)) ReleaseSysCache(found);
  if (!is_right) refuse_shape(relation, "column is of another type", column.name);
  return number;
}

bool begins_with(Relation index, AttrNumber column) {
  const Form_pg_index form = index->rd_index;
  return index->rd_rel->relam == BTREE_AM_OID && form->indisvalid && !form->indcheckxmin &&
         form->indkey.values[0] == column && index->rd_opcintype[0] == UUIDOID &&
         heap_attisnull(index->rd_indextuple, Anum_pg_index_indpred, nullptr);
}

// The narrowest that there is.
Oid find_index(Relation relation, const char* key) {
  const AttrNumber column = find_column(relation, {key, "uuid"});
  List* const oids = RelationGetIndexList(relation);
  Oid best = InvalidOid;
  int columns = INDEX_MAX_KEYS + 1;
  ListCell* cell = nullptr;
  foreach (cell, oids) {
    Relation const index = index_open(lfirst_oid(cell), AccessShareLock);
    const int count = IndexRelationGetNumberOfAttributes(index);
    if (count < columns && begins_with(index, column)) {
      best = RelationGetRelid(index);
      columns = count;
    }
    index_close(index, NoLock);
  }
  list_free(oids);
  if (!OidIsValid(best)) refuse_shape(relation, "an index is missing", key);
  return best;
}

void require_right_to_read(Relation relation) {
  const Oid table = RelationGetRelid(relation);
  const AclResult right = pg_class_aclcheck(table, GetUserId(), ACL_SELECT);
  if (right != ACLCHECK_OK) aclcheck_error(right, OBJECT_TABLE, RelationGetRelationName(relation));
  if (check_enable_rls(table, InvalidOid, true) == RLS_ENABLED)
    refuse_shape(relation, "row security is forced", RelationGetRelationName(relation));
}

}  // namespace

void forget_keyed_table(Oid table) noexcept {
  for (std::size_t i = 0; i < table_count; ++i)
    for (KeyedTable::Known& known : tables[i]->known_)
      if (table == InvalidOid || known.table == table) known.is_current = false;
}

// Runs inside call().
KeyedTable::Known& KeyedTable::known_in(Schema schema) {
  if (!is_listed_) {
    if (table_count == tables_max) elog(ERROR, "too many keyed tables");
    tables[table_count++] = this;
    is_listed_ = true;
  }
  for (Known& known : known_)
    if (known.schema == schema.oid) return known;
  Known& known = known_[next_];
  next_ = (next_ + 1) % known_.size();
  known = {};
  known.schema = schema.oid;
  return known;
}

KeyedRows::KeyedRows(Schema schema, KeyedTable& table, const Uuid& key)
    : exceptions_(std::uncaught_exceptions()) {
  call([&] {
    KeyedTable::Known& known = table.known_in(schema);
    // Taking the lock hears of changes.
    if (known.is_current && known.is_ready)
      relation_ = try_table_open(known.table, AccessShareLock);
    if (relation_ == nullptr || !known.is_current) {
      if (relation_ != nullptr) table_close(relation_, NoLock);
      known.is_ready = false;
      known.table = find_table_or_raise(schema, table.name_);
      relation_ = table_open(known.table, AccessShareLock);
      known.is_current = true;
      if (relation_->rd_rel->relkind != RELKIND_RELATION || relation_->rd_rel->relhassubclass)
        refuse_shape(relation_, "not an ordinary table", table.name_);
      known.index = find_index(relation_, table.key_);
      known.last = 0;
      for (std::size_t i = 0; i < table.columns_.size(); ++i) {
        known.numbers[i] = find_column(relation_, table.columns_[i]);
        if (known.numbers[i] > known.last) known.last = known.numbers[i];
      }
      known.is_ready = true;
    }
    require_right_to_read(relation_);
    known_ = &known;
    index_ = index_open(known.index, AccessShareLock);
    row_ = table_slot_create(relation_, nullptr);
    scan_ = begin_scan(relation_, index_, GetActiveSnapshot(), 1);
    ScanKeyData wanted;
    ScanKeyInit(&wanted, 1, BTEqualStrategyNumber, F_UUID_EQ, Type<Uuid>::write(key));
    index_rescan(scan_, &wanted, 1, nullptr, 0);
  });
}

// While an exception passes, the abort that follows closes all of it.
KeyedRows::~KeyedRows() {
  if (std::uncaught_exceptions() != exceptions_) return;
  index_endscan(scan_);
  ExecDropSingleTupleTableSlot(row_);
  index_close(index_, NoLock);
  table_close(relation_, NoLock);
}

bool KeyedRows::next() {
  return call([&] {
    if (!index_getnext_slot(scan_, ForwardScanDirection, row_)) return false;
    slot_getsomeattrs(row_, known_->last);
    return true;
  });
}

NullableDatum KeyedRows::value(std::size_t column) const noexcept {
  const auto place = static_cast<std::size_t>(known_->numbers[column] - 1);
  return {row_->tts_values[place], row_->tts_isnull[place]};
}

std::string KeyedRows::label(std::size_t column) const {
  const auto place = known_->numbers[column] - 1;
  const Oid type = TupleDescAttr(row_->tts_tupleDescriptor, place)->atttypid;
  if (type == TEXTOID || type == VARCHAROID) return get<std::string>(column);
  return enum_label(value(column).value);
}

void listen_for_keyed_tables() { on_table_change(forget_keyed_table); }

}  // namespace socle::pg
