#include "socle/idempotency.hpp"

#include <algorithm>

#include "domain/errors/catalogue.hpp"
#include "domain/json.hpp"
#include "pg/direct_table.hpp"
#include "pg/security.hpp"
#include "pg/settings.hpp"
#include "pg/transaction.hpp"
#include "socle/access.hpp"
#include "socle/platform_settings.hpp"

namespace socle {

namespace {

// As extension/shared/idempotency_keys.sql makes it.
namespace column {
enum Column { actor, key, operation, fingerprint, answer, created_at, expires_at };
}
constexpr pg::ExpectedColumn columns[] = {
    {"actor", "text"},
    {"key", "text"},
    {"operation", "text"},
    {"fingerprint", "bytea"},
    {"answer", "jsonb"},
    {"created_at", "timestamptz"},
    {"expires_at", "timestamptz"},
};
constexpr int key_columns[] = {column::actor, column::key};
constexpr pg::DirectTable table{.name = "idempotency_keys",
                                .columns = columns,
                                .checks = pg::checked_here,
                                .guard = "",
                                .key = key_columns};

constinit pg::SchemaStatement<std::string, std::string> drop_key{
    "delete from {schema}.idempotency_keys where actor = $1 and key = $2"};

constexpr std::size_t key_length_max = 255;

const std::optional<std::string> no_key;
// The call that is running; null outside of one.
constinit const Call* current = nullptr;

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

[[noreturn]] void refuse_reused(const std::string& key, const std::string& taken_for) {
  throw pg::Refused(
      Refusal(errors::idempotency_key_reused).with("key", key).with("operation", taken_for));
}

std::string sha256(const std::string& text) {
  const Datum bytes = pg::write_datum(pg::Bytes{text}).value;
  const Datum digest = pg::call([&] { return DirectFunctionCall1(sha256_bytea, bytes); });
  return pg::Type<pg::Bytes>::read(digest).bytes;
}

// The person, or the role of a system that acts for nobody.
std::string actor_of(pg::Schema system) {
  const Caller caller = require_caller(system);
  return caller.user ? to_string(*caller.user) : "role " + pg::name_of_role(pg::client_role());
}

}  // namespace

Call::Call(pg::Schema system, const std::optional<std::string>& key)
    : system_(system), key_(key ? key : key_of_request()), outer_(current) {
  current = this;
}

Call::~Call() { current = outer_; }

void Call::take(std::string_view operation, const std::string& arguments) {
  check_key(*key_);
  actor_ = actor_of(system_);
  operation_ = operation;
  fingerprint_ = sha256(arguments);
  require_free();
  const pg::AsRole owner(pg::owner_of(system_));
  const pg::LockedSearchPath locked;
  lock_.emplace(system_, actor_ + ' ' + *key_);
  pg::OpenTable keys(system_, table);
  if (find_answer(keys)) {
    lock_->release();
    lock_.reset();
  }
}

// A call with this key, made within the call that has it, has no answer to give.
void Call::require_free() const {
  for (const Call* call = outer_; call != nullptr; call = call->outer_)
    if (call->lock_ && call->key_ == key_ && call->actor_ == actor_ &&
        call->system_.oid == system_.oid)
      refuse_reused(*key_, call->operation_);
}

// False if the key is free. One that has expired is.
bool Call::find_answer(pg::OpenTable& keys) {
  const Datum wanted[] = {pg::write_datum(actor_).value, pg::write_datum(*key_).value};
  if (!keys.find_newest(wanted)) return false;
  if (keys.get<pg::Timestamp>(column::expires_at).microseconds <= pg::wall_time()) {
    pg::Spi().run(drop_key, system_, actor_, *key_);
    return false;
  }
  const auto taken_for = keys.get<std::string>(column::operation);
  if (taken_for != operation_ || keys.get<pg::Bytes>(column::fingerprint).bytes != fingerprint_)
    refuse_reused(*key_, taken_for);
  answer_ = keys.get<pg::Json>(column::answer).text;
  return true;
}

void Call::remember(const std::string& json) {
  if (!lock_) return;
  const pg::AsRole owner(pg::owner_of(system_));
  const pg::LockedSearchPath locked;
  const std::int64_t hours = integer_setting(system_, "idempotency.hours");
  const std::int64_t now = pg::transaction_time();
  const NullableDatum row[] = {
      pg::write_datum(actor_),
      pg::write_datum(*key_),
      pg::write_datum(operation_),
      pg::write_datum(pg::Bytes{fingerprint_}),
      pg::write_datum(pg::Json{json}),
      pg::write_datum(pg::Timestamp{now}),
      pg::write_datum(pg::Timestamp{now + hours * pg::hour_us}),
  };
  static_assert(std::size(row) == std::size(columns));
  pg::OpenTable(system_, table).insert(row);
  lock_->release();
  lock_.reset();
}

const std::optional<std::string>& current_idempotency_key() {
  return current == nullptr ? no_key : current->key();
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
