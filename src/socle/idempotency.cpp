#include "socle/idempotency.hpp"

#include <algorithm>

#include "domain/errors/catalogue.hpp"
#include "domain/json.hpp"
#include "pg/security.hpp"
#include "pg/settings.hpp"
#include "socle/access.hpp"
#include "socle/platform_settings.hpp"

namespace socle {

namespace {

// An expired key is taken over. Where a live one stands, its row is locked: whoever takes it now
// has either committed, or this statement has waited for him.
constinit pg::SchemaStatement<std::string, std::string, std::string, std::string, std::int64_t>
    take_key{
        "insert into {schema}.idempotency_keys as k"
        "   (actor, key, operation, fingerprint, expires_at)"
        " values ($1, $2, $3, sha256(convert_to($4, 'UTF8')), now() + $5 * interval '1 hour')"
        " on conflict (actor, key) do update set operation = excluded.operation,"
        "   fingerprint = excluded.fingerprint, answer = null, created_at = now(),"
        "   expires_at = excluded.expires_at"
        " where k.expires_at <= clock_timestamp()"
        " returning ctid::text"};

constinit pg::SchemaStatement<std::string, std::string, std::string, std::string> read_key{
    "select operation = $3 and fingerprint = sha256(convert_to($4, 'UTF8')), operation,"
    "   answer::text"
    " from {schema}.idempotency_keys where actor = $1 and key = $2"};

// Where take_key has put it: nobody else can move it before this transaction ends.
constinit pg::SchemaStatement<std::string, std::string> store_answer{
    "update {schema}.idempotency_keys set answer = $2::jsonb where ctid = $1::tid"};

constexpr std::size_t key_length_max = 255;

const std::optional<std::string> no_key;
// Of the call that is running; null outside of one.
constinit const std::optional<std::string>* current_key = nullptr;

bool is_printable(char c) { return c >= ' ' && c <= '~'; }

void check_key(const std::string& key) {
  if (key.empty() || key.size() > key_length_max ||
      !std::all_of(key.begin(), key.end(), is_printable))
    throw pg::Refused(Refusal(errors::invalid_value)
                          .with("field", "idempotency_key")
                          .with("reason", "not 1 to 255 printable ASCII characters"));
}

// PostgREST gives the request's headers, with names in lower case, as one JSON object.
std::optional<std::string> key_of_request() {
  const std::string headers = pg::setting("request.headers");
  if (headers.find("idempotency-key") == std::string::npos) return std::nullopt;
  const auto document = json::read(headers);
  const json::Value* const value = document ? document->find("idempotency-key") : nullptr;
  if (value == nullptr || value->kind != json::Kind::string) return std::nullopt;
  return value->text;
}

// The person, or the role of a system that acts for nobody.
std::string actor_of(pg::Schema system) {
  const Caller caller = require_caller(system);
  return caller.user ? to_string(*caller.user) : "role " + pg::name_of_role(pg::client_role());
}

}  // namespace

Call::Call(pg::Schema system, const std::optional<std::string>& key)
    : system_(system), key_(key ? key : key_of_request()), outer_(current_key) {
  current_key = &key_;
}

Call::~Call() { current_key = outer_; }

void Call::take(std::string_view operation, const std::string& arguments) {
  check_key(*key_);
  const std::string actor = actor_of(system_);
  const pg::AsRole owner(pg::owner_of(system_));
  const pg::LockedSearchPath locked;
  const std::int64_t hours = integer_setting(system_, "idempotency.hours");
  pg::Spi spi;
  if (const auto taken =
          spi.row<std::string>(take_key, system_, actor, *key_, operation, arguments, hours)) {
    place_ = std::get<0>(*taken);
    return;
  }
  const auto row = spi.row<bool, std::string, std::optional<std::string>>(
      read_key, system_, actor, *key_, operation, arguments);
  const auto& [is_same, taken_for, answer] = row.value();
  // No answer yet: a call with this key, made within the call that has it.
  if (!is_same || !answer)
    throw pg::Refused(
        Refusal(errors::idempotency_key_reused).with("key", *key_).with("operation", taken_for));
  answer_ = *answer;
}

void Call::remember(const std::string& json) {
  if (!key_) return;
  const pg::AsRole owner(pg::owner_of(system_));
  const pg::LockedSearchPath locked;
  pg::Spi spi;
  spi.run(store_answer, system_, place_, json);
}

const std::optional<std::string>& current_idempotency_key() {
  return current_key == nullptr ? no_key : *current_key;
}

template <>
bool read_answer<bool>(const std::string& json) {
  return json == "true";
}

template <>
std::int64_t read_answer<std::int64_t>(const std::string& json) {
  return std::stoll(json);
}

template <>
pg::Json read_answer<pg::Json>(const std::string& json) {
  return {json};
}

template <>
Uuid read_answer<Uuid>(const std::string& json) {
  return parse_uuid(std::string_view(json).substr(1, json.size() - 2)).value();
}

}  // namespace socle
