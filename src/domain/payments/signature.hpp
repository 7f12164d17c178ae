// Did this payment provider send this event? Source: B-57, docs/payments.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "domain/result.hpp"

namespace socle::payments {

// Enumerators are spelled as the words in SQL.
//   hmac_sha256              64 hexadecimal digits, with or without "sha256=" before them
//   timestamped_hmac_sha256  "t=1700000000,v1=<digits>[,v1=<digits>…]" over "<t>.<payload>", as
//                            Stripe and Wave do; two v1 while a secret is being changed
enum class Scheme { hmac_sha256, timestamped_hmac_sha256 };

std::string_view to_string(Scheme scheme);
std::optional<Scheme> parse_scheme(std::string_view text);

// Fine if `signature` was made with `secret` over exactly these bytes and, where it names its time,
// at most `tolerance_s` seconds from `now_s` (Unix time); `invalid_signature` otherwise. An empty
// secret never verifies. Compares in constant time.
Check verify_signature(Scheme scheme, std::string_view payload, std::string_view signature,
                       std::string_view secret, std::int64_t now_s, std::int64_t tolerance_s);

}  // namespace socle::payments
