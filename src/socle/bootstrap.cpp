// bootstrap_admin(): the first admin of a system.
#include "domain/errors/catalogue.hpp"
#include "pg/security.hpp"
#include "pg/spi.hpp"
#include "socle/access.hpp"
#include "socle/audit.hpp"

namespace socle {

namespace {

constinit pg::Statement<> list_systems{
    "select distinct system from socle.schema_migrations where system <> 'socle' order by system"};
constinit pg::SchemaStatement<std::string> make_admin{
    "update {schema}.profiles set role = 'admin', is_active = true"
    " where id = (select id from auth.users where email = lower(normalize(btrim($1), NFC)))"
    " returning id"};

// The system that is meant: the one of this name, or the only one there is.
pg::Schema find_system(pg::Spi& spi, const std::optional<std::string>& name) {
  if (name) {
    const pg::Schema system{pg::find_schema(name->c_str())};
    if (!is_system(system))
      throw pg::Refused(Refusal(errors::not_found).with("entity", "system").with("id", *name));
    return system;
  }
  const auto systems = spi.rows<std::string>(list_systems);
  if (systems.size() != 1)
    throw pg::Refused(Refusal(errors::missing_value).with("field", "system"));
  return {pg::find_schema(std::get<0>(systems.front()).c_str())};
}

Uuid bootstrap_admin(const std::optional<std::string>& email,
                     const std::optional<std::string>& name) {
  if (!pg::is_superuser(pg::client_role()))
    throw pg::Refused(Refusal(errors::not_allowed).with_json("allowed_for", R"(["superuser"])"));
  if (!email) throw pg::Refused(Refusal(errors::missing_value).with("field", "email"));
  pg::Spi spi;
  const pg::Schema system = find_system(spi, name);
  const auto row = spi.row<Uuid>(make_admin, system, *email);
  if (!row)
    throw pg::Refused(Refusal(errors::not_found).with("entity", "account").with("id", *email));
  audit(spi, system, std::nullopt, "profiles.bootstrap_admin", "profiles",
        to_string(std::get<0>(*row)));
  return std::get<0>(*row);
}

}  // namespace

}  // namespace socle

SOCLE_EXPORT(socle_bootstrap_admin, socle::bootstrap_admin);
