// Functions that return a table: rows are gathered and handed over at the end.
#pragma once

#include "pg/spi.hpp"

namespace socle::pg {

// The table that a function declared `returns table (…)` or `returns setof …` answers with. Columns
// are given in the order of the declaration and checked against its types.
class SetResult {
 public:
  explicit SetResult(FunctionCallInfo fcinfo);

  template <class... C>
  void add(const C&... columns) {
    static_assert(sizeof...(C) <= columns_max);
    const std::array<NullableDatum, sizeof...(C)> values{write_datum(columns)...};
    constexpr std::array<Oid, sizeof...(C)> types{oid_of<C>...};
    add_row(values.data(), types.data(), sizeof...(C));
  }

 private:
  static constexpr std::size_t columns_max = 32;
  void add_row(const NullableDatum* values, const Oid* types, std::size_t count);

  Tuplestorestate* store_ = nullptr;
  TupleDesc shape_ = nullptr;
};

}  // namespace socle::pg
