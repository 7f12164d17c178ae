// What the functions of accounts and sessions share: docs/accounts.md.
//
// What they count must outlive a refusal, so an expected refusal is an answer and not an error.
#pragma once

#include <optional>
#include <string>

#include "domain/result.hpp"
#include "pg/security.hpp"
#include "pg/spi.hpp"

namespace socle {

using OptionalText = std::optional<std::string>;

// An account of auth.users.
struct Account {
  Uuid id;
  OptionalText email;
  OptionalText phone;
  OptionalText password_hash;
  bool is_confirmed = false;
  bool is_banned = false;  // or closed
  bool is_anonymous = false;
  std::string app_metadata;
  std::string user_metadata;
};

std::optional<Account> find_account(pg::Spi& spi, const std::string& email);
std::optional<Account> find_account(pg::Spi& spi, const Uuid& id);

// What a call answers, as JSON, or why not.
using Answer = Result<std::string>;

// The refusal as JSON: {"code", "message", "hint" and its facts}. Sets the status of the HTTP
// response.
pg::Json refusal_answer(const Refusal& refusal);

// True where migrate() made the schema auth; false on Supabase, where GoTrue logs people in.
bool is_auth_ours();
Refusal log_in_elsewhere();

// Runs `work` with the rights of the system's owner and answers what it answers.
template <class F>
pg::Json authenticate(pg::Schema system, F&& work) {
  if (!is_auth_ours()) return refusal_answer(log_in_elsewhere());
  const Answer result = [&]() -> Answer {
    const pg::AsRole owner(pg::owner_of(system));
    pg::Spi spi;
    return work(spi);
  }();
  return result ? pg::Json{result.value()} : refusal_answer(result.refusal());
}

// missing_value unless there is a text.
Check check_given(const OptionalText& value, std::string_view field);

// Where the request comes from, as far as the server can tell: the connection, or behind a gateway
// forwarded_for(). Empty if unknown.
std::string client_address();
// Header user-agent, at most 500 characters.
OptionalText user_agent();

// One line of the audit trail about an account.
void audit_account(pg::Spi& spi, pg::Schema system, const std::optional<Uuid>& person,
                   std::string_view action, const std::optional<Uuid>& session = std::nullopt);

// The cost that the system wants for its password hashes.
int bcrypt_cost(pg::Schema system);

// Checks a new password and hashes it.
Result<std::string> hash_new_password(pg::Schema system, const std::string& password);

void store_password(pg::Spi& spi, const Uuid& account, const std::string& hash);

// Whether the password is the account's. Takes one hash for nobody too. A hash of another cost is
// replaced.
bool is_right_password(pg::Spi& spi, pg::Schema system, const std::optional<Account>& account,
                       const std::string& password);

}  // namespace socle
