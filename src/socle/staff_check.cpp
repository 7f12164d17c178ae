// The role staff sees all rows of a system, so each statement of it asks the database first whether
// the person is staff there: once, where a policy would ask for each row.
#include "domain/errors/catalogue.hpp"
#include "pg/cache.hpp"
#include "pg/security.hpp"
#include "pg/statement_check.hpp"
#include "socle/access.hpp"
#include "socle/identity.hpp"
#include "socle/sessions.hpp"
#include "socle/start.hpp"

namespace socle {

namespace {

// InvalidOid: to be looked up.
constinit Oid staff_role = InvalidOid;

void forget() noexcept { staff_role = InvalidOid; }

bool is_staff_role(Oid role) {
  if (staff_role == InvalidOid) staff_role = pg::find_role("staff");
  return role == staff_role;
}

void check_statement(std::span<const Oid> tables) {
  Oid checked = InvalidOid;
  for (const Oid table : tables) {
    const pg::Schema schema = pg::schema_of_table(table);
    if (schema.oid == checked || !is_system(schema)) continue;
    if (!require_caller(schema).access.is_staff())
      throw pg::Refused(Refusal(errors::not_allowed).with_json("allowed_for", R"(["staff"])"));
    checked = schema.oid;
  }
}

// What the policies of staff call. The planner does, once, and that loads the library into a
// session that had it not yet.
bool only_for_staff() { return true; }

}  // namespace

void listen_for_statements() {
  pg::on_role_change(forget);
  pg::check_statements(is_staff_role, check_statement);
}

}  // namespace socle

SOCLE_EXPORT(socle_only_for_staff, socle::only_for_staff);
