// JSON Web Tokens (RFC 7515, RFC 7519), each key with its one algorithm.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "domain/identity/claims.hpp"
#include "domain/identity/key.hpp"
#include "domain/result.hpp"

namespace socle::identity {

inline constexpr std::size_t token_bytes_max = 8192;

struct VerifiedToken {
  Claims claims;
  std::string payload;  // the claims as JSON, as signed
};

// Checks a compact token strictly: at most 8 KiB, exactly three parts, base64url without padding
// and without stray trailing bits; header `alg` that of the key (`typ`, if there, "JWT"; `kid`, if
// there, the id of a key; no `crit`), signature right, `exp` present and after `now`, `nbf` not
// after `now`, `sub` present. Refuses with `invalid_token` (detail: reason) or `token_expired`.
// The token chooses among the keys, never how one is used: without `kid`, each of its algorithm is
// tried.
Result<VerifiedToken> verify_token(std::string_view token, std::span<const Key> keys,
                                   std::int64_t now);

// Signs a JSON object of claims. Refuses a key that cannot sign (`secret_missing`), claims that
// `read_claims` refuses, and what would be longer than a token may be.
Result<std::string> mint_token(std::string_view claims_json, const Key& key);

}  // namespace socle::identity
