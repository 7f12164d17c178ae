// Log-ins: auth.sessions, and the tokens that come from them.
#pragma once

#include "socle/authentication.hpp"

namespace socle {

// The session that the caller's token comes from must be live: session_revoked otherwise. Asks the
// database once, and again when a session anywhere has ended. Tokens without session_id, and those
// of somebody else's auth schema, pass.
void check_session();

// Opens a session for the account and answers its tokens.
std::string open_session(pg::Spi& spi, pg::Schema system, const Account& account);

// Where a session stands.
struct SessionPlace {
  Uuid session;
  std::int64_t counter;
  std::string salt;
  std::int64_t signed_in_at;  // seconds since 1970
};
// What refresh tokens are derived from the key file for.
inline constexpr std::string_view refresh_purpose = "refresh";

// A fresh access token and the refresh token of this place, as login() and refresh() answer them.
std::string answer_tokens(pg::Spi& spi, pg::Schema system, const Account& account,
                          const SessionPlace& place);

// Which sessions of a person end: that of the caller's token, the others, or all.
enum class Scope { local, others, global };
// Returns how many ended.
std::uint64_t end_sessions(pg::Spi& spi, const Uuid& person, Scope scope, std::string_view reason);
void end_session(pg::Spi& spi, const Uuid& person, const Uuid& session, std::string_view reason);

void define_session_settings();
void listen_for_session_changes();

}  // namespace socle
