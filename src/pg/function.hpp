// A C++ function with a plain signature becomes a SQL function: SOCLE_EXPORT(symbol, function).
//
// Arguments and result are the types of value.hpp; optional<T> where NULL is allowed. A first
// parameter of type Schema is not a SQL argument: it is the schema that the function is declared
// in. SOCLE_EXPORT_KEPT is for what policies call for every row.
#pragma once

#include <array>
#include <cstring>

#include "pg/value.hpp"

namespace socle::pg {

// What pg_proc must say of a function; exported beside it as NAME_signature, for a test to compare.
struct Signature {
  static constexpr std::size_t arguments_max = 32;
  Oid result;
  int count;
  std::array<Oid, arguments_max> arguments;
};

template <class R, class... A>
constexpr Signature describe_signature() {
  static_assert(sizeof...(A) <= Signature::arguments_max);
  Oid result = VOIDOID;
  if constexpr (!std::is_void_v<R>) result = oid_of<R>;
  return {result, sizeof...(A), {oid_of<std::decay_t<A>>...}};
}

// The schema that a function or a trigger works on.
struct Schema {
  Oid oid = InvalidOid;
};

// The schema that the running function is declared in; looked up once per call site.
Schema schema_of(FunctionCallInfo fcinfo);

inline Datum write_result(FunctionCallInfo fcinfo, NullableDatum value) {
  fcinfo->isnull = value.isnull;
  return value.value;
}

template <class R, class... A>
constexpr Signature signature_of(R (*)(A...)) {
  return describe_signature<R, A...>();
}
template <class R, class... A>
constexpr Signature signature_of(R (*)(Schema, A...)) {
  return describe_signature<R, A...>();
}

// Raises 55000 unless SQL passes `expected` arguments, which it does not when the extension's SQL
// is of another version than the library.
void refuse_arguments(std::size_t found, std::size_t expected);
inline void require_arguments(FunctionCallInfo fcinfo, std::size_t expected) {
  const auto found = static_cast<std::size_t>(fcinfo->nargs);
  if (found != expected) refuse_arguments(found, expected);
}

template <class T>
T argument(FunctionCallInfo fcinfo, std::size_t index) {
  return read_datum<T>(fcinfo->args[index], "argument", index + 1);
}

template <class R, class... A, class F, std::size_t... I>
Datum invoke(F function, FunctionCallInfo fcinfo, std::index_sequence<I...>) {
  require_arguments(fcinfo, sizeof...(A));
  if constexpr (std::is_void_v<R>) {
    function(argument<std::decay_t<A>>(fcinfo, I)...);
    return write_result(fcinfo, {0, false});
  } else {
    return write_result(fcinfo, write_datum<R>(function(argument<std::decay_t<A>>(fcinfo, I)...)));
  }
}

template <class R, class... A>
Datum apply(R (*function)(A...), FunctionCallInfo fcinfo) {
  return invoke<R, A...>(function, fcinfo, std::index_sequence_for<A...>{});
}

template <class R, class... A>
Datum apply(R (*function)(Schema, A...), FunctionCallInfo fcinfo) {
  const Schema schema = schema_of(fcinfo);
  const auto bound = [&](auto&&... values) -> R {
    return function(schema, std::forward<decltype(values)>(values)...);
  };
  return invoke<R, A...>(bound, fcinfo, std::index_sequence_for<A...>{});
}

template <auto Function>
Datum adapt(FunctionCallInfo fcinfo) {
  return apply(Function, fcinfo);
}

// The Datum of `value`, which the call site keeps and gives again as long as it is the same, so
// that a row costs no memory. Another value gets other memory: the plan may still hold the first.
Datum keep_uuid(FunctionCallInfo fcinfo, const Uuid& value);

// What the call site keeps, if that is `*value`; null otherwise.
inline const pg_uuid_t* kept_uuid(FunctionCallInfo fcinfo, const Uuid* value) noexcept {
  const auto* const kept = static_cast<const pg_uuid_t*>(fcinfo->flinfo->fn_extra);
  const bool is_same = kept != nullptr && value != nullptr &&
                       std::memcmp(kept->data, value->bytes.data(), UUID_LEN) == 0;
  return is_same ? kept : nullptr;
}

// For a function without arguments that policies call for every row of a table.
template <std::optional<Uuid> (*Function)()>
Datum adapt_kept(FunctionCallInfo fcinfo) {
  require_arguments(fcinfo, 0);
  const std::optional<Uuid> value = Function();
  if (!value) return write_result(fcinfo, {0, true});
  return write_result(fcinfo, {keep_uuid(fcinfo, *value), false});
}

// The same, but the guard is not entered while `Known`, which says without any work what the
// function would or null, says what the call site keeps.
template <std::optional<Uuid> (*Function)(), const Uuid* (*Known)() noexcept>
Datum entry_kept(FunctionCallInfo fcinfo) {
  if (const pg_uuid_t* const kept = kept_uuid(fcinfo, Known())) return UUIDPGetDatum(kept);
  return entry<adapt_kept<Function>>(fcinfo);
}

}  // namespace socle::pg

#define SOCLE_EXPORT(name, function)             \
  SOCLE_ENTRY(name, socle::pg::adapt<function>); \
  SOCLE_SIGNATURE(name, function)
#define SOCLE_EXPORT_KEPT(name, function, known)              \
  SOCLE_SYMBOL(name, socle::pg::entry_kept<function, known>); \
  SOCLE_SIGNATURE(name, function)
#define SOCLE_SIGNATURE(name, function)                                          \
  extern "C" PGDLLEXPORT constinit const socle::pg::Signature name##_signature = \
      socle::pg::signature_of(function)
