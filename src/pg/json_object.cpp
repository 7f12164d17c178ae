#include "pg/json_object.hpp"

#include <cstring>

namespace socle::pg {

namespace {

// A value without its key.
using Value = JsonMember;

// The functions below run inside call(): they raise, and own nothing.

Value text_value(std::string_view text) { return {{}, JENTRY_ISSTRING, text}; }

Value bool_value(bool truth) {
  const JEntry kind = truth ? JENTRY_ISBOOL_TRUE : JENTRY_ISBOOL_FALSE;
  return {{}, kind, {}};
}

// Numeric of PostgreSQL, not of ours.
::Numeric numeric(Datum value) { return reinterpret_cast<::Numeric>(PG_DETOAST_DATUM(value)); }

Value number_value(::Numeric number) {
  return {{}, JENTRY_ISNUMERIC, {reinterpret_cast<const char*>(number), VARSIZE(number)}};
}

Value number_value(int64 integer) { return number_value(int64_to_numeric(integer)); }

// An object or a list is part of another as it is; a single value is wrapped into a list.
Value json_value(Datum json) {
  Jsonb* const jsonb = DatumGetJsonbP(json);
  JsonbValue scalar;
  if (!JB_ROOT_IS_SCALAR(jsonb))
    return {{}, JENTRY_ISCONTAINER, {VARDATA(jsonb), VARSIZE(jsonb) - VARHDRSZ}};
  JsonbExtractScalar(&jsonb->root, &scalar);
  switch (scalar.type) {
    case jbvString:
      return text_value({scalar.val.string.val, static_cast<std::size_t>(scalar.val.string.len)});
    case jbvNumeric:
      return number_value(scalar.val.numeric);
    case jbvBool:
      return bool_value(scalar.val.boolean);
    default:
      return {};
  }
}

char* output(Oid type, Datum value) {
  Oid function = InvalidOid;
  bool is_long = false;
  getTypeOutputInfo(type, &function, &is_long);
  return OidOutputFunctionCall(function, value);
}

// NaN and the infinities are texts.
Value float_value(Oid type, Datum value) {
  char* const text = output(type, value);
  if (std::strpbrk(text, "NI") != nullptr) return text_value(text);
  return number_value(numeric(DirectFunctionCall3(
      numeric_in, CStringGetDatum(text), ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1))));
}

Value numeric_value(Datum value) {
  ::Numeric const number = numeric(value);
  if (numeric_is_nan(number) || numeric_is_inf(number))
    return text_value(output(NUMERICOID, value));
  return number_value(number);
}

Value time_value(Oid type, Datum value) {
  char* const text = static_cast<char*>(palloc(MAXDATELEN + 1));
  const int utc = 0;
  JsonEncodeDateTime(text, value, type, type == TIMESTAMPTZOID ? &utc : nullptr);
  return text_value(text);
}

Value uuid_value(Datum value) {
  auto* const text = static_cast<char(*)[uuid_text_size]>(palloc(uuid_text_size));
  write_text(Type<Uuid>::read(value), *text);
  return text_value({*text, uuid_text_size});
}

Value value_of(Oid type, Datum value) {
  switch (type) {
    case BOOLOID:
      return bool_value(DatumGetBool(value));
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
      return float_value(type, value);
    case NUMERICOID:
      return numeric_value(value);
    case DATEOID:
    case TIMESTAMPOID:
    case TIMESTAMPTZOID:
      return time_value(type, value);
    case UUIDOID:
      return uuid_value(value);
    case TEXTOID:
    case VARCHAROID: {
      const text* const packed = DatumGetTextPP(value);
      return text_value({VARDATA_ANY(packed), static_cast<std::size_t>(VARSIZE_ANY_EXHDR(packed))});
    }
    default:
      return text_value(output(type, value));
  }
}

}  // namespace

void JsonObject::open(std::string_view key) { open_.at(depth_++) = {key, members_.size()}; }

void JsonObject::close() {
  const Open& object = open_.at(--depth_);
  const std::span<JsonMember> members = std::span(members_).subspan(object.first);
  const std::span<char> written = call([&] { return write_json_object(members, 0); });
  members_.resize(object.first);
  members_.push_back({object.key, JENTRY_ISCONTAINER, {written.data(), written.size()}});
}

void JsonObject::add(const Column& column, const Row& row) {
  row.require_tuple();
  Value value = call([&] {
    const NullableDatum datum = row.at(column.number);
    return datum.isnull ? Value{} : value_of(column.type, datum.value);
  });
  value.key = column.name;
  members_.push_back(value);
}

void JsonObject::add(std::string_view key, std::string_view text) {
  members_.push_back({key, JENTRY_ISSTRING, text});
}

JsonDatum JsonObject::finish() {
  return {call([&] {
    const std::span<char> written = write_json_object(members_, VARHDRSZ);
    SET_VARSIZE(written.data(), written.size());
    return PointerGetDatum(written.data());
  })};
}

}  // namespace socle::pg
