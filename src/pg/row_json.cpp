// Columns of a row as JSON.
#include "pg/trigger.hpp"

namespace socle::pg {

namespace {

std::string copy_and_free(char* text) {
  std::string copy(text);
  pfree(text);
  return copy;
}

std::string output(Oid type, Datum value) {
  return copy_and_free(call([&] {
    Oid function = InvalidOid;
    bool is_long = false;
    getTypeOutputInfo(type, &function, &is_long);
    return OidOutputFunctionCall(function, value);
  }));
}

std::string quoted(std::string_view text) {
  std::string json;
  append_json_string(json, text);
  return json;
}

std::string time(Oid type, Datum value) {
  char text[MAXDATELEN + 1];
  const int utc = 0;
  call([&] { JsonEncodeDateTime(text, value, type, type == TIMESTAMPTZOID ? &utc : nullptr); });
  return quoted(text);
}

// NaN and the infinities are texts.
std::string number(std::string text) {
  return text.find_first_of("NI") == std::string::npos ? text : quoted(text);
}

}  // namespace

std::string Row::json(const char* column) const {
  const int attribute = number_of(column);
  HeapTuple const tuple = tuple_;
  TupleDesc const shape = shape_;
  NullableDatum value;
  const Oid type = call([&] {
    value.value = heap_getattr(tuple, attribute, shape, &value.isnull);
    return SPI_gettypeid(shape, attribute);
  });
  if (value.isnull) return "null";
  switch (type) {
    case BOOLOID:
      return DatumGetBool(value.value) ? "true" : "false";
    case INT2OID:
    case INT4OID:
    case INT8OID:
    case JSONOID:
    case JSONBOID:
      return output(type, value.value);
    case FLOAT4OID:
    case FLOAT8OID:
    case NUMERICOID:
      return number(output(type, value.value));
    case DATEOID:
    case TIMESTAMPOID:
    case TIMESTAMPTZOID:
      return time(type, value.value);
    default:
      return quoted(output(type, value.value));
  }
}

}  // namespace socle::pg
