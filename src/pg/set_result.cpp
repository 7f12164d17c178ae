#include "pg/set_result.hpp"

namespace socle::pg {

SetResult::SetResult(FunctionCallInfo fcinfo) {
  call([&] { InitMaterializedSRF(fcinfo, 0); });
  auto* const info = reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo);
  store_ = info->setResult;
  shape_ = info->setDesc;
}

void SetResult::add_row(const NullableDatum* values, const Oid* types, std::size_t count) {
  constexpr std::size_t columns_max = 32;
  Datum datums[columns_max];
  bool nulls[columns_max];
  if (count > columns_max) throw std::exception();
  for (std::size_t i = 0; i < count; ++i) {
    datums[i] = values[i].value;
    nulls[i] = values[i].isnull;
  }
  Tuplestorestate* const store = store_;
  TupleDesc const shape = shape_;
  call([&] {
    if (shape->natts != static_cast<int>(count))
      elog(ERROR, "function returns %d columns, not %d", static_cast<int>(count), shape->natts);
    for (int i = 0; i < shape->natts; ++i)
      if (TupleDescAttr(shape, i)->atttypid != types[i])
        elog(ERROR, "column %d of the result is of another type", i + 1);
    tuplestore_putvalues(store, shape, datums, nulls);
  });
}

}  // namespace socle::pg
