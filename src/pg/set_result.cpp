#include "pg/set_result.hpp"

namespace socle::pg {

SetResult::SetResult(FunctionCallInfo fcinfo) {
  call([&] {
    // A set of one type has no row type of its own.
    const bool is_scalar = get_call_result_type(fcinfo, nullptr, nullptr) == TYPEFUNC_SCALAR;
    InitMaterializedSRF(fcinfo, is_scalar ? MAT_SRF_USE_EXPECTED_DESC : 0);
  });
  auto* const info = reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo);
  store_ = info->setResult;
  shape_ = info->setDesc;
}

void SetResult::add_row(const NullableDatum* values, const Oid* types, std::size_t count) {
  Datum datums[columns_max];
  bool nulls[columns_max];
  for (std::size_t i = 0; i < count; ++i) {
    datums[i] = values[i].value;
    nulls[i] = values[i].isnull;
  }
  Tuplestorestate* const store = store_;
  TupleDesc const shape = shape_;
  call([&] {
    CHECK_FOR_INTERRUPTS();
    if (shape->natts != static_cast<int>(count))
      ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
              errmsg("function returns %zu columns, but is declared with %d", count, shape->natts));
    for (int i = 0; i < shape->natts; ++i) {
      const Oid declared = TupleDescAttr(shape, i)->atttypid;
      if (declared != types[i])
        ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
                errmsg("column %d of the result is of type %s, not %s", i + 1,
                       format_type_be(types[i]), format_type_be(declared)));
    }
    tuplestore_putvalues(store, shape, datums, nulls);
  });
}

}  // namespace socle::pg
