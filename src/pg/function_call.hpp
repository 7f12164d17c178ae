// Calling a function of the database by its identifier.
#pragma once

#include <optional>
#include <string>

#include "pg/value.hpp"

namespace socle::pg {

// Calls a function that takes one jsonb, or nothing if there is no argument, with the rights in
// force. Its result as text; nothing for NULL and void. EXECUTE is not checked.
std::optional<std::string> call_function(Oid function, const std::optional<Json>& argument);

}  // namespace socle::pg
