#include "socle/authentication.hpp"

#include "domain/errors/catalogue.hpp"
#include "domain/identity/password.hpp"
#include "pg/cache.hpp"
#include "pg/random.hpp"
#include "pg/settings.hpp"
#include "socle/audit.hpp"
#include "socle/identity.hpp"
#include "socle/platform_settings.hpp"
#include "socle/request.hpp"

namespace socle {

namespace {

#define SOCLE_ACCOUNT                                                               \
  "select id, email, phone, encrypted_password, email_confirmed_at is not null,"    \
  " coalesce(banned_until > now(), false) or deleted_at is not null, is_anonymous," \
  " raw_app_meta_data, raw_user_meta_data from auth.users where "

constinit pg::Statement<std::string> read_account_of_email{
    SOCLE_ACCOUNT "email = lower(normalize(btrim($1), NFC)) and not is_anonymous"};
constinit pg::Statement<Uuid> read_account{SOCLE_ACCOUNT "id = $1"};
#undef SOCLE_ACCOUNT

constinit pg::Statement<Uuid, std::string> update_password{
    "update auth.users set encrypted_password = $2, updated_at = now() where id = $1"};

constinit pg::Statement<> read_address{"select coalesce(host(inet_client_addr()), '')"};
constinit pg::Statement<> read_user_agent{
    "select left(nullif(current_setting('request.headers', true), '')::json ->> 'user-agent', "
    "500)"};

template <class... P, class K>
std::optional<Account> find(pg::Spi& spi, pg::Statement<P...>& statement, const K& key) {
  auto row =
      spi.row<Uuid, OptionalText, OptionalText, OptionalText, bool, bool, bool, pg::Json, pg::Json>(
          statement, key);
  if (!row) return std::nullopt;
  auto& [id, email, phone, hash, confirmed, banned, anonymous, app, user] = *row;
  return Account{id, email, phone, hash, confirmed, banned, anonymous, app.text, user.text};
}

constexpr std::size_t salt_bytes = 16;

}  // namespace

std::optional<Account> find_account(pg::Spi& spi, const std::string& email) {
  return find(spi, read_account_of_email, email);
}
std::optional<Account> find_account(pg::Spi& spi, const Uuid& id) {
  return find(spi, read_account, id);
}

pg::Json refusal_answer(const Refusal& refusal) {
  const ErrorDefinition& definition = refusal.definition();
  pg::set_local("response.status", std::to_string(definition.status).c_str());
  std::string json = R"({"code":)";
  append_json_string(json, definition.name);
  json += R"(,"message":)";
  append_json_string(json, definition.message);
  json += R"(,"hint":)";
  append_json_string(json, definition.hint);
  return {json + std::string(refusal.members()) + '}'};
}

bool is_auth_ours() {
  const Oid schema = pg::find_schema("auth");
  return schema != InvalidOid && pg::find_table(schema, "attempts") != InvalidOid;
}

Refusal log_in_elsewhere() { return Refusal(errors::sign_in_elsewhere); }

Check check_given(const OptionalText& value, std::string_view field) {
  if (!value || value->empty()) return Refusal(errors::missing_value).with("field", field);
  return {};
}

std::string client_address() {
  // A gateway that does not say for whom it asks: its own address would make all its clients wait
  // for the failures of one.
  if (is_gateway_session()) return std::string(forwarded_for());
  pg::Spi spi(pg::Access::read);
  return std::get<0>(spi.row<std::string>(read_address).value());
}

OptionalText user_agent() {
  pg::Spi spi(pg::Access::read);
  return std::get<0>(spi.row<OptionalText>(read_user_agent).value());
}

void audit_account(pg::Spi& spi, pg::Schema system, const std::optional<Uuid>& person,
                   std::string_view action, const std::optional<Uuid>& session) {
  std::optional<std::string> id;
  if (session) id = to_string(*session);
  audit(spi, system, person, action, session ? "sessions" : "users", id);
}

int bcrypt_cost(pg::Schema system) {
  return static_cast<int>(integer_setting(system, "auth.bcrypt_cost"));
}

Result<std::string> hash_new_password(pg::Schema system, const std::string& password) {
  const auto least = integer_setting(system, "auth.password_length_min");
  if (const Check fine = identity::check_password(password, least); !fine) return fine.refusal();
  auto hash = identity::hash_password(password, bcrypt_cost(system), pg::random_bytes(salt_bytes));
  if (!hash) return Refusal(errors::weak_password).with("reason", "cannot be hashed");
  return *std::move(hash);
}

void store_password(pg::Spi& spi, const Uuid& account, const std::string& hash) {
  spi.run(update_password, account, hash);
}

bool is_right_password(pg::Spi& spi, pg::Schema system, const std::optional<Account>& account,
                       const std::string& password) {
  const int cost = bcrypt_cost(system);
  const bool has_one =
      account && account->password_hash && identity::is_known_hash(*account->password_hash);
  const bool is_right = identity::is_password(
      password, has_one ? *account->password_hash : identity::dummy_hash(cost));
  if (!is_right || !has_one) return false;
  if (identity::needs_rehash(*account->password_hash, cost)) {
    const auto fresh = identity::hash_password(password, cost, pg::random_bytes(salt_bytes));
    if (fresh) store_password(spi, account->id, *fresh);
  }
  return true;
}

}  // namespace socle
