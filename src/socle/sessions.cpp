#include "socle/sessions.hpp"

#include "domain/identity/access_token.hpp"
#include "domain/identity/refresh_token.hpp"
#include "domain/identity/token.hpp"
#include "pg/cache.hpp"
#include "pg/random.hpp"
#include "pg/settings.hpp"
#include "pg/transaction.hpp"
#include "socle/identity.hpp"
#include "socle/platform_settings.hpp"
#include "socle/signing_keys.hpp"

namespace socle {

namespace {

constexpr std::size_t salt_bytes = 32;
constexpr std::int64_t seconds_per_minute = 60;

constinit pg::Statement<Uuid, pg::Bytes, std::int64_t, std::string, std::string> insert_session{
    "insert into auth.sessions (user_id, salt, expires_at, ip_address, user_agent)"
    " values ($1, $2, now() + $3 * interval '1 day', nullif($4, ''), $5)"
    " returning id, created_at"};
constinit pg::Statement<Uuid> forget_old{
    "delete from auth.sessions where user_id = $1"
    " and coalesce(ended_at, expires_at) < now() - interval '30 days'"};
constinit pg::Statement<Uuid> note_sign_in{
    "update auth.users set last_sign_in_at = now() where id = $1"};

constinit pg::Statement<Uuid, Uuid, bool, std::string> end_some{
    "update auth.sessions set ended_at = now(), end_reason = $4"
    " where user_id = $1 and ended_at is null and ($2 is null or (id = $2) = $3)"};

constinit pg::Statement<Uuid, std::string, std::string, std::int64_t, std::int64_t> read_answer{
    "select jsonb_build_object('access_token', $2, 'token_type', 'bearer', 'expires_in', $4,"
    "   'expires_at', $5, 'refresh_token', $3, 'user', jsonb_build_object('id', id, 'aud', aud,"
    "   'role', role, 'email', email, 'phone', phone, 'email_confirmed_at', email_confirmed_at,"
    "   'last_sign_in_at', last_sign_in_at, 'app_metadata', raw_app_meta_data,"
    "   'user_metadata', raw_user_meta_data, 'is_anonymous', is_anonymous,"
    "   'created_at', created_at, 'updated_at', updated_at))"
    " from auth.users where id = $1"};

// All sessions of a person, or only this one, or all but this one.
std::uint64_t end(pg::Spi& spi, const Uuid& person, const std::optional<Uuid>& session,
                  bool is_only_one, std::string_view reason) {
  const std::uint64_t ended = spi.run(end_some, person, session, is_only_one, std::string(reason));
  if (ended > 0) pg::announce_change(pg::find_table(pg::find_schema("auth"), "sessions"));
  return ended;
}

constinit pg::TextSetting issuer{"socle.token_issuer", "Claim iss of the tokens of log-in.",
                                 "socle", PGC_SIGHUP, 0};

}  // namespace

void define_session_settings() { pg::define_setting(issuer); }

std::string answer_tokens(pg::Spi& spi, pg::Schema system, const Account& account,
                          const SessionPlace& place) {
  const identity::Key key = signing_key();
  const std::int64_t lifetime =
      integer_setting(system, "auth.access_token_minutes") * seconds_per_minute;
  const std::int64_t now = pg::unix_seconds();
  const std::string claims =
      identity::access_claims({account.id, account.email, account.phone, account.app_metadata,
                               account.user_metadata, account.is_anonymous},
                              place.session, issuer.value, now, place.signed_in_at, now + lifetime);
  const std::string access = pg::value_or_raise(identity::mint_token(claims, key));
  const std::string refresh = identity::make_refresh_token(place.session, place.counter, place.salt,
                                                           key.derive(refresh_purpose));
  const auto row =
      spi.row<pg::Json>(read_answer, account.id, access, refresh, lifetime, now + lifetime);
  return std::get<0>(row.value()).text;
}

std::string open_session(pg::Spi& spi, pg::Schema system, const Account& account) {
  const std::string salt = pg::random_bytes(salt_bytes);
  const auto row = spi.row<Uuid, pg::Timestamp>(insert_session, account.id, pg::Bytes{salt},
                                                integer_setting(system, "auth.session_days"),
                                                client_address(), user_agent());
  spi.run(note_sign_in, account.id);
  spi.run(forget_old, account.id);
  const auto& [id, created_at] = row.value();
  audit_account(spi, system, account.id, "auth.login", id);
  return answer_tokens(spi, system, account,
                       {id, 0, salt, pg::unix_seconds(created_at.microseconds)});
}

std::uint64_t end_sessions(pg::Spi& spi, const Uuid& person, Scope scope, std::string_view reason) {
  const std::optional<Uuid> own = session_id();
  if (scope == Scope::local && !own) return 0;
  return end(spi, person, scope == Scope::global ? std::nullopt : own, scope == Scope::local,
             reason);
}

void end_session(pg::Spi& spi, const Uuid& person, const Uuid& session, std::string_view reason) {
  end(spi, person, session, true, reason);
}

}  // namespace socle
