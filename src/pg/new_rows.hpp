// What a statement inserted, for an AFTER trigger of the statement.
#pragma once

#include "pg/trigger.hpp"

namespace socle::pg {

// Its rows one after the other, as the trigger's transition table holds them. Raises 39P01 after
// another event, and where CREATE TRIGGER names none (REFERENCING NEW TABLE).
class NewRows {
 public:
  explicit NewRows(const Trigger& trigger);
  ~NewRows();
  NewRows(const NewRows&) = delete;
  NewRows& operator=(const NewRows&) = delete;

  // Makes the next row the current one; false after the last. The row is in the memory that is
  // current now.
  bool next();
  const Row& row() const { return row_; }

 private:
  Tuplestorestate* rows_;
  TupleDesc shape_;
  TupleTableSlot* slot_ = nullptr;
  int pointer_ = 0;
  int exceptions_;
  Row row_{nullptr, nullptr};
};

}  // namespace socle::pg
