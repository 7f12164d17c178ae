// Arrays of more types, and with NULLs among the elements: for statements that write many rows
// through unnest().
#pragma once

#include <memory>

#include "pg/value.hpp"

namespace socle::pg {

template <>
inline constexpr Oid array_oid<double> = FLOAT8ARRAYOID;
template <>
inline constexpr Oid array_oid<std::int32_t> = INT4ARRAYOID;
template <>
inline constexpr Oid array_oid<Timestamp> = TIMESTAMPTZARRAYOID;

Datum write_nullable_elements(const Datum* elements, const bool* nulls, std::size_t count,
                              Oid element);

template <class T>
struct Type<std::vector<std::optional<T>>> {
  static constexpr Oid oid = array_oid<T>;
  static_assert(oid != InvalidOid);
  static Datum write(const std::vector<std::optional<T>>& values) {
    std::vector<Datum> elements(values.size());
    const auto nulls = std::make_unique<bool[]>(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      nulls[i] = !values[i];
      if (values[i]) elements[i] = Type<T>::write(*values[i]);
    }
    return write_nullable_elements(elements.data(), nulls.get(), values.size(), Type<T>::oid);
  }
};

}  // namespace socle::pg
