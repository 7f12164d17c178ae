// JSON Web Tokens (RFC 7515, RFC 7519) with one fixed algorithm: HS256.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/identity/claims.hpp"
#include "domain/result.hpp"

namespace socle::identity {

inline constexpr std::size_t token_bytes_max = 8192;
inline constexpr std::size_t secret_bytes_min = 32;  // RFC 7518 §3.2: at least the hash's size

struct VerifiedToken {
  Claims claims;
  std::string payload;  // the claims as JSON, as signed
};

// Checks a compact token strictly: at most 8 KiB, exactly three parts, base64url without padding
// and without stray trailing bits, header `alg` exactly "HS256" (`typ`, if there, "JWT"), no
// `crit`, signature right (compared in constant time), `exp` present and after `now`, `nbf` not
// after `now`, `sub` present. Refuses with `invalid_token` (detail: reason) or `token_expired`. A
// secret shorter than 32 bytes never verifies anything.
Result<VerifiedToken> verify_token(std::string_view token, std::string_view secret,
                                   std::int64_t now);

// Signs a JSON object of claims with HS256. Refuses a secret under 32 bytes and claims that
// `read_claims` refuses.
Result<std::string> mint_token(std::string_view claims_json, std::string_view secret);

}  // namespace socle::identity
