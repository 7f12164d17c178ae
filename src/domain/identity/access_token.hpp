// What an access token says of its bearer: the claims of GoTrue, so that its clients understand it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/uuid.hpp"

namespace socle::identity {

// A token of these, signed by any key that we read, stays within token_bytes_max.
inline constexpr std::size_t access_claims_bytes_max = 5000;

struct Account {
  Uuid id;
  std::optional<std::string> email, phone;
  std::string app_metadata_json, user_metadata_json;
  bool is_anonymous = false;
};

// The claims as JSON. Times are seconds since 1970. What people wrote about themselves must not
// keep them out: metadata that is no JSON object is left out ({}), and so is user metadata that
// makes the claims too long or too deep for a token.
std::string access_claims(const Account& account, const Uuid& session, std::string_view issuer,
                          std::int64_t issued_at, std::int64_t signed_in_at,
                          std::int64_t expires_at);

}  // namespace socle::identity
