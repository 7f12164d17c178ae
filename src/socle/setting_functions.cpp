// The functions that change settings, now or later, with a reason. A plain statement has none;
// where one is asked for, it is refused.
#include "domain/errors/catalogue.hpp"
#include "pg/cache.hpp"
#include "pg/security.hpp"
#include "pg/statement_time.hpp"
#include "pg/transaction.hpp"
#include "socle/access.hpp"
#include "socle/setting_changes.hpp"

namespace socle {

namespace {

using namespace std::literals;
using OptionalText = std::optional<std::string>;
using OptionalId = std::optional<std::int64_t>;
using OptionalJson = std::optional<pg::Json>;
using OptionalTime = std::optional<pg::Timestamp>;

constinit pg::SchemaStatement<std::string, pg::Json> store_setting{
    "insert into {schema}.platform_settings (key, value) values ($1, $2)"
    " on conflict (key) do update set value = excluded.value"};
constinit pg::SchemaStatement<std::string> delete_setting{
    "delete from {schema}.platform_settings where key = $1"};
constinit pg::SchemaStatement<std::string> read_value{
    "select value from {schema}.platform_settings where key = $1"};
constinit pg::SchemaStatement<std::string, std::string, pg::Json, pg::Json, std::string, Uuid,
                              std::string, pg::Timestamp, std::int64_t>
    insert_change{
        "insert into {schema}.setting_changes (key, action, old_value, new_value, reason,"
        "   changed_by, database_role, effective_at, cancels)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id"};
constinit pg::SchemaStatement<std::int64_t, std::string, pg::Json, pg::Timestamp, Uuid> schedule{
    "insert into {schema}.scheduled_settings (id, key, value, effective_at, created_by)"
    " values ($1, $2, $3, $4, $5)"};
constinit pg::SchemaStatement<std::string, pg::Timestamp> find_same_time{
    "select from {schema}.scheduled_settings where key = $1 and effective_at = $2"};
constinit pg::SchemaStatement<std::int64_t> unschedule{
    "delete from {schema}.scheduled_settings where id = $1 returning key, value, effective_at"};
constinit pg::SchemaStatement<pg::Timestamp> find_due{
    "select from {schema}.scheduled_settings where effective_at <= $1 limit 1"};
constinit pg::SchemaStatement<> try_lock{
    "select pg_try_advisory_xact_lock(hashtextextended('{schema}.platform_settings', 0))"};
constinit pg::SchemaStatement<pg::Timestamp> take_due{
    "with due as (delete from {schema}.scheduled_settings where effective_at <= $1"
    "             returning key, value, effective_at, created_by)"
    " select distinct on (key) key, value, effective_at, created_by from due"
    " order by key, effective_at desc"};
constinit pg::SchemaStatement<std::string, pg::Json, pg::Timestamp, Uuid> apply_value{
    "insert into {schema}.platform_settings (key, value, updated_at, updated_by)"
    " values ($1, $2, $3, $4)"
    " on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at,"
    "   updated_by = excluded.updated_by"};

constexpr std::size_t reason_bytes_max = 2000;
constexpr std::int64_t ahead_us_max = 5 * 366 * 24 * pg::hour_us;

[[noreturn]] void refuse_missing(std::string_view field) {
  throw pg::Refused(Refusal(errors::missing_value).with("field", field));
}

[[noreturn]] void refuse_value(std::string_view field, std::string_view reason) {
  throw pg::Refused(Refusal(errors::invalid_value).with("field", field).with("reason", reason));
}

void check_reason(const OptionalText& reason) {
  if (!reason) return;
  if (reason->empty()) refuse_value("reason", "empty");
  if (reason->size() > reason_bytes_max) refuse_value("reason", "too long");
}

Caller require_admin(pg::Schema system) {
  const Caller caller = require_caller(system);
  if (!caller.is_system && !caller.access.is_admin())
    throw pg::Refused(
        Refusal(errors::not_allowed).with_json("allowed_for", R"(["admin","system"])"));
  return caller;
}

void announce(pg::Schema system) {
  pg::announce_change(pg::find_table(system.oid, "platform_settings"));
}

// With the lock of the settings.
void apply_due(pg::Spi& spi, pg::Schema system) {
  const WritingSchedule writing;
  const ApplyingSchedule applying;
  for (const auto& [key, value, at, by] :
       spi.rows<std::string, OptionalJson, pg::Timestamp, std::optional<Uuid>>(
           take_due, system, pg::Timestamp{pg::statement_time()})) {
    if (value)
      spi.run(apply_value, system, key, *value, at, by);
    else
      spi.run(delete_setting, system, key);
  }
}

// A change by one of the functions below: who, why and what, checked, with the owner's rights.
class Change {
 public:
  Change(pg::Schema system, const OptionalText& key, const OptionalText& reason)
      : system_(system), caller_(require_admin(system)), change_{reason, {}} {
    if (!key) refuse_missing("key");
    key_ = *key;
    standard_.text = known_setting(key_).default_json;
    check_reason(reason);
  }

  OptionalId make(const OptionalJson& value, const OptionalTime& at) {
    if (value) check_setting_value(key_, value->text);
    const pg::AsRole owner(pg::owner_of(system_));
    pg::Spi spi;
    lock_settings(spi, system_);
    apply_due(spi, system_);
    if (at) return plan(spi, value, *at);
    const MakingChange making(change_);
    if (value)
      spi.run(store_setting, system_, key_, *value);
    else
      spi.run(delete_setting, system_, key_);
    return change_.id;
  }

 private:
  OptionalId plan(pg::Spi& spi, const OptionalJson& value, pg::Timestamp at) {
    const std::int64_t now = pg::wall_time();
    if (at.microseconds <= now) refuse_value("effective_at", "not in the future");
    if (at.microseconds - now > ahead_us_max) refuse_value("effective_at", "too far");
    if (spi.run(find_same_time, system_, key_, at) > 0)
      throw pg::Refused(Refusal(errors::already_exists)
                            .with("entity", "scheduled_setting")
                            .with("field", "effective_at"));
    const auto row = spi.row<pg::Json>(read_value, system_, key_);
    const pg::Json before = row ? std::get<0>(*row) : standard_;
    if (!change_.reason && is_reason_required(system_, key_, before)) refuse_missing("reason");
    const auto id = std::get<0>(*spi.row<std::int64_t>(
        insert_change, system_, key_, "schedule"sv, before, value.value_or(standard_),
        change_.reason, caller_.user, pg::name_of_role(pg::client_role()), at, OptionalId()));
    const WritingSchedule writing;
    spi.run(schedule, system_, id, key_, value, at, caller_.user);
    announce(system_);
    return id;
  }

  pg::Schema system_;
  Caller caller_;
  SettingChange change_;
  std::string key_;
  pg::Json standard_;
};

OptionalId set_setting(pg::Schema system, const OptionalText& key, const OptionalJson& value,
                       const OptionalText& reason, const OptionalTime& effective_at) {
  Change change(system, key, reason);
  if (!value) refuse_missing("value");
  return change.make(value, effective_at);
}

OptionalId reset_setting(pg::Schema system, const OptionalText& key, const OptionalText& reason,
                         const OptionalTime& effective_at) {
  return Change(system, key, reason).make({}, effective_at);
}

void cancel_setting_change(pg::Schema system, const OptionalId& id, const OptionalText& reason) {
  const Caller caller = require_admin(system);
  if (!id) refuse_missing("id");
  check_reason(reason);
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi;
  lock_settings(spi, system);
  apply_due(spi, system);
  const WritingSchedule writing;
  const auto row = spi.row<std::string, OptionalJson, pg::Timestamp>(unschedule, system, *id);
  if (!row)
    throw pg::Refused(
        Refusal(errors::not_found).with("entity", "scheduled_setting").with("id", *id));
  const auto& [key, value, at] = *row;
  const pg::Json standard{std::string(known_setting(key).default_json)};
  const auto own = spi.row<pg::Json>(read_value, system, key);
  const pg::Json now = own ? std::get<0>(*own) : standard;
  if (!reason && is_reason_required(system, key, now)) refuse_missing("reason");
  spi.row<std::int64_t>(insert_change, system, key, "cancel"sv, value.value_or(standard), now,
                        reason, caller.user, pg::name_of_role(pg::client_role()), at, id);
  announce(system);
}

}  // namespace

void apply_scheduled_settings(pg::Schema system) {
  pg::Spi spi;
  if (spi.run(find_due, system, pg::Timestamp{pg::statement_time()}) == 0) return;
  if (!std::get<0>(*spi.row<bool>(try_lock, system))) return;
  apply_due(spi, system);
}

}  // namespace socle

SOCLE_EXPORT(socle_set_setting, socle::set_setting);
SOCLE_EXPORT(socle_reset_setting, socle::reset_setting);
SOCLE_EXPORT(socle_cancel_setting_change, socle::cancel_setting_change);
