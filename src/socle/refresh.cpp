// The life of a session after log-in: refresh, logout, sessions.
#include "domain/errors/catalogue.hpp"
#include "domain/identity/refresh_token.hpp"
#include "pg/transaction.hpp"
#include "socle/access.hpp"
#include "socle/attempts.hpp"
#include "socle/identity.hpp"
#include "socle/platform_settings.hpp"
#include "socle/sessions.hpp"
#include "socle/signing_keys.hpp"

namespace socle {

namespace {

constinit pg::Statement<Uuid> lock_session{
    "select user_id, salt, counter, rotated_at, created_at,"
    "   ended_at is null and expires_at > now()"
    " from auth.sessions where id = $1 for no key update"};
constinit pg::Statement<Uuid, std::int64_t, bool, std::int64_t, std::string, std::string> store_use{
    "update auth.sessions set counter = $2, last_used_at = now(),"
    "   rotated_at = case when $3 then clock_timestamp() else rotated_at end,"
    "   expires_at = now() + $4 * interval '1 day', ip_address = nullif($5, ''),"
    "   user_agent = $6"
    " where id = $1"};
constinit pg::Statement<Uuid, Uuid> list_sessions{
    "select coalesce(jsonb_agg(jsonb_build_object('id', id, 'created_at', created_at,"
    "   'last_used_at', last_used_at, 'expires_at', expires_at, 'ip_address', ip_address,"
    "   'user_agent', user_agent, 'is_current', coalesce(id = $2, false))"
    "   order by created_at desc), '[]')"
    " from auth.sessions where user_id = $1 and ended_at is null and expires_at > now()"};

struct Session {
  Uuid user;
  std::string salt;
  std::int64_t counter;
  pg::Timestamp rotated_at;
  pg::Timestamp created_at;
  bool is_live;
};

std::optional<Session> lock(pg::Spi& spi, const Uuid& id) {
  auto row =
      spi.row<Uuid, pg::Bytes, std::int64_t, pg::Timestamp, pg::Timestamp, bool>(lock_session, id);
  if (!row) return std::nullopt;
  auto& [user, salt, counter, rotated_at, created_at, live] = *row;
  return Session{user, salt.bytes, counter, rotated_at, created_at, live};
}

bool is_genuine(const identity::PresentedToken& token, std::string_view salt) {
  for (const identity::Key& key : verifying_keys()) {
    const std::string secret = key.derive(refresh_purpose);
    if (!secret.empty() && identity::is_genuine(token, salt, secret)) return true;
  }
  return false;
}

std::int64_t seconds_since(pg::Timestamp time) {
  return (pg::wall_time() - time.microseconds) / 1'000'000;
}

// Somebody has kept a token that was used already: the thief's or the owner's, nobody knows which,
// so nothing of the session is good any more.
Refusal end_for_reuse(pg::Spi& spi, pg::Schema system, const Session& session, const Uuid& id) {
  end_session(spi, session.user, id, "reuse");
  audit_account(spi, system, session.user, "auth.refresh_reused", id);
  return Refusal(errors::refresh_token_reused);
}

Answer refuse_refresh(pg::Spi& spi, const std::vector<Bucket>& buckets) {
  count_failure(spi, buckets);
  return Refusal(errors::invalid_refresh_token);
}

Answer use(pg::Spi& spi, pg::Schema system, const Session& session,
           const identity::PresentedToken& token, bool is_rotated) {
  const std::optional<Account> account = find_account(spi, session.user);
  if (!account || account->is_banned || !access_of(system, session.user).is_active)
    return Refusal(errors::account_disabled);
  const std::int64_t counter = session.counter + (is_rotated ? 1 : 0);
  spi.run(store_use, token.session, counter, is_rotated,
          integer_setting(system, "auth.session_days"), client_address(), user_agent());
  return answer_tokens(
      spi, system, *account,
      {token.session, counter, session.salt, pg::unix_seconds(session.created_at.microseconds)});
}

Answer refresh_with(pg::Spi& spi, pg::Schema system, const OptionalText& text) {
  if (const Check fine = check_given(text, "refresh_token"); !fine) return fine.refusal();
  const std::vector<Bucket> buckets = address_buckets();
  if (const Check fine = check_attempts(spi, buckets); !fine) return fine.refusal();
  const auto token = identity::read_refresh_token(*text);
  if (!token) return refuse_refresh(spi, buckets);
  const std::optional<Session> session = lock(spi, token->session);
  if (!session || !is_genuine(*token, session->salt)) return refuse_refresh(spi, buckets);
  if (!session->is_live) return Refusal(errors::invalid_refresh_token);
  switch (identity::judge(session->counter, token->counter, seconds_since(session->rotated_at))) {
    case identity::Refreshing::rotate:
      return use(spi, system, *session, *token, true);
    case identity::Refreshing::repeat:
      return use(spi, system, *session, *token, false);
    case identity::Refreshing::reused:
      return end_for_reuse(spi, system, *session, token->session);
    case identity::Refreshing::unknown:
      break;
  }
  return refuse_refresh(spi, buckets);
}

pg::Json refresh(pg::Schema system, const OptionalText& token) {
  return authenticate(system, [&](pg::Spi& spi) { return refresh_with(spi, system, token); });
}

std::optional<Scope> parse_scope(const OptionalText& text) {
  if (text == "local") return Scope::local;
  if (text == "others") return Scope::others;
  if (text == "global") return Scope::global;
  return std::nullopt;
}

pg::Json logout(pg::Schema system, const OptionalText& scope) {
  const Uuid person = require_person();
  check_session();
  const std::optional<Scope> wanted = parse_scope(scope);
  if (!wanted)
    throw pg::Refused(Refusal(errors::invalid_value)
                          .with("field", "scope")
                          .with("reason", "none of local, others, global"));
  return authenticate(system, [&](pg::Spi& spi) -> Answer {
    const std::uint64_t ended = end_sessions(spi, person, *wanted, "logout");
    audit_account(spi, system, person, "auth.logout", session_id());
    return "{\"ended\":" + std::to_string(ended) + '}';
  });
}

pg::Json sessions(pg::Schema system) {
  const Uuid person = require_person();
  require_caller(system);
  return authenticate(system, [&](pg::Spi& spi) -> Answer {
    return std::get<0>(spi.row<pg::Json>(list_sessions, person, session_id()).value()).text;
  });
}

}  // namespace

}  // namespace socle

SOCLE_EXPORT(socle_refresh, socle::refresh);
SOCLE_EXPORT(socle_logout, socle::logout);
SOCLE_EXPORT(socle_sessions, socle::sessions);
