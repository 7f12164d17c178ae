// Whether the session that the caller's token comes from still lives.
#include <array>

#include "domain/errors/catalogue.hpp"
#include "pg/cache.hpp"
#include "pg/snapshot.hpp"
#include "socle/identity.hpp"
#include "socle/sessions.hpp"

namespace socle {

namespace {

// Operators are qualified: this runs in functions that keep the caller's search_path.
constinit pg::Statement<Uuid> read_is_live{
    "select from auth.sessions where id operator(pg_catalog.=) $1 and ended_at is null"
    " and expires_at operator(pg_catalog.>) pg_catalog.now()"};

struct Remembered {
  Oid table = InvalidOid;
  Uuid session;
};
constexpr std::size_t remembered_max = 16;
constinit std::array<Remembered, remembered_max> remembered;
constinit std::size_t next_remembered = 0;
constinit std::uint64_t times_forgotten = 0;

void forget(Oid table) noexcept {
  ++times_forgotten;
  for (Remembered& entry : remembered)
    if (table == InvalidOid || entry.table == table) entry.table = InvalidOid;
}

bool is_live(const Uuid& session) {
  const pg::AsRole owner(pg::owner_of({pg::find_schema("auth")}));
  pg::Spi spi(pg::Access::read);
  return spi.run(read_is_live, session) > 0;
}

}  // namespace

void check_session() {
  const std::optional<Uuid> session = session_id();
  if (!session) return;
  pg::hear_of_changes();
  for (const Remembered& entry : remembered)
    if (entry.table != InvalidOid && entry.session == *session) return;
  if (!is_auth_ours()) return;
  const Oid table = pg::find_table(pg::find_schema("auth"), "sessions");
  const std::uint64_t before = times_forgotten;
  const pg::LatestSnapshot now;
  if (!is_live(*session)) throw pg::Refused(Refusal(errors::session_revoked));
  if (!now.is_latest() || times_forgotten != before) return;
  remembered[next_remembered] = {table, *session};
  next_remembered = (next_remembered + 1) % remembered_max;
}

void listen_for_session_changes() { pg::on_table_change(forget); }

}  // namespace socle
