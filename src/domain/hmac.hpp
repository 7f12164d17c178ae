// HMAC-SHA256: the signature of tokens and of providers' events.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace socle {

// The 32 bytes that sign `text`, or nothing if they cannot be computed.
std::optional<std::string> hmac_sha256(std::string_view text, std::string_view secret);

// Whether two signatures are the same, in a time that does not tell where they differ.
bool is_same_signature(std::string_view one, std::string_view other);

}  // namespace socle
