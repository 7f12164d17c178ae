// Whether the session that the caller's token comes from still lives.
#include "domain/errors/catalogue.hpp"
#include "pg/keyed_rows.hpp"
#include "pg/table_memory.hpp"
#include "pg/transaction.hpp"
#include "socle/identity.hpp"
#include "socle/sessions.hpp"

namespace socle {

namespace {

constexpr pg::ExpectedColumn columns[] = {{"ended_at", "timestamptz"},
                                          {"expires_at", "timestamptz"}};
constinit pg::KeyedTable sessions{"sessions", "id", columns};

// Sessions that live.
struct Live {};
constinit pg::TableMemory<Uuid, Live, 16> known;

void forget(Oid table) noexcept { known.forget(table); }

bool is_live(const Uuid& session) {
  const pg::Schema auth{pg::find_schema("auth")};
  const pg::AsRole owner(pg::owner_of(auth));
  pg::KeyedRows row(auth, sessions, session);
  return row.next() && !row.get<std::optional<pg::Timestamp>>(0) &&
         row.get<pg::Timestamp>(1).microseconds > pg::transaction_time();
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
