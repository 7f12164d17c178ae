// What a request says about its caller: the payload of a token, or `request.jwt.claims`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/result.hpp"
#include "domain/uuid.hpp"

namespace socle::identity {

struct Claims {
  std::optional<Uuid> subject;
  std::optional<Uuid> session;             // which log-in it comes from, if it says so
  std::string role;                        // empty if absent
  std::optional<std::int64_t> expires_at;  // seconds since 1970
  std::optional<std::int64_t> not_before;
};

// Reads a JSON object. Refuses (`invalid_token`) what is not one, has the same member twice, is
// deeper than 32 levels, has a `sub` or `session_id` that is not a UUID string, a `role` that is
// not a string, or an `exp` or `nbf` that is not a non-negative integer. A missing or null `sub` is
// nobody, a missing or null `session_id` none.
Result<Claims> read_claims(std::string_view json);

}  // namespace socle::identity
