// Signatures of webhooks as Standard Webhooks has them: webhook-id, webhook-timestamp and
// webhook-signature.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace socle::webhooks {

inline constexpr std::string_view secret_prefix = "whsec_";
inline constexpr std::size_t secret_bytes = 24;

// The secret as people write it: whsec_ and its bytes in base64.
std::string write_secret(std::string_view bytes);

// `v1,` and the base64 of HMAC-SHA256 over id.timestamp.body, with the bytes of the secret. Nothing
// if that is no secret.
std::optional<std::string> sign(std::string_view secret, std::string_view id, std::int64_t unix_s,
                                std::string_view body);

}  // namespace socle::webhooks
