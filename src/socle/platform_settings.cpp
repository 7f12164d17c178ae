#include "socle/platform_settings.hpp"

#include <array>

#include "domain/errors/catalogue.hpp"
#include "domain/settings/settings.hpp"
#include "pg/cache.hpp"
#include "pg/snapshot.hpp"
#include "pg/transaction.hpp"
#include "pg/trigger.hpp"
#include "socle/access.hpp"
#include "socle/start.hpp"

namespace socle {

namespace {

constinit pg::SchemaStatement<std::string> read_setting{
    "select value from {schema}.platform_settings where key = $1"};

// Values longer than this are read each time.
constexpr std::size_t remembered_bytes_max = 1000;
struct Remembered {
  Oid table = InvalidOid;
  Oid schema = InvalidOid;
  std::size_t definition = 0;
  std::size_t length = 0;
  std::array<char, remembered_bytes_max> value{};
};
constexpr std::size_t remembered_max = 16;
constinit std::array<Remembered, remembered_max> remembered;
constinit std::size_t next_remembered = 0;
constinit std::uint64_t times_forgotten = 0;

void forget(Oid table) noexcept {
  ++times_forgotten;
  for (Remembered& entry : remembered)
    if (table == InvalidOid || entry.table == table) entry.table = InvalidOid;
}

void remember(pg::Schema system, std::size_t definition, std::string_view json) {
  if (json.size() > remembered_bytes_max) return;
  Remembered& entry = remembered[next_remembered];
  next_remembered = (next_remembered + 1) % remembered_max;
  entry.table = pg::find_table(system.oid, "platform_settings");
  entry.schema = system.oid;
  entry.definition = definition;
  entry.length = json.copy(entry.value.data(), entry.value.size());
}

std::size_t index_of(std::string_view key) {
  const auto definitions = settings::definitions();
  for (std::size_t i = 0; i < definitions.size(); ++i)
    if (definitions[i].key == key) return i;
  throw pg::Refused(
      Refusal(errors::invalid_setting).with("key", key).with("reason", "unknown key"));
}

void check_setting(pg::Trigger& trigger) {
  pg::Row& row = trigger.new_row();
  pg::check(settings::check_setting(row.get<std::string>("key"), row.get<std::string>("value")));
  const Caller caller = require_caller(trigger.schema());
  row.set("updated_by", caller.user);
  row.set("updated_at", pg::Timestamp{pg::transaction_time()});
}

void setting_changed(pg::Trigger& trigger) { pg::announce_change(trigger.table()); }

}  // namespace

std::string setting_json(pg::Schema system, std::string_view key) {
  pg::hear_of_changes();
  const std::size_t definition = index_of(key);
  for (const Remembered& entry : remembered)
    if (entry.table != InvalidOid && entry.schema == system.oid && entry.definition == definition)
      return {entry.value.data(), entry.length};
  const std::uint64_t before = times_forgotten;
  const pg::LatestSnapshot now;
  pg::Spi spi(pg::Access::read);
  const auto row = spi.row<pg::Json>(read_setting, system, key);
  std::string json =
      row ? std::get<0>(*row).text : std::string(settings::definitions()[definition].default_json);
  // Not what was read before a change of which the news came meanwhile.
  if (now.is_latest() && times_forgotten == before) remember(system, definition, json);
  return json;
}

std::int64_t integer_setting(pg::Schema system, std::string_view key) {
  return pg::value_or_raise(settings::read_integer(key, setting_json(system, key)));
}

std::string text_setting(pg::Schema system, std::string_view key) {
  return pg::value_or_raise(settings::read_text(key, setting_json(system, key)));
}

void listen_for_setting_changes() { pg::on_table_change(forget); }

}  // namespace socle

SOCLE_TRIGGER(socle_check_setting, socle::check_setting);
SOCLE_TRIGGER(socle_setting_changed, socle::setting_changed);
