// Rows by a uuid, read past parser, planner and executor: an index scan costs a fraction of the
// same through SPI.
//
// What a SELECT by the table's owner would find: in the active snapshot, and known to SERIALIZABLE.
#pragma once

#include <array>
#include <span>

#include "pg/direct_table.hpp"

namespace socle::pg {

// A table that each system has in its own schema, an index of it that begins with a uuid, and what
// is read. A column's `type` is its name in pg_type, or null for any type. Declare it constinit.
class KeyedTable {
 public:
  constexpr KeyedTable(const char* name, const char* key, std::span<const ExpectedColumn> columns)
      : name_(name),
        key_(key),
        columns_(columns.size() <= columns_max ? columns : throw "too many columns") {}
  KeyedTable(const KeyedTable&) = delete;
  KeyedTable& operator=(const KeyedTable&) = delete;

  static constexpr std::size_t columns_max = 8;

 private:
  friend class KeyedRows;
  friend void forget_keyed_table(Oid table) noexcept;

  // Where it all is in one schema; looked at anew when the table changes.
  struct Known {
    Oid schema = InvalidOid;
    Oid table = InvalidOid;
    Oid index = InvalidOid;
    bool is_current = false;
    bool is_ready = false;
    std::array<AttrNumber, columns_max> numbers{};
    AttrNumber last = 0;
  };

  Known& known_in(Schema schema);

  const char* name_;
  const char* key_;
  std::span<const ExpectedColumn> columns_;
  std::array<Known, 4> known_{};
  std::size_t next_ = 0;
  bool is_listed_ = false;
};

// The rows with this key, one after the other. Lives on the C++ stack, while the snapshot is the
// active one. Raises 55000 if the table, its columns or its index are not as expected, or its row
// security is forced upon the owner.
class KeyedRows {
 public:
  KeyedRows(Schema schema, KeyedTable& table, const Uuid& key);
  ~KeyedRows();
  KeyedRows(const KeyedRows&) = delete;
  KeyedRows& operator=(const KeyedRows&) = delete;

  // False if there are no more.
  bool next();

  // A column of the row that next() found, by its place in the list.
  template <class T>
  T get(std::size_t column) const {
    return read_datum<T>(value(column), "column", column + 1);
  }
  // The label of an enum, or a text.
  std::string label(std::size_t column) const;

 private:
  NullableDatum value(std::size_t column) const noexcept;

  const KeyedTable::Known* known_ = nullptr;
  Relation relation_ = nullptr;
  Relation index_ = nullptr;
  IndexScanDesc scan_ = nullptr;
  TupleTableSlot* row_ = nullptr;
  int exceptions_;
};

// Registers for invalidations. Call from the library's start.
void listen_for_keyed_tables();

}  // namespace socle::pg
