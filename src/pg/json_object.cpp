#include "pg/json_object.hpp"

#include <cstring>

namespace socle::pg {

namespace {

// The functions below run inside call(): they raise, and own nothing.

JsonbValue text_value(const char* text, std::size_t length) {
  JsonbValue value;
  value.type = jbvString;
  value.val.string.val = const_cast<char*>(text);
  value.val.string.len = static_cast<int>(length);
  return value;
}

JsonbValue text_value(const char* text) { return text_value(text, std::strlen(text)); }

JsonbValue number_value(Datum numeric) {
  JsonbValue value;
  value.type = jbvNumeric;
  // Numeric of PostgreSQL, not of ours.
  value.val.numeric = reinterpret_cast<::Numeric>(PG_DETOAST_DATUM(numeric));
  return value;
}

JsonbValue number_value(int64 integer) {
  return number_value(NumericGetDatum(int64_to_numeric(integer)));
}

JsonbValue json_value(Datum json) {
  JsonbValue value;
  JsonbToJsonbValue(DatumGetJsonbP(json), &value);
  return value;
}

char* output(Oid type, Datum value) {
  Oid function = InvalidOid;
  bool is_long = false;
  getTypeOutputInfo(type, &function, &is_long);
  return OidOutputFunctionCall(function, value);
}

// NaN and the infinities are texts.
JsonbValue float_value(Oid type, Datum value) {
  char* const text = output(type, value);
  if (std::strpbrk(text, "NI") != nullptr) return text_value(text);
  return number_value(DirectFunctionCall3(numeric_in, CStringGetDatum(text),
                                          ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1)));
}

JsonbValue time_value(Oid type, Datum value) {
  char* const text = static_cast<char*>(palloc(MAXDATELEN + 1));
  const int utc = 0;
  JsonEncodeDateTime(text, value, type, type == TIMESTAMPTZOID ? &utc : nullptr);
  return text_value(text);
}

JsonbValue value_of(Oid type, Datum value) {
  switch (type) {
    case BOOLOID: {
      JsonbValue truth;
      truth.type = jbvBool;
      truth.val.boolean = DatumGetBool(value);
      return truth;
    }
    case INT2OID:
      return number_value(int64{DatumGetInt16(value)});
    case INT4OID:
      return number_value(int64{DatumGetInt32(value)});
    case INT8OID:
      return number_value(DatumGetInt64(value));
    case JSONBOID:
      return json_value(value);
    case JSONOID:
      return json_value(DirectFunctionCall1(jsonb_in, CStringGetDatum(output(type, value))));
    case FLOAT4OID:
    case FLOAT8OID:
    case NUMERICOID:
      return float_value(type, value);
    case DATEOID:
    case TIMESTAMPOID:
    case TIMESTAMPTZOID:
      return time_value(type, value);
    case TEXTOID:
    case VARCHAROID: {
      const text* const packed = DatumGetTextPP(value);
      return text_value(VARDATA_ANY(packed), static_cast<std::size_t>(VARSIZE_ANY_EXHDR(packed)));
    }
    default:
      return text_value(output(type, value));
  }
}

void push(JsonbParseState*& state, const char* key, JsonbValue& value) {
  JsonbValue name = text_value(key);
  pushJsonbValue(&state, WJB_KEY, &name);
  pushJsonbValue(&state, WJB_VALUE, &value);
}

}  // namespace

JsonObject::JsonObject() {
  call([&] { pushJsonbValue(&state_, WJB_BEGIN_OBJECT, nullptr); });
}

void JsonObject::open(const char* key) {
  call([&] {
    JsonbValue name = text_value(key);
    pushJsonbValue(&state_, WJB_KEY, &name);
    pushJsonbValue(&state_, WJB_BEGIN_OBJECT, nullptr);
  });
}

void JsonObject::close() {
  call([&] { pushJsonbValue(&state_, WJB_END_OBJECT, nullptr); });
}

void JsonObject::add(const char* column, const Row& row) {
  const int number = row.number_of(column);
  HeapTuple const tuple = row.tuple();
  TupleDesc const shape = row.shape_;
  call([&] {
    bool is_null = false;
    const Datum datum = heap_getattr(tuple, number, shape, &is_null);
    JsonbValue value;
    value.type = jbvNull;
    if (!is_null) value = value_of(TupleDescAttr(shape, number - 1)->atttypid, datum);
    push(state_, column, value);
  });
}

void JsonObject::add(const char* key, std::string_view text) {
  call([&] {
    JsonbValue value = text_value(text.data(), text.size());
    push(state_, key, value);
  });
}

JsonDatum JsonObject::finish() {
  return {call([&] {
    JsonbValue* const object = pushJsonbValue(&state_, WJB_END_OBJECT, nullptr);
    return JsonbPGetDatum(JsonbValueToJsonb(object));
  })};
}

}  // namespace socle::pg
