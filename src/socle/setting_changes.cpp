// The rules of platform_settings, kept by its triggers whoever writes.
#include "socle/setting_changes.hpp"

#include "domain/errors/catalogue.hpp"
#include "pg/cache.hpp"
#include "pg/security.hpp"
#include "pg/statement_time.hpp"
#include "pg/transaction.hpp"
#include "pg/trigger.hpp"
#include "socle/access.hpp"
#include "socle/platform_settings.hpp"

namespace socle {

namespace {

using namespace std::literals;
using OptionalText = std::optional<std::string>;
using OptionalJson = std::optional<pg::Json>;

constinit pg::Statement<std::string> find_zone{
    "select exists (select from pg_catalog.pg_timezone_names where name = $1)"};
constinit pg::SchemaStatement<> lock{
    "select pg_advisory_xact_lock(hashtextextended('{schema}.platform_settings', 0))::text"};
constinit pg::SchemaStatement<std::string, std::string, pg::Json, pg::Json, std::string, Uuid,
                              std::string>
    insert_change{
        "insert into {schema}.setting_changes"
        "   (key, action, old_value, new_value, reason, changed_by, database_role)"
        " select $1, $2, $3, $4, $5, $6, $7 where $3 <> $4 returning id"};
// Those that are due: what is written now counts instead.
constinit pg::SchemaStatement<std::string, pg::Timestamp> take_due{
    "with due as (delete from {schema}.scheduled_settings where key = $1 and effective_at <= $2"
    "             returning value, effective_at)"
    " select value from due order by effective_at desc limit 1"};

constexpr std::string_view reason_key = "settings.reason";
constexpr std::string_view required_json = R"("required")";

constinit SettingChange* change_made = nullptr;
constinit bool is_applying = false;
constinit bool is_writing_schedule = false;

void check_setting(pg::Trigger& trigger) {
  pg::Row& row = trigger.new_row();
  check_setting_value(row.get<std::string>("key"), row.get<std::string>("value"));
  if (is_applying) return;
  const Caller caller = require_caller(trigger.schema());
  row.set("updated_by", caller.user);
  row.set("updated_at", pg::Timestamp{pg::transaction_time()});
}

void lock_before(pg::Trigger& trigger) {
  pg::Spi spi;
  lock_settings(spi, trigger.schema());
}

// What counted before: a scheduled value that was due, or else the row, or else the default.
pg::Json value_before(pg::Spi& spi, pg::Trigger& trigger, const std::string& key) {
  const pg::Json standard{std::string(known_setting(key).default_json)};
  const WritingSchedule writing;
  const auto due =
      spi.row<OptionalJson>(take_due, trigger.schema(), key, pg::Timestamp{pg::statement_time()});
  if (due) return std::get<0>(*due).value_or(standard);
  if (trigger.is_insert()) return standard;
  return {trigger.old_row().get<std::string>("value")};
}

void record_setting(pg::Trigger& trigger) {
  if (is_applying) return;
  const pg::Schema system = trigger.schema();
  const auto key =
      (trigger.is_delete() ? trigger.old_row() : trigger.new_row()).get<std::string>("key");
  pg::Spi spi;
  const pg::Json before = value_before(spi, trigger, key);
  const pg::Json after{trigger.is_delete() ? std::string(known_setting(key).default_json)
                                           : trigger.new_row().get<std::string>("value")};
  const OptionalText reason = change_made == nullptr ? std::nullopt : change_made->reason;
  const auto row = spi.row<std::int64_t>(
      insert_change, system, key, trigger.is_delete() ? "reset"sv : "set"sv, before, after, reason,
      require_caller(system).user, pg::name_of_role(pg::client_role()));
  if (!row) return;
  if (!reason && is_reason_required(system, key, before))
    throw pg::Refused(Refusal(errors::missing_value).with("field", "reason"));
  if (change_made != nullptr) change_made->id = std::get<0>(*row);
}

void guard_schedule(pg::Trigger&) {
  if (!is_writing_schedule)
    throw pg::Refused(Refusal(errors::not_allowed).with("reason", "only by set_setting()"));
}

void setting_changed(pg::Trigger& trigger) { pg::announce_change(trigger.table()); }

}  // namespace

const settings::Definition& known_setting(std::string_view key) {
  const settings::Definition* const definition = settings::find_definition(key);
  if (definition == nullptr)
    throw pg::Refused(
        Refusal(errors::invalid_setting).with("key", key).with("reason", "unknown key"));
  return *definition;
}

void check_setting_value(std::string_view key, std::string_view json) {
  pg::check(settings::check_setting(key, json));
  if (known_setting(key).kind != settings::Kind::time_zone) return;
  pg::Spi spi;
  const std::string zone = pg::value_or_raise(settings::read_text(key, json));
  if (!std::get<0>(spi.row<bool>(find_zone, zone).value()))
    throw pg::Refused(
        Refusal(errors::invalid_setting).with("key", key).with("reason", "not a time zone"));
}

bool is_reason_required(pg::Schema system, std::string_view key, const pg::Json& before) {
  return (key == reason_key ? before.text : setting_json(system, reason_key)) == required_json;
}

void lock_settings(pg::Spi& spi, pg::Schema system) { spi.run(lock, system); }

MakingChange::MakingChange(SettingChange& change) : outer_(change_made) { change_made = &change; }
MakingChange::~MakingChange() { change_made = outer_; }

ApplyingSchedule::ApplyingSchedule() { is_applying = true; }
ApplyingSchedule::~ApplyingSchedule() { is_applying = false; }
WritingSchedule::WritingSchedule() : outer_(is_writing_schedule) { is_writing_schedule = true; }
WritingSchedule::~WritingSchedule() { is_writing_schedule = outer_; }

}  // namespace socle

SOCLE_TRIGGER(socle_check_setting, socle::check_setting);
SOCLE_TRIGGER(socle_lock_settings, socle::lock_before);
SOCLE_TRIGGER(socle_record_setting, socle::record_setting);
SOCLE_TRIGGER(socle_guard_schedule, socle::guard_schedule);
SOCLE_TRIGGER(socle_setting_changed, socle::setting_changed);
