#include "socle/platform_settings.hpp"

#include <array>

#include "domain/errors/catalogue.hpp"
#include "domain/settings/settings.hpp"
#include "pg/table_memory.hpp"
#include "pg/transaction.hpp"
#include "pg/trigger.hpp"
#include "socle/access.hpp"
#include "socle/start.hpp"

namespace socle {

namespace {

constinit pg::SchemaStatement<std::string> read_setting{
    "select value from {schema}.platform_settings where key = $1"};

constinit pg::Statement<std::string> find_zone{
    "select exists (select from pg_catalog.pg_timezone_names where name = $1)"};

// Values longer than this are read each time.
constexpr std::size_t remembered_bytes_max = 1000;
struct Setting {
  Oid schema = InvalidOid;
  std::size_t definition = 0;
  bool operator==(const Setting&) const = default;
};
struct Text {
  std::size_t length = 0;
  std::array<char, remembered_bytes_max> bytes{};
};
constinit pg::TableMemory<Setting, Text, 16> known;

void forget(Oid table) noexcept { known.forget(table); }

std::size_t index_of(std::string_view key) {
  const auto definitions = settings::definitions();
  for (std::size_t i = 0; i < definitions.size(); ++i)
    if (definitions[i].key == key) return i;
  throw pg::Refused(
      Refusal(errors::invalid_setting).with("key", key).with("reason", "unknown key"));
}

void check_zone(std::string_view key, std::string_view value) {
  pg::Spi spi;
  const std::string zone = pg::value_or_raise(settings::read_text(key, value));
  if (!std::get<0>(spi.row<bool>(find_zone, zone).value()))
    throw pg::Refused(
        Refusal(errors::invalid_setting).with("key", key).with("reason", "not a time zone"));
}

void check_setting(pg::Trigger& trigger) {
  pg::Row& row = trigger.new_row();
  const auto key = row.get<std::string>("key");
  const auto value = row.get<std::string>("value");
  pg::check(settings::check_setting(key, value));
  if (settings::definitions()[index_of(key)].kind == settings::Kind::time_zone)
    check_zone(key, value);
  const Caller caller = require_caller(trigger.schema());
  row.set("updated_by", caller.user);
  row.set("updated_at", pg::Timestamp{pg::transaction_time()});
}

void setting_changed(pg::Trigger& trigger) { pg::announce_change(trigger.table()); }

}  // namespace

std::string setting_json(pg::Schema system, std::string_view key) {
  const Setting setting{system.oid, index_of(key)};
  if (const Text* const text = known.find(setting)) return {text->bytes.data(), text->length};
  const decltype(known)::Reading reading(known);
  pg::Spi spi(pg::Access::read);
  const auto row = spi.row<pg::Json>(read_setting, system, key);
  std::string json = row ? std::get<0>(*row).text
                         : std::string(settings::definitions()[setting.definition].default_json);
  Text text;
  if (json.size() > text.bytes.size()) return json;
  text.length = json.copy(text.bytes.data(), text.bytes.size());
  known.keep(reading, pg::find_table(system.oid, "platform_settings"), setting, text);
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
