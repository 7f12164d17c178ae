// The login roles that are trusted to speak for others.
#pragma once

#include <string_view>

namespace socle {

// Whether socle.gateways lists this login role.
bool is_gateway(std::string_view login) noexcept;

}  // namespace socle
