#include "socle/platform_settings.hpp"

#include <array>
#include <limits>

#include "domain/errors/catalogue.hpp"
#include "domain/settings/settings.hpp"
#include "pg/spi.hpp"
#include "pg/statement_time.hpp"
#include "pg/table_memory.hpp"
#include "socle/start.hpp"

namespace socle {

namespace {

// The value that counts at a time, and when the next one does.
constinit pg::SchemaStatement<std::string, pg::Timestamp> read_setting{
    "select case when due.id is null then own.value else due.value end,"
    "   (select min(effective_at) from {schema}.scheduled_settings"
    "    where key = $1 and effective_at > $2)"
    " from (select $1) as asked(key)"
    "   left join {schema}.platform_settings as own on own.key = asked.key"
    "   left join lateral (select id, value from {schema}.scheduled_settings"
    "     where key = $1 and effective_at <= $2 order by effective_at desc limit 1) as due on "
    "true"};

constexpr std::int64_t always = std::numeric_limits<std::int64_t>::max();

// Values longer than this are read each time.
constexpr std::size_t remembered_bytes_max = 1000;
struct Setting {
  Oid schema = InvalidOid;
  std::size_t definition = 0;
  bool operator==(const Setting&) const = default;
};
struct Text {
  std::int64_t until = always;  // then another value is due
  std::size_t length = 0;
  std::array<char, remembered_bytes_max> bytes{};
};
constinit pg::TableMemory<Setting, Text, 16> known;

constinit std::uint64_t news = 0;

void forget(Oid table) noexcept {
  known.forget(table);
  ++news;
}

std::size_t index_of(std::string_view key) {
  const settings::Definition* const definition = settings::find_definition(key);
  if (definition != nullptr)
    return static_cast<std::size_t>(definition - settings::definitions().data());
  throw pg::Refused(
      Refusal(errors::invalid_setting).with("key", key).with("reason", "unknown key"));
}

}  // namespace

std::string setting_json(pg::Schema system, std::string_view key) {
  const Setting setting{system.oid, index_of(key)};
  const std::int64_t now = pg::statement_time();
  const Oid table = pg::find_table(system.oid, "platform_settings");
  if (const Text* const text = known.find(setting)) {
    if (now < text->until) return {text->bytes.data(), text->length};
    known.forget(table);
  }
  const decltype(known)::Reading reading(known);
  pg::Spi spi(pg::Access::read);
  const auto row = spi.row<std::optional<pg::Json>, std::optional<pg::Timestamp>>(
      read_setting, system, key, pg::Timestamp{now});
  const auto& [value, next] = row.value();
  std::string json =
      value ? value->text : std::string(settings::definitions()[setting.definition].default_json);
  Text text;
  if (json.size() > text.bytes.size()) return json;
  text.length = json.copy(text.bytes.data(), text.bytes.size());
  if (next) text.until = next->microseconds;
  known.keep(reading, table, setting, text);
  return json;
}

std::uint64_t setting_news() {
  pg::hear_of_changes();
  return news;
}

std::int64_t integer_setting(pg::Schema system, std::string_view key) {
  return pg::value_or_raise(settings::read_integer(key, setting_json(system, key)));
}

std::string text_setting(pg::Schema system, std::string_view key) {
  return pg::value_or_raise(settings::read_text(key, setting_json(system, key)));
}

void listen_for_setting_changes() { pg::on_table_change(forget); }

}  // namespace socle
