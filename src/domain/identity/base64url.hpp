// The encoding of the parts of a token (RFC 4648 §5, without padding).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace socle::identity {

std::string encode_base64url(std::string_view bytes);

// Nothing for padding, spaces, characters of plain base64, an impossible length, or bits at the end
// that no encoder leaves: one value has one encoding, so a signed text cannot be varied.
std::optional<std::string> decode_base64url(std::string_view text);

}  // namespace socle::identity
