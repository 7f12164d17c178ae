// For direct_table.cpp and direct_shape.cpp only.
#pragma once

#include <array>

#include "pg/direct_table.hpp"

namespace socle::pg {

struct DirectIndex {
  Oid oid = InvalidOid;
  IndexInfo* info = nullptr;
  ExprState* predicate = nullptr;  // null: every row is in the index
};

struct DirectShape {
  static constexpr std::size_t indexes_max = 16;

  const DirectTable* definition = nullptr;
  Oid schema = InvalidOid;
  Oid table = InvalidOid;
  bool is_known = false;
  MemoryContext memory = nullptr;  // holds what the pointers here and in `indexes` point to
  EState* executor = nullptr;      // evaluates predicates and expressions of indexes
  Oid sequence = InvalidOid;
  Oid primary_key = InvalidOid;
  std::size_t index_count = 0;
  std::array<DirectIndex, indexes_max> indexes{};
};

// What is known of the table; looked at anew if need be. The table stays locked (ROW EXCLUSIVE).
struct OpenedShape {
  Relation relation;
  DirectShape* shape;
};
OpenedShape open_shape(Schema schema, const DirectTable& definition);
OpenedShape open_shape(Oid table, const DirectTable& definition);

}  // namespace socle::pg
