// Rows written past the executor, for tables whose shape the code knows: an INSERT or UPDATE
// through table and index access methods costs a fraction of the same through SPI.
//
// Any index is kept up; HOT, WAL, logical decoding, vacuum and SERIALIZABLE work as always. There
// are two kinds of tables:
//
//   guarded  Triggers, CHECKs, foreign keys, defaults and row security do not act: the caller
//            repeats what they check. The table is refused (55000) if anything is attached to it
//            that would have to act. Columns that a user added stay NULL.
//   open     NOT NULL, CHECKs and foreign keys are checked here, and triggers that are listed are
//            called here. Where anything else is attached, rows go through the executor instead.
//
// Both are refused if their columns are others than those expected.
#pragma once

#include <span>

#include "pg/function.hpp"

namespace socle::pg {

// A column as the table must have it, in the table's order; `type` is its name in pg_type.
struct ExpectedColumn {
  const char* name;
  const char* type;
};

// CHECKs of an open table.
inline constexpr int checked_here = -1;

// A table that each system has in its own schema. Declare it constexpr.
struct DirectTable {
  const char* name;
  std::span<const ExpectedColumn> columns;
  // CHECKs that the caller repeats; a guarded table with more or fewer of them is refused. The
  // table is open where this is checked_here.
  int checks;
  // A trigger that may be there, because it only keeps others out, or because the caller does the
  // same.
  std::string_view guard;
  // Columns that update() writes; triggers on other columns may be there.
  std::span<const int> updated = {};
  // Of an open table: C functions that AFTER INSERT triggers call for a statement with its new
  // rows. Called here once for each row instead, as by a trigger FOR EACH ROW.
  std::span<const std::string_view> called = {};
  // Of an open table: whether rows are removed, so that a trigger on DELETE stands in the way too.
  bool is_emptied = false;
  // Of a table whose rows are looked for: the columns of its primary key.
  std::span<const int> key = {};

  bool is_open() const { return checks == checked_here; }
};

// What is remembered of a table in a schema until PostgreSQL says that it changed.
struct DirectShape;

// Starts a command and takes a new snapshot for what is read here: rows that this transaction wrote
// just before are visible, and can be written again. Lives on the C++ stack, innermost first.
class FreshSnapshot {
 public:
  FreshSnapshot();
  ~FreshSnapshot();
  FreshSnapshot(const FreshSnapshot&) = delete;
  FreshSnapshot& operator=(const FreshSnapshot&) = delete;

 private:
  int exceptions_;
};

// The table, locked against changes of its shape until the transaction ends. Raises 25006 in a
// read-only transaction. Needs a FreshSnapshot around itself for find(), update() and remove().
class OpenTable {
 public:
  OpenTable(Schema schema, const DirectTable& table);
  // The same for a table of another name, such as a partition: what rows belong into it is not
  // checked.
  OpenTable(Oid oid, const DirectTable& table);
  ~OpenTable();
  OpenTable(const OpenTable&) = delete;
  OpenTable& operator=(const OpenTable&) = delete;

  // The next value of the first column, an identity. The transaction has its id before: whoever
  // sees a larger value knows that this transaction is older than now.
  std::int64_t next_id();

  // Inserts rows, one value for each expected column. Raises 23505 for a key that exists; of an
  // open table also 23502, 23503, 23514.
  void insert(std::span<const NullableDatum> row) { insert_rows(row.data(), 1); }
  void insert_rows(const NullableDatum* rows, std::size_t count);

  // Makes the row with this int8 primary key the current one; false if there is none.
  bool find(std::int64_t key);

  // Makes the row with this primary key, of up to four columns, the current one, as it is by now
  // whatever the snapshot; false if there is none. Waits for whoever is writing or deleting it.
  // Raises 40001 where the transaction's isolation keeps the row from it. SERIALIZABLE does not
  // hear of the search, whose locks on pages would refuse whoever looks nearby: who relies on there
  // being no row has locked what it would belong to, or inserts one under a unique key.
  bool find_newest(std::span<const Datum> key);
  // The same for the row that comes after this key among those that differ from it in the last
  // column only.
  bool find_newest_after(std::span<const Datum> key);

  // Deletes the current row of find_newest(), unless a trigger or rule that somebody attached keeps
  // it. False if somebody else changed or deleted it meanwhile: then nothing is written, and the
  // caller looks anew. Raises 40001 instead where the transaction's isolation forbids that. The
  // table is one that is emptied.
  bool remove();

  // A column of the current row; valid until the next find() or update().
  NullableDatum value(int column) const noexcept;
  template <class T>
  T get(int column) const {
    return read_datum<T>(value(column), "column", static_cast<std::size_t>(column) + 1);
  }

  struct Change {
    int column;
    Datum value;
  };
  // Changes the current row. False if somebody else changed it meanwhile: then its newest version
  // is locked and current, nothing is written, and the caller decides anew. Raises 40001 instead
  // where the transaction's isolation forbids that.
  bool update(std::span<const Change> changes);

  // To be called before the snapshot that find() used goes away.
  void end_search();

 private:
  bool find_newest(std::span<const Datum> key, bool is_after);
  void insert_index_entries(std::span<TupleTableSlot* const> rows, bool is_in_place = false);
  void lock_newest_version();

  Relation relation_ = nullptr;
  DirectShape* shape_ = nullptr;
  Relation primary_key_ = nullptr;
  IndexScanDesc search_ = nullptr;
  TupleTableSlot* current_ = nullptr;
  TupleTableSlot* changed_ = nullptr;
  int exceptions_;
};

// Registers for invalidations. Call from the library's start.
void listen_for_shape_changes();

}  // namespace socle::pg
