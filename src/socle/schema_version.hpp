#pragma once

#include "pg/function.hpp"

namespace socle {

// Refuses to work on tables that this version of the code does not know (`schema_outdated`): the
// system must have exactly `migrations` migrations applied. Looked up until it is true, then
// remembered for the backend.
void require_schema(pg::Schema system, std::int64_t migrations);

}  // namespace socle
