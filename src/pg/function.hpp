// A C++ function with a plain signature becomes a SQL function: SOCLE_EXPORT(symbol, function).
//
// Arguments and result are the types of value.hpp; optional<T> where NULL is allowed. A first
// parameter of type Schema is not a SQL argument: it is the schema that the function is declared
// in.
#pragma once

#include <array>

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
void require_arguments(FunctionCallInfo fcinfo, std::size_t expected);

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

}  // namespace socle::pg

#define SOCLE_EXPORT(name, function)                                             \
  SOCLE_ENTRY(name, socle::pg::adapt<function>);                                 \
  extern "C" PGDLLEXPORT constinit const socle::pg::Signature name##_signature = \
      socle::pg::signature_of(function)
