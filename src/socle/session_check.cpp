// Whether the session that the caller's token comes from still lives.
#include "domain/errors/catalogue.hpp"
#include "pg/table_memory.hpp"
#include "socle/identity.hpp"
#include "socle/sessions.hpp"

namespace socle {

namespace {

// Operators are qualified: this runs in functions that keep the caller's search_path.
constinit pg::Statement<Uuid> read_is_live{
    "select from auth.sessions where id operator(pg_catalog.=) $1 and ended_at is null"
    " and expires_at operator(pg_catalog.>) pg_catalog.now()"};

// Sessions that live.
struct Live {};
constinit pg::TableMemory<Uuid, Live, 16> known;

void forget(Oid table) noexcept { known.forget(table); }

bool is_live(const Uuid& session) {
  const pg::AsRole owner(pg::owner_of({pg::find_schema("auth")}));
  pg::Spi spi(pg::Access::read);
  return spi.run(read_is_live, session) > 0;
}

}  // namespace

void check_session() {
  const std::optional<Uuid> session = session_id();
  if (!session || known.find(*session) != nullptr || !is_auth_ours()) return;
  const decltype(known)::Reading reading(known);
  if (!is_live(*session)) throw pg::Refused(Refusal(errors::session_revoked));
  known.keep(reading, pg::find_table(pg::find_schema("auth"), "sessions"), *session, {});
}

void listen_for_session_changes() { pg::on_table_change(forget); }

}  // namespace socle
