// C++ values to Datums and back. A type that is not listed here does not compile as an argument.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/uuid.hpp"
#include "pg/guard.hpp"

namespace socle::pg {

// jsonb, as its text.
struct Json {
  std::string text;
};

// bytea.
struct Bytes {
  std::string bytes;
};

// numeric, as its text: exact, so that nobody rounds money on the way.
struct Numeric {
  std::string text;
};

// Microseconds since 2000-01-01 00:00 UTC.
struct Timestamp {
  std::int64_t microseconds = 0;
};

// Days since 2000-01-01.
struct Date {
  std::int32_t days = 0;
};

// An object identifier, as PostgreSQL's own tables use it.
struct ObjectId {
  Oid oid = InvalidOid;
};

template <class T>
struct Type;

// Each specialisation gives the SQL type and both directions. `read` never sees NULL. Text of any
// kind that is not valid in the database's encoding is refused on writing, with 22021.
#define SOCLE_PLAIN_TYPE(cpp, sql_oid, from, to)        \
  template <>                                           \
  struct Type<cpp> {                                    \
    static constexpr Oid oid = sql_oid;                 \
    static cpp read(Datum datum) { return from; }       \
    static Datum write(const cpp& value) { return to; } \
  }

SOCLE_PLAIN_TYPE(bool, BOOLOID, DatumGetBool(datum), BoolGetDatum(value));
SOCLE_PLAIN_TYPE(std::int32_t, INT4OID, DatumGetInt32(datum), Int32GetDatum(value));
SOCLE_PLAIN_TYPE(std::int64_t, INT8OID, DatumGetInt64(datum), Int64GetDatum(value));
SOCLE_PLAIN_TYPE(double, FLOAT8OID, DatumGetFloat8(datum), Float8GetDatum(value));
SOCLE_PLAIN_TYPE(Timestamp, TIMESTAMPTZOID, Timestamp{DatumGetTimestampTz(datum)},
                 TimestampTzGetDatum(value.microseconds));
SOCLE_PLAIN_TYPE(Date, DATEOID, Date{DatumGetDateADT(datum)}, DateADTGetDatum(value.days));
SOCLE_PLAIN_TYPE(ObjectId, OIDOID, ObjectId{DatumGetObjectId(datum)}, ObjectIdGetDatum(value.oid));
#undef SOCLE_PLAIN_TYPE

// Raises 22021 unless `text` is valid in the database's encoding, which PostgreSQL takes for
// granted. To be called in call().
void verify_text(std::string_view text);

template <>
struct Type<Uuid> {
  static constexpr Oid oid = UUIDOID;
  static Uuid read(Datum datum);
  static Datum write(const Uuid& value);
};

template <>
struct Type<std::string> {
  static constexpr Oid oid = TEXTOID;
  static std::string read(Datum datum);
  static Datum write(std::string_view value);
};

template <>
struct Type<Bytes> {
  static constexpr Oid oid = BYTEAOID;
  static Bytes read(Datum datum);
  static Datum write(const Bytes& value);
};

template <>
struct Type<std::string_view> {
  static constexpr Oid oid = TEXTOID;
  static Datum write(std::string_view value) { return Type<std::string>::write(value); }
};

template <>
struct Type<Json> {
  static constexpr Oid oid = JSONBOID;
  static Json read(Datum datum);
  static Datum write(const Json& value);  // raises 22P02 if it is not JSON
};

template <>
struct Type<Numeric> {
  static constexpr Oid oid = NUMERICOID;
  static Numeric read(Datum datum);
  static Datum write(const Numeric& value);
};

template <class T>
inline constexpr Oid array_oid = InvalidOid;
template <>
inline constexpr Oid array_oid<Uuid> = UUIDARRAYOID;
template <>
inline constexpr Oid array_oid<std::int64_t> = INT8ARRAYOID;
template <>
inline constexpr Oid array_oid<std::string> = TEXTARRAYOID;

// The elements of an array, or the array of elements; NULL elements are refused with 22004.
std::vector<Datum> read_elements(Datum array, Oid element);
Datum write_elements(const Datum* elements, std::size_t count, Oid element);

template <class T>
struct Type<std::vector<T>> {
  static constexpr Oid oid = array_oid<T>;
  static_assert(oid != InvalidOid);
  static std::vector<T> read(Datum datum) {
    std::vector<T> values;
    for (Datum element : read_elements(datum, Type<T>::oid))
      values.push_back(Type<T>::read(element));
    return values;
  }
  static Datum write(const std::vector<T>& values) {
    std::vector<Datum> elements;
    elements.reserve(values.size());
    for (const T& value : values) elements.push_back(Type<T>::write(value));
    return write_elements(elements.data(), elements.size(), Type<T>::oid);
  }
};

template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};

// The SQL type of a C++ type, seen through optional.
template <class T>
struct Bare {
  using type = T;
};
template <class T>
struct Bare<std::optional<T>> {
  using type = T;
};
template <class T>
inline constexpr Oid oid_of = Type<typename Bare<T>::type>::oid;

// Raises 22004: `what`, as in "argument 2", is NULL where a value is needed. 0 is no number.
[[noreturn]] void raise_null(std::string_view what, std::size_t number = 0);

// A nullable Datum as T; NULL becomes an empty optional or is refused.
template <class T>
T read_datum(NullableDatum value, std::string_view what, std::size_t number = 0) {
  if constexpr (is_optional<T>::value) {
    if (value.isnull) return std::nullopt;
    return Type<typename T::value_type>::read(value.value);
  } else {
    if (value.isnull) raise_null(what, number);
    return Type<T>::read(value.value);
  }
}

template <class T>
NullableDatum write_datum(const T& value) {
  if constexpr (is_optional<T>::value) {
    if (!value) return {0, true};
    return {Type<typename T::value_type>::write(*value), false};
  } else {
    return {Type<T>::write(value), false};
  }
}

}  // namespace socle::pg
