// The columns of the table that a trigger is fired for.
#pragma once

#include <vector>

#include "pg/trigger.hpp"

namespace socle::pg {

// Their names, in order. They live as long as the trigger runs.
std::vector<const char*> column_names(const Trigger& trigger);

}  // namespace socle::pg
