// A C++ function with a plain signature becomes a SQL function: SOCLE_EXPORT(symbol, function).
//
// Arguments and result are the types of value.hpp; optional<T> where NULL is allowed. A first
// parameter of type Schema is not a SQL argument: it is the schema that the function is declared
// in.
#pragma once

#include "pg/value.hpp"

namespace socle::pg {

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

template <class T>
T argument(FunctionCallInfo fcinfo, std::size_t index) {
  return read_datum<T>(fcinfo->args[index], "argument " + std::to_string(index + 1));
}

template <class R, class... A, class F, std::size_t... I>
Datum invoke(F function, FunctionCallInfo fcinfo, std::index_sequence<I...>) {
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

#define SOCLE_EXPORT(name, function) SOCLE_ENTRY(name, socle::pg::adapt<function>)
