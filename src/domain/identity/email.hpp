#pragma once

#include <string_view>

#include "domain/result.hpp"

namespace socle::identity {

// Whether a letter could be sent to this address: `invalid_value` (detail: field email, reason)
// otherwise. At most 254 bytes of UTF-8, one @, 1 to 64 bytes before it, after it "localhost" or a
// domain with a dot; no space, control character or what RFC 5322 gives a meaning in a header.
Check check_email(std::string_view address);

// Without the spaces around it that people paste along.
std::string_view without_spaces(std::string_view address);

}  // namespace socle::identity
