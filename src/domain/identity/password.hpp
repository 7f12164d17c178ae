// Passwords at rest: bcrypt, by the crypt(3) of the system.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/result.hpp"

namespace socle::identity {

inline constexpr std::size_t password_bytes_max = 72;  // bcrypt sees no more
inline constexpr std::size_t salt_bytes = 16;
inline constexpr int cost_min = 4;
inline constexpr int cost_max = 16;  // seconds each: more would serve nobody but an attacker

// Whether a new password will do: `weak_password` (detail: reason, one of "not UTF-8", "has a NUL
// byte", "longer than 72 bytes", "too short"). Nothing is ever cut off.
Check check_password(std::string_view password, std::int64_t characters_min);

// The $2b$ hash, or nothing for a password over 72 bytes or with NUL, another length of salt, or a
// cost outside of cost_min..cost_max. The salt must be random.
std::optional<std::string> hash_password(std::string_view password, int cost,
                                         std::string_view salt16);

// Whether the password belongs to a $2a$, $2b$ or $2y$ hash. False for any other hash, at once; and
// for a password over 72 bytes or with NUL, after as long as for any other. Compares in constant
// time and wipes what it worked with.
bool is_password(std::string_view password, std::string_view hash);

// Whether is_password() can compare with it, at the cost that it names.
bool is_known_hash(std::string_view hash);

// Whether the hash was made in another way than hash_password makes it now.
bool needs_rehash(std::string_view hash, int cost);

// A hash of this cost that no password has: bcrypt never ends in these bits. To be compared with
// where there is no account, so that the answer takes as long.
std::string dummy_hash(int cost);

}  // namespace socle::identity
