// Refresh tokens, none of which is stored: a session has a counter and a salt, the server a key,
// and only the three together make the token. A token is used once and answered by the next.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/uuid.hpp"

namespace socle::identity {

// base64url(session ‖ counter, 8 bytes big endian ‖ HMAC-SHA256 of session ‖ counter ‖ salt). The
// key is Key::derive("refresh"). Empty without a key: nothing would keep it from being forged.
std::string make_refresh_token(const Uuid& session, std::int64_t counter, std::string_view salt,
                               std::string_view key);

// What a client brings; not to be believed before is_genuine says so.
struct PresentedToken {
  Uuid session;
  std::int64_t counter = 0;
  std::string proof;
};

// Nothing for what cannot be a refresh token of ours.
std::optional<PresentedToken> read_refresh_token(std::string_view text);

// Whether we made it: with this salt of its session, under this key. Takes the same time either
// way.
bool is_genuine(const PresentedToken& token, std::string_view salt, std::string_view key);

// What a genuine token asks for: the next token; the current one again, because its answer was lost
// or another tab was faster; the end of the session, because somebody copied it; or nothing that we
// know of.
enum class Refreshing { rotate, repeat, reused, unknown };

inline constexpr std::int64_t repeat_seconds_max = 60;

Refreshing judge(std::int64_t current_counter, std::int64_t presented_counter,
                 std::int64_t seconds_since_rotation);

}  // namespace socle::identity
