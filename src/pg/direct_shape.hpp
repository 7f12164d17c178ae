// For the files direct_*.cpp only.
#pragma once

#include <array>

#include "pg/direct_table.hpp"

namespace socle::pg {

struct DirectIndex {
  Oid oid = InvalidOid;
  IndexInfo* info = nullptr;
  ExprState* predicate = nullptr;  // null: every row is in the index
};

struct DirectCheck {
  const char* name = nullptr;
  ExprState* condition = nullptr;
};

// A foreign key of one column.
struct DirectReference {
  Oid constraint = InvalidOid;
  Oid table = InvalidOid;
  Oid index = InvalidOid;
  AttrNumber column = 0;
  AttrNumber referenced = 0;
  Oid equal = InvalidOid;  // the function that compares the two
};

struct DirectTrigger {
  ::Trigger* trigger = nullptr;
  FmgrInfo function{};
};

struct DirectShape {
  static constexpr std::size_t indexes_max = 16;

  const DirectTable* definition = nullptr;
  Oid schema = InvalidOid;
  Oid table = InvalidOid;
  bool is_known = false;
  MemoryContext memory = nullptr;  // holds what the pointers here and in `indexes` point to
  EState* executor = nullptr;      // evaluates predicates and expressions of indexes
  Oid sequence = InvalidOid;
  Oid primary_key = InvalidOid;
  std::size_t index_count = 0;
  std::array<DirectIndex, indexes_max> indexes{};
  // Of an open table.
  bool is_by_statement = false;  // something is attached that needs the executor
  SPIPlanPtr statement = nullptr;
  SPIPlanPtr removal = nullptr;
  std::span<DirectCheck> checks;
  std::span<DirectReference> references;
  std::span<DirectTrigger> triggers;
};

// What is known of the table; looked at anew if need be. The table stays locked (ROW EXCLUSIVE).
struct OpenedShape {
  Relation relation;
  DirectShape* shape;
};
OpenedShape open_shape(Schema schema, const DirectTable& definition);
OpenedShape open_shape(Oid table, const DirectTable& definition);

// The functions below run inside call(): they raise, and own nothing.

// Why rows of a table cannot be written past the executor; empty if they can.
struct Obstacle {
  const char* why = nullptr;
  const char* what = nullptr;
};

// What has to act on a new row of an open table, in the current memory, which must stay as long as
// the shape does.
Obstacle read_triggers(Relation relation, DirectShape& shape);
Obstacle read_references(Relation relation, DirectShape& shape);
void read_checks(Relation relation, DirectShape& shape);

// NOT NULL and CHECKs, before the row is written.
void check_row(Relation relation, const DirectShape& shape, TupleTableSlot* row);
// Foreign keys, after they were.
void check_references(Relation relation, const DirectShape& shape,
                      std::span<TupleTableSlot* const> rows);
void call_triggers(Relation relation, const DirectShape& shape, TupleTableSlot* row);

// The same rows by INSERT.
void insert_by_statement(Relation relation, DirectShape& shape, const NullableDatum* rows,
                         std::size_t count);
// By DELETE.
void delete_by_statement(Relation relation, DirectShape& shape, ItemPointer place);

[[noreturn]] void refuse_stale_snapshot();
// Raises 42P01.
Oid find_table_or_raise(Schema schema, const char* name);
// Raises 55000.
[[noreturn]] void refuse_shape(Relation relation, const char* why, const char* what);

IndexScanDesc begin_scan(Relation table, Relation index, Snapshot snapshot, int keys);

}  // namespace socle::pg
