#include "socle/schema_version.hpp"

#include <array>

#include "domain/errors/catalogue.hpp"
#include "pg/cache.hpp"
#include "pg/security.hpp"

namespace socle {

namespace {

constinit pg::Statement<std::string> count_migrations{
    "select count(*) from socle.schema_migrations where system operator(pg_catalog.=) $1"
    " and folder operator(pg_catalog.=) 'migrations'"};

constexpr std::size_t known_max = 8;
constinit std::array<Oid, known_max> known{};
constinit std::size_t next_known = 0;

std::int64_t applied(const std::string& system) {
  const Oid base = pg::find_schema("socle");
  if (pg::find_table(base, "schema_migrations") == InvalidOid) return 0;
  const pg::AsRole owner(pg::owner_of({base}));
  pg::Spi spi(pg::Access::read);
  return std::get<0>(*spi.row<std::int64_t>(count_migrations, system));
}

}  // namespace

void require_schema(pg::Schema system, std::int64_t migrations) {
  for (const Oid schema : known)
    if (schema == system.oid) return;
  const std::string name = pg::quoted_name(system);
  const std::int64_t found = applied(name);
  if (found != migrations)
    throw pg::Refused(Refusal(errors::schema_outdated)
                          .with("system", name)
                          .with("expected", migrations)
                          .with("found", found));
  known[next_known] = system.oid;
  next_known = (next_known + 1) % known_max;
}

}  // namespace socle
