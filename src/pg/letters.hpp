// Letters as the database knows them.
#pragma once

#include <string>

#include "pg/guard.hpp"

namespace socle::pg {

// The text in small letters, by the rules of the database's own collation.
std::string lower(const std::string& text);

}  // namespace socle::pg
