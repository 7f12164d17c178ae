// The login roles that are trusted to speak for others.
#pragma once

#include <string_view>

#include "domain/uuid.hpp"

namespace socle {

// Whether socle.gateways lists this login role.
bool is_gateway(std::string_view login) noexcept;

// Whom uid() has named in this transaction, without asking again: for the error machinery. Null if
// nobody.
const Uuid* known_person() noexcept;

}  // namespace socle
