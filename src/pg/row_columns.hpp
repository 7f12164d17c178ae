// The columns of the table that a trigger is fired for.
#pragma once

#include <vector>

#include "pg/trigger.hpp"

namespace socle::pg {

// All of them, in order.
std::vector<Column> columns_of(const Trigger& trigger);

// That of this name. Raises undefined_column (42703).
Column column_of(const Trigger& trigger, std::string_view name);

}  // namespace socle::pg
