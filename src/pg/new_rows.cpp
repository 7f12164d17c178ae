#include "pg/new_rows.hpp"

namespace socle::pg {

NewRows::NewRows(const Trigger& trigger)
    : rows_(trigger.is_insert() ? trigger.new_table() : nullptr),
      shape_(trigger.shape()),
      exceptions_(std::uncaught_exceptions()) {
  Tuplestorestate* const rows = rows_;
  TupleDesc const shape = shape_;
  call([&] {
    if (rows == nullptr)
      ereport(ERROR, errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
              errmsg("trigger function was fired without a transition table of inserted rows"));
    // A place of our own: other triggers of the statement read the same table.
    pointer_ = tuplestore_alloc_read_pointer(rows, EXEC_FLAG_REWIND);
    tuplestore_select_read_pointer(rows, pointer_);
    tuplestore_rescan(rows);
    slot_ = MakeSingleTupleTableSlot(shape, &TTSOpsMinimalTuple);
  });
}

NewRows::~NewRows() {
  if (std::uncaught_exceptions() == exceptions_) ExecDropSingleTupleTableSlot(slot_);
}

bool NewRows::next() {
  HeapTuple const tuple = call([&]() -> HeapTuple {
    tuplestore_select_read_pointer(rows_, pointer_);
    if (!tuplestore_gettupleslot(rows_, true, false, slot_)) return nullptr;
    return ExecCopySlotHeapTuple(slot_);
  });
  row_ = Row(tuple, shape_);
  return tuple != nullptr;
}

}  // namespace socle::pg
