// A C++ function as a trigger: SOCLE_TRIGGER(symbol, function), function being void(Trigger&).
//
// A row trigger reads old_row() and new_row(); a BEFORE trigger may change new_row().
#pragma once

#include <span>

#include "pg/spi.hpp"

namespace socle::pg {

// A column of a table, looked up once. It holds as long as nobody changes the table.
struct Column {
  std::string name;
  int number = 0;
  Oid type = InvalidOid;
};

// A row of the trigger's table. Columns are read and written by name; by number where each
// microsecond counts.
class Row {
 public:
  // Remembers the current memory context: the row must outlive SPI connections opened later.
  Row(HeapTuple tuple, TupleDesc shape)
      : tuple_(tuple), shape_(shape), memory_(CurrentMemoryContext) {}

  // The column as T. std::string reads any type by its text form (enums, numeric, jsonb …).
  template <class T>
  T get(const char* column) const {
    using B = typename Bare<T>::type;
    if constexpr (std::is_same_v<B, std::string>) {
      std::optional<std::string> value = text_of(column);
      if constexpr (is_optional<T>::value) return value;
      if (!value) raise_null(column);
      return *value;
    } else {
      return read_datum<T>(value_of(column, Type<B>::oid), column);
    }
  }
  bool is_null(const char* column) const;
  bool has(const char* column) const;
  bool is_null(const Column& column) const;
  // Appends the column in its text form; false if it is NULL.
  bool append_text(const Column& column, std::string& target) const;

  // Writes the column: a text through the input function of the column's type, others as they are.
  template <class T>
  void set(const char* column, const T& value) {
    using B = typename Bare<T>::type;
    if constexpr (std::is_convertible_v<T, std::string_view>) {
      set_text(column, std::string(std::string_view(value)));
    } else {
      set_value(column, write_datum<T>(value), Type<B>::oid);
    }
  }
  void set_null(const char* column);
  // The column as it is. Valid until the row is written to.
  NullableDatum datum(const char* column) const;

  HeapTuple tuple() const { return tuple_; }

  // True if the column differs between the two rows, NULL being equal to NULL.
  static bool differs(const Row& a, const Row& b, const char* column);
  static bool differs(const Row& a, const Row& b, const Column& column);

 private:
  friend class JsonObject;

  // Raises 39P01 if the trigger was fired without this row: for a statement, or another event.
  void require_tuple() const;
  int number_of(const char* column) const;
  // The column as it is. Takes the row apart when the first is read; inside call() only.
  NullableDatum at(int number) const;
  static bool differs(const Row& a, const Row& b, int number);
  bool append_text(int number, std::string& target) const;
  NullableDatum value_of(const char* column, Oid type) const;
  std::optional<std::string> text_of(const char* column) const;
  void set_value(const char* column, NullableDatum value, Oid type);
  void set_text(const char* column, const std::string& text);
  void replace(int number, NullableDatum value);

  HeapTuple tuple_;
  TupleDesc shape_;
  MemoryContext memory_;
  // What at() found, of this tuple.
  mutable Datum* values_ = nullptr;
  mutable bool* nulls_ = nullptr;
};

class Trigger {
 public:
  explicit Trigger(FunctionCallInfo fcinfo);

  bool is_insert() const { return TRIGGER_FIRED_BY_INSERT(data_->tg_event); }
  bool is_update() const { return TRIGGER_FIRED_BY_UPDATE(data_->tg_event); }
  bool is_delete() const { return TRIGGER_FIRED_BY_DELETE(data_->tg_event); }

  Row& old_row() { return old_; }
  Row& new_row() { return new_; }

  bool is_for_row() const { return TRIGGER_FIRED_FOR_ROW(data_->tg_event); }
  // Of an AFTER trigger for a row: whether the table still holds the new row as it is, so that
  // nothing that came after it in this transaction has changed or deleted it.
  bool is_current() const;
  // The transition table of new rows, if CREATE TRIGGER names one: NewRows reads it.
  Tuplestorestate* new_table() const { return data_->tg_newtable; }
  TupleDesc shape() const { return RelationGetDescr(data_->tg_relation); }

  // Its own identity: each partition has a trigger of its own.
  Oid oid() const { return data_->tg_trigger->tgoid; }
  Oid table() const { return RelationGetRelid(data_->tg_relation); }
  std::string table_name() const { return RelationGetRelationName(data_->tg_relation); }
  Schema schema() const { return {RelationGetNamespace(data_->tg_relation)}; }
  // The schema of the function, where that is another.
  Schema function_schema() const;
  // What CREATE TRIGGER gives the function.
  std::span<char* const> arguments() const {
    return {data_->tg_trigger->tgargs, static_cast<std::size_t>(data_->tg_trigger->tgnargs)};
  }

  // The tuple that PostgreSQL goes on with.
  Datum result() const;

 private:
  const TriggerData* data_;
  Row old_{nullptr, nullptr};
  Row new_{nullptr, nullptr};
};

template <auto Function>
Datum run_trigger(FunctionCallInfo fcinfo) {
  Trigger trigger(fcinfo);
  Function(trigger);
  return trigger.result();
}

}  // namespace socle::pg

#define SOCLE_TRIGGER(name, function) SOCLE_ENTRY(name, socle::pg::run_trigger<function>)
