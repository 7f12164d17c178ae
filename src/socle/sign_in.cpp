// The functions about who is asking: uid, claims, sign_in, sign_out, mint_token, pre_request.
#include "domain/errors/catalogue.hpp"
#include "domain/identity/token.hpp"
#include "pg/security.hpp"
#include "pg/settings.hpp"
#include "pg/transaction.hpp"
#include "socle/access.hpp"
#include "socle/identity.hpp"
#include "socle/limits.hpp"
#include "socle/metrics.hpp"
#include "socle/sessions.hpp"
#include "socle/signing_keys.hpp"

namespace socle {

namespace {

std::optional<pg::Json> claims() {
  std::string text = claims_text();
  if (text.empty()) return std::nullopt;
  return pg::Json{std::move(text)};
}

// The role that the database gives this person in the schema that the client works on.
const char* role_of(const Uuid& person) {
  check_session();
  const pg::Schema schema = pg::current_schema();
  if (!is_system(schema)) return "authenticated";
  const Access access = access_of(schema, person);
  if (access.role != Role::none && !access.is_active)
    throw pg::Refused(Refusal(errors::account_disabled));
  return access.is_staff() ? "staff" : "authenticated";
}

[[noreturn]] void refuse_login(const char* reason) {
  throw pg::Refused(Refusal(errors::identity_protected).with("reason", reason));
}

void check_login(bool only_transaction) {
  const Oid login = pg::session_role();
  // RESET ROLE is open to the client: the columns of staff would meet the rows of people.
  if (!pg::is_superuser(login) && pg::inherits(login, pg::find_role("staff")))
    refuse_login("the login role inherits staff: it must be NOINHERIT");
  if (!only_transaction && !may_keep_identity())
    refuse_login("this login serves many people: sign in with only_transaction => true");
}

Uuid sign_in(const std::string& token, bool only_transaction) {
  check_login(only_transaction);
  const identity::VerifiedToken verified =
      pg::value_or_raise(identity::verify_token(token, verifying_keys(), pg::unix_seconds()));
  const Uuid person = *verified.claims.subject;
  set_identity(verified.payload, only_transaction);
  const auto act_as = only_transaction ? pg::set_local : pg::set_session;
  // First, because the login role may not see the schema that decides.
  act_as("role", "authenticated");
  const std::string_view role = role_of(person);
  if (role != "authenticated") act_as("role", role.data());
  return person;
}

void sign_out() {
  set_identity("", false);
  pg::set_session("role", "none");
}

std::string mint_token(const pg::Json& claims_json) {
  if (!pg::is_superuser(pg::client_role()))
    throw pg::Refused(Refusal(errors::not_allowed).with_json("allowed_for", R"(["system"])"));
  return pg::value_or_raise(identity::mint_token(claims_json.text, signing_key()));
}

// Before anything else is done for the request, so that what is refused counts too. The system
// itself is not limited, nor is who asks for a schema that is no system.
void count_request(Oid role, const std::optional<Uuid>& person) {
  const pg::Schema schema = pg::current_schema();
  if (!is_system(schema)) return;
  const RequestedOperation operation = requested_operation(schema);
  metrics::begin_request(schema, operation);
  if (role == pg::find_role("service_role")) return;
  limits::Asker asker = limits::Asker::anybody;
  if (person)
    asker = access_of(schema, *person).is_staff() ? limits::Asker::staff : limits::Asker::person;
  take_from_limits(schema, person, asker, operation);
}

void pre_request() {
  const Oid role = pg::client_role();
  const bool is_person = role == pg::find_role("authenticated");
  const bool has_token = is_person || role == pg::find_role("staff");
  const std::optional<Uuid> person = has_token ? uid() : std::nullopt;
  count_request(role, person);
  if (!is_person || !person) return;
  const std::string_view acts_as = role_of(*person);
  if (acts_as == "staff") pg::set_local("role", "staff");
}

}  // namespace

}  // namespace socle

SOCLE_EXPORT_KEPT(socle_uid, socle::uid, socle::current_person);
SOCLE_EXPORT(socle_claims, socle::claims);
SOCLE_EXPORT(socle_sign_in, socle::sign_in);
SOCLE_EXPORT(socle_sign_out, socle::sign_out);
SOCLE_EXPORT(socle_mint_token, socle::mint_token);
SOCLE_EXPORT(socle_pre_request, socle::pre_request);
