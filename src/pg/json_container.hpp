// The stored form of a jsonb object, as utils/jsonb.h of PostgreSQL describes it: the same from 9.4
// to 18. PostgreSQL's own way there, through JsonbValue, copies and sorts each member more often.
#pragma once

#include <span>
#include <string_view>

#include "pg/postgres.hpp"

namespace socle::pg {

struct JsonMember {
  std::string_view key;
  JEntry kind = JENTRY_ISNULL;  // one of JENTRY_IS…
  std::string_view data;        // of text, numbers and containers, in their stored form
};

// Sorts the members, whose keys must differ, and writes the object behind `header` bytes that are
// left for the caller. Palloc'd. Runs inside call(): raises 54000 where it gets too large.
std::span<char> write_json_object(std::span<JsonMember> members, std::size_t header);

}  // namespace socle::pg
