// Reported errors: what was refused, and what broke.
#pragma once

#include <string_view>

namespace socle::trail {

// True where something of ours broke, not the request: 5xx of the catalogue, internal errors,
// resources used up, input and output, a server that stops. A cancelled query is the client's.
bool is_fault(std::string_view sqlstate);

// The name of the error in a DETAIL of the catalogue, or an empty text.
std::string_view error_name(std::string_view detail) noexcept;

}  // namespace socle::trail
