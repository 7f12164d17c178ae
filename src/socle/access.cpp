#include "socle/access.hpp"

#include "domain/errors/catalogue.hpp"
#include "pg/keyed_rows.hpp"
#include "pg/security.hpp"
#include "pg/table_memory.hpp"
#include "socle/identity.hpp"
#include "socle/sessions.hpp"

namespace socle {

namespace {

constexpr pg::ExpectedColumn columns[] = {
    {"role", nullptr}, {"is_active", "bool"}, {"is_verified", "bool"}};
constinit pg::KeyedTable profiles{"profiles", "id", columns};

struct Person {
  Oid schema = InvalidOid;
  Uuid id;
  bool operator==(const Person&) const = default;
};
constinit pg::TableMemory<Person, Access, 16> known;
constinit std::optional<Uuid> acting_for;

void forget(Oid table) noexcept { known.forget(table); }

Role parse_role(std::string_view text) {
  if (text == "client") return Role::client;
  if (text == "transporter") return Role::transporter;
  if (text == "moderator") return Role::moderator;
  if (text == "admin") return Role::admin;
  return Role::none;
}

Access look_up(pg::Schema system, const Uuid& person) {
  const pg::AsRole owner(pg::owner_of(system));
  pg::KeyedRows row(system, profiles, person);
  if (!row.next()) return {};
  return {parse_role(row.label(0)), row.get<bool>(1), row.get<bool>(2)};
}

}  // namespace

Access access_of(pg::Schema system, const Uuid& person) {
  const Person key{system.oid, person};
  if (const Access* const access = known.find(key)) return *access;
  const Oid table = pg::find_table(system.oid, "profiles");
  if (table == InvalidOid) return {};
  const decltype(known)::Reading reading(known);
  const Access found = look_up(system, person);
  // Nobody is not remembered: a profile that is being made announces nothing.
  if (found.role != Role::none) known.keep(reading, table, key, found);
  return found;
}

bool is_system(pg::Schema schema) {
  return schema.oid != InvalidOid && pg::find_table(schema.oid, "profiles") != InvalidOid &&
         pg::owner_of(schema) == pg::find_role("socle_owner");
}

void listen_for_access_changes() { pg::on_table_change(forget); }

Caller require_caller(pg::Schema system) {
  const Oid role = pg::client_role();
  Caller caller;
  caller.user = acting_for ? acting_for : uid();
  caller.is_system = role == pg::find_role("service_role") || pg::is_superuser(role);
  if (!acting_for) check_session();
  if (caller.user) caller.access = access_of(system, *caller.user);
  if (caller.is_system) return caller;
  if (!caller.user || caller.access.role == Role::none)
    throw pg::Refused(Refusal(errors::authentication_required));
  if (!caller.access.is_active) throw pg::Refused(Refusal(errors::account_disabled));
  return caller;
}

Caller require_staff(pg::Schema system) {
  const Caller caller = require_caller(system);
  if (!caller.is_system && !caller.access.is_staff())
    throw pg::Refused(
        Refusal(errors::not_allowed).with_json("allowed_for", R"(["staff","system"])"));
  return caller;
}

ActingFor::ActingFor(std::optional<Uuid> person) : outer_(acting_for) { acting_for = person; }
ActingFor::~ActingFor() { acting_for = outer_; }

std::optional<Uuid> check_actor(pg::Schema system, const std::optional<Uuid>& argument) {
  const Caller caller = require_caller(system);
  if (!argument || argument == caller.user) return std::nullopt;
  if (!caller.is_system)
    throw pg::Refused(Refusal(errors::actor_mismatch).with("given", to_string(*argument)));
  if (!access_of(system, *argument).is_staff())
    throw pg::Refused(Refusal(errors::not_allowed).with("given", to_string(*argument)));
  return argument;
}

}  // namespace socle
