#include "pg/aggregate.hpp"

namespace socle::pg {

namespace {

bool is_number(Oid type) {
  switch (type) {
    case INT2OID:
    case INT4OID:
    case INT8OID:
    case FLOAT4OID:
    case FLOAT8OID:
    case NUMERICOID:
      return true;
    default:
      return false;
  }
}

std::string output(Oid type, Datum value) {
  if (type == BOOLOID) return DatumGetBool(value) ? "true" : "false";
  char* const text = call([&] {
    Oid function = InvalidOid;
    bool is_long = false;
    getTypeOutputInfo(type, &function, &is_long);
    return OidOutputFunctionCall(function, value);
  });
  std::string copy(text);
  pfree(text);
  return copy;
}

}  // namespace

std::vector<Column> read_columns(FunctionCallInfo fcinfo, int argument) {
  const NullableDatum row = fcinfo->args[argument];
  TupleDesc shape = nullptr;
  HeapTupleData tuple{};
  call([&] {
    if (row.isnull || !type_is_rowtype(get_fn_expr_argtype(fcinfo->flinfo, argument)))
      ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH), errmsg("a row is needed")));
    HeapTupleHeader const header = DatumGetHeapTupleHeader(row.value);
    shape = lookup_rowtype_tupdesc_copy(HeapTupleHeaderGetTypeId(header),
                                        HeapTupleHeaderGetTypMod(header));
    tuple.t_len = HeapTupleHeaderGetDatumLength(header);
    tuple.t_data = header;
  });
  std::vector<Column> columns;
  for (int number = 1; number <= shape->natts; ++number) {
    const FormData_pg_attribute& attribute = *TupleDescAttr(shape, number - 1);
    if (attribute.attisdropped) continue;
    const Oid type = call([&] { return getBaseType(attribute.atttypid); });
    NullableDatum value{};
    call([&] { value.value = heap_getattr(&tuple, number, shape, &value.isnull); });
    Column column{NameStr(attribute.attname), is_number(type), std::nullopt};
    if (!value.isnull) column.text = output(type, value.value);
    columns.push_back(std::move(column));
  }
  call([&] { FreeTupleDesc(shape); });
  return columns;
}

GrowingText::GrowingText(FunctionCallInfo fcinfo) {
  call([&] {
    if (AggCheckCallContext(fcinfo, &memory_) == 0)
      ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                      errmsg("this function is for an aggregate only")));
  });
  if (!fcinfo->args[0].isnull)
    text_ = reinterpret_cast<StringInfo>(DatumGetPointer(fcinfo->args[0].value));
}

void GrowingText::append(std::string_view text) {
  call([&] {
    MemoryContext const caller = MemoryContextSwitchTo(memory_);
    if (text_ == nullptr) text_ = makeStringInfo();
    appendBinaryStringInfo(text_, text.data(), static_cast<int>(text.size()));
    MemoryContextSwitchTo(caller);
  });
}

std::string_view GrowingText::text() const {
  if (text_ == nullptr) return {};
  return {text_->data, static_cast<std::size_t>(text_->len)};
}

}  // namespace socle::pg
