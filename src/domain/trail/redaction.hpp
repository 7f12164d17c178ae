// What the audit trail does not show.
#pragma once

#include <string_view>

namespace socle::trail {

// Stands for a value that is there but not shown.
inline constexpr std::string_view redacted = "***";

// Whether a column of this name holds a secret, in whichever table: a word of it is password,
// secret, token, hash, salt, pin, otp, credential or credentials.
bool is_secret(std::string_view column);

}  // namespace socle::trail
